#!/bin/sh
# make demo: one login, then a silent refresh, with a real git, a real
# authorization server (npm's oidc-provider) and a real git http-backend, all
# on this machine. Ends with status 1 when anything is not as it should be.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed

KEEP_TTY=1
. "$(dirname "$0")/lib.sh"

LIFETIME_S=5
wrong=0

say() {
	printf '%s\n' "$*"
}

# expect GOT WANTED WHAT
expect() {
	if [ "$1" = "$2" ]; then
		printf '     %s: %s\n' "$3" "$1"
	else
		printf '  !! %s: %s, but it should be %s\n' "$3" "$1" "$2"
		wrong=1
	fi
}

give_up() {
	say "  !! $1"
	sed 's/^/     /' "$T/err"
	finished=1
	exit 1
}

finished=1 # no TAP here: lib.sh must not ask for a plan
[ -x "$BUILD/git-credential-lanyard" ] || {
	say "there is no $BUILD/git-credential-lanyard: run make first" >&2
	exit 1
}

say "Lanyard's demo: a private repository, a token that lives $LIFETIME_S s."
say
start_as AS_LIFETIME=$LIFETIME_S
start_git
make_repo private || exit 1

cat >"$LANYARD_CONFIG" <<EOF
logins = {
  demo = {
    url       = [ "$GIT_URL" ];
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = [ "read_repository" ];
  };
};
EOF
chmod 600 "$LANYARD_CONFIG"
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard

say "Running on this machine:"
say "     authorization server  $AS_URL"
say "     git server            $GIT_URL/private.git"
say "The whole of lanyard.conf:"
sed 's/^/     /' "$LANYARD_CONFIG"
say "The whole of .gitconfig:"
sed 's/^/     /' "$GIT_CONFIG_GLOBAL"
say

say "1. git clone: no token yet, so a browser opens and a person logs in."
say "   (Here the person is a script that walks the same pages.)"
BROWSER=$PERSON LANYARD_INTERACTIVE=1 run timeout 60 \
	git clone -q "$GIT_URL/private.git" "$T/work" </dev/null
[ "$status" -eq 0 ] || give_up "git clone failed with status $status"
expect "$(git -C "$T/work" log -1 --format=%s)" first "cloned, last commit"
expect "$(person_count)" 1 "browser windows opened"
expect "$(as_count login)" 1 "logins the authorization server saw"
expect "$(as_count token_authorization_code_ok)" 1 "codes exchanged for tokens"
expect "$(as_count token_refresh_token)" 0 "refreshes"
say

say "2. git fetch at once: the token is fresh, so nobody is asked for anything."
run timeout 60 git -C "$T/work" fetch -q </dev/null
expect "$status" 0 "git's exit status"
expect "$(as_count token_refresh_token)" 0 "refreshes"
say

say "3. Waiting until the server itself says that the token has expired..."
add_commit private second
# shellcheck disable=SC2016 # evaluated again and again
wait_until '[ "$(as_control live kind=access account=alice)" = 0 ]' \
	$((LIFETIME_S + 5)) || give_up "the token does not expire"
expect "$(as_control live kind=access account=alice)" 0 "live access tokens"
# Both sides count whole seconds, from different moments of the same second.
sleep 1
say

say "4. git fetch again: the token is refreshed on the way, silently."
run timeout 60 git -C "$T/work" fetch -q </dev/null
[ "$status" -eq 0 ] || give_up "git fetch failed with status $status"
expect "$(git -C "$T/work" log -1 --format=%s origin/main)" second \
	"fetched, last commit"
expect "$(wc -c <"$T/err" | tr -d ' ')" 0 "bytes git and lanyard put on stderr"
sed 's/^/     stderr: /' "$T/err"
expect "$(as_count token_refresh_token_ok)" 1 "refreshes"
expect "$(as_count token_refresh_token)" 1 "refresh requests"
expect "$(as_count login)" 1 "logins, still"
expect "$(person_count)" 1 "browser windows, still"
say

if [ "$wrong" -ne 0 ]; then
	say "The demo FAILED: see the lines with !! above."
	exit 1
fi
say "All as it should be: 1 login, 1 refresh, 0 questions the second time."
