#!/bin/sh
# Metadata that cannot be used: each is told with what is wrong, and nothing that
# is signed, or a secret, leaves after it. The server is servers/sts.js.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

export LANYARD_INTERACTIVE=0
(umask 077 && openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
	-out "$T/key.pem" 2>/dev/null)
openssl pkey -in "$T/key.pem" -pubout -out "$T/key.pub" || die 'a key'
start_server sts sts.js STS_KEY="$T/key.pub" STS_KID=kid-1
URL=$server_url CONTROL=$server_control

# known DOCUMENT [STATUS]: what the issuer says of itself, to a login without
# tokens.
known() {
	conf <<-END
		logins = { robot = { url = "https://git.example.com";
		  grant_type = "jwt-bearer"; client_id = "robot@project.example";
		  private_key_file = "$T/key.pem"; private_key_id = "kid-1";
		  issuer = "$URL"; }; };
	END
	no_store
	control "$CONTROL" set metadata="$1" status="${2:-200}"
}
count() {
	control "$CONTROL" count name="$1"
}

# These do no harm: what nobody asks for decides nothing.
while IFS='|' read -r name document; do
	known "$document"
	run lanyard token robot
	run_status 0 "$name"
	like "$out" '^at-jwt-bearer-' 'a token'
done <<'END'
good metadata|{"issuer":"@","token_endpoint":"@/token"}
words before them|rubbish {"issuer":"@","token_endpoint":"@/token"}
another endpoint that is http|{"issuer":"@","token_endpoint":"@/token","revocation_endpoint":"http://sts.example.com/r"}
a device's that is rubbish|{"issuer":"@","token_endpoint":"@/token","device_authorization_endpoint":"rubbish"}
keys at no URL|{"issuer":"@","token_endpoint":"@/token","jwks_uri":7}
forty arrays that nobody reads|{"issuer":"@","token_endpoint":"@/token","x":^}
methods that are none|{"issuer":"@","token_endpoint":"@/token","token_endpoint_auth_methods_supported":"x"}
aliases of which one is http|{"issuer":"@","token_endpoint":"@/token","mtls_endpoint_aliases":{"token_endpoint":"http://sts.example.com/t"}}
END
given=$(count token)

while IFS='|' read -r name expected document message; do
	before=$(count metadata)
	known "$document" "${name##*[!0-9]}"
	run lanyard token robot
	run_status "$expected" "$name"
	like "$err" "^lanyard: error: login (\"?)robot\1: .*$message" 'is told'
	like "$err" '^lanyard: hint: ' 'with what to do'
	unlike "$err" 'PRIVATE|eyJ' 'and no secret'
	is "$(count token)" "$given" 'and no grant is sent'
	run lanyard token robot
	is "$status $(($(count metadata) - before <= 2))" "$expected 1" \
		'nor asked by the next one at once'
done <<'END'
another issuer|5|{"issuer":"https://evil.example","token_endpoint":"@/token"}|is that of issuer https://evil.example
a slash more|5|{"issuer":"@/","token_endpoint":"@/token"}|is that of issuer .*/
letters in capitals|5|{"issuer":"HTTP://127.0.0.1","token_endpoint":"@/token"}|is that of issuer HTTP
no issuer|5|{"token_endpoint":"@/token"}|names no issuer
an issuer that is a number|5|{"issuer":7,"token_endpoint":"@/token"}|names no issuer
two issuers|5|{"issuer":"@","issuer":"https://evil.example","token_endpoint":"@/token"}|issuer
no token_endpoint|5|{"issuer":"@"}|has no token_endpoint
one that is null|5|{"issuer":"@","token_endpoint":null}|has no token_endpoint
one that is a number|5|{"issuer":"@","token_endpoint":7}|has no token_endpoint
one that is empty|5|{"issuer":"@","token_endpoint":""}|token_endpoint
one that is a path|5|{"issuer":"@","token_endpoint":"/token"}|the metadata's token_endpoint
one of http|5|{"issuer":"@","token_endpoint":"http://sts.example.com/token"}|the metadata's token_endpoint: .*https
one of ftp|5|{"issuer":"@","token_endpoint":"ftp://sts.example.com/token"}|the metadata's token_endpoint
one with a user|5|{"issuer":"@","token_endpoint":"https://me:pw@@/token"}|the metadata's token_endpoint
two that differ|5|{"issuer":"@","token_endpoint":"@/token","token_endpoint":"https://evil.example/"}|token_endpoint
two megabytes|5|{"issuer":"@","x":"~","token_endpoint":"@/token"}|too large
forty arrays and no issuer|5|{"x":^}|not usable JSON|
half a document|5|{"iss|not usable JSON
a page|5|<html>|not usable JSON
a list|5|[]|not usable JSON
a string|5|"@"|not usable JSON
a redirect 302|5|{}|answered 302
out of order 503|5|{}|answered 503
none 404|5|{}|answered 404
END

done_testing
