#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# doctor and the store: disks that take nothing, modes and owners of each kind,
# what a killed save leaves, and paths that lead elsewhere.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

command -v git >/dev/null || skip_all 'git is not here'
. "$TESTS/cli/doctor.sh"
logins=$LANYARD_STORE/logins

# fault_on ERE NEXT NAME: of the last run: one fault of the store.
fault_on() {
	like "$out" "^fault store .*$1" "$3"
	like "$out" "^      next: .*$2" "$3: and what to do"
	is "$status" 1 "$3: exit 1"
	is_empty "$T/err" "$3: and no word on stderr"
}

# -- Disks --
# on OPTIONS COMMANDS: doctor with the store on a tmpfs of its own, after
# COMMANDS there.
cat >"$T/on.sh" <<'END'
mount -t tmpfs -o "$1" tmpfs "$T/disk" && cp -rp "$LANYARD_STORE" "$T/disk/" &&
	cd "$T/disk" || exit 77
eval "$2" >/dev/null 2>&1
cd "$T"
LANYARD_STORE=$T/disk/store lanyard doctor
END
on() {
	mkdir -p "$T/disk"
	run unshare $user_namespace -m sh "$T/on.sh" "$@"
}
export T
healthy
if can_mount; then
	on size=2m true
	run_status 0 'a disk with room'
	on size=2m 'mount -o remount,ro tmpfs "$T/disk"'
	fault_on "nothing can be saved in the store $T/disk/store: Read-only file system" \
		'mount -o remount,rw' 'a disk that is read-only'
	on size=512k 'dd if=/dev/zero of=fill bs=1k'
	fault_on 'nothing can be saved .*: No space left on device' \
		"make room there: df '$T/disk/store/logins'" 'a disk that is full'
	on size=512k 'dd if=/dev/zero of=fill bs=1k count=300'
	fault_on 'No space left on device' 'df ' 'one with less room than a refresh needs'
	on size=2m,nr_inodes=30 'n=0; while touch f$n; do n=$((n + 1)); done'
	fault_on 'No space left on device' 'no more files can be made there: .*df -i' \
		'one without inodes'
	on size=2m 'mount --bind store/logins/work store/logins/work'
	fault_on 'work is a mount point of its own and cannot be replaced' \
		'mount the folder logins/' 'a record that is a mount point'
else
	skip 'disks of each kind' 'nothing can be mounted here'
fi
if [ -z "${user_namespace:-}" ] && chattr +i "$logins" 2>/dev/null; then
	run lanyard doctor
	chattr -i "$logins"
	like "$out" '^fault store .*the folder is immutable' 'an immutable folder'
	like "$out" "^      next: chattr -i '$logins'" 'and what to do'
	chattr +i "$logins/work"
	finds store 'work is immutable and cannot be replaced' "chattr -i '$logins/work'" \
		'an immutable record'
	mends 'an immutable record'
else
	skip 'immutable files' 'none can be made here'
fi
cat >"$T/fuse.sh" <<'END'
bindfs -n "$LANYARD_STORE" "$LANYARD_STORE" || exit 77
exec "$@"
END
fuse() {
	unshare -m -p --fork --kill-child --mount-proc sh "$T/fuse.sh" "$@"
}
if command -v bindfs >/dev/null && fuse true 2>/dev/null; then
	run fuse lanyard doctor
	run_status 0 'FUSE: no fault'
	like "$out" "^ok +store +$LANYARD_STORE, 1 login; on fuse, so that each lock is a claim, too" \
		'FUSE: but its locks are told'
else
	skip 'a file system that other hosts may share' 'bindfs mounts nothing here'
fi
# A quota's error comes from the file that is probed: strace makes it.
if can_run strace; then
	for errno in EDQUOT EIO ENOSPC; do
		run strace -f -qqq -o "$T/traced" -e trace=fallocate \
			-e inject=fallocate:error=$errno lanyard doctor
		case $errno in
		EDQUOT) fault_on 'Disk quota exceeded' 'quota -s' 'a quota' ;;
		EIO) fault_on 'Input/output error' 'dmesg' 'a disk that fails' ;;
		ENOSPC) fault_on 'No space left' 'df ' 'a disk that says so only then' ;;
		esac
	done
	# So does a file system's name come from there: nfs, smb2, 9p, lustre.
	for type in 6969000000000000=nfs 424d53fe00000000=smb2 \
		9719020100000000=9p d00bd00b00000000=lustre; do
		run strace -f -qqq -o "$T/traced" -e trace=fstatfs \
			-e "inject=fstatfs:poke_exit=@arg2=${type%=*}" lanyard doctor
		run_status 0 "${type#*=}: no fault"
		like "$out" "^ok +store +.*; on ${type#*=}, so that each lock is a claim, too" \
			"${type#*=}: but its locks are told"
	done
else
	skip 'a quota' "$cannot_run"
fi
(ulimit -f 1 && lanyard doctor) >"$T/out" 2>&1
like "$(cat "$T/out")" 'File too large' 'a limit of file sizes'
run lanyard doctor
run_status 0 'and nothing was left of any'
is "$(ls "$logins")" work 'nor a file'

# -- Modes, owners, links --
healthy
chmod 755 "$LANYARD_STORE"
finds store "$LANYARD_STORE is open to others" 'chmod ' 'a store that others may read'
mends 'the store'
for mode in 770 720 701 2770 1777; do
	chmod $mode "$LANYARD_STORE"
	finds store "$LANYARD_STORE is open to others \(mode ${mode#[12]}\)" 'chmod ' "mode $mode"
	mends "mode $mode"
done
chmod 750 "$logins"
finds store "$logins is open to others" 'chmod ' 'a folder in it'
mends 'a folder in it'
chmod 644 "$logins/work"
finds store 'work: .*open to others' 'chmod ' 'a record that others may read'
mends 'a record that others may read'
mv "$logins/work" "$T/kept" && ln -s "$T/kept" "$logins/work"
finds store 'Too many levels of symbolic links' 'a link is there, and none is followed' 'a link'
rm "$logins/work" && mkdir "$logins/work"
finds store 'work is not a regular file' 'move it away' 'a folder in its place'
if gives_away && command -v setpriv >/dev/null; then
	healthy
	chmod 755 "$T"
	chown -R 12345 "$HOME" "$LANYARD_STORE" "$LANYARD_CONFIG"
	# another MODE FILE ERE NEXT NAME: as a plain user.
	another() {
		chmod "$1" "$2"
		run setpriv --reuid 12345 --clear-groups lanyard doctor
		fault_on "$3" "$4" "$5"
		# What is printed mends it.
		case $4 in
		chmod*)
			sed -n 's/^      next: //p' "$T/out" >"$T/next"
			setpriv --reuid 12345 --clear-groups sh "$T/next"
			run setpriv --reuid 12345 --clear-groups lanyard doctor
			run_status 0 "$5: mended"
			;;
		esac
	}
	for mode in 000 100 200 300 400 600; do
		another $mode "$LANYARD_STORE" "store folder $LANYARD_STORE.*: Permission denied" \
			'chmod -R u\+rwX' "a store of mode $mode"
		[ $mode = 400 ] || another $mode "$logins" 'Permission denied' \
			'chmod -R u\+rwX' "logins of mode $mode"
	done
	another 500 "$LANYARD_STORE" 'nothing can be saved in the store .*: Permission denied' \
		'chmod -R u\+rwX' 'a store that is not to be written'
	another 500 "$logins" 'nothing can be saved in the store .*: Permission denied' \
		'chmod -R u\+rwX' 'logins that are not to be written'
	another 000 "$logins/work" 'cannot open work: Permission denied' \
		'chmod -R u\+rwX' 'a record of mode 000'
	chown 0 "$logins/work"
	another 600 "$logins/work" 'cannot open work: Permission denied' \
		'sudo chown -R 12345' "root's record"
	chown 12345 "$logins/work"
	chown 0 "$logins"
	another 700 "$logins" 'Permission denied' 'sudo chown -R 12345' "root's folder"
	chown 12345 "$logins"
	mkdir -p "$T/roots"
	LANYARD_STORE=$T/roots/store run setpriv --reuid 12345 --clear-groups lanyard doctor
	like "$out" "^fault store +nothing can be saved in the store $T/roots/store: Permission denied" \
		'a place that is not ours'
	like "$out" '^      next: name a folder that you may write: export LANYARD_STORE=' \
		'and what to do'
	chmod 000 "$HOME/.gitconfig"
	run setpriv --reuid 12345 --clear-groups lanyard doctor
	like "$out" "^fault git +git passes over its configuration $HOME/.gitconfig, which may not be read" \
		"git's configuration that may not be read"
	like "$out" "^      next: chmod u\\+r '$HOME/.gitconfig'" 'and what to do'
	chown -R 0 "$HOME" "$LANYARD_STORE" "$LANYARD_CONFIG"
	chown 12345 "$logins/work"
	finds store 'work belongs to user 12345, not to us' 'sudo -u' "another's record"
else
	skip 'modes and owners' 'there is no other user here'
fi

# -- Records that are damaged --
healthy
printf garbage >"$logins/work"
snapshot
finds store 'work: .*damaged' 'lanyard login work' 'a damaged record'
unchanged 'and left where it is'
healthy
(umask 077 && head -c 40 "$logins/work" >"$logins/gone")
finds store 'gone: .*damaged' "rm -i '$logins/gone'" 'one of a login that nobody has'
rm "$logins/gone"
# It hides no other login, nor what their servers say; nor is it set aside.
healthy
a_conf "}; team = { url = \"https://team.example.com\"; client_id = \"native\";
	token_endpoint = \"$FAULT_URL/x/gone\";"
git config --global credential.helper lanyard
printf garbage >"$logins/work"
for name in team carried; do
	record $name 'url[]=https://'$name.example.com client_id=native \
		"token_endpoint=$FAULT_URL/x/gone" access_token=at-0123456789 \
		"obtained_at=$(now)" "expires_at=$(($(now) + 3600))" generation=1
done
fault_control script path=/x/gone lines='404 <html>'
snapshot
for target in '' work; do
	run lanyard doctor $target
	is "$status" 1 "a damaged record, doctor $target: exit 1"
	is_empty "$T/err" 'and no word on stderr'
	like "$out" '^fault store +work: .*damaged' 'is told'
	unchanged 'and left where it is'
done
run lanyard doctor
for name in team carried; do
	like "$out" "^ok +login +$name: has a fresh token" "it does not hide $name"
	like "$out" "^fault token_endpoint +$name: " "nor the server of $name"
done
is "$(tail -n 1 "$T/out")" '3 faults' 'all are counted'
run lanyard doctor team
like "$out" "^fault token_endpoint +team: " 'nor where another is named'
mkdir "$logins/work2" && record odd access_token=x && chmod 640 "$logins/odd"
run lanyard doctor
like "$out" '^fault store +work2: .*not a regular file' 'a folder'
like "$out" '^fault store +odd: .*open to others' 'a record that others may read'
like "$out" "^ok +login +team: has a fresh token" 'hide nothing either'
healthy

# -- What is left of saves --
# left SUFFIX <TEXT: a file beside the record.
left() {
	(umask 077 && cat >"$logins/work$1")
}
printf 'name=work\n' | left .new
finds store 'logins/work\.new: a save that did not come to its end' \
	'lanyard refresh work' 'half a save'
rm "$logins/work.new"
printf 'reply=1\n\n{}' | left .reply
finds store "logins/work\\.reply: a server's answer that could not be saved" \
	'lanyard refresh work' 'a reply'
rm "$logins/work.reply"
sed 's/^generation=1/generation=2/; s/rt-0123456789/rt-newer-0123/' "$logins/work" |
	left .new
secret rt-newer-0123
snapshot
finds store 'logins/work\.new: a save' 'lanyard refresh work' 'a whole save'
unchanged 'which is left where it is'
fault_control script path=/x/token \
	lines='200 {"access_token":"at-mended-0123","token_type":"Bearer","expires_in":3600}'
sh -c "$(sed -n 's/^      next: //p' "$T/out")" 2>/dev/null
fault_control script path=/x/token lines='400 {"error":"invalid_request"}'
is "$(field work refresh_token)" rt-newer-0123 'what is printed takes it up'
run lanyard doctor
run_status 0 'and mends it'
# Told, but no fault: nobody has to do anything.
healthy
printf x | left .aside-1795923162
printf 'host=elsewhere.example\nprocesses=x\nboot=y\npid=1\n' | left .claim
: | left .lock
echo x >"$logins/notes.txt"
for file in work~ '#work#' work.bak .work.swp; do
	cp -p "$logins/work" "$logins/$file"
done
run lanyard doctor
run_status 0 'what is no fault'
like "$out" '^ok +store +logins/work\.aside-1795923162 was set aside, and may be removed' \
	'a record that was set aside'
like "$out" '^ok +store +logins/work\.claim is a lock of host elsewhere\.example' \
	"another host's lock"
like "$out" "^ok +store +logins/notes\\.txt is none of lanyard's" 'a file of nobody'
for file in work~ '#work#' work.bak .work.swp; do
	like "$out" "^ok +store +logins/$file is none of lanyard's" "$file"
done
like "$out" "^ok +store +$LANYARD_STORE, 1 login" 'of which none is a login'
unlike "$out" 'work\.lock' 'a lock is none'

# -- Paths --
healthy
LANYARD_STORE=store
finds environment 'LANYARD_STORE is relative \(store\)' "export 'LANYARD_STORE=$T/store'" \
	'a store that is relative'
LANYARD_STORE=$T/store
LANYARD_CONFIG=lanyard.conf
finds environment 'LANYARD_CONFIG is relative \(lanyard\.conf\)' \
	"export 'LANYARD_CONFIG=$T/lanyard\\.conf'" 'a configuration that is relative'
LANYARD_CONFIG=$T/lanyard.conf
mkdir -p "$HOME/.local/state" && cp -rp "$LANYARD_STORE" "$HOME/.local/state/lanyard"
unset LANYARD_STORE
XDG_STATE_HOME=state
export XDG_STATE_HOME
finds environment 'XDG_STATE_HOME is relative \(state\), and so does not count' \
	'unset XDG_STATE_HOME' 'a state folder that is relative'
XDG_STATE_HOME=
run lanyard doctor
run_status 0 'an empty one is none'
XDG_STATE_HOME=$T/nowhere
finds login 'nobody has logged in' 'lanyard login work' 'one that is elsewhere'
unset XDG_STATE_HOME
LANYARD_STORE=/dev/null
export LANYARD_STORE
finds store 'store folder /dev/null: Not a directory' 'export LANYARD_STORE=' 'no folder'
LANYARD_STORE=/proc/lanyard
run lanyard doctor
like "$out" '^fault store +nothing can be saved in the store /proc/lanyard' \
	'a file system without files'

done_testing
