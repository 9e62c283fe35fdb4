#!/bin/sh
# A token that is to live longer than it has left: refreshed where the server's
# live so long, once however many ask, and not at every call where they do not.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
feature 'a token that lives longer (min_life_s)' oidc-provider

start_as AS_LIFETIME=3600
start_git
make_repo private || die 'a repository'
export LANYARD_INTERACTIVE=0

# configure [LINE]...: the login, and a record with a token of 20 minutes.
configure() {
	rm -rf "$LANYARD_STORE"
	cat >"$LANYARD_CONFIG" <<-CONF
		logins = {
		  work = {
		    url       = "$GIT_URL";
		    issuer    = "$AS_URL";
		    client_id = "native";
		    $(printf '%s\n' "$@")
		  };
		};
	CONF
	chmod 600 "$LANYARD_CONFIG"
	as_control mint account=alice client=native lifetime=1200 \
		field=refresh_token | lanyard seed work || die 'a login'
	as_control set lifetime="${LIFE:-1200}"
	lanyard token work >/dev/null || die 'a token of 20 minutes'
	as_control set lifetime="${THEN:-3600}"
	before=$(as_count token_refresh_token)
}
asked() {
	echo $(($(as_count token_refresh_token) - before))
}
life() {
	echo $(($(sed -n 's/^expires_at=//p' "$LANYARD_STORE/logins/work") - $(date +%s)))
}

# -- A caller that wants longer -------------------------------------------
configure
first=$(lanyard token work)
for time in 0 60 19m 900s; do
	run lanyard token --min-life "$time" work
	is "$status$out$err" "0$first" "--min-life $time: the one that there is"
done
is "$(asked)" 0 'and nobody is asked'
# It was obtained with a life of 1200 s: half of it is all that can be had.
run lanyard token --min-life=30m work
is "$status$out$err" "0$first" '30 minutes, of a server that gives 20: the same'
is "$(asked)" 0 'without a request'

LIFE=4000 configure
sed -i "s/^expires_at=.*/expires_at=$(($(date +%s) + 1200))/" \
	"$LANYARD_STORE/logins/work"
first=$(lanyard token work)
run lanyard token --min-life=30m work
run_status 0 '30 minutes, of a server whose latest had 66'
isnt "$out" "$first" 'another token'
is "$err" '' 'and nothing is said'
is "$(asked)" 1 'by one request'
ok 'that lives an hour' test "$(life)" -gt 3500
for _n in 1 2 3; do
	run lanyard token --min-life 1h30m work
	run_status 0 'longer than the server gives any more'
done
is "$(asked)" 1 'is not asked for again and again'
run lanyard token --min-life 59m work
is "$(asked)" 1 'nor is one of hardly the life of a new one'

# -- What is no time ------------------------------------------------------
for time in '' x 5x -1 1.5h 400d 30M '30 m' 99999999999999999999 0x10; do
	run lanyard token "--min-life=$time" work
	run_status 2 "--min-life=$time: no time"
	is_empty "$T/out" "--min-life=$time: and no token"
	like "$err" '^lanyard: error: --min-life takes a time such as|takes a value' \
		"--min-life=$time: it says so"
done

# -- A login that wants longer: git, too, and twenty at once ----------------
LIFE=4000 configure 'min_life_s = 1800;'
sed -i "s/^expires_at=.*/expires_at=$(($(date +%s) + 1200))/" \
	"$LANYARD_STORE/logins/work"
old=$(sed -n 's/^access_token=//p' "$LANYARD_STORE/logins/work")
as_control delay ms=800
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
git clone -q "$GIT_URL/private.git" "$T/cloned" >"$T/git.out" 2>&1 9>&- &
cloning=$!
at_once 20 lanyard token work
alike 'twenty callers and a clone'
ok 'the clone, too' wait "$cloning"
isnt "$(cat "$T/at_once/out.1")" "$old" 'and it is the new one: they have waited'
is "$(asked)" 1 'by one request'
is "$(cat "$T/git.out")" '' 'and nothing is said'
run lanyard refresh --all
is "$status$(asked)" 01 'a timer refreshes it no more'

# -- A server that fails: what lives is the answer ------------------------
LIFE=4000 configure 'min_life_s = 1800;'
sed -i "s/^expires_at=.*/expires_at=$(($(date +%s) + 1200))/" \
	"$LANYARD_STORE/logins/work"
old=$(sed -n 's/^access_token=//p' "$LANYARD_STORE/logins/work")
as_control fail status=503 n=all
for _n in 1 2 3; do
	run lanyard token work
	is "$status$out$err" "0$old" 'the server fails: the token that lives'
done
is "$(asked)" 1 'it was asked once'
as_control clear
LIFE=4000 configure 'min_life_s = 1800;'
sed -i "s/^expires_at=.*/expires_at=$(($(date +%s) + 1200))/" \
	"$LANYARD_STORE/logins/work"
run lanyard refresh --all
is "$status$(asked)" 01 'a timer refreshes what does not live so long'

# -- A token from elsewhere: how long the server's live is found out once --
THEN=100 LIFE=4000 configure
sed -i -e "s/^expires_at=.*/expires_at=$(($(date +%s) + 1200))/" \
	-e '/^expires_in=/d' "$LANYARD_STORE/logins/work"
for _n in 1 2 3 4; do
	run lanyard token --min-life 30m work
	run_status 0 'the server gives 100 s: a token'
done
is "$(asked)" 1 'by one request'

done_testing
