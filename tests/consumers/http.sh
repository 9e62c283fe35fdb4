# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after consumers.sh by the tests of HTTP programs: a resource behind a
# bearer token, and another host that must never see one.

start_as
start_server door door.js DOOR_AS="$AS_URL"
DOOR_URL=$server_url DOOR_CONTROL=$server_control
start_server elsewhere echo.js ECHO_HOST=localhost
ELSEWHERE_URL=$server_url ELSEWHERE_CONTROL=$server_control

configure https://api.example.com "$DOOR_URL"
log_in work

# script FILE [PATH]: contrib/FILE as $T/FILE, asking for PATH (/user).
script() {
	place "$T/$1" "$1" https://api.example.com/user "$DOOR_URL${2:-/user}"
}

# let_in N NAME: the resource's answer came, and to this account.
let_in() {
	is "$status" 0 "$2"
	is "$(cat "$T/out.$1")" \
		"{\"account\":\"$ACCOUNT\",\"method\":\"GET\",\"path\":\"/user\"}" \
		'with the answer to this account'
	is "$err" '' 'and nothing on stderr'
}

# nothing_elsewhere N NAME: the other host has been asked N times, by
# nobody with a token.
nothing_elsewhere() {
	is "$(control "$ELSEWHERE_CONTROL" count name=/there)" "$1" "$2"
	is "$(control "$ELSEWHERE_CONTROL" count name=with)" 0 \
		'and has seen no token'
}
