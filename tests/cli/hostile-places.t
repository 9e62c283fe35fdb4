#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# Something that is no file in the place of keys, certificates, assertions,
# pins, git's own files, and the store's: hostile-files.t has the CA files,
# secrets, the configuration and records. Nothing waits, and what is in the way
# is named.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

certificate server IP:127.0.0.1
start_server plain echo.js
plain=$server_url
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
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
	-out "$T/key.pem" 2>/dev/null
chmod 600 "$T/key.pem"

mkfifo "$T/fifo"
mkdir "$T/folder"
ln -s "$T/none" "$T/dangling"
perl -MSocket -e 'my $s;
	socket($s, PF_UNIX, SOCK_STREAM, 0) || die $!;
	bind($s, pack_sockaddr_un($ARGV[0])) || die $!;' "$T/socket"
what='is (a named pipe|a folder|a device|not a regular file)|No such (file|device)|no such file|Is a directory'

# due ENDPOINT LINE...: a login that is due. timeout_ms is long, so that what
# waits for a file shows it.
due() {
	_endpoint=$1
	shift
	conf <<-END
		logins = { work = {
		    url = [ "https://git.example.com" ];
		    token_endpoint = "$_endpoint/token";
		    client_id = "native"; timeout_ms = 30000;
		    $*
		}; };
	END
	record work "token_endpoint=$_endpoint/token" client_id=native \
		access_token=over expires_at=1 obtained_at=1 \
		refresh_token=rt-live-0123456789 generation=3
}
secret rt-live-0123456789

# refused WHAT NAME: a refresh that ends at once, and says where.
refused() {
	run timeout -k 5 15 lanyard refresh work
	fails "${3:-2}" "$1.*$path.*($what)" "$2"
	is "$(field work refresh_token)" rt-live-0123456789 "$2: the token stays"
	rm -f "$GIT_CONFIG_GLOBAL"
}
for thing in fifo folder dangling socket zero; do
	path=$T/$thing
	[ "$thing" != zero ] || path=/dev/zero
	sign='token_endpoint_auth_method = "private_key_jwt";'
	due "$plain" "$sign private_key_file = \"$path\";"
	refused private_key_file "private_key_file, $thing"
	due "$plain" "$sign private_key_file = \"$T/key.pem\";" \
		"private_key_certificate_file = \"$path\";"
	refused private_key_certificate_file \
		"private_key_certificate_file, $thing"
	mtls="ca_file = \"$T/server.crt\";
		token_endpoint_auth_method = \"tls_client_auth\";"
	due "$tls" "$mtls tls_client_cert_file = \"$path\";" \
		"tls_client_key_file = \"$T/server.key\";"
	refused tls_client_cert_file "tls_client_cert_file, $thing"
	due "$tls" "$mtls tls_client_cert_file = \"$T/server.crt\";" \
		"tls_client_key_file = \"$path\";"
	refused tls_client_key_file "tls_client_key_file, $thing"
	for source in file auto; do
		due "$plain" "client_assertion_source = \"$source\";" \
			"client_assertion_file = \"$path\";"
		if [ "$source$thing" = autodangling ]; then
			run timeout -k 5 15 lanyard refresh work
			fails 2 'its file is not there' \
				'client_assertion_file, auto, dangling'
			continue
		fi
		refused client_assertion_file \
			"client_assertion_file, $source, $thing"
		for grant in token-exchange:subject_token jwt-bearer:assertion; do
			token=${grant#*:}
			due "$plain" "grant_type = \"${grant%:*}\";" \
				"${token}_source = \"$source\";" \
				"${token}_file = \"$path\";" \
				"$([ "$token" = assertion ] || echo \
					'subject_token_type = "urn:ietf:params:oauth:token-type:jwt";')"
			refused "${token}_file" "${token}_file, $source, $thing"
		done
	done
	conf <<-END
		logins = { work = { url = [ "https://git.example.com" ];
			grant_type = "file"; access_token_file = "$path"; }; };
	END
	run timeout -k 5 15 lanyard token work
	fails 2 "access_token_file.*$path.*($what)" "access_token_file, $thing"

	# What git's settings name.
	for key in sslCert sslKey pinnedPubkey; do
		due "$tls" "ca_file = \"$T/server.crt\";"
		git config --global "http.$key" "$path"
		[ $key != sslKey ] ||
			git config --global http.sslCert "$T/server.crt"
		[ $key = pinnedPubkey ] || key=sslCert
		refused "http.$key" "http.$key, $thing"
	done
	for key in proxySSLCAInfo proxySSLCert; do
		due https://id.example.com
		git config --global "http.$key" "$path"
		git config --global http.proxy "$tls"
		refused "http.$key" "http.$key, $thing"
	done
	due "$tls" "ca_file = \"$T/server.crt\";"
	git config --global http.sslCAPath "$path"
	run timeout -k 5 15 lanyard refresh work
	fails 5 '503' "http.sslCAPath, $thing: is no certificate, and no matter"
	rm "$GIT_CONFIG_GLOBAL"

	# The store's own.
	work_conf
	for name in logins/work.new logins/work.lock routes passwords logins; do
		for link in '' ' (a link to it)'; do
			[ "$thing$link" != zero ] || continue
			no_store
			fresh_record work
			rm -rf "${LANYARD_STORE:?}/$name"
			if [ -n "$link" ]; then
				ln -s "$path" "$LANYARD_STORE/$name"
			else
				cp -a "$path" "$LANYARD_STORE/$name"
				[ ! -d "$path" ] || chmod 700 "$LANYARD_STORE/$name"
			fi
			shown="$name, $thing$link"
			run timeout -k 5 15 lanyard token work
			case $name$thing$link in
			loginsfolder) fails 3 'has no token' "$shown: token" ;;
			logins*/*) is "$status $out" "0 $access" "$shown: token" ;;
			logins*) fails 1 'move it away; look: ls -l' "$shown: token" ;;
			*) is "$status $out" "0 $access" "$shown: token" ;;
			esac
			echo rt-new-0123456789 >"$T/in"
			run timeout -k 5 15 lanyard seed --force work <"$T/in"
			case $name$thing$link in
			loginsfolder | routes* | passwords*)
				silent "$shown: seed" ;;
			logins/work.lockfifo) silent "$shown: seed" ;;
			*) fails 1 'move it away; look: ls -l' "$shown: seed" ;;
			esac
		done
	done
	no_store
done

# git itself waits for a named pipe; that is seen, and said, in time.
due "$plain"
sed -i 's/timeout_ms = 30000/timeout_ms = 1000/' "$LANYARD_CONFIG"
run timeout -k 5 15 env GIT_CONFIG_GLOBAL="$T/fifo" lanyard refresh work
fails 5 "hint: a named pipe is there.* '$T/fifo'" 'GIT_CONFIG_GLOBAL, a pipe'
printf '[include]\n\tpath = %s\n' "$T/fifo" >"$GIT_CONFIG_GLOBAL"
run timeout -k 5 15 lanyard refresh work
fails 5 'hint: what does it wait for[?] run: git config --list' \
	'an include that is one'
rm "$GIT_CONFIG_GLOBAL"

done_testing
