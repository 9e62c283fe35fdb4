#!/bin/sh
# The main job with this machine's git: a private clone with a login, then an
# expiry by the server's own lifetime, then fetch and push with nobody asked.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

LIFETIME_S=8 # a loaded machine has to come through in time
start_as AS_LIFETIME=$LIFETIME_S
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
};
CONF
chmod 600 "$LANYARD_CONFIG"
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
git config --global user.name Alice
git config --global user.email alice@example.org

expire() {
	# shellcheck disable=SC2016 # evaluated again and again
	wait_until '[ "$(as_control live kind=access account=alice)" = 0 ]' \
		$((LIFETIME_S + 5)) || die "the token does not expire"
	sleep 1 # both sides count whole seconds
}

# -- the first clone ------------------------------------------------------

BROWSER=$PERSON LANYARD_INTERACTIVE=1 run timeout 60 \
	git clone -q "$GIT_URL/private.git" "$T/work" </dev/null
run_status 0 'a clone with a login succeeds'
is "$(git -C "$T/work" log -1 --format=%s)" first 'the commit has come'
is "$(as_count login)" 1 'the server saw one login'
is "$(person_count)" 1 'one browser window was opened'
is "$(as_count token_authorization_code_ok)" 1 'one code was exchanged'
is "$(as_count device_authorization)" 0 'no device code was asked for'

# -- from now on nobody is there, and nobody is needed --------------------

run timeout 60 git -C "$T/work" fetch -q </dev/null
run_status 0 'a fetch with a fresh token succeeds'
is_empty "$T/err" 'and git says nothing'
is "$(as_count token_refresh_token)" 0 'and nothing was refreshed'

expire
add_commit private second
run timeout 60 git -C "$T/work" fetch -q </dev/null
run_status 0 'a fetch after the expiry succeeds'
is_empty "$T/err" 'and git says nothing'
is "$(git -C "$T/work" log -1 --format=%s origin/main)" second \
	'and brings the new commit'
is "$(as_count token_refresh_token_ok)" 1 'after one refresh'
is "$(as_count token_refresh_token)" 1 'and no second request'

expire
git -C "$T/work" pull -q --ff-only 2>/dev/null
refreshes=$(as_count token_refresh_token_ok)
is "$refreshes" 2 'a second expiry costs one more refresh'
echo change >"$T/work/change"
git -C "$T/work" add change
git -C "$T/work" commit -qm third
expire
run timeout 60 git -C "$T/work" push -q origin HEAD:main </dev/null
run_status 0 'a push after the expiry succeeds'
is_empty "$T/err" 'and git says nothing'
is "$(git -C "$T/repos/private.git" log -1 --format=%s main)" third \
	'and the commit is there'
is "$(as_count token_refresh_token)" 3 'after one more refresh'
is "$(as_count login)" 1 'there was one login in all'
is "$(person_count)" 1 'and one browser window'

# -- an older git, and a token the server has revoked ---------------------

as_control revoke-access account=alice >/dev/null
generation=$(sed -n 's/^generation=//p' "$LANYARD_STORE/logins/work")
run timeout 60 git -C "$T/work" fetch -q </dev/null
case $(git --version) in
*' 2.'[0-3]?.* | *' 2.4'[0-5].*)
	isnt "$status" 0 'a revoked token fails this one command'
	;;
*) pass 'this git knows state: see state.t' ;;
esac
run timeout 60 git -C "$T/work" fetch -q </dev/null
run_status 0 'the next command succeeds'
is "$(sed -n 's/^generation=//p' "$LANYARD_STORE/logins/work")" \
	$((generation + 1)) 'with a refreshed token'
is "$(person_count)" 1 'and nobody was asked'

# -- an account that may not ----------------------------------------------

lanyard logout work
person_will account=outsider
BROWSER=$PERSON LANYARD_INTERACTIVE=1 run timeout 60 \
	git clone -q "$GIT_URL/private.git" "$T/other" </dev/null
isnt "$status" 0 'an account without access cannot clone'
is "$(person_count)" 2 'after one login, not a loop of them'

unlike "$(cat "$T/home/.gitconfig" "$LANYARD_CONFIG")" 'password' \
	'no password is in any configuration'
done_testing
