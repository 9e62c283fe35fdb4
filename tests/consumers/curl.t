#!/bin/sh
# curl, both ways in contrib/curl: started by lanyard, and with its
# configuration on stdin.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/http.sh"

script curl/run.sh
script curl/config.sh

use() {
	timeout 60 $traced sh "$T/curl/$how.sh"
}

used() {
	let_in "$@"
}

refused() {
	case $how in
	run) is "$status" 4 "$1: no curl is started" ;;
	config)
		is "$status" 22 "$1"
		like "$err" '^curl: \(22\) .* 401' "with curl's own words"
		;;
	esac
}

for how in run config; do
	consumer "curl ($how)"
done

script curl/config.sh "/redirect?to=$ELSEWHERE_URL/there"
run use 1
is "$status" 0 'a redirect to another host is followed'
nothing_elsewhere 1 'which is asked'

done_testing
