# shellcheck shell=sh
# shellcheck disable=SC2016,SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh by first.t and second.t: what each authorization server
# is to bring, through the same rounds. Before it the test has
#   SERVER                  its name, as in tests/README.md's table
#   the logins work (code), device and robot (client_credentials) in
#   $LANYARD_CONFIG, where work has the lines `scope = ...` and `redirect_uri =`
#   counted NAME            token, jwks or pushed: how many requests for that
#   introspected NAME TOKEN active or inactive, by RFC 7662, of login NAME's
#   lifetime SECONDS        of access tokens from now on
#   forget                  every refresh token is dead, which the server tells
#                           by an answer that $DEAD matches
#   approve CODE            alice allows a device
#   asked_for WORDS         login work has this scope from now on
#   $noise                  what to look at when a login fails

stored() {
	sed -n 's/^refresh_token=//p' "$LANYARD_STORE/logins/work"
}
# logs_in NAME: somebody logs in as work.
logs_in() {
	LANYARD_INTERACTIVE=1 run timeout 20 lanyard login work
	run_status 0 "$1" || diag "$(cat "$T"/visitor.err "$noise" 2>/dev/null)"
}
export LANYARD_INTERACTIVE=0

feature 'authorization code with PKCE' "$SERVER"
logs_in 'the browser, the callback'
is "$(counted pushed)" 0 'nothing is pushed where it is not required'
run lanyard token work
run_status 0 'a token'
first=$out
printf 'protocol=http\nhost=127.0.0.1:1\n\n' >"$T/request"
run lanyard get <"$T/request"
like "$out" '^password=.' 'get answers git'

feature 'introspection (RFC 7662)' "$SERVER"
is "$(introspected work "$first")" active 'the token is active'
is "$(introspected work "x$first")" inactive 'another is not'

feature 'refresh with rotation' "$SERVER"
before=$(counted token)
old=$(stored)
run lanyard refresh work
run_status 0 'silent'
is "$(($(counted token) - before))" 1 'by one request'
isnt "$(stored)" "$old" 'the refresh token is another'
run lanyard token work
isnt "$out" "$first" 'and so is the token'
is "$(introspected work "$out")" active 'which is active'

feature 'twenty callers, one refresh' "$SERVER"
lifetime 1
lanyard refresh work || die 'a token of one second'
lifetime 3600
sleep 2
before=$(counted token)
at_once 20 lanyard token work
alike 'after the expiry'
is "$(($(counted token) - before))" 1 'by one request'

feature 'a dead refresh token' "$SERVER"
forget || die 'every refresh token is dead'
run lanyard refresh work
run_status 4 'an error'
is_empty "$T/out" 'and nothing on stdout'
like "$err" "^lanyard: error: login work: .*$DEAD" 'which says what came'
like "$err" 'hint: lanyard login work' 'and what helps'
logs_in 'a login anew'

feature 'revocation (RFC 7009)' "$SERVER"
last=$(lanyard token work)
is "$(introspected work "$last")" active 'the token is active'
run lanyard logout work
run_status 0 'logout'
is "$(introspected work "$last")" inactive 'the token is not any more'

feature 'device code (RFC 8628)' "$SERVER"
LANYARD_INTERACTIVE=1 lanyard login device >"$T/device.out" 2>"$T/device.err" 9>&- &
pid=$!
wait_until 'grep -qs "code=" "$T/device.err"' 10 ||
	die 'a device code is shown' "$(cat "$T/device.err")"
code=$(sed -n 's/.*code=//p' "$T/device.err" | head -n 1)
ok 'alice allows it' approve "$code"
wait "$pid"
is "$?" 0 'logged in' || diag "$(cat "$T/device.err")"
run lanyard token device
run_status 0 'and it has a token'

feature 'client_credentials' "$SERVER"
run lanyard token robot
run_status 0 'a token without a person'
is "$(introspected robot "$out")" active 'which is active'

# Neither takes a request for openid as the other does: one wants a nonce, the
# other wants none where openid is not asked for.
feature 'ID token: nonce, signature' "$SERVER"
asked_for openid
keys=$(counted jwks)
logs_in 'a login with an ID token'
is "$(($(counted jwks) - keys))" 1 'verified by the keys of the server'
run lanyard token work
is "$(introspected work "$out")" active 'its token is active'

feature 'pushed authorization request (RFC 9126)' "$SERVER"
sed -i 's/^    redirect_uri = /    require_pushed_authorization_requests = true;\n&/' \
	"$LANYARD_CONFIG"
logs_in 'a login whose request is pushed'
is "$(counted pushed)" 1 'by one request'
like "$err" "/auth\\?client_id=[a-z]*&request_uri=urn[^&]*$" \
	'the URL that is shown has its name alone'
run lanyard token work
is "$(introspected work "$out")" active 'its token is active'
feature
