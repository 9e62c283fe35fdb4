#!/bin/sh
# One refresh per expiry, also through the library: threads of several
# programs that refresh in their own process, with the command beside them.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

DELAY_MS=2000
PROGRAMS=$(pick 3 5)
THREADS=$(pick 8 30)
ALL=$((PROGRAMS * THREADS + PROGRAMS))
flags=
if grep -q __asan_init "$BUILD/liblanyard.so"; then
	flags=-fsanitize=address,undefined
fi
# shellcheck disable=SC2086 # none, or one
run "${CC:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra $flags \
	-I "$TOP/lib/include" -o "$T/threads" "$TESTS/faults/threads.c" \
	-L "$BUILD" -llanyard -pthread "-Wl,-rpath,$BUILD"
run_status 0 'a program with threads is compiled'
[ "$status" -eq 0 ] || done_testing
start_as
sites work

# fly LENGTH: $PROGRAMS programs of threads, and as many of the command.
fly() {
	pids=
	i=0
	while [ "$i" -lt "$PROGRAMS" ]; do
		i=$((i + 1))
		"$T/threads" "$THREADS" work >"$T/program.$i" \
			2>"$T/error.$i" 9>&- &
		pids="$pids $!"
		lanyard get <"$T/request.work" >"$T/command.$i" \
			2>"$T/fault.$i" 9>&- &
		pids="$pids $!"
	done
	bad=0
	for pid in $pids; do
		wait "$pid" || bad=$((bad + 1))
	done
	ended=$(now_ms)
	got=$(cat "$T"/program.* "$T"/command.* | sed -n 's/^password=//p')
	count=$(printf '%s\n' "$got" | grep -c .)
}

seed work
as_control delay ms=$DELAY_MS n=all
fly
late=$((ended - $(served)))
is "$bad" 0 "$PROGRAMS programs of $THREADS threads, and the command: all succeed"
is "$(cat "$T"/error.* "$T"/fault.*)" '' 'without a word'
is "$count" "$ALL" 'all answer'
is "$(printf '%s\n' "$got" | sort -u)" "$(field work access_token)" \
	'with the same token'
is "$(refreshes)" 1 'after one refresh request'
ok 'the login lives' alive work
row "$ALL callers: threads of $PROGRAMS programs, and the command" 1 \
	"$(alive work && echo 0 || echo 1)" "$(refreshes)" "$count of $ALL"
# What so many take, here and now, to start and to read a fresh token is not
# counted.
begin=$(now_ms)
fly
all=$((ended - begin))
ok "within 1 s after the server ($late ms, of which $all without it)" \
	test "$late" -le $((1000 + all))

as_control clear
as_control reset
as_control fail status=503 error=temporarily_unavailable n=all
stale work
fly
is "$bad" $((PROGRAMS * 2)) 'a server out of order: all fail'
is "$count" 0 'nothing is answered'
sent=$(refreshes)
ok "after at most 4 requests ($sent)" test "$sent" -ge 1 -a "$sent" -le 4
is "$(cat "$T"/error.* "$T"/fault.* | sed -n \
	's/.*\(login work: .*503.*\)/\1/p' | sort -u | grep -c .)" 1 \
	'with the same error'
ok 'the login lives' alive work
done_testing
