#!/bin/sh
# SIGKILL at every system call of either half. A login may be lost only where
# the server had rotated and lanyard-oauth died before it could save.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

start_as
own_programs
sites work

# killed HALF N: at some N calls. A few of those of one run, such as another look
# at the lock, may not be made in the next.
killed() {
	calls "$1"
	begin_faults
	strike_all "$1" KILL "$2"
	ok "$1: killed at $tried system calls" test "$tried" -ge $(($2 * 4 / 5))
	no_problems "$1: nothing but what the server had rotated is lost"
	killed_row "SIGKILL at system calls of $1"
}

killed front 25
is "$lost_rotated" 0 'front: what lanyard-oauth does, it does to the end'
killed oauth 30
some=$(grep -c . "$T/strikes")
ok 'oauth: between request and save, that is' \
	test "$lost_rotated" -le $((some / 2))
done_testing
