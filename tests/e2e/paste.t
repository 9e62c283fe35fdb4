#!/bin/sh
# What people type and paste at the prompt of a login, at a terminal, against a
# server that remembers every code it is sent.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/e2e/terminal.sh"
. "$TESTS/groups.sh"

CODE=4/0AbC-_~.xyz
esc=$(printf '\033')

# begin_group: a server of its own, which remembers for it alone.
begin_group() {
	start_server codes codes.js CODES_RIGHT="$CODE"
	CODES_URL=$server_url CODES_CONTROL=$server_control
	LANYARD_CONFIG=$T/lanyard.conf
	cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url                           = [ "http://127.0.0.1:1" ];
    authorization_endpoint        = "https://id.example.org/authorize";
    token_endpoint                = "$CODES_URL/token";
    device_authorization_endpoint = "$CODES_URL/device";
    client_id                     = "native";
  };
};
CONF
	chmod 600 "$LANYARD_CONFIG"
}

codes_control() {
	control "$CODES_CONTROL" "$@"
}

# begin [COMMAND]: a login that waits. Sets url, state and callback.
begin() {
	codes_control forget
	at_terminal "${1:-lanyard login work}"
	prompted || die 'there is a prompt' "$(cat "$T/screen")"
	url=$(url_shown)
	state=$(echo "$url" | sed 's/.*[?&]state=\([^&]*\).*/\1/')
	callback=$(echo "$url" | sed 's/.*redirect_uri=\([^&]*\).*/\1/;
		s/%3A/:/g; s/%2F/\//g')
	right="$callback?code=4%2F0AbC-_~.xyz&state=$state"
}

# -- what can be read is read ---------------------------------------------

is_read() {
	begin_group
	# logs_in NAME TEXT: TEXT, a format of printf with CB, STATE and ESC for the
	# callback's URL, the state and an escape, is pasted and logs in.
	logs_in() {
		begin
		# shellcheck disable=SC2059 # a format it is
		printf "$(printf '%s' "$2" | sed "s,CB,$callback,g; s,STATE,$state,g;
			s,ESC,$esc,g")" >&7
		ends 0 "$1"
		is "$(codes_control codes)" "\"$CODE\"" "$1: the code is what was sent"
	}

	while IFS='|' read -r name text; do
		logs_in "$name" "$text"
	done <<'END'
the final URL|CB?code=4%%2F0AbC-_~.xyz&state=STATE\n
the code, escaped|4%%2F0AbC-_~.xyz\n
CODE#STATE|4/0AbC-_~.xyz#STATE\n
CODE&state=|4/0AbC-_~.xyz&state=STATE\n
code=|code=4/0AbC-_~.xyz\n
quotes, angle brackets, and the page's source|"<CB?code=4/0AbC-_~.xyz&amp;state=STATE>"\n
bracketed paste|ESC[200~CB?code=4/0AbC-_~.xyz&state=STATEESC[201~\n
a line of HTTP|GET /callback?code=4%%2F0AbC-_~.xyz&state=STATE HTTP/1.1\n
the page's source, by numbers|CB?code=4&#x2F;0AbC-_~.xyz&#38;state=STATE\n
the URL, escaped as a whole|code%%3D4%%2F0AbC-_~.xyz%%26state%%3DSTATE\n
a URL in two lines|CB?code=4/0Ab\nC-_~.xyz&state=STATE\n
a link of Markdown|[here](CB?code=4%%2F0AbC-_~.xyz&state=STATE)\n
a code that Markdown stresses|**4/0AbC-_~.xyz**\n
a link of Slack's|<CB?state=STATE&amp;code=4/0AbC-_~.xyz|127.0.0.1/callback>\n
a link that Outlook and Teams made|https://x.safelinks.protection.outlook.com/?url=http%%3A%%2F%%2F127.0.0.1%%3A1%%2Fcallback%%3Fcode%%3D4%%252F0AbC-_~.xyz%%26state%%3DSTATE&data=05%%7C02\n
the address of Firefox's page|about:neterror?e=connectionFailure&u=http%%3A//127.0.0.1%%3A1/callback%%3Fcode%%3D4%%252F0AbC-_%%7E.xyz%%26state%%3DSTATE&c=UTF-8&d=Firefox%%20can\n
the words of Firefox's page|Unable to connect\n\nFirefox can\342\200\231t establish a connection\n\nCB?code=4%%2F0AbC-_~.xyz&state=STATE\n\nTry Again\n
escaped twice|http%%253A%%252F%%252F127.0.0.1%%252Fcallback%%253Fcode%%253D4%%25252F0AbC-_~.xyz%%2526state%%253DSTATE\n
curl for sh|curl 'CB?state=STATE&code=4%%2F0AbC-_~.xyz' -H 'accept: */*'\n
curl for cmd.exe|curl ^"CB?code=4^%%^2F0AbC-_~.xyz^&state=STATE^" ^\n
a piece of a HAR file|{"name": "code", "value": "4%%2F0AbC-_~.xyz"}, {"name": "state", "value": "STATE"}\n
JSON|{"code":"4/0AbC-_~.xyz","state":"STATE"}\n
marks of no width|\342\201\2464/0Ab\342\200\213C-_~.xyz\342\201\251\n
blanks that do not break|CB?code=4%%2F0AbC-_~.xyz&state=STATE\302\240\342\200\257\n
lines of Windows|CB?code=4%%2F0AbC-_~.xyz&state=STATE\r\n\f\r\n
UTF-16|\377\3764\000/\0000\000A\000b\000C\000-\000_\000~\000.\000x\000y\000z\000\n\000
keys that edit|4/0wrongESC[D\025 4/0AbX\177C-_~.xyz\n
END

	# A line at a time, each of which is of no use alone.
	begin
	type_line "$callback?code=4%2F0AbC-_~.xyz&sta"
	wait_until 'grep -q "no state" "$T/screen"' 15
	type_line "te=$state"
	ends 0 'a URL in two lines, one after the other'
	is "$(codes_control codes)" "\"$CODE\"" 'is joined with what came before'

	# The terminal's own line ends at 4,095 bytes.
	begin
	long=$(head -c 9000 /dev/zero | tr '\0' x)
	type_line "$callback?session_state=$long&code=4%2F0AbC-_~.xyz&state=$state"
	ends 0 'a URL of 9,000 bytes logs in'
	is "$(codes_control codes)" "\"$CODE\"" 'with the code behind them'
	ok 'and is not shown whole' test "$(wc -c <"$T/screen")" -lt 4000
}

# -- what cannot be a code is answered, in one line ------------------------

is_answered() {
	begin_group
	# more_than COUNT: there are more lines of ours on the screen.
	more_than() {
		_more=$1
		wait_until '[ "$(grep -c "^lanyard: " "$T/screen")" -gt "$_more" ]' 15
	}

	# answers TEXT WORDS: one line more, with WORDS, and the login goes on.
	answers() {
		_before=$(grep -c '^lanyard: ' "$T/screen")
		type_line "$1"
		more_than "$_before"
		sleep 0.2 # a second line would be one too many
		is "$(grep -c '^lanyard: ' "$T/screen")" $((_before + 1)) \
			"$1: is answered in one line"
		like "$(grep '^lanyard: ' "$T/screen" | tail -n 1)" "$2" \
			"$1: which says what it is"
	}

	begin
	wait_until 'grep -q "^  WDJB" "$T/screen"' 15
	while IFS='|' read -r text words; do
		answers "$(echo "$text" | sed "s,CB,$callback,g; s,STATE,$state,g")" \
			"$words"
	done <<'END'
no|too short
1234567|too short
ls -la /tmp|neither a code nor an address
what now &|neither a code nor an address
"4/0 AbC"|neither a code nor an address
12345678%|neither a code nor an address
abcdefgh&x|neither a code nor an address
{"code":"4/0AbC"}|neither a code nor an address
wdjb-mjht|that is the device code
CB|brings no code
https://id.example.org/authorize|address to open
CB?code=4/0AbC|no state
CB?code=4/0AbC&state=wrong|another state
4/0AbC-_~.xyz#wrong-state|another state
CB?code=4%20b&state=STATE|no usable code
CB?code=4/0AbC&state=one&state=other|state twice, and not the same
CB?error=access_denied&state=STATE|access_denied
END
	answers "$url" 'address to open'
	too_long=$(head -c 20000 /dev/zero | tr '\0' x)
	_before=$(grep -c '^lanyard: ' "$T/screen")
	type_line "$too_long"
	more_than "$_before"
	like "$(grep '^lanyard: ' "$T/screen" | tail -n 1)" 'too long' \
		'20,000 bytes are too long'
	is "$(codes_control codes)" '' 'none of it has come to the server'
	type_line '?'
	wait_until 'grep -q "Enter gives up" "$T/screen"' 15
	like "$(cat "$T/screen")" "ends at $callback" '? explains where it ends'
	printf '\004' >&7
	wait_until '[ "$(grep -c "Enter gives up" "$T/screen")" = 2 ]' 15
	is "$(grep -c 'Enter gives up' "$T/screen")" 2 'Ctrl-D ends nothing, either'
	type_line "$right"
	ends 0 'and the right URL afterwards logs in'
	is "$(codes_control codes)" "\"$CODE\"" 'with its code'
}

# -- a code that the server refuses ----------------------------------------

is_refused() {
	begin_group
	begin
	type_line a-wrong-code
	ok 'a code that the server refuses does not end the login' wait_until \
		'grep -q "log in again with the same URL" "$T/screen"' 15
	like "$(cat "$T/screen")" 'the code brought no tokens: .*invalid_grant' \
		'a code that the server refuses is told'
	curl -q -s -o "$T/page" --noproxy '*' --max-time 20 \
		"$callback?code=another-one&state=$state"
	like "$(cat "$T/page")" 'invalid_grant' 'one that a browser brings, too'
	wait_until '[ "$(grep -c "brought no tokens" "$T/screen")" = 2 ]' 15
	curl -q -s -o "$T/page" --noproxy '*' --max-time 20 \
		"$callback?code=another-one&state=$state"
	like "$(cat "$T/page")" 'invalid_grant' 'its page loaded again says the same'
	is "$(codes_control codes | grep -o another-one | wc -l | tr -d ' ')" 1 \
		'and its code is not sent again'
	curl -q -s -o "$T/page" --noproxy '*' --max-time 20 "$right"
	ends 0 'and the browser still logs in'
	like "$(cat "$T/page")" 'You are logged in' 'as its page says'

	begin
	type_line a-wrong-code
	wait_until 'grep -q "log in again with the same URL" "$T/screen"' 15
	type_line q
	ends 1 'q after a code that the server refused'
	like "$(cat "$T/shown")" 'lanyard: error: login work was cancelled' 'names the login'
}

# -- the terminal, and the shell behind it ---------------------------------

is_not_for_the_shell() {
	begin_group
	modes='stty -a | grep -wo -e "-*icanon" -e "-*echo" | tr "\n" " "; echo'
	# restores STATUS NAME: after `ends`.
	restores() {
		ends "$1" "$2"
		like "$(cat "$T/shown")" '^icanon echo $' "$2: the terminal is restored"
	}
	begin "lanyard login work; r=\$?; $modes; (exit \$r)"
	type_line "$right"
	restores 0 'a login'
	begin "lanyard login work; r=\$?; $modes; (exit \$r)"
	type_line q
	restores 1 'q'
	begin "lanyard login work; r=\$?; $modes; (exit \$r)"
	printf '\003' >&7
	restores 1 'Ctrl-C'
	for signal in TERM HUP QUIT USR1 KILL; do
		begin "lanyard login work; r=\$?; $modes; (exit \$r)"
		# The last login's may still serve tabs that come late.
		wait_until '[ "$(oauth_pids | wc -l)" -eq 1 ]' 20
		kill -s $signal "$(oauth_pids)"
		restores 1 "SIG$signal"
	done

	# An interactive shell gets nothing of a paste.
	begin "PS1=; export PS1; ENV=; export ENV; sh -i -c \"lanyard login work; \
		cat >'$T/cat'\""
	printf '%s\ntouch %s\n\ntouch %s\n' "$right" "$T/ran" "$T/ran" >&7
	wait_until 'grep -q access_token "$LANYARD_STORE/logins/work" &&
		[ -e "$T/cat" ]' 15
	sleep 0.3
	is_empty "$T/cat" 'what is behind the right URL is for nobody'
	printf 'after\n\004' >&7
	ends 0 'and the terminal is usable'
	is "$(cat "$T/cat")" after 'with what is typed then'

	# Neither is what comes while the login ends.
	begin "PS1=; export PS1; ENV=; export ENV; sh -i -c \"lanyard login work; \
		cat >'$T/cat'\""
	rm -f "$T/cat"
	printf '%s\n' "$right" >&7
	for line in 1 2 3 4 5 6 7 8; do
		printf 'touch %s\n' "$T/ran.$line" >&7
		sleep 0.05
	done
	wait_until '[ -e "$T/cat" ]' 15
	sleep 0.3
	is_empty "$T/cat" 'what is still on its way is for nobody, either'
	printf '\004' >&7
	ends 0 'and the login ends well'
}

# -- over SSH ---------------------------------------------------------------

is_over_ssh() {
	begin_group
	SSH_CONNECTION='192.0.2.1 1 192.0.2.2 22'
	export SSH_CONNECTION
	begin
	like "$(cat "$T/screen")" 'will not load: that is right' \
		'over SSH the prompt says that the page will not load'
	like "$(cat "$T/screen")" 'Copy its address and paste it here' \
		'and what to do then'
	type_line q
	ends 1 'q'
}

side_by_side is_read is_answered is_refused is_not_for_the_shell \
	is_over_ssh
done_testing
