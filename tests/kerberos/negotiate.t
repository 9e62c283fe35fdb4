#!/bin/sh
# A proxy that wants Negotiate: a real KDC, a real squid, and a real git beside.
# For check-all, which installs a KDC; where none is here it is skipped.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/e2e/proxy.sh"
. "$TESTS/e2e/negotiate.sh"

[ -x "$SQUID" ] || skip_all 'squid is not here: make deps'
[ -x "$KDC" ] || skip_all 'no KDC is here: make check-all has one'
start_kdc || die 'the KDC starts' "$(cat "$T/kdc/out" "$T/kdc/log")"
start_squid none negotiate all || {
	stop_squid
	die 'squid starts'
}
start_behind
proxy=$PROXY_negotiate

# used: the proxy was told as whom by Negotiate, and in no other way.
used() {
	like "$(cat "$SQUID_DIR/access.log")" \
		"CONNECT as\.example\.com.* 200 alice@$REALM .*Negotiate" \
		"$1: as alice, by her ticket"
	unlike "$(cat "$SQUID_DIR/access.log")" ' (Basic|Digest|NTLM)' \
		"$1: and nothing else was said"
	: >"$SQUID_DIR/access.log"
}

sign_in || die 'kinit' "$(cat "$T/kdc/out")"
# git asks for a user where none is named, even an empty one.
way "http://:@$proxy"
lets 'nobody by name, with a ticket'
used 'nobody by name'
way "http://alice:@$proxy"
lets 'a user without a word, with a ticket'
used 'a user without a word'
way "http://:@$PROXY_all"
lets 'all of them, with a ticket'
used 'all of them'
git config --global http.proxyAuthMethod negotiate
way "http://:@$proxy"
lets http.proxyAuthMethod=negotiate
used http.proxyAuthMethod
lets 'the same with everything that may be chosen' \
	"https_proxy=http://:@$PROXY_all"
git config --global http.proxyAuthMethod basic
keeps 4 "proxy $proxy wants a user, or a ticket of Kerberos" kinit 'Basic alone, where Negotiate is wanted'
git config --global --unset http.proxyAuthMethod
way "http://$proxy"
keeps 4 "proxy $proxy wants a user and a password" 'http.proxy' \
	'a ticket, but no user'

# -- a KDC that hangs: libkrb5 has times of its own -------------------------

way "http://:@$proxy"
work_conf false 'timeout_ms = 2000;'
kdestroy -q
sign_in || die 'kinit' "$(cat "$T/kdc/out")"
kill -STOP "$KDC_PID"
_before=$(date +%s%3N)
run lanyard refresh work
kill -CONT "$KDC_PID"
_ms=$(($(date +%s%3N) - _before))
fails 5 'lanyard-oauth took too long, and has ended itself' \
	'a KDC that hangs'
ok "within timeout_ms and a little ($_ms ms)" [ "$_ms" -lt 4500 ]
ok 'the lock is free' flock -n "$LANYARD_STORE/logins/work.lock" true
work_conf false

# -- no ticket -------------------------------------------------------------

kdestroy -q
way "http://:@$proxy"
keeps 4 "proxy $proxy wants a user, or a ticket of Kerberos, .*\(407\), and git's http.proxy has an empty one" \
	kinit 'no ticket'

stop_squid
done_testing
