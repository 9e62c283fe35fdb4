#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# The commonest mistakes and failures, each by the verb that meets it first: an
# error is what failed, and why, as a sentence, and not a chain of causes with
# five colons between them.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret rt-before at-before

# colons TEXT: how many causes stand in a row in it. The first belongs to
# "error", and the last, if it is one, to the command to run; what stands in
# parentheses is the server's own.
colons() {
	printf '%s\n' "$1" | sed -n 's/^lanyard: error: //p' | head -n 1 |
		sed -e 's/run: lanyard .*//' -e 's/([^()]*)//g' | grep -o ': ' | wc -l | tr -d ' '
}

# provoked STATUS NAME: by the last run.
provoked() {
	is "$status" "$1" "$2: exit $1" || diag "$err"
	is "$(printf '%s\n' "$err" | grep -c '^lanyard: error: .')" 1 \
		"$2: one error"
	ok "$2: no chain of causes" test "$(colons "$err")" -le 2 ||
		diag "$err"
}

is "$(colons 'lanyard: error: a: b: c: d')" 3 'a chain is one'
is "$(colons 'lanyard: error: a: b; run: lanyard login work')" 1 \
	'the command to run is no cause'

# try STATUS NAME COMMAND...
try() {
	_try=$1 _name=$2
	shift 2
	run timeout 60 "$@" </dev/null
	provoked "$_try" "$_name"
}

# answered STATUS-LINE BODY: login w, whose refresh is answered so.
answered() {
	_body=$(printf '%s' "$2" | base64 -w0 | tr '+/' '-_' | tr -d =)
	at "$FAULT_URL/say/token?status=$1&body=$_body"
}

# at ENDPOINT [LINE...]: login w, due, with that token endpoint.
at() {
	_endpoint=$1
	shift
	conf <<-END
		logins = { w = { url = [ "https://w.example" ];
		  token_endpoint = "$_endpoint"; client_id = "native"; $* }; };
	END
	due "$_endpoint"
}

due() {
	record w client_id=native "token_endpoint=$1" access_token=at-before \
		obtained_at=1000000000 expires_at=1000003600 \
		refresh_token=rt-before generation=1
}

# -- what the server says -----------------------------------------------------

said='"error_description":"grant request is invalid: see the manual"'
for row in '4 invalid_grant' '4 invalid_client' '4 invalid_scope' \
	'4 unauthorized_client' '5 temporarily_unavailable'; do
	answered 400 "{\"error\":\"${row#* }\",$said}"
	try "${row%% *}" "refresh: ${row#* }" lanyard refresh w
	answered 400 "{\"error\":\"${row#* }\",$said}"
	try "${row%% *}" "token: ${row#* }" lanyard token w
done
try 5 'token, within the pause' lanyard token w
answered 503 '<html>'
try 5 '503 with a page' lanyard refresh w
answered 500 oops
try 5 '500' lanyard refresh w
answered 200 '<html>Sign in</html>'
try 5 'a web page' lanyard refresh w
answered 200 '{"access_token":'
try 5 'JSON that is cut' lanyard refresh w
answered 200 '{}'
try 5 'no access_token' lanyard refresh w
answered 302 ''
try 5 'a redirect' lanyard refresh w

# -- what the network says ------------------------------------------------------

at 'http://127.0.0.1:1/token'
try 5 'nobody listens' lanyard refresh w
at 'https://no-such-host.invalid/token'
try 5 'no such host' lanyard refresh w
at "https://${FAULT_URL#http://}/token"
run timeout 60 lanyard refresh w
provoked "$status" 'no TLS there'
at "$FAULT_URL/silence/token" 'timeout_ms = 1000;'
try 5 'no answer' lanyard refresh w
at "$FAULT_URL/reset/token"
try 5 'the connection breaks' lanyard refresh w
at 'https://127.0.0.1:1/token' 'proxy = "http://127.0.0.1:1";'
try 5 'no proxy there' lanyard refresh w
at 'https://127.0.0.1:1/token' "ca_file = \"$T/none.pem\";"
try 2 'no ca_file' lanyard refresh w

# -- what the metadata say -------------------------------------------------------

# issued ISSUER
issued() {
	no_store
	conf <<-END
		logins = { w = { url = [ "https://w.example" ];
		  issuer = "$1"; client_id = "native"; }; };
	END
}
issued http://127.0.0.1:1
try 5 'no issuer there' env LANYARD_INTERACTIVE=1 lanyard login w
issued https://no-such-host.invalid
try 5 'no such issuer' env LANYARD_INTERACTIVE=1 lanyard login w

# -- nobody is there --------------------------------------------------------------

issued https://id.example.com
try 3 'no token' lanyard token w
request get protocol=https host=w.example
provoked 3 'get without a token'
try 3 'a login without a person' lanyard login w
try 3 'CI says no' env CI=1 BROWSER=true lanyard login w

# -- what the person writes --------------------------------------------------------

try 2 'an unknown verb' lanyard tokn w
try 2 'an unknown option' lanyard token --fromat=raw w
try 2 'an unknown login' lanyard token x
try 2 'no URL of a login' lanyard token https://x.example
try 2 'no format' lanyard token --format=xml w
try 2 'no time' lanyard refresh --all --within=soon
try 2 'no machine' lanyard login --for=here w
echo 'logins = { w = { url = "https://w.example" ' | conf
try 2 'a brace is missing' lanyard status
printf 'logins = { w = { url = [ "https://w.example" ]; cleint_id = "x"; }; };\n' | conf
try 2 'an unknown key' lanyard status
printf 'logins = { w = { url = [ 12 ]; client_id = "x"; }; };\n' | conf
try 2 'a wrong type' lanyard status
work_conf
chmod 666 "$LANYARD_CONFIG"
try 2 'a configuration that others may write' lanyard status
at 'https://id.example.com/token' "client_secret_file = \"$T/none\";"
try 2 'no client_secret_file' lanyard refresh w
at 'https://id.example.com/token' 'client_secret_command = [ "false" ];'
run timeout 60 lanyard refresh w
provoked "$status" 'a client_secret_command that fails'
at 'https://id.example.com/token'
record w client_id=other token_endpoint=https://id.example.com/token \
	access_token=at-before refresh_token=rt-before generation=1
try 3 'another client was stored' lanyard token w

# -- what the store is ---------------------------------------------------------------

no_store
: >"$T/file"
try 1 'the store is a file' env LANYARD_STORE="$T/file" lanyard refresh w
try 1 'the store is below a file' env LANYARD_STORE="$T/file/store" lanyard refresh w
no_store
due https://id.example.com/token
chmod 777 "$LANYARD_STORE"
run lanyard refresh w
provoked "$status" 'a store that others may write'
chmod 700 "$LANYARD_STORE"
run lanyard import <"$T/file"
provoked "$status" 'nothing to import'
run lanyard seed w <"$T/file"
provoked "$status" 'no seed'

# -- what other tools ask, and what moves or sets up a login ---------------------

# asked STATUS NAME STDIN COMMAND...: a tool's request on stdin.
asked() {
	_try=$1 _name=$2
	printf '%s' "$3" >"$T/stdin"
	shift 3
	run timeout 60 "$@" <"$T/stdin"
	provoked "$_try" "$_name"
}

no_store
issued https://id.example.com
# docker reads what is wrong on stdout.
for row in 'get https://w.example' 'get' 'gett https://w.example'; do
	printf '%s' "${row#* }" >"$T/stdin"
	run timeout 60 docker-credential-lanyard "${row%% *}" <"$T/stdin"
	is "$status" 1 "docker: $row: exit 1"
	isnt "$out" '' "docker: $row: an error"
	ok "docker: $row: no chain of causes" \
		test "$(colons "lanyard: error: $out")" -le 2 || diag "$out"
done
asked 3 'bazel: no token' '{"uri":"https://w.example/x"}' lanyard bazel get
asked 2 'bazel: no JSON' '{"uri":' lanyard bazel get
asked 2 'bazel: no verb' '' lanyard bazel
asked 2 'kubectl: no login named' '' lanyard kubectl
asked 3 'kubectl: no token' '' lanyard kubectl w
asked 2 'kubectl: an unknown login' '' lanyard kubectl x
asked 2 'headers: no login named' '' lanyard headers
asked 3 'headers: no token' '' lanyard headers w
asked 2 'goauth: no URL' '' lanyard goauth w.example
asked 3 'terraform: no token' '' terraform-credentials-lanyard get w.example
asked 3 'keyring: no token' '' lanyard-keyring get https://w.example w
asked 2 'exec: no command' '' lanyard exec
asked 3 'exec: no token' '' lanyard exec --env A=w -- true
asked 2 'exec: no variable' '' lanyard exec --env A -- true
asked 2 'file: no path' '' lanyard file w
asked 3 'file: no token' '' lanyard file w "$T/token"
asked 3 'curl: no token' '' lanyard curl https://w.example/
asked 2 'curl: no login answers' '' lanyard curl https://x.example/
asked 3 'export: no token' '' lanyard export w
asked 2 'export: an unknown login' '' lanyard export x
asked 2 'export: an unknown option' '' lanyard export --mve w
asked 2 'import: no record' 'hello' lanyard import
asked 2 'import: half a record' 'name=w
' lanyard import
asked 2 'import: nothing to undo' '' lanyard import --undo x
asked 2 'setup: no URL' '' lanyard setup w.example/%
asked 2 'setup: an unknown option' '' lanyard setup --nme=w https://w.example
asked 2 'setup: no host' '' lanyard setup https://
asked 2 'serve: no URL' '' lanyard serve --socket

done_testing
