#!/bin/sh
# A client at GitHub by its App manifest flow: made and installed in a real
# browser, at a stand-in that is written from GitHub's documentation
# (servers/github.js). The jobs are run as lanyard runs them. PAGES=full has
# what can go wrong as well; the units of these jobs have it, too.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/e2e/browser.sh"

start_server github github.js GITHUB_ROOT="$T/repos" GITHUB_TAKEN=lanyard-taken
GITHUB_URL=$server_url GITHUB_CONTROL=$server_control
SHOTS=$TOP/build/screenshots
LANYARD_CONFIG=$T/config/lanyard.conf
export LANYARD_INTERACTIVE=1
mkdir -m 700 "$T/config"
printf '# mine\n' >"$LANYARD_CONFIG"
chmod 600 "$LANYARD_CONFIG"
before=$(cksum <"$LANYARD_CONFIG")
FILES=$T/config

# job VERB TIMEOUT_MS PARAMETER...: its report is in $report.
job() {
	_verb=$1 _time=$2
	shift 2
	report=$T/report.$_verb
	run timeout 60 "$BUILD/lanyard-oauth" "$_verb" "$_time" - 0 "$@" \
		4>"$report"
}

result() {
	sed -n "s/^result\[\]=$1=//p" "$T/report.manifest"
}

# as_it_was NAME: nothing is left of it.
as_it_was() {
	is "$(cd "$FILES" && ls)" 'lanyard.conf' "$1: no file is left"
	is "$(cksum <"$LANYARD_CONFIG")" "$before" \
		"$1: the configuration is as it was"
}

# fails STATUS ERE NAME: with one message in the report, and all as it was.
fails() {
	run_status "$1" "$3"
	like "$(sed -n 's/^message=//p' "$report")" "$2" "$3: says so"
	as_it_was "$3"
}

# -- three clicks -------------------------------------------------------------

browser_will leave 'press:Create GitHub App' think:1200 press:Install \
	shot:manifest-installed
job manifest 60000 "url=$GITHUB_URL" name=github app_name=lanyard-of-mona
run_status 0 'an App is made'
shown=$err
job install 60000 "install_url=$(result install_url)" "port=$(result port)"
run_status 0 'and installed'
browser_ends 'in Chromium'
is "$(seen manifest-installed clicks)" 2 'with two clicks'
looks_well manifest-installed 200 'The App is installed' 'The login comes next'
secret=$(result client_secret_file) pem=$(result private_key_file)
is "$secret $pem" "$FILES/github.client_secret $FILES/github.private_key" \
	'its secrets are in files beside the configuration'
is "$(stat -c %a "$secret" "$pem" | tr '\n' ' ')" '600 600 ' 'of mode 600'
like "$(cat "$secret")" '^[0-9a-f]{40}$' 'the client secret'
ok 'and the private key' openssl rsa -in "$pem" -check -noout 2>"$T/unused"
is "$(cat "$T"/report.* "$T/err" "$T/out" | grep -c -F -e "$(cat "$secret")" \
	-e "$(sed -n 2p "$pem")")" 0 'which are nowhere else'
is "$(result app_slug)" lanyard-of-mona 'the App has the name that was given'
is "$(result install_url)" \
	"$GITHUB_URL/github-apps/lanyard-of-mona/installations/new" \
	'the page that installs it'
is "$(result settings_url)" "$GITHUB_URL/settings/apps/lanyard-of-mona" \
	'and its settings'
manifest=$(control "$GITHUB_CONTROL" log event=manifest)
for member in '"active":false' '"public":false' '"contents":"write"' \
	'"metadata":"read"' '"callback_urls":\["http://127.0.0.1/callback"\]' \
	'"redirect_url":"http://127.0.0.1:[0-9]+/callback"'; do
	like "$manifest" "$member" "the manifest has $member"
done
is "$(control "$GITHUB_CONTROL" count name=conversions)" 1 \
	'the code was given once'

client_id=$(result client_id)
cat >>"$LANYARD_CONFIG" <<CONF
logins = {
  github = {
    url                = "$GITHUB_URL";
    preset             = "github";
    client_id          = "$client_id";
    client_secret_file = "$secret";
  };
};
CONF
git init -q --bare -b main "$T/repos/mona/hello.git" 2>/dev/null ||
	{ mkdir -p "$T/repos/mona" && git init -q --bare -b main \
		"$T/repos/mona/hello.git"; }
add_commit mona/hello first
git config --global credential.helper lanyard
browser_will approve shot:manifest-login
run timeout 60 git clone -q "$GITHUB_URL/mona/hello.git" "$T/clone"
run_status 0 'a clone'
ok 'has what is there' test -f "$T/clone/README"
browser_ends 'after the login'
is "$(seen manifest-login clicks)" 1 'which is the third click'
looks_well manifest-login 200 'You are logged in' 'definition: github'

# The token of an App's user expires in 8 hours; its refresh token goes on.
sed -i "s/^expires_at=.*/expires_at=$(($(now) - 1))/" \
	"$LANYARD_STORE/logins/github"
run timeout 60 git -C "$T/clone" fetch -q
run_status 0 'a fetch when the token has expired'
is "$(control "$GITHUB_CONTROL" count name=token_refresh_token)" 1 \
	'refreshes it'

[ "${PAGES:-}" = full ] || done_testing

# -- an organization's, and without scripts -----------------------------------

rm "$secret" "$pem"
printf '# mine\n' >"$LANYARD_CONFIG"
browser_will BROWSER_SCRIPTS=no shot:manifest-form \
	'press:Continue to GitHub' 'press:Create GitHub App'
job manifest 60000 "url=$GITHUB_URL/" name=github organization=octo-org
run_status 0 'an App of an organization, without scripts'
browser_ends 'has a button in their place'
looks_well manifest-form 200 'An App at GitHub' 'term: App' 'term: Organization' \
	'definition: octo-org' 'button "Continue to GitHub"'
like "$(result app_slug)" '^lanyard-[0-9a-f]{8}$' 'its name is one of its own'
like "$(control "$GITHUB_CONTROL" apps | tail -n 1)" '"owner":"octo-org"' \
	'and it is theirs'
job manifest 60000 "url=$GITHUB_URL" name=github
run_status 2 'another one for that login'
like "$(sed -n 's/^message=//p' "$report")" \
	'github.client_secret is there already, and is not written over' 'is refused'
is "$(control "$GITHUB_CONTROL" count name=manifests)" 2 \
	'before anybody is asked'
rm "$FILES/github.client_secret" "$FILES/github.private_key"

# -- what can go wrong -----------------------------------------------------

browser_will leave 'visit:/callback?code=theirs&state=other' \
	shot:manifest-other first 'press:Create GitHub App'
control "$GITHUB_CONTROL" set cut=client_secret
job manifest 60000 "url=$GITHUB_URL" name=github
browser_ends 'a callback with another state'
looks_well manifest-other 400 'This is not the answer to this setup' \
	'another state'
like "$err" 'a callback came and was not used: .*another state' 'is told of'
fails 5 'told no usable client_secret of it' 'an App without a client_secret'
like "$(sed -n 's/^hint=//p' "$report")" \
	"$GITHUB_URL/settings/apps delete it there" 'with where it is'
control "$GITHUB_CONTROL" set cut=

browser_will leave 'press:Create GitHub App' shot:manifest-failed
control "$GITHUB_CONTROL" set conversion=422
job manifest 60000 "url=$GITHUB_URL" name=github
browser_ends 'a conversion that fails'
looks_well manifest-failed 400 'The App cannot be used' \
	'answered 422 out of order' 'Nothing was changed here'
fails 4 'answered 422 out of order$' \
	'a conversion that fails'
control "$GITHUB_CONTROL" set conversion=0

browser_will leave 'visit:/callback?code=0123456789&state=STATE'
job manifest 60000 "url=$GITHUB_URL" name=github
fails 4 'answered 404 Not Found: the code was used before' \
	'a code that was used before'

browser_will leave 'press:Create GitHub App' shot:manifest-taken
job manifest 6000 "url=$GITHUB_URL" name=github app_name=lanyard-taken
fails 5 'did not send the browser back in the time given: no App was made' \
	'a name that is taken, and a browser that is closed'
like "$(sed -n 's/^hint=//p' "$report")" \
	'if it said that the name "lanyard-taken" is taken, choose another there' \
	'with what may be the matter'

for case in 'app_name=a/b|no name for an App' \
	"app_name=$(printf '%035d' 0)|no name for an App" \
	'organization=../x|no name of an organization' \
	'organization=|no name of an organization' \
	'name=a/b|no name for a login' \
	'url=http://git.example.com|no URL of https' \
	'url=github.com|no URL of https'; do
	set -- "url=$GITHUB_URL" name=github
	case $case in
	url=*) set -- name=github ;;
	name=*) set -- "url=$GITHUB_URL" ;;
	esac
	job manifest 5000 "$@" "${case%%|*}"
	fails 2 "${case#*|}" "${case%%|*}"
done
is "$(control "$GITHUB_CONTROL" count name=manifests)" 6 \
	'of which GitHub heard nothing'
done_testing
