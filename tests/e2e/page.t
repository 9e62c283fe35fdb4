#!/bin/sh
# The page that a browser ends on, in a real one, after the real server's pages:
# what it says, that it asks for nothing, and how it looks. The pictures are
# left in build/screenshots/. PAGES=full has more of them.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/e2e/browser.sh"

start_as
SHOTS=$TOP/build/screenshots
export LANYARD_INTERACTIVE=1
cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url       = [ "https://git.example.com/team", "https://www.example.com" ];
    username  = "alice";
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = "read_repository";
  };
};
CONF
chmod 600 "$LANYARD_CONFIG"

# -- on the way, and at the end --------------------------------------------

browser_will 'visit:/callback?code=x&state=other' shot:page-other \
	visit:/nowhere shot:page-nowhere \
	'post:/callback?code=x&state=STATE' shot:page-post \
	approve again shot:page-again first shot:page-done
run timeout 60 lanyard login work
run_status 0 'login in Chromium'
browser_ends 'and all its pages were seen'

looks_well page-done 200 'You are logged in' \
	'term: Login' 'definition: work' 'term: Host' \
	'definition: git.example.com, and 1 more URL' 'term: Account' \
	'definition: alice' 'You can close this tab'
looks_well page-again 200 'You are logged in' 'not used a second time'
looks_well page-other 400 'This is not the answer to this login' \
	'it is not of this login' 'Nothing was changed'
looks_well page-nowhere 404 'There is nothing here' 'changed nothing'
looks_well page-post 405 'Only GET is answered here' 'changed nothing'

# -- refused ------------------------------------------------------------------

browser_will deny shot:page-refused
run timeout 60 lanyard login work
run_status 1 'a login that is refused in Chromium'
browser_ends 'and its page was seen'
looks_well page-refused 200 'The login was refused' \
	'access_denied' 'the person said no' 'Nothing was changed'

[ "${PAGES:-}" = full ] || done_testing

# What the address says is text, whatever it is.
browser_will "visit:/callback?error=invalid_scope&error_description=%3Cb%3Ebold%3C/b%3E%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AEturned%1B%5B1m%20$(
	printf '%0200d' 0)&state=STATE&iss=ISSUER" shot:page-failed
run timeout 60 lanyard login work
run_status 4 'an error of the server'
browser_ends 'and its page was seen'
looks_well page-failed 400 'The login failed' invalid_scope \
	'<b>bold</b><script>alert\(1\)</script>.turned.\[1m' 'what to do next'
done_testing
