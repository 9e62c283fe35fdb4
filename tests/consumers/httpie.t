#!/bin/sh
# HTTPie, with its header from a pipe (contrib/httpie).
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/http.sh"

script httpie/httpie.sh

use() {
	timeout 60 $traced sh "$T/httpie/httpie.sh"
}

used() {
	let_in "$@"
}

refused() {
	is "$status" 4 "$1"
	like "$err" 'http: .*HTTP 401 Unauthorized' "with HTTPie's own words"
}

consumer HTTPie

script httpie/httpie.sh "/redirect?to=$ELSEWHERE_URL/there"
sed -i 's/--check-status/& --follow/' "$T/httpie/httpie.sh"
run use 1
is "$status" 0 'a redirect to another host is followed where that is asked for'
nothing_elsewhere 1 'that host is asked'

done_testing
