#!/bin/sh
# Room for the answer before it is asked for: each way in which a file system
# does not know posix_fallocate (musl on NFS, CIFS, ZFS; a kernel that is old; a
# filter of system calls), and one that does, on a disk with room enough, of
# 1 MiB, with too little left, and full. Where the system cannot promise room,
# zeros are written; where there is none nothing is sent, and the error says
# how much is wanted.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

start_as
sites work
tried=0 lost=0 answered=0
small_disks
[ -n "$namespace" ] || skip_all 'no mount namespace is to be had'
wanted='no room for the answer in .* \(25[0-9] KiB are wanted\): No space left on device'

# get HOW: the words of a get where fallocate answers so.
get() {
	case $1 in
	0) echo 'lanyard get' ;;
	*) echo "strace -f -y -o $T/trace -e trace=fallocate,write,pwrite64 -e inject=fallocate:error=$1 lanyard get" ;;
	esac
}

# zeros HOW: how many bytes of NUL went to work.new.
zeros() {
	sed -n 's/.*\(pwrite64\|write\)([0-9]*<[^>]*work\.new>.*, "\(\\0\)\{1,\}".* = \([0-9]*\)$/\3/p' \
		"$T/trace" | awk '{ n += $1 } END { print n + 0 }'
}

# left KIB: commands that leave so much of the disk.
left() {
	echo "head -c 10000000 /dev/zero >'$LANYARD_STORE/full' 2>/dev/null
		truncate -s -${1}K '$LANYARD_STORE/full'"
}

for how in 0 ENOSYS EINVAL ENODEV EOPNOTSUPP; do
	name="fallocate: $how"
	# -- Room enough, and 1 MiB, which has it --
	for disk in 100m 1m; do
		# shellcheck disable=SC2046 # words
		small 64 : $(get $how)
		tried=$((tried + 1))
		run_status 0 "$name, $disk: answered"
		like "$out" '^password=.' "$name, $disk: with a token"
		is "$(refreshes)" 1 "$name, $disk: after one request"
		ok "$name, $disk: and the login lives" alive work
		ok "$name, $disk: no room is left behind" \
			test ! -e "$LANYARD_STORE/logins/work.new"
		case $how in
		0) ;;
		# Then glibc itself writes, a byte a block.
		EOPNOTSUPP)
			ok "$name, $disk: zeros are written, one a block" \
				test "$(zeros)" -gt $((4 * 65535 / 4096))
			;;
		*)
			ok "$name, $disk: zeros are written, all of them" \
				test "$(zeros)" -gt $((4 * 65535))
			;;
		esac
		answered=$((answered + 1))
	done
	# -- Too little, and none. A full disk has not even the fsync's --
	disk=1m
	for kib in 200 4 0; do
		# shellcheck disable=SC2046
		small 64 "$(left $kib)" $(get $how)
		rm -f "$LANYARD_STORE/full"
		blocked "$wanted" "$name, $kib KiB left"
		like "$err" '^lanyard: hint: .' "$name, $kib KiB left: what to do"
		ok "$name, $kib KiB left: no room is left behind" \
			test ! -e "$LANYARD_STORE/logins/work.new"
	done
	# -- Just enough: what is wanted counts, not a MiB --
	# shellcheck disable=SC2046
	small 64 "$(left 268)" $(get $how)
	tried=$((tried + 1))
	rm -f "$LANYARD_STORE/full"
	run_status 0 "$name, 268 KiB left: answered"
	is "$(refreshes)" 1 "$name, 268 KiB left: after one request"
	answered=$((answered + 1))
done

# What else a call that is not to be had is said to be: a filter of system calls,
# a layer below, a signal at every try. What the zeros come to counts.
for how in EPERM EACCES EBADF EINTR EAGAIN ENOMEM ENOTTY ESPIPE ETXTBSY \
	EOVERFLOW; do
	# shellcheck disable=SC2046 # words
	spoil $(get $how)
	tried=$((tried + 1))
	run_status 0 "fallocate: $how: answered"
	is "$(refreshes)" 1 "fallocate: $how: after one request"
	ok "fallocate: $how: zeros are written, all of them" \
		test "$(zeros)" -gt $((4 * 65535))
	alive work || lost=$((lost + 1))
	answered=$((answered + 1))
done
# And what is the disk's is not asked twice.
for errno in '5:ENOSPC:No space left on device' '5:EDQUOT:Disk quota exceeded' \
	'1:EFBIG:File too large' '1:EIO:Input/output error'; do
	code=${errno%%:*}
	errno=${errno#*:}
	# shellcheck disable=SC2046 # words
	spoil $(get ${errno%%:*})
	blocked "no room for the answer in .* \\(25[0-9] KiB are wanted\\): ${errno#*:}" \
		"fallocate: ${errno%%:*}" "$code"
	is "$(zeros)" 0 "fallocate: ${errno%%:*}: no zeros"
done

# What fails of the disk while zeros are written is its own error.
for errno in '5:EDQUOT:Disk quota exceeded' '1:EIO:Input/output error' \
	'5:ENOSPC:No space left on device'; do
	code=${errno%%:*}
	errno=${errno#*:}
	spoil strace -f -o "$T/trace" -P work.new \
		-P "$LANYARD_STORE/logins/work.new" \
		-e inject=fallocate:error=ENOSYS \
		-e "inject=write,pwrite64:error=${errno%%:*}" lanyard get
	blocked "no room for the answer in .* \\(25[0-9] KiB are wanted\\): ${errno#*:}" \
		"the zeros: ${errno%%:*}" "$code"
done

is "$lost" 0 'no login is lost'
row 'fallocate that is not known, on disks large, small and full' "$tried" \
	"$lost" "$answered" "$answered of $answered with room"
done_testing
