#!/bin/sh
# Pushed authorization requests (RFC 9126): a real authorization server that
# requires them, or takes them; what its refusal comes to, and what a request
# that nobody came for in time.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
feature 'pushed authorization request (RFC 9126)' oidc-provider

# configure CLIENT [LINE]...
configure() {
	rm -rf "$LANYARD_STORE"
	_client=$1
	shift
	cat >"$LANYARD_CONFIG" <<-CONF
		logins = {
		  work = {
		    url       = [ "https://git.example.org" ];
		    issuer    = "$AS_URL";
		    client_id = "$_client";
		    scope     = [ "openid", "api" ];
		    $(printf '%s\n' "$@")
		  };
		};
	CONF
	chmod 600 "$LANYARD_CONFIG"
}
pushed() {
	as_count pushed_authorization_request
}
LANYARD_INTERACTIVE=1
BROWSER=$PERSON
export LANYARD_INTERACTIVE BROWSER
person_will account=alice

# -- Offered: nobody asks for it -------------------------------------------
start_as
configure native
run timeout 60 lanyard login work
run_status 0 'offered: a login'
is "$(pushed)" 0 'offered: nothing is pushed'
for key in 'require_pushed_authorization_requests = true;' \
	"pushed_authorization_request_endpoint = \"$AS_URL/request\";"; do
	before=$(pushed)
	configure native "$key"
	run timeout 60 lanyard login work
	run_status 0 "${key%% *}: a login"
	is "$(($(pushed) - before))" 1 "${key%% *}: it is pushed"
done
# Endpoints without an issuer.
before=$(pushed)
configure native "$key" "authorization_endpoint = \"$AS_URL/auth\";" \
	"token_endpoint = \"$AS_URL/token\";"
sed -i '/issuer/d' "$LANYARD_CONFIG"
run timeout 60 lanyard login work
run_status 0 'no metadata: a login'
is "$(($(pushed) - before))" 1 'no metadata: it is pushed'
stop_server "$AS_PID"

# -- Required -------------------------------------------------------------
start_as AS_PUSHED=required
configure native
run timeout 60 lanyard login work
run_status 0 'required: a login'
is "$(pushed)" 1 'required: by one request'
like "$err" "^  $AS_URL/auth\?client_id=native&request_uri=urn[^&]*$" \
	'required: the URL that is shown has client_id and request_uri alone'
unlike "$err" 'state=|code_challenge|redirect_uri=|scope=|nonce=' \
	'required: and nothing of what was asked for'
run lanyard refresh work
run_status 0 'required: a refresh'
is "$(pushed)" 1 'required: pushes nothing'

# As at the token endpoint: a client that proves itself, and one that cannot.
configure basic 'client_secret = "s:e/c+r%et a&b=c?";' \
	'redirect_uri = "http://127.0.0.1/callback";'
run timeout 60 lanyard login work
run_status 0 'a client with a secret: a login'
is "$(pushed)" 2 'a client with a secret: it is pushed'
configure basic 'client_secret = "wrong";' \
	'redirect_uri = "http://127.0.0.1/callback";'
opened=$(person_count)
run timeout 60 lanyard login work
run_status 4 'a wrong secret: refused'
like "$err" '^lanyard: error: login work: the authorization request was not taken: 127.0.0.1:[0-9]* answered 401 invalid_client' \
	'a wrong secret: the server says so'
like "$err" '^lanyard: hint: .*token_endpoint_auth_method' 'a wrong secret: what next'
unlike "$err" 'wrong' 'a wrong secret: which is not shown'
is "$(person_count)" "$opened" 'a wrong secret: no page was opened'

# What the server does not take is told before a page is opened.
configure native 'redirect_uri = "http://127.0.0.1/elsewhere";'
run timeout 60 lanyard login work
run_status 4 'a redirect URI that is not registered: refused'
like "$err" '^lanyard: error: login work: the authorization request was not taken: ' \
	'a redirect URI that is not registered: it says so'
like "$err" '^lanyard: hint: the server must know client_id native with redirect_uri http://127.0.0.1:[0-9]*/elsewhere$' \
	'a redirect URI that is not registered: what the server must know'
is "$(person_count)" "$opened" 'a redirect URI that is not registered: no page'
configure native "pushed_authorization_request_endpoint = \"$AS_URL/nowhere\";"
run timeout 60 lanyard login work
run_status 5 'no such endpoint: no login'
like "$err" '^lanyard: hint: is pushed_authorization_request_endpoint right' \
	'no such endpoint: what next'
configure native
as_control fail status=503 at=pushed_authorization_request
run timeout 60 lanyard login work
run_status 5 'out of order: for the moment'
run timeout 60 lanyard login work
run_status 0 'out of order: then it works'
stop_server "$AS_PID"

# -- Nobody comes in time ---------------------------------------------------
# The browser is slow: another request is pushed, and it is led to that.
start_as AS_PUSHED=required AS_PUSHED_LIFETIME=10
configure native
cat >"$T/slow" <<-END
	#!/bin/sh
	sleep 11
	exec '$PERSON' "\$@"
END
chmod +x "$T/slow"
person_will account=alice
run env BROWSER="$T/slow" timeout 60 lanyard login work
run_status 0 'a browser that comes after the request is over: a login'
is "$(pushed)" 2 'by another request'
like "$err" '^lanyard: the URL that was shown is over: here is another$' \
	'which the person is told'
is "$(printf '%s\n' "$err" | grep -c 'request_uri=')" 2 'and shown'

done_testing
