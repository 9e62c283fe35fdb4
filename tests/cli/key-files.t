#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# A file that a login names, with a secret, a key, an assertion or certificates,
# and that cannot be read: who comes first is told the cause and what to look
# for, as is who comes later and shares the failure; nothing is sent.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

token_endpoint=https://id.invalid/token
secret at-over-0123456789 rt-live-0123456789
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
	-out "$T/good.key" 2>/dev/null || die 'a key'
chmod 600 "$T/good.key"

# -- The keys: KEY, LINES with @ for the file ---------------------------------------
cat >"$T/keys" <<END
client_secret_file	client_secret_file = "@";
private_key_file	token_endpoint_auth_method = "private_key_jwt"; private_key_file = "@";
private_key_certificate_file	token_endpoint_auth_method = "private_key_jwt"; private_key_file = "$T/good.key"; private_key_certificate_file = "@";
client_assertion_file	client_assertion_source = "file"; client_assertion_file = "@";
subject_token_file	grant_type = "token-exchange"; subject_token_source = "file"; subject_token_file = "@";
ca_file	ca_file = "@";
tls_client_cert_file	token_endpoint_auth_method = "tls_client_auth"; tls_client_cert_file = "@"; tls_client_key_file = "$T/good.key";
access_token_file	access_token_file = "@";
END

# -- What is wrong: HOW, EREs of the message and the hint ------
cat >"$T/hows" <<'END'
missing	@: No such file or directory	is its name right\? ls -l '@'
dangling	@: No such file or directory	is its name right\? ls -l '@'
behind-a-file	@: Not a directory	is its name right\? ls -l '@'
folder	@:? is (not a regular file|a folder, not a file)	name a file instead; what is there: ls -ld '@'
pipe	@:? is (not a regular file|a named pipe, not a file)	name a file instead; what is there: ls -ld '@'
empty	@:? (is empty|has no certificate|there is no certificate)	(write it anew; look: ls -l|openssl x509 .*-in) '@'
large	@:? (is larger than|is too large|has no certificate|there is no certificate)	(is it the right one\? ls -l|openssl x509 .*-in) '@'
unreadable	@: Permission denied	ls -l '@'
END
[ "$(id -u)" != 0 ] || sed -i '/^unreadable/d' "$T/hows"

spoil() { # HOW FILE
	case $1 in
	missing) ;;
	dangling) ln -s "$2.none" "$2" ;;
	behind-a-file) : >"${2%/*}" ;;
	folder) mkdir "$2" ;;
	pipe) mkfifo "$2" ;;
	empty) : >"$2" ;;
	large) head -c 300000 /dev/zero | tr '\0' x >"$2" ;;
	unreadable) echo x >"$2" && chmod 0 "$2" ;;
	esac
	[ ! -f "$2" ] || [ "$1" = unreadable ] || chmod 600 "$2"
}

tab=$(printf '\t')
number=0
: >"$T/rows"
{
	echo 'logins = {'
	while IFS=$tab read -r key lines <&8; do
		while IFS=$tab read -r how message hint <&7; do
			number=$((number + 1))
			file=$T/files/$number.file
			[ "$how" != behind-a-file ] || file=$T/files/$number/x
			mkdir -p "$T/files"
			spoil "$how" "$file"
			printf 'r%s = { url = "https://r%s.example.com"; client_id = "c"; timeout_ms = 4000; %s %s };\n' \
				$number $number "token_endpoint = \"$token_endpoint\";" \
				"$(printf '%s' "$lines" | sed "s|@|$file|")"
			printf 'r%s\t%s, %s\t%s\t%s\n' $number "$key" "$how" \
				"$(printf '%s' "$message" | sed "s|@|$file|g")" \
				"$(printf '%s' "$hint" | sed "s|@|$file|g")" \
				>>"$T/rows"
			record "r$number" "token_endpoint=$token_endpoint" \
				client_id=c access_token=at-over-0123456789 \
				generation=1 obtained_at=1 expires_at=2 \
				refresh_token=rt-live-0123456789
		done 7<"$T/hows"
	done 8<"$T/keys"
	echo '};'
} | sed '/access_token_file/s/token_endpoint = "[^"]*";//' | conf

while IFS=$tab read -r name what message hint <&8; do
	for who in first later; do
		request get protocol=https "host=$name.example.com" 8<&-
		fails 2 "^lanyard: error: .*$message" "$what: who comes $who"
		like "$err" "^lanyard: hint: $hint" "$what: $who: what to look for"
	done
done 8<"$T/rows"
done_testing
