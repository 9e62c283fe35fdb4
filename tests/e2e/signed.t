#!/bin/sh
# private_key_jwt (RFC 7523 2.2): a client that signs, with each kind of key, and
# what is wrong with keys. The server verifies each signature.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

# key NAME ARGUMENT...: $T/NAME.pem, and its public part.
key() {
	_key=$1
	shift
	(umask 077 && openssl genpkey "$@" -out "$T/$_key.pem" 2>/dev/null) &&
		openssl pkey -in "$T/$_key.pem" -pubout -out "$T/$_key.pub" ||
		die "a key: $_key"
}
key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key ec -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key ed -algorithm ED25519
key other -algorithm ED25519
start_as AS_SIGNERS="$T/rsa.pub,$T/ec.pub,$T/ed.pub"
export LANYARD_INTERACTIVE=0

# configure NAME [LINE]
configure() {
	cat >"$LANYARD_CONFIG" <<-END
	logins = {
	  signer = {
	    url        = "https://api.example.com";
	    issuer     = "$AS_URL";
	    client_id  = "signer";
	    grant_type = "client_credentials";
	    private_key_file = "$T/$1.pem";
	    ${2-}
	  };
	};
	END
	chmod 600 "$LANYARD_CONFIG"
}

for name in rsa ec ed; do
	for kid in '' "private_key_id = \"$name\";"; do
		configure "$name" "$kid"
		run lanyard refresh signer
		run_status 0 "a key of $name${kid:+, named}"
	done
done
is "$(as_count token_client_credentials)" 6 'six requests were taken'
configure rsa 'token_endpoint_auth_method = "private_key_jwt";'
run lanyard token signer
run_status 0 'the method may be said'
ok 'with a token' test -n "$out"
not_ok 'no key is in the record' grep -q 'PRIVATE KEY' "$LANYARD_STORE/logins/signer"
like "$(cat "$LANYARD_STORE/logins/signer")" \
	'^token_endpoint_auth_method=private_key_jwt$' 'but how'
LANYARD_TRACE=$T/trace run lanyard refresh signer
run_status 0 'traced'
not_ok 'no assertion is in the trace' grep -q 'eyJ' "$T/trace"

# What the server does not know.
configure other
run lanyard refresh signer
run_status 4 'a key that the server does not know'
like "$err" 'login signer: .*invalid_client' 'is told'

# What is wrong with a key, nothing is sent for.
before=$(as_count token)
# refused NAME MODE MESSAGE
refused() {
	chmod "$2" "$T/$1.pem"
	configure "$1"
	run lanyard refresh signer
	run_status 2 "a key: $1"
	like "$err" "lanyard: error: .*$3" 'is told'
	chmod 600 "$T/$1.pem"
	run lanyard status signer
	case $1 in open | none) ;; *) run_status 0 'status reads it' ;; esac
}
openssl pkey -in "$T/ec.pem" -aes128 -passout pass:x -out "$T/locked.pem"
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 \
	-out "$T/short.pem" 2>/dev/null
cp "$T/ec.pub" "$T/public.pem"
cp "$T/ec.pem" "$T/open.pem"
printf 'rubbish\n' >"$T/rubbish.pem"
W='private_key_file of login "signer"'
refused locked 600 "$W is encrypted"
refused short 600 "$W is an RSA key of less than 2048 bits"
refused public 600 "$W has no private key in PEM"
refused rubbish 600 "$W has no private key in PEM"
refused open 644 "$W: .*open.pem"
rm "$T/none.pem" 2>/dev/null
configure none
run lanyard refresh signer
run_status 2 'a key that is not there'
like "$err" "$W: .*none.pem" 'is named'
is "$(as_count token)" "$before" 'and the server was not asked'

# The configuration says what belongs together.
configure ec 'token_endpoint_auth_method = "client_secret_post";'
run lanyard status
run_status 2 'a key and another method'
like "$err" 'private_key_file, which is for token_endpoint_auth_method' 'is told'

done_testing
