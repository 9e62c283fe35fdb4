#!/bin/sh
# A machine's own grants: a Google service account (RFC 7523), a CI's identity
# exchanged for a token (RFC 8693) or shown as a client's (RFC 7523 2.2). The
# servers are a stand-in, servers/sts.js.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

export LANYARD_INTERACTIVE=0
unset ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN \
	GITHUB_ACTIONS FORGEJO_ACTIONS GITLAB_CI BUILDKITE CI_IDENTITY
(umask 077 && openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
	-out "$T/key.pem" 2>/dev/null) &&
	openssl pkey -in "$T/key.pem" -pubout -out "$T/key.pub" || die 'a key'
start_server sts sts.js STS_KEY="$T/key.pub" STS_KID=kid-1
URL=$server_url CONTROL=$server_control
count() {
	control "$CONTROL" count name="$1"
}

# configure LINE...: the login "robot".
configure() {
	printf 'logins = { robot = { url = "https://git.example.com";\n' \
		>"$LANYARD_CONFIG"
	printf '%s\n' "$@" '}; };' >>"$LANYARD_CONFIG"
	chmod 600 "$LANYARD_CONFIG"
	rm -f "$LANYARD_STORE"/logins/robot "$LANYARD_STORE"/routes/*
}
# refused STATUS MESSAGE TEXT: "lanyard token" fails, and no grant is sent.
refused() {
	_before=$(count token)
	run lanyard token robot
	run_status "$1" "$3"
	like "$err" "lanyard: error: .*$2" 'it is told'
	unlike "$err" 'runtime-token|PRIVATE KEY|eyJ' 'without a secret'
	is "$(count token)" "$_before" 'and no grant is sent'
}

# fifty NAME [CI]: fifty callers, one grant, and CI (0) questions to the runner.
fifty() {
	control "$CONTROL" set delay=500
	_before=$(count token) _ci=$(count ci)
	at_once 50 lanyard token robot
	control "$CONTROL" set delay=1
	alike "$1: fifty at once"
	is "$(($(count token) - _before))" 1 "$1: by one request"
	is "$(($(count ci) - _ci))" "${2:-0}" "$1: and one question to the CI at most"
}

# -- Google's file, as it is ----------------------------------------------
feature 'jwt-bearer (RFC 7523 2.1): a Google service account' stand-in

# account [MEMBER VALUE]: $T/account.json, that member changed.
account() {
	node=$NODE
	"$node" -e '
	const fs = require("fs"), [key, uri, to, member, value] = process.argv.slice(1);
	const account = { type: "service_account", project_id: "p",
	  private_key_id: "kid-1", private_key: fs.readFileSync(key, "utf8"),
	  client_email: "robot@project.example", client_id: "1234",
	  token_uri: uri };
	if (member) account[member] = value;
	fs.writeFileSync(to, JSON.stringify(account, null, 2), { mode: 0o600 });
	' "$T/key.pem" "$URL/token" "$T/account.json" "$@"
}
FILE="private_key_file = \"$T/account.json\";"
SCOPE='scope = [ "https://www.googleapis.com/auth/cloud-platform" ];'
GOOGLE='grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";'
account
configure "$GOOGLE" "$FILE" "$SCOPE"
run lanyard token robot
run_status 0 'a service account: a token'
is "$out" 'at-jwt-bearer-1' 'the stand-in has verified what was signed'
unlike "$(control "$CONTROL" last)" 'client_id|client_secret' \
	'and no client is named'
run lanyard token robot
is "$out" 'at-jwt-bearer-1' 'the next one has the same'
run lanyard refresh robot
run_status 0 'and it is renewed'
like "$(cat "$LANYARD_STORE/logins/robot")" "^token_endpoint=$URL/token\$" \
	'the record has the endpoint'
not_ok 'no key is in it' grep -q 'PRIVATE KEY' "$LANYARD_STORE/logins/robot"
configure 'grant_type = "jwt-bearer";' "$FILE" "$SCOPE" \
	'subject = "ada@example.com";'
run lanyard token robot
run_status 0 'for another, by delegation'
configure "$GOOGLE" "$FILE" "$SCOPE" 'subject = "eve@example.com";'
run lanyard token robot
run_status 4 'not for anybody'
like "$err" 'invalid_grant.*sub' 'as the server says'
configure "$GOOGLE" "private_key_file = \"$T/key.pem\";" "$SCOPE" \
	'private_key_id = "kid-1";' "token_endpoint = \"$URL/token\";" \
	'client_id = "robot@project.example";'
run lanyard token robot
run_status 0 'the same by a key and its id'

# Fifty at once, when it is over: one request.
account
configure "$GOOGLE" "$FILE" "$SCOPE"
fifty 'a service account'

# What is wrong with the file.
W='private_key_file of login "robot"'
configure "$GOOGLE" "$FILE" "$SCOPE"
account type authorized_user
refused 2 "$W is JSON, but neither a JSON Web Key" 'another kind of file'
account client_email
refused 2 "$W is a service account without client_email" 'a file without a member'
account private_key rubbish
refused 2 "$W has no private key in PEM" 'a file without a key'
account token_uri http://sts.example.com/token
refused 2 '"token_uri" in login "robot" is not https' 'a file with http'
printf '{"type": "service_account",' >"$T/account.json"
refused 2 "$W: " 'half a file'
account
chmod 644 "$T/account.json"
refused 2 "$W: .*account.json" 'a file that others may read'
configure "$GOOGLE" "token_endpoint = \"$URL/token\";"
refused 2 'and no assertion' 'neither key nor source'

# -- A CI's identity, exchanged -------------------------------------------
feature 'token-exchange (RFC 8693) of the identity of a CI' stand-in

EXCHANGE='grant_type = "token-exchange";'
AT="token_endpoint = \"$URL/token\";"
AUTO='subject_token_source = "auto"; subject_token_audience = "https://sts.example";'
job() {
	export ACTIONS_ID_TOKEN_REQUEST_URL="$URL/ci/token?api-version=2.0" \
		ACTIONS_ID_TOKEN_REQUEST_TOKEN=runtime-token
}
configure "$EXCHANGE" "$AT" "$AUTO" 'audience = "//iam.example/pool";'
refused 2 'no job of GitHub or Forgejo Actions, GitLab or Buildkite' 'no job'
job
run lanyard token robot
run_status 0 'in a job: a token, at once'
is "$out" "at-token-exchange-$(($(count token) - $(count refused)))" \
	'for the identity that the runner gives'
like "$(control "$CONTROL" last)" 'audience=%2F%2Fiam.example%2Fpool' \
	'for the audience'
not_ok 'the identity is not stored' grep -rq 'eyJ' "$LANYARD_STORE"
configure "$EXCHANGE" "$AT" "$AUTO"
LANYARD_TRACE=$T/trace run lanyard token robot
run_status 0 'traced'
not_ok 'no secret is in the trace' grep -qE 'eyJ|runtime-token' "$T/trace"

configure "$EXCHANGE" "$AT" "$AUTO"
fifty "a CI's identity, exchanged" 1

# What a runner may answer: STATUS BODY, our status, and the words for it.
no_value="answered 200 without the job's token: no \"value\" in JSON"
while IFS='|' read -r ci body expected text; do
	control "$CONTROL" set ci="$ci" body="$body"
	configure "$EXCHANGE" "$AT" "$AUTO"
	refused "$expected" "$text" "a runner that answers $ci $body"
done <<END
403||4|does not give the job its token .* answered 403
401||4|answered 401
404||4|answered 404
429||5|answered 429
500||5|answered 500
503|<html>|5|answered 503
302||5|answered 302; it leads to $URL/stolen, and is not followed
200|<html>|5|$no_value
200|[]|5|$no_value
200|null|5|$no_value
200|{"count":1}|5|$no_value
200|{"Value":"e30.e30.x"}|5|$no_value
200|{"value":7}|5|$no_value
200|{"value":""}|5|$no_value
200|{"value":"two words"}|5|$no_value
200|{"value":"e30.e30.x","value":"e30.e30.y"}|5|$no_value
200|{"value":"e30.e30.x"|5|$no_value
200|{"value":"rubbish"}|2|subject_token of login "robot" is no JWT
200|{"value":"a.b.c"}|2|subject_token of login "robot" is no JWT
200|{"value":"e30.eyJleHAiOjF9.x"}|2|is a JWT that is over
END
is "$(count stolen)" 0 'none is followed'
control "$CONTROL" set ci=200 body=
unset ACTIONS_ID_TOKEN_REQUEST_TOKEN
configure "$EXCHANGE" "$AT" "$AUTO"
refused 2 'ACTIONS_ID_TOKEN_REQUEST_TOKEN, which is not set' 'a job without permission'
like "$err" 'id-token: write' 'with what it lacks'
job

# By a file, a variable, a command.
identity=$(curl -fsS -H 'Authorization: Bearer runtime-token' \
	"$URL/ci/token?audience=https://sts.example" |
	sed 's/.*"value":"//; s/".*//')
(umask 077 && printf '%s\n' "$identity" >"$T/identity")
configure "$EXCHANGE" "$AT" "subject_token_file = \"$T/identity\";"
run lanyard token robot
run_status 0 'from a file'
configure "$EXCHANGE" "$AT" 'subject_token_variable = "CI_IDENTITY";'
CI_IDENTITY=$identity run lanyard token robot
run_status 0 'from a variable'
configure "$EXCHANGE" "$AT" 'subject_token_source = "gitlab";' \
	'subject_token_variable = "CI_IDENTITY";'
refused 2 'CI_IDENTITY, which is not set' 'no variable'
configure "$EXCHANGE" "$AT" "subject_token_command = [ \"cat\", \"$T/identity\" ];"
run lanyard token robot
run_status 0 'from a command'
configure "$EXCHANGE" "$AT" 'subject_token_command = [ "echo", "rubbish" ];'
refused 2 'subject_token of login "robot" is no JWT' 'a command that prints rubbish'
configure "$EXCHANGE" "$AT" 'subject_token_command = [ "false" ];'
refused 2 'subject_token_command of login "robot" ended with status 1' 'one that fails'
configure "$EXCHANGE" "$AT" 'subject_token_command = [ "sleep", "20" ];' \
	'timeout_ms = 500;'
refused 2 'subject_token_command of login "robot" took longer' 'one that hangs'
chmod 644 "$T/identity"
configure "$EXCHANGE" "$AT" "subject_token_file = \"$T/identity\";"
refused 2 'subject_token_file of login "robot": .*identity' 'a file that others may read'
chmod 600 "$T/identity"

# What was issued is what was wanted.
configure "$EXCHANGE" "$AT" "subject_token_file = \"$T/identity\";" \
	'requested_token_type = "urn:ietf:params:oauth:token-type:id_token";'
run lanyard token robot
run_status 5 'another type than was asked for'
like "$err" 'of type urn.*:access_token was issued, and urn.*:id_token' 'is told'

# -- A CI's identity in the place of a client's secret ---------------------
feature 'the identity of a CI as client assertion' stand-in

APP='client_assertion_audience = "api://AzureADTokenExchange";'
configure 'grant_type = "client_credentials"; client_id = "app";' "$AT" \
	'client_assertion_source = "github-actions";' "$APP"
run lanyard token robot
run_status 0 'shown as the client: a token'
lanyard logout robot
fifty 'a client by its CI' 1
like "$(control "$CONTROL" last)" \
	'client_assertion_type=urn.*client-assertion-type%3Ajwt-bearer' 'as RFC 7523 has it'
configure 'grant_type = "client_credentials"; client_id = "app";' "$AT" \
	'client_assertion_source = "github-actions";' \
	'client_secret = "x";'
run lanyard status
run_status 2 'and a secret beside it'
like "$err" 'client_assertion, and a secret or key beside it' 'is refused'

# -- What contrib/ has is a configuration ---------------------------------
feature

for _file in "$TESTS"/../contrib/headless/*.conf; do
	cp "$_file" "$LANYARD_CONFIG"
	chmod 600 "$LANYARD_CONFIG"
	run lanyard status
	run_status 0 "${_file##*/} is read"
	like "$out" 'due|next: lanyard seed ' 'and needs nobody at a browser'
done

done_testing
