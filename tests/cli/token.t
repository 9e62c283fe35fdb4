#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# token: an access token on stdout, for everything that is not git.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# only_token NAME: the token and one line end.
only_token() {
	answers "$1" <<-END
		$access
	END
}

# -- A fresh one --
work_conf
fresh_record work
snapshot
run lanyard token work
only_token 'by name'
run lanyard token https://git.example.com
only_token 'by URL'
run lanyard token https://bob@git.example.com/group/project.git
only_token 'by a URL below the pattern'
run lanyard token HTTPS://GIT.example.com:443/
only_token 'by a URL written otherwise'
unchanged 'nothing in the store changed'

# The mail on msmtp's stdin is the mail's.
printf 'protocol=https\nSubject: x\n' >"$T/in"
{
	run lanyard token work
	read -r rest
} <"$T/in"
only_token 'with something on stdin'
is "$rest" protocol=https 'which was left alone'
run lanyard token work <&-
only_token 'with stdin closed'

work_conf 'git_authtype = "bearer"; basic_username = "x";'
run lanyard token work
only_token 'git_authtype makes no difference'

# A token that cannot be renewed serves to its last second.
record work "access_token=$access" "obtained_at=$(($(now) - 3570))" \
	"expires_at=$(($(now) + 30))" generation=1
run lanyard token work
only_token 'within the margin, without a refresh token'
record work "access_token=$access" "obtained_at=$(($(now) - 100000))" \
	generation=1
run lanyard token work
only_token 'no expiry: good until rejected'

# -- Unknown --
run lanyard token nobody
fails 2 'no login named nobody' 'an unknown name'
like "$err" '^lanyard: hint: .*lanyard status' 'and where to look'
run lanyard token https://other.example/
fails 2 'no login answers https://other\.example/' 'an unknown URL'
run lanyard token http://git.example.com/
fails 2 'no login answers' 'a known host without TLS'
run lanyard token 'https://'
fails 2 'not a URL' 'a URL without a host'
for url in https://u:s3cret@other.example/ https://u:s3cret@/ \
	https://u:p@s3cret@other.example/ https://u:s3cret/@other.example/ \
	https://u:s3cret%0a@git.example.com/; do
	run lanyard token "$url"
	fails 2 'URL|no login answers https://u@other\.example/$' "$url"
	unlike "$err" s3cret 'its password is not in the error'
done
run lanyard token ../../etc/passwd
fails 2 'no login named' 'a path'
run lanyard token "$(head -c 100000 /dev/zero | tr '\000' a)"
fails 2 'no login named aaa|too long' 'a name of 100,000 letters'
run lanyard token "$(printf 'a\033[2Jb')"
fails 2 'no login named' 'a name that would clear the screen'
run lanyard token "$(printf 'a\nlanyard: error: b')"
fails 2 'no login named' 'a name of two lines'

# -- A person is needed --
no_store
run lanyard token work
fails 3 ' work .*run: lanyard login work$' 'nothing stored' 1
run lanyard token https://git.example.com
fails 3 ' work .*run: lanyard login work$' 'the same by URL' 1
record work "access_token=$access" "obtained_at=$(($(now) - 3600))" \
	"expires_at=$(($(now) - 1))" generation=1
snapshot
run lanyard token work
fails 3 ' work .*access token is over.*run: lanyard login work$' \
	'expired, and no refresh token' 1
record work "access_token=$access" "obtained_at=$(($(now) + 1000))" \
	"expires_at=$(($(now) + 4600))" generation=1
snapshot
run lanyard token work
fails 3 ' work .*run: lanyard login work$' \
	'obtained in the future: the clock was set back' 1
unchanged 'nothing in the store changed by that'
record work refresh_token=rt-x generation=1 \
	'refresh_token_error=login work: id.example.com answered 400 x'
run lanyard token work
fails 4 'answered 400 x.*run: lanyard login work$' \
	'a dead refresh token: refused' 1

# Another server's, or another client's.
record work issuer=https://elsewhere.example client_id=native \
	"access_token=$access" "obtained_at=$(now)" refresh_token=rt-x \
	generation=1
cp "$LANYARD_STORE/logins/work" "$T/before"
run lanyard token work
fails 3 'https://elsewhere\.example.*https://id\.example\.com.*' \
	"another server's record: both are named" 1
like "$err" 'run: lanyard login work$' 'and what to do'
same "$LANYARD_STORE/logins/work" "$T/before" 'it stays as it was'
record work issuer=https://id.example.com client_id=other \
	"access_token=$access" "obtained_at=$(now)" generation=1
run lanyard token work
fails 3 'client other.* native' "another client's record" 1

# -- stdout that cannot be written --
fresh_record work
status=0
: >"$T/out"
lanyard token work >/dev/full 2>"$T/err" 9>&- || status=$?
fails 1 'could not be written' 'a full disk'
status=0
lanyard token work >&- 2>"$T/err" 9>&- || status=$?
fails 1 'could not be written' 'a closed stdout'

# -- Nothing of it stays behind --
run "${CC:-cc}" -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -o "$T/remains" \
	"$TESTS/cli/remains.c"
run_status 0 'a program that looks into the memory of another is compiled'
work_conf 'username = "alice";'
fresh_record work
printf '%s\n' "$access" >"$T/secret"
printf 'protocol=https\nhost=git.example.com\n\n' >"$T/request"
# remains NAME COMMAND...: the token is printed, and in no memory at the end.
remains() {
	_name=$1
	shift
	run "$T/remains" "$T/secret" "$@" <"$T/request"
	if [ "$status" -eq 125 ]; then
		diag "skipped: no process may be traced here"
		return
	fi
	is "$status $err" '0 remains: 0' "$_name: wiped"
}
grep -q __asan_init "$BUILD/liblanyard.so" || {
	for format in raw value header curl json netrc xoauth2 oauthbearer; do
		remains "token --format=$format" lanyard token \
			--format=$format https://git.example.com
	done
	remains get lanyard get
	[ "$status" -eq 125 ] ||
		like "$out" "^password=$access" 'which has answered'
	run "$T/remains" "$T/secret" sh -c 'read -r line; exit 0' <"$T/secret"
	[ "$status" -eq 125 ] ||
		isnt "$err" 'remains: 0' 'what is not wiped is seen'
}
# -- Another scheme, port or name of a host that a login answers for --
conf <<'END'
logins = {
  work = { url = "https://git.example.com/Org"; issuer = "https://id.example.com";
    client_id = "c"; };
  local = { url = "http://127.0.0.1:8080"; issuer = "https://id.example.com";
    client_id = "c"; };
  mail = { url = "smtp://mail.example.com:587"; issuer = "https://id.example.com";
    client_id = "c"; };
};
END
while read -r target pattern; do
	run lanyard token "$target"
	fails 2 "hint: login ([a-z]*) answers $pattern; run: lanyard token [a-z]*\$" \
		"$target: $pattern is meant"
	unlike "$err" s3cret "$target: no password is shown"
done <<'END'
https://git.example.com:8443/Org https://git\.example\.com/Org
http://git.example.com/Org https://git\.example\.com/Org
https://git.example.com/other https://git\.example\.com/Org
ssh://git@git.example.com/Org https://git\.example\.com/Org
GIT.example.com https://GIT\.example\.com
http://localhost:8080 http://127\.0\.0\.1:8080
http://[::1]:9 http://127\.0\.0\.1:8080
smtp://mail.example.com smtp://mail\.example\.com:587
https://mail.example.com smtp://mail\.example\.com:587
git@git.example.com:Org/a.git https://git\.example\.com/Org/a\.git
git.example.com:Org/a.git https://git\.example\.com/Org/a\.git
ssh://git@git.example.com:2222/Org/a https://git\.example\.com/Org/a
git+ssh://git.example.com/Org https://git\.example\.com/Org
git://git.example.com/Org https://git\.example\.com/Org
https:/git.example.com/Org https://git\.example\.com/Org
https:git.example.com/Org https://git\.example\.com/Org
https//git.example.com/Org https://git\.example\.com/Org
htps://git.example.com/Org https://git\.example\.com/Org
https://https://git.example.com/Org https://git\.example\.com/Org
https:\git.example.com\Org https://git\.example\.com/Org
//git.example.com/Org https://git\.example\.com/Org
git.example.com/Org https://git\.example\.com/Org
me@git.example.com https://git\.example\.com
me:s3cret@git.example.com/Org https://git\.example\.com/Org
ssh://me:s3cret@git.example.com/Org https://git\.example\.com/Org
<https://git.example.com/Org> https://git\.example\.com/Org
"https://git.example.com/Org" https://git\.example\.com/Org
https://git.example.com/Org, https://git\.example\.com/Org
git@git.example.com:else https://git\.example\.com/Org
END
for verb in login refresh logout status export; do
	run lanyard "$verb" git@git.example.com:Org/a </dev/null
	fails 2 "hint: login work answers https://git\.example\.com/Org/a; run: lanyard $verb work\$" \
		"$verb: it names itself"
done
for target in git@github.com:a/b github.com ssh://git@github.com/a; do
	run lanyard token "$target"
	fails 2 'hint: lanyard status lists the logins; add one in .*, or run: lanyard setup https://github\.com$' \
		"$target: a login can be made"
done
for target in https://gitt.example.com https://example.com https://; do
	run lanyard token "$target"
	run_status 2 "$target"
	unlike "$err" 'hint: login' "$target: none is meant"
done

done_testing
