#!/bin/sh
# lanyard file --watch: a token in a file that is replaced ahead of its expiry,
# never half there, whatever is killed.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

start_as
start_server door door.js DOOR_AS="$AS_URL"
DOOR_URL=$server_url
configure https://api.example.com "$DOOR_URL"
log_in work

# answers: the token in the file is good.
answers() {
	curl -q -sS --noproxy '*' --max-time 20 --fail-with-body \
		-H "Authorization: Bearer $(cat "$T/token")" \
		"$DOOR_URL/user" 9>&- | grep -q "$ACCOUNT"
}

watch() {
	lanyard file --watch work "$T/token" 2>"$T/watch.err" 9>&- &
	watcher=$!
}

watch
wait_until 'test -s "$T/token"' 10 || die 'there is a file'
ok 'its token is good' answers
cp "$T/token" "$T/token.1"

expire
wait_until '! cmp -s "$T/token" "$T/token.1" && answers 2>/dev/null' 20 || :
ok 'after the expiry a new one is there' answers
is "$(stat -c %a "$T/token")" 600 'for us alone'
refreshed 1 'with one refresh'
is "$(find "$T" -maxdepth 1 -name 'token.new' | wc -l)" 0 \
	'and nothing is left beside it'
is_empty "$T/watch.err" 'and nothing was said'

# Killed at any time the file is whole: what is read is always a good token.
for _n in 1 2 3 4 5; do
	kill -9 "$watcher"
	wait "$watcher" 2>/dev/null
	ok "killed, number $_n: the file has a good token" answers
	watch
done
sleep 1
ok 'and the next one goes on' answers

# A dead refresh token ends it, with the command that brings it back.
expire
as_control revoke-refresh account="$ACCOUNT" >/dev/null
status=0
wait "$watcher" || status=$?
is "$status" 4 'a dead refresh token ends it'
like "$(cat "$T/watch.err")" 'run: lanyard login work' 'with the next command'
ok 'and the file stays' test -s "$T/token"

log_in work
# Two at once on one file.
lanyard file --watch work "$T/token" 9>&- &
first=$!
lanyard file --watch work "$T/token" 9>&- &
second=$!
expire
wait_until 'answers 2>/dev/null' 20 || :
ok 'two of them keep one file' answers
refreshed 1 'with one refresh'
kill "$first" "$second"
status=0
wait "$first" || status=$?
is "$status" 143 'TERM ends it'
wait "$second" 2>/dev/null

done_testing
