#!/bin/sh
# A login at a terminal: paste, keys, Ctrl-C. script(1) makes the terminal.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

start_as
start_fault # whose port is taken
cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url       = [ "http://127.0.0.1:1" ];
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = "read_repository";
  };
  oob = {
    url          = [ "http://127.0.0.1:2" ];
    issuer       = "$AS_URL";
    client_id    = "native";
    redirect_uri = "urn:ietf:wg:oauth:2.0:oob";
    scope        = "read_repository";
  };
  taken = {
    url          = [ "http://127.0.0.1:3" ];
    issuer       = "$AS_URL";
    client_id    = "native";
    redirect_uri = "$FAULT_URL/callback";
    scope        = "read_repository";
  };
};
CONF
chmod 600 "$LANYARD_CONFIG"
printf 'protocol=http\nhost=127.0.0.1:1\n\n' >"$T/request"
. "$TESTS/e2e/terminal.sh"

# The person walks the pages of that URL on another machine, up to the redirect
# to the callback, whose URL is then pasted.
final_url() {
	PERSON_ACTION=copy "$NODE" "$TESTS/servers/person.js" "$1"
}

# -- the final URL is pasted ----------------------------------------------

at_terminal 'lanyard login work'
pasted=$(final_url "$(url_shown)")
like "$pasted" '/callback\?.*code=' 'the person comes to the redirect'
type_line 'https://127.0.0.1/callback?code=abc&state=wrong'
wait_until '[ "$(grep -c "^lanyard: " "$T/screen")" -ge 3 ]' 5
type_line "$pasted"
ends 0 'the final URL can be pasted'
is "$(grep -cE '^lanyard: logged in: work, good until [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}, then refreshed silently$' "$T/shown")" \
	1 'one line says for how long'
ok 'and the tokens are stored' grep -q ^access_token= "$LANYARD_STORE/logins/work"
is "$(as_count token_authorization_code)" 1 \
	'a pasted URL with a wrong state asked the server nothing'

# -- who types the command is there, whatever says no ----------------------

git config --global core.askPass true
at_terminal 'CI=1 GIT_TERMINAL_PROMPT=0 VSCODE_GIT_FETCH_SILENT=true lanyard login work'
isnt "$(url_shown)" '' 'login at a terminal asks, whatever says no'
type_line q
ends 1 'and can be given up'
git config --global --unset core.askPass
at_terminal 'LANYARD_INTERACTIVE=0 lanyard login work'
ends 3 'LANYARD_INTERACTIVE=0 is for who types it, too'
like "$(cat "$T/shown")" \
	'error: login work: LANYARD_INTERACTIVE says that nobody is here to log in; run: lanyard login work' \
	'and is named'
printf 'protocol=http\nhost=127.0.0.1:2\n\n' >"$T/request.oob"
at_terminal "CI=1 lanyard get <'$T/request.oob'"
ends 3 'but a get there is not typed for that'
like "$(cat "$T/shown")" 'CI says that nobody is here to log in; run:' \
	'and CI is named'

# -- redirect_uri urn:ietf:wg:oauth:2.0:oob: the code is pasted -----------

at_terminal 'lanyard login oob'
pasted=$(final_url "$(url_shown)")
code=$(echo "$pasted" | sed 's/.*[?&]code=\([^&]*\).*/\1/')
like "$code" '^[A-Za-z0-9_-]+$' 'there is a code'
type_line "$code"
ends 0 'a bare code can be pasted'

# -- the port of redirect_uri is another program's -----------------------

at_terminal 'lanyard login taken'
pasted=$(final_url "$(url_shown)")
like "$pasted" "^$FAULT_URL/callback\?" 'a port that is taken is no way back'
like "$(cat "$T/screen")" 'lanyard: cannot listen on .* paste the final URL' \
	'which the person is told'
type_line "$pasted"
ends 0 'but the final URL can be pasted'
LANYARD_INTERACTIVE=1 BROWSER=$PERSON run timeout 5 lanyard login taken
like "$err" 'user_code=' 'where nobody can paste there is the device code'
is "$(person_count)" 0 'and no browser'

# -- keys -----------------------------------------------------------------

at_terminal 'lanyard login work'
url_shown >"$T/url"
type_line q
ends 1 'q gives up'
like "$(cat "$T/shown")" '^lanyard: error: ' 'with an error line'
like "$(cat "$T/shown")" \
	'^lanyard: hint: .*the server must know client_id native with redirect_uri http://127' \
	'and what the server must know'
ok 'the tokens of the login before stay' \
	grep -q ^access_token= "$LANYARD_STORE/logins/work"

BROWSER=$PERSON
person_will action=close
export BROWSER
at_terminal 'lanyard login work'
url_shown >"$T/url"
unlike "$(cat "$T/screen")" user_code= \
	'where a browser was opened no code lies about'
type_line d
wait_until 'grep -q user_code= "$T/screen"' 30
code=$(tr -d '\r' <"$T/screen" | sed -n 's/.*user_code=//p' | head -n 1)
as_control device code="$code" action=approve account=alice >/dev/null
ends 0 'd starts the device code, which can be approved'
unset BROWSER

# -- Ctrl-C ---------------------------------------------------------------

rm -rf "$LANYARD_STORE"
at_terminal "lanyard get <'$T/request' >'$T/answer'"
url_shown >"$T/url"
printf '\003' >&7
ends 1 'Ctrl-C at the prompt ends get'
is "$(cat "$T/answer")" quit=1 'which tells git to stop asking'
like "$(cat "$T/shown")" \
	'hint: if the page showed an error: the server must know client_id native with redirect_uri http://127\.0\.0\.1:[0-9]+/callback$' \
	'and says what the server must know'
sleep 1
is "$(find "$LANYARD_STORE" -name '*.new')" '' 'no temporary file is left'
at_terminal 'lanyard login work'
pasted=$(final_url "$(url_shown)")
type_line "$pasted"
ends 0 'no lock is left: the next login works'
wait_until '[ -z "$(oauth_pids)" ]' 20 # a second is for tabs that come late
is "$(oauth_pids)" '' 'and no process is left'

# -- the time that is left --------------------------------------------------

esc=$(printf '\033')
# redrawn FILE: what a line of progress has had, one a line.
redrawn() {
	tr '\r' '\n' <"$1" | sed -n "s/^$esc\[K\(.*waiting.*\)/\1/p"
}
at_terminal 'stty cols 30; TERM=xterm lanyard login work'
prompted
wait_until '[ "$(redrawn "$T/screen" | sort -u | grep -c .)" -ge 2 ]' 10
unlike "$(redrawn "$T/screen" | grep -vE '^waiting for the login, [45]:[0-9]{2} l$')" . \
	'the time left is redrawn, as wide as the terminal is'
is "$(grep -c waiting "$T/screen")" 1 'in one line'
printf 'ab' >&7
wait_until 'tail -c 2 "$T/screen" | grep -q ab' 5
sleep 2
is "$(tail -c 2 "$T/screen")" ab 'not over what is being typed'
printf '\025\003' >&7
ends 1 'Ctrl-C while it is shown'
at_terminal 'TERM=xterm lanyard login work'
prompted
wait_until 'redrawn "$T/screen" | grep -q left' 10
printf '\003' >&7
ends 1 'Ctrl-C right at it'
like "$(tail -n 4 "$T/screen" | tr '\r' '\n')" "^$esc\[K(\^C)?lanyard: error: the login was interrupted" \
	'and it is gone from the terminal'
at_terminal 'lanyard login work'
prompted
sleep 2
type_line q
ends 1 'on a dumb terminal'
unlike "$(cat "$T/shown")" waiting 'it is not shown'

# -- a refresh token is typed, and not shown -------------------------------
# asked COMMAND: until it asks.
asked() {
	at_terminal "$1"
	wait_until 'grep -q "not shown" "$T/screen"' 15
}
stored() {
	sed -n 's/^refresh_token=//p' "$LANYARD_STORE/logins/work"
}
rm -rf "$LANYARD_STORE"
asked 'lanyard seed work; echo seeded=$?; stty -a | grep -wo -e "-*echo"'
type_line 'rt-typxxx'"$(printf '\177\177\177')"'ed'
ends 0 'seed at a terminal'
like "$(cat "$T/shown")" '^seeded=0$' 'seed at a terminal: exit 0'
is "$(stored)" rt-typed 'what was typed is stored, with its corrections'
unlike "$(cat "$T/shown")" 'rt-typ' 'and is not shown'
like "$(cat "$T/shown")" '^echo$' 'the terminal shows again what is typed'
long=$(head -c 6000 /dev/zero | tr '\0' x)
asked 'lanyard seed --force work'
type_line "$long"
ends 0 'a token that is longer than a line of a terminal'
is "$(stored)" "$long" 'is stored whole'
asked 'lanyard seed --force work; echo seeded=$?; stty -a | grep -wo -e "-*echo"'
printf 'rt-half\003' >&7
ends 0 'Ctrl-C'
like "$(cat "$T/shown")" '^seeded=1$' 'Ctrl-C gives up: exit 1'
like "$(cat "$T/shown")" 'error: no token was typed' 'and says so'
is "$(stored)" "$long" 'and nothing is changed'
like "$(cat "$T/shown")" '^echo$' 'nor is the terminal'
at_terminal 'LANYARD_INTERACTIVE=0 lanyard seed --force work'
ends 3 'where nobody is to be asked'
like "$(cat "$T/shown")" 'error: nobody is here' 'it is not asked for'

# -- a second terminal ----------------------------------------------------

at_terminal 'lanyard login work'
url=$(url_shown)
timeout 60 script -qfec 'TERM=xterm lanyard login work; echo status=$?' "$T/typescript.2" \
	</dev/null >"$T/second" 2>&1 9>&- 7>&- &
second=$!
wait_until 'grep -q waiting "$T/second"' 30
like "$(tr -d '\r' <"$T/second")" \
	'^lanyard: login work: waiting for the login at /dev/[a-z0-9/]+ \(process [0-9]+\), for [45]:[0-9]{2} more$' \
	'a second terminal says for whom it waits'
wait_until '[ "$(redrawn "$T/second" | sort -u | grep -c .)" -ge 2 ]' 10
unlike "$(redrawn "$T/second" | grep -vE '^login work: waiting for the login at /dev/[a-z0-9/]+ \(process [0-9]+\), for [45]:')" . \
	'and counts down in one line'
type_line "$(final_url "$url")"
ends 0 'the login at the first'
wait "$second"
like "$(tr '\r' '\n' <"$T/second")" "^($esc\[K)?status=0\$" 'serves the second'

# -- logout ---------------------------------------------------------------

at_terminal 'lanyard logout work'
ends 0 'a logout'
like "$(cat "$T/shown")" '^lanyard: logged out: .*revoked where the server can' \
	'says what it did'
not_ok 'the tokens are gone' test -e "$LANYARD_STORE/logins/work"

done_testing
