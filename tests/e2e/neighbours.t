#!/bin/sh
# What git does in several processes at once, and with nobody there: submodules
# in parallel, and background maintenance.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

start_as
start_git
modules='a b c d e f g h'
for name in $modules super; do
	make_repo $name
done
(umask 077 && cat >"$LANYARD_CONFIG") <<END
logins = {
  work = {
    url       = [ "$GIT_URL" ];
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = [ "read_repository", "write_repository" ];
  };
};
END
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
export GIT_TERMINAL_PROMPT=0 LANYARD_INTERACTIVE=0
as_control mint account=alice client=native lifetime=1 field=refresh_token |
	lanyard seed work || die 'a login'

# over: time has passed, for both sides.
over() {
	as_control revoke-access account=alice >/dev/null
	sed -i "s/^expires_at=.*/expires_at=$(now)/" "$LANYARD_STORE/logins/work"
	before=$(as_count token_refresh_token)
}
one() {
	is "$(($(as_count token_refresh_token) - before))" 1 "$1"
}

# -- submodules ---------------------------------------------------------------

run timeout 60 git clone -q "$GIT_URL/super.git" "$T/super"
run_status 0 'a clone'
(
	cd "$T/super" || exit
	for name in $modules; do
		git submodule --quiet add "$GIT_URL/$name.git" $name
	done
	git commit -q -m 'modules'
	git push -q origin HEAD:main
) 2>"$T/add.err"
is "$(git -C "$T/super" submodule status | grep -c '')" 8 'with eight submodules'
over
run timeout 120 git clone -q "$GIT_URL/super.git" "$T/again"
run_status 0 'a clone without them, after the expiry'
one 'with one refresh'
# All are there before it is over.
over
as_control delay ms=1500
run timeout 120 git -C "$T/again" submodule --quiet update --init --jobs 8
run_status 0 'all of them, eight at once, after the next'
is "$(find "$T/again" -name README | wc -l)" 9 'has them all'
one 'with one refresh'
for name in $modules; do
	add_commit $name 'second'
done
over
run timeout 120 git -C "$T/again" submodule --quiet update --remote --jobs 8
run_status 0 'an update of all of them'
is "$(git -C "$T/again" submodule foreach --quiet 'git log -1 --format=%s' |
	sort | uniq -c | tr -s ' ')" ' 8 second' 'has what is new'
one 'with one refresh'

# -- background maintenance ----------------------------------------------------
# As a timer runs it: without a terminal, and nobody to be asked.

add_commit super 'prefetched'
over
run setsid -w timeout 60 git -C "$T/super" maintenance run --task=prefetch --quiet
run_status 0 'git maintenance run --task=prefetch'
is "$(git -C "$T/super" log -1 --format=%s refs/prefetch/remotes/origin/main)" \
	prefetched 'brings what is new'
one 'with one refresh'
is "$err" '' 'in silence'
over
as_control revoke-refresh account=alice >/dev/null
run setsid -w timeout 60 git -C "$T/super" maintenance run --task=prefetch --quiet
isnt "$status" 0 'with a dead refresh token it fails'
isnt "$status" 124 'and does not wait for anybody'
like "$err" 'lanyard login work' 'the next command is said'
done_testing
