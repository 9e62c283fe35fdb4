#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# get: what is read, and what is answered from a fresh token.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

home='protocol=https
host=git.example.com'

# get LINE...
get() {
	request get "$@"
}

# A token's whole answer.
basic() {
	answers "$1" <<-END
		username=${2:-oauth2}
		password=$access
		password_expiry_utc=$expires

	END
}

# -- Nothing is known --
work_conf
get protocol=https host=other.example
silent 'another host'
get protocol=http host=git.example.com
silent 'another protocol'
get protocol=https host=git.example.com:8443
silent 'another port'
get protocol=https host=git.example.com.evil.example
silent 'a longer host'
not_ok 'no store was made for it' test -e "$LANYARD_STORE"
conf </dev/null
get "$home"
silent 'an empty configuration'
rm "$LANYARD_CONFIG"
unset LANYARD_CONFIG
get "$home"
silent 'no configuration at all'
LANYARD_CONFIG=$T/lanyard.conf
export LANYARD_CONFIG

# /usr/bin/git may lead to one with other files than /etc/gitconfig.
mkdir "$T/bin" "$T/other"
cp "$(command -v sh)" "$T/bin/sh"
cat >"$T/other/git" <<'END'
#!/usr/bin/sh
printf 'credential.oauthclientid\nid\0credential.oauthtokenurl\n/t\0'
END
chmod +x "$T/other/git"
ln -s "$T/other/git" "$T/bin/git"
conf </dev/null
printf '%s\n' "$home" >"$T/in"
if unshare -rm true 2>"$T/err"; then
	# shellcheck disable=SC2016 # of the inner shell
	run env PATH=/usr/bin unshare -rm sh -c \
		'mount --bind "$1" /usr/bin && exec "$2" get' - \
		"$T/bin" "$BUILD/lanyard" <"$T/in"
	fails 3 'login https://git.example.com has no token' \
		'a git elsewhere, by a link from /usr/bin'
fi

# -- The answer, byte for byte --
work_conf
fresh_record work
snapshot
get "$home"
basic "git 2.39's request"
get 'capability[]=authtype' 'capability[]=state' "$home" \
	'wwwauth[]=Bearer realm="r", error="invalid_token"' \
	'wwwauth[]=Basic realm="GitHub"'
answers "git 2.55's request" <<END
capability[]=state
username=oauth2
password=$access
password_expiry_utc=$expires
state[]=lanyard:work:3
continue=1

END
get 'capability[]=authtype' "$home"
basic 'authtype alone: a password all the same'
get 'capability[]=state' "$home" username=bob
answers 'state alone' <<END
capability[]=state
username=bob
password=$access
password_expiry_utc=$expires
state[]=lanyard:work:3
continue=1

END
get "$home" username=bob
basic 'the user name of the request is given back' bob
get "$home" username=
basic 'an empty user name is none'
get "$home" path=group/project.git
basic 'a path below the pattern'
get protocol=HTTPS host=GIT.Example.COM
basic 'protocol and host without case'
get protocol=https host=git.example.com:443
basic 'the default port said'
get "$home" password=stale password_expiry_utc=1 oauth_refresh_token=x \
	authtype=Basic credential=eA==
basic 'what another helper said before us changes nothing'
unchanged 'and reading has changed nothing in the store'

# -- Expiry --
fresh_record work expires_at=
get "$home"
answers 'no expiry known: none said' <<END
username=oauth2
password=$access

END

# -- Bearer --
work_conf 'git_authtype = "bearer";'
fresh_record work
get 'capability[]=authtype' 'capability[]=state' "$home"
answers 'bearer, to a git that knows it' <<END
capability[]=authtype
capability[]=state
authtype=Bearer
credential=$access
password_expiry_utc=$expires
state[]=lanyard:work:3
continue=1

END
get 'capability[]=authtype' "$home"
answers 'bearer without state' <<END
capability[]=authtype
authtype=Bearer
credential=$access
password_expiry_utc=$expires

END
get "$home"
basic 'without the capability, a password'
get 'capability[]=state' "$home" 'capability[]=' 'capability[]=authtype'
answers 'an empty value empties the list of capabilities' <<END
capability[]=authtype
authtype=Bearer
credential=$access
password_expiry_utc=$expires

END
get 'capability[]=authtype' 'capability[]=state' 'capability[]=' "$home"
basic 'also when nothing follows'

# -- Mail --
conf <<'END'
logins = {
  mail = {
    url = [ "imap://mail.example.com", "imaps://mail.example.com:993",
            "smtp://mail.example.com:587" ];
    username = "me@example.com";
    basic_username = "x-token-auth";
    issuer = "https://id.example.com";
    client_id = "native";
    git_authtype = "bearer";
  };
};
END
fresh_record mail
for place in 'imap mail.example.com' 'imaps mail.example.com:993' \
	'smtp mail.example.com:587'; do
	get 'capability[]=authtype' 'capability[]=state' \
		"protocol=${place% *}" "host=${place#* }" \
		username=me@example.com
	basic "$place: name and password, no state" me@example.com
done
get protocol=imaps host=mail.example.com:993
basic "without a user name, the account's" me@example.com
get protocol=imaps host=mail.example.com:993 username=you@example.com
silent "another account is another's"
get protocol=smtp host=mail.example.com
silent 'smtp on another port'

# -- User names --
work_conf 'username = "alice"; basic_username = "x-token-auth";'
fresh_record work
get "$home"
basic 'basic_username is what git is told' x-token-auth
get "$home" username=alice
basic 'whatever name was asked for' x-token-auth
get "$home" username=x-token-auth
basic 'our own answer come back is no account name' x-token-auth
get "$home" username=oauth2
basic 'nor is oauth2' x-token-auth
get "$home" username=bob
silent "another account is not this login's"

# A ":" ends a user name in HTTP Basic (RFC 7617); by hand in a record, in the
# request, and in lanyard.conf.
work_conf
fresh_record work
get "$home" username=a:b
fails 2 'login work: user name a:b has a ":", which ends it in HTTP Basic' \
	'a user name with ":" asked for'
get 'capability[]=authtype' "$home" username=a:b
fails 2 'user name a:b has a ":"' 'authtype alone is not bearer'
work_conf 'git_authtype = "bearer";'
get 'capability[]=authtype' "$home" username=a:b
says '^credential=.' 'a bearer has no user name'
work_conf 'basic_username = "oauth2";'
get "$home" username=a:b
basic 'with a basic_username it is not sent' oauth2
printf 'store_passwords = false;\n' | conf
fresh_record work 'url[]=https://git.example.com' basic_username=a:b
get "$home"
fails 2 'user name a:b has a ":"' 'a record that says so'
for setting in 'basic_username = "a:b";' 'username = "a:b";'; do
	work_conf "$setting"
	get "$home"
	fails 2 'has a ":" in .*username, which ends a user name in HTTP Basic' \
		"lanyard.conf: $setting"
done

# -- Forms of a request --
work_conf
fresh_record work
printf 'protocol=https\nhost=git.example.com' >"$T/in"
run lanyard get <"$T/in"
basic 'end of file without a last line end'
printf 'protocol=https\nhost=git.example.com\n\nhost=other.example\nx\n' \
	>"$T/in"
run lanyard get <"$T/in"
basic 'an empty line ends it'
printf 'protocol=https\r\nhost=git.example.com\r\n\r\nx\r\n' >"$T/in"
run lanyard get <"$T/in"
basic 'CR LF line ends, an empty one too'
# The writer keeps the pipe open: after the empty line nobody waits for more.
mkfifo "$T/pipe"
exec 8<>"$T/pipe"
printf 'protocol=https\nhost=git.example.com\n\n' >&8
run timeout 10 lanyard get <"$T/pipe"
basic 'an empty line ends it on an open pipe'
exec 8>&-
get colour=blue 'fish[]=cod' "$home" 'fish[]=' zebra=
basic 'unknown keys are ignored'
get url=https://git.example.com/group/project.git
basic 'url= stands for its parts'
get username=carol url=https://bob@git.example.com/
basic 'url= drops what stands before it' bob
get url=https://carol@git.example.com/ username=bob
basic 'and what follows it wins' bob
get url=https://git.example.com/ host=GIT.example.com. protocol=HTTPS
basic 'the same host and protocol once more'
# A line feed in a path, say, makes lines of url= as well as of host=.
for second in 'host=other.example url=https://git.example.com/' \
	'url=https://other.example/ host=git.example.com' \
	'host=git.example.com:8443 url=https://git.example.com/' \
	'url=https://other.example/ url=https://git.example.com/'; do
	# shellcheck disable=SC2086 # lines
	get protocol=https $second
	fails 2 'malformed: its lines name two hosts$' "$second"
done
get protocol=http host=git.example.com url=https://git.example.com/
fails 2 'malformed: its lines name two protocols$' 'http first'
get host=other.example "$home"
fails 2 'malformed: a second line "host="$' 'two hosts are refused'
get url=https://other.example/
silent 'url= of an unknown host'
request get protocol=https host=unknown.example.com 'path=a/../../x'
silent 'a path that git itself would complain about'
# Another login's record that is damaged is no business of a miss.
mkdir -p "$LANYARD_STORE/logins"
chmod 700 "$LANYARD_STORE" "$LANYARD_STORE/logins"
printf 'name=zz\nrefresh_token=rt' >"$LANYARD_STORE/logins/zz"
chmod 600 "$LANYARD_STORE/logins/zz"
request get protocol=https host=unknown.example.com
silent 'an unknown host, with a damaged record of another login'
ok 'which stays' test -f "$LANYARD_STORE/logins/zz"
rm "$LANYARD_STORE/logins/zz"
: >"$T/in"
run lanyard get <"$T/in"
silent 'an empty request'
printf '\n' >"$T/in"
run lanyard get <"$T/in"
silent 'only an empty line'
get host=git.example.com
silent 'no protocol'
get protocol=https
silent 'no host'
get protocol=https host=
silent 'an empty host'
get protocol= host=git.example.com
silent 'an empty protocol'
get protocol=cert path=/home/me/key.pem
silent 'cert, with a path only'
run lanyard get <&-
fails 1 'Bad file descriptor' 'a closed stdin'
# What is opened first must not become stderr, and be written to.
run sh -c 'lanyard get <&- >&- 2>&-'
is "$status" 1 'all three are closed'
run sh -c 'lanyard refresh work 2>&-'
is "$status" 5 'a refresh without stderr fails'
is "$(sed -n 1p "$LANYARD_STORE/logins/work")" name=work \
	'and its message is not in the record'

# A line of SIZE bytes, LF included.
line() {
	printf 'x='
	head -c $(($1 - 3)) /dev/zero | tr '\000' a
	echo
}
{ printf '%s\n' "$home" && line 65535; } >"$T/in"
run lanyard get <"$T/in"
basic 'a line of 65,535 bytes'
{ printf '%s\n' "$home" && line 65536; } >"$T/in"
run lanyard get <"$T/in"
basic 'a longer one that nobody reads'
{ printf 'wwwauth[]=' && line 500000 && printf '%s\n' "$home"; } >"$T/in"
run lanyard get <"$T/in"
basic 'half a megabyte of it, before all others'
for key in path username password 'state[]' url; do
	{ printf '%s\n%s=' "$home" "$key" && line 65536; } >"$T/in"
	run lanyard get <"$T/in"
	fails 2 'malformed: line 3, .*=: longer than 65535 bytes$' \
		"a longer $key is refused"
done
like "$err" '^lanyard: hint: see git-credential\(1\) ' 'and told where to look'
{ printf '%s\n' "$home" && for _ in 1 2 3 4 5 6 7 8 9 10; do
	line 65535
done; } >"$T/in"
run lanyard get <"$T/in"
basic 'ten of them'
{ printf '%s\n' "$home" && yes 'wwwauth[]=Basic realm="x"' |
	head -n 20000; } >"$T/in"
run lanyard get <"$T/in"
basic 'twenty thousand short ones'
head -c 3000000 /dev/zero | tr '\000' '\n' | sed 's/^/x=y/' >"$T/in"
run lanyard get <"$T/in"
fails 2 'request on stdin is malformed: it is longer than 1 MiB' \
	'megabytes of it are refused'

# refused WHAT, of printf: a request that is an error.
refused() {
	# shellcheck disable=SC2059 # a format with escapes
	printf "$1" >"$T/in"
	run lanyard get <"$T/in"
	fails 2 'request on stdin is malformed' "refused: $2"
}
refused 'protocol=https\nhost=git.exa\000mple.com\n' 'NUL in a value'
refused 'protocol=https\nhost=git.example.com\000\n' 'NUL at the end of one'
refused 'protocol=https\nhost=git.example.com\nx\000y=z\n' 'NUL in a key'
refused 'protocol=https\nhost=git.example.com\rusername=x\n' 'CR in a value'
refused 'protocol=https\nhost=git.example.com\r\r\n' 'CR before CR LF'
refused 'protocol=https\nhost\n' 'a line without "="'
refused 'protocol=https\nhost=git.example.com\n=x\n' 'a line without a key'
refused 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' 'something else altogether'
refused 'url=nonsense\n' 'url= that is no URL'
# git's t0302: a line split in the middle would begin with "host=".
{ printf 'protocol=https\nhost=other.example\nwwwauth[]=basic realm=' &&
	head -c 65000 /dev/zero | tr '\000' a &&
	printf 'host=git.example.com\n'; } >"$T/in"
run lanyard get <"$T/in"
silent 'the end of a long line is not taken for a line'

# -- State that is no rejection of ours --
for state in '' x lanyard lanyard: lanyard:work lanyard:work: \
	lanyard:work:x lanyard:work:3x lanyard:work:-3 lanyard:work:03x \
	lanyard:work:2 lanyard:work:4 lanyard:other:3 other:work:3 \
	lanyard:work:99999999999999999999 lanyard:work:3:3 'cc:opaque'; do
	get 'capability[]=state' "$home" "state[]=$state"
	wrong=
	grep -q "^password=$access\$" "$T/out" || wrong=' no answer;'
	[ "$status" -eq 0 ] && [ ! -s "$T/err" ] || wrong="$wrong fails;"
	_check "state \"$state\" is ignored"
done
get "$home" 'state[]=lanyard:work:3'
basic 'our state without the capability is ignored'

# A token this young, and rejected: no use in asking for another.
fresh_record work "obtained_at=$(now)"
get 'capability[]=state' "$home" 'state[]=other:x' 'state[]=lanyard:work:3'
fails 4 'git\.example\.com.* work .*account' \
	'a new token rejected: one error with host, login and account'
unchanged_before=$(cat "$LANYARD_STORE/logins/work")
like "$unchanged_before" "^access_token=$access\$" 'it keeps its token'

# Looked through once, not once for each: that took twenty seconds.
{
	printf '%s\n' 'capability[]=state' "$home"
	yes 'state[]=x' | head -n 100000
	echo 'state[]=lanyard:work:2'
} >"$T/in"
run timeout 10 lanyard get <"$T/in"
basic 'as much state as a request can hold'

# -- Written in one piece --
get_traced() {
	# The address sanitizer's leak check is no friend of strace.
	ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=write,writev,pwrite64,sendto -o "$T/trace" \
		lanyard get
}
command -v strace >/dev/null || die 'strace is there'
if can_run strace; then
	printf '%s\n' "$home" >"$T/in"
	run get_traced <"$T/in"
	basic 'under strace'
	is "$(grep -c '(1, ' "$T/trace")" 1 'one write() to stdout'
	is "$(grep -c '(2, ' "$T/trace" || :)" 0 'and none to stderr'
else
	skip 'one write() to stdout' "$cannot_run"
fi

# -- stdout that cannot be written --
printf '%s\n' "$home" >"$T/in"
status=0
: >"$T/out"
lanyard get <"$T/in" >/dev/full 2>"$T/err" 9>&- || status=$?
fails 1 'could not be written' 'a full disk'

# -- What git does next ----------------------------------------------------
# A login that answers, and its error: git is to ask for nothing else. A miss
# leaves git its next helper, and so does an error of which nobody knows whether
# a login would answer.
work_conf
no_store
printf '%s\n' "$home" >"$T/in"
run lanyard get <"$T/in"
fails 3 'login work has no token' 'nobody is here'
ok 'git quits' quits
record work refresh_token=rt-dead generation=1 \
	'refresh_token_error=login work: id.example.com answered 400 dead'
run lanyard get <"$T/in"
fails 4 'answered 400 dead' 'the refresh token is dead'
ok 'git quits' quits
chmod 644 "$LANYARD_STORE/logins/work"
run lanyard get <"$T/in"
fails 1 'chmod' 'a record open to others'
ok 'git quits' quits
no_store
printf 'protocol=https\nhost=other.example\n' >"$T/in"
run lanyard get <"$T/in"
silent 'a miss says nothing'
printf 'nonsense = ;\n' >"$LANYARD_CONFIG"
run lanyard get <"$T/in"
fails 2 'has no value' 'no configuration to look into'
not_ok 'git goes on' quits

done_testing
