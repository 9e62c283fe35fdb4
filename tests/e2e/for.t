#!/bin/sh
# lanyard login --for ssh://HOST NAME: the browser is here, the login is there.
# The other machine is this one, by a real sshd on 127.0.0.1, with a store and a
# configuration of its own.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

SSHD=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) ||
	skip_all 'sshd is not here: make deps'
start_as
. "$TESTS/e2e/terminal.sh"

# -- the other machine ------------------------------------------------------

mkdir "$T/there" "$T/ssh" "$T/bin" "$T/runtime"
ssh-keygen -q -t ed25519 -N '' -f "$T/ssh/host"
ssh-keygen -q -t ed25519 -N '' -f "$T/ssh/key"
cp "$T/ssh/key.pub" "$T/ssh/authorized"
# As root sshd wants a folder that Debian's service makes.
made=
if [ "$(id -u)" -eq 0 ] && [ ! -d /run/sshd ]; then
	mkdir -m 755 /run/sshd && made=yes
fi
# start_sshd PATH: of the commands there. Sets sshd_port.
start_sshd() {
	sshd_port=$((20000 + $$ % 10000))
	for _try in 1 2 3 4 5; do
		sshd_port=$((sshd_port + _try * 7))
		cat >"$T/ssh/sshd_config" <<-CONF
			ListenAddress 127.0.0.1
			Port $sshd_port
			HostKey $T/ssh/host
			PidFile none
			AuthorizedKeysFile $T/ssh/authorized
			StrictModes no
			UsePAM no
			PasswordAuthentication no
			PermitRootLogin yes
			SetEnv PATH=$1 LANYARD_STORE=$T/there/store LANYARD_CONFIG=$T/there/lanyard.conf HOME=$T/there
		CONF
		"$SSHD" -D -e -f "$T/ssh/sshd_config" 2>"$T/ssh/log" 9>&- &
		sshd_pid=$!
		wait_until 'grep -q "Server listening" "$T/ssh/log" || ! kill -0 "$sshd_pid" 2>/dev/null' 10
		grep -q 'Server listening' "$T/ssh/log" && break
	done
	server_pids="$server_pids $sshd_pid"
	cat >"$T/ssh/config" <<-CONF
		IdentityFile $T/ssh/key
		IdentitiesOnly yes
		IdentityAgent none
		StrictHostKeyChecking no
		UserKnownHostsFile $T/ssh/known
		LogLevel ERROR
	CONF
	there=ssh://127.0.0.1:$sshd_port
}
# The real ssh, with nobody's own configuration; how it was called is noted.
cat >"$T/bin/ssh" <<END
#!/bin/sh
printf '%s\n' "\$@" >"$T/ssh/called"
exec $(command -v ssh) -F "$T/ssh/config" "\$@"
END
chmod +x "$T/bin/ssh"
PATH=$T/bin:$PATH
: >"$T/there/lanyard.conf"
chmod 600 "$T/there/lanyard.conf"
start_sshd "$BUILD:/usr/bin:/bin"
"$T/bin/ssh" -T -- "$there" true 2>"$T/ssh/err" || {
	[ -z "$made" ] || rmdir /run/sshd
	skip_all "no ssh to this very account: $(tail -n 1 "$T/ssh/log")"
}

# http is for tests alone, and import takes nothing else than https: there the
# login is in the configuration.
login_of() {
	cat <<-CONF
		logins = {
		  work = {
		    url       = [ "http://127.0.0.1:1" ];
		    issuer    = "$AS_URL";
		    client_id = "native";
		    scope     = "read_repository";
		  };
		};
	CONF
}
login_of >"$LANYARD_CONFIG"
login_of >"$T/there/lanyard.conf"
chmod 600 "$LANYARD_CONFIG"

# there COMMAND...: on that machine.
there() {
	env HOME="$T/there" LANYARD_STORE="$T/there/store" \
		LANYARD_CONFIG="$T/there/lanyard.conf" "$@"
}

person() {
	PERSON_ACTION=$2 "$NODE" "$TESTS/servers/person.js" "$1"
}

# nothing_here NAME: no record, no route, no file on its way, no process.
nothing_here() {
	wait_until '[ -z "$(oauth_pids)" ]' 20
	is "$(oauth_pids)" '' "$1: no process is left here"
	is "$(find "$LANYARD_STORE" "$T/home" "$T/tmp" -type f 2>/dev/null)" '' \
		"$1: no file is left here"
}

# -- it goes there, and stays nowhere else ----------------------------------

at_terminal "lanyard login --for $there work"
prompted
type_line "$(person "$(url_shown)" copy)"
ends 0 'a login for another machine'
like "$(cat "$T/shown")" \
	"^lanyard: login work is on 127\\.0\\.0\\.1:$sshd_port now, and nothing of it is here\$" \
	'which is said'
nothing_here 'after it'
like "$(there lanyard token work)" '^[A-Za-z0-9._-]{20,}$' 'there it has a token'
run there lanyard refresh work
run_status 0 'and is refreshed there'
is "$(tr '\n' ' ' <"$T/ssh/called")" \
	"-T -- $there lanyard version && exec lanyard import " \
	'ssh was given the command, and no secret'
run lanyard token work
is "$status" 3 'here is no login'

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
fails 5 'error: 127\.0\.0\.1:1 cannot be reached by ssh' 'nobody listens' ssh://127.0.0.1:1
fails 2 'error: --for takes ssh://\[USER@\]HOST\[:PORT\]' 'no URL' 127.0.0.1
for url in http://127.0.0.1 ssh:// ssh://-oProxyCommand=x ssh://u:secret@h \
	ssh://u@-h ssh://h/path ssh://@h; do
	fails 2 'error: --for takes' "$url" "$url"
	unlike "$(cat "$T/err")" secret "$url: no password is shown"
done
run lanyard login --for "$there" other
is "$status" 2 'an unknown name: exit 2'
like "$(cat "$T/err")" 'error: .*other' 'an unknown name: which is said'

stop_server "$sshd_pid"
start_sshd /usr/bin:/bin
fails 2 'error: 127\.0\.0\.1:[0-9]+ has no lanyard where ssh looks for commands' \
	'no lanyard there' "$there"
stop_server "$sshd_pid"
mkdir "$T/other"
printf '#!/bin/sh\necho Welcome\n' >"$T/other/lanyard"
chmod +x "$T/other/lanyard"
start_sshd "$T/other:/usr/bin:/bin"
fails 2 'does not answer as lanyard does' 'another program there' "$there"
stop_server "$sshd_pid"

# -- what is not taken there is good nowhere -----------------------------------

start_sshd "$BUILD:/usr/bin:/bin"
revoked=$(as_count revocation)
at_terminal "lanyard login --for $there work"
prompted
type_line "$(person "$(url_shown)" copy)"
ends 4 'there is a login of that name there'
like "$(cat "$T/shown")" 'error: 127\.0\.0\.1:[0-9]+ did not take the login' \
	'which is said'
like "$(cat "$T/shown")" 'the new login is forgotten, and revoked' \
	'and what becomes of the new one'
ok 'it was revoked at the server' test "$(as_count revocation)" -gt "$revoked"
nothing_here 'not taken'

rm -rf "$T/there/store"
at_terminal "lanyard login --for $there work"
prompted
printf '\003' >&7
ends 130 'Ctrl-C'
nothing_here 'Ctrl-C'
wait_until '[ -z "$(processes lanyard)" ]' 10
not_ok 'Ctrl-C: nothing came there' test -e "$T/there/store/logins/work"
is "$(processes lanyard)" '' 'Ctrl-C: nor is a process left there'

stop_server "$sshd_pid"
[ -z "$made" ] || rmdir /run/sshd
done_testing
