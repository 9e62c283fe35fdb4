#!/bin/sh
# Two accounts on one host: which is meant by the user name of the URL, by path,
# by git's credential.<url>.username; nobody gets another's token, and who logs
# in as another than was asked for is refused. With a real authorization server,
# real git, and no hand at a terminal.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

start_as AS_CLAIMS=id_token
start_git
make_repo private
git -C "$T/repos" clone -q --bare private.git "$T/repos/alice/private.git"
git -C "$T/repos" clone -q --bare private.git "$T/repos/bob/private.git"

# accounts [ALICE-LINE [BOB-LINE [ISSUER [SCOPE]]]]: the configuration.
accounts() {
	cat >"$LANYARD_CONFIG" <<-CONF
		logins = {
		  alice = {
		    url       = [ "$GIT_URL${1:-}" ];
		    username  = "alice";
		    issuer    = "$AS_URL";
		    client_id = "native";
		    scope     = [ ${3:-"\"openid\", \"profile\","}
		      "read_repository", "write_repository" ];
		  };
		  bob = {
		    url       = [ "$GIT_URL${2:-}" ];
		    username  = "bob";
		    issuer    = "$AS_URL";
		    client_id = "native";
		    scope     = [ ${3:-"\"openid\", \"profile\","}
		      "read_repository", "write_repository" ];
		  };
		};
	CONF
	chmod 600 "$LANYARD_CONFIG"
}
accounts
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
LANYARD_INTERACTIVE=1
BROWSER=$PERSON
export LANYARD_INTERACTIVE BROWSER
nobody_is_here() {
	LANYARD_INTERACTIVE=0 GIT_TERMINAL_PROMPT=0 "$@"
}
with_user() {
	echo "${GIT_URL%%//*}//$1@${GIT_URL#*//}$2"
}
# seen: the accounts whose tokens the git server has seen since `forget`.
seen() {
	sed -n "$((seen_lines + 1)),\$"'s/.*"account":"\([^"]*\)".*/\1/p' \
		"$T/git.log" | sort -u | tr '\n' ' '
}
: >"$T/git.log"
forget() {
	seen_lines=$(grep -c '' "$T/git.log" || :)
}
field() {
	sed -n "s/^$2=//p" "$LANYARD_STORE/logins/$1"
}
forget

# -- Logging in -----------------------------------------------------------
person_will account=alice
run timeout 60 lanyard login alice
run_status 0 'alice logs in as alice'
like "$err" '[?&]login_hint=alice(&|$)' 'whom the server is told'
is "$(field alice account)" alice 'the server has told who it is'
person_will account=bob
run timeout 60 lanyard login bob
run_status 0 'bob as bob'
alice=$(lanyard token alice) bob=$(lanyard token bob)
isnt "$alice" "$bob" 'each has a token'

# -- Another one than was asked for ---------------------------------------
cp "$LANYARD_STORE/logins/alice" "$T/alice.before"
revoked=$(as_count revocation)
run timeout 60 lanyard login alice
run_status 4 'who logs in as bob where alice was asked for is refused'
is "$out" '' 'without a word on stdout'
like "$err" '^lanyard: error: .*account alice, .* says that bob has logged in: nothing is saved' \
	'both are named'
like "$err" 'not revoked, as login bob may live by the same grant' \
	'and what became of the tokens'
like "$err" '^lanyard: hint: log in as alice .*lanyard login alice' \
	'and what to do'
is "$(as_count revocation)" "$revoked" 'nothing of bob was revoked'
is "$(field alice access_token) $(field alice refresh_token)" \
	"$(sed -n 's/^access_token=//p' "$T/alice.before") $(
		sed -n 's/^refresh_token=//p' "$T/alice.before")" \
	'alice keeps what she had'
run lanyard refresh bob
run_status 0 'and bob is refreshed as ever'
bob=$(lanyard token bob)

# A login alone has nothing to lose: its tokens are revoked.
sed -i '/^  bob = {/,/^  };/d' "$LANYARD_CONFIG"
mv "$LANYARD_STORE/logins/bob" "$T/bob"
run timeout 60 lanyard login alice
run_status 4 'bob again, where only alice is configured'
like "$err" 'nothing is saved, and its tokens are revoked' 'they are revoked'
is "$(as_count revocation)" $((revoked + 2)) 'both of them'
accounts
mv "$T/bob" "$LANYARD_STORE/logins/bob"
run lanyard token alice
is "$out" "$alice" 'and alice has her token still'

# By device code, too.
sed -i 's/^    username  = "alice";/&\n    grant_type = "device_code";/' \
	"$LANYARD_CONFIG"
timeout 60 lanyard login alice >"$T/out" 2>"$T/err" 9>&- &
pid=$!
wait_until 'grep -q user_code= "$T/err"' 20
as_control device account=bob action=approve \
	"code=$(sed -n 's/.*user_code=//p' "$T/err")"
status=0
wait "$pid" || status=$?
is "$status" 4 'by device code likewise'
like "$(cat "$T/err")" 'says that bob has logged in' 'and likewise said'
accounts

# -- Which is meant -------------------------------------------------------
# clones URL ACCOUNT NAME [GIT-OPTION...]: only ACCOUNT's token was sent.
clones() {
	_url=$1 _account=$2 _name=$3
	shift 3
	forget
	rm -rf "$T/work"
	run nobody_is_here timeout 60 git "$@" clone -q "$_url" "$T/work"
	run_status 0 "$_name: git clones"
	is "$(seen)" "$_account " "$_name: with the token of $_account alone"
}
# misses URL NAME [GIT-OPTION...]: no token was sent at all.
misses() {
	_url=$1 _name=$2
	shift 2
	forget
	rm -rf "$T/work"
	run nobody_is_here timeout 60 git "$@" clone -q "$_url" "$T/work"
	isnt "$status" 0 "$_name: git fails"
	is "$(seen)" '' "$_name: and nobody's token was sent"
	unlike "$err" "$alice|$bob" "$_name: nor shown"
}
clones "$(with_user alice /private.git)" alice 'alice in the URL'
clones "$(with_user bob /private.git)" bob 'bob in the URL'
misses "$(with_user carol /private.git)" 'carol in the URL'
clones "$GIT_URL/private.git" bob 'credential.username' -c credential.username=bob
clones "$GIT_URL/private.git" alice 'credential.<url>.username' \
	-c "credential.$GIT_URL.username=alice"
clones "$GIT_URL/bob/private.git" bob 'the same for a path' \
	-c credential.useHttpPath=true -c "credential.$GIT_URL.username=alice" \
	-c "credential.$GIT_URL/bob.username=bob"
misses "$GIT_URL/private.git" 'carol by credential.<url>.username' \
	-c "credential.$GIT_URL.username=carol"
clones "$GIT_URL/private.git" alice 'nobody named: the first of the file'

run lanyard token "$(with_user bob)"
is "$out" "$bob" 'token: bob by URL'
run nobody_is_here lanyard token "$(with_user carol)"
run_status 2 'token: nobody answers for carol'
is_empty "$T/out" 'and nothing is printed'
printf 'url=%s\n\n' "$(with_user carol)" >"$T/request"
run nobody_is_here lanyard get <"$T/request"
run_status 0 'get: for carol there is silence'
is_empty "$T/out" 'on stdout'
is_empty "$T/err" 'and stderr'

# A push goes out as the account of the URL.
git clone -q "$(with_user bob /private.git)" "$T/push" 2>/dev/null
git -C "$T/push" commit -q --allow-empty -m second
forget
run nobody_is_here timeout 60 git -C "$T/push" push -q
run_status 0 'a push as bob'
is "$(seen)" 'bob ' 'by the token of bob alone'

accounts /alice /bob
clones "$GIT_URL/alice/private.git" alice 'by path: alice' \
	-c credential.useHttpPath=true
clones "$GIT_URL/bob/private.git" bob 'by path: bob' \
	-c credential.useHttpPath=true
misses "$GIT_URL/private.git" 'another path' -c credential.useHttpPath=true
misses "$(with_user alice /bob/private.git)" "alice at bob's path" \
	-c credential.useHttpPath=true

# -- What a server tells, and where ---------------------------------------
accounts
sed -i '/username  = "alice"/d' "$LANYARD_CONFIG"
person_will account=carol
run timeout 60 lanyard login alice
run_status 0 'no username: whoever logs in is taken'
unlike "$err" 'login_hint' 'without a hint for the server'
run lanyard status alice
like "$out" '^  username carol$' 'status shows who it was'
like "$err$out" 'carol' 'by name'
printf 'url=%s\n\n' "$GIT_URL" >"$T/request"
run lanyard get <"$T/request"
like "$out" '^username=oauth2$' 'get: the user name is the one that works'

# At the userinfo endpoint only.
stop_server "$AS_PID"
start_as
accounts
sed -i '/^  bob = {/,/^  };/d' "$LANYARD_CONFIG"
rm -rf "$LANYARD_STORE"
person_will account=bob
run timeout 60 lanyard login alice
run_status 4 'an account that only userinfo tells is compared, too'
like "$err" 'says that bob has logged in: nothing is saved, and its tokens are revoked' \
	'and said'
not_ok 'nothing is saved' test -e "$LANYARD_STORE/logins/alice.new"
person_will account=alice
run timeout 60 lanyard login alice
run_status 0 'and alice is alice'
# A server that tells nothing: as ever.
accounts '' '' '"api",'
person_will account=bob
run timeout 60 lanyard login alice
run_status 0 'without openid nobody tells, and nothing is refused'

done_testing
