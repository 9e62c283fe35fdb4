#!/bin/sh
# A lanyard-oauth that is stopped during a refresh, as with its container or
# cgroup, for longer than timeout_ms: the answer waits in the socket, and is the
# answer all the same.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

start_fault
lost=0
tried=0

# login NAME TIMEOUT_MS
login() {
	printf '%s = { url = [ "https://%s.example" ]; client_id = "native";
		token_endpoint = "%s/late/token?ms=250"; timeout_ms = %s; };\n' \
		"$1" "$1" "$FAULT_URL" "$2"
}
{
	echo 'logins = {'
	login within 1000
	login beyond 400
	echo '};'
} >"$LANYARD_CONFIG"
chmod 600 "$LANYARD_CONFIG"

field() {
	sed -n "s/^$2=//p" "$LANYARD_STORE/logins/$1"
}

# oauth_of NAME: the process that refreshes it.
oauth_of() {
	grep -lz "^$1\$" /proc/[0-9]*/cmdline 2>/dev/null |
		xargs grep -lz '^lanyard-oauth$' 2>/dev/null |
		sed -n '1s|/proc/\([0-9]*\)/.*|\1|p'
}

# freeze NAME SECONDS: what `refresh NAME` came to, in $T/NAME.status and .err.
freeze() {
	(umask 077 && mkdir -p "$LANYARD_STORE/logins" && printf '%s\n' \
		"name=$1" client_id=native access_token=at-old \
		obtained_at=1000000000 expires_at=1000003600 \
		refresh_token=rt-old generation=7 '' \
		>"$LANYARD_STORE/logins/$1")
	tried=$((tried + 1))
	sent=$(fault_count late)
	{
		lanyard refresh "$1" 2>"$T/$1.err" 9>&- &
		front=$!
		wait "$front"
		echo $? >"$T/$1.status"
	} &
	wait_until "[ \"\$(fault_count late)\" -gt $sent ]" 10
	oauth=$(oauth_of "$1")
	kill -STOP "$oauth"
	sleep "$2"
	kill -CONT "$oauth"
	wait_until "[ -s '$T/$1.status' ] && ! kill -0 $oauth 2>/dev/null" 10
	like "$(field "$1" access_token)" '^fault-access-' \
		"$1: the access token is saved"
	like "$(field "$1" refresh_token)" '^fault-refresh-' \
		"$1: the refresh token is saved" || lost=$((lost + 1))
}

# Stopped beyond timeout_ms, and there again while the front still waits.
freeze within 1.5
is "$(cat "$T/within.status" "$T/within.err")" 0 'within: in silence'

# The front has given up by then. What comes is saved, and the next get has it.
freeze beyond 3
is "$(cat "$T/beyond.status")" 5 'beyond: the front says 5'
like "$(cat "$T/beyond.err")" 'lanyard-oauth is still at work' 'and why'
run lanyard token beyond
run_status 0 'beyond: and then'
is "$out" "$(field beyond access_token)" 'it is the answer'
is "$(fault_count late)" 2 'each was asked once'

[ -z "${FAULTS_TABLE:-}" ] || printf '| lanyard-oauth stopped for longer than timeout_ms | %s | %s | %s | - |\n' \
	"$tried" "$lost" "$(fault_count late)" >>"$FAULTS_TABLE"
done_testing
