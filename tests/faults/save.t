#!/bin/sh
# Between the reply and the record's name: each system call failing, once and
# for good. The server has rotated: what it sent is the only refresh token.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

start_as
sites work
own_programs
wrap_traced oauth

# What lanyard-oauth calls after the reply: NAME and the how manieth it is.
begin_faults
expire
traced oauth
run_status 0 'a refresh under strace'
awk '
	match($0, /^[a-z_0-9]+\(/) {
		name = substr($0, 1, RLENGTH - 1)
		count[name]++
		if (after && !/^(exit_group|rt_sig|futex)/)
			print name, count[name]
	}
	/^recvfrom\(.*HTTP\/1.1 200/ { after = 1 }
' "$T/trace" >"$T/after"
for call in pwrite64 ftruncate fsync renameat; do
	ok "$call comes after the reply" grep -q "^$call " "$T/after"
done
sent=$(refreshes)

# -- each call, failing once ----------------------------------------------

errors=$(pick 'EINTR EIO' 'EINTR EIO ENOSPC EDQUOT EMFILE')
if [ "$FAULTS" != full ]; then
	grep -E '^(pwrite64|ftruncate|fsync|renameat|close|recvfrom) ' \
		"$T/after" >"$T/some"
	mv "$T/some" "$T/after"
fi
while read -r call number <&8; do
	for error in $errors; do
		expire
		traced oauth -e "trace=$call" \
			-e "inject=$call:error=$error:when=$number" 8<&-
		tried=$((tried + 1))
		case $call in
		pwrite64 | ftruncate | fsync | renameat)
			[ "$status" -eq 0 ] || problem \
				"$call $number: $error: status $status: $err"
			;;
		esac
		after_fault "$call number $number: $error" 8<&-
	done
done 8<"$T/after"
no_problems 'what fails once is done again, and the call answers'
is "$lost_rotated" 0 'no login is lost'
row "a system call after the reply fails once: $errors" "$tried" \
	"$lost_rotated" '1 each' "$answered of $tried"

# -- interrupted before the request ---------------------------------------

for call in openat fsync fallocate ftruncate flock connect clone3; do
	for half in front oauth; do
		expire
		traced "$half" -e "trace=$call" \
			-e "inject=$call:error=EINTR:when=1"
		grep -q EINTR "$T/trace" || continue
		# The loader's own openat is not ours to repeat.
		[ "$half,$call" = oauth,openat ] ||
			run_status 0 "$half: $call interrupted: answered"
		alive work || problem "$half: $call interrupted: a login is lost"
		rm -f "$T/trace"
		sed -i -e '/^retry_at=/d' -e '/^last_error/d' \
			"$LANYARD_STORE/logins/work"
	done
done
no_problems 'nor is a login lost'

# What the child has as stdin and stdout, in whichever process it is opened.
wrap 'exec "$REAL" "$@"'
expire
run strace -f -o "$T/trace" -P /dev/null -e trace=openat \
	-e inject=openat:error=EINTR:when=1 lanyard get <"$T/request.work"
ok 'an open of /dev/null is interrupted' grep -q EINTR "$T/trace"
run_status 0 'and repeated: answered'
wrap_traced oauth
expire
sent=$(refreshes)

# -- each call, failing for good ------------------------------------------

# Until there is another disk, no token is to be had; but none is lost, and
# nothing more is sent.
begin_faults
for call in pwrite64 ftruncate fsync renameat; do
	first=$(grep "^$call " "$T/after" | head -n 1)
	for error in $(pick 'EIO ENOSPC' 'EINTR EIO ENOSPC EDQUOT EMFILE'); do
		expire
		traced oauth -e "trace=$call" \
			-e "inject=$call:error=$error:when=${first#* }+"
		tried=$((tried + 1))
		_sent=$(refreshes)
		wanted=5
		[ "$error" != EIO ] || wanted=1
		case $call,$status in
		pwrite64,0 | ftruncate,0) ;; # another file has it
		fsync,"$wanted")
			like "$err" 'cannot write work.new: ' "$call: $error"
			;;
		renameat,"$wanted")
			like "$err" 'cannot save work: ' "$call: $error"
			;;
		*) problem "$call: $error: status $status: $err" ;;
		esac
		after_fault "$call for good: $error"
		is "$sent" "$_sent" "$call: $error: nothing more is sent"
	done
done
no_problems 'what fails for good: the next call that can, saves and answers'
is "$lost_rotated" 0 'no login is lost'
row 'a system call after the reply fails for good' "$tried" \
	"$lost_rotated" '1 each' "$answered of $tried"
done_testing
