#!/bin/sh
# cargo, with cargo-credential-lanyard, at a sparse registry.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
_rustup=${RUSTUP_HOME:-$HOME/.rustup}
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

# Where it is rustup's, that wants its home.
RUSTUP_HOME=$_rustup
export RUSTUP_HOME
minor=$(cargo --version 2>/dev/null | sed -n 's/^cargo 1\.\([0-9]*\).*/\1/p')
[ "${minor:-0}" -ge 74 ] || skip_all 'no cargo from 1.74 on'
. "$TESTS/consumers/packages.sh"

mkdir -p "$T/crate/hello-1.0.0/src" "$T/packages/index/he/ll" \
	"$T/packages/dl/hello/1.0.0"
printf '[package]\nname = "hello"\nversion = "1.0.0"\nedition = "2021"\n' \
	>"$T/crate/hello-1.0.0/Cargo.toml"
: >"$T/crate/hello-1.0.0/src/lib.rs"
tar -C "$T/crate" -czf "$T/packages/dl/hello/1.0.0/download" hello-1.0.0
sum=$(sha256sum <"$T/packages/dl/hello/1.0.0/download" | cut -c 1-64)
printf '{"name":"hello","vers":"1.0.0","deps":[],"cksum":"%s","features":{},"yanked":false}\n' \
	"$sum" >"$T/packages/index/he/ll/hello"
echo '{"dl":"@URL@/dl","api":"@URL@","auth-required":true}' \
	>"$T/packages/index/config.json"

# project N: one that needs the crate, and a cargo that has nothing yet.
project() {
	rm -rf "$T/project.$1" "$T/cargo.$1"
	mkdir -p "$T/project.$1/src" "$T/cargo.$1"
	: >"$T/project.$1/src/lib.rs"
	printf '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nhello = { version = "1", registry = "my" }\n' \
		>"$T/project.$1/Cargo.toml"
	# By the manual's line, and by that of setup.
	if [ "$1" = 1 ]; then
		place "$T/cargo.$1/config.toml" cargo/config.toml \
			https://api.example.com "$REGISTRY"
		return
	fi
	printf '[registries.my]\nindex = "sparse+%s/index/"\n' "$REGISTRY" \
		>"$T/cargo.$1/config.toml"
	CARGO_HOME=$T/cargo.$1 lanyard setup --quiet --tool cargo ||
		die 'lanyard setup --tool cargo'
}

use() {
	project "$1"
	(cd "$T/project.$1" && CARGO_HOME=$T/cargo.$1 CARGO_NET_RETRY=0 \
		timeout 120 $traced cargo fetch --quiet)
}

used() {
	installed "$2"
	ok 'the crate is here' \
		test -n "$(find "$T/cargo.$1/registry/cache" -name hello-1.0.0.crate)"
}

refused() {
	is "$status" 101 "$1"
	like "$err" 'credential provider .*failed' 'as cargo says it'
	err=$(printf '%s\n' "$err" | sed 's/^ *login work/lanyard: error: login work/')
}

consumer cargo
only_good_tokens cargo
done_testing
