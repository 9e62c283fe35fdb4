#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# doctor: each fault of configuration, store and git provoked, and named with
# what mends it; a healthy machine is a few lines and exit 0.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v git >/dev/null || skip_all 'git is not here'
. "$TESTS/cli/doctor.sh"

# -- All is well --
healthy
snapshot
run lanyard doctor
run_status 0 'a healthy machine: exit 0'
is_empty "$T/err" 'and no word on stderr'
is "$(tail -n 1 "$T/out")" 'all is well' 'all is well'
ok 'it is short' test "$(grep -c '' "$T/out")" -le 6
like "$out" "^ok +configuration +$LANYARD_CONFIG, 1 login\$" 'configuration'
like "$out" "^ok +store +$LANYARD_STORE, 1 login\$" 'store'
like "$out" '^ok +git +git version [0-9.]*' 'git'
like "$out" '^ok +login +work: has a fresh token; token_endpoint; redirect_uri$' \
	'login and server'
not_ok 'no secret is shown' grep -q -F -f "$T/secrets" "$T/out"
not_ok 'none was sent' grep -q -F -f "$T/secrets" "$T/fault.log"
unchanged 'nothing is changed'
for target in work https://git.example.com/x; do
	run lanyard doctor "$target"
	run_status 0 "doctor $target"
done
run lanyard doctor wrok
is "$status" 2 'an unknown name: exit 2'
like "$err" 'did you mean work' 'with the nearest one'
run lanyard doctor --json
run_status 0 'as JSON'
is "$("$NODE" -e 'const all = JSON.parse(require("fs").readFileSync(process.argv[1]));
	console.log(all.every((one) => one.fault === false && one.what && one.text),
		all.map((one) => one.what).join());' "$T/out" 2>&1)" \
	'true configuration,store,git,login,token_endpoint,redirect_uri' \
	'is a list of findings'
TERM=xterm script -qec 'lanyard doctor' /dev/null </dev/null >"$T/screen" 2>&1
ok 'in colour on a terminal' grep -q "$(printf '\033')\\[32mok" "$T/screen"
NO_COLOR=1 TERM=xterm script -qec 'lanyard doctor' /dev/null </dev/null \
	>"$T/screen" 2>&1
not_ok 'unless NO_COLOR' grep -q "$(printf '\033')" "$T/screen"

# -- The configuration --
healthy
echo 'logins = { work = { url = ; }; };' | conf
finds configuration ':1: .*url.* has no value' 'url = ' 'a syntax error'
echo 'logins = { work = { ulr = "https://x.example"; }; };' | conf
finds configuration ':1: unknown key .ulr.*did you mean .url' \
	'man 5 lanyard\.conf' 'an unknown key'
a_conf
chmod 666 "$LANYARD_CONFIG"
finds configuration "$LANYARD_CONFIG: others may write" 'chmod ' 'a file that others may write'
mends 'its mode'
mkdir "$T/open" && cp "$LANYARD_CONFIG" "$T/open/lanyard.conf"
chmod 777 "$T/open"
before=$LANYARD_CONFIG LANYARD_CONFIG=$T/open/lanyard.conf
finds configuration "$T/open.*others" 'chmod ' 'a folder that others may write'
mends 'its folder'
LANYARD_CONFIG=$before
a_conf "ca_file = \"$T/no.pem\";"
run lanyard doctor
like "$out" '^fault configuration +work: ca_file: .*no\.pem' 'a ca_file that is not there'
conf </dev/null
no_store
finds configuration 'no login is configured' 'lanyard setup' 'no login at all'

# -- Logins --
healthy
a_record refresh_token_error='login work: invalid_grant'
finds login 'work: login work: invalid_grant' 'lanyard login work' 'a dead refresh token'
a_record last_error='login work: cannot reach x' last_error_code=14
finds login 'work: .*cannot reach x' 'lanyard refresh work' 'a refresh that failed'
a_record "refresh_token_expires_at=$(($(now) - 10))"
finds login 'work: its refresh token is over' 'lanyard login work' 'one that is over'
record work token_endpoint=https://elsewhere.example/t client_id=native \
	refresh_token=rt-0123456789 generation=1
finds login 'elsewhere\.example' 'lanyard login work' 'tokens of another server'
no_store
finds login 'nobody has logged in' 'lanyard login work' 'no tokens at all'
LANYARD_INTERACTIVE=0
export LANYARD_INTERACTIVE
run lanyard doctor
like "$out" '^fault interaction +work: .*LANYARD_INTERACTIVE says' \
	'and a variable that lets nobody be asked'
unset LANYARD_INTERACTIVE
GIT_TERMINAL_PROMPT=0 run lanyard doctor
like "$out" '^fault interaction +work: .*GIT_TERMINAL_PROMPT says' 'or that of git'
a_record
GIT_TERMINAL_PROMPT=0 run lanyard doctor
run_status 0 'where none is needed that is no fault'

# -- The installation --
healthy
mkdir "$T/alone" && cp "$BUILD/lanyard" "$T/alone/"
if [ ! -e /usr/local/libexec/lanyard-oauth ]; then
	run "$T/alone/lanyard" doctor
	like "$out" '^fault installation +.*lanyard-oauth cannot be started' \
		'without the network half'
else
	skip 'without the network half' 'one is installed'
fi

# -- The server --
healthy
fault_control script path=/x/token lines='404 <html>nothing here'
finds token_endpoint "$FAULT_URL/x/token answers 404" 'token_endpoint' \
	'no token endpoint there'
fault_control script path=/x/token lines='404 {"error":"Not Found"}'
run lanyard doctor
run_status 0 'one that refuses with 404'
fault_control script path=/x/token lines='200 {"error":"bad_verification_code"}'
run lanyard doctor
run_status 0 'one that refuses with 200'
fault_control script path=/x/token lines='401 {"error":"invalid_client"}'
finds token_endpoint 'does not take client_id native' 'client_id' \
	'a client that is not known'
fault_control script path=/x/token lines='503 out of order'
finds token_endpoint 'answers 503' '' 'one that is out of order'
fault_control script path=/x/token lines='0'
finds server "127\.0\.0\.1" 'curl ' 'one that breaks off'

done_testing
