#!/bin/sh
# A login by browser, by device code, and what can go wrong on the way; with a
# real authorization server and nobody at a terminal.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

start_as
cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url       = [ "http://127.0.0.1:1" ];
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = "read_repository";
  };
  device = {
    url        = [ "http://127.0.0.1:2" ];
    issuer     = "$AS_URL";
    client_id  = "native";
    grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    scope      = "read_repository";
  };
  secret = {
    url           = [ "http://127.0.0.1:3" ];
    issuer        = "$AS_URL";
    client_id     = "basic";
    client_secret = "s:e/c+r%et a&b=c?";
    scope         = "read_repository";
    authorization_parameters = { login_hint = "bob"; };
  };
  post = {
    url                        = [ "http://127.0.0.1:4" ];
    authorization_endpoint     = "$AS_URL/auth";
    token_endpoint             = "$AS_URL/token";
    token_endpoint_auth_method = "client_secret_post";
    client_id                  = "post";
    client_secret              = "p:o/s+t%20 &=?";
    scope                      = "read_repository";
  };
};
CONF
chmod 600 "$LANYARD_CONFIG"
LANYARD_INTERACTIVE=1
BROWSER=$PERSON
export LANYARD_INTERACTIVE BROWSER

get() {
	printf 'protocol=http\nhost=127.0.0.1:%s\n\n' "$1" >"$T/request"
	run timeout 60 lanyard get <"$T/request"
}

# -- the browser ----------------------------------------------------------

run timeout 60 lanyard login work
run_status 0 'login: the browser'
is "$out" '' 'prints nothing on stdout'
is "$(person_count)" 1 'in one window'
is "$(as_count login)" 1 'the server saw one login'
get 1
run_status 0 'get answers'
is_empty "$T/err" 'in silence'
like "$out" '^password=.' 'with a token'
unlike "$(cat "$T/as.log")" "$(sed -n 's/^password=//p' "$T/out")" \
	'the token is in no log'
for key in name issuer client_id token_endpoint access_token refresh_token \
	expires_at obtained_at generation scope; do
	ok "the record has $key" \
		grep -q "^$key=." "$LANYARD_STORE/logins/work"
done
is "$(find "$LANYARD_STORE" -type f ! -perm 600)" '' 'all files are 0600'
is "$(find "$LANYARD_STORE" -type d ! -perm 700)" '' 'all folders are 0700'
is "$(find "$LANYARD_STORE" -name '*.new')" '' 'no temporary file is left'

run timeout 60 lanyard login work
run_status 0 'login again, by name, replaces what is stored'
is "$(sed -n 's/^generation=//p' "$LANYARD_STORE/logins/work")" 2 \
	'as its second generation'

# -- clients with a secret ------------------------------------------------

run timeout 60 lanyard login secret
run_status 0 'client_secret_basic, form-encoded first'
run timeout 60 lanyard login post
run_status 0 'client_secret_post, endpoints given'

# -- a login within get ---------------------------------------------------

lanyard logout work
person_will account=carol
get 1
run_status 0 'get logs in where there is no token'
like "$out" '^password=.' 'and answers'

# -- the grant was revoked at the server -----------------------------------

windows=$(person_count)
as_control revoke-grant account=carol >/dev/null
sed -i "s/^expires_at=.*/expires_at=$(($(now) - 1))/" \
	"$LANYARD_STORE/logins/work"
get 1
run_status 0 'a refresh token that is dead: get logs in anew'
like "$out" '^password=.' 'and answers'
is "$(person_count)" $((windows + 1)) 'after one window'

# -- the device code ------------------------------------------------------

person_will account=dora
lanyard login device >"$T/device.out" 2>"$T/device.err" 9>&- &
pid=$!
wait_until 'grep -q user_code= "$T/device.err"' 30 || die 'a device code is shown'
code=$(sed -n 's/.*user_code=//p' "$T/device.err" | head -n 1)
as_control device code="$code" action=approve account=dora >/dev/null
wait "$pid"
is "$?" 0 'device code: approved'
like "$(cat "$T/device.err")" "the tokens of login device come from ${AS_URL#*//}" \
	'the host that they come from was shown'
is "$(as_control live kind=access account=dora)" 1 'the account is the one'
rm "$T/device.err" # the next one is waited for
lanyard login device >"$T/device.out" 2>"$T/device.err" 9>&- &
pid=$!
wait_until 'grep -q user_code= "$T/device.err"' 30 || die 'a device code is shown'
code=$(sed -n 's/.*user_code=//p' "$T/device.err" | head -n 1)
as_control device code="$code" action=deny >/dev/null
wait "$pid"
is "$?" 1 'device code: denied'
like "$(cat "$T/device.err")" '^lanyard: error: ' 'with an error line'
get 2
run_status 0 'the tokens of the login before are still there'
like "$out" '^password=.' 'and answer'

BROWSER='' run timeout 5 lanyard login work
like "$err" 'user_code=' 'without a browser the device code comes by itself'
run_status 124 'without a browser: it waits until it is ended'
BROWSER=/nonexistent/browser run timeout 5 lanyard login work
like "$err" 'user_code=' 'a browser that is missing is no browser'
run_status 124 'a browser that is missing: it waits, too'

# -- the person refuses ---------------------------------------------------

lanyard logout work
person_will action=deny
get 1
run_status 1 'a login that the person denies'
like "$(head -n 1 "$T/err")" \
	'^lanyard: login work has no token; a new login is needed$|^lanyard: login work has no token yet; a login is needed$' \
	'the first line says why there is a prompt'
is "$out" "quit=1" 'tells git to stop asking'
like "$err" '^lanyard: error: ' 'with an error'
windows=$(person_count)
get 1
run_status 3 'and is not begun again by itself'
is "$out" 'quit=1' 'nothing is answered'
is "$(wc -l <"$T/err" | tr -d ' ')" 1 'in one line'
like "$err" 'lanyard login work' 'that names the command'
is "$(person_count)" "$windows" 'no window'
person_will action=approve
run timeout 60 lanyard login work
run_status 0 'but by name it is'

# -- callbacks ------------------------------------------------------------

lanyard logout work
person_will action=close
lanyard login work >"$T/login.out" 2>"$T/login.err" 9>&- &
pid=$!
wait_until 'grep -q redirect_uri= "$T/login.err"' 30 || die 'a URL is shown'
url=$(sed -n 's/^ *\(http.*redirect_uri=.*\)/\1/p' "$T/login.err" | head -n 1)
port=$(echo "$url" | sed 's/.*127.0.0.1%3A\([0-9]*\)%2Fcallback.*/\1/')
state=$(echo "$url" | sed 's/.*[?&]state=\([^&]*\).*/\1/')
callback=http://127.0.0.1:$port
status_of() {
	curl -s -o "$T/page" -w '%{http_code}' --max-time 10 "$@"
}
is "$(status_of "$callback/callback?code=x&state=wrong")" 400 \
	'a callback with a wrong state gets a 400 page'
is "$(status_of "$callback/callback?code=x")" 400 'so does one without'
is "$(status_of "$callback/callback?error=access_denied&state=wrong")" 400 \
	'and an error with a wrong state'
is "$(status_of "$callback/favicon.ico")" 404 'another path gets a 404'
head -c 65536 /dev/zero | tr '\0' a >"$T/long"
isnt "$(status_of "$callback/callback?code=$(cat "$T/long")&state=$state")" \
	200 'a request line of 64 KiB is refused'
is "$(status_of "$callback/callback?code=a&code=b&state=$state")" 400 \
	'a parameter given twice is refused'
is "$(status_of -H 'Host: evil.example' "$callback/callback?code=x&state=$state")" \
	400 'so is another Host'
ok 'the login still waits' kill -0 "$pid"
LANYARD_INTERACTIVE=0 run timeout 5 lanyard login work
run_status 3 'meanwhile, who may not ask is told so at once'
wrong=$(status_of "$callback/callback?code=wrong&state=$state&iss=$(
	echo "$AS_URL" | sed 's/:/%3A/g; s,/,%2F,g')")
isnt "$wrong" 200 'of a code that the server refuses the page says so'
like "$(cat "$T/login.err")" '^lanyard: the code brought no tokens: .*invalid_grant' \
	"and a line, with the server's own error"
ok 'the login still waits' kill -0 "$pid"
PERSON_ACTION=approve "$NODE" "$TESTS/servers/person.js" "$url" >/dev/null 2>&1
wait "$pid"
is "$?" 0 'and ends well by a right one'
unlike "$(cat "$T/login.err")" 'error:' 'without an error'
wait_until '[ "$(status_of "$callback/")" = 000 ]' 20
is "$(status_of "$callback/callback?code=x&state=$state")" 000 \
	'and then nobody listens any more'

# -- many at once ---------------------------------------------------------

person_will action=approve delay_ms=500
rm -f "$LANYARD_STORE/logins/work"
windows=$(person_count)
pids=
for i in 1 2 3 4 5 6 7 8 9 10; do
	lanyard get <"$T/request" >"$T/many.$i" 2>/dev/null 9>&- &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid" || echo "$pid" >>"$T/failed"
done
not_ok 'ten that want the same login all succeed' test -s "$T/failed"
is "$(person_count)" $((windows + 1)) 'with one window'
is "$(sort -u "$T"/many.* | grep -c '^password=')" 1 'and one token'

# -- what the configuration may not say -----------------------------------

run lanyard login nobody
run_status 2 'an unknown login'
is "$out" '' 'stdout is empty'
like "$err" 'no login named nobody' 'is named'
start_fault
cat >"$LANYARD_CONFIG" <<CONF
logins = {
  lost = {
    url       = [ "http://127.0.0.1:1" ];
    issuer    = "$FAULT_URL/no/metadata";
    client_id = "native";
  };
};
CONF
run timeout 20 lanyard login lost
run_status 5 'an issuer without metadata'
is "$(grep -c '^lanyard: error: ' "$T/err")" 1 'is one error'
like "$err" "$(echo "$FAULT_URL" | sed 's,http://,,')" 'that names the host'
done_testing
