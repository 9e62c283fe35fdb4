#!/bin/sh
# wget, with its header from a file that is gone afterwards (contrib/wget).
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/http.sh"

script wget/wget.sh

use() {
	timeout 60 $traced sh "$T/wget/wget.sh"
}

# wget says on stderr what it has got.
used() {
	err=$(printf '%s\n' "$err" | grep -v ' URL:.* -> "-" \[1\]$')
	let_in "$@"
}

refused() {
	is "$status" 4 "$1: no wget is started"
	is "$out" '' 'and nothing is printed'
}

consumer wget
is "$(find "$TMPDIR" -type f)" '' 'no file is left'

script wget/wget.sh "/redirect?to=$ELSEWHERE_URL/there"
run use 1
is "$status" 8 'a redirect is not followed'
nothing_elsewhere 0 'so another host is not asked'

done_testing
