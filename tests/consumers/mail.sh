# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after consumers.sh by the tests of mail programs: Dovecot, which asks
# the authorization server about each token, behind TLS with a CA of our own.

chmod 711 "$T" # where we are root Dovecot is not
certificate mail IP:127.0.0.1,DNS:localhost
start_as
start_server sink sink.js
SINK_CONTROL=$server_control
mkdir -m 711 "$T/dovecot"
start_server dovecot dovecot.js DOVECOT_DIR="$T/dovecot" DOVECOT_AS="$AS_URL" \
	DOVECOT_RELAY="${server_url##*:}" \
	DOVECOT_TLS_CERT="$T/mail.crt" DOVECOT_TLS_KEY="$T/mail.key"
DOVECOT_CONTROL=$server_control

dovecot_control() {
	control "$DOVECOT_CONTROL" "$@"
}

IMAP_PORT=$(dovecot_control port service=imap)
IMAPS_PORT=$(dovecot_control port service=imaps)
SMTP_PORT=$(dovecot_control port service=submission)

configure imap.example.com:993 "127.0.0.1:$IMAPS_PORT" \
	smtp.example.com:587 "127.0.0.1:$SMTP_PORT" imap.example.com 127.0.0.1
log_in mail

# new_subject N: one that no message has had; $T/subject.N keeps it.
new_subject() {
	subject="message $1 of $(date +%s.%N)"
	echo "$subject" >"$T/subject.$1"
}

# message N: on stdout, with a new subject.
message() {
	new_subject "$1"
	cat <<-END
		From: $ACCOUNT
		To: bob@example.com
		Date: Mon, 23 Nov 2026 10:00:00 +0000
		Subject: $subject

		The text.
	END
}

# deliver N: a message with a new subject in the INBOX.
deliver() {
	new_subject "$1"
	dovecot_control deliver account="$ACCOUNT" subject="$subject"
}

# relayed N NAME: the message of `message N` has come out once.
relayed() {
	is "$(control "$SINK_CONTROL" messages \
		containing="$(cat "$T/subject.$1")")" 1 "$2"
}

# by MECHANISM: logins that Dovecot has let in by it.
by() {
	dovecot_control count name="login_$1"
}
