#!/bin/sh
# Programs that are not to be had here, each by its documentation alone: what
# the manual's snippet has it start is started as that program would, from the
# first login to a dead refresh token and back. Bazel, go, uv, jj and
# gitoxide.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

certificate door IP:127.0.0.1
start_as
start_server door door.js DOOR_AS="$AS_URL" DOOR_TLS_CERT="$T/door.crt" \
	DOOR_TLS_KEY="$T/door.key"
DOOR=$server_url DOOR_HOST=${server_url#https://}
configure https://api.example.com "$DOOR"
log_in work
unseen() { :; }

# get AUTHORIZATION: what that program would then do.
get() {
	printf 'header = "%s"\n' "$1" |
		curl -sS -K - --cacert "$T/door.crt" "$DOOR/user"
}
used() {
	is "$status" 0 "$2"
	is "$(cat "$T/out.$1")" \
		"{\"account\":\"$ACCOUNT\",\"method\":\"GET\",\"path\":\"/user\"}" \
		'with the answer to this account'
	is "$err" '' 'and nothing on stderr'
}
refused() {
	like "$status" '^[34]$' "$1"
	is "$out" '' 'and nothing on stdout'
}

# Bazel: --credential_helper=HOST=PROGRAM, run as PROGRAM get, from PATH.
place "$T/bazelrc" bazel/bazelrc api.example.com "$DOOR_HOST"
helper=$(sed -n "s/^common --credential_helper=$DOOR_HOST=//p" "$T/bazelrc")
is "$helper" lanyard-bazel 'the helper of the snippet'
use() {
	_out=$(printf '{"uri":"%s/user"}' "$DOOR" | "$helper" get) || return
	get "Authorization: $(printf %s "$_out" |
		sed -n 's/^{"headers":{"Authorization":\["\([^"]*\)"\]},"expires":"[-0-9T:]*Z"}$/\1/p')"
}
consumer Bazel

# go: GOAUTH's command, split at spaces, with the URL after a 401.
place "$T/goenv" go/env
GOAUTH=$(sed -n 's/^GOAUTH=//p' "$T/goenv")
is "$($GOAUTH </dev/null)" '' 'go asks without a URL first'
use() {
	printf 'HTTP/1.1 401 Unauthorized\n\n' | $GOAUTH "$DOOR/user" \
		>"$T/go.$1" || return
	# Prefixes, an empty line, fields, an empty line.
	get "$(perl -0777 -ne '
		print $1 if /\A(?:https:\S+\n)+\n((?:[\w-]+: .+\n)+)\n\z/' \
		"$T/go.$1")"
	grep -qx "$DOOR" "$T/go.$1"
}
consumer go

# uv: keyring get URL USER, else get URL --mode creds.
ln -s "$BUILD/lanyard" "$T/keyring"
use() {
	_out=$("$T/keyring" get "$DOOR/simple/" --mode creds) || return
	[ "$(printf '%s\n' "$_out" | sed -n 1p)" = oauth2 ] || return 99
	get "Authorization: Bearer $(printf '%s\n' "$_out" | sed -n 2p)"
}
consumer uv

# gitoxide and jj run git's helpers as git does: NAME get, with or without an
# empty line at the end; strict UTF-8, no CR.
use() {
	_out=$(printf 'protocol=https\nhost=%s\npath=x.git\n%s' "$DOOR_HOST" \
		"${blank-}" | git-credential-lanyard get) || return
	get "Authorization: Bearer $(printf '%s\n' "$_out" |
		sed -n 's/^password=//p')"
}
refused() {
	like "$status" '^[34]$' "$1"
	like "$out" '^(quit=1)?$' 'and no password'
}
consumer 'gitoxide and jj'
blank='
'
does 1 'with an empty line at the end'
done_testing
