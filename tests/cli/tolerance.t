#!/bin/sh
# What real servers send, though no standard has it so: a token comes of it all
# the same, with its life and scope. The code of a login, device replies and
# redirect URIs have tests of their own (granted.t, device.t, callback.t).
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
conf <<END
logins = { w = { url = "https://w.example"; client_id = "native";
  token_endpoint = "$FAULT_URL/raw/token"; scope = "a b"; }; };
END

# replies TYPE BODY [STATUS]: to every request from now on.
replies() {
	printf 'HTTP/1.1 %s x\r\nContent-Type: %s\r\nConnection: close\r\n\r\n%s' \
		"${3:-200}" "$1" "$2" >"$T/reply"
	fault_control raw "file=$T/reply"
}

seed() {
	record w "token_endpoint=$FAULT_URL/raw/token" client_id=native \
		access_token=at-old expires_at=1 obtained_at=1 \
		refresh_token=rt-old generation=1 'scope=a b'
}

# kept SECONDS REFRESH SCOPE NAME: what the record has of the last reply; its
# access token is $at.
kept() {
	_left=$(($(field w expires_at) - $(now)))
	is "$(field w access_token) $(field w refresh_token) $(field w scope)" \
		"$at $2 $3" "$4: tokens and scope"
	ok "$4: good for $1 s, and not $_left" \
		eval "[ $_left -gt $(($1 - 60)) ] && [ $_left -le $(($1 + 2)) ]"
}

# row TYPE BODY SECONDS REFRESH SCOPE NAME
row() {
	seed
	replies "$1" "$2"
	run lanyard refresh w
	silent "$6"
	kept "$3" "$4" "$5" "$6"
}

# json MEMBERS SECONDS REFRESH SCOPE NAME: beside a token and its type.
json() {
	row application/json "{\"access_token\":\"$at\",\"token_type\":\"bearer\"${1:+,$1}}" \
		"$2" "$3" "$4" "$5"
}

at="at-new-0123456789"
secret at-old rt-old "$at" rt-new
_end=$(($(now) + 7200))

# -- a form, as GitHub answers who does not ask for JSON -------------------

for type in application/x-www-form-urlencoded text/plain text/html; do
	row "$type" "access_token=$at&expires_in=28800&refresh_token=rt-new&refresh_token_expires_in=15897600&scope=a%2Cb&token_type=bearer" \
		28800 rt-new a,b "a form as $type"
done
row text/html "{\"access_token\":\"$at\",\"expires_in\":60}" 60 rt-old 'a b' \
	'JSON as text/html'

# -- how long --------------------------------------------------------------

for members in "\"expires_in\":$_end" "\"expires_in\":\"$_end\"" \
	"\"expires_in\":${_end}000" "\"expires_at\":$_end" \
	"\"expires_at\":\"$(date -u -d "@$_end" +%Y-%m-%dT%H:%M:%SZ)\"" \
	"\"expires_on\":\"$_end\"" "\"expires_on\":$_end,\"expires_in\":\"7200\"" \
	"\"expires\":$_end" '"expires_in":"7200"' '"expires_in":7200.0' \
	'"expires_in":"7200s"'; do
	json "$members" 7200 rt-old 'a b' "$members"
done

# -- which scope -----------------------------------------------------------

# A comma may be part of a scope's word (RFC 6749 3.3): it is kept as it came,
# and read both ways (granted.t).
while read -r scope words; do
	json "\"expires_in\":60,\"refresh_token\":\"rt-new\",\"scope\":$scope" \
		60 rt-new "$words" "scope: $scope"
done <<'END'
["a","b","c"] a b c
"a,b" a,b
null a b
"" a b
END
json '"expires_in":60,"refresh_token":"rt-new","scope":"b a c"' 60 rt-new \
	'b a c' 'scope: words'

# -- tokens one level down -------------------------------------------------

tokens="\"access_token\":\"$at\",\"refresh_token\":\"rt-new\",\"expires_in\":60"
row application/json "{\"status\":0,\"body\":{$tokens,\"scope\":\"a,b\"}}" \
	60 rt-new a,b 'one level down, with a scope'
for body in "{\"ok\":true,\"authed_user\":{\"id\":\"U1\",$tokens}}" \
	"{\"data\":[{$tokens}],\"code\":\"0\"}" "[{$tokens}]"; do
	row application/json "$body" 60 rt-new 'a b' "$body"
done

# A bot's token outermost, and a person's within: which is meant is configured.
bot='"access_token":"xoxb-bot","refresh_token":"rt-bot","expires_in":9'
slack="{\"ok\":true,$bot,\"authed_user\":{\"id\":\"U1\",$tokens}}"
cp -p "$LANYARD_CONFIG" "$T/plain"
# told MEMBER BODY TOKEN SECONDS REFRESH: with MEMBER configured, or "".
told() {
	sed "s|client_id = |${1:+token_member = \"$1\"; }client_id = |" \
		"$T/plain" >"$LANYARD_CONFIG"
	_at=$at
	at=$3
	row application/json "$2" "$4" "$5" 'a b' "token_member: ${1:-none}"
	at=$_at
}
told '' "$slack" xoxb-bot 9 rt-bot
told authed_user "$slack" "$at" 60 rt-new
is "$(field w token_member)" authed_user 'the record has it, for where there is no configuration'
told data.user "{$bot,\"data\":{\"user\":{$tokens}}}" "$at" 60 rt-new
told data "{$bot,\"data\":{\"user\":{$tokens}}}" "$at" 60 rt-new
told other "$slack" xoxb-bot 9 rt-bot
told ok "$slack" xoxb-bot 9 rt-bot
told authed_user.id "$slack" xoxb-bot 9 rt-bot
told authed_user "{$bot,\"authed_user\":{\"id\":\"U1\"}}" xoxb-bot 9 rt-bot
cp -p "$T/plain" "$LANYARD_CONFIG"

# -- tokens of many letters, to git and to scripts ---------------------------

for size in 600 8192 40000; do
	at=eyJ$(head -c "$size" /dev/zero | tr '\0' x).eyJ.s-_
	row application/json "{\"access_token\":\"$at\",\"refresh_token\":\"rt-new\",\"expires_in\":3600}" \
		3600 rt-new 'a b' "a token of $size letters"
	request get protocol=https host=w.example
	is "$(sed -n 's/^password=//p' "$T/out")" "$at" "$size letters: for git"
	run lanyard token w
	is "$out" "$at" "$size letters: for a script"
done

# -- refusals that do not look like one --------------------------------------

# refuses STATUS ERE REFRESH NAME TYPE BODY [HTTP-STATUS]
refuses() {
	seed
	replies "$5" "$6" "${7:-200}"
	run lanyard refresh w
	fails "$1" "$2" "$4"
	is "$(field w refresh_token)" "$3" "$4: the refresh token"
}
words='error_description=The+refresh+token+passed+is+incorrect+or+expired.&error_uri=https%3A%2F%2Fdocs.github.com'
for type in application/x-www-form-urlencoded text/html; do
	refuses 4 'bad_refresh_token.*incorrect or expired' rt-old \
		"GitHub's refusal as a form, status 200, $type" "$type" \
		"error=bad_refresh_token&$words"
	isnt "$(field w refresh_token_error)" '' 'and it is dead'
done
refuses 4 'bad_refresh_token.*incorrect or expired' rt-old \
	"GitHub's refusal as JSON, status 200" application/json \
	'{"error":"bad_refresh_token","error_description":"The refresh token passed is incorrect or expired."}'
isnt "$(field w refresh_token_error)" '' 'and it is dead'
refuses 4 'AADSTS700025' rt-old "Microsoft's, of a secret" application/json \
	'{"error":"invalid_client","error_description":"AADSTS700025: Client is public so neither client_assertion nor client_secret should be presented. Trace ID: 1","error_codes":[700025]}' 401
is "$(field w refresh_token_error)" '' 'and the refresh token lives'

done_testing
