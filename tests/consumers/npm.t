#!/bin/sh
# npm, which takes a token from its environment only: lanyard exec.
# shellcheck disable=SC1091,SC2016,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/packages.sh"
. "$TESTS/consumers/npm.sh"

place "$HOME/.npmrc" npm/npmrc //api.example.com "//${REGISTRY#http://}"

use() {
	project "$1"
	(cd "$T/project.$1" && timeout 120 lanyard exec --env NPM_TOKEN=work -- \
		npm install --silent --no-audit --no-fund --fetch-retries=0 \
		--registry="$REGISTRY/" --cache="$T/cache.$1")
}

used() {
	installed "$2"
	ok 'the package is here' test -s "$T/project.$1/node_modules/hello/index.js"
}

refused() {
	like "$status" '^[34]$' "$1"
}

# In the environment it is, and has to be.
unseen() {
	pass "$1 has it in its environment, which is what exec is for"
}

consumer npm
only_good_tokens npm
done_testing
