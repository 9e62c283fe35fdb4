#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# doctor: each fault of configuration, store and git provoked, and named with
# what mends it; a healthy machine is a few lines and exit 0.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v git >/dev/null || skip_all 'git is not here'
start_fault
fault_control script path=/x/token lines='400 {"error":"invalid_request"}'

# a_conf [LINE...]: login work, whose server is well.
a_conf() {
	conf <<-END
		logins = {
		  work = {
		    url = "https://git.example.com";
		    token_endpoint = "$FAULT_URL/x/token";
		    client_id = "native";
		    $*
		  };
		};
	END
}

# a_record [KEY=VALUE...]: of the same.
a_record() {
	record work "token_endpoint=$FAULT_URL/x/token" client_id=native \
		access_token=at-0123456789 "obtained_at=$(($(now) - 100))" \
		"expires_at=$(($(now) + 3600))" generation=1 \
		refresh_token=rt-0123456789 "$@"
}
secret at-0123456789 rt-0123456789

# healthy: a machine on which all is well.
healthy() {
	no_store
	a_conf
	a_record
	rm -f "$HOME/.gitconfig"
	git config --global credential.helper lanyard
}

# finds WHAT ERE NEXT NAME: one fault, of WHAT, and what mends it.
finds() {
	run lanyard doctor
	wrong=
	[ "$status" -eq 1 ] || wrong="$wrong status, wanted 1;"
	[ ! -s "$T/err" ] || wrong="$wrong stderr;"
	[ "$(grep -c '^fault ' "$T/out")" -eq 1 ] || wrong="$wrong not one fault;"
	grep -E -q -e "^fault $1 .*$2" "$T/out" || wrong="$wrong wanted /$2/;"
	grep -E -q -e "^      next: .*$3" "$T/out" || wrong="$wrong wanted /$3/;"
	! grep -q -F -f "$T/secrets" "$T/out" || wrong="$wrong a secret;"
	_check "$4"
	is "$(tail -n 1 "$T/out")" '1 fault' 'is counted'
}

# mends NAME: what is printed as next, run by a shell, leaves a healthy machine.
mends() {
	sed -n 's/^      next: //p' "$T/out" >"$T/next"
	sh "$T/next" >/dev/null 2>&1
	run lanyard doctor
	run_status 0 "$1: what is printed mends it"
}

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

# -- The store --
healthy
chmod 755 "$LANYARD_STORE"
finds store "$LANYARD_STORE is open to others" 'chmod ' 'a store that others may read'
mends 'the store'
chmod 644 "$LANYARD_STORE/logins/work"
run lanyard doctor
like "$out" '^fault store +work: .*open to others' 'a record that others may read'
healthy
printf garbage >"$LANYARD_STORE/logins/work"
snapshot
run lanyard doctor
is "$status" 1 'a damaged record: exit 1'
like "$out" '^fault store +work: ' 'is named'
unchanged 'and left where it is'
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

# -- git --
healthy
rm "$HOME/.gitconfig"
finds git 'git does not ask lanyard for https://git\.example\.com' \
	'git config --global credential\.helper lanyard$' 'no helper'
mends 'no helper'
for other in store cache 'cache --timeout=99' libsecret osxkeychain \
	/usr/lib/git-core/git-credential-libsecret; do
	rm "$HOME/.gitconfig"
	git config --global credential.helper "$other"
	git config --global --add credential.helper lanyard
	finds git "asks the helper $other before lanyard" \
		'git config --global' "$other in front"
	mends "$other in front"
done
rm "$HOME/.gitconfig"
git config --global credential.helper lanyard
git config --global --add credential.helper store
finds git 'tokens to the helper store, too' 'git config --global' 'store behind'
mends 'store behind'
rm "$HOME/.gitconfig"
git config --global credential.helper store
finds git 'git does not ask lanyard' 'git config --global' 'another helper only'
mends 'another helper only'
rm "$HOME/.gitconfig"
git config --global credential.https://other.example.helper lanyard
finds git 'git does not ask lanyard' 'git config --global' 'lanyard for another host'
rm "$HOME/.gitconfig"
git config --global credential.helper store
git config --global credential.https://git.example.com.helper ''
git config --global --add credential.https://git.example.com.helper lanyard
run lanyard doctor
run_status 0 'reset for that host: all is well'
rm "$HOME/.gitconfig"
git config --global credential.helper "$T/nowhere/lanyard"
finds git "does not find the program of its helper $T/nowhere/lanyard" \
	'install' 'a helper that is not there'
git config --global credential.helper "$BUILD/lanyard"
run lanyard doctor
run_status 0 'an absolute path: all is well'
git config --global credential.helper lanyard
mkdir "$T/bin" && ln -s "$(command -v git)" "$T/bin/git"
before=$PATH PATH=$T/bin:/usr/bin:/bin
run "$BUILD/lanyard" doctor
PATH=$before
like "$out" '^fault git +work: .*does not find the program of its helper lanyard' \
	'not in PATH'
# two_logins: on one host, told apart by a path.
two_logins() {
	conf <<-END
		logins = {
		  work = { url = "https://git.example.com"; client_id = "native";
		    token_endpoint = "$FAULT_URL/x/token"; };
		  team = { url = "https://git.example.com/team"; client_id = "native";
		    token_endpoint = "$FAULT_URL/x/token"; };
		};
	END
	record team "token_endpoint=$FAULT_URL/x/token" client_id=native \
		access_token=at-0123456789 "obtained_at=$(($(now) - 100))" \
		"expires_at=$(($(now) + 3600))" generation=1 \
		refresh_token=rt-0123456789
}
healthy
two_logins
run lanyard doctor
is "$(grep -c 'fault git .*several logins are for https://git\.example\.com' \
	"$T/out")" 1 'several logins on one host, without a path'
mends 'useHttpPath'

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
