#!/bin/sh
# A record that cannot be replaced, a quota that only the fsync tells of, a
# lanyard-oauth that is stopped: for 20 callers at once. What was sent is
# counted at the server.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

N=20
ROUNDS=$(pick 1 5)
start_as
sites work
logins=$LANYARD_STORE/logins
lost=0

# stand: a new grant whose access token is over; what is stored is $T/record.
stand() {
	rm -rf "$LANYARD_STORE"
	seed work
	cp "$logins/work" "$T/record"
	as_control reset
}

# errors: what the callers said, each once.
errors() {
	cat "$T"/callers/err.* | sed -n 's/^lanyard: error: //p' | sort -u
}

hints() {
	cat "$T"/callers/err.* | sed -n 's/^lanyard: hint: //p' | sort -u
}

# refused NAME STATUS ERE HINT: nobody sent anything, all know why.
refused() {
	is "$(column 5 | uniq -c | tr -s ' ')" " $N $2" \
		"$1: all $N callers exit $2"
	is "$(answered)" 0 "$1: none has a token"
	is "$(errors | grep -c -v -E "$3")" 0 "$1: each says why" ||
		diag "$(errors)"
	like "$(errors)" "$3" "$1: in words"
	is "$(hints)" "$4" "$1: and what to do"
	is "$(refreshes)" 0 "$1: nothing was sent"
	same "$logins/work" "$T/record" "$1: the record is as it was"
	alive work || lost=$((lost + 1))
}

# then_one NAME: when that is mended one request is enough for all.
then_one() {
	callers "$N" "$T/request.work" lanyard get
	is "$(answered)" "$N" "$1: mended, all $N have a token"
	is "$(tokens | grep -c .)" 1 "$1: the same"
	is "$(refreshes)" 1 "$1: after one request"
	alive work || lost=$((lost + 1))
}

# -- a record that is a mount point of its own -----------------------------

if can_mount; then
	for round in $(seq "$ROUNDS"); do
		stand
		rm -rf "$T/callers"
		mkdir "$T/callers"
		# shellcheck disable=SC2086 # none, or one option
		unshare $user_namespace -m sh -c 'mount --bind "$0" "$0" &&
			exec perl "$@"' "$logins/work" \
			"$TESTS/faults/callers.pl" "$N" "$T/callers" \
			"$T/request.work" lanyard get >"$T/times" 9>&-
		refused "mounted, $round" 1 \
			'work is a mount point of its own and cannot be replaced$' \
			'mount the folder logins/, not the file'
		then_one "mounted, $round"
	done
	row "a mounted record, $N callers" $((N * ROUNDS)) "$lost" 0 \
		"0, exit 1; then all of $N"
else
	diag 'no mount namespace to be had'
fi

# -- an immutable one ------------------------------------------------------

: >"$T/unchanging"
if chattr +i "$T/unchanging" 2>/dev/null; then
	chattr -i "$T/unchanging"
	for round in $(seq "$ROUNDS"); do
		stand
		chattr +i "$logins/work"
		callers "$N" "$T/request.work" lanyard get
		chattr -i "$logins/work"
		refused "immutable, $round" 1 'work is immutable' \
			"chattr -i '$logins/work'"
		then_one "immutable, $round"
	done
	row "an immutable record, $N callers" $((N * ROUNDS)) "$lost" 0 \
		"0, exit 1; then all of $N"
else
	diag 'nothing can be made immutable here'
fi

# -- a quota that the fsync tells of ---------------------------------------

# Each under a strace of its own; fsync 1 of a process is that of the room.
cat >"$T/over-quota" <<'END'
#!/bin/sh
exec strace -f --seccomp-bpf -o "/dev/null" -e trace=fsync \
	-e inject=fsync:error=EDQUOT:when=1 lanyard get
END
chmod +x "$T/over-quota"
for round in $(seq "$ROUNDS"); do
	stand
	callers "$N" "$T/request.work" "$T/over-quota"
	refused "over quota, $round" 5 \
		'no room for the answer in .*: Disk quota exceeded' \
		'make room there: quota -s'
	ok "over quota, $round: work.new is gone" test ! -e "$logins/work.new"
	then_one "over quota, $round"
done
row "a late EDQUOT, $N callers" $((N * ROUNDS)) "$lost" 0 \
	"0, exit 5; then all of $N"

# -- a lanyard-oauth that is stopped ---------------------------------------

# frozen SECONDS: 20 callers, and lanyard-oauth stopped for so long while the
# reply comes.
frozen() {
	stand
	as_control delay ms=700
	callers "$N" "$T/request.work" lanyard get &
	_all=$!
	wait_until '[ "$(refreshes)" = 1 ]' 10
	_oauth=$(processes lanyard-oauth)
	kill -STOP "$_oauth"
	sleep "$1"
	kill -CONT "$_oauth"
	wait "$_all"
}
line='timeout_ms = 2000;'
sites work
for round in $(seq "$ROUNDS"); do
	frozen 1.2
	is "$(answered)" "$N" "stopped in time, $round: all $N have a token"
	is "$(tokens | grep -c .)" 1 "stopped in time, $round: the same"
	is "$(refreshes)" 1 "stopped in time, $round: after one request"
	alive work || lost=$((lost + 1))

	# Who started it gives up; who waits for it may see what came.
	frozen 4.5
	like "$(column 5 | uniq -c | tr -s ' ')" '^ [0-9]+ 5$' \
		"stopped too long, $round: not all can wait"
	is "$(column 5 | grep -c -v '^[05]$')" 0 \
		"stopped too long, $round: they exit 5, or 0"
	is "$(column 5 | grep -c '^0$')" "$(answered)" \
		"stopped too long, $round: 0 with a token"
	like "$(errors)" 'lanyard-oauth is still at work' \
		"stopped too long, $round: and 5 with the reason"
	ok "stopped too long, $round: what came is saved" \
		wait_until '[ "$(field work generation)" = 2 ]' 5
	is "$(tokens | grep -c -v -x -F -e "$(field work access_token)")" 0 \
		"stopped too long, $round: nobody has another token"
	run lanyard get <"$T/request.work"
	is "$(sed -n 's/^password=//p' "$T/out")" "$(field work access_token)" \
		"stopped too long, $round: and is the answer then"
	is "$(refreshes)" 1 "stopped too long, $round: after one request"
	alive work || lost=$((lost + 1))
done
row "lanyard-oauth stopped during a refresh, $N callers" \
	$((2 * N * ROUNDS)) "$lost" '1 each' \
	"all of $N in time; else exit 5, and then all"
is "$lost" 0 'no login is lost'
done_testing
