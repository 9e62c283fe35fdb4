#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# store: what git sends after a host has accepted it.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

home='protocol=https
host=git.example.com'

store() {
	request store "$@"
}

# -- Our own answer coming back --
work_conf
fresh_record work colour=blue
cp "$LANYARD_STORE/logins/work" "$T/before"
keeps_record() {
	silent "$1"
	same "$LANYARD_STORE/logins/work" "$T/before" "$1: the file stays"
}
store "$home" username=oauth2 "password=$access"
keeps_record "git 2.39's store of our answer"
store 'capability[]=authtype' 'capability[]=state' "$home" \
	username=oauth2 "password=$access" "password_expiry_utc=$expires"
keeps_record "git 2.55's"
store 'capability[]=authtype' authtype=Bearer "credential=$access" "$home" \
	"password_expiry_utc=$expires"
keeps_record 'our bearer answer'
store "$home" username=oauth2 password=at-older
keeps_record 'an older token'
store "$home" username=bob password=hunter2 password_expiry_utc=9999999999
keeps_record 'a password for a host with a login'
store "$home" username=oauth2 password=at-new oauth_refresh_token=rt-new
keeps_record 'a seed where a live refresh token is'
store "$home"
keeps_record 'no password at all'
store "$home" username= password=
keeps_record 'an empty one'
printf '%s\n\n' "$home" >"$T/in"
run lanyard store <"$T/in"
keeps_record 'an empty line at the end'

# -- Nothing to do with us --
no_store
store protocol=https host=other.example username=bob password=hunter2
silent 'a host without a login'
store protocol=https host=other.example username=bob password=hunter2 \
	oauth_refresh_token=rt-new
silent 'nor is a refresh token kept for it'
store "$home" username=oauth2 password=at-plain
silent 'a password without refresh token for a login'
store protocol=https username=bob password=hunter2
silent 'no host'
store host=git.example.com username=bob password=hunter2
silent 'no protocol'
: >"$T/in"
run lanyard store <"$T/in"
silent 'an empty request'
store ephemeral=1 "$home" username=oauth2 password=at-new \
	oauth_refresh_token=rt-new
silent 'what is ephemeral'
not_ok 'no store was made for any of it' test -e "$LANYARD_STORE"
store "$home" no-equals-sign
fails 2 'request on stdin is malformed' 'a malformed request'

# -- Seeding --
secret rt-seed at-seed
work_conf 'scope = [ "api" ]; basic_username = "x-token-auth";
	git_authtype = "bearer"; token_parameters = { tenant = "t1"; };'
umask 000 # ours is for others' files only
store "$home" oauth_refresh_token=rt-seed
umask 022
silent 'a refresh token seeds a login without one'
is "$(stat -c %a "$LANYARD_STORE")" 700 'store folder: 0700'
is "$(stat -c %a "$LANYARD_STORE/logins")" 700 'the folder in it: 0700'
is "$(stat -c %a "$LANYARD_STORE/logins/work")" 600 'the record: 0600'
is "$(field work refresh_token)" rt-seed 'the record has the token'
is "$(field work access_token)" '' 'and no access token'
is "$(field work name)" work 'its name'
is "$(field work 'url\[\]')" https://git.example.com 'its URL pattern'
is "$(field work issuer)" https://id.example.com 'its issuer'
is "$(field work client_id)" native 'its client'
is "$(field work basic_username)" x-token-auth 'its user name'
is "$(field work git_authtype)" bearer 'its authtype'
is "$(field work 'token_parameter\[\]')" tenant=t1 'its token parameters'
is "$(field work generation)" 1 'generation 1'
is "$(tail -c 2 "$LANYARD_STORE/logins/work" | od -An -tx1)" ' 0a 0a' \
	'it ends with an empty line'
snapshot
store "$home" oauth_refresh_token=rt-another
fails 4 'login work .*not kept; run: lanyard seed --force work$' \
	'a second seed is told that it is not kept' 1
unchanged 'the first one stays'
is "$(find "$LANYARD_STORE" -name '*.new')" '' 'nothing half-written is left'

no_store
expires=$(($(now) + 500))
store "$home" username=oauth2 password=at-seed \
	"password_expiry_utc=$expires" oauth_refresh_token=rt-seed
silent 'a seed with access token and expiry'
request get "$home"
answers 'get answers with it' <<END
username=x-token-auth
password=at-seed
password_expiry_utc=$expires

END
store ephemeral=1 "$home" username=oauth2 password=at-x \
	oauth_refresh_token=rt-x
silent 'ephemeral over a seed'
is "$(field work refresh_token)" rt-seed 'changes nothing'

no_store
store "$home" password=at-seed oauth_refresh_token=rt-seed
silent 'a seed with an access token of unknown expiry'
is "$(field work access_token)" '' 'is asked for anew with the first use'
is "$(field work refresh_token)" rt-seed 'by the seed'

# A record whose refresh token is dead is seeded anew, and keeps the rest.
record work issuer=https://id.example.com client_id=native \
	access_token=at-old "obtained_at=$(now)" refresh_token=rt-old \
	'refresh_token_error=id.example.com answered 400 invalid_grant' \
	'last_error=x' "retry_at=$(($(now) + 100))" generation=7 colour=blue
store "$home" oauth_refresh_token=rt-seed
silent 'a seed for a dead refresh token'
is "$(field work refresh_token)" rt-seed 'the new token is there'
is "$(field work refresh_token_error)" '' 'and lives'
is "$(field work access_token)" '' 'the old access token went'
is "$(field work last_error)$(field work retry_at)" '' 'and the old error'
is "$(field work generation)" 8 'one generation more'
is "$(field work colour)" blue 'unknown keys stay'

# Another server's record is not overwritten.
record work issuer=https://elsewhere.example client_id=native \
	refresh_token=rt-elsewhere generation=2
store "$home" oauth_refresh_token=rt-seed
silent "a seed where another server's record is"
is "$(field work refresh_token)" rt-seed 'the seed is there'
is "$(field work issuer)" https://id.example.com 'under our server'
ok "the other server's is set aside" grep -q -r rt-elsewhere "$LANYARD_STORE"

# For the account, if it says one.
work_conf 'username = "alice";'
no_store
store "$home" username=bob oauth_refresh_token=rt-seed
fails 2 'no login answers https://git\.example\.com for user bob' \
	"another account's seed" 1
not_ok 'is not ours' test -e "$LANYARD_STORE"
store "$home" username=alice oauth_refresh_token=rt-seed
silent "the account's own"
is "$(field work refresh_token)" rt-seed 'is'

# Garbage is refused, and nothing stored.
work_conf
no_store
for garbage in "$(printf 'a\tb')" "$(printf 'rt\303\251')" \
	"$(printf 'rt\033[2J')"; do
	secret "$garbage"
	store "$home" "oauth_refresh_token=$garbage"
	fails 2 'oauth_refresh_token.*login work' 'a seed that is no token'
done
store "$home" oauth_refresh_token=
fails 2 'oauth_refresh_token.*login work' 'an empty seed'
is "$(find "$LANYARD_STORE" -type f ! -name '*lock' 2>/dev/null)" '' \
	'nothing was stored'
store "$home" "password=$(printf 'a\tb')" oauth_refresh_token=rt-seed
silent 'a password that is no token, beside a seed'
is "$(field work access_token)" '' 'is not taken for the access token'
is "$(field work refresh_token)" rt-seed 'the seed is'

# -- Plain passwords, where the configuration says so --
conf <<'END'
store_passwords = true;
logins = {
  work = {
    url = [ "https://git.example.com" ];
    issuer = "https://id.example.com";
    client_id = "native";
  };
};
END
no_store
secret hunter2 hunter3
other='protocol=https
host=other.example'
store "$other" username=bob password=hunter2
silent 'a password'
is "$(find "$LANYARD_STORE" -type f -perm /077)$(find "$LANYARD_STORE" \
	-type d -perm /077)" '' 'is nobody else'\''s to read'
request get "$other"
answers 'get gives it back' <<'END'
username=bob
password=hunter2

END
request get 'capability[]=authtype' 'capability[]=state' "$other"
answers 'to git 2.55 as well, without state' <<'END'
username=bob
password=hunter2

END
request get protocol=http host=other.example
silent 'not for another protocol'
request get protocol=https host=other.example:8443
silent 'nor port'
request get "$other" username=carol
silent 'nor user'
store "$other" username=bob password=hunter3
silent 'the same user again'
request get "$other" username=bob
answers 'the new password counts' <<'END'
username=bob
password=hunter3

END
store "$other" username=carol password=hunter2
silent 'another user of that host'
request get "$other" username=bob
answers 'leaves the first' <<'END'
username=bob
password=hunter3

END
request get "$other" username=carol
answers 'and is found by name' <<'END'
username=carol
password=hunter2

END
store "$other" path=foo.git username=dave password=hunter2
silent 'with a path'
request get "$other" path=bar.git username=dave
silent 'is not for another path'
request get "$other" path=foo.git
answers 'but for its own' <<'END'
username=dave
password=hunter2

END
store protocol=https host=empty.example username= password=
silent 'an empty user name and password'
request get protocol=https host=empty.example
answers 'are given back' <<'END'
username=
password=

END
store protocol=https host=expiry.example username=bob password=hunter2 \
	password_expiry_utc=9999999999 oauth_refresh_token=rt-theirs
silent 'with expiry and refresh token'
request get protocol=https host=expiry.example
answers 'all of it is given back' <<'END'
username=bob
password=hunter2
password_expiry_utc=9999999999
oauth_refresh_token=rt-theirs

END
store protocol=https host=old.example username=bob password=hunter2 \
	password_expiry_utc=1000000000
silent 'an expired one'
request get protocol=https host=old.example
silent 'is not given back'
snapshot
store ephemeral=1 "$other" username=erin password=hunter2
silent 'an ephemeral one'
store "$other" username=erin
silent 'a user name without password'
store "$other" password=hunter2
silent 'a password without user name'
store "$other" authtype=Bearer credential=hunter2
silent 'a credential without password'
unchanged 'are not kept'
store "$home" username=oauth2 password=hunter2
silent "a password for a login's host"
unchanged 'is not kept either'
store protocol=cert path=/home/me/key.pem username= password=hunter2
silent 'a certificate'
request get protocol=cert host=../../../escape username=x
silent 'a host that looks like a path'
store protocol=https host=../../../escape username=x password=hunter2
silent 'is a name like any other'
not_ok 'and stays in the store' test -e "$T/escape"
request get protocol=https host=../../../escape
answers 'where it is found' <<'END'
username=x
password=hunter2

END

# A host may be longer, escaped, than a file's name.
long=
while [ ${#long} -lt 240 ]; do
	long=${long}ab.
done
snapshot
store protocol=https host="${long}example" username=x password=hunter2
silent 'a host too long for a file'
request get protocol=https host="${long}example"
silent 'has no password'
request erase protocol=https host="${long}example"
silent 'and none to be erased'
unchanged 'nothing is made for it'

# Not any more: nothing is given back, nor kept.
conf <<'END'
store_passwords = false;
END
snapshot
request get "$other"
silent 'store_passwords = false: nothing is given back'
store "$other" username=bob password=hunter4
silent 'and nothing kept'
unchanged 'what was there stays'

done_testing
