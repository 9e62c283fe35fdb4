#!/bin/sh
# private_key_jwt (RFC 7523 2.2): a client that signs, with each kind of key, and
# what is wrong with keys. The server verifies each signature.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
feature 'private_key_jwt (RFC 7523 2.2)' oidc-provider

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

# The same keys as JSON Web Keys (RFC 7517), alone and in a set.
# jwk NAME... : them, a line each, their names as kid.
jwk() {
	for _name in "$@"; do
		node -e '
const { createPrivateKey } = require("node:crypto");
const [file, kid] = process.argv.slice(1);
const key = createPrivateKey(require("node:fs").readFileSync(file));
console.log(JSON.stringify({ kid, ...key.export({ format: "jwk" }) }));
' "$T/$_name.pem" "$_name" 9>&-
	done
}
# as_key NAME: standard input is the file of a key of that name.
as_key() {
	(umask 077 && cat >"$T/$1.pem")
}
for name in rsa ec ed; do
	jwk "$name" | as_key "$name-jwk"
	configure "$name-jwk"
	run lanyard refresh signer
	run_status 0 "a JSON Web Key of $name, with its kid"
done
printf '{"keys":[%s]}' "$(jwk ec)" | as_key set
configure set
run lanyard refresh signer
run_status 0 'a set with one key'
printf ' \n{ "keys": [%s] }\n' "$(jwk rsa ec ed | paste -sd,)" | as_key sets
configure sets 'private_key_id = "ed";'
run lanyard refresh signer
run_status 0 'one of a set, by its kid'
before=$(as_count token)
# jwk_refused NAME MESSAGE [LINE]
jwk_refused() {
	configure "$1" "${3-}"
	run lanyard refresh signer
	run_status 2 "a JSON Web Key: $1"
	like "$err" "lanyard: error: .*private_key_file of login \"signer\".*$2" \
		'is told'
}
jwk rsa ec >"$T/two"
printf '{"keys":[%s]}' "$(paste -sd, "$T/two")" | as_key two
jwk_refused two 'keys that sign, .*; their kid: rsa, ec'
printf '{"keys":[%s]}' "$(paste -sd, "$T/two")" | as_key three
jwk_refused three 'without a key of kid ed, .* it has rsa, ec' \
		'private_key_id = "ed";'
jwk ec | sed 's/"d":"[^"]*"/"e":"x"/' | as_key public-jwk
jwk_refused public-jwk 'is a public key only: it has no "d"'
jwk ec | sed 's/{/{"use":"enc",/' | as_key enc
jwk_refused enc 'is a key of "use":"enc", not for signatures'
jwk ec | sed 's/P-256/P-384/' | as_key p384
jwk_refused p384 'is a key of "crv":"P-384"'
jwk ec | sed 's/"EC"/"oct"/' | as_key oct
jwk_refused oct 'is a shared secret'
jwk ec | head -c 90 | as_key cut
jwk_refused cut 'JSON'
echo '{}' | as_key object
jwk_refused object 'is JSON, but neither a JSON Web Key'
echo '{"keys":[]}' | as_key empty
jwk_refused empty 'is a set without a key'
echo '[]' | as_key list
jwk_refused list 'has no private key in PEM'
not_ok 'no key was quoted' grep -q -F -e "$(sed 's/.*"d":"//; s/".*//' "$T/ec-jwk.pem")" "$T/err"
is "$(as_count token)" "$before" 'nothing was sent'

# Keys that no file has: the agent's, and a command's.
agent() {
	sed "s|private_key_file.*|$1 ${2-}|" "$LANYARD_CONFIG" >"$T/conf" &&
		cat "$T/conf" >"$LANYARD_CONFIG"
}
# OpenSSH's programs want a user whom the system knows, as a namespace may not.
if ssh-keygen -q -t ed25519 -N '' -f "$T/openssh.pem" 2>"$T/ssh.err"; then
	# It ends with this shell, as it waits for a reader of its life.
	ssh-agent -a "$T/agent" sh -c 'cat >/dev/null' <"$T/life" >/dev/null &
	export SSH_AUTH_SOCK="$T/agent"
	ssh-keygen -q -t rsa -b 2048 -N '' -f "$T/held" -C held
	n=0
	until ssh-add -q "$T/held" 2>/dev/null || [ $((n += 1)) -gt 100 ]; do
		sleep 0.1
	done
	ssh-keygen -e -m PKCS8 -f "$T/held.pub" >"$T/held.pem.pub"
	fingerprint=$(ssh-add -l | sed 's/^[0-9]* //; s/ .*//')
	rm "$T/held"
	stop_server "$AS_PID"
	start_as AS_SIGNERS="$T/rsa.pub,$T/ec.pub,$T/ed.pub,$T/held.pem.pub"
	for name in held "$fingerprint"; do
		configure rsa
		agent "private_key_agent = \"$name\";"
		run lanyard refresh signer
		run_status 0 "a key of ssh-agent's: ${name%%:*}"
	done
	is "$(as_count token_client_credentials)" 2 'the server has verified them'
	before=$(as_count token)
	agent_refused() {
		run lanyard refresh signer
		run_status 2 "$1"
		like "$err" "$2" 'is told'
		is "$(as_count token)" "$before" 'and nothing is sent'
	}
	configure rsa
	agent 'private_key_agent = "another";'
	agent_refused 'a key that it has not' \
		'private_key_agent of login "signer": the ssh-agent has no key "another"'
	configure rsa
	agent 'private_key_agent = "held";'
	SSH_AUTH_SOCK=$T/none agent_refused 'no agent' 'there is no ssh-agent at .*/none'
else
	skip 'keys of an ssh-agent' "$(cat "$T/ssh.err")"
fi

SIGN="[ \"openssl\", \"dgst\", \"-sha256\", \"-sign\", \"$T/rsa.pem\" ];"
configure rsa
agent "sign_command = $SIGN"
run lanyard refresh signer
run_status 0 'a command that signs'
configure ec
agent "sign_command = [ \"openssl\", \"dgst\", \"-sha256\", \"-sign\", \"$T/ec.pem\" ];" \
	'token_endpoint_auth_signing_alg = "ES256";'
run lanyard refresh signer
run_status 0 'one that writes DER'
before=$(as_count token)
for bad in 'false|ended with status 1' 'echo|wrote no RS256 signature' \
	'/nonexistent|cannot run sign_command'; do
	configure rsa
	agent "sign_command = [ \"${bad%%|*}\" ];"
	agent_refused "a command: ${bad%%|*}" "sign_command of login \"signer\".*${bad#*|}|${bad#*|} of login"
done

# Another algorithm than the key's first; and a secret that signs.
configure rsa 'token_endpoint_auth_signing_alg = "PS256";'
run lanyard refresh signer
run_status 0 'PS256'
configure ed 'token_endpoint_auth_signing_alg = "PS256";'
before=$(as_count token)
agent_refused 'what the key cannot' 'key that signs with EdDSA'
cat >"$LANYARD_CONFIG" <<-END
logins = {
  signer = {
    url = "https://api.example.com"; issuer = "$AS_URL"; client_id = "hmac";
    grant_type = "client_credentials";
    token_endpoint_auth_method = "client_secret_jwt";
    client_secret = "a secret of 32 bytes and more, as HS256 wants it";
  };
};
END
run lanyard refresh signer
run_status 0 'client_secret_jwt'

# A server that takes PS256 alone: its metadata say so, and it is remembered.
stop_server "$AS_PID"
start_as AS_SIGNERS="$T/rsa.pub,$T/ed.pub" AS_SIGNING_ALGS=PS256,EdDSA
configure rsa
run lanyard refresh signer
run_status 0 'PS256, as the metadata have it'
run lanyard refresh signer
run_status 0 'and again, without them'
like "$(cat "$LANYARD_STORE/logins/signer")" \
	'^token_endpoint_auth_signing_alg=PS256$' 'since the record knows'

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
refused public 600 "$W is a public key, not the private one"
refused rubbish 600 "$W has no private key in PEM"
# What people take for a key, and what a CI makes of one.
cp "$T/rsa.pub" "$T/rsapub.pem"
openssl req -x509 -key "$T/rsa.pem" -subj /CN=x -days 2 -out "$T/crt.pem" \
	2>/dev/null
openssl pkey -in "$T/rsa.pem" -outform DER -out "$T/der.pem"
openssl pkcs12 -export -nocerts -inkey "$T/rsa.pem" -passout pass:x \
	-out "$T/p12.pem"
head -n 5 "$T/rsa.pem" >"$T/cut.pem"
tr '\n' ' ' <"$T/rsa.pem" >"$T/oneline.pem"
sed 's/$/\\n/' "$T/rsa.pem" | tr -d '\n' >"$T/escaped.pem"
base64 -w 0 "$T/rsa.pem" >"$T/base64.pem"
iconv -f ASCII -t UTF-16 "$T/rsa.pem" >"$T/utf16.pem"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 \
	-out "$T/p384.pem" 2>/dev/null
openssl genpkey -algorithm X25519 -out "$T/x25519.pem" 2>/dev/null
refused rsapub 600 "$W is a public key, not the private one"
if [ -f "$T/openssh.pem" ]; then
	cp "$T/openssh.pem.pub" "$T/sshpub.pem"
	refused openssh 600 "$W is a key of OpenSSH's own form, not in PEM"
	refused sshpub 600 "$W is a public key of OpenSSH, not the private one"
fi
refused crt 600 "$W is a certificate, not its private key"
refused der 600 "$W is in DER, or PKCS#12, and not in PEM"
refused p12 600 "$W is in DER, or PKCS#12, and not in PEM"
refused cut 600 "$W has a private key in PEM that is cut short or damaged"
refused oneline 600 "$W has lost its line breaks"
refused escaped 600 "$W has its line breaks as .n"
refused base64 600 "$W is PEM in base64 once more"
refused utf16 600 "$W is UTF-16, not text in ASCII"
refused p384 600 "$W is an EC key of another curve than P-256"
refused x25519 600 "$W is a key of another kind than RSA, P-256 or Ed25519"
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
