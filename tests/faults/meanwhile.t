#!/bin/sh
# What happens while a refresh waits for its reply: signals, limits that are
# lowered from outside, files and folders taken away, other verbs. The server
# rotates: one request, and what it sent is not lost.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

start_as
sites work
logins=$LANYARD_STORE/logins
tried=0 lost=0

# youngest PID: its child, or that one's, and so on.
youngest() {
	_pid=$1
	while _children=$(cat "/proc/$_pid/task/$_pid/children") &&
		[ -n "$_children" ]; do
		_pid=${_children%% *}
	done
	echo "$_pid"
}

# meanwhile NAME STATUS COMMANDS: a get, and while it waits those commands, in
# which $front and $oauth are its two processes; it ends with STATUS.
get='lanyard get'
meanwhile() {
	rm -rf "$LANYARD_STORE"
	seed work
	as_control reset
	as_control delay ms=800
	tried=$((tried + 1))
	$get <"$T/request.work" >"$T/first.out" 2>"$T/first.err" 9>&- &
	front=$!
	wait_until '[ "$(refreshes)" = 1 ]' 10
	oauth=$(youngest "$front")
	eval "$3" || die "$1"
	ended=0
	wait "$front" || ended=$?
	is "$ended" "$2" "$1: the status"
	err=$(cat "$T/first.err")
}

# lives NAME: the next get answers, without another request.
lives() {
	run lanyard get <"$T/request.work"
	run_status 0 "$1: the next get"
	is "$(refreshes)" 1 "$1: one request was sent"
	ok "$1: and the login lives" alive work || lost=$((lost + 1))
	ok "$1: nothing is left" tidy work
}

meanwhile 'no file may grow' 1 'prlimit --pid "$oauth" --fsize=0'
like "$err" 'cannot write work\.new: File too large' 'and why'
like "$err" "hint: what the server sent is kept in $logins/work.new" 'and where'
lives 'no file may grow'
meanwhile 'work.new is taken away' 0 'rm "$logins/work.new"'
lives 'work.new is taken away'
meanwhile 'the record is emptied' 0 ': >"$logins/work"'
lives 'the record is emptied'
meanwhile 'the folder is renamed' 0 'mv "$logins" "$logins.away"'
rm -rf "$logins"
mv "$logins.away" "$logins"
lives 'the folder is renamed'
meanwhile 'a folder is in the way' 0 \
	'rm "$logins/work.new"; mkdir "$logins/work.new"'
rmdir "$logins/work.new"
lives 'a folder is in the way'
# copied: the record as it is, where the folder was: a backup that is restored.
copied() {
	mkdir -m 700 "$logins" && cp -p "$1/work" "$logins/work"
}
meanwhile 'the folder is replaced by a copy' 0 \
	'mv "$logins" "$LANYARD_STORE/away"; copied "$LANYARD_STORE/away"'
lives 'the folder is replaced by a copy'
meanwhile 'the folder is removed, and there again' 0 \
	'cp -Rp "$logins" "$T/copy"; rm -rf "$logins"; copied "$T/copy"'
lives 'the folder is removed, and there again'
meanwhile 'no descriptor is to be had' 0 'prlimit --pid "$oauth" --nofile=3:3'
lives 'no descriptor is to be had'
meanwhile 'the front is killed' 137 'kill -KILL "$front"'
lives 'the front is killed'

# A disk that fills: the store is a small one in a mount namespace.
small_disks
small_get() {
	rm -rf "$LANYARD_STORE.before"
	cp -R "$LANYARD_STORE" "$LANYARD_STORE.before"
	# shellcheck disable=SC2086 # none, or one option
	exec unshare $user_namespace -m sh "$T/small.sh" 512k 64 : \
		"$LANYARD_STORE" lanyard get
}
full() {
	head -c 1000000 /dev/zero 2>/dev/null \
		>"/proc/$oauth/root$LANYARD_STORE/full"
	not_ok 'the disk is full' \
		sh -c 'echo x >"$0" 2>/dev/null' \
		"/proc/$oauth/root$LANYARD_STORE/more"
}
if [ -n "$namespace" ]; then
	get=small_get
	meanwhile 'the disk fills' 0 full
	get='lanyard get'
	rm -rf "$LANYARD_STORE"
	mv "$LANYARD_STORE.after" "$LANYARD_STORE"
	lives 'the disk fills'
fi

# A clock that is set back by a day: what came is from before that.
if ! nm -D "$BUILD/lanyard-oauth" | grep -q __asan; then
	${CC:-cc} -shared -fPIC -O1 -o "$T/clock.so" "$TESTS/faults/clock.c" ||
		die 'clock.c compiles'
	old_path=$PATH
	own_programs
	wrap 'LD_PRELOAD=$T/clock.so CLOCK_BACK=$T/back exec "$REAL" "$@"'
	meanwhile 'the clock is set back' 0 ': >"$T/back"'
	lives 'the clock is set back'
	ok 'the clock is set back: the token is fresh for its hour' \
		test "$(($(field work expires_at) - $(now)))" -gt 3000
	PATH=$old_path
fi

if [ "$FAULTS" = full ]; then
	for signal in TERM INT HUP QUIT PIPE; do
		meanwhile "SIG$signal" 0 'kill -s $signal "$oauth"'
		lives "SIG$signal"
	done
	meanwhile 'files to 100 bytes' 1 'prlimit --pid "$oauth" --fsize=100'
	lives 'files to 100 bytes'
	meanwhile 'no address space' 0 'prlimit --pid "$oauth" --as=1000000'
	lives 'no address space'
	meanwhile 'the folder may not be written' 0 'chmod 500 "$logins"'
	chmod 700 "$logins"
	lives 'the folder may not be written'
	meanwhile 'the store is renamed' 0 'mv "$LANYARD_STORE" "$T/away"'
	rm -rf "$LANYARD_STORE"
	mv "$T/away" "$LANYARD_STORE"
	lives 'the store is renamed'
	meanwhile 'the store is removed' 0 'rm -rf "$LANYARD_STORE"'
	lives 'the store is removed'
	meanwhile 'the store is moved to another disk' 0 'cp -Rp \
		"$LANYARD_STORE" "$T/disk"; rm -r "$LANYARD_STORE" \
		"$T/disk/logins/work.new"; ln -s "$T/disk" "$LANYARD_STORE"'
	lives 'the store is moved to another disk'
	rm "$LANYARD_STORE"
	meanwhile 'another login is there' 0 'mv "$logins" "$T/mine"
		copied "$T/mine"; sed -i "s/^refresh_token=.*/refresh_token=x/" \
		"$logins/work"'
	is "$(field work refresh_token)" x 'another login is there: it stays'
	rm -r "$logins"
	mv "$T/mine" "$logins"
	lives 'another login is there'
	meanwhile 'work.new is opened to others' 0 'chmod 644 "$logins/work.new"'
	lives 'work.new is opened to others'
	if can_mount && [ -z "$user_namespace" ]; then
		meanwhile 'work.new is a mount point' 0 \
			'mount --bind "$logins/work.new" "$logins/work.new"'
		umount "$logins/work.new"
		rm "$logins/work.new"
		lives 'work.new is a mount point'
	fi
	: >"$T/unchanging"
	if chattr +i "$T/unchanging" 2>/dev/null; then
		chattr -i "$T/unchanging"
		for flag in i a; do
			meanwhile "work.new is chattr +$flag" 0 \
				'chattr +$flag "$logins/work.new"'
			chattr -$flag "$logins/work.new"
			lives "work.new is chattr +$flag"
		done
		meanwhile 'the folder may only grow' 1 'chattr +a "$logins"'
		like "$err" "hint: sudo chattr -R -i -a '$LANYARD_STORE'" \
			'the folder may only grow: the hint'
		chattr -a "$logins"
		lives 'the folder may only grow'
	fi
	for file in work work.lock; do
		meanwhile "$file is removed" 0 'rm "$logins/$file"'
		lives "$file is removed"
	done
	meanwhile 'the record is damaged' 0 'echo x >"$logins/work"'
	lives 'the record is damaged'
	meanwhile 'the configuration is gone' 0 'mv "$LANYARD_CONFIG" "$T/conf"'
	mv "$T/conf" "$LANYARD_CONFIG"
	lives 'the configuration is gone'
	printf '%s\n' protocol=https host=work.example.com username=x \
		"password=$OLD" >"$T/creds"
	meanwhile store 0 'lanyard store <"$T/creds"'
	lives store
	meanwhile erase 0 'lanyard erase <"$T/creds"'
	lives erase
	meanwhile seed 0 'echo rt-other | lanyard seed work 2>/dev/null; :'
	lives seed
	meanwhile logout 0 'lanyard logout work'
	ok 'logout: on purpose' test ! -e "$logins/work"
fi
is "$lost" 0 'no login is lost'
row 'signals, limits, files taken away, a full disk, the clock set back while the reply is awaited' "$tried" \
	"$lost" '1 each' "$tried"
done_testing
