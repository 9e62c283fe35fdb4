#!/bin/sh
# Proxies that speak SOCKS (a real microsocks) or TLS (squid), with a real git
# beside. The names of the servers are known in the mount namespace of this
# test, and in no other, as microsocks asks the system for them.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
if [ -z "${SOCKS_NAMESPACE:-}" ]; then
	SOCKS_NAMESPACE=1
	export SOCKS_NAMESPACE
	# Root need not be mapped, others have to be.
	_map=
	[ "$(id -u)" -eq 0 ] || _map=-r
	! unshare -m $_map true 2>/dev/null || exec unshare -m $_map sh "$0" "$@"
	SOCKS_NAMESPACE=none
fi
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/git/env.sh"
. "$TESTS/e2e/proxy.sh"

[ "$SOCKS_NAMESPACE" = 1 ] || skip_all 'no mount namespace can be made here'
MICROSOCKS=$(command -v microsocks) || skip_all 'microsocks is not here: make deps'
printf '127.0.0.1 localhost as.example.com git.example.com\n' >"$T/hosts"
mount --bind "$T/hosts" /etc/hosts || die '/etc/hosts is replaced'

# Below the kernel's own choice.
_socks_port=$((12000 + ($$ * 7) % 19000))

# socks NAME OPTION...: sets $server_url, and what it says is in $T/NAME.socks.
socks() {
	_socks=$1
	shift
	for _try in 1 2 3 4 5; do
		_socks_port=$((_socks_port + 1))
		_port=$_socks_port
		"$MICROSOCKS" -i 127.0.0.1 -p "$_port" "$@" </dev/null \
			>"$T/$_socks.socks" 2>&1 9>&- &
		_pid=$!
		server_pids="$server_pids $_pid"
		wait_until "! kill -0 $_pid 2>/dev/null || perl -MIO::Socket::INET \
			-e 'exit !IO::Socket::INET->new(qq(127.0.0.1:$_port))'" 5
		! kill -0 "$_pid" 2>/dev/null || break
	done
	server_url=127.0.0.1:$_port
}

start_behind
socks open
open=$server_url
socks asks -u alice -P 'pass word%'
asks=$server_url
asks_pid=$_pid
pass=alice:pass%20word%25

# by FILE NAME: the connection to the authorization server went that way.
by() {
	like "$(cat "$T/$1.socks")" "connected to as\.example\.com:${AS_URL##*:}" \
		"$2: through the proxy, which resolved the name"
	: >"$T/$1.socks"
}

way "socks5h://$open"
lets 'socks5h that asks nobody'
by open socks5h
way "socks5://$open"
lets 'socks5, the name resolved here'
like "$(cat "$T/open.socks")" "connected to 127\.0\.0\.1:${AS_URL##*:}" \
	'through the proxy'
way "socks5h://$pass@$asks"
lets 'with user and password'
by asks 'user and password'
way "socks5h://$asks"
keeps 4 "proxy $asks wants a user and a password .*\(SOCKS\)" \
	"put a user into it, socks5h://USER@$asks" 'no user'
way "socks5h://alice:wr0ng@$asks"
keeps 4 "proxy $asks refuses user alice, or the password, .*\(SOCKS\)" \
	'http.proxy has the password' 'a wrong password'
git config --global --unset http.proxy
lets all_proxy "all_proxy=socks5h://$pass@$asks"
by asks all_proxy
work_conf false "proxy = \"socks5h://$pass@$asks\";"
run lanyard refresh work
silent "the login's own"
by asks "the login's own"
work_conf true
way "socks5h://alice@$asks"
request store protocol=socks5h "host=$asks" username=alice 'password=pass word%'
run lanyard refresh work
silent 'a password that is kept'
work_conf false
for _scheme in socks socks4 socks4a; do # the first is the second
	way "$_scheme://$open"
	keeps 5 "proxy $open cannot reach as\.example\.com:[0-9]*: " '' \
		"$_scheme, of which microsocks knows nothing"
done
# What it cannot reach.
work_conf false "proxy = \"socks5h://$open\";" https://as.example.com:1/token
seed
run lanyard refresh work
fails 5 "login work: proxy $open cannot reach as\.example\.com:1: " \
	'a server that is down, behind a proxy'
work_conf false "proxy = \"socks5h://$open\";" https://nobody.example.com/token
seed
run lanyard refresh work
fails 5 "login work: proxy $open cannot reach nobody\.example\.com: " \
	'one that the proxy does not know'
work_conf false
seed
stop_server "$asks_pid"
way "socks5h://$pass@$asks"
keeps 5 "cannot reach as\.example\.com:[0-9]* through its proxy $asks" '' \
	'a proxy that is down'

# -- a proxy behind TLS ------------------------------------------------------

# Debian's git has GnuTLS, whose libcurl stands still with TLS inside TLS.
use_new_git || die 'a git with OpenSSL'
[ -x "$SQUID" ] || die 'squid is not here: make deps'
certificate proxy DNS:localhost,IP:127.0.0.1
start_squid tls || {
	stop_squid
	die 'squid starts'
}
git config --global http.proxySSLCAInfo "$T/proxy.crt"
way "https://$pass@$PROXY_tls"
lets 'a proxy behind TLS, with user and password'
like "$(cat "$SQUID_DIR/access.log")" 'CONNECT as\.example\.com:.* 200 alice' \
	'through it'
way "https://$PROXY_tls"
keeps 4 "proxy $PROXY_tls wants a user and a password" "https://USER@" 'no user'
way "https://alice:wr0ng@$PROXY_tls"
keeps 4 "proxy $PROXY_tls refuses user alice" '' 'a wrong password'
git config --global --unset http.proxySSLCAInfo
way "https://$pass@$PROXY_tls"
keeps 5 "the certificate of $PROXY_tls is refused" '' \
	'a proxy whose certificate nobody knows'
lets GIT_PROXY_SSL_CAINFO "GIT_PROXY_SSL_CAINFO=$T/proxy.crt"
way "http://$pass@$PROXY_tls"
keeps 5 '.*as\.example\.com' '' 'spoken to in the clear'

# -- a proxy that wants a client certificate --------------------------------

# Debian's squid has GnuTLS, which asks nobody for one: socat ends TLS before it.
# TLS 1.2 says in the handshake what it has against a certificate; of TLS 1.3 the
# reset may come before that is read.
certificate client DNS:client
certificate other DNS:other
openssl pkey -in "$T/client.key" -aes256 -passout 'pass:pass word%' \
	-out "$T/locked.key" || die 'a key is locked'
cat "$T/client.crt" "$T/client.key" >"$T/both.pem"
chmod 600 "$T"/*.key "$T/both.pem"
for _try in 1 2 3 4 5; do
	_socks_port=$((_socks_port + 1))
	socat "OPENSSL-LISTEN:$_socks_port,bind=127.0.0.1,reuseaddr,fork,$(
	)openssl-max-proto-version=TLS1.2,cert=$T/proxy.crt,$(
	)key=$T/proxy.key,cafile=$T/client.crt,verify=1" \
		"OPENSSL:$PROXY_tls,cafile=$T/proxy.crt,verify=0" \
		</dev/null >"$T/front" 2>&1 9>&- &
	_pid=$!
	server_pids="$server_pids $_pid"
	wait_until "! kill -0 $_pid 2>/dev/null || perl -MIO::Socket::INET \
		-e 'exit !IO::Socket::INET->new(qq(127.0.0.1:$_socks_port))'" 5
	! kill -0 "$_pid" 2>/dev/null || break
done
front=127.0.0.1:$_socks_port
wants='does the proxy want a client certificate\? .*http\.proxySSLCert'
git config --global http.proxySSLCAInfo "$T/proxy.crt"
way "https://$pass@$front"

# shown [CERTIFICATE [KEY]]: what git's settings name.
shown() {
	git config --global --unset http.proxySSLCert
	git config --global --unset http.proxySSLKey
	[ $# -lt 1 ] || git config --global http.proxySSLCert "$1"
	[ $# -lt 2 ] || git config --global http.proxySSLKey "$2"
}
shown
keeps 5 'cannot reach as\.example\.com' "$wants" 'no client certificate'
git config --global http.sslCert "$T/client.crt"
git config --global http.sslKey "$T/client.key"
keeps 5 'cannot reach as\.example\.com' "$wants" \
	'one for the server is none for the proxy'
git config --global --unset http.sslCert
git config --global --unset http.sslKey
lets 'a client certificate by the environment' \
	"GIT_PROXY_SSL_CERT=$T/client.crt" "GIT_PROXY_SSL_KEY=$T/client.key"
shown "$T/client.crt" "$T/client.key"
lets 'a client certificate, and a user'
like "$(cat "$SQUID_DIR/access.log")" 'CONNECT as\.example\.com:.* 200 alice' \
	'through both'
way "https://alice:wr0ng@$front"
keeps 4 "proxy $front refuses user alice" '' 'the password is wrong'
way "https://$pass@$front"
shown "$T/both.pem"
lets 'certificate and key in one file'
shown "$T/other.crt" "$T/other.key"
keeps 4 "proxy $front does not take the client certificate of git's http\.proxySSLCert: " \
	'openssl x509 .*/other\.crt' 'one that the proxy does not know'
shown "$T/client.crt" "$T/other.key"
keeps 2 "the certificate of git's http\.proxySSLCert cannot be used: " \
	'openssl x509 .*/client\.crt' 'the key of another'
shown "$T/client.crt" "$T/none.key"
keeps 2 "cannot read the certificate or key of git's http\.proxySSLCert, .*none\.key: No such file" \
	"git config --show-origin --get-regexp 'http\.\*ssl'" 'no such key'
shown "$T/client.crt" "$T/locked.key"
git config --global http.proxySSLCertPasswordProtected true
keeps 2 "the certificate of git's http\.proxySSLCert cannot be used: " \
	"lanyard store.*path=$T/client\.crt" 'a key with a password that nobody has'
work_conf true
request store protocol=cert host= username= "path=$T/client.crt" \
	'password=pass word%'
run lanyard refresh work
silent 'a key whose password is kept'
work_conf false
stop_server "$_pid"
stop_squid

done_testing
