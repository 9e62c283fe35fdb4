#!/bin/sh
# lanyard login --for ssh://HOST NAME: the browser is here, the login is there.
# The other machine is this one, by a real sshd on 127.0.0.1, with a store and a
# configuration of its own.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/e2e/terminal.sh"
. "$TESTS/groups.sh"

SSHD=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) ||
	skip_all 'sshd is not here: make deps'

# -- the other machine ------------------------------------------------------

mkdir "$T/ssh" "$T/bin"
SSH=$T/ssh
ssh-keygen -q -t ed25519 -N '' -f "$SSH/host"
ssh-keygen -q -t ed25519 -N '' -f "$SSH/key"
cp "$SSH/key.pub" "$SSH/authorized"
cat >"$SSH/config" <<CONF
IdentityFile $SSH/key
IdentitiesOnly yes
IdentityAgent none
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
LogLevel ERROR
CONF
# The real ssh, with nobody's own configuration; how it was called is noted.
cat >"$T/bin/ssh" <<END
#!/bin/sh
printf '%s\n' "\$@" >"\$LANYARD_STORE.called"
exec $(command -v ssh) -F "$SSH/config" "\$@"
END
chmod +x "$T/bin/ssh"
PATH=$T/bin:$PATH
# As root sshd wants a folder that Debian's service makes.
made=
if [ "$(id -u)" -eq 0 ] && [ ! -d /run/sshd ]; then
	mkdir -m 755 /run/sshd && made=yes
fi
use_pam=no

# start_sshd PATH: of the commands there. Sets sshd_pid and there.
start_sshd() {
	mkdir -p "$T/there"
	: >>"$T/there/lanyard.conf"
	chmod 600 "$T/there/lanyard.conf"
	sshd_port=$((20000 + $$ % 10000 + ${group:-0} * 11))
	for _try in 1 2 3 4 5; do
		sshd_port=$((sshd_port + _try * 97))
		cat >"$T/there/sshd_config" <<-CONF
			ListenAddress 127.0.0.1
			Port $sshd_port
			HostKey $SSH/host
			PidFile none
			AuthorizedKeysFile $SSH/authorized
			StrictModes no
			UsePAM $use_pam
			PasswordAuthentication no
			PermitRootLogin yes
			SetEnv PATH=$1 LANYARD_STORE=$T/there/store LANYARD_CONFIG=$T/there/lanyard.conf HOME=$T/there
		CONF
		"$SSHD" -D -e -f "$T/there/sshd_config" 2>"$T/sshd.log" 9>&- &
		sshd_pid=$!
		wait_until 'grep -q "Server listening" "$T/sshd.log" ||
			! kill -0 "$sshd_pid" 2>/dev/null' 10
		grep -q 'Server listening' "$T/sshd.log" && break
	done
	server_pids="$server_pids $sshd_pid"
	there=ssh://127.0.0.1:$sshd_port
}

# Does it let this user in? Only PAM does where an account has no password but
# a lock, and only as root.
lets_in() {
	start_sshd "$BUILD:/usr/bin:/bin"
	"$T/bin/ssh" -T -- "$there" true >"$T/ssh.out" 2>&1
	_let=$?
	stop_server "$sshd_pid"
	return $_let
}
lets_in || { use_pam=yes && [ "$(id -u)" -eq 0 ] && lets_in; } || {
	[ -z "$made" ] || rmdir /run/sshd
	skip_all "sshd does not let user $(id -u) in:" \
		"$(cat "$T/ssh.out" "$T/sshd.log" | grep -m 1 \
			-e 'No user' -e 'not available' -e 'not allowed' -e issing ||
			tail -n 1 "$T/sshd.log")"
}

# login_of: http is for tests alone, and import takes nothing else than https:
# there the login is in the configuration.
login_of() {
	cat <<-CONF
		logins = {
		  work = {
		    url       = [ "http://127.0.0.1:1" ];
		    issuer    = "$AS_URL";
		    client_id = "native";
		    scope     = "read_repository";
		  };
		  device = {
		    url        = [ "http://127.0.0.1:2" ];
		    issuer     = "$AS_URL";
		    client_id  = "native";
		    grant_type = "device_code";
		  };
		  page = {
		    url        = [ "http://127.0.0.1:3" ];
		    issuer     = "$AS_URL";
		    client_id  = "native";
		    grant_type = "authorization_code";
		    scope      = "read_repository";
		  };
		};
	CONF
}

# begin_group: a server and both configurations of its own.
begin_group() {
	start_as "$@"
	LANYARD_CONFIG=$T/lanyard.conf
	mkdir "$T/there"
	login_of >"$LANYARD_CONFIG"
	login_of >"$T/there/lanyard.conf"
	chmod 600 "$LANYARD_CONFIG"
}

# there COMMAND...: on that machine.
there() {
	env HOME="$T/there" LANYARD_STORE="$T/there/store" \
		LANYARD_CONFIG="$T/there/lanyard.conf" "$@"
}

# comes_back: the person logs in, and pastes the address of the last page.
comes_back() {
	final=$(PERSON_ACTION=copy "$NODE" "$TESTS/servers/person.js" \
		"$(url_shown)" 2>"$T/person.err")
	[ -n "$final" ] || fail 'the person comes back' \
		"$(cat "$T/screen" "$T/person.err")"
	type_line "$final"
}

# nothing_here NAME: no record, no route, no file on its way, no process.
nothing_here() {
	wait_until '[ -z "$(oauth_pids)$(processes ssh)" ]' 20
	is "$(oauth_pids)$(processes ssh)" '' "$1: no process is left here"
	is "$(find "$LANYARD_STORE" "$T/home" "$T/tmp" -type f 2>/dev/null)" '' \
		"$1: no file is left here"
}

# nothing_there NAME
nothing_there() {
	wait_until '[ -z "$(processes lanyard)" ]' 20
	is "$(processes lanyard)" '' "$1: no process is left there"
	is "$(find "$T/there/store" -type f -path '*/logins/*' ! -name '*.lock' 2>/dev/null)" \
		'' "$1: no login is left there"
}

# -- it goes there, and stays nowhere else ----------------------------------

it_goes_there() {
	begin_group
	start_sshd "$BUILD:/usr/bin:/bin"
	at_terminal "lanyard login --for $there work"
	prompted
	comes_back
	ends 0 'a login for another machine'
	like "$(cat "$T/shown")" \
		"^lanyard: login work is on 127\\.0\\.0\\.1:$sshd_port now, and nothing of it is here\$" \
		'which is said'
	nothing_here 'after it'
	like "$(there lanyard token work)" '^[A-Za-z0-9._-]{20,}$' \
		'there it has a token'
	run there lanyard refresh work
	run_status 0 'and is refreshed there'
	is "$(tr '\n' ' ' <"$LANYARD_STORE.called")" \
		"-T -- $there lanyard version && exec lanyard import " \
		'ssh was given the command, and no secret'
	run lanyard token work
	is "$status" 3 'here is no login'

	# What is not taken there is good nowhere.
	revoked=$(as_count revocation)
	at_terminal "lanyard login --for $there work"
	prompted
	comes_back
	ends 4 'there is a login of that name there'
	like "$(cat "$T/shown")" 'error: 127\.0\.0\.1:[0-9]+ did not take the login' \
		'which is said'
	like "$(cat "$T/shown")" 'the new login is forgotten, and revoked' \
		'and what becomes of the new one'
	ok 'it was revoked at the server' test "$(as_count revocation)" -gt "$revoked"
	nothing_here 'not taken'
}

# -- what is not to be reached is seen before anybody logs in ----------------

# fails STATUS WORDS NAME URL
fails() {
	asked=$(as_count login)
	run timeout 60 env LANYARD_INTERACTIVE=1 lanyard login --for "$4" work
	is "$status" "$1" "$3: exit $1"
	like "$(cat "$T/err")" "$2" "$3: why"
	is "$(as_count login)" "$asked" "$3: nobody was asked"
	nothing_here "$3"
}

it_is_not_reached() {
	begin_group
	fails 5 'error: 127\.0\.0\.1:1 cannot be reached by ssh' 'nobody listens' \
		ssh://127.0.0.1:1
	fails 2 'error: --for takes ssh://\[USER@\]HOST\[:PORT\]' 'no URL' 127.0.0.1
	for url in http://127.0.0.1 ssh:// ssh://-oProxyCommand=x ssh://u:secret@h \
		ssh://u@-h ssh://h/path ssh://@h; do
		fails 2 'error: --for takes' "$url" "$url"
		unlike "$(cat "$T/err")" secret "$url: no password is shown"
	done
	start_sshd /usr/bin:/bin
	fails 2 'error: 127\.0\.0\.1:[0-9]+ has no lanyard where ssh looks for commands' \
		'no lanyard there' "$there"
	run lanyard login --for "$there" other
	is "$status" 2 'an unknown name: exit 2'
	like "$(cat "$T/err")" 'error: .*other' 'an unknown name: which is said'
	stop_server "$sshd_pid"
	mkdir "$T/other"
	printf '#!/bin/sh\necho Welcome\n' >"$T/other/lanyard"
	chmod +x "$T/other/lanyard"
	start_sshd "$T/other:/usr/bin:/bin"
	fails 2 'does not answer as lanyard does' 'another program there' "$there"
}

# -- what ends it before its end ---------------------------------------------

modes='stty -a | grep -wo -e "-*icanon" -e "-*echo" | tr "\n" " "; echo'

# begin LOGIN: its prompt is shown.
begin() {
	rm -rf "$T/there/store"
	at_terminal "lanyard login --for $there $1; r=\$?; $modes; (exit \$r)"
	prompted || die 'there is a prompt' "$(cat "$T/screen")"
}

# ended STATUS ERROR NAME: nothing is left anywhere.
ended() {
	ends "$1" "$3: exit $1"
	like "$(cat "$T/shown")" "^lanyard: error: $2" "$3: why"
	is "$(grep -c '^lanyard: error: ' "$T/shown")" 1 \
		"$3: and no complaint of the other machine's"
	like "$(cat "$T/shown")" '^icanon echo $' "$3: the terminal is as it was"
	nothing_here "$3"
	nothing_there "$3"
}

knows='the server must know client_id native with redirect_uri http://127\.0\.0\.1:'

it_is_ended() {
	begin_group AS_DEVICE_LIFETIME=3
	start_sshd "$BUILD:/usr/bin:/bin"
	begin work
	printf '\003' >&7
	ended 130 'the login was interrupted' Ctrl-C
	like "$(cat "$T/shown")" "^lanyard: hint: .*$knows" 'Ctrl-C: the hint'
	begin work
	type_line q
	ended 1 'login work was cancelled' q
	like "$(cat "$T/shown")" "^lanyard: hint: .*$knows" 'q: the hint'
	for signal in TERM:143 HUP:129 QUIT:131; do
		begin work
		kill -s "${signal%:*}" "$(oauth_pids)"
		ended "${signal#*:}" 'the login was interrupted' "SIG${signal%:*}"
		like "$(cat "$T/shown")" "^lanyard: hint: .*$knows" \
			"SIG${signal%:*}: the hint"
	done
	rm -rf "$T/there/store"
	at_terminal "lanyard login --for $there device; r=\$?; $modes; (exit \$r)"
	ended 5 'login device: .*the device code has expired' 'the time is up'
	like "$(cat "$T/shown")" '^lanyard: hint: .*lanyard login device' \
		'the time is up: the hint'
}

# What still has this terminal, half a second later.
left='sleep 0.5; for p in /proc/[0-9]*; do
	[ "$(readlink $p/fd/2)" = "$(tty)" ] && sed s/^/left:/ $p/comm; done'

# there_is SCRIPT: that is lanyard there.
there_is() {
	mkdir -p "$T/slow"
	printf '#!/bin/sh\n%s\n' "$1" >"$T/slow/new"
	chmod +x "$T/slow/new"
	mv "$T/slow/new" "$T/slow/lanyard"
}

it_is_ended_late() {
	begin_group
	start_sshd "$T/slow:$BUILD:/usr/bin:/bin"

	# Before it is seen that there is a lanyard.
	# It fails, lest its "&& lanyard import" is the next one's.
	there_is "[ \"\$1\" = version ] || exit; sleep 60 & echo \$! >'$T/slow/pid'; wait; exit 1"
	for signal in INT:130 TERM:143; do
		rm -f "$T/slow/pid"
		# Else "^C" stands before what follows.
		at_terminal "stty -echo; lanyard login --for $there work; r=\$?; $left; (exit \$r)"
		wait_until '[ -s "$T/slow/pid" ]' 20
		if [ "$signal" = INT:130 ]; then
			printf '\003' >&7
		else
			kill -s TERM "$(oauth_pids)"
		fi
		ends "${signal#*:}" "${signal%:*} before the prompt"
		unlike "$(cat "$T/shown")" '^left:ssh' \
			"${signal%:*} before the prompt: ssh ends, too"
		nothing_here "${signal%:*} before the prompt"
		kill "$(cat "$T/slow/pid")"
	done

	# The login is made, and the other machine does not say that it has it.
	there_is "if [ \"\$1\" = version ]; then exec '$BUILD/lanyard' version; fi
		cat >'$T/slow/got'; echo \$\$ >'$T/slow/pid'; exec sleep 60"
	for signal in INT:130 TERM:143; do
		rm -f "$T/slow/pid"
		revoked=$(as_count revocation)
		at_terminal "lanyard login --for $there work; r=\$?; $modes; (exit \$r)"
		prompted
		comes_back
		wait_until '[ -s "$T/slow/pid" ]' 30
		if [ "$signal" = INT:130 ]; then
			printf '\003' >&7
		else
			kill -s TERM "$(oauth_pids)"
		fi
		ends "${signal#*:}" "${signal%:*} while it is handed over"
		like "$(cat "$T/shown")" \
			'^lanyard: error: 127\.0\.0\.1:[0-9]+ broke off, and may have the login$' \
			"${signal%:*} while it is handed over: why"
		like "$(cat "$T/shown")" 'the new login is forgotten, and revoked' \
			"${signal%:*} while it is handed over: it is good nowhere"
		ok "${signal%:*} while it is handed over: it was revoked" \
			test "$(as_count revocation)" -gt "$revoked"
		like "$(cat "$T/shown")" '^icanon echo $' \
			"${signal%:*} while it is handed over: the terminal is as it was"
		nothing_here "${signal%:*} while it is handed over"
		kill "$(cat "$T/slow/pid")"
	done
}

# Ctrl-C while a server is waited for: it ends at once, and what is granted
# meanwhile is taken back.
it_is_ended_in_a_request() {
	begin_group AS_DEVICE_LIFETIME=60
	start_sshd "$BUILD:/usr/bin:/bin"

	as_control delay ms=6000 at=token when=after >/dev/null
	revoked=$(as_count revocation)
	# No device code is asked for, which would have that delay.
	begin page
	comes_back
	wait_until '[ "$(as_count token_authorization_code_ok)" -gt 0 ]' 20
	sleep 0.3
	printf '\003' >&7
	begun=$(now)
	ends 130 'Ctrl-C during the exchange: exit 130'
	ok 'Ctrl-C during the exchange: at once' test "$(($(now) - begun))" -le 3
	like "$(cat "$T/shown")" '^(\^C)?lanyard: error: the login was interrupted$' \
		'Ctrl-C during the exchange: why'
	like "$(cat "$T/shown")" '^icanon echo $' \
		'Ctrl-C during the exchange: the terminal is as it was'
	nothing_here 'Ctrl-C during the exchange'
	nothing_there 'Ctrl-C during the exchange'
	ok 'Ctrl-C during the exchange: what was granted is revoked' \
		test "$(as_count revocation)" -gt "$revoked"

	as_control delay ms=6000 at=token when=before >/dev/null
	rm -rf "$T/there/store"
	at_terminal "lanyard login --for $there device; r=\$?; $modes; (exit \$r)"
	wait_until 'grep -q user_code= "$T/screen"' 20
	sleep 2
	printf '\003' >&7
	begun=$(now)
	ends 130 'Ctrl-C during a poll: exit 130'
	ok 'Ctrl-C during a poll: at once' test "$(($(now) - begun))" -le 3
	like "$(cat "$T/shown")" '^icanon echo $' \
		'Ctrl-C during a poll: the terminal is as it was'
	nothing_here 'Ctrl-C during a poll'
	nothing_there 'Ctrl-C during a poll'
}

side_by_side it_goes_there it_is_not_reached it_is_ended it_is_ended_late \
	it_is_ended_in_a_request
[ -z "$made" ] || rmdir /run/sshd
done_testing
