#!/bin/sh
# Ctrl-C, SIGHUP and a closed terminal at every moment: after these the login
# always works, as lanyard-oauth is out of the terminal's session, and holds
# signals back until what came is saved.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

DELAY_MS=150
N=$(pick 12 50)
start_as
own_programs
sites work
mkfifo "$T/keys"

# always NAME: no login was lost, whatever the server did.
always() {
	no_problems "$1: the store is sound"
	is "$lost_rotated" 0 "$1: no login is lost"
	is "$answered" "$tried" "$1: the next get always works"
	row "$1" "$tried" "$lost_rotated" $(($(refreshes) - first_sent)) \
		"$answered of $tried by the next get"
}

# -- a signal straight to lanyard-oauth, at its system calls --------------

calls oauth
for signal in INT $(pick '' 'HUP TERM'); do
	begin_faults
	strike_all oauth "$signal" 20
	always "SIG$signal at system calls of lanyard-oauth"
done

# -- SIGINT to the whole process group ------------------------------------
# The server is slow, before it rotates and after.

cp "$REAL" "$T/bin/lanyard-oauth"
for when in before after; do
	as_control clear
	as_control delay ms=$DELAY_MS n=all when=$when
	begin_faults
	step=$((2 * (DELAY_MS + 50) / N))
	ended=0
	moment=0
	while [ "$tried" -lt $((N / 2)) ]; do
		expire
		run perl "$TESTS/faults/strike.pl" INT group "$moment" \
			"$moment" lanyard get <"$T/request.work"
		[ "$status" -eq 130 ] && ended=$((ended + 1))
		tried=$((tried + 1))
		moment=$((moment + step))
		after_fault "SIGINT after $moment ms, reply delayed $when"
	done
	ok "the front is ended by it ($ended of $tried)" test "$ended" -gt 0
	always "SIGINT to the process group, reply delayed $when the rotation"
done

# -- the terminal is closed -----------------------------------------------

# closed MOMENT_S: script(1) is the terminal; it is killed then.
closed() {
	timeout 30 script -qfec "exec lanyard get <'$T/request.work'" \
		/dev/null <"$T/keys" >"$T/screen" 2>&1 9>&- &
	_script=$!
	exec 7>"$T/keys"
	sleep "$1"
	_children=$(cat "/proc/$_script/task/$_script/children" 2>/dev/null)
	# shellcheck disable=SC2086 # a number, or none
	kill -KILL $_children 2>/dev/null
	exec 7>&-
	wait "$_script" 2>/dev/null
}

as_control clear
as_control delay ms=$DELAY_MS n=all
begin_faults
ended=0
while [ "$tried" -lt "$N" ]; do
	expire
	closed "0.$(printf %03d $((tried * 300 / N)))"
	grep -q '^password=' "$T/screen" || ended=$((ended + 1))
	tried=$((tried + 1))
	after_fault "closed terminal, number $tried"
done
ok "the front is ended by it ($ended of $tried)" test "$ended" -gt $((N / 4))
always 'closed terminal'
done_testing
