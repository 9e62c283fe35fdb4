#!/bin/sh
# A name server that takes each question and never answers: what needs a name is
# over by timeout_ms, says which name it was, and leaves the lock; the login is
# as it was. In a network and a mount namespace of the test's own.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
if [ -z "${DNS_NAMESPACE:-}" ]; then
	DNS_NAMESPACE=1
	export DNS_NAMESPACE
	# Who is in one already has no root to map.
	for _map in '' -r; do
		# shellcheck disable=SC2086 # none, or one option
		! unshare $_map -m -n true 2>/dev/null ||
			exec unshare $_map -m -n sh "$0" "$@"
	done
	DNS_NAMESPACE=none
fi
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

[ "$DNS_NAMESPACE" = 1 ] || skip_all 'no network namespace can be made here'
needs script
TIMEOUT_MS=500
# What a command may take beside: it starts, and writes.
EXTRA_MS=1500

printf 'nameserver 127.0.0.1\noptions timeout:30 attempts:5\n' >"$T/resolv.conf"
printf 'hosts: files dns\n' >"$T/nsswitch.conf"
for file in resolv.conf nsswitch.conf; do
	mount --bind "$T/$file" /etc/$file || die "/etc/$file is replaced"
done
perl -MSocket -e '
	socket(my $lo, AF_INET, SOCK_DGRAM, 0) || die $!;
	my $up = pack("a16 s x22", "lo", 1);
	ioctl($lo, 0x8914, $up) || die "lo: $!";
	socket(my $s, AF_INET, SOCK_DGRAM, 0) || die $!;
	bind($s, sockaddr_in(53, inet_aton("127.0.0.1"))) || die $!;
	open(my $ready, ">", "$ARGV[0]/asked.ready") && close($ready);
	open(my $log, ">", "$ARGV[0]/asked") || die $!;
	$log->autoflush(1);
	$SIG{ALRM} = sub { exit };
	alarm(60);
	while (recv($s, my $question, 512, 0)) { print $log "question\n" }
' "$T" 9>&- &
server_pids="$server_pids $!"
wait_until "test -e '$T/asked.ready'" 5 || die 'the name server starts'

conf <<-END
	logins = {
	  meta = { url = "https://meta.example.com"; client_id = "c";
	    issuer = "https://id.example.com"; timeout_ms = $TIMEOUT_MS; };
	  device = { url = "https://device.example.com"; client_id = "c";
	    token_endpoint = "https://id.example.com/t";
	    device_authorization_endpoint = "https://id.example.com/d";
	    timeout_ms = $TIMEOUT_MS; };
	  ends = { url = "https://ends.example.com"; client_id = "c";
	    token_endpoint = "https://id.example.com/t"; timeout_ms = $TIMEOUT_MS; };
	  robot = { url = "https://robot.example.com"; client_id = "c";
	    client_secret = "s"; token_endpoint = "https://id.example.com/t";
	    grant_type = "client_credentials"; timeout_ms = $TIMEOUT_MS; };
	  far = { url = "https://far.example.com"; client_id = "c";
	    token_endpoint = "https://id.example.com/t";
	    proxy = "http://proxy.example.net:3128"; timeout_ms = $TIMEOUT_MS; };
	  revoked = { url = "https://revoked.example.com"; client_id = "c";
	    token_endpoint = "https://id.example.com/t";
	    revocation_endpoint = "https://id.example.com/r";
	    timeout_ms = $TIMEOUT_MS; };
	};
END
for name in meta ends far revoked; do
	[ "$name" = meta ] || record $name token_endpoint=https://id.example.com/t \
		client_id=c access_token=over expires_at=2 obtained_at=1 \
		"refresh_token=rt-$name" generation=1
done
record meta issuer=https://id.example.com client_id=c access_token=over \
	expires_at=2 obtained_at=1 refresh_token=rt-meta generation=1

# bounded MS COMMAND...: killed after 20 s, and to be over after so many.
bounded() {
	most=$(($1 + EXTRA_MS))
	shift
	before=$(date +%s%N)
	run timeout -s KILL 20 "$@"
	took=$((($(date +%s%N) - before) / 1000000))
}

# over STATUS NAME: in time, with a message of a name, and nothing is held.
over() {
	fails "$1" "${3:-error: .*the name id\\.example\\.com is not resolved within [0-9.]* s\$}" \
		"$2: exit $1, the name"
	ok "$2: over in time ($took of $most ms)" test "$took" -le "$most"
	is "$(for lock in "$LANYARD_STORE"/logins/*lock; do
		flock -n "$lock" true || echo "$lock"
	done)" '' "$2: no lock is held"
}

export LANYARD_INTERACTIVE=1 BROWSER=true
(
	before=$(date +%s%N)
	LANYARD_CONFIG=$T/setup.conf timeout -s KILL 20 lanyard setup --no-login \
		--no-git --client-id c --issuer https://id.example.com \
		https://new.example.com >"$T/setup.out" 2>"$T/setup.err" </dev/null
	echo $? >"$T/setup.status"
	echo $((($(date +%s%N) - before) / 1000000)) >"$T/setup.ms"
) 9>&- &
setup=$!
bounded $TIMEOUT_MS lanyard login meta
over 5 'login, of an issuer'
like "$err" 'hint: is the network up\? getent hosts id\.example\.com' \
	'and how to look'
bounded $TIMEOUT_MS lanyard login robot
over 5 'login, without a person'
for name in meta ends far robot; do
	what=
	[ "$name" != far ] ||
		what='error: .*the name proxy\.example\.net is not resolved within'
	bounded $TIMEOUT_MS lanyard refresh $name
	over 5 "refresh $name" "$what"
done
LANYARD_INTERACTIVE=0
for name in meta ends; do
	# The failure before is over: by hand it is asked again.
	sed -i '/^retry_at=/d; /^last_error/d' "$LANYARD_STORE/logins/$name"
	bounded $TIMEOUT_MS lanyard token $name
	over 5 "token $name"
	sed -i '/^retry_at=/d; /^last_error/d' "$LANYARD_STORE/logins/$name"
	printf 'protocol=https\nhost=%s.example.com\n\n' $name >"$T/in"
	bounded $TIMEOUT_MS lanyard get <"$T/in"
	like "$err" "error: .*the name id\\.example\\.com is not resolved within" \
		"get for $name: says which name"
	is "$status" 5 "get for $name: exit 5"
	ok "get for $name: over in time ($took of $most ms)" \
		test "$took" -le "$most"
	is "$(field $name refresh_token)" "rt-$name" "$name: the login lives"
done
# A person may yet come back from the browser: the device code has no part in it.
LANYARD_INTERACTIVE=1 BROWSER=/nonexistent
bounded 2500 timeout -s INT 2.5 script -qec 'lanyard login device' /dev/null
like "$out" 'the name id\.example\.com is not resolved within [0-9.]* s; asked again' \
	'login, by a device code: says it at once, and goes on'
# Two questions: the metadata at both places; and again for the login itself.
bounded $((3 * TIMEOUT_MS)) lanyard doctor meta
is "$status" 1 'doctor: exit 1'
like "$out" '^fault metadata +meta: the name id\.example\.com is not resolved' \
	'doctor: the metadata'
like "$out" '^ +next: is the network up\? getent hosts id\.example\.com' \
	'doctor: and what to run'
ok "doctor: over in time ($took of $most ms)" test "$took" -le "$most"
bounded $((2 * TIMEOUT_MS)) lanyard doctor ends
like "$out" '^fault server +ends: the name id\.example\.com is not resolved' \
	'doctor: the token endpoint'
is "$status" 1 'doctor: exit 1, of an endpoint'
ok "doctor, of an endpoint: over in time ($took of $most ms)" \
	test "$took" -le "$most"
# setup, which has no login's timeout_ms yet: 10 s in all.
wait $setup
took=$(cat "$T/setup.ms") most=$((10000 + EXTRA_MS))
cp "$T/setup.out" "$T/out"
cp "$T/setup.err" "$T/err"
out=$(cat "$T/out") err=$(cat "$T/err") status=$(cat "$T/setup.status")
over 5 'setup'
not_ok 'setup: no configuration is written' test -e "$T/setup.conf"
bounded $TIMEOUT_MS lanyard logout revoked
over 5 'logout'
not_ok 'logout: no record is left' test -e "$LANYARD_STORE/logins/revoked"
ok 'the name server was asked' test -s "$T/asked"
done_testing
