#!/bin/sh
# The same logins at a second authorization server, of other authors and in
# another language: Debian's glewlwyd (servers/glewlwyd.js).
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

GLEWLWYD_PREFIX=$(sh "$TESTS/glewlwyd.sh") || die 'glewlwyd is unpacked'
mkdir "$T/glewlwyd"
start_server glewlwyd glewlwyd.js GLEWLWYD_PREFIX="$GLEWLWYD_PREFIX" \
	GLEWLWYD_DIR="$T/glewlwyd"
ISSUER=$server_url CONTROL=$server_control

counted() {
	control "$CONTROL" count name="POST $1"
}

introspected() {
	control "$CONTROL" introspect client="$1" token="$2"
}

cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url       = [ "http://127.0.0.1:1" ];
    issuer    = "$ISSUER";
    client_id = "app";
    client_secret = "app-secret";
    scope     = "git";
    redirect_uri = "$(control "$CONTROL" callback)"; # compared with its port
  };
  device = {
    url        = [ "http://127.0.0.1:2" ];
    issuer     = "$ISSUER";
    client_id  = "native";
    grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    scope      = "git";
  };
  robot = {
    url           = [ "http://127.0.0.1:3" ];
    issuer        = "$ISSUER";
    client_id     = "robot";
    client_secret = "robot-secret";
    grant_type    = "client_credentials";
    scope         = "git";
  };
};
CONF
chmod 600 "$LANYARD_CONFIG"
cat >"$T/visitor" <<END
#!/bin/sh
exec '$NODE' '$TESTS/servers/glewlwyd-visitor.js' "\$@" >>'$T/visitor.err' 2>&1
END
chmod +x "$T/visitor"
BROWSER=$T/visitor LANYARD_INTERACTIVE=1
export BROWSER LANYARD_INTERACTIVE

# -- code -----------------------------------------------------------------

run timeout 5 lanyard login work
run_status 0 'code: the browser, PKCE, the callback' ||
	diag "$(cat "$T/visitor.err" "$T/glewlwyd/glewlwyd.log")"
is "$(counted /par)" 0 'not pushed where the server does not require it'
export LANYARD_INTERACTIVE=0
run lanyard token work
run_status 0 'a token'
first=$out
is "$(introspected app "$first")" active 'introspection: it is active'
printf 'protocol=http\nhost=127.0.0.1:1\n\n' >"$T/request"
run lanyard get <"$T/request"
like "$out" '^password=.' 'get answers git'

# -- refresh --------------------------------------------------------------

stored() {
	sed -n 's/^refresh_token=//p' "$LANYARD_STORE/logins/work"
}

before=$(counted /token)
old=$(stored)
run lanyard refresh work
run_status 0 'refresh: silent'
is "$(($(counted /token) - before))" 1 'by one request'
isnt "$(stored)" "$old" 'rotation: the refresh token is another'
control "$CONTROL" lifetime seconds=1 >/dev/null || die 'tokens of one second'
lanyard refresh work || die 'a token of one second'
control "$CONTROL" lifetime seconds=3600 >/dev/null || die 'tokens of an hour'
sleep 2
before=$(counted /token)
pids=
for _n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	lanyard token work >"$T/token.$_n" 2>"$T/err.$_n" 9>&- &
	pids="$pids $!"
done
failed=0
for _pid in $pids; do
	wait "$_pid" || failed=$((failed + 1))
done
is "$failed" 0 'twenty callers after the expiry: each is answered'
is "$(cat "$T"/token.* | sort -u | wc -l)" 1 'with one token'
is "$(($(counted /token) - before))" 1 'by one refresh'

# -- the end of a login ---------------------------------------------------

control "$CONTROL" forget >/dev/null || die 'every refresh token is dead'
run lanyard refresh work
# It answers 400 with no body, where RFC 6749 5.2 wants invalid_grant.
run_status 4 'a dead refresh token: an error, and no new token'
is_empty "$T/out" 'and nothing on stdout'
like "$err" '^lanyard: error: login work: .*answered 400 without an OAuth error, as some do for a refresh token that is dead' \
	'which says what came'
like "$err" 'hint: lanyard login work' 'and what helps'

export LANYARD_INTERACTIVE=1
run timeout 5 lanyard login work
run_status 0 'a login anew'
last=$(lanyard token work)
is "$(introspected app "$last")" active 'its token is active'
run lanyard logout work
run_status 0 'logout'
is "$(introspected app "$last")" inactive 'revocation: the token is inactive'

# -- device code ----------------------------------------------------------

lanyard login device >"$T/device.out" 2>"$T/device.err" 9>&- &
pid=$!
wait_until 'grep -qs "code=" "$T/device.err"' 10 ||
	die 'a device code is shown' "$(cat "$T/device.err")"
code=$(sed -n 's/.*code=//p' "$T/device.err" | head -n 1)
like "$(control "$CONTROL" approve code="$code")" 'deviceComplete' \
	'device code: alice allows it'
wait "$pid"
is "$?" 0 'device code: logged in' || diag "$(cat "$T/device.err")"
run lanyard token device
run_status 0 'and it has a token'

# -- ID token -------------------------------------------------------------

# It refuses a request for openid without a nonce; ours has one, and the ID
# token that comes must have it, and be signed by its key.
sed -i 's/scope     = "git";/scope = [ "openid", "git" ];/' "$LANYARD_CONFIG"
export LANYARD_INTERACTIVE=1
keys=$(control "$CONTROL" count name='GET /jwks')
run timeout 5 lanyard login work
run_status 0 'openid: a login with an ID token' ||
	diag "$(cat "$T/visitor.err" "$T/glewlwyd/glewlwyd.log")"
is "$(($(control "$CONTROL" count name='GET /jwks') - keys))" 1 \
	'openid: verified by its keys'
run lanyard token work
is "$(introspected app "$out")" active 'openid: its token is active'

# -- pushed ---------------------------------------------------------------

sed -i 's/^    redirect_uri = /    require_pushed_authorization_requests = true;\n&/' \
	"$LANYARD_CONFIG"
run timeout 5 lanyard login work
run_status 0 'pushed: a login whose request is pushed' ||
	diag "$(cat "$T/visitor.err" "$T/glewlwyd/glewlwyd.log")"
is "$(counted /par)" 1 'pushed: by one request'
like "$err" "/auth\?client_id=app&request_uri=urn[^&]*$" \
	'pushed: the URL that is shown has its name alone'
run lanyard token work
is "$(introspected app "$out")" active 'pushed: its token is active'

# -- nobody ---------------------------------------------------------------

export LANYARD_INTERACTIVE=0
run lanyard token robot
run_status 0 'client_credentials: a token without a person'
is "$(introspected robot "$out")" active 'which is active'

done_testing
