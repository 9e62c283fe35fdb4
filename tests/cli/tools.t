#!/bin/sh
# The helper protocols of other programs: each as its documentation has it, by
# verb and by name, with what is malformed and with what is not known. The
# programs themselves are in tests/consumers.
# shellcheck disable=SC1091,SC2086,SC2089,SC2090,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

cat >"$LANYARD_CONFIG" <<'END'
store_passwords = true;
logins = {
  one = {
    url       = "https://reg.example:8443";
    issuer    = "https://id.example.com";
    client_id = "c";
  };
  go = {
    url       = "https://go.example/team";
    issuer    = "https://id.example.com";
    client_id = "c";
    basic_username = "oauth2";
  };
  none = {
    url       = "https://none.example";
    issuer    = "https://id.example.com";
    client_id = "c";
  };
};
END
chmod 600 "$LANYARD_CONFIG"
# Only a token whose end is known to be within a year is taken from a seed.
later=$(($(date +%s) + 86400))
when=$(date -u -d "@$later" +%Y-%m-%dT%H:%M:%SZ)
for login in one go; do
	printf 'refresh_token=rt-%s-0123456789\naccess_token=at-%s"\\x\nexpires_at=%s\n' \
		"$login" "$login" "$later" | lanyard seed "$login" ||
		die "seed $login"
done
export LANYARD_INTERACTIVE=0

# asks INPUT STATUS OUTPUT NAME COMMAND...: INPUT is printf's.
asks() {
	# shellcheck disable=SC2059 # it is a format
	printf "$1" >"$T/in"
	_status=$2 _out=$3 _name=$4
	shift 4
	run "$@" <"$T/in"
	run_status "$_status" "$_name"
	is "$out" "$_out" "$_name: what is said"
}

# -- docker ----------------------------------------------------------------
D=docker-credential-lanyard
MISS='credentials not found in native keychain'
asks 'reg.example:8443' 0 \
	'{"ServerURL":"reg.example:8443","Username":"oauth2","Secret":"at-one\"\\x"}' \
	'docker get' $D get
is "$err" '' 'and nothing on stderr'
asks 'https://reg.example:8443/v1/\n' 0 \
	'{"ServerURL":"https://reg.example:8443/v1/","Username":"oauth2","Secret":"at-one\"\\x"}' \
	'docker get of a URL, with a line feed' $D get
asks 'reg.example:8443' 0 \
	'{"ServerURL":"reg.example:8443","Username":"oauth2","Secret":"at-one\"\\x"}' \
	'lanyard docker get is the same' lanyard docker get
for server in reg.example other.example REG.EXAMPLE http://reg.example:8443; do
	asks "$server" 1 "$MISS" "docker get $server" $D get
done
asks 'REG.example:8443' 0 \
	'{"ServerURL":"REG.example:8443","Username":"oauth2","Secret":"at-one\"\\x"}' \
	'a host is the same in upper case' $D get
asks '' 1 'no credentials server URL' 'docker get of nothing' $D get
asks '\n' 1 'no credentials server URL' 'docker get of an empty line' $D get
asks 'a b:c' 1 "$MISS" 'docker get of what is no server' $D get
asks 'none.example' 1 \
	'login none has no token: LANYARD_INTERACTIVE says that nobody is here to log in; run: lanyard login none' \
	'docker get where a login is needed' $D get
asks '{"ServerURL":"p.example","Username":"\\u003ctoken\\u003e","Secret":"p w"}\n' \
	0 '' 'docker store' $D store
asks 'p.example' 0 \
	'{"ServerURL":"p.example","Username":"<token>","Secret":"p w"}' \
	'and its get' $D get
asks '{"Username":"u","Secret":"s"}' 1 'no credentials server URL' \
	'docker store without a server' $D store
asks '{"ServerURL":"p.example","Secret":"s"}' 1 'no credentials username' \
	'docker store without a user' $D store
asks '{"ServerURL":"p.example","Username":"u"}' 1 'no credentials secret' \
	'docker store without a secret' $D store
asks '{"ServerURL":"p.example","Username":"u","Secret":""}' 1 \
	'no credentials secret' 'docker store of an empty one' $D store
asks '{"x":{"ServerURL":"p.example","Username":"u","Secret":"s"}}' 1 \
	'no credentials server URL' 'docker store of one further in' $D store
asks '{"ServerURL":"p.example","Username":"u","Secret":"a\\nb"}' 1 \
	"a line break, or another character that git's protocol cannot carry, is in server, user or secret: nothing is kept" \
	'docker store of a secret with a line break' $D store
asks '{"ServerURL":' 1 'what is to be stored is no JSON object' \
	'docker store of what is no JSON' $D store
asks '{"ServerURL":"reg.example:8443","Username":"u","Secret":"s"}' 1 \
	"a login of lanyard's answers for this server; lanyard login changes its account" \
	'docker store where a login answers' $D store
asks 'unused' 0 \
	'{"reg.example:8443":"oauth2","go.example/team":"oauth2","p.example":"<token>"}' \
	'docker list: logins and passwords' $D list
# What is listed is found, under that name and with that user (docker build).
asks '{"ServerURL":"https://index.docker.io/v1/","Username":"h\\"u","Secret":"s"}' \
	0 '' "docker store of Docker Hub's" $D store
asks '{"ServerURL":"http://plain.example:5000","Username":"u","Secret":"s"}' \
	0 '' 'docker store of a server of http' $D store
asks '{"ServerURL":"p.example","Username":"second","Secret":"s"}' 0 '' \
	'docker store of a second user' $D store
printf 'url=https://gone.example\nusername=u\npassword=p\npassword_expiry_utc=1\n' |
	git-credential-lanyard store
run $D list
like "$out" '"https://index.docker.io/v1/":"h\\"u"' \
	'docker list has the name that docker has for Docker Hub'
like "$out" '"http://plain.example:5000":"u"' 'and http as it was stored'
unlike "$out" 'gone.example' 'and nothing that is over'
is "$(printf %s "$out" | grep -o '"p.example"' | wc -l)" 1 'and no server twice'
printf '%s\n' "$out" | tr '{,' '\n\n' | sed -n 's/^"\(.*\)":"\(.*\)"}*$/\1 \2/p' \
	>"$T/listed"
is "$(wc -l <"$T/listed")" 5 'five'
while read -r server user; do
	run sh -c 'printf %s "$1" | docker-credential-lanyard get' - "$server"
	like "$out" "^\{\"ServerURL\":\"$server\",\"Username\":\"$(
		printf %s "$user" | sed 's/\\/\\\\/g')\"," \
		"docker get of $server, as listed"
	case $server in
	reg.* | go.* | p.example) ;;
	*) asks "$server" 0 '' "docker erase $server" $D erase ;;
	esac
done <"$T/listed"
for server in p.example p.example http://p.example https://p.example; do
	asks "$server" 0 '' "docker erase $server" $D erase
done
asks 'p.example' 1 "$MISS" 'and it is gone' $D get
asks 'unused' 0 '{"reg.example:8443":"oauth2","go.example/team":"oauth2"}' \
	'docker list without it' $D list
asks '' 1 'no credentials server URL' 'docker erase of nothing' $D erase
asks '' 0 "$D $(lanyard --version | sed 's/lanyard //')" 'docker version' \
	$D version
asks '' 1 'usage: docker-credential-lanyard get|store|erase|list|version' \
	'docker without a word' $D
asks '' 1 'usage: docker-credential-lanyard get|store|erase|list|version' \
	'docker with two' $D get x
asks 'x' 1 'unknown credential action; fetch' 'docker with another' $D fetch
dd if=/dev/zero bs=1024 count=70 2>/dev/null | tr '\0' x >"$T/long"
run $D get <"$T/long"
run_status 1 'docker get of 70 kB'
is "$out" 'the question on stdin is too long' 'is said so'
sed -i 's/store_passwords = true/store_passwords = false/' "$LANYARD_CONFIG"
asks '{"ServerURL":"p.example","Username":"u","Secret":"s"}' 1 \
	'lanyard keeps no password for this server; lanyard.conf needs store_passwords = true' \
	'docker store where no password is kept' $D store

# -- cargo -------------------------------------------------------------------
# cargo KIND URL [MORE]: a question.
question() {
	printf '{"v":1,"registry":{"index-url":"%s","name":"my","headers":["Server: x"]},"kind":"%s","operation":"read"%s}\n' \
		"$2" "$1" "${3-}"
}
HELLO='{"v":[1]}'
URL=sparse+https://reg.example:8443/index/
GOT='{"Ok":{"kind":"get","token":"Bearer at-one\"\\x","cache":"expires","expiration":'$later',"operation_independent":true}}'
C='cargo-credential-lanyard --cargo-plugin'
question get $URL >"$T/q"
run $C <"$T/q"
run_status 0 'cargo get'
is "$out" "$HELLO
$GOT" 'the token, with its expiry'
question get $URL >>"$T/q"
run $C <"$T/q"
is "$out" "$HELLO
$GOT
$GOT" 'two questions are answered twice'
question get https://other.example/ >"$T/q"
run $C <"$T/q"
run_status 0 'cargo get of another registry'
is "$out" "$HELLO
{\"Err\":{\"kind\":\"url-not-supported\"}}" 'is for the next provider'
question get https://none.example/ >"$T/q"
run $C <"$T/q"
run_status 0 'cargo get where a login is needed'
like "$out" '^{"Err":{"kind":"other","message":"login none has no token: [^"]*run: lanyard login none","caused-by":\[\]}}$' \
	'has message and command'
question login $URL ',"token":"t"' >"$T/q"
run $C <"$T/q"
is "$out" "$HELLO
{\"Err\":{\"kind\":\"operation-not-supported\"}}" \
	'cargo login with a token is not supported'
question logout https://other.example/ >"$T/q"
run $C <"$T/q"
is "$out" "$HELLO
{\"Err\":{\"kind\":\"not-found\"}}" 'cargo logout of what is not there'
question owners $URL >"$T/q"
run $C <"$T/q"
is "$out" "$HELLO
{\"Err\":{\"kind\":\"operation-not-supported\"}}" 'another kind'
for text in '{' '[]' '{"v":1,"kind":"get"}' 'x'; do
	printf '%s\n' "$text" >"$T/q"
	run $C <"$T/q"
	run_status 0 "cargo asks $text"
	is "$(echo "$out" | sed 1d)" \
		"{\"Err\":{\"kind\":\"other\",\"message\":\"cargo's question cannot be read: it is no JSON object with kind and index-url\",\"caused-by\":[]}}" \
		'and is told'
done
# Another version is not answered as this one, whatever the rest looks like.
# VERSION|MESSAGE|CAUSE
while IFS='|' read -r version message cause; do
	question get $URL | sed "s/\"v\":1,/$version/" >"$T/q"
	question get $URL >>"$T/q"
	run $C <"$T/q"
	run_status 0 "cargo asks with ${version:-no v}"
	is "$out" "$HELLO
{\"Err\":{\"kind\":\"other\",\"message\":\"$message\",\"caused-by\":[${cause:+\"$cause\"}]}}
$GOT" 'is told, and the next question answered'
done <<'END'
"v":2,|unsupported protocol version 2|lanyard speaks version 1
"v":0,|unsupported protocol version 0|lanyard speaks version 1
"v":-1,|unsupported protocol version -1|lanyard speaks version 1
"v":1.0,|unsupported protocol version 1.0|lanyard speaks version 1
"v":11,|unsupported protocol version 11|lanyard speaks version 1
"v":1e0,|unsupported protocol version 1e0|lanyard speaks version 1
"v":"1",|cargo's question cannot be read: it says no protocol version (v)|
"v":null,|cargo's question cannot be read: it says no protocol version (v)|
"v":[1],|cargo's question cannot be read: it says no protocol version (v)|
"v":true,|cargo's question cannot be read: it says no protocol version (v)|
"v":1,"v":2,|cargo's question cannot be read: it says no protocol version (v)|
|cargo's question cannot be read: it says no protocol version (v)|
END
asks '' 0 "$HELLO" 'cargo asks nothing' $C
asks '' 2 '' 'cargo-credential-lanyard by hand' cargo-credential-lanyard
like "$err" 'credential-provider = \["cargo-credential-lanyard"\]' \
	'says where it belongs'

printf '%s\n' '{"v":1,"args":{"kind":"get"},"registry":{"index-url":"'$URL'"}}' \
	'{"v":1,"kind":"get","index-url":"'$URL'"}' >"$T/q"
run $C <"$T/q"
is "$(echo "$out" | grep -c 'cannot be read')" 2 \
	'what cargo has in another place is not its question'

# -- kubectl -----------------------------------------------------------------
# info VERSION INTERACTIVE [SERVER]
info() {
	KUBERNETES_EXEC_INFO='{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/'$1'","spec":{'${3:+'"cluster":{"server":"'$3'"},'}'"interactive":'$2'}}'
	export KUBERNETES_EXEC_INFO
}
cred() {
	printf '{"apiVersion":"client.authentication.k8s.io/%s","kind":"ExecCredential","status":{"token":"at-one\\"\\\\x","expirationTimestamp":"%s"}}' \
		"$1" "$when"
}
asks '' 0 "$(cred v1)" 'kubectl NAME without a question' lanyard kubectl one
info v1 true
asks '' 0 "$(cred v1)" 'kubectl NAME' lanyard kubectl one
info v1beta1 true
asks '' 0 "$(cred v1beta1)" 'in the version that is asked for' \
	lanyard kubectl one
info v1 true https://reg.example:8443
asks '' 0 "$(cred v1)" 'the login of its server' lanyard kubectl
info v1 true
asks '' 2 '' 'no login is said' lanyard kubectl
like "$err" 'args: \[kubectl, NAME\], or provideClusterInfo: true' \
	'with the way out'
KUBERNETES_EXEC_INFO='{"apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":{"config":{"server":"https://reg.example:8443"}}}}'
asks '' 2 '' "a server in the cluster's own configuration is none" lanyard kubectl
info v1 true ''
KUBERNETES_EXEC_INFO='{"spec":{"cluster":{"server":""}}}'
asks '' 2 '' 'a server without a name' lanyard kubectl
like "$err" 'which login is meant is not said' 'is none'
info v2 true
asks '' 2 '' 'a version that is not known' lanyard kubectl one
like "$err" 'apiVersion: client.authentication.k8s.io/v1' 'with a known one'
for text in '{"kind":"ExecCredential"}' '{"kind":"ExecCredential","apiVersion":1}' \
	'{"apiVersion":""}' '{"apiVersion":"v1"}' \
	'{"apiVersion":"client.authentication.k8s.io/V1"}' \
	'{"apiVersion":"client.authentication.k8s.io/v1alpha1"}' \
	'{"apiVersion":["client.authentication.k8s.io/v1"]}' \
	'{"apiVersion":"other.k8s.io/v1"}'; do
	KUBERNETES_EXEC_INFO=$text
	asks '' 2 '' "in a version that is not known: $text" lanyard kubectl one
	like "$err" 'apiVersion: client.authentication.k8s.io/v1' \
		'with a known one'
done
for kind in Secret execcredential ''; do
	KUBERNETES_EXEC_INFO='{"apiVersion":"client.authentication.k8s.io/v1","kind":"'$kind'"}'
	asks '' 2 '' "for something else: $kind" lanyard kubectl one
	like "$err" 'something else than an ExecCredential' 'is told'
done
info v1 false
LANYARD_INTERACTIVE=1
asks '' 3 '' 'nobody may be asked, whatever else says so' lanyard kubectl none
LANYARD_INTERACTIVE=0
KUBERNETES_EXEC_INFO='{'
asks '' 2 '' 'KUBERNETES_EXEC_INFO is no JSON' lanyard kubectl one
like "$err" 'KUBERNETES_EXEC_INFO is no JSON object' 'and is named'
unset KUBERNETES_EXEC_INFO
asks '' 2 '' 'an unknown login' lanyard kubectl nobody
asks '' 2 '' 'two logins' lanyard kubectl one go

# -- Bazel -------------------------------------------------------------------
B='{"headers":{"Authorization":["Bearer at-one\"\\x"]},"expires":"'$when'"}'
asks '{"uri":"https://reg.example:8443/x/y"}' 0 "$B" 'bazel get' \
	lanyard bazel get
asks '{"uri":"grpcs://reg.example:8443/Service","more":1}' 0 "$B" \
	'of grpcs, with what is not known' lanyard bazel get more
asks '{"uri":"https://other.example/"}' 0 '{}' 'none is needed' \
	lanyard bazel get
asks '{"uri":"https://none.example/"}' 3 '' 'a login is needed' \
	lanyard bazel get
like "$err" 'lanyard login none' 'and stderr has the command'
for text in '' '{' '{}' '{"uri":""}' '{"uri":1}'; do
	asks "$text" 2 '' "bazel asks $text" lanyard bazel get
done
asks '{"uri":"https://reg.example:8443/"}' 2 '' 'bazel without get' \
	lanyard bazel

# -- go ----------------------------------------------------------------------
asks '' 0 '' 'goauth without a URL' lanyard goauth
printf 'HTTP/1.1 401 Unauthorized\nWww-Authenticate: Basic\n\n' >"$T/in"
run lanyard goauth https://go.example/team/mod/@v/list <"$T/in"
run_status 0 'goauth URL'
printf 'https://go.example/team\n\nAuthorization: Bearer at-go"\\x\n\n' \
	>"$T/want"
same "$T/out" "$T/want" 'for what the login answers, byte for byte'
run lanyard goauth https://reg.example:8443/mod
printf 'https://reg.example:8443\n\nAuthorization: Bearer at-one"\\x\n\n' \
	>"$T/want"
same "$T/out" "$T/want" 'a whole host'
asks '' 0 '' 'goauth of what is not known' lanyard goauth https://other.example/
asks '' 2 '' 'goauth of http' lanyard goauth http://go.example/team
asks '' 2 '' 'goauth of two' lanyard goauth https://a.example https://b.example

# -- terraform ---------------------------------------------------------------
TF=terraform-credentials-lanyard
asks '' 0 '{"token":"at-one\"\\x"}' 'terraform get' $TF get reg.example:8443
asks '' 0 '{"token":"at-one\"\\x"}' 'behind arguments of its configuration' \
	$TF --x y get reg.example:8443
asks '' 0 '{}' 'none is known' $TF get other.example
asks '' 3 '' 'a login is needed' $TF get none.example
isnt "$err" '' 'and stderr is not empty'
asks '{"token":"t"}' 2 '' 'terraform store' $TF store reg.example:8443
like "$err" 'lanyard login' 'is told what to do'
asks '' 0 '' 'terraform forget of what is not there' $TF forget other.example
asks '' 2 '' 'terraform with one word' $TF get
asks '' 2 '' 'terraform with another verb' $TF list x

# -- keyring -----------------------------------------------------------------
K=lanyard-keyring
asks '' 0 'at-one"\x' 'keyring get' $K get https://reg.example:8443/simple/ oauth2
asks '' 0 'at-one"\x' 'keyring get of a host' $K get reg.example:8443 oauth2
asks '' 0 'oauth2
at-one"\x' 'keyring get --mode creds' \
	$K --mode creds get https://reg.example:8443/simple/
asks '' 0 'oauth2
at-one"\x' 'with the option behind' \
	$K get https://reg.example:8443/simple/ --mode=creds
asks '' 1 '' 'none is known' $K get https://other.example/ u
is "$err" '' 'and nothing is said'
asks '' 3 '' 'a login is needed' $K get https://none.example/ u
for words in '' 'get' 'get x' 'set x y' 'get x y z' '--mode x get y'; do
	# shellcheck disable=SC2086 # several words
	asks '' 2 '' "keyring $words" $K $words
done

# -- askpass -----------------------------------------------------------------
A=lanyard-askpass
U=https://reg.example:8443
asks '' 0 'oauth2' 'askpass for the user' $A "Username for '$U': "
asks '' 0 'at-one"\x' 'for the password' \
	$A "Password for 'https://oauth2@reg.example:8443': "
asks '' 0 'oauth2' 'in another language' $A "Benutzername fuer '$U': "
asks '' 0 'at-one"\x' 'the password in another language' \
	$A "Passwort fuer 'https://oauth2@reg.example:8443': "
for prompt in "Username for 'https://other.example': " \
	"Password for 'https://u@other.example': " \
	"Enter passphrase for key '/home/u/.ssh/id': " \
	"u@host's password: " "[sudo] password for u: " "'" "''" '' \
	"Password for 'ssh://reg.example:8443': "; do
	asks '' 1 '' "askpass is silent: $prompt" $A "$prompt"
	is "$err" '' 'on stderr, too'
done
asks '' 1 '' 'askpass without a prompt' $A
asks '' 0 'oauth2' 'askpass, in small letters' $A "username for '$U': "
asks '' 0 'at-one"\x' 'also for the password' $A "password for '$U': "

# -- headers and pnpm --------------------------------------------------------
asks '' 0 '{"Authorization":"Bearer at-one\"\\x"}' 'headers URL' \
	lanyard headers $U/mcp
asks '' 2 '' 'headers of what is not known' lanyard headers https://other.example
like "$err" 'run: lanyard setup https://other.example$' 'has the command for it'
asks '' 2 '' 'headers of a path that is not known' lanyard headers \
	https://other.example/mcp/x
like "$err" 'run: lanyard setup https://other.example/mcp/x$' 'with the path'
asks '' 2 '' 'headers of another path of a known host' lanyard headers \
	https://go.example/mcp
like "$err" 'login go answers https://go.example/team' 'names the login'
asks '' 2 '' 'headers of what a shell would read' lanyard headers \
	'https://other.example/$(x)'
unlike "$err" 'setup .*[$]' 'has no such command'
asks '' 2 '' 'headers of nothing' lanyard headers
ln -s "$BUILD/lanyard" "$T/lanyard-pnpm-one"
asks '' 0 'Bearer at-one"\x' 'pnpm, by its name' "$T/lanyard-pnpm-one"
ln -s "$BUILD/lanyard" "$T/lanyard-pnpm-"
asks '' 2 '' 'pnpm, with no name' "$T/lanyard-pnpm-"
asks '' 0 'Bearer at-one"\x' 'lanyard pnpm NAME' lanyard pnpm one

# -- exec --------------------------------------------------------------------
# shellcheck disable=SC2016 # the inner shell's
asks '' 0 'at-one"\x|Bearer at-go"\x' 'exec' lanyard exec --env A=one \
	--env=B=go:value -- sh -c 'printf %s "$A|$B"'
# shellcheck disable=SC2016
asks '' 0 'at-go"\x' 'exec with a URL' lanyard exec \
	--env A=https://go.example/team sh -c 'printf %s "$A"'
asks 'in\n' 0 'in' 'stdin is the command'"'"'s' lanyard exec -- cat
asks '' 7 '' 'its status is the command'"'"'s' lanyard exec -- sh -c 'exit 7'
asks '' 143 '' 'and its signal' sh -c \
	'lanyard exec -- sh -c "kill -TERM \$\$" & wait $!'
asks '' 0 '--quiet -h' 'its options are the command'"'"'s' \
	lanyard exec -- echo --quiet -h
# Exit statuses and signals are the command's, also those that are ignored.
for _n in 0 1 3 5 125 255; do
	run lanyard exec --env A=one -- sh -c "exit $_n"
	run_status "$_n" "exec: exit status $_n"
done
while read -r signal number; do
	run sh -c 'lanyard exec --env A=one -- sh -c "kill -$1 \$\$"; exit $?' - "$signal"
	run_status "$number" "exec: SIG$signal ends it"
	run sh -c 'trap "" "$1"; lanyard exec --env A=one -- sh -c "kill -$1 \$\$; echo ignored"' - "$signal"
	is "$out" ignored "and one that is ignored stays so"
done <<'END'
HUP 129
INT 130
QUIT 131
PIPE 141
ALRM 142
TERM 143
USR1 138
XFSZ 153
END
asks '' 127 '' 'no such command' lanyard exec -- no-such-command-here
asks '' 126 '' 'what is no program' lanyard exec -- /
asks '' 3 '' 'no command without its token' lanyard exec --env A=none -- echo x
asks '' 2 '' 'an unknown login' lanyard exec --env A=nobody -- echo x
for words in '--env A' '--env =one' '--env A-B=one' '--env 1A=one' '--env' \
	'--other=x' '--env A=one' '--'; do
	# shellcheck disable=SC2086 # several words
	asks '' 2 '' "exec $words" lanyard exec $words
done

# -- file --------------------------------------------------------------------
asks '' 0 '' 'file' lanyard file one "$T/token"
is "$(cat "$T/token")" 'at-one"\x' 'has the token'
is "$(stat -c %a "$T/token")" 600 'for us alone'
chmod 644 "$T/token"
: >"$T/token.new"
asks '' 0 '' 'file again, with what a kill has left' \
	lanyard file --format=header one "$T/token"
is "$(cat "$T/token")" 'Authorization: Bearer at-one"\x' 'in another form'
is "$(stat -c %a "$T/token")" 600 'for us alone again'
not_ok 'and nothing is left beside it' test -e "$T/token.new"
ln -s "$T/elsewhere" "$T/token.new"
asks '' 0 '' 'a link in its place is not followed' lanyard file one "$T/token"
not_ok 'to elsewhere' test -e "$T/elsewhere"
mkfifo "$T/fifo"
ln -s "$T/elsewhere" "$T/link"
for place in fifo link tmp; do
	asks '' 1 '' "no file is replaced: $place" lanyard file one "$T/$place"
	like "$err" "cannot replace what is no file, $T/$place" 'and is named'
done
ok 'and all are as they were' test -p "$T/fifo" -a -L "$T/link" -a -d "$T/tmp"
asks '' 1 '' 'a folder that is not there' lanyard file one "$T/no/token"
like "$err" 'cannot write .*/no/token.new: No such file or directory' 'is named'
asks '' 3 '' 'a login is needed' lanyard file none "$T/token"
is "$(cat "$T/token")" 'at-one"\x' 'and the file stays as it was'
for words in '' 'one' "one $T/token more" "--format=x one $T/token"; do
	# shellcheck disable=SC2086 # several words
	asks '' 2 '' "file $words" lanyard file $words
done

# -- Two logins by path on one host ------------------------------------------
# Each tool gets, by path, the token of that path, and for the host alone none.
sed -i 's/^};$//' "$LANYARD_CONFIG"
cat >>"$LANYARD_CONFIG" <<'END'
  team-a = {
    url       = [ "https://two.example/a", "https://three.example" ];
    issuer    = "https://id.example.com";
    client_id = "c";
    basic_username = "oauth2";
  };
  team-b = {
    url       = [ "https://two.example/a/b", "https://two.example/c" ];
    issuer    = "https://id.example.com";
    client_id = "c";
    basic_username = "oauth2";
  };
  team-c = {
    # Another's place is its second pattern, or spelled otherwise.
    url       = [ "https://four.example", "https://four.example/own",
                  "https://five.example", "https://six.example:443",
                  "https://a.seven.example", "https://a.seven.example/team" ];
    issuer    = "https://id.example.com";
    client_id = "c";
    basic_username = "oauth2";
  };
  team-d = {
    url       = [ "https://d.example", "https://four.example/d",
                  "https://FIVE.example:443/d", "https://six.example/d",
                  "https://*.seven.example/deep" ];
    issuer    = "https://id.example.com";
    client_id = "c";
    basic_username = "oauth2";
  };
};
END
for login in team-a team-b team-c team-d; do
	printf 'refresh_token=rt-%s-0123456789\naccess_token=at-%s\nexpires_at=%s\n' \
		"$login" "$login" "$later" | lanyard seed "$login" ||
		die "seed $login"
done
# PATH LOGIN
while read -r path login; do
	at=at-$login url=https://two.example/$path
	# shellcheck disable=SC2086 # several words
	asks "$url" 0 '{"ServerURL":"'$url'","Username":"oauth2","Secret":"'$at'"}' \
		"docker get $url" $D get
	question get "sparse+$url/" >"$T/q"
	run $C <"$T/q"
	like "$out" "\"token\":\"Bearer $at\"" "cargo get of $url"
	info v1 true "$url"
	run lanyard kubectl
	like "$out" "\"token\":\"$at\"" "kubectl at $url"
	unset KUBERNETES_EXEC_INFO
	asks '{"uri":"'$url/x'"}' 0 \
		'{"headers":{"Authorization":["Bearer '$at'"]},"expires":"'$when'"}' \
		"bazel get of $url" lanyard bazel get
	run lanyard goauth "$url/x/@v/list"
	like "$out" "^Authorization: Bearer $at\$" "goauth $url"
	asks '' 0 '{"token":"'$at'"}' "terraform get $url" $TF get "two.example/$path"
	asks '' 0 "$at" "keyring get $url" $K get "$url/simple/" oauth2
	asks '' 0 "$at" "askpass $url" $A "Password for 'https://oauth2@two.example/$path': "
	asks '' 0 '{"Authorization":"Bearer '$at'"}' "headers $url" lanyard headers "$url"
	asks '' 0 "Bearer $at" "pnpm $url" lanyard pnpm "$url"
	# shellcheck disable=SC2016 # the inner shell's
	asks '' 0 "$at" "exec $url" lanyard exec --env A="$url" sh -c 'printf %s "$A"'
	asks '' 0 '' "file $url" lanyard file "$url" "$T/by-path"
	is "$(cat "$T/by-path")" "$at" 'has the token'
done <<'END'
a team-a
a/x team-a
a/b team-b
c team-b
END
U=https://two.example
asks two.example 1 "$MISS" 'docker get of their host' $D get
question get sparse+$U/ >"$T/q"
run $C <"$T/q"
is "$out" "$HELLO
{\"Err\":{\"kind\":\"url-not-supported\"}}" 'cargo get of their host'
asks '{"uri":"'$U/'"}' 0 '{}' 'bazel get of their host' lanyard bazel get
asks '' 0 '' 'goauth of their host' lanyard goauth $U/
asks '' 0 '{}' 'terraform get of their host' $TF get two.example
asks '' 1 '' 'keyring get of their host' $K get two.example oauth2
asks '' 1 '' 'askpass of their host' $A "Password for '$U': "
for verb in headers pnpm kubectl; do
	asks '' 2 '' "$verb of their host" lanyard $verb $U
done
# go sends a token to all below the first line: no other login may be there.
# URL PREFIX
while read -r url prefix; do
	run lanyard goauth "https://$url"
	is "$(sed 1q "$T/out")" "https://$prefix" "goauth answers for $prefix"
done <<'END'
two.example/a/x/@v/list two.example/a/x/@v/list
two.example/a/b/x two.example/a/b
two.example/a/b?go-get=1 two.example/a/b
two.example/c/x?go-get=1 two.example/c
three.example/x three.example
four.example/x four.example/x
four.example/own/x four.example/own
five.example/x five.example/x
six.example:443/x six.example:443/x
a.seven.example/x a.seven.example/x
a.seven.example/team/x a.seven.example/team
END

# A stdout that is closed is an error, and no token is lost by it.
for verb in 'headers one' 'kubectl one' 'exec -- true'; do
	# shellcheck disable=SC2086 # several words
	lanyard $verb >/dev/full 2>"$T/full.err" </dev/null
	status=$?
	[ "$verb" = 'exec -- true' ] || is "$status" 1 "$verb to a full device"
done

done_testing
