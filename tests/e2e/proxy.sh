# shellcheck shell=sh
# shellcheck disable=SC2016,SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh: Debian's squid as a proxy on loopback, the test's own
# process. It knows hosts of example.com, which are not this machine to a
# client, as 127.0.0.1.

SQUID=/usr/sbin/squid
SQUID_HELPERS=/usr/lib/squid

# squid does not run as root: then its files are another's, in a folder of
# their own. The root of a user namespace can be nobody but one who is not in
# it.
squid_user() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	elif gives_away; then
		setpriv --reuid=proxy --regid=proxy --clear-groups "$@"
	else
		unshare -U "$@"
	fi
}

# start_squid: a port for each of $SCHEMES, as PROXY_SCHEME, "127.0.0.1:PORT".
# alice has the password "pass word%"; ntlm_fake_auth takes any.
start_squid() {
	SQUID_DIR=$T/squid
	SQUID_NAME=lanyard$$ # of what it leaves in /dev/shm
	chmod 711 "$T" # where we are root squid is not
	mkdir "$SQUID_DIR" || return 1
	printf '127.0.0.1 as.example.com git.example.com\n' >"$SQUID_DIR/hosts"
	printf 'alice:%s\n' "$(openssl passwd -apr1 'pass word%')" \
		>"$SQUID_DIR/basic"
	printf 'alice:pass word%%\n' >"$SQUID_DIR/digest"
	for _try in 1 2 3 4 5; do
		# Below the kernel's own choice.
		_port=$((12000 + ($$ * 7 + _try * 1009) % 20000))
		squid_conf "$((_port + 1))" >"$SQUID_DIR/conf"
		! gives_away || chown -R proxy:proxy "$SQUID_DIR"
		squid_user "$SQUID" -N -n "$SQUID_NAME" -f "$SQUID_DIR/conf" \
			</dev/null \
			>"$T/squid.out" 2>&1 9>&- &
		SQUID_PID=$!
		server_pids="$server_pids $SQUID_PID"
		# It goes on where it has got but one of its ports.
		wait_until '[ "$(squid_ports)" -eq 5 ] || squid_has_failed' 30
		if [ "$(squid_ports)" -eq 5 ]; then
			PROXY_none=127.0.0.1:$((_port + 1))
			PROXY_basic=127.0.0.1:$((_port + 2))
			PROXY_digest=127.0.0.1:$((_port + 3))
			PROXY_ntlm=127.0.0.1:$((_port + 4))
			PROXY_all=127.0.0.1:$((_port + 5))
			return 0
		fi
		diag "$(tail -n 3 "$SQUID_DIR/cache.log" "$T/squid.out")"
		stop_squid
		rm -f "$SQUID_DIR/cache.log"
	done
	return 1
}

squid_ports() {
	sed -n /Accepting/p "$SQUID_DIR/cache.log" 2>/dev/null | wc -l
}

squid_has_failed() {
	! kill -0 "$SQUID_PID" 2>/dev/null ||
		grep -q 'Cannot\|Unable' "$SQUID_DIR/cache.log" 2>/dev/null
}

squid_conf() {
	cat <<-END
		pid_filename none
		pinger_enable off
		netdb_filename none
		cache deny all
		cache_mem 0
		memory_pools off
		max_filedescriptors 512
		shutdown_lifetime 0 seconds
		visible_hostname proxy.example.com
		cache_log $SQUID_DIR/cache.log
		logformat auth %rm %>Hs %un %{Proxy-Authorization}>h
		access_log stdio:$SQUID_DIR/access.log auth
		coredump_dir $SQUID_DIR
		hosts_file $SQUID_DIR/hosts
		dns_nameservers 127.0.0.1
		auth_param basic program $SQUID_HELPERS/basic_ncsa_auth $SQUID_DIR/basic
		auth_param basic children 1 startup=1
		auth_param basic realm lanyard
		auth_param digest program $SQUID_HELPERS/digest_file_auth $SQUID_DIR/digest
		auth_param digest children 1 startup=1
		auth_param digest realm lanyard
		auth_param ntlm program $SQUID_HELPERS/ntlm_fake_auth
		auth_param ntlm children 1 startup=1
		acl known proxy_auth REQUIRED
		acl forbidden dstdomain forbidden.example.com
		http_access deny forbidden
	END
	_at=$1
	for _scheme in none basic digest ntlm all; do
		echo "http_port 127.0.0.1:$_at name=$_scheme"
		echo "acl at_$_scheme myportname $_scheme"
		case $_scheme in
		none) echo "http_access allow at_none" ;;
		all) ;;
		*) echo "auth_schemes $_scheme at_$_scheme" ;;
		esac
		_at=$((_at + 1))
	done
	echo 'http_access allow known'
	echo 'http_access deny all'
}

# stop_squid: at the end, and what it has left in memory that is shared.
stop_squid() {
	stop_server "$SQUID_PID"
	rm -f "/dev/shm/$SQUID_NAME"-*
}
