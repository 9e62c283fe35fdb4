#!/bin/sh
# Whatever hangs, a refresh ends by timeout_ms and a little: with an error, a
# status, and the lock free for the next one. A row for each thing that can.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

TIMEOUT_MS=3000
# lanyard-oauth ends itself a second later where a library of others' hangs;
# the rest is for a machine that has other things to do.
LITTLE_MS=3500

start_server hang hang.js
hang=$server_url
port=${hang##*:}
start_as

# A CA that is looked up in a folder, where it is a named pipe.
certificate ca DNS:ca.example.com
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=leaf \
	-addext subjectAltName=IP:127.0.0.1 -keyout "$T/leaf.key" \
	-out "$T/leaf.csr" 2>/dev/null
openssl x509 -req -in "$T/leaf.csr" -CA "$T/ca.crt" -CAkey "$T/ca.key" \
	-CAcreateserial -copy_extensions copy -days 2 -out "$T/leaf.crt" \
	2>/dev/null || die 'a certificate is made'
start_fault FAULT_TLS_CERT="$T/leaf.crt" FAULT_TLS_KEY="$T/leaf.key"
mkdir "$T/bin" "$T/rows" "$T/pipes"
printf '#!/bin/sh\nexec sleep 300\n' >"$T/bin/hangs"
chmod +x "$T/bin/hangs"
mkdir "$T/bin/git.d"
ln -s ../hangs "$T/bin/git.d/git"
printf '[http]\n\tproxy =\n' >"$GIT_CONFIG_GLOBAL"

# hang NAME STATUS ERE ENDPOINT [LINE [VAR=VALUE...]]: a row of the table.
: >"$T/table"
: >"$T/sites"
hang() {
	printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$T/table"
	printf '  %s = { url = "https://%s.example.com"; client_id = "native";
	    timeout_ms = %s; %s %s };\n' "$1" "$1" "$TIMEOUT_MS" \
		"${4:+token_endpoint = \"$4\";}" "${5:-}" >>"$T/sites"
	_hang_name=$1
	[ -z "$4" ] || record "$1" "token_endpoint=$4" client_id=native \
		access_token=over expires_at=1 obtained_at=1 \
		"refresh_token=rt-$1" generation=1
	shift 4
	[ $# -eq 0 ] || shift
	printf '%s\n' "$@" >"$T/rows/$_hang_name.env"
}

# pipe NAME: $pipe, for that row alone: two of them would hear each other.
pipe() {
	pipe=$T/pipes/$1
	mkfifo "$pipe"
}

# -- The other side ----------------------------------------------------------

no_answer="no answer from 127\.0\.0\.1:$port within [0-9.]* s"
hang tls 5 "$no_answer" "https://127.0.0.1:$port/token"
hang silent 5 "$no_answer" "$hang/token"
hang header 5 "$no_answer" "$hang/header"
hang body 5 "$no_answer" "$hang/body"
hang chunks 5 "$no_answer" "$hang/chunks"
for _way in silent header body fields; do
	hang "metadata-$_way" 5 "127\.0\.0\.1:$port" '' \
		"issuer = \"$hang/$_way\";"
	record "metadata-$_way" "issuer=$hang/$_way" client_id=native \
		access_token=over expires_at=1 obtained_at=1 \
		"refresh_token=rt-metadata-$_way" generation=1
done
through='(no answer from|cannot reach) id\.example\.com'
hang proxy 5 "$through" https://id.example.com/token \
	"proxy = \"http://127.0.0.1:$port\";"
hang proxy-drip 5 '(no answer from|cannot reach) drip\.example\.com' \
	https://drip.example.com/token "proxy = \"http://127.0.0.1:$port\";"
hang proxy-tls 5 "$through" https://id.example.com/token \
	"proxy = \"https://127.0.0.1:$port\";"
hang proxy-socks 5 "$through" https://id.example.com/token \
	"proxy = \"socks5h://127.0.0.1:$port\";"
hang proxy-http 5 'no answer from id\.example\.com' http://id.example.com/token \
	"allow_http = true; proxy = \"http://127.0.0.1:$port\";"

# -- Programs ----------------------------------------------------------------

hang secret-command 2 'client_secret_command.* took longer than' \
	"$hang/token" "client_secret_command = [ \"$T/bin/hangs\" ];"
hang git 5 '"git config" took longer than' "$hang/token" '' \
	"PATH=$T/bin/git.d:$PATH"
pipe git-pipe
hang git-pipe 5 '"git config" took longer than' "$hang/token" '' \
	"GIT_CONFIG_GLOBAL=$pipe"

# -- Named pipes, where a file is meant ---------------------------------------

what="(is a named pipe|is a device or pipe|is no regular|is not a regular)"
hung='lanyard-oauth took too long, and has ended itself'
tls=$FAULT_URL/ok/token
pipe ca-file
hang ca-file 2 "ca_file: $pipe $what" "$tls" "ca_file = \"$pipe\";"
for _variable in CURL_CA_BUNDLE SSL_CERT_FILE GIT_SSL_CAINFO GIT_SSL_CERT; do
	pipe "$_variable"
	hang "$(echo "$_variable" | tr '[:upper:]_' '[:lower:]-')" 2 \
		"$_variable.*$pipe $what" "$tls" '' "$_variable=$pipe"
done
for _variable in SSL_CERT_DIR GIT_SSL_CAPATH; do
	mkdir "$T/pipes/$_variable"
	pipe "$_variable/$(openssl x509 -noout -hash -in "$T/ca.crt").0"
	hang "$(echo "$_variable" | tr '[:upper:]_' '[:lower:]-')" 5 "$hung" \
		"$tls" '' "$_variable=$T/pipes/$_variable"
done
pipe OPENSSL_CONF
hang openssl-conf 5 "$hung" "$tls" '' "OPENSSL_CONF=$pipe"
# That one is not obeyed, so nobody waits for it.
pipe SSLKEYLOGFILE
hang sslkeylogfile 5 'is refused: .*who (issued it )?is not known here' "$tls" '' \
	"SSLKEYLOGFILE=$pipe"
pipe secret-file
hang secret-file 2 "client_secret_file: $pipe $what" "$hang/token" \
	"client_secret_file = \"$pipe\";"
pipe conf
hang conf 2 "$pipe: $what" "$hang/token" '' "LANYARD_CONFIG=$pipe"
pipe trace
hang trace 5 "$no_answer" "$hang/token" '' "LANYARD_TRACE=$pipe"
hang record 1 "record $what" "$hang/token"
hang record-new 1 "record-new\.new $what" "$hang/token"
# A named pipe can be locked as a file can.
hang record-lock 5 "$no_answer" "$hang/token"
for _file in record record-lock.lock record-new.new; do
	rm -f "$LANYARD_STORE/logins/$_file"
	mkfifo -m 600 "$LANYARD_STORE/logins/$_file"
done

# -- A name service: in a network of its own, as port 53 is the system's -------

cat >"$T/bin/in-silence" <<'END'
#!/bin/sh
# The loopback interface, and a name server that never answers.
perl -MSocket -e 'socket(my $s, PF_INET, SOCK_DGRAM, 0) or die $!;
	my $up = pack("a16 s x22", "lo", 0x41);
	ioctl($s, 0x8914, $up) or die $!;' || exit 97
perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(Proto => "udp",
	LocalAddr => "127.0.0.1:53") or die $!; $| = 1; print "ready\n"; sleep 30' \
	>"$T/dns" &
_dns=$!
echo 'nameserver 127.0.0.1' >"$T/resolv.conf"
mount --bind "$T/resolv.conf" /etc/resolv.conf || exit 97
_n=0
until grep -q ready "$T/dns" || [ "$_n" -gt 50 ]; do
	sleep 0.1
	_n=$((_n + 1))
done
_start=$(date +%s%3N)
lanyard refresh "$1"
_status=$?
echo $(($(date +%s%3N) - _start)) >"$T/rows/$1.own"
kill "$_dns"
exit "$_status"
END
chmod +x "$T/bin/in-silence"
_map=
[ "$(id -u)" -eq 0 ] || _map=-r
export T
if unshare -mn $_map true 2>/dev/null; then
	for _name in dns dns-metadata dns-proxy; do
		echo "exec unshare -mn $_map '$T/bin/in-silence'" \
			>"$T/rows/$_name.command"
	done
	hang dns 5 '(no answer from|cannot reach|the name) id\.example\.org' \
		https://id.example.org/token
	hang dns-metadata 5 '(no answer from|cannot reach|the name) id\.example\.org' \
		'' 'issuer = "https://id.example.org";'
	record dns-metadata issuer=https://id.example.org client_id=native \
		access_token=over expires_at=1 obtained_at=1 \
		refresh_token=rt-dns-metadata generation=1
	hang dns-proxy 5 'id\.example\.org|proxy\.example\.org' \
		https://id.example.org/token \
		'proxy = "http://proxy.example.org:3128";'
else
	skip 'a name server that does not answer' 'no namespace can be made here'
fi

# -- Not silence but floods ------------------------------------------------

# They are searched for tokens: on a slow machine that takes longer than there
# is time.
flood="((the answer of|no answer from) 127\.0\.0\.1:$port|$hung)"
hang interim 5 "$flood" "$hang/interim"
hang fields 5 "$flood" "$hang/fields"

# -- Other verbs, whose own times are longer: beside the rest ----------------

# verb NAME LIMIT_MS STATUS ERE COMMAND: a row, where OpenSSL hangs.
: >"$T/verbs"
mkdir "$T/verb"
verb() {
	pipe "verb-$1"
	printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$T/verbs"
}
verb login-metadata $TIMEOUT_MS 5 "$hung" 'lanyard login there'
verb login-device $TIMEOUT_MS 5 "$hung" 'lanyard login device'
verb login-key $TIMEOUT_MS 5 "$hung" 'lanyard login key'
verb get $TIMEOUT_MS 5 "$hung" 'printf "url=https://there.example.com\n\n" | lanyard get'
verb logout $TIMEOUT_MS 5 "$hung" 'lanyard logout gone'
if [ "${FAULTS:-}" = full ]; then
	verb doctor 15000 1 "$hung" 'lanyard doctor there'
	verb setup 20000 5 "$hung" \
		"lanyard setup --no-git --client-id=x https://127.0.0.1:$port"
	verb register 20000 5 "$hung" \
		"lanyard setup --no-git --issuer=https://127.0.0.1:$port https://git.example.com"
fi
run_verb() {
	_start=$(now_ms)
	OPENSSL_CONF=$T/pipes/verb-$1 LANYARD_INTERACTIVE=1 BROWSER=true \
		LANYARD_CONFIG=$T/verb/lanyard.conf LANYARD_STORE=$T/verb/store \
		timeout 60 sh -c "$2" >"$T/verb/$1.out" 2>"$T/verb/$1.err" \
		</dev/null 9>&-
	echo $? >"$T/verb/$1.status"
	echo $(($(now_ms) - _start)) >"$T/verb/$1.ms"
}
(
	LANYARD_CONFIG=$T/verb/lanyard.conf LANYARD_STORE=$T/verb/store
	openssl genpkey -algorithm ed25519 -out "$T/verb/key" 2>/dev/null
	chmod 600 "$T/verb/key"
	conf <<-END
		logins = {
		  there = { url = "https://there.example.com";
		    client_id = "native"; timeout_ms = $TIMEOUT_MS;
		    issuer = "https://127.0.0.1:$port"; };
		  device = { url = "https://device.example.com";
		    client_id = "native"; timeout_ms = $TIMEOUT_MS;
		    token_endpoint = "https://127.0.0.1:$port/token";
		    device_authorization_endpoint = "https://127.0.0.1:$port/d"; };
		  key = { url = "https://key.example.com";
		    client_id = "native"; timeout_ms = $TIMEOUT_MS;
		    token_endpoint = "https://127.0.0.1:$port/token";
		    authorization_endpoint = "https://127.0.0.1:$port/a";
		    private_key_file = "$T/verb/key"; };
		  gone = { url = "https://gone.example.com";
		    client_id = "native"; timeout_ms = $TIMEOUT_MS;
		    token_endpoint = "https://127.0.0.1:$port/token";
		    revocation_endpoint = "https://127.0.0.1:$port/r"; };
		};
	END
	record gone "token_endpoint=https://127.0.0.1:$port/token" \
		client_id=native access_token=a refresh_token=r generation=1
)
while IFS=$(printf '\t') read -r _name _ms _status _ere _command; do
	run_verb "$_name" "$_command" &
	verb_pids="${verb_pids:-} $!"
done <"$T/verbs"

# -- All of them -------------------------------------------------------

{
	echo 'logins = {'
	cat "$T/sites"
	echo '};'
} | conf

# run_row NAME: in a process of its own; with its variables.
run_row() {
	while read -r _pair; do
		[ -z "$_pair" ] || export "${_pair?}"
	done <"$T/rows/$1.env"
	_start=$(now_ms)
	if [ -f "$T/rows/$1.command" ]; then
		timeout 60 sh -c "$(cat "$T/rows/$1.command") $1"
	else
		timeout 60 lanyard refresh "$1"
	fi >"$T/rows/$1.out" 2>"$T/rows/$1.err" </dev/null 9>&-
	echo $? >"$T/rows/$1.status"
	echo $(($(now_ms) - _start)) >"$T/rows/$1.ms"
	_lock=$LANYARD_STORE/logins/$1.lock
	[ ! -f "$_lock" ] || flock -n "$_lock" true ||
		echo held >"$T/rows/$1.held"
}
# A dozen at a time: they wait, but each is two programs to start.
_pids='' _count=0
while IFS=$(printf '\t') read -r _name _; do
	run_row "$_name" &
	_pids="$_pids $!"
	_count=$((_count + 1))
	[ $((_count % 12)) -eq 0 ] || continue
	for _pid in $_pids; do
		wait "$_pid"
	done
	_pids=
done <"$T/table"
for _pid in $_pids; do
	wait "$_pid"
done

diag 'what hangs | ms | exit status | message'
tried=0
while IFS=$(printf '\t') read -r _name _status _ere; do
	for _one in out err; do
		cp "$T/rows/$_name.$_one" "$T/$_one"
	done
	status=$(cat "$T/rows/$_name.status")
	out=$(cat "$T/out") err=$(cat "$T/err")
	_ms=$(cat "$T/rows/$_name.own" 2>/dev/null || cat "$T/rows/$_name.ms")
	diag "$_name | $_ms | $status | $(head -n 1 "$T/err")"
	sed -i '/^lanyard: no trace: /d' "$T/err"
	fails "$_status" "^lanyard: error: .*$_ere" "$_name: an error"
	ok "$_name: within timeout_ms and a little ($_ms ms)" \
		[ "$_ms" -le $((TIMEOUT_MS + LITTLE_MS)) ]
	not_ok "$_name: the lock is free" [ -e "$T/rows/$_name.held" ]
	[ ! -f "$LANYARD_STORE/logins/$_name" ] ||
		is "$(field "$_name" refresh_token)" "rt-$_name" \
			"$_name: the refresh token stays"
	tried=$((tried + 1))
done <"$T/table"
row 'what a refresh needs hangs' "$tried" 0 - -

for _pid in $verb_pids; do
	wait "$_pid"
done
while IFS=$(printf '\t') read -r _name _limit _status _ere _; do
	for _one in out err; do
		cp "$T/verb/$_name.$_one" "$T/$_one"
	done
	status=$(cat "$T/verb/$_name.status")
	_ms=$(cat "$T/verb/$_name.ms")
	diag "$_name | $_ms | $status | $(head -n 1 "$T/err")"
	is "$status" "$_status" "$_name: the exit status"
	like "$(cat "$T/out" "$T/err")" "$_ere" "$_name: it is told"
	ok "$_name: within its time and a little ($_ms ms)" \
		[ "$_ms" -le $((_limit + LITTLE_MS)) ]
done <"$T/verbs"
not_ok 'no lock of a login is held' sh -c \
	'for _l in "$0"/*lock; do flock -n "$_l" true || exit 0; done; exit 1' \
	"$T/verb/store/logins"

# -- What is sent is saved, however long that takes ----------------------------

if can_run strace; then
	own_programs
	line='timeout_ms = 1000;' sites slow
	seed slow
	_old=$(field slow refresh_token)
	# The third is the save's; lanyard-oauth would end itself after 2 s.
	wrap 'exec strace -qq -o "$T/trace" \
		-e inject=fsync:delay_enter=3500000:when=3 "$REAL" "$@"'
	run lanyard refresh slow
	fails 5 'is still at work' 'a disk that takes 3.5 s to save'
	ok 'the new refresh token is saved all the same' wait_until \
		'[ "$(field slow refresh_token)" != "$_old" ]' 10
	ok 'and it lives' alive slow
	wrap 'exec "$REAL" "$@"'
else
	skip 'a disk that takes 3.5 s to save' "$cannot_run"
fi

# -- A browser that hangs: the login goes on, and nobody waits for it ----------

printf '#!/bin/sh\necho $$ >%s\n%s "$1" &\nexec sleep 300\n' "$T/browser.pid" \
	"$PERSON" >"$T/bin/browser"
chmod +x "$T/bin/browser"
sites work
_start=$(now_ms)
run env LANYARD_INTERACTIVE=1 "BROWSER=$T/bin/browser" timeout 60 \
	lanyard login work
run_status 0 'a browser that hangs: the login is done'
ok 'and nobody waits for it' [ $(($(now_ms) - _start)) -lt 20000 ]
for _lock in lock prompt-lock; do
	ok "work.$_lock is free" flock -n "$LANYARD_STORE/logins/work.$_lock" true
done
kill "$(cat "$T/browser.pid")"
done_testing
