# shellcheck shell=sh
# shellcheck disable=SC2016,SC2034,SC2154 # lib.sh has or uses them
# A terminal for a test, made by script(1), and the person at it. After lib.sh.

# at_terminal COMMAND: runs it at a terminal of its own; what is written to
# descriptor 7 is typed, what it shows is in $T/screen.
at_terminal() {
	[ -p "$T/keys" ] || mkfifo "$T/keys"
	: >"$T/screen"
	timeout 120 script -qfec "trap : INT; $1; echo status=\$?" \
		"$T/typescript" <"$T/keys" >"$T/screen" 2>&1 9>&- &
	pid=$!
	exec 7>"$T/keys"
}

type_line() {
	printf '%s\n' "$1" >&7
}

# ends STATUS NAME
ends() {
	wait_until 'grep -q "^status=" "$T/screen"' 30
	exec 7>&-
	wait "$pid"
	tr -d '\r' <"$T/screen" >"$T/shown"
	is "$(sed -n 's/^status=//p' "$T/shown")" "$1" "$2"
}

url_shown() {
	wait_until 'grep -q "response_type=code" "$T/screen"' 30
	tr -d '\r' <"$T/screen" |
		sed -n 's/^ *\(http.*response_type=code.*\)/\1/p' | head -n 1
}

# The person has the prompt, and may type.
prompted() {
	wait_until 'grep -q "q gives up" "$T/screen"' 30
}

# oauth_pids: of the lanyard-oauth processes of this test.
oauth_pids() {
	processes lanyard-oauth
}
