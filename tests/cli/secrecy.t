#!/bin/sh
# What others may see of a process that holds secrets: no core file is left of
# it, and no other process of the same user reads its memory, while those that
# it starts are as anybody's.
# shellcheck disable=SC1091,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
unset LANYARD_TRACEABLE

[ -r /proc/self/environ ] || skip_all 'no /proc is here'

# An owner of the process who may not look into all others, which root may.
as_owner=
without=-sys_ptrace,-perfmon,-sys_admin
[ "$(id -u)" -ne 0 ] ||
	as_owner="setpriv --bounding-set $without --inh-caps $without"

# visible PID: may its owner read its memory? Its environment is a part of it.
visible() {
	$as_owner cat "/proc/$1/environ" >"$T/seen" 2>/dev/null
}

# is_seen PID yes|no NAME
is_seen() {
	if visible "$1"; then
		is yes "$2" "$3"
	else
		is no "$2" "$3"
	fi
}

await() {
	tries=100
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.1
	done
}
is_comm() {
	[ "$(cat "/proc/$1/comm" 2>/dev/null)" = "$2" ]
}
hidden() {
	! visible "$1"
}

# A server that takes what comes and says nothing.
mkfifo "$T/port"
perl -MIO::Socket::INET -e '
	my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 5)
		or die;
	print $s->sockport, "\n";
	close(STDOUT);
	my @all;
	alarm 60;
	push @all, $s->accept while 1' >"$T/port" &
server=$!
read -r port <"$T/port"
conf <<-END
	logins = {
	  robot = {
	    url = [ "https://git.example.com" ];
	    token_endpoint = "http://127.0.0.1:$port/token";
	    client_id = "native";
	  };
	  ready = {
	    url = [ "https://ready.example.com" ];
	    token_endpoint = "http://127.0.0.1:$port/token";
	    client_id = "native";
	  };
	};
END
no_store
record robot "token_endpoint=http://127.0.0.1:$port/token" client_id=native \
	access_token=at-old obtained_at=1000000000 expires_at=1000003600 \
	refresh_token=rt-old generation=1
record ready "token_endpoint=http://127.0.0.1:$port/token" client_id=native \
	access_token=at-ready obtained_at=1000000000 expires_at=99999999999 \
	generation=1

# -- memory ---------------------------------------------------------------

$as_owner sleep 100 &
other=$!
await is_comm $other sleep
is_seen $other yes 'the owner may look into any process'
kill $other

mkfifo "$T/request"
$as_owner "$BUILD/lanyard" get <"$T/request" >/dev/null 2>&1 &
front=$!
exec 7>"$T/request"
await is_comm $front lanyard
await hidden $front
is_seen $front no 'but not into lanyard'
exec 7>&-
wait $front
for traceable in 1:yes 0:no :no; do
	LANYARD_TRACEABLE=${traceable%:*} $as_owner "$BUILD/lanyard" get \
		<"$T/request" >/dev/null 2>&1 &
	front=$!
	exec 7>"$T/request"
	await is_comm $front lanyard
	[ "$traceable" = 1:yes ] || await hidden $front
	is_seen $front "${traceable#*:}" \
		"with LANYARD_TRACEABLE=${traceable%:*}: ${traceable#*:}"
	exec 7>&-
	wait $front
done

$as_owner "$BUILD/lanyard" refresh robot >/dev/null 2>&1 &
front=$!
child() {
	oauth=$(cat "/proc/$front/task/$front/children") && [ -n "$oauth" ] &&
		oauth=${oauth%% *} && is_comm "$oauth" lanyard-oauth
}
await child
await hidden "$oauth"
is_seen "$oauth" no 'nor into lanyard-oauth'
kill $front
wait $front 2>/dev/null

# What it becomes or starts is a program like any.
$as_owner "$BUILD/lanyard" exec --env T=ready -- sleep 100 &
other=$!
await is_comm $other sleep
is_seen $other yes 'a program that it has become is as any'
kill $other
wait $other 2>/dev/null

# -- core files -----------------------------------------------------------

# dumped COMMAND...: does it leave a core file, killed by what does so?
dumped() {
	(
		cd "$T" || exit 2
		# shellcheck disable=SC3045 # each sh here has it
		ulimit -c unlimited 2>/dev/null
		exec perl -e '
			my $pid = fork // die;
			if ($pid == 0) { exec { $ARGV[0] } @ARGV or die }
			select undef, undef, undef, 0.5;
			kill "SEGV", $pid;
			waitpid $pid, 0;
			exit !($? & 128)' "$@"
	) </dev/zero >/dev/null 2>&1
}
if dumped sleep 100; then
	not_ok 'lanyard leaves no core file' \
		dumped "$BUILD/lanyard" file --watch ready "$T/token"
else
	pass 'no process leaves a core file here'
fi

kill $server
done_testing
