#!/bin/sh
# One request, whatever becomes of the file that is the lock.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

N=20
start_as
sites work
tried=0 lost=0

# under_way: a get that waits for the reply.
under_way() {
	seed work
	as_control reset
	as_control delay ms=1500
	lanyard get <"$T/request.work" >"$T/first.out" 2>"$T/first.err" 9>&- &
	first=$!
	wait_until '[ "$(refreshes)" = 1 ]' 10
}

# shared NAME: all have the one new token.
shared() {
	tried=$((tried + 1))
	wait "$first"
	is "$?" 0 "$1: the first answers"
	is "$(answered)" "$N" "$1: all $N answer"
	is "$(tokens)" "$(sed -n 's/^password=//p' "$T/first.out")" \
		"$1: with the first's token"
	is "$(refreshes)" 1 "$1: after one request"
	alive work || lost=$((lost + 1))
}

# -- the lock is taken away during a request -------------------------------

under_way
rm "$LANYARD_STORE/logins/work.lock"
callers "$N" "$T/request.work" lanyard get
shared 'work.lock removed'
under_way
rm "$LANYARD_STORE/logins/work.lock"
(umask 077 && : >"$LANYARD_STORE/logins/work.lock")
callers "$N" "$T/request.work" lanyard get
shared 'work.lock replaced'

# Somebody else's save must not go over what the reply will be written to.
under_way
rm "$LANYARD_STORE/logins/work.lock"
printf '%s\n' protocol=https host=work.example.com "password=$OLD" '' >"$T/erase"
run lanyard erase <"$T/erase"
run_status 0 'an erase meanwhile waits'
wait "$first"
is "$?" 0 'the first answers'
ok 'and the login lives' alive work
is "$lost" 0 'no login is lost'
row "the lock's file removed during a refresh, $N callers" "$tried" "$lost" \
	'1 each' "all of $N"
done_testing
