#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# Each file that is opened for a refresh, with something in its place that is
# no file, or never ends; and each thing that a refresh waits for, when it
# hangs. The error names the file, and nothing outlasts the time given.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# Generous: what hangs without its mend hangs for ever.
bounded() {
	run timeout -k 5 60 "$@"
	isnt "$status" 124 "ends in time: $*"
}

certificate server IP:127.0.0.1
start_server tls echo.js
plain=$server_url
# A TLS server for the CA files; nothing it answers is a token.
"$NODE" -e '
const fs = require("fs");
const server = require("https").createServer({
	key: fs.readFileSync(process.argv[1] + ".key"),
	cert: fs.readFileSync(process.argv[1] + ".crt") },
	(request, reply) => { request.resume(); reply.statusCode = 503;
		reply.end(); });
server.listen(0, "127.0.0.1", () => console.log(
	"ready https://127.0.0.1:" + server.address().port));
process.stdin.resume().on("end", () => process.exit());
' "$T/server" <"$T/life" >"$T/tls.ready" 2>"$T/tls.err" 9>&- &
server_pids="$server_pids $!"
ok 'a TLS server' wait_until "grep -q ready '$T/tls.ready'" 20
tls=$(sed -n 's/ready //p' "$T/tls.ready")

# due ENDPOINT [LINE...]: a login that is due, with more lines in it.
due() {
	_endpoint=$1
	shift
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    token_endpoint = "$_endpoint/token";
		    client_id = "native";
		    $*
		  };
		};
	END
	refresh=rt-live-0123456789
	secret "$refresh"
	record work "token_endpoint=$_endpoint/token" client_id=native \
		access_token=over expires_at=1 obtained_at=1 \
		"refresh_token=$refresh" generation=3
}

# kept NAME: the refresh token is still there.
kept() {
	is "$(field work refresh_token)" "$refresh" "$1: the token stays"
}

# -- What may lie where a file is expected --
mkfifo "$T/fifo"
ln -s "$T/fifo" "$T/to-fifo"
mkdir "$T/folder"
ln -s "$T/none" "$T/dangling"
ln -s "$T/loop" "$T/loop"
perl -MSocket -e 'my $s;
	socket($s, PF_UNIX, SOCK_STREAM, 0) || die $!;
	bind($s, pack_sockaddr_un($ARGV[0])) || die $!;' "$T/socket"
things="fifo to-fifo folder dangling loop socket zero tty"

# thing NAME: $path and what is said of it.
thing() {
	path=$T/$1
	case $1 in
	fifo | to-fifo) what='is a named pipe|is a device or pipe|is not a regular file' ;;
	folder) what='is a folder|is not a regular file' ;;
	dangling) what='No such file|no such file' ;;
	loop) what='Too many levels' ;;
	socket) what='No such device or address' ;;
	zero) path=/dev/zero what='is a device|is a device or pipe|is not a regular' ;;
	tty) path=/dev/tty what='is a device|No such device|is not a regular' ;;
	esac
}

for name in $things; do
	thing "$name"
	due "$tls" "ca_file = \"$path\";"
	bounded lanyard refresh work
	fails 2 "cannot read ca_file:? $path.* ($what)" "ca_file, $name"
	kept "ca_file, $name"
	for variable in CURL_CA_BUNDLE SSL_CERT_FILE; do
		due "$tls"
		bounded env "$variable=$path" lanyard refresh work
		fails 2 "cannot read $variable:? $path.* ($what)" \
			"$variable, $name"
		kept "$variable, $name"
	done
	due "$tls"
	git config --global http.sslCAInfo "$path"
	bounded lanyard refresh work
	fails 2 "http.sslCAInfo:? $path.* ($what)" "http.sslCAInfo, $name"
	rm "$GIT_CONFIG_GLOBAL"
	due "$plain" "client_secret_file = \"$path\";"
	bounded lanyard refresh work
	fails 2 "$path.*($what)" "client_secret_file, $name"
	kept "client_secret_file, $name"
	due "$plain"
	bounded env LANYARD_CONFIG="$path" lanyard refresh work
	fails 2 "$path.*($what)" "LANYARD_CONFIG, $name"
	[ "$name" != tty ] && [ "$name" != zero ] || continue
	rm "$T/store/logins/work"
	cp -a "$path" "$T/store/logins/work"
	bounded lanyard token work
	isnt "$status" 0 "a record, $name: an error"
	like "$err" "^lanyard: error: $T/store.*work" "a record, $name: told"
	rm -rf "$T/store/logins/work"
done

# -- CA files with something else in them, or less --
# trusting FILE WAY: a refresh, with FILE as the CA file that WAY names.
trusting() {
	due "$tls"
	case $2 in
	ca_file) due "$tls" "ca_file = \"$1\";" ;;
	http.sslCAInfo) git config --global http.sslCAInfo "$1" ;;
	*) export "$2=$1" ;;
	esac
	bounded lanyard refresh work
	unset CURL_CA_BUNDLE SSL_CERT_FILE GIT_SSL_CAINFO
	rm -f "$GIT_CONFIG_GLOBAL"
}
ways='ca_file CURL_CA_BUNDLE SSL_CERT_FILE GIT_SSL_CAINFO http.sslCAInfo'
crt=$T/server.crt
: >"$T/empty"
echo 'a page: log in to download' >"$T/page"
cp "$T/server.key" "$T/key"
openssl x509 -in "$crt" -outform DER -out "$T/der"
head -n 3 "$crt" >"$T/cut"
{ cat "$crt" && head -n 4 "$crt"; } >"$T/cut-later"
sed 3d "$crt" >"$T/lacks-a-line"
sed '3s/..../!!!!/' "$crt" >"$T/no-base64"
# What is whole, but not as OpenSSL wants it: none of it would count.
sed 's/^/  /' "$crt" >"$T/indented"
tr '\n' '\r' <"$crt" >"$T/cr"
tr '\n' ' ' <"$crt" >"$T/one-line"
awk '{ printf "%s\\n", $0 }' "$crt" >"$T/escaped"
{ printf '"' && cat "$crt"; } >"$T/quoted"
sed 'G' "$crt" >"$T/double-spaced"
# What else is called a certificate.
openssl crl2pkcs7 -nocrl -certfile "$crt" -out "$T/pkcs7"
openssl crl2pkcs7 -nocrl -certfile "$crt" -outform DER -out "$T/pkcs7-der"
openssl pkcs12 -export -nokeys -in "$crt" -passout pass: -out "$T/pkcs12"
openssl req -new -key "$T/server.key" -subj /CN=x -out "$T/request" 2>/dev/null
openssl pkey -in "$T/server.key" -pubout -out "$T/public"
openssl pkcs8 -topk8 -nocrypt -in "$T/server.key" -outform DER -out "$T/key-der"
{ printf '\377\376' && iconv -f ascii -t UTF-16LE "$crt"; } >"$T/utf-16"
while read -r name what; do
	for way in $ways; do
		trusting "$T/$name" "$way"
		fails 2 "^lanyard: error: login work: .*$way $T/$name: $what" \
			"$way, $name"
		like "$err" '^lanyard: hint: (openssl|iconv|git config|name the file)' \
			"$way, $name: what to run"
		kept "$way, $name"
	done
done <<END
indented a certificate in it, .* stands on no lines of its own
cr a certificate in it, .* stands on no lines of its own
one-line a certificate in it, .* stands on no lines of its own
escaped a certificate in it, .* stands on no lines of its own
quoted a certificate in it, .* stands on no lines of its own
double-spaced a certificate in it, .* stands on no lines of its own
pkcs7 there is no certificate in it .*: it is PKCS #7
pkcs7-der there is no certificate in it .*: it is PKCS #7 in DER
pkcs12 there is no certificate in it .*: it is PKCS #12
request there is no certificate in it .*: it is a request
public there is no certificate in it .*: it is a public key
key-der there is no certificate in it .*: it is a private key
utf-16 there is no certificate in it .*: it is UTF-16
empty there is no certificate in it
page there is no certificate in it
key there is no certificate in it .*: it is a private key
der there is no certificate in it .*: it is DER
cut it is cut short
cut-later it is cut short
lacks-a-line a certificate in it is damaged
no-base64 a certificate in it is damaged
END
# DER can be turned into what is wanted, and the hint has the command.
trusting "$T/der" ca_file
(cd "$T" && eval "$(sed -n 's/^lanyard: hint: //p' "$T/err")" 2>/dev/null)
mv "$T/ca.pem" "$T/from-der"
# Likewise the others that have a certificate.
made=
for name in pkcs7 pkcs7-der pkcs12 utf-16; do
	trusting "$T/$name" ca_file
	(cd "$T" && eval "$(sed -n 's/^lanyard: hint: //p' "$T/err") $(
		[ "$name" != pkcs12 ] || echo -passin pass:)" 2>/dev/null)
	mv "$T/ca.pem" "$T/from-$name"
	made="$made from-$name"
done
# An editor of Windows, and a comment before and a key behind it.
{ printf '\357\273\277' && sed 's/$/\r/' "$crt"; } >"$T/windows"
{ echo '# our CA' && cat "$crt" "$T/server.key"; } >"$T/with-more"

# With none of it wrong the server is reached, and the CA files are read.
for name in server.crt from-der windows with-more $made; do
	for way in $ways; do
		case $name$way in from-[pu]*[ACS]*) continue ;; esac
		trusting "$T/$name" "$way"
		fails 5 '503' "$name by $way: the server is reached"
	done
done
# Where TLS has no part the environment's CA has none.
due "$plain"
bounded env CURL_CA_BUNDLE="$T/fifo" lanyard refresh work
unlike "$err" CURL_CA_BUNDLE 'http to this machine needs no CA'

# -- What may hang while the lock is held --
# A TCP server that takes what comes and says nothing; and one that says one
# byte of its answer's header a second, for ever.
"$NODE" -e '
const net = require("net");
const silent = net.createServer((c) => c.on("error", () => {}).resume());
const slow = net.createServer((c) => {
	c.on("error", () => {}).resume();
	c.write("HTTP/1.1 200 OK\r\nX: ");
	const timer = setInterval(() => c.write("x"), 1000);
	c.on("close", () => clearInterval(timer));
});
silent.listen(0, "127.0.0.1", () => slow.listen(0, "127.0.0.1", () =>
	console.log("ready", silent.address().port, slow.address().port)));
process.stdin.resume().on("end", () => process.exit());
' <"$T/life" >"$T/silent.ready" 2>"$T/silent.err" 9>&- &
server_pids="$server_pids $!"
ok 'servers that hang' wait_until "grep -q ready '$T/silent.ready'" 20
read -r _ silent slow <"$T/silent.ready"

mkdir "$T/bin"
script() {
	printf '#!/bin/sh\n%s\n' "$2" >"$T/bin/$1"
	chmod +x "$T/bin/$1"
}
script hangs 'exec sleep 300'
script deaf 'trap "" TERM INT HUP QUIT
while :; do sleep 300; done'
script leaves 'sleep 300 &
echo s3cret'
# What these start says so by holding a lock.
script leaves-and-hangs "flock -n '$T/held' sleep 300 &
exec sleep 300"
script deeper "(trap '' TERM HUP; flock -n '$T/held' sleep 300 & wait) & wait"
script pipes "flock -n '$T/held' sleep 300 | cat"
# As gpg-agent is started by who needs it: it is to stay.
script daemon "setsid flock -n '$T/held' sleep 4 >/dev/null 2>&1 &
exec sleep 300"
script endless 'while :; do echo x; done'
script slowly 'while :; do printf x; sleep 1; done'
script git 'trap "" TERM INT HUP QUIT
while :; do sleep 300; done'

# hangs STATUS ERE NAME: a refresh with timeout_ms of a second, and the one
# that comes after it, which finds no lock.
hangs() {
	bounded lanyard refresh work
	fails "$1" "$2" "$3"
	kept "$3"
	bounded lanyard token work
	isnt "$status" 124 "$3: the next one does not wait for ever"
}
second='timeout_ms = 1000;'
for name in hangs deaf leaves-and-hangs deeper pipes slowly daemon; do
	due "http://127.0.0.1:1" "$second" \
		"client_secret_command = [ \"$T/bin/$name\" ];"
	hangs 2 'client_secret_command.* took longer than' "a command that $name"
	case $name in
	leaves-and-hangs | deeper | pipes)
		ok "a command that $name: what it has started ends with it" \
			flock -w 5 "$T/held" true
		;;
	daemon)
		not_ok 'a daemon that it has started lives on' \
			flock -n "$T/held" true
		ok 'for as long as it wants' flock -w 40 "$T/held" true
		;;
	esac
done
due "http://127.0.0.1:1" "$second" \
	"client_secret_command = [ \"$T/bin/endless\" ];"
hangs 2 'printed more than|took longer' 'a command that is endless'
due "http://127.0.0.1:1" 'timeout_ms = 20000;' \
	"client_secret_command = [ \"$T/bin/leaves\" ];"
hangs 5 'cannot reach 127.0.0.1:1' 'a command that leaves a process'
due "http://127.0.0.1:$silent" "$second"
hangs 5 'no answer from' 'a server that is silent'
due "https://127.0.0.1:$silent" "$second"
hangs 5 'no answer from|cannot reach' 'a TLS handshake that stalls'
due "http://127.0.0.1:$slow" "$second"
hangs 5 'no answer from' 'a server of one byte a second'
due "https://id.example.com" "$second" \
	"proxy = \"http://127.0.0.1:$silent\";"
hangs 5 'no answer from|cannot reach' 'a proxy that stalls'
due "http://127.0.0.1:1" "$second"
git config --global http.proxy ''
PATH=$T/bin:$PATH hangs 5 '"git config" took longer than' 'git that hangs'
rm "$GIT_CONFIG_GLOBAL"

done_testing
