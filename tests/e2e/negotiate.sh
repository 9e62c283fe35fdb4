# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh: MIT's KDC on loopback, the test's own process, with all
# of its files below $T/kdc.

KDC=/usr/sbin/krb5kdc
REALM=LANYARD.TEST

krb5_conf() {
	cat <<-END
		[libdefaults]
		  default_realm = $REALM
		  dns_lookup_kdc = false
		  dns_lookup_realm = false
		  dns_canonicalize_hostname = false
		  rdns = false
		[realms]
		  $REALM = {
		    kdc = 127.0.0.1:$1
		  }
	END
}

kdc_conf() {
	cat <<-END
		[kdcdefaults]
		  kdc_listen = 127.0.0.1:$1
		  kdc_tcp_listen = 127.0.0.1:$1
		[realms]
		  $REALM = {
		    database_name = $T/kdc/principal
		    key_stash_file = $T/kdc/stash
		    acl_file = $T/kdc/acl
		  }
		[logging]
		  kdc = FILE:$T/kdc/log
	END
}

kadmin() {
	/usr/sbin/kadmin.local -r "$REALM" "$@" >>"$T/kdc/out" 2>&1
}

# start_kdc: alice, whose password is "secret", and squid, whose key is in
# $T/squid.keytab. KRB5_CONFIG and KRB5CCNAME are of this test alone.
start_kdc() {
	mkdir "$T/kdc" || return 1
	KRB5_CONFIG=$T/kdc/krb5.conf
	KRB5_KDC_PROFILE=$T/kdc/kdc.conf
	KRB5CCNAME=FILE:$T/kdc/tickets
	export KRB5_CONFIG KRB5_KDC_PROFILE KRB5CCNAME
	for _try in 1 2 3 4 5; do
		_port=$((12000 + ($$ * 7 + _try * 1013) % 20000))
		krb5_conf "$_port" >"$KRB5_CONFIG"
		kdc_conf "$_port" >"$KRB5_KDC_PROFILE"
		[ -f "$T/squid.keytab" ] || {
			/usr/sbin/kdb5_util -r "$REALM" create -s -P master \
				>"$T/kdc/out" 2>&1 &&
				kadmin addprinc -pw secret alice &&
				kadmin addprinc -randkey HTTP/127.0.0.1 &&
				kadmin ktadd -k "$T/squid.keytab" HTTP/127.0.0.1
		} || return 1
		"$KDC" -n -r "$REALM" </dev/null >>"$T/kdc/out" 2>&1 9>&- &
		KDC_PID=$!
		server_pids="$server_pids $KDC_PID"
		wait_until "grep -q commencing '$T/kdc/log' 2>/dev/null ||
			! kill -0 $KDC_PID 2>/dev/null" 10
		! kill -0 "$KDC_PID" 2>/dev/null || return 0
		rm -f "$T/kdc/log"
	done
	return 1
}

# sign_in [PASSWORD]: alice has a ticket.
sign_in() {
	echo "${1:-secret}" | kinit alice >>"$T/kdc/out" 2>&1
}
