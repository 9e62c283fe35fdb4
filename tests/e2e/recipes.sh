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

# one_request N NAME [REQUESTS]: N callers, one request, one answer.
one_request() {
	control "$machines" set delay_ms=400
	_before=$(counted requests)
	at_once "$1" lanyard token robot
	alike "$2: $1 at once"
	is "$(($(counted requests) - _before))" "${3:-1}" \
		"$2: $1 at once: by one request"
	control "$machines" set delay_ms=0
}
