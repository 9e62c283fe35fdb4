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

# Two logins: two_logins LINE LINE: what is in each besides its client.
two_logins() {
	conf <<-END
		logins = {
		  work = { $1 client_id = "native"; token_endpoint = "$FAULT_URL/x/token"; };
		  team = { $2 client_id = "native"; token_endpoint = "$FAULT_URL/x/token"; };
		};
	END
	no_store
	a_record
	cp -p "$LANYARD_STORE/logins/work" "$LANYARD_STORE/logins/team"
	sed -i s/^name=work/name=team/ "$LANYARD_STORE/logins/team"
}
git='url = "https://git.example.com";'
for other in "$git" 'url = "https://GIT.Example.com:443/";' \
	'url = [ "https://x.example", "https://git.example.com" ];' \
	'url = "https://git.example.com/";'; do
	two_logins "$git" "$other"
	snapshot
	finds configuration 'team: it is for https://[a-zA-Z.:/0-9]*, for which login work answers' \
		"username.* or one a path .*'$LANYARD_CONFIG'" "two logins for one URL: $other"
	unchanged 'and nothing is changed'
done
for other in "$git username = \"me\";" 'url = "https://*.example.com";' \
	'url = "https://git.example.com:8443";'; do
	two_logins "$git" "$other"
	run lanyard doctor
	run_status 0 "told apart: $other"
done
two_logins "$git username = \"me\";" "$git username = \"me\";"
finds configuration 'team: it is for .* no username tells them apart' username \
	'two logins for one account'
run lanyard doctor team
like "$out" '^fault configuration +team: ' 'the one by its name'
run lanyard doctor work
like "$out" '^fault configuration +team: it is for .* login work answers' 'or the other'
healthy
record carried 'url[]=https://git.example.com' client_id=other \
	token_endpoint=https://other.example/token access_token=at-0123456789 \
	"obtained_at=$(now)" "expires_at=$(($(now) + 3600))" generation=1
run lanyard doctor
like "$out" '^fault configuration +carried: it is for https://git\.example\.com, for which login work answers' \
	'one that only the store knows'
like "$out" '^      next: forget the one of the store: lanyard logout carried$' 'and what to do'
conf <<END
logins = { work = { client_id = "native"; token_endpoint = "$FAULT_URL/x/token"; }; };
END
no_store
finds configuration ':1: login "work" has no url' 'add url = ' 'a login without a pattern'
healthy
chmod 755 "$LANYARD_STORE"
echo 'logins = { work = { ulr = 1; }; };' | conf
run lanyard doctor
like "$out" '^fault configuration .*ulr' 'a configuration that cannot be read'
like "$out" '^fault store .* is open to others' 'hides nothing of the store'
like "$out" '^ok +git ' 'and nothing of git'

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

mkdir "$T/twice" && cp "$BUILD/lanyard" "$T/twice/"
# another FOLDER-FIRST FOLDER-LAST: doctor with PATH between the two.
another() {
	PATH=${1:+$1:}$PATH${2:+:$2} run "$BUILD/lanyard" doctor
}
healthy
snapshot
another '' "$T/twice"
one_fault installation "PATH has lanyard twice: $BUILD/lanyard, and another one, $T/twice/lanyard" \
	"rm '$T/twice/lanyard'\$" 'another lanyard in PATH'
unchanged 'and nothing is changed'
another "$T/twice" ''
one_fault installation "twice: $T/twice/lanyard, and another one, $BUILD/lanyard" \
	"rm '$BUILD/lanyard'\$" 'one in front'
mv "$T/twice/lanyard" "$T/twice/git-credential-lanyard"
another '' "$T/twice"
one_fault installation "another one, $T/twice/git-credential-lanyard" "rm " "git's name of it"
ln -sf "$BUILD/lanyard" "$T/twice/git-credential-lanyard"
ln -s "$BUILD/lanyard" "$T/twice/lanyard"
another "$T/twice" ''
run_status 0 'links to the one are it'
chmod 644 "$T/alone/lanyard"
another '' "$T/alone"
run_status 0 'what cannot be run is none'
# half COMMANDS: doctor of a lanyard whose other half that is.
mkdir "$T/halves" && cp "$BUILD/lanyard" "$T/halves/"
half() {
	printf '#!/bin/sh\n%s\n' "$1" >"$T/halves/lanyard-oauth"
	chmod 755 "$T/halves/lanyard-oauth"
	PATH=$T/halves:/usr/bin:/bin run "$T/halves/lanyard" doctor work
}
version=$(lanyard version | sed 's/^lanyard //')
half '[ "$1" = version ] && echo lanyard-oauth 0.0.7'
like "$out" "^fault installation +$T/halves/lanyard-oauth is of version 0\.0\.7, and lanyard of $version\$" \
	'another version of the network half'
like "$out" '^      next: install lanyard.s package anew, or make install$' 'and what to do'
is "$status" 1 'exit 1'
half 'exit 2'
like "$out" "^fault installation +$T/halves/lanyard-oauth does not say its version: .*older" \
	'one that does not know the question'
half "exec $BUILD/lanyard-oauth \"\$@\""
unlike "$out" '^fault installation' 'the same version'
run "$BUILD/lanyard-oauth" version
is "$out" "lanyard-oauth $version" 'says so itself'

done_testing
