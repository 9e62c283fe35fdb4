#!/bin/sh
# Between the reply and its save: each allocation of lanyard-oauth failing.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

if nm -D "$BUILD/lanyard-oauth" | grep -q __asan; then
	skip_all 'a sanitizer has the allocations for itself'
fi
${CC:-cc} -shared -fPIC -O1 -o "$T/memory.so" "$TESTS/faults/memory.c" -ldl ||
	die 'memory.c compiles'
start_as
sites work
own_programs
wrap '[ -n "${MEMORY_FAIL+set}" ] || exec "$REAL" "$@"
LD_PRELOAD=$T/memory.so exec "$REAL" "$@"'
export MEMORY_COUNT="$T/count"

# failing N [ALL]: a get, that allocation failing.
failing() {
	rm -f "$T/count"
	expire
	MEMORY_FAIL=$1
	[ -z "${2:-}" ] || MEMORY_ALL=$2
	export MEMORY_FAIL ${2:+MEMORY_ALL}
	run lanyard get <"$T/request.work"
	unset MEMORY_FAIL MEMORY_ALL
}

begin_faults
failing 0
run_status 0 'a refresh whose allocations are counted'
most=$(cat "$T/count")
diag "$most allocations between the reply and the end"
ok 'there are some' test "$most" -gt 10
sent=$(refreshes)

number=1
while [ "$number" -le "$most" ]; do
	failing "$number"
	tried=$((tried + 1))
	after_fault "allocation $number"
	number=$((number + $(pick 3 1)))
done
no_problems 'each allocation failing: the call answers, or the next one'
is "$lost_rotated" 0 'no login is lost'
row 'an allocation after the reply fails' "$tried" "$lost_rotated" '1 each' \
	"$answered of $tried"

# -- for good: what came is kept as it came, for the next call ----------------

begin_faults
kept=0
number=1
while [ "$number" -le "$most" ]; do
	failing "$number" 1
	tried=$((tried + 1))
	sent=$(refreshes)
	if grep -q -a '^reply=1$' "$LANYARD_STORE/logins/work.new" 2>/dev/null; then
		kept=$((kept + 1))
		[ "$status" -eq 5 ] || problem "$number: status $status: $err"
		case $err in
		*"what the server sent is kept in $LANYARD_STORE/logins/work.new;"*) ;;
		*) problem "$number: it is not said where: $err" ;;
		esac
	fi
	_sent=$sent
	after_fault "allocation $number, and all after it"
	[ "$sent" = "$_sent" ] || problem "$number: another request was sent"
	number=$((number + $(pick 4 1)))
done
no_problems 'no memory from there on: the next call has the tokens, unasked'
is "$lost_rotated" 0 'no login is lost'
ok 'and it was the last resort, now and then' test "$kept" -gt 5
row 'no memory at all after the reply' "$tried" "$lost_rotated" '1 each' \
	"$answered of $tried"

done_testing
