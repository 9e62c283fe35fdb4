#!/bin/sh
# rclone (contrib/rclone) with a WebDAV server, rclone's own, behind a door that
# asks the authorization server about each token.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

# start_rclone NAME ARGUMENT...: a server of rclone's, on a port of the kernel's
# choice; $rclone_url is what it says it is.
start_rclone() {
	_log=$T/$1.stderr
	shift
	rclone -v --config "$T/rclone.conf" "$@" 2>"$_log" 9>&- &
	server_pids="$server_pids $!"
	wait_until "grep -q 'http://127' '$_log' || ! kill -0 $!" 20
	rclone_url=$(sed -n 's|.*\(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$_log")
	[ -n "$rclone_url" ] || die "rclone $1 starts" "$(cat "$_log")"
}

mkdir "$T/files"
echo one >"$T/files/one"
echo two >"$T/files/two"
: >"$T/rclone.conf"
start_rclone dav serve webdav --addr 127.0.0.1:0 "$T/files"
start_as
start_server door door.js DOOR_AS="$AS_URL" DOOR_BACKEND="$rclone_url"
DOOR_CONTROL=$server_control
place "$T/rclone.conf" rclone/rclone.conf https://dav.example.com "$server_url"
configure https://dav.example.com "$server_url"
log_in work

use() {
	name=$1.$(date +%s.%N)
	echo "$name" >"$T/file.$1"
	timeout 60 $traced rclone --config "$T/rclone.conf" --retries 1 \
		copyto "$T/file.$1" "work:folder/$name"
}

used() {
	is "$status" 0 "$2"
	is "$err" '' 'without a word'
	same "$T/files/folder/$(cat "$T/file.$1")" "$T/file.$1" 'and the file is there'
}

refused() {
	is "$status" 1 "$1"
	like "$err" 'failed to get bearer token' "with rclone's own words"
}

consumer rclone

# -- one process that outlives its token ----------------------------------

# rclone asks for a token once, and again after a 401.
start_rclone long serve webdav --addr 127.0.0.1:0 --dir-cache-time 0 work:
get() {
	run curl -q -sS --noproxy '*' --max-time 60 --fail "$rclone_url/$1"
}

get one
is "$out" one 'a server that reads from the remote'
refreshed 0 'with the token there is'
expire
control "$DOOR_CONTROL" reset
get two
is "$out" two 'the same process, after the expiry'
refreshed 1 'with one refresh'
isnt "$(control "$DOOR_CONTROL" count name=status_401)" 0 'after a 401'

done_testing
