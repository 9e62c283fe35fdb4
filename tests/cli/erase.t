#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# erase: what git sends after a host has rejected it.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

home='protocol=https
host=git.example.com'

erase() {
	request erase "$@"
}

# still NAME: silent, and the record has its access token.
still() {
	silent "$1"
	same "$LANYARD_STORE/logins/work" "$T/before" "$1: nothing changes"
}

# dropped NAME [told]: silent, or one line that asks for the command again; the
# access token went, and nothing else.
dropped() {
	if [ "${2:-}" = told ]; then
		is "$(cat "$T/out" "$T/err")" "lanyard: git.example.com rejected the token of login ${3:-work}${4:+, sent with user name $4}; run the command again" \
			"$1: run it again"
		run_status 0 "$1"
	else
		silent "$1"
	fi
	sed -e /^access_token=/d -e /^expires_at=/d -e /^obtained_at=/d \
		-e /^token_type=/d "$T/before" >"$T/after"
	same "$LANYARD_STORE/logins/work" "$T/after" \
		"$1: the access token went, and nothing else"
}

login() {
	fresh_record work token_type=Bearer scope=api colour=blue
	cp "$LANYARD_STORE/logins/work" "$T/before"
}

# -- Nothing there --
work_conf
erase "$home"
silent 'a login without a record'
erase protocol=https host=other.example username=bob password=x
silent 'a host without a login'
: >"$T/in"
run lanyard erase <"$T/in"
silent 'an empty request'
not_ok 'no store was made for it' test -e "$LANYARD_STORE"
erase "$home" no-equals-sign
fails 2 'request on stdin is malformed' 'a malformed request'

# -- Not the current token --
login
erase "$home" username=oauth2 password=at-older
still 'an older token'
erase "$home" username=oauth2 password=
still 'an empty one'
erase "$home" username=oauth2 "password=${access}x"
still 'a longer one'
erase 'capability[]=authtype' authtype=Bearer credential=at-older "$home"
still 'an older bearer token'
erase protocol=https host=git.example.com:8443 "password=$access"
still 'another port'
erase protocol=http host=git.example.com "password=$access"
still 'another protocol'
erase host=git.example.com
still 'no protocol'
erase protocol=https
still 'no host'
: >"$T/in"
run lanyard erase <"$T/in"
still 'an empty request, with a record'

# -- The current one --
erase "$home" username=oauth2 "password=$access"
dropped "git 2.39's erase of our answer" told work oauth2
login
erase 'capability[]=authtype' 'capability[]=state' "$home" username=oauth2 \
	"password=$access" "password_expiry_utc=$expires" \
	'wwwauth[]=Basic realm="x"'
dropped "git 2.55's"
login
erase 'capability[]=authtype' authtype=Bearer "credential=$access" "$home" \
	"password_expiry_utc=$expires"
dropped 'our bearer answer' told
login
erase "$home" username=oauth2 "password=$access" "oauth_refresh_token=$refresh"
dropped 'with the refresh token said too' told work oauth2
# git asks no third time: the token that a refresh has just brought is rejected.
fresh_record work "obtained_at=$(now)"
erase "$home" username=oauth2 "password=$access"
fails 4 'git\.example\.com .*even a new token of login work' \
	'a token obtained just now: the account may lack access'
not_ok 'it went' grep -q ^access_token= "$LANYARD_STORE/logins/work"
ok 'the refresh token did not' \
	grep -q ^refresh_token=. "$LANYARD_STORE/logins/work"
fresh_record work "obtained_at=$(now)"
erase "$home"
silent 'but with no token named, by hand, nothing is said'
login
erase "$home"
dropped 'no password: by hand, for the host'
login
erase url=https://git.example.com/group/project.git
dropped 'by url='
erase "$home"
silent 'again'
same "$LANYARD_STORE/logins/work" "$T/after" 'nothing is left to drop'
run lanyard status
says '^work: due$' 'the login is due, not lost'

# The generation stays, so that its state means what it meant.
is "$(field work generation)" 3 'no new generation'

# A refused token of another account.
work_conf 'username = "alice";'
login
erase "$home" username=bob "password=$access"
still "another account's"
erase "$home" username=alice "password=$access"
dropped "the account's own" told work alice

# A login that only its record knows.
conf </dev/null
login
printf 'url[]=https://git.example.com\n' |
	cat - "$T/before" >"$LANYARD_STORE/logins/work"
cp "$LANYARD_STORE/logins/work" "$T/before"
erase "$home" username=oauth2 "password=$access"
dropped 'a login without configuration' told work oauth2

# -- Password records --
printf 'store_passwords = true;\n' | conf
secret hunter2 hunter3
other='protocol=https
host=other.example'
fill() {
	no_store
	request store "$other" username=bob password=hunter2
	request store "$other" username=carol password=hunter3
	snapshot
}
has() {
	request get "$other" username="$1"
	[ -s "$T/out" ] && echo yes || echo no
}

fill
erase "$other" username=bob password=hunter3
silent 'another password'
unchanged 'erases nothing'
erase "$other" username=dave
silent 'another user'
unchanged 'erases nothing, too'
erase protocol=http host=other.example
silent 'another protocol'
unchanged 'erases nothing, nor'
: >"$T/in"
run lanyard erase <"$T/in"
silent 'an empty pattern'
unchanged 'erases nothing at all'
erase password=hunter2
silent 'a password and no place'
unchanged 'erases nothing either'
erase "$other" username=bob password=hunter2
silent 'the right password'
is "$(has bob) $(has carol)" 'no yes' 'erases that one'
fill
erase "$other" username=carol
silent 'a user name without password'
is "$(has bob) $(has carol)" 'yes no' "erases that user's"
fill
erase "$other"
silent 'the host alone'
is "$(has bob) $(has carol)" 'no no' 'erases both'
fill
erase host=other.example username=bob
silent 'a host without protocol'
is "$(has bob) $(has carol)" 'no yes' 'matches any'
is "$(find "$LANYARD_STORE" -name '*.new')" '' 'nothing half-written is left'

# Not ours to touch without store_passwords.
fill
conf </dev/null
erase "$other"
silent 'store_passwords off'
unchanged 'leaves them'

# -- Two accounts at one host --
# git knows both by the user name it was told, basic_username.
conf <<'END'
logins = {
  alice = {
    url = [ "https://git.example.com" ];
    issuer = "https://id.example.com";
    client_id = "native";
    username = "alice";
    basic_username = "x-token-auth";
  };
  bob = {
    url = [ "https://git.example.com" ];
    issuer = "https://id.example.com";
    client_id = "native";
    username = "bob";
    basic_username = "x-token-auth";
  };
};
END
no_store
fresh_record alice
fresh_record bob access_token=at-of-bob
both='protocol=https
host=git.example.com
username=x-token-auth'
request get "$both"
says "^password=$access\$" 'two accounts, and git names none: the first'
request get "$both" 'capability[]=state' 'state[]=lanyard:bob:2'
says '^password=at-of-bob$' 'state brings back whose token it was'
request get "$both" 'capability[]=state' 'state[]=lanyard:carol:2'
says "^password=$access\$" 'state of nobody is ignored'
request get "${both%username*}username=alice" 'capability[]=state' \
	'state[]=lanyard:bob:2'
says "^password=$access\$" 'an account that is named is not overruled'
cp "$LANYARD_STORE/logins/alice" "$T/alice"
erase "$both" 'capability[]=state' password=at-of-bob
silent 'erase, with the token of the second'
is "$(field bob access_token)" '' 'erases that'
same "$LANYARD_STORE/logins/alice" "$T/alice" 'and leaves the other account'

# The second is in the store only, as on a machine that was given it. Once as
# it is searched for, and once as it is known (lib/session/shortcut.h).
sed -i '/^  bob = {/,/^  };/d' "$LANYARD_CONFIG"
second() {
	fresh_record bob access_token=at-of-bob username=bob \
		basic_username=x-token-auth 'url[]=https://git.example.com'
}
route=$LANYARD_STORE/routes/https%3A%2F%2Fgit%2Eexample%2Ecom%3A443
for way in searched known; do
	second
	tries=100
	while [ $way = known ] && [ $tries -gt 0 ] &&
		! grep -q '^name=bob' "$route" 2>/dev/null; do
		sleep 0.1
		request get "${both%username*}username=bob"
		tries=$((tries - 1))
	done
	isnt $tries 0 "one of two is only stored, $way"
	request get "$both" 'capability[]=state' 'state[]=lanyard:bob:2'
	says '^password=at-of-bob$' 'state brings back whose token it was'
	request get "$both" 'capability[]=state' 'state[]=other:bob:2'
	says "^password=$access\$" "another helper's state says nothing"
	request get "$both" 'capability[]=state' 'state[]=lanyard:alice:2'
	says "^password=$access\$" 'nor does that of the first'
	erase "$both" password=at-of-nobody
	silent 'erase, with the token of nobody'
	same "$LANYARD_STORE/logins/alice" "$T/alice" 'erases nothing'
	erase "$both" 'capability[]=state' password=at-of-bob
	silent 'erase, with the token of the second'
	is "$(field bob access_token)" '' 'erases that'
	same "$LANYARD_STORE/logins/alice" "$T/alice" \
		'and leaves the other account'
done

done_testing
