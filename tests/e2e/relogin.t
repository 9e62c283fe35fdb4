#!/bin/sh
# Where the server refuses a refresh git is led through a login to its clone, and
# a login gets its tokens though the server does not answer the first time; with
# a person there, and real servers.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

start_as AS_DEVICE_LIFETIME=3
start_git
make_repo private
cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url       = [ "$GIT_URL" ];
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = [ "read_repository", "write_repository" ];
  };
  device = {
    url        = [ "http://127.0.0.1:2" ];
    issuer     = "$AS_URL";
    client_id  = "native";
    grant_type = "device_code";
  };
};
CONF
chmod 600 "$LANYARD_CONFIG"
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
LANYARD_INTERACTIVE=1
BROWSER=$PERSON
export LANYARD_INTERACTIVE BROWSER

stale() {
	sed -i "s/^expires_at=.*/expires_at=$(($(now) - 1))/" \
		"$LANYARD_STORE/logins/work"
}

# -- a refresh is refused --------------------------------------------------

run timeout 60 lanyard login work
run_status 0 'a login'
windows=1
for error in invalid_grant unauthorized_client; do
	stale
	as_control fail at=token error=$error
	rm -rf "$T/work"
	run timeout 60 git clone -q "$GIT_URL/private.git" "$T/work" </dev/null
	run_status 0 "$error at a refresh: git clones"
	is "$(git -C "$T/work" log -1 --format=%s)" first 'the commit has come'
	windows=$((windows + 1))
	is "$(person_count)" $windows 'after one login more'
	is "$(as_count "token_refresh_token_$error")" 1 'and one refusal'
	unlike "$err" 'lanyard: error' 'which is no error then'
	run timeout 60 git -C "$T/work" fetch -q </dev/null
	run_status 0 'a fetch afterwards'
	is_empty "$T/err" 'is silent'
done
# With nobody there it is an error that names the command, and nothing is lost.
stale
as_control fail at=token error=unauthorized_client
refresh=$(sed -n 's/^refresh_token=//p' "$LANYARD_STORE/logins/work")
LANYARD_INTERACTIVE=0 run timeout 60 git -C "$T/work" fetch -q </dev/null
run_status 128 'with nobody there'
like "$err" 'lanyard: error: .*unauthorized_client' 'git ends with the error'
is "$(sed -n 's/^refresh_token=//p' "$LANYARD_STORE/logins/work")" \
	"$refresh" 'and the refresh token is there'

# -- a code is sent again ----------------------------------------------------

# again ERE NAME: a login whose first request for tokens failed.
again() {
	asked=$(as_count token_authorization_code)
	run timeout 90 lanyard login work
	run_status 0 "$2"
	like "$err" "$1" 'the person is told'
	is "$(as_count token_authorization_code)" $((asked + $3)) \
		"the code was sent $3 times"
	windows=$((windows + 1))
	is "$(person_count)" $windows 'in one window'
}
as_control fail at=token status=503 error=temporarily_unavailable n=2
again 'answered 503 .*; the code is sent again in 2 s' \
	'a server that is busy twice' 3
as_control fail at=token status=429 error=slow_down retry_after=2
again 'answered 429 .*; the code is sent again in 2 s' \
	'one that says when' 2
as_control drop at=token
again 'no whole answer .*; the code is sent again in 1 s' \
	'a connection that breaks' 2

# One that cannot be mended by another try ends the login, which is named.
as_control fail at=token status=401 error=invalid_client
run timeout 60 lanyard login work
run_status 4 'a code that the server does not take from this client'
like "$err" '^lanyard: error: login work: .*invalid_client' \
	'the error names the login'
like "$err" '^lanyard: hint: login work in lanyard\.conf: .*client_secret_file' \
	'and the hint what is to be mended'

# -- a device code that nobody used --------------------------------------------

run timeout 60 lanyard login device
run_status 5 'a device code that is over'
is "$out" '' 'nothing on stdout'
like "$err" 'lanyard: error: .*the device code has expired' 'is said to be'
like "$err" 'hint: .*lanyard login device' 'with the command for another'

done_testing
