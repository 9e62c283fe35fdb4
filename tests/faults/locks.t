#!/bin/sh
# One request, whatever becomes of the file that is the lock.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

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

# -- a flock that excludes nobody ------------------------------------------

# As where a server of NFS has no locks: each is granted.
cat >"$T/unlocked" <<'END'
#!/bin/sh
exec strace -f --seccomp-bpf -o /dev/null -e trace=flock \
	-e inject=flock:retval=0 lanyard get
END
chmod +x "$T/unlocked"
tried=0 lost=0
for round in $(pick '1' '1 2 3 4 5'); do
	seed work
	as_control reset
	as_control delay ms=500
	callers "$N" "$T/request.work" "$T/unlocked"
	tried=$((tried + N))
	is "$(answered)" "$N" "$round: all $N answer"
	is "$(tokens | grep -c .)" 1 "$round: with one token"
	is "$(refreshes)" 1 "$round: after one request"
	alive work || lost=$((lost + 1))
	ok "$round: no claim is left" test ! -e "$LANYARD_STORE/logins/work.claim"
done
is "$lost" 0 'no login is lost'
row "a flock that excludes nobody, $N callers" "$tried" "$lost" '1 each' \
	"all of $N"

# status says so, for people and as JSON, with an answer of its own to a flock
# of the folder.
seed work
run strace -f --seccomp-bpf -o /dev/null -e trace=flock \
	-e inject=flock:retval=0 lanyard status
says '^  lock a claim, as flock\(2\) excludes nobody here$' \
	'status: a claim is used'
run strace -f --seccomp-bpf -o /dev/null -e trace=flock \
	-e inject=flock:retval=0 lanyard status --json
says '"lock":"claim"' 'status --json: the same'
unlike "$out" '"file_system"' 'and no name of a file system'
# At a terminal it is a line under the table, which is the store's.
out=$(script -qec 'strace -f --seccomp-bpf -o /dev/null -e trace=flock \
	-e inject=flock:retval=0 lanyard status' /dev/null </dev/null | tr -d '\r')
is "$(echo "$out" | grep -c '^work .*')$(echo "$out" | tail -n 1)" \
	'1lock a claim, as flock(2) excludes nobody here' 'the table says so, too'
unlike "$(script -qec 'lanyard status' /dev/null </dev/null)" 'claim' \
	'and nothing of it where flock works'
run lanyard status
run_status 0 'where flock works'
unlike "$out" '^  lock' 'there is nothing to say'
run lanyard status --json
unlike "$out" '"lock"' 'nor as JSON'

# -- a file system that may be shared: FUSE --------------------------------

# The store as bindfs shows it, in namespaces of its own, which end with the
# command and take the mount with them.
cat >"$T/fuse.sh" <<'END'
bindfs -n "$LANYARD_STORE" "$LANYARD_STORE" || exit 77
"$@"
END
fuse() {
	unshare -m -p --fork --kill-child --mount-proc sh "$T/fuse.sh" "$@"
}
# fuse_callers N: as callers, and what was in the folder meanwhile.
cat >"$T/fuse-callers.sh" <<'END'
(sleep 0.7; ls "$LANYARD_STORE/logins" >"$T/meanwhile") &
perl "$TESTS/faults/callers.pl" "$1" "$T/callers" "$T/request.work" \
	lanyard get >"$T/times"
wait
END
export T TESTS
seed work
if command -v bindfs >/dev/null && fuse true 2>/dev/null; then
	as_control reset
	as_control delay ms=1500
	rm -rf "$T/callers"
	mkdir "$T/callers"
	fuse sh "$T/fuse-callers.sh" "$N" 9>&-
	is "$(answered)" "$N" "FUSE: all $N answer"
	is "$(tokens | grep -c .)" 1 'FUSE: with one token'
	is "$(refreshes)" 1 'FUSE: after one request'
	ok 'FUSE: and the login lives' alive work
	ok 'FUSE: there was a claim' grep -qx work.claim "$T/meanwhile"
	ok 'FUSE: which is gone' test ! -e "$LANYARD_STORE/logins/work.claim"
	run fuse lanyard status
	says '^  lock a claim, as flock\(2\) may not reach all hosts that have this fuse$' \
		'FUSE: status says so'
	run fuse lanyard status --json
	says '"lock":"claim","file_system":"fuse"' 'FUSE: as JSON, too'
else
	diag 'no FUSE file system can be mounted here'
fi

# claim HOST BOOT PID: as somebody else has made it.
claim() {
	(umask 077 && printf 'host=%s\nprocesses=%s\nboot=%s\npid=%s\n' "$1" \
		"$(readlink /proc/self/ns/pid)" "$2" "$3" \
		>"$LANYARD_STORE/logins/work.claim")
}
host=$(uname -n)
boot=$(cat /proc/sys/kernel/random/boot_id)
sh -c 'exit 0' &
ended=$!
wait "$ended"

# broken COMMAND...: whoever made that claim has gone.
broken() {
	seed work
	as_control reset
	"$@"
	run "$T/unlocked" <"$T/request.work"
	run_status 0 "$*: answered"
	is "$(refreshes)" 1 "$*: after one request"
}
broken claim "$host" "$boot" "$ended"
broken claim "$host" 00000000-0000-0000-0000-000000000000 $$
old() {
	claim elsewhere.example.com x 1
	touch -d '-1 hour' "$LANYARD_STORE/logins/work.claim"
}
broken old

# kept COMMAND...: whoever made that claim may be at work.
kept() {
	seed work
	as_control reset
	"$@"
	run timeout 2 "$T/unlocked" <"$T/request.work"
	isnt "$status" 0 "$*: it is waited for"
	is "$(refreshes)" 0 "$*: nothing is sent"
	rm "$LANYARD_STORE/logins/work.claim"
}
kept claim "$host" "$boot" $$
kept claim elsewhere.example.com "$boot" "$ended"
done_testing
