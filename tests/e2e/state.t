#!/bin/sh
# With a git that knows state and authtype (2.46): a token that was revoked at
# the server is refreshed within the same git command, and Bearer is sent where
# the login says so.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/git/env.sh"

start_as
start_git
make_repo private
# From here on: the server keeps this machine's git.
use_new_git || die 'a newer git is there'
like "$(git --version)" '^git version 2\.(4[7-9]|[5-9][0-9])' \
	'this git knows state'

config() {
	cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url          = [ "$GIT_URL" ];
    issuer       = "$AS_URL";
    client_id    = "native";
    git_authtype = "$1";
    scope        = [ "read_repository", "write_repository" ];
  };
};
CONF
	chmod 600 "$LANYARD_CONFIG"
}

# A token this young is not refreshed again (lanyard(1), GIT): make it older.
age() {
	sed -i "s/^obtained_at=.*/obtained_at=$(($(now) - 120))/" \
		"$LANYARD_STORE/logins/work"
}

config basic
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
git config --global user.name Alice
git config --global user.email alice@example.org

BROWSER=$PERSON LANYARD_INTERACTIVE=1 run timeout 60 \
	git clone -q "$GIT_URL/private.git" "$T/work" </dev/null
run_status 0 'a clone with a login succeeds'
is "$(git_count scheme_bearer)" 0 'Basic is sent by default'

for command in 'fetch -q' 'push -q origin HEAD:main' \
	"clone -q $GIT_URL/private.git $T/again"; do
	echo "$command" >>"$T/work/change"
	git -C "$T/work" add change
	git -C "$T/work" commit -qm "$command"
	age
	as_control revoke-access account=alice >/dev/null
	before=$(as_count token_refresh_token_ok)
	# shellcheck disable=SC2086 # words
	run timeout 60 git -C "$T/work" $command </dev/null
	run_status 0 "a revoked token: git ${command%% *} succeeds"
	is_empty "$T/err" 'and says nothing'
	is "$(as_count token_refresh_token_ok)" $((before + 1)) \
		'after one refresh'
done
is "$(person_count)" 1 'nobody was asked a second time'

# -- the refreshed token is rejected too ----------------------------------

as_control revoke-access account=alice >/dev/null
cp "$LANYARD_STORE/logins/work" "$T/before"
before=$(as_count token_refresh_token)
BROWSER=$PERSON run timeout 60 git -C "$T/work" fetch -q </dev/null
isnt "$status" 0 'a token rejected a few seconds after it was obtained'
like "$err" 'lanyard: error: .*127\.0\.0\.1.*login work' \
	'is one error naming host and login'
is "$(grep -c '^lanyard: error' "$T/err")" 1 'one only'
is "$(as_count token_refresh_token)" "$before" 'nothing is refreshed'
is "$(person_count)" 1 'and no browser opened'
ok 'the refresh token is still there' \
	grep -q '^refresh_token=.' "$LANYARD_STORE/logins/work"

# -- the refreshed token is rejected in the same command --------------------

# A git server that believes another authorization server.
as_first=$AS_URL as_control_first=$AS_CONTROL
git_first=$GIT_URL git_control_first=$GIT_CONTROL
start_as
start_git
AS_URL=$as_first AS_CONTROL=$as_control_first
sed -i "s,\"$git_first\",\"$git_first\"\, \"$GIT_URL\"," "$LANYARD_CONFIG"
age
before=$(as_count token_refresh_token)
windows=$(person_count)
BROWSER=$PERSON run timeout 60 git ls-remote "$GIT_URL/private.git" </dev/null
isnt "$status" 0 'a server that rejects the refreshed token too'
is "$(grep -c '^lanyard: error' "$T/err")" 1 'is one error'
like "$err" "lanyard: error: ${GIT_URL#http://} rejects even a new token of login work" \
	'naming host and login'
is "$(as_count token_refresh_token)" $((before + 1)) 'after one refresh'
is "$(person_count)" "$windows" 'and no browser'
ok 'the refresh token is still there' \
	grep -q '^refresh_token=.' "$LANYARD_STORE/logins/work"
GIT_URL=$git_first GIT_CONTROL=$git_control_first

# -- Bearer ---------------------------------------------------------------

config bearer
git_control reset >/dev/null
age
run timeout 60 git -C "$T/work" fetch -q </dev/null
run_status 0 'git_authtype = "bearer": a fetch succeeds'
isnt "$(git_count scheme_bearer)" 0 'with Bearer'
is "$(git_count scheme_basic)" 0 'and without Basic'
echo bearer >>"$T/work/change"
git -C "$T/work" commit -qam bearer
age
as_control revoke-access account=alice >/dev/null
run timeout 60 git -C "$T/work" push -q origin HEAD:main </dev/null
run_status 0 'a revoked Bearer token: git push succeeds'
is_empty "$T/err" 'and says nothing'
is "$(git -C "$T/repos/private.git" log -1 --format=%s main)" bearer \
	'and the commit is there'

done_testing
