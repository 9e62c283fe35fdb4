#!/bin/sh
# Grants without a person (RFC 6749 4.4): nobody is asked, no refresh token is
# needed, and a token that is over is asked for again, once.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
feature client_credentials oidc-provider

start_as AS_LIFETIME=3600
start_git
make_repo private || die 'a repository'
export LANYARD_INTERACTIVE=0
(umask 077 && printf 'robot-secret\n' >"$T/robot.secret")

# configure [LINE]...
configure() {
	cat >"$LANYARD_CONFIG" <<-END
	logins = {
	  robot = {
	    url        = "$GIT_URL";
	    issuer     = "$AS_URL";
	    client_id  = "robot";
	    grant_type = "client_credentials";
	    scope      = [ "read_repository" ];
	    $(printf '%s\n' "$@")
	  };
	};
	END
	chmod 600 "$LANYARD_CONFIG"
}
SECRET="client_secret_file = \"$T/robot.secret\";"
configure "$SECRET"
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard

asked() {
	as_count token_client_credentials
}

is "$(asked)" 0 'nobody has asked yet'
run lanyard status robot
like "$out" 'due' 'status: it is due, and needs no login'
run lanyard token robot
run_status 0 'a token, though nobody is there'
first=$out
is "$(asked)" 1 'by one request'
is "$err" '' 'and nothing is said'
run lanyard token "$GIT_URL/private.git"
is "$out" "$first" 'the next one has the same'
is "$(asked)" 1 'without a request'
run git clone -q "$GIT_URL/private.git" "$T/work"
run_status 0 'git clones with it'
is "$err" '' 'in silence'
run lanyard status robot
like "$out" 'fresh' 'status: it is fresh'
unlike "$out$err" 'refresh token' 'and none is missed'
like "$out" 'renewed by client_credentials' 'since nobody is needed'
run lanyard status --json robot
like "$out" '"grant_type":"client_credentials"' 'as JSON, too'
like "$(cat "$LANYARD_STORE/logins/robot")" '^grant_type=client_credentials$' \
	'the record says how'
not_ok 'a refresh token is in no record' \
	grep -q '^refresh_token=' "$LANYARD_STORE/logins/robot"

# Fifty at once when it is over: one request.
as_control set lifetime=1
lanyard refresh robot || die 'a token of one second'
as_control set lifetime=3600
sleep 2
before=$(asked)
as_control delay ms=1000
at_once 50 lanyard token robot
alike 'fifty at once'
is "$(($(asked) - before))" 1 'by one request'

# A token that git has had rejected is asked for anew, not mourned.
sed -i 's/^obtained_at=.*/obtained_at=1/' "$LANYARD_STORE/logins/robot"
token=$(lanyard token robot)
as_control revoke-access account=robot >/dev/null 2>&1
printf 'url=%s\nusername=oauth2\npassword=%s\n' "$GIT_URL" "$token" |
	lanyard erase
before=$(asked)
run lanyard token robot
run_status 0 'after a rejection'
is "$(($(asked) - before))" 1 'there is one request'
isnt "$out" "$token" 'and a new token'

# By hand.
before=$(asked)
run lanyard refresh robot
run_status 0 'refresh by hand'
run lanyard login robot
run_status 0 'login is the same: nobody is asked'
is "$(($(asked) - before))" 2 'a request each'
run lanyard refresh --all --within 2h
run_status 0 'refresh --all takes it along'

# What the server refuses is told to each, once, and a person is not called.
printf 'wrong\n' >"$T/robot.secret"
lanyard logout robot >/dev/null 2>&1
before=$(as_count token)
run lanyard token robot
run_status 4 'a wrong secret'
like "$err" 'login robot: .*invalid_client' 'is named'
unlike "$err" 'lanyard login robot' 'and no login is advised'
run lanyard token robot
run_status 4 'again'
is "$(($(as_count token) - before))" 1 'the server was asked once'
printf 'robot-secret\n' >"$T/robot.secret"
run lanyard token robot
run_status 0 'the right one ends that at once'

# A scope that the client may not have.
configure "$SECRET" 'token_parameters = { scope = "x"; };'
run lanyard refresh robot
run_status 0 'scope is ours, whatever token_parameters says'

# What is missing is told by the configuration.
configure
run lanyard status
run_status 2 'without a secret'
like "$err" 'grant_type = "client_credentials" and no client secret' 'it is said'
like "$err" 'client_secret_file' 'with the key that mends it'

done_testing
