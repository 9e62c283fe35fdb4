#!/bin/sh
# A rotated refresh token is on disk before anybody uses what came with it,
# and where there is no room for it, none is asked for.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

start_as
sites work
tried=0 lost=0

# -- the order of things --------------------------------------------------

# at WHAT: the trace's first line of it.
at() {
	grep -n -E -e "$1" "$T/trace" | head -n 1 | cut -d : -f 1
}

# ascending NAME NUMBER...
ascending() {
	_name=$1
	_last=0
	shift
	for _number in "$@"; do
		if [ "${_number:-0}" -le "$_last" ]; then
			fail "$_name" "lines $*" \
				"$(grep -E 'work|sendto|username' "$T/trace")"
			return
		fi
		_last=$_number
	done
	pass "$_name"
}

seed work
run strace -f -y -o "$T/trace" -s 64 -e trace=openat,fallocate,sendto,recvfrom,\
write,ftruncate,fsync,rename,renameat,renameat2,unlinkat \
	lanyard get <"$T/request.work"
run_status 0 'a refresh under strace'
folder=$LANYARD_STORE/logins
ascending 'reserve, POST, read, write, fsync, rename, fsync the folder, answer' \
	"$(at 'openat\(.*work\.new".*O_CREAT')" \
	"$(at "fallocate\\([0-9]+<$folder/work\\.new>")" \
	"$(at 'sendto\(.*POST /token')" \
	"$(at 'recvfrom\(.*HTTP/1.1 200')" \
	"$(at "write\\([0-9]+<$folder/work\\.new>")" \
	"$(at "fsync\\([0-9]+<$folder/work\\.new>")" \
	"$(at 'rename(at2?)?\(.*work\.new".*"work"')" \
	"$(at "fsync\\([0-9]+<$folder>")" \
	"$(at 'write\(1<.*"username=')"
unlike "$(grep -E 'fsync|rename|fallocate' "$T/trace")" ' = -1 ' \
	'and each of them succeeds'
is "$(grep -c 'sendto(.*POST /token' "$T/trace")" 1 'one POST'
is "$(sed -n "$(at 'recvfrom\(.*HTTP/1.1 200'),$(at "fsync\\([0-9]+<$folder>")p" \
	"$T/trace" | grep -c -E 'openat|sendto|unlinkat')" 0 \
	'nothing is opened, sent or removed between the reply and the disk'
room=$(grep -o 'fallocate(.*' "$T/trace" | sed 's/.*, \([0-9]*\)).*/\1/')
ok 'room for the record and the largest reply is reserved' \
	test "${room:-0}" -gt 1048576

# -- no room, and no writable place ---------------------------------------

# blocked ERE NAME [STATUS]: after a get that could not save; $status, $err
# and $T/record are there.
blocked() {
	tried=$((tried + 1))
	fails "${3:-5}" "$1" "$2: exit ${3:-5}, the cause named"
	same "$LANYARD_STORE/logins/work" "$T/record" "$2: the record is intact"
	is "$(refreshes)" 0 "$2: nothing was sent"
	alive work || lost=$((lost + 1))
}

# spoil COMMAND...: a get under what the command does.
spoil() {
	seed work
	cp "$LANYARD_STORE/logins/work" "$T/record"
	as_control reset
	run "$@" <"$T/request.work"
}

# In a mount namespace of its own the store's folder is a small file system,
# which $1 fills or write-protects. It is copied back before it is gone.
cat >"$T/small.sh" <<'END'
mount -t tmpfs -o "size=64k,nr_inodes=$1,mode=700" tmpfs "$3" || exit 77
cp -R "$3.before/." "$3/" && chmod -R go= "$3" || exit 77
eval "$2" || exit 77
status=0
lanyard get || status=$?
rm -rf "$3.after"
cp -R "$3" "$3.after"
exit "$status"
END

# small INODES COMMANDS: $LANYARD_STORE is then what was left.
small() {
	seed work
	: >"$LANYARD_STORE/logins/work.lock"
	chmod 600 "$LANYARD_STORE/logins/work.lock"
	cp "$LANYARD_STORE/logins/work" "$T/record"
	rm -rf "$LANYARD_STORE.before"
	cp -R "$LANYARD_STORE" "$LANYARD_STORE.before"
	as_control reset
	# shellcheck disable=SC2086 # none, or one option
	run unshare $user_namespace -m sh "$T/small.sh" "$1" "$2" \
		"$LANYARD_STORE" <"$T/request.work"
	[ "$status" -ne 77 ] || die 'a small file system' "$err"
	rm -rf "$LANYARD_STORE"
	mv "$LANYARD_STORE.after" "$LANYARD_STORE"
}

user_namespace=
namespace=yes
mkdir "$T/mountpoint"
if ! unshare -m mount -t tmpfs tmpfs "$T/mountpoint" 2>/dev/null; then
	user_namespace=-r
	unshare -r -m mount -t tmpfs tmpfs "$T/mountpoint" 2>/dev/null ||
		namespace=
fi
if [ -n "$namespace" ]; then
	diag "a tmpfs of 64 KiB in a mount namespace: unshare $user_namespace -m"
	small 64 :
	blocked 'no room for the answer in .*: No space left on device' \
		'64 KiB, where a MiB is wanted'
	small 64 "head -c 1000000 /dev/zero >'$LANYARD_STORE/full' 2>/dev/null; :"
	rm -f "$LANYARD_STORE/full"
	blocked 'no room for the answer in .*: No space left on device' \
		'a full disk'
	small 4 :
	blocked 'work\.new: No space left on device' 'no inode for work.new'
	small 4 "rm '$LANYARD_STORE/logins/work.lock'; : >'$LANYARD_STORE/a'"
	rm -f "$LANYARD_STORE/a"
	blocked 'work\.lock: No space left on device' 'no inode for work.lock'
	small 64 "mount -o remount,ro tmpfs '$LANYARD_STORE'"
	blocked 'Read-only file system' 'a read-only disk' 1
	small 64 "rm '$LANYARD_STORE/logins/work.lock'
		mount -o remount,ro tmpfs '$LANYARD_STORE'"
	blocked 'Read-only file system' 'a read-only disk, no lock on it' 1
	is "$(ls -A "$LANYARD_STORE/logins")" 'work' 'and nothing is left behind'
else
	diag 'no mount namespace to be had: the kernel is made to lie instead'
	spoil strace -f -o "$T/trace" -e inject=fallocate:error=ENOSPC \
		lanyard get
	blocked 'No space left on device' \
		'fallocate fails with ENOSPC (strace)'
	spoil strace -f -o "$T/trace" -P "$LANYARD_STORE/logins/work.lock" \
		-P work.lock -e inject=openat:error=EROFS lanyard get
	blocked 'Read-only file system' \
		'openat of work.lock fails with EROFS (strace)' 1
fi

# A quota takes a file system of its own, and permissions do not stop root:
# strace makes the calls fail.
for error in '5:EDQUOT:Disk quota exceeded' '1:EIO:Input/output error'; do
	code=${error%%:*}
	error=${error#*:}
	spoil strace -f -o "$T/trace" \
		-e "inject=fallocate:error=${error%%:*}" lanyard get
	blocked "no room for the answer in .*: ${error#*:}" \
		"fallocate fails with ${error%%:*} (strace)" "$code"
	ok "${error%%:*}: work.new is gone" \
		test ! -e "$LANYARD_STORE/logins/work.new"
done
for error in '5:EDQUOT:Disk quota exceeded' '1:EACCES:Permission denied' \
	'1:EROFS:Read-only file system' '5:ENOSPC:No space left'; do
	code=${error%%:*}
	error=${error#*:}
	spoil strace -f -o "$T/trace" -P work.lock \
		-e "inject=openat:error=${error%%:*}" lanyard get
	blocked "work.lock: ${error#*:}" \
		"openat of work.lock fails with ${error%%:*} (strace)" "$code"
done
# It may hold the only copy of a refresh token: see the next part.
spoil strace -f -o "$T/trace" -P work.new -e inject=openat:error=EACCES \
	lanyard get
blocked 'work.new: Permission denied' \
	'openat of work.new fails with EACCES (strace)' 1
spoil sh -c 'ulimit -f 300; exec lanyard get'
blocked 'no room for the answer in .*: File too large' 'a limit of file sizes' \
	1

# What is still alive is answered, disk or not.
seed work
amend work obtained_at $(($(now) - 3570))
amend work expires_at $(($(now) + 30))
as_control reset
run strace -f -o "$T/trace" -e inject=fallocate:error=ENOSPC lanyard get \
	<"$T/request.work"
says "^password=$OLD\$" 'a token inside its margin is answered all the same'
is "$(refreshes)" 0 'nothing was sent'

# -- an answer that did not get its name ----------------------------------

# stuck: a get that can rename nothing, as where the record is a mount point.
stuck() {
	run strace -f -o "$T/trace" \
		-e inject=rename,renameat,renameat2:error=EBUSY lanyard get \
		<"$T/request.work"
}
seed work
as_control reset
stuck
fails 1 'cannot save work: Device or resource busy' \
	'a rename that fails: exit 1, the cause named'
is "$(refreshes)" 1 'one request was sent'
for _again in 1 2; do
	stuck
	fails 1 'cannot save work: Device or resource busy' 'asked again: the same'
done
is "$(refreshes)" 1 'and nothing more is sent: the old refresh token is spent'
run lanyard get <"$T/request.work"
says "^password=$(field work access_token)\$" \
	'once it can be renamed, what came is the answer'
is "$(refreshes)" 1 'without another request'
ok 'and the login lives' alive work

# -- when there is room again ---------------------------------------------

seed work
run lanyard get <"$T/request.work"
run_status 0 'with room, a get works'
ok 'and the login lives' alive work
is "$lost" 0 'no login is lost'
row 'full disk, no inode, read-only, quota, no permission' "$tried" "$lost" 0 \
	'0, exit 5 or 1'
done_testing
