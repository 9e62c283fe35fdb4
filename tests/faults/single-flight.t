#!/bin/sh
# One refresh per expiry: many callers at once, with the token over and a
# server that takes its time.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

DELAY_MS=2000
N=$(pick 40 200)
start_as
own_programs
wrap 'echo "$*" >>"$T/started"; exec "$REAL" "$@"'

# begin NAME...: due logins, a slow server, nothing counted yet.
begin() {
	for name in "$@"; do
		seed "$name"
	done
	as_control clear
	as_control reset
	as_control delay ms=$DELAY_MS n=all
	: >"$T/started"
}

# at_most MS LIMIT NAME
at_most() {
	if [ "$1" -le "$2" ]; then
		pass "$3 ($1 ms)"
	else
		fail "$3" "took $1 ms, more than $2"
	fi
}

# one_flight NAME: what holds of N callers of the login "work".
one_flight() {
	is "$(refreshes)" 1 "$1: one refresh request"
	is "$(grep -c '' "$T/started")" 1 "$1: one lanyard-oauth"
	is "$(column 5 | uniq -c | tr -s ' ')" " $N 0" \
		"$1: $N callers, all with status 0"
	is "$(answered)" "$N" "$1: all answer"
	is "$(tokens)" "$(field work access_token)" "$1: the same token"
	is "$(as_control live kind=access token="$(tokens)")" 1 \
		"$1: which is good"
	is "$(cat "$T"/callers/err.*)" '' "$1: without a word"
	late=$(($(column 4 | tail -n 1) - $(served)))
}

# in_time NAME: the last of them was. What so many processes take to start and
# to read a fresh token, here and now, is not counted.
in_time() {
	callers "$N" "$T/request.work" lanyard get
	_all=$(($(column 4 | tail -n 1) - $(column 2 | head -n 1)))
	diag "with a fresh token $N callers take $_all ms"
	at_most "$late" $((1000 + _all)) "$1: within 1 s after the server"
}

# -- get alone ------------------------------------------------------------

sites work
begin work
callers "$N" "$T/request.work" lanyard get
before=$(served)
is "$(awk -v by="$before" '$3 > 0 && $3 < by' "$T/times" | grep -c '')" "$N" \
	"all $N found the token stale before the server replied"
diag "the last of them $((before - $(column 3 | tail -n 1))) ms before it"
one_flight 'get'
row "$N callers, server takes 2 s" 1 "$(alive work && echo 0 || echo 1)" \
	"$(refreshes)" "$(answered) of $N"
in_time 'get'

# -- with refresh --all, and with erase of the old token ------------------

# until_started: a refresh is under way, and has the lock.
until_started() {
	_tries=200
	until [ -s "$T/started" ] || [ $_tries -eq 0 ]; do
		_tries=$((_tries - 1))
		sleep 0.05
	done
}

begin work
printf 'protocol=https\nhost=work.example.com\npassword=%s\n\n' "$OLD" \
	>"$T/erase"
pids=
for i in 1 2 3 4 5; do
	{
		sleep "0.0$i"
		lanyard refresh --all
	} >"$T/all.$i" 2>&1 9>&- &
	pids="$pids $!"
	{
		# Before that it would be the token that is stored, and told.
		until_started
		sleep "0.0$((i + 3))"
		lanyard erase <"$T/erase"
	} >"$T/erased.$i" 2>&1 9>&- &
	pids="$pids $!"
done
callers "$N" "$T/request.work" lanyard get
bad=0
for pid in $pids; do
	wait "$pid" || bad=$((bad + 1))
done
is "$bad" 0 'refresh --all and erase succeed beside'
is "$(cat "$T"/all.* "$T"/erased.*)" '' 'without a word'
one_flight 'racing'
row "$N callers, 5 \`refresh --all\`, 5 \`erase\`" 1 \
	"$(alive work && echo 0 || echo 1)" "$(refreshes)" "$(answered) of $N"
in_time 'racing'

# -- 20 logins ------------------------------------------------------------
# One that waited for another would take two delays.

DELAY_MS=4000
names=
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	names="$names site$i"
done
# shellcheck disable=SC2086 # a list
{
	sites $names
	begin $names
}
callers 20 "$T/request.site%i" lanyard get
is "$(refreshes)" 20 '20 logins: 20 refreshes'
is "$(answered)" 20 '20 logins: all answer'
is "$(tokens | grep -c '')" 20 '20 logins: each its own token'
at_most $(($(column 4 | tail -n 1) - $(column 2 | head -n 1))) \
	$((2 * DELAY_MS - 1)) '20 logins: none waits for another'
# shellcheck disable=SC2086
begin $names
start=$(now_ms)
run lanyard refresh --all
silent 'refresh --all of 20 logins'
at_most $(($(now_ms) - start)) $((2 * DELAY_MS - 1)) 'takes one delay'
is "$(refreshes)" 20 'and 20 refreshes'
lost=0
for name in $names; do
	alive "$name" || lost=$((lost + 1))
done
is "$lost" 0 'no login is lost'
row '20 logins at once, server takes 4 s' 2 "$lost" '20 each' '20 of 20'
done_testing
