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

# start_squid SCHEME...: a port for each, as PROXY_SCHEME, "127.0.0.1:PORT".
# alice has the password "pass word%", and bob%41 has "50%25off@"; ntlm_fake_auth takes any; of "all" the
# client chooses one. "tls" is Basic behind TLS, with the certificate
# $T/proxy.crt, and "negotiate" has the key $T/squid.keytab.
start_squid() {
	SQUID_DIR=$T/squid
	SQUID_NAME=lanyard$$ # of what it leaves in /dev/shm
	chmod 711 "$T" # where we are root squid is not
	mkdir "$SQUID_DIR" || return 1
	printf '127.0.0.1 as.example.com git.example.com\n' >"$SQUID_DIR/hosts"
	for _pair in 'alice:pass word%' 'bob%41:50%25off@'; do
		printf '%s:%s\n' "${_pair%%:*}" \
			"$(openssl passwd -apr1 "${_pair#*:}")" \
			>>"$SQUID_DIR/basic"
		printf '%s\n' "$_pair" >>"$SQUID_DIR/digest"
	done
	for _file in "$T/proxy.crt" "$T/proxy.key" "$T/squid.keytab"; do
		[ ! -f "$_file" ] || cp "$_file" "$SQUID_DIR/"
	done
	for _try in 1 2 3 4 5; do
		# Below the kernel's own choice.
		_port=$((12000 + ($$ * 7 + _try * 1009) % 20000))
		squid_conf "$((_port + 1))" "$@" >"$SQUID_DIR/conf"
		! gives_away || chown -R proxy:proxy "$SQUID_DIR"
		squid_user "$SQUID" -N -n "$SQUID_NAME" -f "$SQUID_DIR/conf" \
			</dev/null \
			>"$T/squid.out" 2>&1 9>&- &
		SQUID_PID=$!
		server_pids="$server_pids $SQUID_PID"
		# It goes on where it has got but one of its ports.
		wait_until "[ \"\$(squid_ports)\" -eq $# ] || squid_has_failed" 30
		if [ "$(squid_ports)" -eq $# ]; then
			for _scheme in "$@"; do
				_port=$((_port + 1))
				eval "PROXY_$_scheme=127.0.0.1:$_port"
			done
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

squid_negotiate() {
	case " $* " in
	*' negotiate '*)
		echo "auth_param negotiate program" \
			"$SQUID_HELPERS/negotiate_kerberos_auth" \
			"-k $SQUID_DIR/squid.keytab -c $SQUID_DIR -s GSS_C_NO_NAME"
		echo 'auth_param negotiate children 1 startup=1'
		;;
	esac
}

# squid_conf PORT SCHEME...: the first port, and for whom.
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
		logformat auth %rm %ru %>Hs %un %{Proxy-Authorization}>h
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
		$(squid_negotiate "$@")
		acl known proxy_auth REQUIRED
		acl forbidden dstdomain forbidden.example.com
		http_access deny forbidden
	END
	_at=$1
	shift
	for _scheme in "$@"; do
		case $_scheme in
		tls) echo "https_port 127.0.0.1:$_at name=tls" \
			"tls-cert=$SQUID_DIR/proxy.crt" \
			"tls-key=$SQUID_DIR/proxy.key" ;;
		*) echo "http_port 127.0.0.1:$_at name=$_scheme" ;;
		esac
		echo "acl at_$_scheme myportname $_scheme"
		case $_scheme in
		none) echo "http_access allow at_none" ;;
		all) ;;
		tls) echo "auth_schemes basic at_tls" ;;
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

# -- A login and a repository behind it ------------------------------------

# work_conf KEPT [LINE [TOKEN-ENDPOINT]]: a login, whose server is known to the
# proxy alone.
work_conf() {
	conf <<-END
		store_passwords = $1;
		logins = {
		  work = {
		    url = "https://git.example.com:${GIT_URL##*:}";
		    token_endpoint = "${3:-$as/token}";
		    client_id = "native";
		    $2
		  };
		};
	END
}

seed() {
	as_control mint account=alice client=native field=refresh_token \
		>"$T/token" && lanyard seed --force work <"$T/token"
}

# start_behind [VAR=VALUE...]: the servers, the login, and git's settings.
start_behind() {
	certificate own DNS:as.example.com,DNS:git.example.com,IP:127.0.0.1
	start_as AS_TLS_CERT="$T/own.crt" AS_TLS_KEY="$T/own.key" "$@"
	start_git GITD_TLS_CERT="$T/own.crt" GITD_TLS_KEY="$T/own.key" \
		NODE_EXTRA_CA_CERTS="$T/own.crt" "$@"
	make_repo private
	as=https://as.example.com:${AS_URL##*:}
	repo=https://git.example.com:${GIT_URL##*:}/private.git
	GIT_TERMINAL_PROMPT=0
	export GIT_TERMINAL_PROMPT
	work_conf false
	seed
	git config --global credential.helper lanyard
	git config --global http.sslCAInfo "$T/own.crt"
	secret 'pass word%' pass%20word%25 wr0ng
}

# way PROXY: git's http.proxy.
way() {
	git config --global http.proxy "$1"
}

# lets NAME [VAR=VALUE...]: Lanyard gets a token, and git its refs.
lets() {
	_name=$1
	shift
	run timeout 60 env "$@" lanyard refresh work
	silent "$_name"
	run timeout 60 env "$@" git ls-remote "$repo" main
	says refs/heads/main "$_name: git as well"
}

# keeps STATUS ERE HINT NAME [VAR=VALUE...]: neither does.
keeps() {
	_wanted=$1 _ere=$2 _hint=$3 _name=$4
	shift 4
	_before=$(as_count token)
	run timeout 60 env "$@" lanyard refresh work
	fails "$_wanted" "^lanyard: error: login work: $_ere" "$_name"
	[ -z "$_hint" ] ||
		like "$err" "^lanyard: hint: .*$_hint" "$_name: what to do"
	is "$(as_count token)" "$_before" "$_name: the server is not asked"
	run timeout 60 env "$@" git ls-remote "$repo" main
	isnt "$status" 0 "$_name: nor does git"
}
