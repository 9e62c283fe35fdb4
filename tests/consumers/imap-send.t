#!/bin/sh
# git imap-send (contrib/git-imap-send) puts patches into Dovecot's Drafts: with
# this machine's git, and with a newer one, whose request says authtype though
# it wants a password.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/git/env.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/mail.sh"

place "$GIT_CONFIG_GLOBAL" git-imap-send/gitconfig imap.example.com 127.0.0.1 \
	993 "$IMAPS_PORT"
sed -i 's/username  = .*/&\n    git_authtype = "bearer";/' "$LANYARD_CONFIG"

patch() {
	echo 'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001'
	message "$1"
}

# imap-send knows no CA but the system's, and ours is not one of them.
use() {
	patch "$1" >"$T/patch.$1"
	timeout 60 $traced git -c imap.sslVerify=false imap-send <"$T/patch.$1"
}

used() {
	is "$status" 0 "$2"
	unlike "$err" 'error|lanyard' 'without an error'
	is "$(dovecot_control messages account="$ACCOUNT" folder=Drafts \
		containing="$(cat "$T/subject.$1")")" 1 'and the patch is there'
}

refused() {
	is "$status" 128 "$1"
	like "$err" '^fatal: credential helper .lanyard. told us to quit$' "with git's own words"
}

consumer "git imap-send"
run git imap-send <"$T/patch.1"
isnt "$status" 0 'a server whose certificate is not known gets no token'

use_new_git || die 'a newer git'
consumer "$(git --version) imap-send"
ok 'the token was the password' test "$(by PLAIN)" -ge 12

# git 2.51 and later name the port, and have no use for a bearer answer either.
printf '%s\n' 'capability[]=authtype' protocol=imaps \
	"host=127.0.0.1:$IMAPS_PORT" "username=$ACCOUNT" >"$T/request"
run lanyard get <"$T/request"
like "$out" '^password=.' 'a host with its port gets a password'
unlike "$out" '^(authtype|credential)' 'and nothing else'

as_control revoke-access account="$ACCOUNT" >/dev/null
run use 1
isnt "$status" 0 'a token that the server has revoked fails once'
does 1 'and the next command works'
refreshed 1 'with one refresh'

done_testing
