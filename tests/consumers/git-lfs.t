#!/bin/sh
# git-lfs, which asks git's helpers; and that neither a repository's .lfsconfig
# nor insteadOf carries a token to another host.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

git lfs version >/dev/null 2>&1 || skip_all 'no git-lfs'
start_as
start_server lfs lfs.js LFS_AS="$AS_URL"
LFS_URL=$server_url LFS_CONTROL=$server_control
start_server elsewhere echo.js ECHO_HOST=localhost ECHO_TOKEN=none
ELSEWHERE_URL=$server_url ELSEWHERE_CONTROL=$server_control
configure https://api.example.com "$LFS_URL"
log_in work

export GIT_TERMINAL_PROMPT=0 GIT_LFS_SKIP_SMUDGE=1
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
git config --global protocol.file.allow always
git config --global "lfs.$LFS_URL/x.git/info/lfs.locksverify" false
git config --global lfs.activitytimeout 10
git config --global lfs.transfer.maxretries 1
git lfs install --skip-repo >/dev/null 2>&1

# A repository with a large file, whose .lfsconfig names the server.
git init -q --bare -b main "$T/repos/x.git"
git init -q -b main "$T/source"
(
	cd "$T/source" || exit
	git lfs track '*.bin' >/dev/null
	printf '[lfs]\n\turl = %s/x.git/info/lfs\n' "$LFS_URL" >.lfsconfig
	head -c 100000 /dev/urandom >large.bin
	git add .lfsconfig .gitattributes large.bin
	git commit -q -m first
	git remote add origin "$T/repos/x.git"
)
run timeout 60 git -C "$T/source" push -q origin main
run_status 0 'a push'
is "$(control "$LFS_CONTROL" count name=uploads)" 1 'takes the large file there'

use() {
	rm -rf "$T/clone.$1"
	git clone -q "$T/repos/x.git" "$T/clone.$1" &&
		timeout 60 $traced git -C "$T/clone.$1" lfs pull
}

used() {
	is "$status" 0 "$2"
	same "$T/clone.$1/large.bin" "$T/source/large.bin" 'the file is here'
	unlike "$err" lanyard 'and lanyard says nothing'
}

refused() {
	isnt "$status" 0 "$1"
}

consumer git-lfs
is "$(control "$LFS_CONTROL" log event=request |
	grep -c '"scheme":"basic","status":401')" 0 \
	'git-lfs has shown no token that was over'

# -- another host ------------------------------------------------------------

# nothing_there NAME: it was asked, and has seen no token.
nothing_there() {
	isnt "$status" 0 "$1"
	isnt "$(control "$ELSEWHERE_CONTROL" count name=without)" 0 \
		'the other host was asked'
	is "$(control "$ELSEWHERE_CONTROL" count name=with)" 0 \
		'and has seen no token'
}
(
	cd "$T/source" || exit
	printf '[lfs]\n\turl = %s/x.git/info/lfs\n' "$ELSEWHERE_URL" >.lfsconfig
	git commit -q -a -m 'elsewhere'
	git push -q --no-verify origin main
)
run use 1
nothing_there '.lfsconfig names another host'
# Its own configuration says so of a URL that is ours.
git -C "$T/source" reset -q --hard HEAD~1
git -C "$T/source" push -q --no-verify -f origin main
git clone -q "$T/repos/x.git" "$T/instead"
git -C "$T/instead" config "url.$ELSEWHERE_URL/.insteadOf" "$LFS_URL/"
control "$ELSEWHERE_CONTROL" reset
run timeout 60 git -C "$T/instead" lfs pull
nothing_there 'insteadOf names another host'
done_testing
