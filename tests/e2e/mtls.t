#!/bin/sh
# Clients that are known by TLS (RFC 8705): tls_client_auth by a certificate of
# a CA, self_signed_tls_client_auth by one that is registered; a real server
# looks at them. Where the certificate goes, where it does not, and what is
# wrong with one.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
feature 'client certificates (RFC 8705)' oidc-provider

certificate own IP:127.0.0.1
certificate clients DNS:clients.example.com
certificate self DNS:self.example.com
certificate stranger DNS:stranger.example.com

# client NAME [CN [BEGIN END]]: a certificate of clients.crt, by openssl ca(1),
# as x509(1) of OpenSSL 3.0 knows no dates.
cat >"$T/ca.conf" <<END
[ca]
default_ca = own
[own]
dir = $T
database = $T/index
rand_serial = yes
new_certs_dir = $T
certificate = $T/clients.crt
private_key = $T/clients.key
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
END
: >"$T/index"
# shellcheck disable=SC2015 # whatever fails of it
client() {
	_begin=${3-$(date -u -d yesterday +%y%m%d%H%M%SZ)}
	_end=${4-$(date -u -d '2 days' +%y%m%d%H%M%SZ)}
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj "/CN=${2-$1}" -keyout "$T/$1.key" -out "$T/$1.csr" \
		2>/dev/null &&
		openssl ca -batch -notext -config "$T/ca.conf" \
			-startdate "$_begin" -enddate "$_end" -in "$T/$1.csr" \
			-out "$T/$1.crt" 2>"$T/ca.out" &&
		chmod 600 "$T/$1.key" || die "a certificate is made: $1"
}
client alice
client bob
client over alice 200101000000Z 200102000000Z
client early alice 20990101000000Z 20990102000000Z
chmod 600 "$T"/*.key

# serve [AS_...]
serve() {
	start_as AS_TLS_CERT="$T/own.crt" AS_TLS_KEY="$T/own.key" \
		AS_MTLS_CA="$T/clients.crt" AS_MTLS_SELF="$T/self.crt" "$@"
}
SILENT='grant_type = "client_credentials";'
# configure CLIENT NAME [LINE]: the certificate NAME, or with "-" none.
configure() {
	_lines="tls_client_cert_file = \"$T/$2.crt\"; tls_client_key_file = \"$T/$2.key\";"
	[ "$2" != - ] || _lines=
	conf <<-END
		logins = {
		  work = {
		    url       = "https://git.example.com";
		    issuer    = "$AS_URL";
		    client_id = "$1";
		    ca_file   = "$T/own.crt";
		    $_lines ${3-}
		  };
		};
	END
}
export LANYARD_INTERACTIVE=0

# -- both methods ------------------------------------------------------------

serve
for who in tls:alice selfsigned:self; do
	configure "${who%:*}" "${who#*:}" "$SILENT"
	run lanyard refresh work
	run_status 0 "${who%:*}: the metadata offer both, the certificate decides"
	run lanyard refresh work
	run_status 0 'and again, by the record'
done
for how in tls:alice:tls_client_auth \
	selfsigned:self:self_signed_tls_client_auth; do
	name=${how%:*}
	configure "${name%:*}" "${name#*:}" \
		"$SILENT token_endpoint_auth_method = \"${how##*:}\";"
	run lanyard refresh work
	run_status 0 "token_endpoint_auth_method = ${how##*:}"
	is "$(field work token_endpoint_auth_method)" "${how##*:}" 'is recorded'
done
is "$(as_count shown_token)" 6 'six requests came with a certificate'
is "$(as_count shown_metadata)" 0 'and none for the metadata'
configure tls alice "$SILENT"
cat "$T/alice.crt" "$T/alice.key" >"$T/both.crt"
chmod 600 "$T/both.crt"
sed -i "s|alice.crt|both.crt|; s|tls_client_key_file = [^;]*;||" \
	"$LANYARD_CONFIG"
run lanyard refresh work
run_status 0 'key and certificate in one file'
not_ok 'no key and no path is in the record' \
	grep -q -e 'PRIVATE' -e tls_client_cert "$LANYARD_STORE/logins/work"
LANYARD_TRACE=$T/trace run lanyard refresh work
run_status 0 'traced'
not_ok 'nothing of it is in the trace' grep -q -e BEGIN -e PRIVATE "$T/trace"

# -- a login by a person: code, refresh, revocation; a device ----------------

BROWSER=$PERSON
export BROWSER
PUSHED='scope = "read_repository";
	require_pushed_authorization_requests = true;'
configure tls alice "$PUSHED"
as_control reset
LANYARD_INTERACTIVE=1 run env NODE_EXTRA_CA_CERTS="$T/own.crt" \
	lanyard login work
run_status 0 'a login by a code'
is "$(as_count shown_pushed_authorization_request)" 1 \
	'the request is pushed with the certificate'
is "$(as_count shown_token)" 1 'the code is redeemed with the certificate'
is "$(as_count shown_authorization)" 0 'the browser has none'
run lanyard refresh work
run_status 0 'a refresh'
is "$(as_count shown_token)" 2 'with it'
run lanyard logout work
run_status 0 'a logout'
is "$(as_count shown_revocation)" 2 'both tokens are revoked with it'

configure tls alice \
	'grant_type = "urn:ietf:params:oauth:grant-type:device_code";'
as_control reset
LANYARD_INTERACTIVE=1 lanyard login work >"$T/out" 2>"$T/err" 9>&- &
pid=$!
wait_until 'grep -q user_code= "$T/err"' 30 || die 'a device code is shown'
code=$(sed -n 's/.*user_code=//p' "$T/err" | head -n 1)
as_control device code="$code" action=approve account=dora >/dev/null
wait "$pid"
is "$?" 0 'a login by a device code'
is "$(as_count shown_device_authorization)" 1 'is asked for with it'

# -- a certificate that was renewed ---------------------------------------------

configure tls bob "$SILENT"
run lanyard refresh work
fails 4 'invalid_client' "another's certificate"
like "$err" 'hint: .*tls_client_cert_file' 'which the hint names'
cp "$T/alice.crt" "$T/bob.crt"
before=$(as_count token)
run lanyard refresh work
fails 2 'tls_client_key_file of login "work": the key in .*/bob\.key is not that of the certificate in .*/bob\.crt' \
	'half of a renewal'
is "$(as_count token)" "$before" 'sends nothing'
cp "$T/alice.key" "$T/bob.key"
run lanyard token work
run_status 0 'the whole of it counts at once'

# -- what is wrong is said before anything is sent ------------------------------

client bob
openssl ec -aes128 -passout pass:x -in "$T/alice.key" \
	-out "$T/locked.key" 2>/dev/null
cp "$T/alice.crt" "$T/locked.crt"
cp "$T/alice.crt" "$T/open.crt" && cp "$T/alice.key" "$T/open.key"
cp "$T/alice.crt" "$T/public.crt"
openssl pkey -in "$T/alice.key" -pubout -out "$T/public.key"
cp "$T/alice.crt" "$T/mixed.crt" && cp "$T/bob.key" "$T/mixed.key"
cp "$T/alice.key" "$T/keyed.crt" && cp "$T/alice.key" "$T/keyed.key"
head -n 4 "$T/alice.crt" >"$T/cut.crt" && cp "$T/alice.key" "$T/cut.key"
sed 's/^M/Q/' "$T/alice.crt" >"$T/harmed.crt"
cp "$T/alice.key" "$T/harmed.key"
openssl x509 -in "$T/alice.crt" -outform DER -out "$T/der.crt"
cp "$T/alice.key" "$T/der.key"
openssl pkcs12 -export -in "$T/alice.crt" -inkey "$T/alice.key" \
	-passout pass: -out "$T/p12.crt"
cp "$T/alice.key" "$T/p12.key"
: >"$T/empty.crt" && cp "$T/alice.key" "$T/empty.key"
cp "$T/alice.crt" "$T/none.crt" && : >"$T/none.key"
mkfifo "$T/pipe.crt" && cp "$T/alice.key" "$T/pipe.key"
cp "$T/alice.crt" "$T/fifo.crt" && mkfifo "$T/fifo.key"
chmod 600 "$T"/*.key
chmod 644 "$T/open.key"
cert='tls_client_cert_file of login "work"'
key='tls_client_key_file of login "work"'
before=$(as_count token)
while IFS='|' read -r name what hint; do
	configure tls "$name" "$SILENT"
	run timeout 10 lanyard refresh work
	fails 2 "$(eval "printf '%s' \"$what\"")" "$name"
	[ -z "$hint" ] || like "$err" "^lanyard: hint: .*$hint" 'what to do'
done <<'END'
over|$cert: the certificate in .*/over.crt is over since 2020-01-02 00:00 UTC|openssl x509
early|$cert: the certificate in .*/early.crt is not good before 2099-01-01 00:00 UTC|clock
locked|$key is encrypted|openssl pkey -in KEY -out NEW
open|$key: .*/open.key holds a secret and is open to others|chmod g
public|$key is a public key, not the private one|private key
mixed|$key: the key in .*/mixed.key is not that of the certificate in .*/mixed.crt|must print the same
keyed|$cert: .*/keyed.crt: there is no certificate in it|openssl x509
cut|$cert: .*/cut.crt: it is cut short|
harmed|$cert: .*/harmed.crt: a certificate in it is damaged|
der|$cert: .*/der.crt: there is no certificate in it|openssl x509 -inform DER
p12|$cert: .*/p12.crt: there is no certificate in it|openssl pkcs12 -nokeys
empty|$cert: .*/empty.crt: there is no certificate in it|
none|$key: .*/none.key is empty|
missing|$key: cannot open .*/missing.key: No such file|
pipe|$cert: .*/pipe.crt is a named pipe|
fifo|$key: .*/fifo.key is not a regular file|
END
is "$(as_count token)" "$before" 'none of these has sent a request'

# -- what the configuration says together -------------------------------------

while IFS='|' read -r name lines what; do
	configure tls "$name" "$SILENT $lines"
	run lanyard status
	fails 2 "$what" "$lines"
done <<'END'
-|token_endpoint_auth_method = "tls_client_auth";|needs tls_client_cert_file
-|tls_client_key_file = "/x";|has tls_client_key_file, but no tls_client_cert_file
alice|token_endpoint_auth_method = "tls_client_auth"; client_secret = "x";|by TLS, and a secret, key or client_assertion beside it
END
configure tls - "$SILENT"
run lanyard refresh work
fails 2 'no client secret' 'no certificate at all'
like "$err" 'hint: .*tls_client_cert_file' 'the hint knows of them'
configure tls alice "token_endpoint = \"http://127.0.0.1:1/token\";
	allow_http = true; $SILENT"
sed -i '/issuer/d' "$LANYARD_CONFIG"
run lanyard refresh work
fails 2 'cannot be shown to http://127.0.0.1:1/token, which is not https' \
	'http has no certificates'

# -- doctor ------------------------------------------------------------------

configure tls alice "$SILENT"
run lanyard doctor work
like "$out" '^ok .*; certificate; token_endpoint; ' \
	'doctor: it is good, and the server knows it'
is "$(as_count shown_metadata)" 0 'the metadata are asked for without it'
client soon alice 200101000000Z "$(date -u -d '1 day' +%y%m%d%H%M%SZ)"
configure tls soon "$SILENT"
run lanyard doctor work
run_status 1 'one that ends soon'
like "$out" '^fault certificate .*client certificate in .*/soon.crt is good until 20' \
	'is a fault'
configure tls over "$SILENT"
run lanyard doctor work
run_status 1 'one that is over'
like "$out$err" 'is over since 2020-01-02' 'is a fault'
for name in open keyed missing; do
	configure tls "$name" "$SILENT"
	run lanyard status work
	like "$out$err" "$name\." "status at a file: $name"
done

# -- mtls_endpoint_aliases ------------------------------------------------------

stop_server "$AS_PID"
rm -rf "$LANYARD_STORE"
serve AS_MTLS_ALIAS=1
configure tls alice "$SILENT"
run lanyard refresh work
run_status 0 'a server with another port for certificates'
is "$(as_count alias_token)" "$(as_count token)" 'which is asked for tokens'
is "$(as_count alias_metadata)" 0 'and for nothing else'
run lanyard refresh work
run_status 0 'and again'
is "$(as_count alias_token)" 2 'there'
configure robot - "$SILENT client_secret = \"robot-secret\";"
run lanyard refresh work
run_status 0 'a client without a certificate'
is "$(as_count alias_token)" 2 'is not sent there'
configure tls alice "token_endpoint = \"$AS_URL/token\"; $SILENT"
run lanyard refresh work
fails 4 invalid_client 'a configured endpoint goes before the alias'
is "$(as_count alias_token)" 2 'as it always does'

configure tls alice "$PUSHED"
LANYARD_INTERACTIVE=1 run env NODE_EXTRA_CA_CERTS="$T/own.crt" \
	lanyard login work
run_status 0 'a login by a code'
is "$(as_count alias_token)" 3 'the code goes to the alias'
is "$(as_count alias_pushed_authorization_request)" 1 'so does the request'
is "$(as_count alias_authorization)" 0 'the browser does not'
run lanyard logout work
run_status 0 'a logout'
is "$(as_count alias_revocation)" 2 'so does what is revoked'

stop_server "$AS_PID"
rm -rf "$LANYARD_STORE"
serve AS_MTLS_ALIAS=http
configure tls alice "$SILENT"
run lanyard refresh work
fails 5 "mtls_endpoint_aliases: the metadata's token_endpoint" \
	'an alias of http'
is "$(as_count token)" 0 'gets nothing'
configure robot - "$SILENT client_secret = \"robot-secret\";"
run lanyard refresh work
run_status 0 'which is nothing to others'

done_testing
