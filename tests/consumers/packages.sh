# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after consumers.sh by the tests of package managers: a registry for
# them, with the package "hello" 1.0.0. By TLS where there is $T/registry.crt.

mkdir -p "$T/packages"
start_as
_tls=
[ ! -f "$T/registry.crt" ] || _tls="PACKAGES_TLS_CERT=$T/registry.crt PACKAGES_TLS_KEY=$T/registry.key"
# shellcheck disable=SC2086 # several words
start_server packages packages.js PACKAGES_AS="$AS_URL" \
	PACKAGES_ROOT="$T/packages" $_tls
REGISTRY=$server_url REGISTRY_CONTROL=$server_control
configure https://api.example.com "$REGISTRY"
log_in work
PATH=$HOME/.local/bin:$PATH
unset CARGO_HOME NPM_CONFIG_USERCONFIG PIP_CONFIG_FILE PIP_INDEX_URL \
	PIP_EXTRA_INDEX_URL

# set_up TOOL [LOGIN]: as a person does it.
set_up() {
	run lanyard setup --tool "$@"
	run_status 0 "lanyard setup --tool $1"
}

# installed NAME: the package came, and by a good token alone.
installed() {
	is "$status" 0 "$1"
	unlike "$err" 'lanyard' 'and lanyard says nothing'
}

# only_good_tokens NAME
only_good_tokens() {
	is "$(control "$REGISTRY_CONTROL" log event=request |
		grep -c '"scheme":"\(bearer\|basic\)","status":401')" 0 \
		"$1 has shown no token that was over"
}
