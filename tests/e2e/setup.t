#!/bin/sh
# From a clean account to a clone in two commands, lanyard setup and git clone:
# where the host lets clients register, and with the client that Gitea has
# built in (of a stand-in); without a terminal, and at one.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/e2e/terminal.sh"

# As Gitea has it registered: a redirect URI without a path.
start_as AS_CLIENTS='[{"client_id":"a4792ccc-144e-407e-86c9-5e7d8d9c3269",
	"application_type":"native","redirect_uris":["http://127.0.0.1"],
	"grant_types":["authorization_code","refresh_token"],
	"response_types":["code"],"token_endpoint_auth_method":"none",
	"scope":"openid offline_access read_repository write_repository read_user api"}]'
start_git
make_repo private
start_server forge forge.js FORGE_KIND=gitea FORGE_GIT="$GIT_URL" \
	FORGE_AS="$AS_URL"
FORGE_URL=$server_url

BROWSER=$PERSON
export BROWSER
unset LANYARD_CONFIG LANYARD_STORE

# clean_account: as on the first day. The configuration will be $CONF.
accounts=0
clean_account() {
	accounts=$((accounts + 1))
	HOME=$T/home$accounts GIT_CONFIG_GLOBAL=$T/home$accounts/.gitconfig
	CONF=$HOME/.config/lanyard/lanyard.conf
	export HOME GIT_CONFIG_GLOBAL
	mkdir "$HOME"
	logins=$(as_count login)
	registrations=$(as_count registration)
}

# clones URL NAME: and nobody is asked any more.
clones() {
	run timeout 60 git clone -q "$1/private.git" "$HOME/work" </dev/null
	run_status 0 "$2: git clone succeeds"
	is_empty "$T/err" "$2: in silence"
	is "$(git -C "$HOME/work" log -1 --format=%s)" first "$2: and the commit is here"
	is "$(($(as_count login) - logins))" 1 "$2: after one login"
}

# -- a host that lets clients register, without a terminal ----------------

clean_account
LANYARD_INTERACTIVE=1 run timeout 60 lanyard setup --git "$GIT_URL"
run_status 0 'registration: lanyard setup succeeds'
is "$out" '' 'registration: nothing is on stdout'
for step in 'asks for a Bearer token, realm "lanyard tests", and names its metadata' \
	'names its authorization server' 'has metadata, token endpoint' \
	'client: registered at' 'configuration: login .* is in' \
	'git: asks lanyard'; do
	like "$err" "$step" "registration: a line says: $step"
done
is "$(($(as_count registration) - registrations))" 1 'registration: of one client'
is "$(stat -c %a "$CONF")" 600 'registration: the configuration is private'
is "$(ls "$(dirname "$CONF")")" lanyard.conf \
	'registration: what would delete the client is kept nowhere'
clones "$GIT_URL" registration

# -- a second time ---------------------------------------------------------

cp "$CONF" "$T/before.conf"
cp "$HOME/.gitconfig" "$T/before.gitconfig"
LANYARD_INTERACTIVE=1 run timeout 60 lanyard setup --git "$GIT_URL"
run_status 0 'twice: lanyard setup succeeds'
like "$err" 'answers .* already' 'twice: it says that a login is there'
same "$CONF" "$T/before.conf" 'twice: the configuration is as it was'
same "$HOME/.gitconfig" "$T/before.gitconfig" "twice: and so is git's"
is "$(($(as_count login) - logins))" 1 'twice: nobody was asked'
is "$(($(as_count registration) - registrations))" 1 'twice: nothing was registered'

# -- the same at a terminal, where git is asked for -------------------------

clean_account
at_terminal "lanyard setup $GIT_URL"
wait_until 'grep -q "have git ask lanyard" "$T/screen"' 30
type_line ''
ends 0 'terminal: lanyard setup succeeds, and Enter is a yes for git'
like "$(cat "$T/shown")" 'logged in: host-127-0-0-1' 'terminal: it says that it is logged in'
clones "$GIT_URL" terminal

# -- a client that the server has built in ---------------------------------

clean_account
LANYARD_INTERACTIVE=1 run timeout 60 lanyard setup --git --built-in-client \
	"$FORGE_URL"
run_status 0 'built in: lanyard setup succeeds'
like "$err" 'is Gitea' 'built in: told by the realm of its challenge'
like "$err" 'client: git-credential-oauth, built in at 127.0.0.1' \
	'built in: named as the consent page has it'
like "$(cat "$CONF")" 'preset = "gitea"' 'built in: the preset has the rest'
clones "$FORGE_URL" 'built in'

clean_account
at_terminal "lanyard setup --git $FORGE_URL"
wait_until 'grep -q "Use it" "$T/screen"' 30
like "$(cat "$T/screen")" 'its consent page will call it "git-credential-oauth"' \
	'built in, terminal: asked for, by the name on its consent page'
type_line ''
ok 'built in, terminal: Enter is no yes, and it is asked again' \
	wait_until '[ "$(grep -o "Use it" "$T/screen" | grep -c .)" = 2 ]' 10
type_line y
ends 0 'built in, terminal: y is one'
clones "$FORGE_URL" 'built in, terminal'

clean_account
at_terminal "lanyard setup --git $FORGE_URL"
wait_until 'grep -q "Use it" "$T/screen"' 30
type_line n
wait_until 'grep -q "client_id: " "$T/screen"' 30
type_line native
ends 0 'by hand, terminal: without a yes the client_id is asked for, and tried' ||
	diag "$(cat "$T/shown")"

# -- what comes to nothing -------------------------------------------------

# as_before NAME: neither a configuration, nor git's, nor a record is there.
as_before() {
	not_ok "$1: there is no configuration" test -e "$CONF"
	is "$(find "$HOME/.config/lanyard" -type f 2>/dev/null)" '' \
		"$1: nor anything beside it"
	not_ok "$1: nor one of git's" test -e "$HOME/.gitconfig"
	is "$(find "$HOME/.local/state/lanyard/logins" -type f ! -name '*lock' \
		2>/dev/null)" '' "$1: nor a record"
}

clean_account
person_will action=deny
LANYARD_INTERACTIVE=1 run timeout 60 lanyard setup --git "$GIT_URL"
run_status 1 'refused: the person says no at the server'
is "$(grep -c 'lanyard: error: ' "$T/err")" 1 'refused: one error'
like "$err" 'access_denied' 'refused: with the reason'
as_before refused
like "$err" 'client: .* is deleted again at http' \
	'refused: the client that was registered for it is no more'
is "$(as_count registration_delete)" 1 'refused: nor at the server'
is "$(as_control log event=registration_delete | grep -c '"status":204')" 1 \
	'refused: which says so'
person_will

clean_account
at_terminal "lanyard setup --git $GIT_URL --client-id rubbish"
prompted
type_line 'what is this'
wait_until 'grep -q "neither a code" "$T/screen"' 30
type_line q
ends 1 'a wrong client_id: given up at the prompt'
like "$(cat "$T/shown")" 'lanyard: error: ' 'a wrong client_id: says so'
as_before 'a wrong client_id'

clean_account
at_terminal "lanyard setup --git $FORGE_URL"
wait_until 'grep -q "Use it" "$T/screen"' 30
type_line n
wait_until 'grep -q "client_id: " "$T/screen"' 30
printf '\004' >&7
ends 1 'nothing typed: the end of input'
like "$(cat "$T/shown")" 'error: no client_id was typed, nothing is changed' \
	'nothing typed: says so'
like "$(cat "$T/shown")" "hint: lanyard setup --client-id ID $FORGE_URL" \
	'nothing typed: and what to run'
as_before 'nothing typed'
done_testing
