#!/bin/sh
# SIGKILL at random moments of a refresh, of either half.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

N=$(pick 20 500)
start_as
own_programs
cp "$REAL" "$T/bin/lanyard-oauth"
sites work

# How long a refresh takes here.
seed work
lanyard get <"$T/request.work" >/dev/null
expire
begin=$(now_ms)
lanyard get <"$T/request.work" >/dev/null
most=$(($(now_ms) - begin + 10))
diag "within $most ms"

begin_faults
for whom in front oauth; do
	unanswered=0
	while [ "$tried" -lt $((whom_tried = N / 2)) ]; do
		expire
		run perl "$TESTS/faults/strike.pl" KILL "$whom" 0 "$most" \
			lanyard get <"$T/request.work"
		tried=$((tried + 1))
		[ "$status" -eq 0 ] || unanswered=$((unanswered + 1))
		after_fault "SIGKILL for $whom"
	done
	ok "$whom: killed $tried times, of which $unanswered in time" \
		test "$unanswered" -gt 0
	if [ "$whom" = front ]; then
		is "$lost_rotated" 0 'front: no login is lost'
	fi
	no_problems "$whom: nothing but what the server had rotated is lost"
	row "SIGKILL of $whom at random moments" "$tried" \
		"$lost, and $lost_rotated that the server had rotated" \
		$(($(refreshes) - first_sent)) \
		"$answered of $((tried - lost_rotated)) by the next get"
	begin_faults
done
done_testing
