#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# refresh: a token endpoint that was discovered once and is not there any more
# is looked up again; one that the configuration names is not.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret rt-before at-before

# try NAME PATH [LINE]: a login at the issuer /ok whose record has PATH.
try() {
	conf <<-END
		logins = { $1 = { url = [ "https://$1.example" ];
		  issuer = "$FAULT_URL/ok"; client_id = "native"; $3 }; };
	END
	record "$1" "issuer=$FAULT_URL/ok" client_id=native \
		"token_endpoint=$FAULT_URL/$2" access_token=at-before \
		obtained_at=1000000000 expires_at=1000003600 \
		refresh_token=rt-before generation=1
	run lanyard refresh "$1"
}

for path in 404/token 308/token 307/token say/token?status=410 \
	say/token?status=301; do
	name=m$(printf %s "$path" | tr -cd 0-9)
	try "$name" "$path" ''
	silent "$path: refreshed"
	is "$(field "$name" token_endpoint)" "$FAULT_URL/ok/token" \
		"$path: the new place is kept"
	like "$(field "$name" refresh_token)" '^fault-refresh-' \
		"$path: the refresh token is the new one"
done

# What a gateway says of an address it does not have is no word of the server's.
body() {
	printf %s "$1" | base64 -w0 | tr '+/' '-_' | tr -d =
}
for code in 404 410; do
	case $code in
	404) word='Not Found' ;;
	410) word=Gone ;;
	esac
	path="say/token?status=$code&body=$(body "{\"status\":$code,\"error\":\"$word\"}")"
	try "w$code" "$path" ''
	silent "$code $word: refreshed"
	is "$(field "w$code" token_endpoint)" "$FAULT_URL/ok/token" \
		"$code $word: the new place is kept"
done

# Copied without a configuration: the record says where the metadata is.
rm "$LANYARD_CONFIG"
record seeded "issuer=$FAULT_URL/ok" client_id=native \
	"url=https://seeded.example" "token_endpoint=$FAULT_URL/404/token" \
	refresh_token=rt-before generation=1
unset LANYARD_CONFIG
run lanyard refresh seeded
silent 'a record alone: refreshed'
LANYARD_CONFIG=$T/lanyard.conf
export LANYARD_CONFIG

stays() {
	is "$(field "$1" token_endpoint) $(field "$1" refresh_token)" \
		"$FAULT_URL/$2 rt-before" "$3"
}
# A record that says of no endpoint: which login that is, is said once.
unset LANYARD_CONFIG
record bare client_id=native "url=https://bare.example" \
	refresh_token=rt-before generation=1
run lanyard refresh bare
fails 2 '^lanyard: error: login "bare" has neither issuer nor token_endpoint' \
	'neither endpoint nor issuer'
is "$(field bare refresh_token)" rt-before 'and the token stays'
LANYARD_CONFIG=$T/lanyard.conf
export LANYARD_CONFIG

sent=$(fault_count ok)
try given 404/token "token_endpoint = \"$FAULT_URL/404/token\";"
fails 5 'login given: .* answered 404 with a web page' 'as configured: 404'
stays given 404/token 'and stays'
try e500 500/token ''
fails 5 'login e500: .* answered 500 without' 'another status: no other place'
stays e500 500/token 'and stays'
is "$(fault_count ok)" "$sent" "neither was sent anywhere else"

done_testing
