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

SERVER=glewlwyd
# It answers with no body, where RFC 6749 5.2 wants invalid_grant.
DEAD='answered 400 without an OAuth error, as some do for a refresh token that is dead'
noise=$T/glewlwyd/glewlwyd.log

counted() {
	case $1 in
	token) control "$CONTROL" count name='POST /token' ;;
	pushed) control "$CONTROL" count name='POST /par' ;;
	jwks) control "$CONTROL" count name='GET /jwks' ;;
	esac
}

# A client is told about its own tokens, and a public one's.
introspected() {
	case $1 in
	work) control "$CONTROL" introspect client=app token="$2" ;;
	*) control "$CONTROL" introspect client="$1" token="$2" ;;
	esac
}

lifetime() {
	control "$CONTROL" lifetime seconds="$1" >/dev/null ||
		die "tokens of $1 s"
}

forget() {
	control "$CONTROL" forget >/dev/null
}

approve() {
	control "$CONTROL" approve code="$1" | grep -q deviceComplete
}

asked_for() {
	sed -i "s/    scope     = .*/    scope     = [ \"$1\", \"git\" ];/" \
		"$LANYARD_CONFIG"
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
BROWSER=$T/visitor
export BROWSER

. "$TESTS/e2e/rounds.sh"

done_testing
