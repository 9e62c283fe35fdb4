#!/bin/sh
# The questions of lanyard setup: each has an option, so that without a terminal
# none is asked; at one each ends by Ctrl-C, by the end of input, and by answers
# that are none, and then nothing is changed. --check changes nothing at all.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/cli/setup.sh"
. "$TESTS/e2e/terminal.sh"

# In front of a question of that KIND: its text, and the command that asks it.
question() {
	before='' with=--no-login
	case $1 in
	URL) text='URL of the host' with='' ;;
	built-in) text='Use it?' with='--preset gitea https://h.example' ;;
	client_id) text='client_id: ' with='--preset gitlab https://h.example' ;;
	secret)
		text='client secret (not shown)' before=c1
		with='--preset bitbucket https://h.example'
		;;
	secret-only)
		text='client secret (not shown)'
		with='--preset bitbucket --client-id c1 https://h.example'
		;;
	git)
		text='have git ask lanyard'
		with='--no-login --preset gitlab --client-id c https://h.example'
		;;
	esac
}

# asked KIND: the question is on the screen.
asked() {
	question "$1"
	at_terminal "stty -g >$T/stty.was; lanyard setup --no-login $with;
		s=\$?; stty -g >$T/stty.now; echo; (exit \$s)"
	if [ -n "$before" ]; then
		wait_until 'grep -q "client_id: " "$T/screen"' 30
		type_line "$before"
	fi
	wait_until 'grep -qF "$text" "$T/screen"' 30
}

# left NAME STATUS: the end of it.
left() {
	ends "$2" "$1: status $2" || diag "$(cat "$T/shown")"
	is "$(cat "$T/stty.now")" "$(cat "$T/stty.was")" "$1: the terminal is as it was"
}

# -- at a terminal ---------------------------------------------------------

while read -r kind message hint; do
	for how in interrupt end; do
		rm -f "$LANYARD_CONFIG"
		snap
		asked "$kind"
		case $how$kind in
		interruptsecret*) key='\003' status=1 ;;
		interrupt*) key='\003' status=130 ;;
		*) key='\004' status=1 ;;
		esac
		printf '%b' "$key" >&7
		left "$kind, $how" "$status"
		as_it_was "$kind, $how"
		[ "$status" = 1 ] || continue
		like "$(cat "$T/shown")" "error: no $(echo "$message" | tr _ ' ') was typed, nothing is changed" \
			"$kind, $how: says so"
		like "$(cat "$T/shown")" "hint: .*$(echo "$hint" | tr _ ' ')" \
			"$kind, $how: and what to do"
	done
done <<-'END'
	URL URL lanyard_setup_URL
	built-in answer --built-in-client
	client_id client.id lanyard_setup_--client-id_ID
	secret client_secret --client-secret-file_FILE
	secret-only client_secret --client-secret-file_FILE
END

# The last question comes when all is done but git, which is left alone.
for how in '\004' 'x\ny e s\nperhaps\n'; do
	rm -f "$LANYARD_CONFIG" "$GIT_CONFIG_GLOBAL"
	asked git
	printf '%b' "$how" >&7
	left "git, $how" 0
	like "$(cat "$T/shown")" 'git: not changed; lanyard setup --git https://h.example has it' \
		"git, $how: says so"
	not_ok "git, $how: git's configuration is not there" test -e "$GIT_CONFIG_GLOBAL"
	ok "git, $how: the login is" grep -q 'client_id = "c"' "$LANYARD_CONFIG"
done
for answer in '' y YES; do
	rm -f "$LANYARD_CONFIG" "$GIT_CONFIG_GLOBAL"
	asked git
	type_line "$answer"
	left "git, \"$answer\"" 0
	ok "git, \"$answer\": it is set" grep -q lanyard "$GIT_CONFIG_GLOBAL"
done

# -- wrong answers ---------------------------------------------------------

rm -f "$LANYARD_CONFIG" "$GIT_CONFIG_GLOBAL"
snap
asked built-in
for answer in maybe 1 ''; do type_line "$answer"; done
left 'three answers that are none' 1
is "$(grep -o 'Use it?' "$T/shown" | grep -c .)" 3 'it is asked three times'
like "$(cat "$T/shown")" 'error: no answer was typed, nothing is changed' 'and says so'
as_it_was 'three answers that are none'

while IFS='|' read -r answer status hint; do
	rm -f "$LANYARD_CONFIG"
	snap
	asked client_id
	type_line "$answer"
	left "client_id \"$answer\"" "$status"
	like "$(cat "$T/shown")" "hint: $hint" "client_id \"$answer\": says what to do"
	as_it_was "client_id \"$answer\""
done <<-'END'
	|1|lanyard setup --client-id ID https://h.example
	   |1|lanyard setup --client-id ID https://h.example
	two words|2|copy it from the page of the client there
	ä|2|copy it from the page of the client there
END

# What is too long is no answer, and its rest none to the next question.
asked client_id
{ printf '%02100d' 0; echo y; } >&7
left 'a line that is too long' 1
not_ok 'nothing is written' test -e "$LANYARD_CONFIG"

# -- a secret --------------------------------------------------------------

for kind in secret secret-only; do
	rm -f "$LANYARD_CONFIG" "$LANYARD_CONFIG".*
	asked "$kind"
	type_line s3cret-that-is-typed
	wait_until 'grep -q "have git ask" "$T/screen"' 30
	type_line n
	left "$kind" 0
	unlike "$(cat "$T/shown")" s3cret "$kind: is not shown"
	unlike "$(cat "$LANYARD_CONFIG")" s3cret "$kind: is not in the configuration"
	file=$(sed -n 's/.*client_secret_file = "\(.*\)";/\1/p' "$LANYARD_CONFIG")
	is "$(cat "$file")" s3cret-that-is-typed "$kind: is in its file"
	is "$(stat -c %a "$file")" 600 "$kind: for the user alone"
	rm -f "$file"
done

# -- without a terminal ----------------------------------------------------

rm -f "$LANYARD_CONFIG" "$GIT_CONFIG_GLOBAL"
run setsid -w lanyard setup --no-login
run_status 2 'no URL: status 2'
like "$err" 'usage: lanyard setup|lanyard help setup' 'says how it is used'
bad 'built-in' 3 'a person has to register a client at h.example' \
	'lanyard setup --client-id ID \(or --built-in-client\) https://h.example$' \
	--preset gitea https://h.example
bad 'client_id' 3 'a person has to register a client at h.example' \
	'lanyard setup --client-id ID https://h.example$' \
	--preset gitlab https://h.example
bad 'client_id and secret' 3 'a person has to register a client at h.example' \
	'lanyard setup --client-id ID --client-secret-file FILE https://h.example$' \
	--preset bitbucket https://h.example
bad 'the secret alone' 3 'a client at h.example needs a secret' \
	'lanyard setup --client-id c1 --client-secret-file FILE https://h.example$' \
	--preset bitbucket --client-id c1 https://h.example
bad 'the login' 3 'login h-example: nobody is here to log in' \
	'the same command again where a person is, or with --no-login$' \
	--preset gitlab --client-id c https://h.example

# -- --check ---------------------------------------------------------------

# checks NAME WORDS ARGUMENT...: nothing changes, at a terminal and without.
checks() {
	checks_name=$1 checks_words=$2
	shift 2
	snap
	run timeout 30 lanyard setup --check "$@"
	run_status 0 "--check, $checks_name: status 0"
	like "$err" "$checks_words" "--check, $checks_name: says what would be done"
	as_it_was "--check, $checks_name"
	at_terminal "stty -g >$T/stty.was; lanyard setup --check $*; s=\$?;
		stty -g >$T/stty.now; echo; (exit \$s)"
	left "--check, $checks_name, at a terminal" 0
	as_it_was "--check, $checks_name, at a terminal"
	not_ok "--check, $checks_name: nobody is asked" \
		grep -qE 'Use it|client_id: |not shown|\[Y/n\]' "$T/shown"
	is "$(find "$LANYARD_STORE" -type f 2>/dev/null)" '' \
		"--check, $checks_name: the store is empty"
}
checks 'built-in' 'git-credential-oauth is built in there' --preset gitea \
	https://h.example
checks 'built-in chosen' 'client: git-credential-oauth, built in at h.example' \
	--built-in-client --preset gitea https://h.example
checks 'by hand' 'client: register one at https://h.example/-/user_settings' \
	--preset gitlab https://h.example
checks 'with a client' 'login: h-example would be logged in' \
	--preset gitlab --client-id c https://h.example
checks 'git' 'git: would ask lanyard for h.example' --git --preset gitlab \
	--client-id c https://h.example
run lanyard setup --no-login --no-git --preset gitlab --client-id c \
	https://h.example
checks 'a login that is there' 'login: h-example would be logged in' \
	https://h.example
done_testing
