#!/bin/sh
# A rotated refresh token is on disk before anybody uses what came with it,
# and where there is no room for it, none is asked for.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

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
write,pwrite64,flock,ftruncate,fsync,rename,renameat,renameat2,unlinkat \
	lanyard get <"$T/request.work"
run_status 0 'a refresh under strace'
folder=$LANYARD_STORE/logins
room=$(grep -o 'fallocate(.*' "$T/trace")
post=$(at 'sendto\(.*POST /token')
ascending 'lock, reserve, fsync the file and the folder, POST' \
	"$(at 'openat\(.*work\.new".*O_CREAT')" \
	"$(at "flock\\([0-9]+<$folder/work\\.new>")" \
	"$(at "fallocate\\([0-9]+<$folder/work\\.new>")" \
	"$(at "fsync\\([0-9]+<$folder/work\\.new>")" \
	"$(at "fsync\\([0-9]+<$folder>")" \
	"$post"
sed "1,${post}s/.*//" "$T/trace" >"$T/trace.after"
mv "$T/trace.after" "$T/trace"
ascending 'read, write, fsync, rename, fsync the folder, answer' \
	"$(at 'recvfrom\(.*HTTP/1.1 200')" \
	"$(at "pwrite64\\([0-9]+<$folder/work\\.new>")" \
	"$(at "fsync\\([0-9]+<$folder/work\\.new>")" \
	"$(at 'rename(at2?)?\(.*work\.new".*"work"')" \
	"$(at "fsync\\([0-9]+<$folder>")" \
	"$(at 'write\(1<.*"username=')"
unlike "$(grep -E 'fsync|rename|fallocate' "$T/trace")" ' = -1 ' \
	'and each of them succeeds'
is "$(grep -c 'sendto(.*POST /token' "$T/trace")" 0 'no second POST'
is "$(sed -n "$(at 'recvfrom\(.*HTTP/1.1 200'),$(at "fsync\\([0-9]+<$folder>")p" \
	"$T/trace" | grep -c -E 'openat|sendto|unlinkat')" 0 \
	'nothing is opened, sent or removed between the reply and the disk'
room=$(echo "$room" | sed 's/.*, \([0-9]*\)).*/\1/')
ok 'room for the record and what a reply may add is reserved' \
	test "${room:-0}" -gt $((4 * 65535))
ok 'and no more, as the volume may be a small one' \
	test "${room:-0}" -lt $((5 * 65535))

# -- no room, and no writable place ---------------------------------------

small_disks
if [ -n "$namespace" ]; then
	diag "a tmpfs of 64 KiB in a mount namespace: unshare $user_namespace -m"
	disk=64k
	small 64 :
	blocked 'no room for the answer in .* \(25[0-9] KiB are wanted\): No space left on device' \
		'64 KiB, where 257 KiB are wanted'
	small 64 "head -c 1000000 /dev/zero >'$LANYARD_STORE/full' 2>/dev/null; :"
	rm -f "$LANYARD_STORE/full"
	blocked 'no room for the answer in .*: No space left on device' \
		'a full disk'
	small 4 :
	blocked 'work\.new: No space left on device' 'no inode for work.new'
	like "$err" 'hint: no more files can be made there: .*: df -i' \
		'no inode: not df, which shows room'
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

# Where writes are delayed, only the fsync tells of a quota: of the file, and of
# the folder that has its name.
for number in 1 2; do
	for error in '5:EDQUOT:Disk quota exceeded' '5:ENOSPC:No space left' \
		'1:EIO:Input/output error'; do
		code=${error%%:*}
		error=${error#*:}
		spoil strace -f -o "$T/trace" \
			-e "inject=fsync:error=${error%%:*}:when=$number" \
			lanyard get
		blocked "no room for the answer in .*: ${error#*:}" \
			"fsync $number fails with ${error%%:*} (strace)" \
			"$code"
		ok "${error%%:*}: work.new is gone" \
			test ! -e "$LANYARD_STORE/logins/work.new"
	done
done

# answered NAME: what the file system cannot do did not matter.
answered() {
	run_status 0 "$1: answered"
	is "$(refreshes)" 1 "$1: after one request"
	ok "$1: and the login lives" alive work
}
for error in EINVAL EOPNOTSUPP; do
	spoil strace -f -o "$T/trace" \
		-e "inject=fsync:error=$error:when=2+2" lanyard get
	answered "fsync of the folder fails with $error"
done
for error in ENOSYS EINVAL ENODEV EOPNOTSUPP; do
	spoil strace -f -y -o "$T/trace" -e "inject=fallocate:error=$error" \
		lanyard get
	answered "fallocate fails with $error"
done
like "$(grep 'work.new' "$T/trace")" 'write(64)?\(' \
	'and room is made by writing to it'

# -- a record that cannot be replaced -------------------------------------

# refused NAME ERE HINT: nothing is sent, and it is known what to do.
refused() {
	blocked "$2" "$1" 1
	is "$(sed -n 's/^lanyard: hint: //p' "$T/err")" "$3" "$1: the hint"
}
if [ -n "$namespace" ]; then
	# shellcheck disable=SC2086 # none, or one option
	spoil unshare $user_namespace -m sh -c 'mount --bind "$0" "$0" &&
		exec lanyard get' "$LANYARD_STORE/logins/work"
	refused 'the record is a mount point' \
		'work is a mount point of its own and cannot be replaced$' \
		'mount the folder logins/, not the file'
	# shellcheck disable=SC2086
	spoil unshare $user_namespace -m sh -c 'mount --bind "$0" "$0" &&
		exec lanyard get' "$LANYARD_STORE/logins"
	answered 'the folder is a mount point'
fi
: >"$T/unchanging"
if chattr +i "$T/unchanging" 2>/dev/null; then
	chattr -i "$T/unchanging"
	for flag in 'i:immutable' 'a:append-only'; do
		for file in work ''; do
			_path=$LANYARD_STORE/logins${file:+/$file}
			# A folder that may only grow refuses the rename.
			: >"$LANYARD_STORE/logins/work.new"
			chmod 600 "$LANYARD_STORE/logins/work.new"
			spoil sh -c "chattr +${flag%:*} '$_path'; lanyard get"' 
				status=$?; chattr -'"${flag%:*} '$_path'; exit "'$status'
			refused "${file:-the folder} is ${flag#*:}" \
				"${file:-the folder} is ${flag#*:}" \
				"chattr -${flag%:*} '$_path'"
		done
	done
else
	diag 'nothing can be made immutable here'
fi

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
