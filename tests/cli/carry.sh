# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh and cli.sh by the tests of export and import: the other
# machine, which is another store here.

export T
there=$T/there
secret at-fresh-0123456789 rt-live-0123456789

# there COMMAND...: with the other machine's store, and no configuration.
there() {
	LANYARD_STORE=$there LANYARD_CONFIG=$T/none.conf "$@"
}
(umask 077 && echo 'logins = { };' >"$T/none.conf")

# anew: a fresh login here, and nothing there.
anew() {
	no_store
	rm -rf "$there"
	fresh_record work 'url[]=https://git.example.com' "$@"
}
