#!/bin/sh
# The way to a server as git has it: proxies that want a password, in four ways,
# through a real squid with a real git beside; and git's certificates.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/e2e/proxy.sh"

[ -x "$SQUID" ] || skip_all 'squid is not here: make deps'
start_squid none basic digest ntlm all || {
	stop_squid
	die 'squid starts'
}
start_behind
# -- none, Basic, Digest, NTLM, and all of them ---------------------------

pass=alice:pass%20word%25
way "http://$PROXY_none"
lets 'a proxy that asks nobody'
way "http://$pass@$PROXY_none"
lets 'with a user all the same'
for scheme in basic digest ntlm all; do
	eval "proxy=\$PROXY_$scheme"
	: >"$SQUID_DIR/access.log"
	way "http://$pass@$proxy"
	lets "user and password: $scheme"
	[ "$scheme" = basic ] ||
		unlike "$(cat "$SQUID_DIR/access.log")" Basic \
			"$scheme: the password never goes out as Basic"
	way "http://$proxy"
	keeps 4 "proxy $proxy wants a user and a password before it lets us through to as\.example\.com:[0-9]* \(407\)" \
		"http.proxy names the proxy" "no user: $scheme"
	way "http://alice@$proxy"
	keeps 4 "proxy $proxy wants the password of user alice .*\(407\), and none is kept" \
		'lanyard store' "a user without a password: $scheme"
done
for scheme in basic digest; do # as git would have it with a libcurl of today
	eval "proxy=\$PROXY_$scheme"
	way "http://bob%2541:50%2525off%40@$proxy"
	run lanyard refresh work
	silent "a user and a password that look escaped: $scheme"
done
for scheme in basic digest; do # ntlm_fake_auth takes any
	eval "proxy=\$PROXY_$scheme"
	way "http://alice:wr0ng@$proxy"
	keeps 4 "proxy $proxy refuses user alice, or the password, .*\(407\)" \
		"http.proxy has the password" "a wrong password: $scheme"
done

# -- http, which has no tunnel: the proxy's 407 comes in the server's place --

for scheme in basic digest ntlm; do
	eval "proxy=\$PROXY_$scheme"
	work_conf false 'allow_http = true;' http://as.example.com:1/token
	record work token_endpoint=http://as.example.com:1/token \
		client_id=native access_token=over obtained_at=1 expires_at=2 \
		refresh_token=rt-http generation=1
	way "http://$proxy"
	run lanyard refresh work
	fails 4 "proxy $proxy wants a user and a password .*\(407\)" \
		"http, no user: $scheme"
	is "$(field work refresh_token)" rt-http 'the refresh token stays'
	way "http://alice:wr0ng@$proxy"
	[ "$scheme" = ntlm ] || { # ntlm_fake_auth takes any
		run lanyard refresh work
		fails 4 "proxy $proxy refuses user alice" "http, a wrong password: $scheme"
	}
done
rm -rf "$LANYARD_STORE"
work_conf false
seed

# -- http.proxyAuthMethod ---------------------------------------------------

: >"$SQUID_DIR/access.log"
way "http://$pass@$PROXY_basic"
keeps 4 "proxy $PROXY_basic refuses user alice" '' 'digest only, where Basic is wanted' \
	GIT_HTTP_PROXY_AUTHMETHOD=digest
unlike "$(cat "$SQUID_DIR/access.log")" Basic 'and Basic is not sent'
git config --global http.proxyAuthMethod digest
keeps 4 "proxy $PROXY_basic refuses user alice" '' 'http.proxyAuthMethod, likewise'
lets 'the environment goes before it' GIT_HTTP_PROXY_AUTHMETHOD=basic
like "$(cat "$SQUID_DIR/access.log")" Basic 'and has it sent'
for method in anyauth nonsense; do
	git config --global http.proxyAuthMethod "$method"
	run lanyard refresh work
	silent "http.proxyAuthMethod=$method"
done
git config --global --unset http.proxyAuthMethod

# -- a password that Lanyard keeps ------------------------------------------

work_conf true
for scheme in basic digest ntlm; do
	eval "proxy=\$PROXY_$scheme"
	way "http://alice@$proxy"
	request store protocol=http "host=$proxy" username=alice \
		'password=pass word%'
	silent "git stores a password for $proxy"
	lets "a password that is kept: $scheme"
done
proxy=$PROXY_basic
way "http://alice@$proxy"
request store protocol=http "host=$proxy" username=alice password=wr0ng
run lanyard refresh work
fails 4 "login work: proxy $proxy refuses user alice" 'one that is wrong'
like "$err" '^lanyard: hint: run: lanyard erase' 'what to do'
request get protocol=http "host=$proxy" username=alice
says '^password=wr0ng$' 'it is kept, for the person to replace'
request erase protocol=http "host=$proxy" username=alice
request store protocol=http "host=$proxy" username=bob 'password=pass word%'
keeps 4 "proxy $proxy wants the password of user alice" 'lanyard store' \
	"another user's"
work_conf false

# -- the environment, the login, and where there is no way -----------------

git config --global --unset http.proxy
for variable in https_proxy HTTPS_PROXY all_proxy ALL_PROXY; do
	lets "$variable" "$variable=http://$pass@$PROXY_digest"
	keeps 4 "proxy $PROXY_digest refuses user alice" \
		"$variable has the password" "$variable" \
		"$variable=http://alice:wr0ng@$PROXY_digest"
done
lets 'lower case goes first' "https_proxy=$PROXY_none" \
	HTTPS_PROXY=http://127.0.0.1:1
for variable in HTTPS_PROXY all_proxy ALL_PROXY; do
	keeps 5 'cannot reach as\.example\.com' '' \
		"an empty https_proxy is none, whatever $variable is" \
		https_proxy= "$variable=$PROXY_none"
done
way " http://$PROXY_none"
lets 'a blank before the proxy'
git config --global --unset http.proxy
for list in '*' .example.com example.com. 'AS.example.com GIT.example.com' \
	',,example.com,' ' other.example , example.com '; do
	keeps 5 'cannot reach as\.example\.com' '' "no_proxy is \"$list\"" \
		"https_proxy=$PROXY_none" "no_proxy=$list"
done
for list in '' '*.example.com' ple.com 127.0.0.0/8 ".example.com:${AS_URL##*:}"; do
	lets "no_proxy is \"$list\"" "https_proxy=$PROXY_none" "no_proxy=$list"
done
keeps 5 'cannot reach as\.example\.com' '' 'http_proxy is for http' \
	"http_proxy=$PROXY_none"
for none in as.example.com,git.example.com .example.com example.com '*' \
	'x.org, .example.com'; do
	keeps 5 'cannot reach as\.example\.com:[0-9]*: Could not resolve' '' \
		"no_proxy=$none" "https_proxy=$PROXY_none" "no_proxy=$none"
done
lets 'no_proxy of others' "https_proxy=$PROXY_none" \
	no_proxy=ample.com,10.0.0.0/8,as.example.com.org
work_conf false "proxy = \"http://$pass@$PROXY_ntlm\";"
run lanyard refresh work
silent "the login's own proxy"
work_conf false "proxy = \"http://alice:wr0ng@$PROXY_digest\";"
run lanyard refresh work
fails 4 "proxy $PROXY_digest refuses" "the login's own, with a wrong password"
like "$err" '^lanyard: hint: "proxy" has the password' 'who has it'
work_conf false
# A proxy that answers in the place of the server.
conf <<END
logins = {
  down = {
    url = "https://down.example.com";
    token_endpoint = "https://as.example.com:1/token";
    client_id = "native";
    proxy = "http://$PROXY_none";
  };
  forbidden = {
    url = "https://f.example.com";
    token_endpoint = "https://forbidden.example.com/token";
    client_id = "native";
    proxy = "http://$PROXY_none";
  };
  wrong = {
    url = "https://w.example.com";
    token_endpoint = "https://as.example.com/token";
    client_id = "native";
    proxy = "gopher://$pass@$PROXY_none";
  };
};
END
for login in down forbidden wrong; do
	echo "a-refresh-token-of-$login" >"$T/in"
	run lanyard seed "$login" <"$T/in"
	run lanyard refresh "$login"
	case $login in
	down) fails 5 "proxy $PROXY_none cannot reach as\.example\.com:1: it answered 503" \
		'a server that is down, behind a proxy' ;;
	forbidden) fails 4 "proxy $PROXY_none does not let us through to forbidden\.example\.com: it answered 403" \
		'a server that the proxy forbids' ;;
	wrong) fails 2 'as\.example\.com.*no URL of a proxy' \
		'a proxy that is none' ;;
	esac
	is "$(field "$login" refresh_token)" "a-refresh-token-of-$login" \
		'the refresh token stays'
done
# http through a proxy, which is told the whole URL.
start_fault
for user in '' "$pass@"; do
	proxy=$PROXY_none
	[ -z "$user" ] || proxy=$PROXY_digest
	conf <<-END
		logins = {
		  clear = {
		    url = "https://c.example.com";
		    token_endpoint = "http://as.example.com:${FAULT_URL##*:}/late/token?ms=1";
		    client_id = "native";
		    proxy = "http://$user$proxy";
		    allow_http = true;
		  };
		};
	END
	echo a-refresh-token-of-clear >"$T/in"
	run lanyard seed --force clear <"$T/in"
	run lanyard refresh clear
	silent "http through the proxy, ${user:+with a user}"
	like "$(field clear refresh_token)" '^fault-refresh-' \
		'and the new refresh token is there'
done
work_conf false

# -- http.URL, certificates, and a folder that is gone ---------------------

git config --global --remove-section http
git config --global "http.$as.proxy" "http://$pass@$PROXY_digest"
git config --global "http.${repo%/*}.proxy" "http://$PROXY_none"
git config --global http.proxy http://127.0.0.1:1
lets 'the longest http.URL counts' "GIT_SSL_CAINFO=$T/own.crt"
git config --global --remove-section "http.$as"
git config --global --remove-section "http.${repo%/*}"
way "http://$PROXY_none"
mkdir "$T/folder"
cp "$T/own.crt" "$T/folder/$(openssl x509 -noout -hash -in "$T/own.crt").0"
keeps 5 'the certificate of as\.example\.com:[0-9]* is refused' ca_file \
	'a certificate that nobody knows'
lets GIT_SSL_CAINFO "GIT_SSL_CAINFO=$T/own.crt"
# Everybody may go through the home of bin.
git config --global http.sslCAInfo "~bin/../../../../..$T/own.crt"
lets 'http.sslCAInfo=~user/...'
# shellcheck disable=SC2088 # it is git that expands it
git config --global http.sslCAInfo '~/own.crt'
cp "$T/own.crt" "$HOME/own.crt"
lets 'http.sslCAInfo=~/...'
mkdir "$T/gone"
cd "$T/gone" && rmdir "$T/gone"
run lanyard refresh work
silent 'a current folder that was deleted'
cd "$T" || exit
git config --global --unset http.sslCAInfo
run env "GIT_SSL_CAPATH=$T/folder" lanyard refresh work
silent GIT_SSL_CAPATH
git config --global http.sslCAPath "$T/folder"
run lanyard refresh work
silent http.sslCAPath
git config --global --unset http.sslCAPath
for setting in GIT_SSL_NO_VERIFY=1 GIT_CONFIG_COUNT=1; do
	run env "$setting" GIT_CONFIG_KEY_0=http.sslVerify \
		GIT_CONFIG_VALUE_0=false lanyard refresh work
	fails 5 'the certificate of as\.example\.com:[0-9]* is refused' \
		"$setting: certificates are verified all the same"
	like "$err" \
		'^lanyard: hint: (GIT_SSL_NO_VERIFY|git.s http.sslVerify=false) does not count here, as a refresh token' \
		'and that is said'
done

# -- what is somebody else's, or nobody's -----------------------------------

git config --global http.sslCAInfo "$T/own.crt"
for setting in schannelCheckRevoke=true schannelUseSSLCAInfo=true \
	curloptResolve=as.example.com:443:127.0.0.2 extraHeader=X:y \
	emptyAuth=true userAgent=x; do
	git config --global "http.${setting%%=*}" "${setting#*=}"
	run lanyard refresh work
	silent "http.$setting"
	git config --global --unset "http.${setting%%=*}"
done

# -- an includeIf, which git reads in that repository only -------------------

git init -q "$T/clone"
git config --file "$HOME/work.gitconfig" http.proxy "http://$PROXY_none"
git config --file "$HOME/work.gitconfig" http.sslCAInfo "$T/own.crt"
git config --global --remove-section http
git config --global "includeIf.gitdir:$T/clone/.path" work.gitconfig
cd "$T/clone" || exit
run git ls-remote "$repo" main
says refs/heads/main 'an includeIf: git reads it in that repository'
run lanyard refresh work
fails 5 'login work: cannot reach as\.example\.com' 'a proxy in an includeIf'
like "$err" "^lanyard: hint: git's http.proxy for it is in $HOME/work.gitconfig, an includeIf" \
	'the hint names file and setting'
git config --global http.proxy "http://$PROXY_none"
git config --file "$HOME/work.gitconfig" --unset http.proxy
run lanyard refresh work
fails 5 'the certificate of as\.example\.com.* is refused' 'a CA in an includeIf'
like "$err" "^lanyard: hint: git's http.sslCAInfo for it is in $HOME/work.gitconfig" \
	'the hint names file and setting'
git config --global include.path work.gitconfig
lets 'without a condition it is read'
cd "$T" || exit

stop_squid
done_testing
