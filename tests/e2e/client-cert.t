#!/bin/sh
# Client certificates: git's settings, at two servers that let nobody in without
# one, the authorization server's and git's own, with a real git beside.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/git/env.sh"
. "$TESTS/e2e/proxy.sh"

certificate own IP:127.0.0.1
certificate clients DNS:clients.example.com

# client NAME: a certificate of clients.crt, for CN=NAME.
# shellcheck disable=SC2015 # whatever fails of it
client() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj "/CN=$1" -keyout "$T/$1.key" -out "$T/$1.csr" \
		2>/dev/null &&
		openssl x509 -req -in "$T/$1.csr" -CA "$T/clients.crt" \
			-CAkey "$T/clients.key" -CAcreateserial -days 2 \
			-out "$T/$1.crt" 2>/dev/null &&
		cat "$T/$1.crt" "$T/$1.key" >"$T/$1.pem" ||
		die 'a client certificate is made'
}
client alice
client bob
certificate mallory DNS:mallory.example.com
# shellcheck disable=SC2015 # whatever fails of it
openssl ec -aes128 -passout 'pass:pass word%' -in "$T/alice.key" \
	-out "$T/locked.key" 2>/dev/null &&
	openssl pkcs12 -export -in "$T/alice.crt" -inkey "$T/alice.key" \
		-passout 'pass:pass word%' -out "$T/alice.p12" &&
	openssl ec -in "$T/alice.key" -outform DER -out "$T/alice.der" \
		2>/dev/null || die 'a key is locked'

# door NAME URL [VAR=VALUE...]: what demands a certificate before URL.
door() {
	_door=$1 _behind=$2
	shift 2
	start_server "$_door" mtls.js MTLS_CERT="$T/own.crt" \
		MTLS_KEY="$T/own.key" MTLS_CA="$T/clients.crt" \
		MTLS_TO="${_behind##*:}" "$@"
}
start_as
start_git
make_repo private
door as13 "$AS_URL" MTLS_VERSION=TLSv1.3
as=$server_url as_door=$server_control
door git13 "$GIT_URL"
git=$server_url
repo=$git/private.git
door as12 "$AS_URL" MTLS_VERSION=TLSv1.2
as12=$server_url

# work_conf KEPT [TOKEN-ENDPOINT]
work_conf() {
	conf <<-END
		store_passwords = $1;
		logins = {
		  work = {
		    url = "$git";
		    token_endpoint = "${2:-$as}/token";
		    client_id = "native";
		  };
		};
	END
}
work_conf false
seed
GIT_TERMINAL_PROMPT=0
export GIT_TERMINAL_PROMPT
secret 'pass word%' wr0ng

# settings [KEY VALUE]...: git's of section http, and no others.
settings() {
	rm -f "$GIT_CONFIG_GLOBAL"
	git config --global credential.helper lanyard
	git config --global http.sslCAInfo "$T/own.crt"
	while [ $# -gt 0 ]; do
		git config --global "http.$1" "$2"
		shift 2
	done
}

# -- the two keys, as a path may be written, and the environment -----------

settings sslCert "$T/alice.crt" sslKey "$T/alice.key"
lets 'http.sslCert and http.sslKey'
isnt "$(control "$as_door" count name=client_alice)" 0 'as alice'
settings sslCert "$T/alice.pem"
lets 'both in one file'
# What curl writes there opens every connection to who has recorded it.
run env SSLKEYLOGFILE="$T/keylog" lanyard refresh work
run_status 0 'a refresh where the secrets of TLS are asked for'
not_ok 'they are not written' grep -q . "$T/keylog"
cp "$T/alice.pem" "$HOME/own.pem"
# shellcheck disable=SC2088 # it is git that expands it
settings sslCert '~/own.pem'
lets 'http.sslCert=~/...'
settings
lets 'GIT_SSL_CERT and GIT_SSL_KEY' "GIT_SSL_CERT=$T/alice.crt" \
	"GIT_SSL_KEY=$T/alice.key"
settings sslCert "$T/nobody.crt" sslKey "$T/nobody.key"
lets 'the environment goes first' "GIT_SSL_CERT=$T/alice.crt" \
	"GIT_SSL_KEY=$T/alice.key"
# -- for one URL ------------------------------------------------------------

settings "$as.sslCert" "$T/bob.pem" "$git.sslCert" "$T/alice.pem"
_bobs=$(control "$as_door" count name=client_bob)
lets 'http.URL.sslCert, another one each'
is "$(control "$as_door" count name=client_bob)" $((_bobs + 1)) \
	"the authorization server has seen bob's"
settings https://other.example.com.sslCert "$T/alice.pem"
keeps 4 '127\.0\.0\.1:[0-9]* wants a client certificate' '' "another host's"

# -- a password --------------------------------------------------------------

settings sslCert "$T/alice.crt" sslKey "$T/locked.key" \
	sslCertPasswordProtected true
keeps 2 "the certificate of git's http.sslCert cannot be used" \
	'store_passwords = true' 'a password that nobody keeps'
work_conf true
request store protocol=cert host= username= "path=$T/alice.crt" \
	'password=pass word%'
silent 'the password of a key is stored, as git does it'
lets 'a password that Lanyard keeps'
request store protocol=cert host= username= "path=$T/alice.crt" password=wr0ng
run lanyard refresh work
fails 2 "the certificate of git's http.sslCert cannot be used" 'a wrong one'
like "$err" '^lanyard: hint: .*lanyard erase' 'what to do'
request store protocol=cert host= username= "path=$T/alice.crt" \
	'password=pass word%'
settings sslCert "$T/alice.crt" sslKey "$T/locked.key"
lets GIT_SSL_CERT_PASSWORD_PROTECTED GIT_SSL_CERT_PASSWORD_PROTECTED=1
run timeout 10 lanyard refresh work
fails 2 "the certificate of git's http.sslCert cannot be used" \
	'without sslCertPasswordProtected nobody is asked'
work_conf false

# -- other kinds of files: git 2.47 knows them -----------------------------

use_new_git || die 'a git of today'
settings sslCert "$T/alice.crt" sslKey "$T/alice.der" sslKeyType DER
lets 'http.sslKeyType=DER'
work_conf true
request store protocol=cert host= username= "path=$T/alice.p12" \
	'password=pass word%'
settings sslCert "$T/alice.p12" sslCertType P12 sslCertPasswordProtected true
lets 'http.sslCertType=P12'
run env GIT_SSL_CERT_TYPE=PEM "GIT_SSL_CERT=$T/alice.pem" lanyard refresh work
silent 'GIT_SSL_CERT_TYPE goes first'
work_conf false

# -- what cannot be used ------------------------------------------------------

settings
_refresh=$(field work refresh_token)
keeps 4 "127\.0\.0\.1:${as##*:} wants a client certificate: .*alert" \
	"git's settings name it: git config --global http\.$as/\.sslCert FILE" \
	'none is given'
is "$(field work refresh_token)" "$_refresh" 'the refresh token stays'
settings sslCert "$T/mallory.crt" sslKey "$T/mallory.key"
keeps 5 "no whole answer from 127\.0\.0\.1:${as##*:}" '' \
	"another CA's: node closes without a word"
settings
rm -rf "$LANYARD_STORE"
work_conf false "$as12"
seed
keeps 5 "cannot reach 127\.0\.0\.1:${as12##*:}: .*alert handshake failure" \
	"git's http\.$as12/\.sslCert and sslKey name it" 'none, by TLS 1.2'
settings sslCert "$T/alice.pem"
lets 'one, by TLS 1.2'
rm -rf "$LANYARD_STORE"
work_conf false
seed
settings sslCert "$T/nobody.crt"
keeps 2 "cannot read the certificate or key of git's http.sslCert, $T/nobody.crt: No such file" \
	'' 'no file'
settings sslCert "$T/alice.crt" sslKey "$T/bob.key"
keeps 2 "the certificate of git's http.sslCert cannot be used" 'openssl x509' \
	"another one's key"
settings sslCert "$T/own.key"
keeps 2 "the certificate of git's http.sslCert cannot be used" '' \
	'no certificate'
mkfifo "$T/pipe"
for _key in sslCert sslKey; do
	settings sslCert "$T/alice.crt" "$_key" "$T/pipe"
	run timeout 10 lanyard refresh work
	fails 2 "cannot read the certificate or key of git's http.sslCert: $T/pipe is a named pipe" \
		"a named pipe as http.$_key"
done
settings sslCert ''
keeps 4 '127\.0\.0\.1:[0-9]* wants a client certificate' '' \
	'an empty one is none, as git has it'

# -- who the server must be, where it is, and how it is spoken to --------------

# set_up KEY VALUE...: with alice's certificate.
set_up() {
	settings sslCert "$T/alice.pem" "$@"
}
openssl x509 -in "$T/own.crt" -noout -pubkey >"$T/own.pub"
pin=sha256//$(openssl pkey -pubin -in "$T/own.pub" -outform DER |
	openssl dgst -sha256 -binary | openssl base64)
other=sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
not_pinned='the certificate of 127\.0\.0\.1:[0-9]* is refused: .*pinned'
cp "$T/own.pub" "$HOME/own.pub"
set_up pinnedPubkey "$pin"
lets 'http.pinnedPubkey, the hash'
set_up pinnedPubkey "$other;$pin"
lets 'one of two'
set_up pinnedPubkey "$T/own.pub"
lets 'a file'
# shellcheck disable=SC2088 # it is git that expands it
set_up pinnedPubkey '~/own.pub'
lets 'a file below ~/'
set_up pinnedPubkey "$other"
keeps 5 "$not_pinned" 'pinnedPubkey' "another server's"
set_up pinnedPubkey "$T/none.pub"
keeps 2 "cannot read git's http.pinnedPubkey, .*none\.pub: No such file" \
	'git config --show-origin' 'a file that is not there'
set_up "$as.pinnedPubkey" "$other" "$git.pinnedPubkey" "$pin"
run lanyard refresh work
fails 5 "$not_pinned" 'that of the URL'
set_up pinnedPubkey own.pub
run lanyard refresh work
fails 2 'neither sha256//HASH nor an absolute path: own\.pub' 'a relative one'
like "$err" 'hint: git config --show-origin' 'and where it stands'

set_up sslVersion tlsv1.3
lets 'http.sslVersion=tlsv1.3'
lets 'GIT_SSL_VERSION goes first' GIT_SSL_VERSION=tlsv1.2
rm -rf "$LANYARD_STORE"
work_conf false "$as12"
seed
keeps 5 "cannot reach 127\.0\.0\.1:${as12##*:}: .*alert protocol version" \
	'' 'from a server of TLS 1.2'
set_up sslVersion tlsv1.0
lets 'tlsv1.0 is no less than TLS 1.2'
set_up sslCipherList ECDHE-ECDSA-AES128-GCM-SHA256
lets http.sslCipherList
set_up sslCipherList AES128-SHA
run lanyard refresh work
fails 5 "cannot reach 127\.0\.0\.1:${as12##*:}: .*alert handshake failure" \
	'a cipher that the server has not'
lets 'GIT_SSL_CIPHER_LIST goes first' \
	GIT_SSL_CIPHER_LIST=ECDHE-ECDSA-AES128-GCM-SHA256
set_up sslCipherList none-such
keeps 2 "git's http\.sslCipherList cannot be used: .*none-such" \
	"git config --show-origin --get-regexp 'http\.\*sslCipherList'" \
	'that nobody knows'

certificate named DNS:as.example.com
door named "$AS_URL" MTLS_CERT="$T/named.crt" MTLS_KEY="$T/named.key"
there=as.example.com:${server_url##*:}
cat "$T/own.crt" "$T/named.crt" >"$T/both.crt"
rm -rf "$LANYARD_STORE"
work_conf false "https://$there"
seed
for _values in "$there:127.0.0.1" "as.example.com:1:127.0.0.2 $there:127.0.0.1" \
	"$there:127.0.0.1 git.example.com:443:127.0.0.1"; do
	set_up sslCAInfo "$T/both.crt"
	for _value in $_values; do
		git config --global --add http.curloptResolve "$_value"
	done
	run lanyard refresh work
	silent "http.curloptResolve: $_values"
done
git config --global --add http.curloptResolve ''
run lanyard refresh work
fails 5 'as\.example\.com' 'an empty one takes the others back'
git config --global --add http.curloptResolve no-address
run lanyard refresh work
fails 2 "login work: git's http\.curloptResolve cannot be used: .*no-address" \
	'one that says nothing'
like "$err" "hint: git config --show-origin --get-regexp 'http\.\*curloptResolve'" \
	'and where it is'

# -- every key of git's section has its line in the manual ----------------------

keys=$(sed -n '/^http\.<url>/d; s/^\(http\.[A-Za-z].*\)::$/\1/p' \
	"$TOP"/build/git/tree/Documentation/config/http.* | tr -d ' `' |
	tr ',' '\n' | sed 's/^http\.//')
ok "git's manual has keys" [ "$(echo "$keys" | wc -l)" -gt 30 ]
missing=
for _key in $keys; do
	grep -q "^\.It Li $_key Ta " "$TOP/helper/man/lanyard-troubleshooting.7" ||
		missing="$missing $_key"
done
is "$missing" '' 'and lanyard-troubleshooting(7) says of each whether it counts'

done_testing
