#!/bin/sh
# msmtp (contrib/msmtp) sends through Dovecot's submission service.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/mail.sh"

place "$HOME/.msmtprc" msmtp/msmtprc smtp.example.com 127.0.0.1 \
	587 "$SMTP_PORT" /etc/ssl/certs/ca-certificates.crt "$T/mail.crt"

use() {
	message "$1" >"$T/message.$1"
	timeout 60 $traced msmtp bob@example.com <"$T/message.$1"
}

used() {
	is "$status" 0 "$2"
	is "$err" '' 'without a word'
	relayed "$1" 'and the mail has come'
}

refused() {
	is "$status" 78 "$1"
	like "$err" '^msmtp: cannot read output of .lanyard token mail' "with msmtp's own words"
}

consumer msmtp
ok 'it was by OAUTHBEARER' test "$(by OAUTHBEARER)" -ge 6

as_control revoke-access account="$ACCOUNT" >/dev/null
run use 1
is "$status" 77 'a token that the server has revoked fails, and is asked no more'
lanyard refresh mail
does 1 'and works after lanyard refresh'

done_testing
