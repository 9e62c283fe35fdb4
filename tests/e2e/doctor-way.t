#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# doctor on the way to a server: certificates and TLS of each kind that fails
# (openssl s_server), and proxies that are none, or let nobody through.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

git config --global credential.helper lanyard
secret at-0123456789 rt-0123456789 pr0xy-pw

# a_login URL [LINE...]: login work, whose token endpoint that is.
a_login() {
	_url=$1
	shift
	conf <<-END
		logins = { work = { url = "https://git.example.com"; client_id = "native";
		  token_endpoint = "$_url"; timeout_ms = 3000; $* }; };
	END
	no_store
	record work "token_endpoint=$_url" client_id=native \
		access_token=at-0123456789 "obtained_at=$(($(now) - 100))" \
		"expires_at=$(($(now) + 3600))" generation=1 \
		refresh_token=rt-0123456789
}

# finds ERE NEXT NAME: one fault, of the server.
finds() {
	run timeout 60 lanyard doctor work
	one_fault 'server +work:' "$@"
}

# -- Certificates --
# a_key NAME SUBJECT: a key, and a request to sign it.
a_key() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj "/CN=$2" -keyout "$1.key" -out "$1.csr" 2>/dev/null
}
# signed NAME BY EXTENSION FROM TO: by BY, good between the two dates.
signed() {
	mkdir -p signed && : >signed/index.txt && echo 01 >signed/serial
	echo "$3" >extension
	openssl ca -batch -config ca.conf -cert "$2.crt" -keyfile "$2.key" \
		-in "$1.csr" -out "$1.crt" -notext -extfile extension \
		-startdate "$(date -u -d "$4" +%Y%m%d%H%M%SZ)" \
		-enddate "$(date -u -d "$5" +%Y%m%d%H%M%SZ)" >/dev/null 2>&1
}
cat >ca.conf <<END
[ca]
default_ca = ours
[ours]
database = signed/index.txt
new_certs_dir = signed
serial = signed/serial
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
END
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
	-subj /CN=root -addext basicConstraints=critical,CA:TRUE \
	-keyout root.key -out root.crt 2>/dev/null
a_key middle middle
signed middle root basicConstraints=critical,CA:TRUE '-20 day' '+20 day'
a_key leaf leaf
for kind in good=-1,+10,IP:127.0.0.1 expired=-10,-1,IP:127.0.0.1 \
	early=+1,+10,IP:127.0.0.1 other=-1,+10,DNS:other.example; do
	name=${kind%%=*} from=${kind#*=}
	to=${from#*,} to=${to%%,*}
	cp leaf.csr "$name.csr"
	signed "$name" middle "subjectAltName=${kind##*,}" "${from%%,*} day" "$to day"
	ok "a certificate is made: $name" test -s "$name.crt"
done
certificate self IP:127.0.0.1
cp leaf.key good.key

# served NAME OPTIONS...: a TLS server, and the login there.
served() {
	: >served
	openssl s_server -accept 127.0.0.1:0 -HTTP "$@" <"$T/life" \
		>served 2>&1 9>&- &
	server_pids="$server_pids $!" served=$!
	wait_until 'grep -q ^ACCEPT served' 10 || die 'a TLS server starts'
	at=$(sed -n 's/^ACCEPT //p' served)
	a_login "https://$at/token" "ca_file = \"$T/root.crt\";"
}
unserved() {
	stop_server "$served"
}

served -cert good.crt -key leaf.key
finds "the certificate of $at is refused: it comes alone, without that of its issuer, who is not known here" \
	"who runs $at is to send the whole chain" 'a chain that is not whole'
unserved
served -cert good.crt -key leaf.key -cert_chain middle.crt
sed -i "s,root.crt,self.crt," "$LANYARD_CONFIG"
finds 'is refused: who issued it is not known here' 'ca_file in lanyard\.conf' \
	'a whole one, of an authority that is not known'
unserved
served -cert self.crt -key self.key
finds 'is refused: who issued it is not known here' 'ca_file in lanyard\.conf' \
	'one that signs itself'
unserved
served -cert expired.crt -key leaf.key -cert_chain middle.crt
finds 'is refused: it has expired' "tell who runs $at; or is this machine.s clock ahead" \
	'one that has expired'
unserved
served -cert early.crt -key leaf.key -cert_chain middle.crt
finds 'is refused: it is not valid yet: is the clock right' 'timedatectl set-ntp true' \
	'one that is not valid yet'
unserved
served -cert other.crt -key leaf.key -cert_chain middle.crt
finds 'is refused: it is for another host' \
	"openssl s_client -connect $at </dev/null \\| openssl x509" 'one for another host'
like "$(sh -c "$(sed -n 's/^      next: see whose it is: //p' "$T/out")" 2>/dev/null)" \
	'DNS:other\.example' 'and whose it is can be seen so'
unserved
served -cert good.crt -key leaf.key -cert_chain middle.crt -tls1_1 \
	-cipher DEFAULT@SECLEVEL=0
finds "cannot reach $at: it speaks no TLS that is taken here, which is 1\\.2 or later" \
	"who runs $at is to offer TLS 1\\.2" 'an old TLS'
unserved
served -cert good.crt -key leaf.key -cert_chain middle.crt -Verify 1 \
	-verify_return_error
finds "$at wants a client certificate" 'sslCert' 'one that wants a client certificate'
unserved
served -cert good.crt -key leaf.key -cert_chain middle.crt -Verify 1 \
	-verify_return_error -tls1_2
finds "cannot reach $at: .*handshake failure" 'does it want a client certificate' \
	'the same by TLS 1.2'
unserved
cat good.crt middle.crt >whole.crt
start_fault FAULT_TLS_CERT="$T/whole.crt" FAULT_TLS_KEY="$T/leaf.key"
fault_control script path=/x/token lines='400 {"error":"invalid_request"}'
a_login "$FAULT_URL/x/token" "ca_file = \"$T/root.crt\";"
run lanyard doctor work
run_status 0 'a whole chain is well'
stop_server "$FAULT_PID"

# -- Proxies --
cat >proxy.pl <<'END'
use IO::Socket;
$| = 1;
my $s = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1") or die;
print $s->sockport, "\n";
open(my $life, "<", "$ENV{T}/life") or die;
while (1) {
	my $in = "";
	vec($in, fileno($s), 1) = vec($in, fileno($life), 1) = 1;
	select($in, undef, undef, undef);
	exit if vec($in, fileno($life), 1);
	my $c = $s->accept or next;
	if ($ARGV[0] eq "") { push @held, $c; next }
	sysread($c, my $line, 4096);
	(my $answer = $ARGV[0]) =~ s/~/\r\n/g;
	print $c $answer;
	close $c;
}
END
export T
# through ANSWER [USER:PASSWORD@]: a proxy that says that, "" nothing.
through() {
	: >proxy.port
	perl proxy.pl "$1" >proxy.port 9>&- &
	server_pids="$server_pids $!" proxy=$!
	wait_until 'test -s proxy.port' 10 || die 'a proxy starts'
	at=127.0.0.1:$(cat proxy.port)
	a_login https://as.example.com/token "proxy = \"http://${2:-}$at\";"
}
unproxied() {
	stop_server "$proxy"
}
names='"proxy" names the proxy'
a_login https://as.example.com/token 'proxy = "http://127.0.0.1:1";'
finds 'cannot reach as\.example\.com through its proxy 127\.0\.0\.1:1: Connection refused' \
	"$names 127\\.0\\.0\\.1:1" 'a proxy that refuses'
a_login https://as.example.com/token 'proxy = "http://proxy.invalid:3128";'
finds 'cannot reach as\.example\.com: Could not resolve proxy, proxy\.invalid' \
	"$names proxy\\.invalid:3128" 'one that does not resolve'
through ''
finds 'no answer from as\.example\.com within 3\.[0-9] s' "$names $at" 'one that is silent'
unproxied
through 'HTTP/1.1 407 No~Connection: close~Proxy-Authenticate: Basic realm="x"~Content-Length: 0~~'
finds "proxy $at wants a user and a password" 'USER@' 'one that wants a user'
unproxied
through 'HTTP/1.1 407 No~Connection: close~Proxy-Authenticate: Basic realm="x"~Content-Length: 0~~' \
	me:pr0xy-pw@
finds "proxy $at refuses user me, or the password" '' 'one that refuses the user'
unproxied
through 'HTTP/1.1 403 Forbidden~Content-Length: 0~~'
finds "proxy $at does not let us through to as\\.example\\.com: it answered 403" '' \
	'one that forbids'
unproxied
through 'HTTP/1.1 502 Bad~Content-Length: 0~~'
finds "proxy $at cannot reach as\\.example\\.com: it answered 502" '' 'one that fails'
unproxied
through 'SSH-2.0-OpenSSH_9.2~'
finds 'no whole answer from as\.example\.com: Proxy CONNECT aborted' "$names $at" \
	'no proxy at all'
unproxied
through 'HTTP/1.1 200 OK~Content-Length: 5~~hello'
finds 'what answers there speaks no TLS' "$names $at" 'a web server in its place'
unproxied

done_testing
