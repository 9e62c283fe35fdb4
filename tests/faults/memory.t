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

done_testing
