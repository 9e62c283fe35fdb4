#!/bin/sh
# isync's mbsync (contrib/isync) fetches from Dovecot's IMAP.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/mail.sh"

# mbsync wants a name: it takes no certificate for an address.
for n in 1 2; do
	place "$T/mbsyncrc.$n" isync/mbsyncrc imap.example.com localhost \
		993 "$IMAPS_PORT" \~/Mail/ "$T/Mail.$n/" \
		/etc/ssl/certs/ca-certificates.crt "$T/mail.crt"
	mkdir "$T/Mail.$n"
done

use() {
	deliver "$1"
	timeout 60 $traced mbsync -c "$T/mbsyncrc.$1" mail
}

used() {
	is "$status" 0 "$2"
	unlike "$err" '[Ee]rror|lanyard' 'without an error'
	ok 'and the mail is here' \
		grep -q -r -F -f "$T/subject.$1" "$T/Mail.$1/INBOX"
}

refused() {
	is "$status" 1 "$1"
	like "$err" '^Skipping account mail, PassCmd exited with status 4' \
		"with mbsync's own words"
}

consumer mbsync
ok 'it was by XOAUTH2' test "$(by XOAUTH2)" -ge 6

done_testing
