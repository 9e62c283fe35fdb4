#!/bin/sh
# What a get with a fresh token costs, in instructions: they do not vary. The
# rest of what is measured is in `make bench`.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/bench/logins.sh"

# Linked dynamically, most of it is the dynamic linker's.
limit=200000
front_is_static || limit=600000

# at_most NAME NUMBER BOUND
at_most() {
	if [ -n "$2" ] && [ "$2" -le "$3" ]; then
		pass "$1: $2, at most $3"
	else
		fail "$1: at most $3" "instructions: $2"
	fi
}

# The sanitizers' own work is not what is counted, and valgrind does not run
# it: there the answer alone is looked at.
counts() {
	case $(basename "$BUILD") in
	sanitize | coverage) return 1 ;;
	esac
}

# measure LOGINS: $old and $new have the counts.
measure() {
	LANYARD_CONFIG=$T/$1.conf
	LANYARD_STORE=$T/$1
	logins "$1"
	known
	for _request in old new; do
		run lanyard get <"$T/$_request"
		run_status 0 "$1 logins: the answer to git's $_request request"
		like "$out" '^password=tttt' 'is the token'
	done
	counts || return 0
	old=$(instructions "$T/old" "$BUILD/lanyard" get)
	new=$(instructions "$T/new" "$BUILD/lanyard" get)
}

measure 1
one=${old:-}
measure 10
if counts; then
	at_most 'ten logins, the request of git 2.39' "$old" $limit
	at_most 'ten logins, the request of git 2.55' "$new" $limit
fi
measure 10000
if counts; then
	at_most '10,000 logins cost 1.3 times what one does' "$old" \
		$((one * 13 / 10))
fi

done_testing
