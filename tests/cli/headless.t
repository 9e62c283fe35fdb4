#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# Nobody is there: a login that was seeded refreshes all the same, and one
# that needs a person says so at once and opens nothing.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_as
home='protocol=https
host=git.example.com'

as_conf() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    issuer = "$AS_URL";
		    client_id = "native";
		    scope = [ "read_repository" ];
		  };
		};
	END
}

# bare PROGRAM VERB: as a service or cron starts it, and with less.
bare() {
	env -i "LANYARD_CONFIG=$LANYARD_CONFIG" \
		"LANYARD_STORE=$LANYARD_STORE" "$BUILD/$1" "$2"
}

# -- Seeded once, for ever after without anybody --
as_conf
seed=$(as_control mint account=alice client=native field=refresh_token)
secret "$seed"
printf '%s\n' "$home" "oauth_refresh_token=$seed" >"$T/in"
run bare lanyard store <"$T/in"
silent 'a seed from a pipe'
is "$(as_count token)" 0 'the server is not asked yet'
printf '%s\n' "$home" >"$T/in"
run bare lanyard get <"$T/in"
first=$(field work access_token)
secret "$first" "$(field work refresh_token)"
answers 'get refreshes' <<END
username=oauth2
password=$first
password_expiry_utc=$(field work expires_at)

END
isnt "$first" '' 'with a token'
is "$(as_count token_refresh_token_ok)" 1 'from one request'
isnt "$(field work refresh_token)" "$seed" 'the rotated refresh token is kept'
is "$(as_control live kind=access token="$first")" 1 'the server knows it'
run bare lanyard get <"$T/in"
says "^password=$first\$" 'get answers again'
run bare git-credential-lanyard get <"$T/in"
says "^password=$first\$" "under git's name for it"
is "$(as_count token)" 1 'without asking the server'
run bare lanyard erase <"$T/in"
silent 'erase'
run bare lanyard get <"$T/in"
second=$(field work access_token)
secret "$second" "$(field work refresh_token)"
says "^password=$second\$" 'the next get refreshes with what was rotated'
isnt "$second" "$first" 'to another token'
is "$(as_count token_refresh_token_ok)" 2 'in one more request'

# git itself as a service has it: no home, nothing but a PATH.
printf '%s\n\n' "$home" >"$T/in"
run env -i "PATH=$PATH" "LANYARD_CONFIG=$LANYARD_CONFIG" \
	"LANYARD_STORE=$LANYARD_STORE" GIT_CONFIG_NOSYSTEM=1 git \
	-c credential.helper= -c credential.helper=lanyard \
	credential fill <"$T/in"
says "^password=$second\$" 'through git without a home'

# The seed alone is enough elsewhere: copying the record is seeding.
mkdir -m 700 "$T/elsewhere" "$T/elsewhere/logins"
sed -e /^access_token=/d -e /^expires_at=/d -e /^obtained_at=/d \
	"$LANYARD_STORE/logins/work" >"$T/elsewhere/logins/work"
chmod 600 "$T/elsewhere/logins/work"
: >"$T/empty.conf"
printf '%s\n' "$home" >"$T/in"
run env -i "LANYARD_CONFIG=$T/empty.conf" "LANYARD_STORE=$T/elsewhere" \
	"$BUILD/lanyard" get <"$T/in"
says '^password=.' 'a copied record refreshes without any configuration'
is "$(as_count token_refresh_token_ok)" 3 'by the server it names'
is "$(as_count token_refresh_token)" 3 'nothing was refused in all that'

# -- A person is needed --
no_store
as_control reset
cat >"$T/browser" <<END
#!/bin/sh
echo "\$@" >>'$T/opened'
END
chmod +x "$T/browser"
printf '%s\n' "$home" >"$T/in"

# needs_person NAME [VAR=VALUE...]: get, token and login say so within two
# seconds, and neither a browser nor the server hears of it.
needs_person() {
	_name=$1
	shift
	_begin=$(now)
	run timeout 10 env "$@" lanyard get <"$T/in"
	fails 3 ' work.*run: lanyard login work$' "$_name: get" 1
	run timeout 10 env "$@" lanyard token work
	fails 3 ' work.*run: lanyard login work$' "$_name: token" 1
	run timeout 10 env "$@" lanyard login work
	fails 3 ' work.*run: lanyard login work$' "$_name: login" 1
	ok "$_name: at once" test $(($(now) - _begin)) -le 5
	not_ok "$_name: nothing was opened" test -e "$T/opened"
}
run bare lanyard get <"$T/in"
fails 3 ' work.*run: lanyard login work$' 'with next to no environment' 1
needs_person 'no terminal, no display'

# says_no NAME WHO [VAR=VALUE...]: the error names who says so.
says_no() {
	_said=$2
	_label=$1
	shift 2
	needs_person "$_label" "BROWSER=$T/browser" "$@"
	like "$err" "$_said says that nobody is here to log in; run:" \
		"$_label: who says so"
}

# What says no, and why it does.
while read -r setting why; do
	says_no "$setting ($why)" "${setting%%=*}" "$setting"
done <<'END'
LANYARD_INTERACTIVE=0 ours, and overrules all
LANYARD_INTERACTIVE=never the same
CI=1 what most build services set
CI=true the same
TF_BUILD=True Azure Pipelines, which sets no CI
JENKINS_URL=http://ci/ Jenkins, which sets no CI
TEAMCITY_VERSION=2025.1 TeamCity, which sets no CI
CODEBUILD_BUILD_ID=a:1 AWS CodeBuild, which sets no CI
GITHUB_ACTIONS=true where CI was unset
GITLAB_CI=true where CI was unset
bamboo_buildKey=A-B Bamboo, which sets no CI
GO_PIPELINE_NAME=p GoCD, which sets no CI
BUILDKITE=true where CI was unset
BITBUCKET_BUILD_NUMBER=7 where CI was unset
TASKCLUSTER_ROOT_URL=https://t Taskcluster, which sets no CI
BUDDY_WORKSPACE_ID=1 Buddy, which sets no CI
CONTINUOUS_INTEGRATION=true its older name
NONINTERACTIVE=1 what Homebrew takes, and who starts it sets
VSCODE_GIT_FETCH_SILENT=true Visual Studio Code fetches by itself
GIT_TERMINAL_PROMPT=0 git's own
GIT_TERMINAL_PROMPT=false the same
GIT_TERMINAL_PROMPT= nothing is false to git
GIT_TERMINAL_PROMPT=00 a number that is 0 is false to git
GIT_TERMINAL_PROMPT=no a boolean, as git reads it
GIT_TERMINAL_PROMPT=OFF the same
GIT_TERMINAL_PROMPT=0x0 the same
GCM_INTERACTIVE=never Git Credential Manager's
GCM_INTERACTIVE=False the same
GCM_INTERACTIVE=0 the same
GCM_INTERACTIVE=off the same
GIT_ASKPASS=echo npm and composer set it
GIT_ASKPASS=true answers without asking anybody
GIT_ASKPASS=/bin/true the same
GIT_ASKPASS=/bin/echo the same
SSH_ASKPASS=/bin/true git takes it where it has no other
END
# Under a display, too: a timer has that of the user's session.
journal=$(stat -c %d:%i "$T/err")
says_no 'stderr is the journal: a service' JOURNAL_STREAM \
	DISPLAY=:99 "JOURNAL_STREAM=$journal"
needs_person 'displays and CI=1' DISPLAY=:99 WAYLAND_DISPLAY=wayland-9 CI=1
for value in false never 0 ''; do
	git config --global credential.interactive "$value"
	says_no "git's credential.interactive=$value" \
		"git's credential.interactive"
done
git config --global --unset credential.interactive
for value in true /bin/echo; do
	git config --global core.askPass "$value"
	says_no "git's core.askPass=$value" "git's core.askPass"
done
git config --global --unset core.askPass
says_no 'as a timer of git maintenance has it' "git's credential.interactive" \
	GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=credential.interactive \
	GIT_CONFIG_VALUE_0=false GIT_CONFIG_KEY_1=core.askPass \
	GIT_CONFIG_VALUE_1=true
is "$(as_control counts)" '{}' 'the server has heard nothing'
not_ok 'no store was made' test -e "$LANYARD_STORE/logins/work"

# What a repository says of itself is not asked.
git init -q "$T/repo"
git -C "$T/repo" config credential.interactive true
git config --global credential.interactive false
run timeout 10 env -C "$T/repo" "BROWSER=$T/browser" lanyard get <"$T/in"
fails 3 'run: lanyard login work$' "in a repository that says otherwise" 1
git config --global --unset credential.interactive

# A refresh token that has died in the meantime.
record work "issuer=$AS_URL" client_id=native refresh_token=rt-no-such-token \
	generation=1
secret rt-no-such-token
run bare lanyard get <"$T/in"
fails 4 'login work: .*invalid_grant.*run: lanyard login work$' \
	'a dead refresh token: one line' 1
run bare lanyard get <"$T/in"
fails 4 'login work: .*invalid_grant.*run: lanyard login work$' \
	'and the same again' 1
is "$(as_count token)" 1 'the server is asked once only'
is "$(field work refresh_token)" rt-no-such-token 'and the token is kept'

# git asks its next helper, or a person, and passes our line on.
printf '%s\n\n' "$home" >"$T/in"
run env GIT_TERMINAL_PROMPT=0 git -c credential.helper= \
	-c credential.helper=lanyard credential fill <"$T/in"
like "$err" '^lanyard: error: .*run: lanyard login work$' \
	'through git the line is on stderr'
run_status 128 'and git fails, as it may not ask'

# -- Somebody is there: what the above must be able to miss --
# logs_in NAME [VAR=VALUE...]
logs_in() {
	_name=$1
	shift
	rm -rf "$LANYARD_STORE"
	printf '%s\n' "$home" >"$T/in"
	run timeout 30 env "$@" "BROWSER=$PERSON" lanyard get <"$T/in"
	is "$status" 0 "$_name: get logs in"
	like "$out" '^password=.' "$_name: and answers"
}
logs_in 'a browser'
is "$(as_count authorization)" 1 'one window was opened'
# What does not say no, and why it does not.
while read -r setting why; do
	logs_in "a browser and $setting ($why)" "$setting"
done <<'END'
CI=0 says that it is none
CI=false the same
TF_BUILD= not set
GIT_TERMINAL_PROMPT=1 git may ask
GIT_TERMINAL_PROMPT=2 a number that is not 0 is true to git
GIT_TERMINAL_PROMPT=on a boolean, as git reads it
GCM_INTERACTIVE=always asks
GCM_INTERACTIVE=true the same
NONINTERACTIVE=0 says that it is not so
BUILDKITE=false the same
GCM_INTERACTIVE=auto leaves it to the program
GIT_ASKPASS=/usr/bin/ssh-askpass asks somebody
GIT_ASKPASS= git asks at the terminal then
DEBIAN_FRONTEND=noninteractive is about packages; images leave it set
JOURNAL_STREAM=1:1 another process's stderr
END
git config --global credential.interactive auto
logs_in "a browser and git's credential.interactive=auto"
git config --global --unset credential.interactive
logs_in 'LANYARD_INTERACTIVE=1 overrules CI=1' CI=1 LANYARD_INTERACTIVE=1

done_testing
