#!/bin/sh
# A role at AWS (lanyard aws-credentials) and Google's external accounts
# (lanyard google-executable), by contract: the token service of AWS is a
# stand-in, written from its documentation (tests/servers/machines.js).
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/e2e/recipes.sh"

ARN=arn:aws:iam::123456789012:role/deploy
KEYS='"AccessKeyId":"ASIAIOSFODNN7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG\+bPxRfiCY&EXAMPLE","SessionToken":"IQoJb3JpZ2lu//////////w=[0-9a-f]+"'

# role ARN [LINE...]
role() {
	_arn=$1
	shift
	logins "url = \"$url\";" 'grant_type = "aws_web_identity";' \
		'subject_token_variable = "JOB_JWT";' \
		"recipe_parameters = { role_arn = \"$_arn\"; $* };"
}
export JOB_JWT=e30.e30.ci

role $ARN
run lanyard aws-credentials robot
run_status 0 'a role at AWS'
like "$out" "^\\{\"Version\":1,$KEYS,\"Expiration\":\"20[0-9-]+T[0-9:]+Z\"\\}\$" \
	'what credential_process prints'
is "$err" '' 'in silence'
like "$(control "$machines" log event=aws)" \
	'"form":\{"Action":"AssumeRoleWithWebIdentity","Version":"2011-06-15","RoleArn":"'$ARN'","RoleSessionName":"lanyard-robot","WebIdentityToken":"e30.e30.ci"\}' \
	'what was asked for'
secret "$(printf %s "$out" | sed 's/.*SessionToken":"\([^"]*\).*/\1/')" \
	e30.e30.ci 'MDENG+bPxRfiCY'
run lanyard aws-credentials "$url"
run_status 0 'by its URL'
is "$(counted assumed)" 1 'it is kept, as any token'
run lanyard status robot
like "$out" 'renewed by aws_web_identity' 'status says how it is renewed'
sed -i 's/^expires_at=.*/expires_at=1/' "$LANYARD_STORE/logins/robot"
run lanyard aws-credentials robot
run_status 0 'once it is over'
is "$(counted assumed)" 2 'with one request'
no_store
one_request 50 'a role at AWS'

role $ARN 'session_name = "ci@build"; duration_s = "900"; policy = "{}";'
run lanyard aws-credentials robot
run_status 0 'a session of a quarter of an hour'
like "$(control "$machines" log event=aws)" \
	'"RoleSessionName":"ci@build","DurationSeconds":"900","WebIdentityToken":"e30.e30.ci","Policy":"\{\}"' \
	'with name and policy'
now=$(now)
ok 'it is over then' test "$(field robot expires_at)" -le $((now + 900))

for wrong in 899 43201 0900 3600s -1 '' 1e3 ' 900' 100000; do
	role $ARN "duration_s = \"$wrong\";"
	run lanyard aws-credentials robot
	fails 2 'from 900 to 43200|is empty|no value' "duration_s = \"$wrong\""
	is "$(counted requests)" 0 'and nothing is sent'
done
for right in 900 999 1000 9999 10000 43200; do
	role $ARN "duration_s = \"$right\";"
	run lanyard aws-credentials robot
	run_status 0 "duration_s = \"$right\""
done
logins "url = \"$url\";" 'grant_type = "aws_web_identity";' \
	'subject_token_variable = "JOB_JWT";'
run lanyard aws-credentials robot
fails 2 'grant_type = "aws_web_identity" and no role_arn' 'no role'
logins "url = \"$url\";" 'grant_type = "aws_web_identity";' \
	"recipe_parameters = { role_arn = \"$ARN\"; };"
run lanyard aws-credentials robot
fails 2 'no subject_token_source' 'no token to show'
role arn:aws:iam::123456789012:role/other
run lanyard aws-credentials robot
fails 4 "${url#http://} answered 403: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity" \
	'a role of others'
run lanyard aws-credentials robot
is "$(counted assumed)" 1 'the next one asks nobody'
role arn:aws:iam::123456789012:role/far
run lanyard aws-credentials robot
fails 5 "answered 400: IDPCommunicationError: Couldn't retrieve" \
	'what passes is temporary'
role $ARN
JOB_JWT=nonsense run lanyard aws-credentials robot
fails 4 'answered 400$' \
	'a token that AWS does not take'
unlike "$err" nonsense 'which no message repeats'
role $ARN
control "$machines" set status=503
run lanyard aws-credentials robot
fails 5 'answered 503' 'out of order'
role $ARN
control "$machines" set life_s=-60
run lanyard aws-credentials robot
fails 5 'over already' 'a session that is over'
control "$machines" set life_s=3600

# By hand.
for words in '' '--help-me' 'robot more'; do
	# shellcheck disable=SC2086 # words
	run lanyard aws-credentials $words
	run_status 2 "aws-credentials $words"
	is "$out" '' 'prints nothing'
done
like "$err" 'credential_process = lanyard aws-credentials NAME' 'and where it belongs'
run lanyard aws-credentials nobody
fails 2 'nobody' 'a login that is not there'
logins "url = \"$url\";" 'grant_type = "azure_managed_identity";' \
	"api_endpoint = \"$url\";" 'resource = "x";'
run lanyard aws-credentials robot
fails 2 'login robot is of no role at AWS' 'another login'

# -- Google -----------------------------------------------------------------

# jwt EXP: unsigned.
jwt() {
	printf 'e30.%s.c2ln' "$(printf '{"exp":%s}' "$1" | openssl base64 -A |
		tr -d = | tr '/+' '_-')"
}
ID='"token_type":"urn:ietf:params:oauth:token-type:id_token"'
later=$(($(now) + 3600))
logins "url = \"$url\";" 'access_token_variable = "JOB_JWT";'
JOB_JWT=$(jwt $later)
secret "$JOB_JWT"
G='lanyard google-executable'
run $G robot
run_status 0 'an ID token'
is "$out" "{\"version\":1,\"success\":true,$ID,\"id_token\":\"$JOB_JWT\",\"expiration_time\":$later}" \
	'as Google wants it'
is "$err" '' 'and nothing on stderr'
for type in id_token jwt; do
	run env GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE=urn:ietf:params:oauth:token-type:$type $G robot
	like "$out" '"success":true' "$type"
done
run env GOOGLE_EXTERNAL_ACCOUNT_TOKEN_TYPE=urn:ietf:params:oauth:token-type:saml2 $G robot
run_status 0 'saml2'
like "$out" '^{"version":1,"success":false,"code":"2","message":"a login has an ID token' \
	'is refused in its protocol'
run $G nobody
run_status 0 'a login that is not there'
like "$out" '^{"version":1,"success":false,"code":"2","message":"[^"]*nobody' \
	'is JSON, with status 0'
is "$err" '' 'and silence'
logins "url = \"$url\";" 'grant_type = "authorization_code";' \
	'client_id = "x";' "token_endpoint = \"$url/token\";" \
	"authorization_endpoint = \"$url/a\";" 'allow_http = true;'
LANYARD_INTERACTIVE=1 run timeout 20 $G robot
run_status 0 'where a login is needed nobody is asked'
like "$out" '^{"version":1,"success":false,"code":"3","message":"[^"]*lanyard login robot' \
	'and the next command is said'
logins "url = \"$url\";" 'grant_type = "azure_managed_identity";' \
	"api_endpoint = \"$url\";" 'resource = "x";'
run $G robot
run_status 0 'a token that is no JWT'
like "$out" '"success":false,"code":"2","message":"the token of this login is no JWT; [^"]*use_id_token = true' \
	'with what would give one'

# Who may be asked has the terminal for it, and the answer goes into a file.
logins "url = \"$url\";" 'access_token_variable = "JOB_JWT";'
I='env GOOGLE_EXTERNAL_ACCOUNT_INTERACTIVE=1'
run $I GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE="$T/answer" $G robot
run_status 0 'interactive'
is "$out" '' 'nothing on the terminal'
like "$(cat "$T/answer")" '"success":true' 'the answer is in the file'
is "$(stat -c %a "$T/answer")" 600 'which is ours'
run $I GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE="$T/answer" $G nobody
like "$(cat "$T/answer")" '"success":false' 'a failure, too'
run $I $G robot
fails 2 'names none' 'without a file'
run $I GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE="$T/none/answer" $G robot
fails 1 'cannot write .*none/answer' 'in a folder that is not there'
ln -s "$T/answer" "$T/link"
run $I GOOGLE_EXTERNAL_ACCOUNT_OUTPUT_FILE="$T/link" $G robot
fails 1 'cannot replace what is no file' 'a link'
run env GOOGLE_EXTERNAL_ACCOUNT_REVOKE=1 $G nobody
like "$out" '"success":false' 'revoke of what is not there'
run env GOOGLE_EXTERNAL_ACCOUNT_REVOKE=1 $G robot
is "$out" '{"version":1,"success":true}' 'revoke'
for words in '' '-x' 'robot more'; do
	# shellcheck disable=SC2086 # words
	run $G $words
	fails 2 'one login' "google-executable $words"
done

# -- use_id_token -----------------------------------------------------------

start_as
conf <<-END
	logins = {
	  id = {
	    url = "https://kube.example.com";
	    issuer = "$AS_URL";
	    client_id = "native";
	    scope = [ "openid", "offline_access" ];
	    use_id_token = true;
	  };
	};
END
# seeded SCOPE: a login that has a refresh token.
seeded() {
	no_store
	as_control mint account=alice client=native scope="$1" \
		field=refresh_token >"$T/in"
	lanyard seed id <"$T/in"
}
# claim NAME: of the token in $out.
claim() {
	printf %s "$out" | cut -d . -f 2 | tr '_-' '/+' | base64 -d 2>/dev/null |
		sed 's/.*"'"$1"'":"\{0,1\}\([^",}]*\).*/\1/'
}
seeded 'openid offline_access'
run lanyard token id
run_status 0 'a login that answers with its ID token'
is "$(claim sub)" alice 'who it is'
is "$(claim exp)" "$(field id expires_at)" 'until when is its own word'
is "$(field id use_id_token)" true 'the record says so, for other machines'
secret "$out" "$(field id refresh_token)"
run lanyard kubectl id
like "$out" "\"token\":\"ey[^\"]*\",\"expirationTimestamp\"" 'kubectl has it'
run $G id
like "$out" '"success":true' "and Google's libraries"
seeded read_user
run lanyard token id
fails 5 'answered without the ID token that use_id_token asks for' 'where there is none'
like "$err" 'is "openid" in the login.s scope' 'and what may be wrong'
isnt "$(field id refresh_token)" "$(cat "$T/in")" 'the new refresh token is kept'
is "$(field id access_token)" '' 'and no access token'
sed -i '/^retry_at=/d; /^last_error/d' "$LANYARD_STORE/logins/id"
run lanyard refresh id
fails 5 'without the ID token' 'the login lives on'
is "$(as_count token_refresh_token_invalid_grant)" 0 'and nothing was used twice'
done_testing
