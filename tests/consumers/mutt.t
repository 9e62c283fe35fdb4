#!/bin/sh
# mutt (contrib/mutt) reads from Dovecot's IMAP and sends through its submission
# service.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/mail.sh"

place "$T/muttrc" mutt/muttrc imap.example.com:993 "127.0.0.1:$IMAPS_PORT" \
	smtp.example.com:587 "127.0.0.1:$SMTP_PORT"
echo "set ssl_ca_certificates_file = '$T/mail.crt'" >>"$T/muttrc"

# What a person would type, at a terminal that script(1) makes; and, where no
# mailbox opens and mutt forgets the rest of that, `q`.
use_read() {
	deliver "$1"
	rm -f "$T/copy.$1" "$T/screen.$1" "$T/left.$1"
	cat >"$T/keys.$1" <<-END
		source $T/muttrc
		set confirmcreate = no confirmappend = no wait_key = no
		push "<tag-pattern>~A<enter><tag-prefix><copy-message>$T/copy.$1<enter><exit>"
	END
	{
		wait_until "test -e '$T/left.$1' ||
			grep -q 'No mailbox is open' '$T/screen.$1' 2>/dev/null" 60
		echo q
	} | TERM=vt100 timeout 60 $traced script -qfec \
		"mutt -F '$T/keys.$1' 2>'$T/mutt.$1'
		_status=\$?; : >'$T/left.$1'; exit \$_status" "$T/screen.$1"
	_status=$?
	cat "$T/mutt.$1" >&2
	return $_status
}

use_send() {
	message "$1" >"$T/message.$1"
	timeout 60 $traced mutt -F "$T/muttrc" -e 'set copy = no' \
		-s "$(cat "$T/subject.$1")" bob@example.com <"$T/message.$1"
}

use() {
	"use_$what" "$1"
}

used() {
	is "$status" 0 "$2"
	unlike "$err" 'rror|lanyard' 'without an error'
	case $what in
	read)
		ok 'and the mail is here' \
			grep -q -F -f "$T/subject.$1" "$T/copy.$1"
		;;
	send) relayed "$1" 'and the mail has come' ;;
	esac
}

refused() {
	case $what in
	read)
		like "$out" 'Command returned empty string' "$1"
		not_ok 'and nothing is here' test -e "$T/copy.1"
		;;
	send)
		is "$status" 1 "$1"
		like "$err" '^SASL authentication failed' "with mutt's own words"
		;;
	esac
}

for what in read send; do
	consumer "mutt ($what)"
done

done_testing
