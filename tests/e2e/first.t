#!/bin/sh
# The rounds of an authorization server (rounds.sh) at npm's oidc-provider, and
# what it says to several resources (RFC 8707).
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

start_as
SERVER=oidc-provider
DEAD='answered 400 invalid_grant'
noise=$T/person.stderr

counted() {
	case $1 in
	pushed) as_count pushed_authorization_request ;;
	*) as_count "$1" ;;
	esac
}

# By a resource server, which is told about everybody's.
introspected() {
	curl -q -sS --noproxy '*' -u rs:resource-server-secret \
		-d token="$2" "$AS_URL/token/introspection" 9>&- |
		sed -e 's/.*"active":true.*/active/' -e 's/.*"active":false.*/inactive/'
}

lifetime() {
	as_control set lifetime="$1" >/dev/null || die "tokens of $1 s"
}

forget() {
	as_control revoke-refresh account=alice >/dev/null
}

approve() {
	as_control device code="$1" action=approve account=alice
}

asked_for() {
	sed -i "s/    scope     = .*/    scope     = [ \"$1\", \"api\" ];/" \
		"$LANYARD_CONFIG"
}

cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url       = [ "http://127.0.0.1:1" ];
    issuer    = "$AS_URL";
    client_id = "basic";
    client_secret = "s:e/c+r%et a&b=c?";
    scope     = "api";
    redirect_uri = "http://127.0.0.1/callback";
  };
  device = {
    url        = [ "http://127.0.0.1:2" ];
    issuer     = "$AS_URL";
    client_id  = "native";
    grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    scope      = "api";
  };
  robot = {
    url           = [ "http://127.0.0.1:3" ];
    issuer        = "$AS_URL";
    client_id     = "robot";
    client_secret = "robot-secret";
    grant_type    = "client_credentials";
    scope         = "api";
  };
};
CONF
chmod 600 "$LANYARD_CONFIG"
BROWSER=$PERSON
export BROWSER

. "$TESTS/e2e/rounds.sh"

# -- several resources ------------------------------------------------------

feature 'resource indicators (RFC 8707)' "$SERVER"
# resources LINE...: login work has them.
resources() {
	sed -i -e '/    resource/d' -e '/_parameters/d' "$LANYARD_CONFIG"
	for _line in "$@"; do
		sed -i "s#^    client_id = \"basic\";#&\n    $_line#" \
			"$LANYARD_CONFIG"
	done
}
sed -i '/pushed/d' "$LANYARD_CONFIG"
asked_for read_user
resources 'resource = "https://api.example.org/";'
logs_in 'one resource: a login'
like "$err" '&resource=https%3A%2F%2Fapi.example.org%2F$' 'one resource: the server is told'
run lanyard refresh work
run_status 0 'one resource: a refresh'
resources 'resource = [ "https://api.example.org/", "https://b.example.org/" ];'
LANYARD_INTERACTIVE=1 run timeout 20 lanyard login work
run_status 4 'two: the server gives a token for one only'
like "$err" '&resource=https%3A%2F%2Fapi.example.org%2F&resource=https%3A%2F%2Fb.example.org%2F$' \
	'two: it is told of both'
like "$err" '^lanyard: error: .*400 invalid_target' 'two: it says so'
like "$err" '^lanyard: hint: login work in lanyard.conf: check resource and audience: some servers give a token for one resource only' \
	'two: what to look at'
resources 'authorization_parameters = ( [ "resource", "https://api.example.org/" ], [ "resource", "https://b.example.org/" ] );' \
	'token_parameters = ( [ "resource", "https://b.example.org/" ] );'
logs_in 'two allowed, and a token for one: a login'
run lanyard refresh work
run_status 0 'two allowed, and a token for one: a refresh'

done_testing
