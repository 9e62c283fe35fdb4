#!/bin/sh
# doctor and the access token: a real server is asked whether it is active (RFC
# 7662), as the client that the token was given to.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_as
git config --global credential.helper lanyard
BROWSER=$PERSON
export BROWSER
record=$LANYARD_STORE/logins/work

# a_login CLIENT [LINE...]: work, as that client, with tokens.
a_login() {
	_client=$1
	shift
	conf <<-END
		logins = { work = { url = "https://git.example.com"; issuer = "$AS_URL";
		  client_id = "$_client"; scope = "read_repository"; $* }; };
	END
	no_store
	LANYARD_INTERACTIVE=1 run lanyard login work
	run_status 0 "a login of $_client"
	secret "$(field work access_token)" "$(field work refresh_token)"
	as_control reset
	snapshot
}

# looked NAME: nothing is changed, shown or logged that should not be.
looked() {
	unchanged "$1: nothing is changed"
	not_ok "$1: no secret is shown" grep -q -F -f "$T/secrets" "$T/out"
	is_empty "$T/err" "$1: and no word on stderr"
}

# finds ERE NEXT NAME: one fault, of the token.
finds() {
	run timeout 60 lanyard doctor work
	is "$status" 1 "$3: exit 1"
	is "$(grep -c '^fault ' "$T/out")" 1 "$3: one fault"
	like "$out" "^fault token +work: $1" "$3"
	like "$out" "^      next: $2" "$3: and what to do"
	looked "$3"
}

# says TEXT NAME: all is well, and TEXT is said of the token; "": nothing.
says_token() {
	run timeout 60 lanyard doctor --json work
	run_status 0 "$2"
	is "$("$NODE" -e 'console.log(JSON.parse(require("fs").readFileSync(
		process.argv[1])).filter((one) => one.what === "token")
		.map((one) => one.text).join())' "$T/out")" "$1" "$2: what is said"
	looked "$2"
}

# -- A public client --
a_login native
run timeout 60 lanyard doctor work
run_status 0 'a token that is active'
like "$out" '^ok +login +work: has a fresh token; metadata; token_endpoint; token;' \
	'is looked at'
is "$(as_count introspection)" 1 'by one request'
says_token 'its access token is active at the server' 'an active token'
as_control revoke-access token="$(field work access_token)" >"$T/revoked"
finds 'its access token is not active at the server: revoked there, or dropped' \
	'lanyard refresh work$' 'one that was revoked'
run sh -c "$(sed -n 's/^      next: //p' "$T/out")"
run_status 0 'what is printed'
secret "$(field work access_token)" "$(field work refresh_token)"
snapshot
says_token 'its access token is active at the server' 'mends it'
as_control revoke-access token="$(field work access_token)" >"$T/revoked"
sed -i "s/^obtained_at=.*/obtained_at=$(($(now) - 7200))/
	s/^expires_at=.*/expires_at=$(($(now) - 3600))/" "$record"
snapshot
says_token 'its access token has expired, at the server too' 'one that is over'

# -- Servers that do not tell --
a_login native
for answer in '401 invalid_client' '400 unauthorized_client' '403 access_denied' \
	'404 not_found' '503 temporarily_unavailable'; do
	as_control fail status="${answer% *}" error="${answer#* }" at=introspection n=all
	says_token '' "$answer is no fault"
	as_control clear
done
is "$(as_count introspection)" 5 'each was asked'
sed -i '/^access_token=/d' "$record"
as_control reset
run timeout 60 lanyard doctor work
is "$(as_count introspection)" 0 'without a token nobody is asked'
sed -i 's,^issuer=.*,issuer=https://elsewhere.example,
	s,^token_endpoint=.*,token_endpoint=https://elsewhere.example/t,' "$record"
echo access_token=at-of-another-0123 >"$T/line"
sed -i "1r $T/line" "$record"
run timeout 60 lanyard doctor work
is "$(as_count introspection)" 0 "nor of another server's token"

# -- A client with a secret --
secret wr0ng-secret
for client in basic post; do
	case $client in # servers/as-clients.js
	basic) word='s:e/c+r%et a&b=c?' ;;
	post) word='p:o/s+t%20 &=?' ;;
	esac
	secret "$word"
	a_login $client "client_secret = \"$word\";"
	says_token 'its access token is active at the server' "a client that is $client"
	sed -i 's/client_secret = "[^"]*"/client_secret = "wr0ng-secret"/' "$LANYARD_CONFIG"
	finds '127\.0\.0\.1:[0-9]+, asked about the access token, answered 401 invalid_client' \
		'compare client_id and the client.s secret' "a wrong secret of $client"
done

done_testing
