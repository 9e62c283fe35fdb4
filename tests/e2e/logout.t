#!/bin/sh
# logout: the server forgets the tokens as well, the refresh token first
# (RFC 7009); where it cannot be told, they are gone here all the same.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
feature 'revocation (RFC 7009)' oidc-provider

start_as
conf <<END
logins = {
  work = {
    url       = [ "http://127.0.0.1:1" ];
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = "read_repository";
  };
};
END
BROWSER=$PERSON
export BROWSER
record=$LANYARD_STORE/logins/work

# log_in: a record with both tokens, which are kept in $T/kept.
log_in() {
	LANYARD_INTERACTIVE=1 run lanyard login work
	run_status 0 'a login'
	cp "$record" "$T/kept"
	as_control reset
	secret "$(field work access_token)" "$(field work refresh_token)"
}

# gone NAME: nothing of the login is in the store.
gone() {
	not_ok "$1: the tokens are gone here" \
		grep -q -r -F -f "$T/secrets" "$LANYARD_STORE"
}

log_in
like "$(cat "$record")" "^revocation_endpoint=$AS_URL/" \
	'the record says where tokens are revoked'
run lanyard logout work
silent 'logout'
gone 'logout'
is "$(as_count revocation)" 2 'both tokens are revoked'
# What was stored, put back: the server does not take it any more.
cp "$T/kept" "$record"
LANYARD_INTERACTIVE=0 run lanyard refresh work
fails 4 'answered 400 invalid_grant' 'the refresh token is none at the server'
run lanyard logout work
silent 'a token that the server does not know is no error'

log_in
as_control fail status=503 error=temporarily_unavailable at=revocation n=all
run lanyard logout work
fails 5 'login work is removed here, but not revoked: .*answered 503' \
	'a server that is out of order'
like "$err" 'hint: its tokens may live on' 'and what is left to do then'
gone 'all the same'
as_control clear

log_in
as_control fail status=401 error=invalid_client at=revocation n=all
run lanyard logout work
fails 4 'removed here, but not revoked: .*401 invalid_client' 'one that refuses'
like "$err" 'hint: its tokens may live on: end them at the server' 'and what is left to do'
gone 'all the same'
as_control clear

log_in
as_control fail status=400 error=unsupported_token_type at=revocation n=all
run lanyard logout work
silent 'one that revokes no such token'
gone 'as ever'
as_control clear

log_in
sed -i 's/^revocation_endpoint=.*/revocation_endpoint=http:\/\/127.0.0.1:1\/r/' \
	"$record"
run lanyard logout work
fails 5 'removed here, but not revoked: .*cannot reach 127\.0\.0\.1:1' \
	'no server at all'
gone 'all the same'

log_in
sed -i '/^revocation_endpoint=/d' "$record"
run lanyard logout work
silent 'a server that revokes nothing'
gone 'as ever'
is "$(as_count revocation)" 0 'is not asked'

# Several at once: one of them tells the server.
log_in
for i in 1 2 3 4; do
	lanyard logout work >"$T/out.$i" 2>&1 9>&- &
	eval "pid$i=\$!"
done
failed=0
for i in 1 2 3 4; do
	eval "wait \$pid$i" || failed=$((failed + 1))
done
is "$failed" 0 'four at once all succeed'
is "$(as_count revocation)" 2 'and one of them revokes'
gone 'after which'

done_testing
