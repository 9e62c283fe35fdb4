#!/bin/sh
# The AWS command line, with lanyard as its credential_process (contrib/aws).
# The token service is a stand-in (tests/servers/machines.js), which is asked
# who it is with the session that the program has signed with.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

command -v aws >/dev/null || skip_all 'no aws'
start_as
start_server machines machines.js
STS=$server_url STS_CONTROL=$server_control

place "$T/aws/config" aws/config
snippet aws/lanyard.conf https://sts.eu-west-1.amazonaws.com "$STS" \
	'subject_token_source = "auto"' \
	'subject_token_command = [ "lanyard", "token", "work" ]' |
	sed '/^};/d' >"$T/role"
place "$LANYARD_CONFIG" lanyard.conf https://id.example.com "$AS_URL" \
	4f0c... native 'scope     = [ "read_user" ];' \
	'scope     = [ "openid", "offline_access" ]; use_id_token = true;'
sed -i '/^};/d' "$LANYARD_CONFIG"
sed '/^logins/d; s/^#.*//' "$T/role" >>"$LANYARD_CONFIG"
echo '};' >>"$LANYARD_CONFIG"
log_in work

who() {
	AWS_CONFIG_FILE=$T/aws/config AWS_EC2_METADATA_DISABLED=true \
		timeout 120 aws --profile deploy --endpoint-url "$STS" \
		--output text --query Arn sts get-caller-identity
}
who_is() {
	is "$status" 0 "$1"
	is "$out" arn:aws:sts::123456789012:assumed-role/deploy/ci \
		'as the role'
	is "$err" '' 'and nothing on stderr'
}
assumed() {
	is "$(control "$STS_CONTROL" count name=assumed)" "$1" "$2"
}

run who
who_is 'aws works after a login'
assumed 1 'with one session'
sed -i 's/^expires_at=.*/expires_at=1/' "$LANYARD_STORE/logins/deploy"
for _n in 1 2; do
	who >"$T/out.$_n" 2>"$T/err.$_n" 9>&- &
	eval "_pid$_n=$!"
done
for _n in 1 2; do
	status=0
	eval "wait \$_pid$_n" || status=$?
	out=$(cat "$T/out.$_n") err=$(cat "$T/err.$_n")
	who_is "two of aws at once after the expiry: number $_n"
done
assumed 2 'with one session for both'
# One that runs for long asks again before that, and never without it.
like "$(lanyard aws-credentials deploy)" \
	'^\{"Version":1,.*"Expiration":"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z"\}$' \
	'and it says when that is over'
sed -i 's/^expires_at=.*/expires_at=1/' "$LANYARD_STORE/logins/deploy"
expire
as_control revoke-refresh account="$ACCOUNT" >/dev/null
run who
isnt "$status" 0 'aws fails when the refresh token is dead'
like "$err" 'login work: .*invalid_grant' 'and lanyard names the cause'
like "$err" 'lanyard login work' 'and the next command'
assumed 2 'the token service is not asked'
done_testing
