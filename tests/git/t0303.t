#!/bin/sh
# git's own checks of a credential helper, t/t0303-credential-external.sh,
# whole and as they are, with Lanyard as the helper. What they print is TAP.
#
# They say `skipping timeout tests`: those are for a helper that takes a
# lifetime on its command line, `lanyard --timeout=1`, for plain passwords,
# as git's cache does. Lanyard has no such option: what expires here says so
# itself (password_expiry_utc, tested there too).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
BUILD=${BUILD:-$here/../../build/release}
helper=${HELPER:-lanyard} # HELPER=store tries the harness itself

if ! tree=$(sh "$here/fetch.sh"); then
	printf '1..1\nnot ok 1 - a newer git is there\n'
	exit 1
fi

if ! BUILD=$(cd "$BUILD" && pwd); then
	printf '1..1\nnot ok 1 - the programs are built\n'
	exit 1
fi

T=$(mktemp -d "${TMPDIR:-/tmp}/lanyard-test.XXXXXX")
trap 'rm -rf "$T"' EXIT
trap 'exit 143' INT TERM HUP

# The suite has a HOME of its own and unsets XDG_*; LANYARD_* get through.
# Only with store_passwords does Lanyard keep what is not a login's.
printf 'store_passwords = true;\n' >"$T/lanyard.conf"
LANYARD_CONFIG=$T/lanyard.conf
LANYARD_STORE=$T/store
TEST_OUTPUT_DIRECTORY=$T
GIT_TEST_CREDENTIAL_HELPER=$helper
# Its malloc checks are preloaded, which the sanitizer build cannot bear.
TEST_NO_MALLOC_CHECK=1
PATH=$BUILD:$PATH
export LANYARD_CONFIG LANYARD_STORE TEST_OUTPUT_DIRECTORY \
	GIT_TEST_CREDENTIAL_HELPER TEST_NO_MALLOC_CHECK PATH
unset GIT_TEST_CREDENTIAL_HELPER_TIMEOUT GIT_TEST_CREDENTIAL_HELPER_SETUP \
	GIT_TEST_OPTS LANYARD_INTERACTIVE LANYARD_DEBUG

status=0
cd "$tree/t"
sh ./t0303-credential-external.sh --root="$T/root" --verbose-log \
	--no-chain-lint || status=$?
# What was wanted and what came, of those that failed.
if [ "$status" -ne 0 ]; then
	awk '/^expecting success/ { n = 0 }
		/^not ok/ {
			for (i = n > 15 ? n - 15 : 0; i < n; i++)
				print "# " line[i]
			print "# " $0
		}
		{ line[n++] = $0 }' \
		"$T/test-results/t0303-credential-external.out" ||
		echo '# the suite did not begin'
fi
exit "$status"
