#!/bin/sh
# pnpm, whose tokenHelper is lanyard by a name of its own.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/packages.sh"
. "$TESTS/consumers/npm.sh"

set_up pnpm work
# The manual's line for the same, by a link of its own.
mkdir -p "$HOME/bin"
ln -s "$BUILD/lanyard" "$HOME/bin/lanyard-pnpm-work"
place "$T/npmrc" pnpm/npmrc //api.example.com "//${REGISTRY#http://}" \
	/home/alice "$HOME"
PNPM=$LANYARD_NODE_MODULES/../consumers/node_modules/pnpm/bin/pnpm.cjs

use() {
	project "$1"
	(cd "$T/project.$1" && NPM_CONFIG_USERCONFIG=$T/npmrc \
		timeout 120 $traced "$NODE" "$PNPM" install \
		--reporter=append-only --silent --config.registry="$REGISTRY/" \
		--config.fetch-retries=0 --store-dir "$T/store.$1" \
		--config.cache-dir="$T/cache.$1")
}

used() {
	installed "$2"
	ok 'the package is here' test -s "$T/project.$1/node_modules/hello/index.js"
}

# It shows the status of its helper, and nothing that it says.
refused() {
	isnt "$status" 0 "$1"
	run lanyard token work
}

consumer pnpm
only_good_tokens pnpm
done_testing
