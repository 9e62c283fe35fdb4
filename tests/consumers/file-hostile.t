#!/bin/sh
# lanyard file, and what may happen to its file: killed at each step, two at
# once, removed, a link or a folder in its place, its folder gone, a full disk,
# suspended. file.t has the way of a token.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

conf <<-'END'
	logins = {
	  a = { url = "https://a.example.com"; client_id = "native";
	        token_endpoint = "https://id.example.com/token"; };
	  b = { url = "https://b.example.com"; client_id = "native";
	        token_endpoint = "https://id.example.com/token"; };
	};
END
no_store
# hold LOGIN: its token is that letter, 3000 times.
hold() {
	record "$1" token_endpoint=https://id.example.com/token \
		client_id=native "access_token=$(printf '%03000d' 0 | tr 0 "$1")" \
		obtained_at=1000000000 expires_at=99999999999 generation=1
}
hold a
hold b
# whole FILE LOGIN...: it has the token of one of these, and nothing else.
whole() {
	_content=$(cat "$1")
	shift
	for _login in "$@"; do
		[ "$_content" != "$(printf '%03000d' 0 | tr 0 "$_login")" ] ||
			return 0
	done
	return 1
}

# -- killed at each step ------------------------------------------------------

lanyard file a "$T/f" || die 'a file'
steps=0
for call in openat newfstatat fcntl fchmod ftruncate write fsync rename; do
	n=0 status=137
	while [ "$status" -ne 0 ] && [ $n -lt 60 ]; do
		n=$((n + 1))
		status=0
		env ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null \
			-e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$n" \
			"$BUILD/lanyard" file b "$T/f" >"$T/out" 2>&1 || status=$?
		whole "$T/f" a b || fail "killed at $call $n the file is whole"
		[ "$status" -ne 137 ] || steps=$((steps + 1))
		lanyard file a "$T/f" || fail "after $call $n the next one works"
		whole "$T/f" a || fail "after $call $n it has the next one's"
	done
	is "$status" 0 "killed at each $call the file is whole, then it ends"
done
ok "which were $steps" test "$steps" -ge 20
lanyard file a "$T/f"
is "$(find "$T" -maxdepth 1 -name 'f.new*' | wc -l)" 0 'nothing is left beside it'

# -- two at once ---------------------------------------------------------------

for login in a b; do
	(
		n=0
		while [ $n -lt 150 ]; do
			n=$((n + 1))
			lanyard file $login "$T/f" 2>>"$T/both.err"
		done
		: >"$T/done.$login"
	) &
done
reads=0 bad=0
while [ ! -e "$T/done.a" ] || [ ! -e "$T/done.b" ]; do
	reads=$((reads + 1))
	whole "$T/f" a b || bad=$((bad + 1))
done
wait
is "$bad" 0 "two write one file: of $reads reads none was in between"
is_empty "$T/both.err" 'and neither has failed'

# -- what a kill has left, or somebody has put there ---------------------------

printf 'secret of another' >"$T/other"
for what in file readable link hard fifo; do
	rm -f "$T/f.new"
	case $what in
	file) (umask 077 && printf '%09000d' 0 >"$T/f.new") ;;
	readable) (umask 022 && echo x >"$T/f.new") && exec 8<"$T/f.new" ;;
	link) ln -s "$T/other" "$T/f.new" ;;
	hard) ln "$T/other" "$T/f.new" ;;
	fifo) mkfifo "$T/f.new" ;;
	esac
	run timeout 10 lanyard file b "$T/f"
	run_status 0 "a $what at f.new: exit status"
	ok 'the file is whole' whole "$T/f" b
	is "$(stat -c %a "$T/f")" 600 'for us alone'
	[ $what != readable ] || {
		is "$(cat <&8)" x 'who had that open does not see the token'
		exec 8<&-
	}
	lanyard file a "$T/f"
done
is "$(cat "$T/other")" 'secret of another' 'and what it led to is as it was'

# -- while it watches ----------------------------------------------------------

# watch PLACE: $watcher; what it says is in PLACE.err.
watch() {
	lanyard file --watch a "$1" 2>"$T/err.$2" 9>&- &
	watcher=$!
	wait_until "test -s '$1'" 10 || die "$1 is written"
}
mkdir "$T/gone" "$T/full"
watch "$T/removed" removed && removed=$watcher
watch "$T/linked" linked && linked=$watcher
watch "$T/folder" folder && folder=$watcher
watch "$T/gone/file" gone && gone=$watcher
watch "$T/stopped" stopped && stopped=$watcher
rm -r "$T/removed" "$T/linked" "$T/folder" "$T/gone"
ln -s "$T/other" "$T/linked"
mkdir "$T/folder"
kill -STOP "$stopped"
hold a
wait_until 'whole "$T/removed" a 2>/dev/null' 20 || :
ok 'a file that was removed is there again' whole "$T/removed" a
kill "$removed"
for one in linked folder gone; do
	eval "pid=\$$one"
	wait_until '! kill -0 "$pid" 2>/dev/null' 25 || kill "$pid"
	status=0
	wait "$pid" || status=$?
	is "$status" 1 "$one: it ends"
	like "$(cat "$T/err.$one")" "^lanyard: error: cannot (write|replace what is no file,) $T/$one" \
		'and names the place'
done
is "$(cat "$T/other")" 'secret of another' 'the link was not followed'
rm "$T/stopped"
kill -CONT "$stopped"
wait_until 'whole "$T/stopped" a 2>/dev/null' 20 || :
ok 'one that was suspended goes on' whole "$T/stopped" a
kill "$stopped"
wait 2>/dev/null

# A full disk keeps the old file, and is tried again.
if [ "$(id -u)" -eq 0 ] &&
	unshare -m mount -t tmpfs -o size=8k none "$T/full" 2>/dev/null; then
	run unshare -m sh -c 'mount -t tmpfs -o size=8k none "$1" &&
		lanyard file a "$1/f" && head -c 4096 /dev/zero >"$1/x"
		lanyard file b "$1/f"; echo $?; head -c 5 "$1/f"; ls "$1"' - "$T/full"
	is "$out" '5
aaaaaf
x' 'on a full disk: temporary, the old file stays, nothing beside it'
	like "$err" "cannot write $T/full/f: No space left on device" 'and is told'
else
	skip 'a full disk' 'only root may mount one'
fi
done_testing
