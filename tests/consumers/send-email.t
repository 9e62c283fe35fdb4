#!/bin/sh
# git send-email (contrib/git-send-email) by Dovecot's submission server.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

[ -x "$(git --exec-path)/git-send-email" ] || skip_all 'no git send-email'
perl -MAuthen::SASL -MNet::SMTP -MIO::Socket::SSL -e 1 2>/dev/null ||
	skip_all 'no Authen::SASL or IO::Socket::SSL'
. "$TESTS/consumers/mail.sh"

place "$GIT_CONFIG_GLOBAL" git-send-email/gitconfig smtp.example.com 127.0.0.1 \
	587 "$SMTP_PORT"
git config --global sendemail.smtpSSLCertPath "$T/mail.crt"
git init -q "$T/work"
git -C "$T/work" commit -q --allow-empty -m first

use() {
	new_subject "$1"
	{
		echo 'From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001'
		printf 'From: %s\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n' "$ACCOUNT"
		printf 'Subject: %s\n\nThe text.\n' "$subject"
	} >"$T/patch.$1"
	(cd "$T/work" && timeout 60 $traced git send-email --quiet \
		--confirm=never --suppress-cc=all --from="$ACCOUNT" \
		--to=bob@example.com "$T/patch.$1")
}

used() {
	is "$status" 0 "$2"
	unlike "$err" 'error|lanyard' 'without an error'
	relayed "$1" 'and the patch has gone out once'
}

# Up to 2.49 its exit status says nothing of a helper that told it to quit.
refused() {
	like "$err" 'told us to quit' "$1, with git's own words"
	is "$(control "$SINK_CONTROL" messages \
		containing="$(cat "$T/subject.1")")" 0 'and nothing has gone out'
}

consumer 'git send-email'
ok 'the token was the password' test "$(by PLAIN)" -ge 4
done_testing
