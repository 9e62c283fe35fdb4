#!/bin/sh
# pip, which asks lanyard as keyring.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

python3 -m pip download --help 2>/dev/null | grep -q keyring-provider ||
	skip_all 'no pip from 23.1 on'
. "$TESTS/consumers/packages.sh"

mkdir -p "$T/packages/simple/hello"
WHEEL=hello-1.0.0-py3-none-any.whl
python3 -c '
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    info = "hello-1.0.0.dist-info/"
    wheel.writestr("hello.py", "")
    wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: hello\nVersion: 1.0.0\n")
    wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
    wheel.writestr(info + "RECORD", "")
' "$T/packages/$WHEEL"
printf '<!DOCTYPE html><a href="/%s">%s</a>\n' $WHEEL $WHEEL \
	>"$T/packages/simple/hello/index"
set_up pip

# The manual's lines are those of setup, with the index.
place "$T/pip.conf" pip/pip.conf https://oauth2@api.example.com \
	"http://oauth2@${REGISTRY#http://}"
use() {
	rm -rf "$T/got.$1"
	PIP_CONFIG_FILE=$T/pip.conf timeout 120 $traced python3 -m pip download --no-input --no-cache-dir \
		--disable-pip-version-check --quiet --no-deps --dest "$T/got.$1" \
		--trusted-host 127.0.0.1 hello
}

used() {
	installed "$2"
	ok 'the package is here' test -s "$T/got.$1/$WHEEL"
}

refused() {
	is "$status" 1 "$1"
	like "$err" '401|No matching distribution' 'as pip says it'
}

consumer pip
only_good_tokens pip
done_testing
