#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# How often both programs together open a login's record for one refresh: in
# the front to see that it is over, with the lock, and for the answer; in
# lanyard-oauth for the refresh token.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v strace >/dev/null ||
	die 'strace is there: it is needed to look at system calls'
needs strace

# The address sanitizer's leak check is no friend of strace.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

start_as
printf '%s\n' protocol=https host=git.example.com >"$T/in"

# over: the record of a login whose access token is over.
over() {
	_refresh=$(as_control mint account=alice client=native \
		field=refresh_token)
	secret "$_refresh" at-over-0123456789
	record work "issuer=$AS_URL" "token_endpoint=$AS_URL/token" \
		client_id=native access_token=at-over-0123456789 \
		"obtained_at=$(($(now) - 7200))" \
		"expires_at=$(($(now) - 3600))" "refresh_token=$_refresh" \
		generation=3
}

# reads MAXIMUM NAME COMMAND...
reads() {
	_maximum=$1
	_name=$2
	shift 2
	over
	as_control reset
	run strace -f -o "$T/trace" -e trace=open,openat,execve "$@" <"$T/in"
	is "$status $(field work generation)" '0 4' "$_name: refreshed"
	is "$(as_count token_refresh_token)" 1 "$_name: by one request"
	_halves=$(grep -c 'execve.*/lanyard\(-oauth\)\?".* = 0$' "$T/trace")
	is "$_halves" 2 "$_name: both programs are seen"
	_opened=$(grep -c '"[^"]*logins/work"\|[0-9], "work"' "$T/trace")
	diag "$_name: the record was opened $_opened times"
	ok "$_name: the record is opened at most $_maximum times" \
		test "$_opened" -ge 1 -a "$_opened" -le "$_maximum"
}

conf <<-END
	logins = {
	  work = {
	    url = [ "https://git.example.com" ];
	    issuer = "$AS_URL";
	    client_id = "native";
	  };
	};
END
reads 4 'a new configuration' lanyard get
# A route is made once the configuration has settled (lib/os/stamp.h).
sleep 3.1
reads 4 'the first get of a configuration' lanyard get
ok 'now a route is there' test -n "$(ls "$LANYARD_STORE/routes")"
reads 4 'a known login' lanyard get
reads 4 'by name' lanyard refresh work
done_testing
