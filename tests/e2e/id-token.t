#!/bin/sh
# The ID token's signature: a real authorization server signs it in each way that
# is known, and nothing is saved where its published keys say otherwise.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
feature 'ID token: nonce, signature' oidc-provider

client() {
	printf '{"client_id":"%s","id_token_signed_response_alg":"%s",%s}' \
		"$1" "$1" '"redirect_uris":["http://127.0.0.1/callback"],
		"grant_types":["authorization_code","refresh_token"],
		"application_type":"native",
		"token_endpoint_auth_method":"none"'
}
# login_of CLIENT [SCOPE]: the configuration.
login_of() {
	rm -rf "$LANYARD_STORE"
	cat >"$LANYARD_CONFIG" <<-CONF
		logins = {
		  work = {
		    url       = [ "https://git.example.org" ];
		    issuer    = "$AS_URL";
		    client_id = "$1";
		    scope     = [ ${2-"\"openid\", \"profile\","} "api" ];
		  };
		};
	CONF
	chmod 600 "$LANYARD_CONFIG"
}
account() {
	sed -n 's/^account=//p' "$LANYARD_STORE/logins/work"
}
LANYARD_INTERACTIVE=1
BROWSER=$PERSON
export LANYARD_INTERACTIVE BROWSER
person_will account=alice

# -- Every algorithm ------------------------------------------------------
start_as AS_CLAIMS=id_token AS_ID_KEYS=all \
	"AS_CLIENTS=[$(client RS256),$(client PS256),$(client ES256),$(client EdDSA)]"
for alg in RS256 PS256 ES256 EdDSA; do
	login_of $alg
	keys=$(as_count jwks)
	run timeout 60 lanyard login work
	run_status 0 "$alg: the login"
	is "$(account)" alice "$alg: tells the account"
	is "$(as_count jwks)" $((keys + 1)) "$alg: by the server's keys, asked once"
done
keys=$(as_count jwks)
run lanyard refresh work
run_status 0 'a refresh'
is "$(as_count jwks)" "$keys" 'asks for no keys'

# -- Keys that are not to be had: no account, but tokens ------------------
as_control fail status=503 at=jwks n=all
login_of ES256
run timeout 60 lanyard login work
run_status 0 'no keys: the login'
is "$(account)" '' 'no keys: and nobody is taken to have logged in'
stop_server "$AS_PID"

# -- Keys that say otherwise ----------------------------------------------
# refuses AS_JWKS WHY REQUESTS
refuses() {
	start_as AS_CLAIMS=id_token "AS_JWKS=$1"
	login_of native
	run timeout 60 lanyard login work
	run_status 4 "$1: the login fails"
	like "$err" "^lanyard: error: login work: 127.0.0.1:.* answered, but the ID token $2: nothing is saved, and its tokens are revoked" \
		"$1: it says why"
	like "$err" '^lanyard: hint: is the clock .* ask who runs 127' "$1: what next"
	is "$(as_count jwks)" "$3" "$1: the keys were asked for"
	is "$(as_count revocation)" 2 "$1: the tokens are revoked"
	run env LANYARD_INTERACTIVE=0 lanyard token work
	isnt "$status" 0 "$1: nothing was saved"
	is_empty "$T/out" "$1: nor is given out"
}
refuses stranger 'is not signed by who issued it' 1
stop_server "$AS_PID"
refuses none 'is signed by a key that its issuer does not have' 2
stop_server "$AS_PID"

# -- The ID token of another request ---------------------------------------
# It is properly signed, and has the nonce of another login, or none.
for nonce in other none; do
	case $nonce in
	other) why='has the nonce of another request' ;;
	none) why='has no nonce, though one was sent' ;;
	esac
	start_as AS_CLAIMS=id_token "AS_NONCE=$nonce"
	login_of native
	run timeout 60 lanyard login work
	run_status 4 "nonce, $nonce: the login fails"
	like "$err" "^lanyard: error: login work: 127.0.0.1:.* answered, but the ID token $why: nothing is saved, and its tokens are revoked" \
		"nonce, $nonce: it says why"
	is "$(as_count revocation)" 2 "nonce, $nonce: the tokens are revoked"
	run env LANYARD_INTERACTIVE=0 lanyard token work
	run_status 3 "nonce, $nonce: nothing was saved"
	login_of native ''
	run timeout 60 lanyard login work
	run_status 0 "nonce, $nonce: without openid none is asked for"
	stop_server "$AS_PID"
done
start_as

# Nobody asked for one: none comes, and no key is asked for.
login_of native ''
keys=$(as_count jwks)
run timeout 60 lanyard login work
run_status 0 'without openid: the login'
is "$(as_count jwks)" "$keys" 'without openid: no keys'

done_testing
