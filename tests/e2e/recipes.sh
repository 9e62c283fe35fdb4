# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh and cli.sh by the tests of recipes: the stand-ins of
# tests/servers/machines.js, at $url, one login, and fifty callers at once.

(umask 077 && openssl genrsa -out "$T/app.pem" 2048 2>/dev/null)
openssl rsa -in "$T/app.pem" -pubout -out "$T/app.pub" 2>/dev/null ||
	die 'a key'
start_server machines machines.js MACHINES_KEY="$T/app.pub"
url=$server_url machines=$server_control
export LANYARD_INTERACTIVE=0

counted() {
	control "$machines" count "name=$1"
}

# logins LINE...: one login, "robot".
logins() {
	conf <<-END
		logins = {
		  robot = {
		$(printf '    %s\n' "$@")
		  };
		};
	END
	no_store
	control "$machines" reset
	control "$machines" set status=0 life_s=3600 delay_ms=0 \
		installation=4711 mute=0
}

# at_once N NAME: one request, one answer.
at_once() {
	control "$machines" set delay_ms=400
	_before=$(counted requests)
	_pids=
	_n=0
	while [ $_n -lt "$1" ]; do
		_n=$((_n + 1))
		lanyard token robot >"$T/token.$_n" 2>"$T/err.$_n" 9>&- &
		_pids="$_pids $!"
	done
	_failed=0
	for _pid in $_pids; do
		wait "$_pid" || _failed=$((_failed + 1))
	done
	is "$_failed" 0 "$2: $1 at once are answered"
	is "$(cat "$T"/token.* | sort -u | wc -l)" 1 'alike'
	is "$(($(counted requests) - _before))" "${3:-1}" 'by one request'
	is "$(cat "$T"/err.*)" '' 'in silence'
	rm -f "$T"/token.* "$T"/err.*
	control "$machines" set delay_ms=0
}
