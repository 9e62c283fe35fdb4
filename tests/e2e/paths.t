#!/bin/sh
# One place in its spellings: as a pattern, as a remote's URL that a real git
# takes apart, as "url=" of a request, as what a person names, and in git's own
# configuration. Whatever the spelling, git and `token` get the same login's.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/git/env.sh"

ue=$(printf '\303\274') # u with two dots
bs=$(printf '\134')
H=https://git.example.com
GIT_TERMINAL_PROMPT=0
LANYARD_INTERACTIVE=0
GIT_ASKPASS=true
export GIT_TERMINAL_PROMPT LANYARD_INTERACTIVE GIT_ASKPASS
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
git config --global credential.useHttpPath true

old_path=$PATH
systems_git() {
	PATH=$old_path
	unset GIT_EXEC_PATH GIT_TEMPLATE_DIR
}
new_path=
if (use_new_git) >/dev/null 2>&1; then
	use_new_git
	new_path=$PATH
	new_exec=$GIT_EXEC_PATH
	systems_git
fi

# login NAME PATTERN: a login, and a token that says whose it is.
login() {
	printf '%s = { url = "%s"; client_id = "c"; ' "$1" "$2"
	printf 'token_endpoint = "https://id.example.com/t"; };\n'
	record "$1" token_endpoint=https://id.example.com/t client_id=c \
		"access_token=of-$1" "expires_at=$(($(now) + 3600))" \
		"obtained_at=$(now)" generation=1
}

# patterns PATTERN...: logins p, q, ... for them, and "all" for the host.
patterns() {
	no_store
	_letters='p q r s'
	{
		echo 'logins = {'
		login all "$H"
		for _pattern in "$@"; do
			login "${_letters%% *}" "$_pattern"
			_letters=${_letters#* }
		done
		echo '};'
	} >"$T/new.conf"
	conf <"$T/new.conf"
}

# by_git URL: the login whose token a git gets; "-" for none.
by_git() {
	_got=$(printf 'url=%s\n\n' "$1" |
		git credential fill 2>"$T/git.err" 9>&- |
		sed -n 's/^password=of-//p')
	echo "${_got:--}"
}

# one LOGIN URL: whom each of them gets.
one() {
	run lanyard token "$2"
	_all="token $(printf '%s' "${out:--}" | sed 's/^of-//')"
	printf 'url=%s\n\n' "$2" >"$T/in"
	run lanyard get <"$T/in"
	_got=$(sed -n 's/^password=of-//p' "$T/out")
	_all="$_all, url= ${_got:--} $status, git $(by_git "$2")"
	_wanted="token $1, url= $1 0, git $1"
	if [ -n "$new_path" ]; then
		_all="$_all, newer git $(export PATH="$new_path" \
			GIT_EXEC_PATH="$new_exec" && by_git "$2")"
		_wanted="$_wanted, newer git $1"
	fi
	is "$_all" "$_wanted" "$pattern: $2"
}

# -- a space, UTF-8, and what need not be escaped --------------------------

for pattern in "$H/org/My%20Project" "$H/org/My Project" \
	"$H/%6Frg/My%20Project/" "https://GIT.example.com:443//org//My Project"; do
	patterns "$pattern"
	one p "$H/org/My%20Project/_git/x"
	one p "$H/org/My Project/_git/x"
	one p "$H/org/%4dy%20Project"
	one p "$H/org//My%20Project/x:y"
	one p "$H/org/My%20Project?a=b"
	one all "$H/org/My+Project/x"
	one all "$H/org/My%2520Project/x"
	one all "$H/org/my%20project/x"
done
for pattern in "$H/gr${ue}n" "$H/gr%C3%BCn" "$H/gr%c3%bcn"; do
	patterns "$pattern"
	one p "$H/gr${ue}n/x"
	one p "$H/gr%C3%bcn/x"
	one all "$H/gr%FCn/x"
	one all "$H/gr%C3%9Cn/x"
done
pattern="$H/c%2B%2B"
patterns "$pattern" "$H/100%"
one p "$H/c++/x"
one p "$H/c%2b+/x"
one q "$H/100%25/x"
one q "$H/100%/x"
one all "$H/c/x"

# -- the host --------------------------------------------------------------

pattern='a host of its own'
no_store
{
	echo 'logins = {'
	login p "$H/a"
	login q 'https://[2001:db8::1]'
	login r "https://b${ue}cher.example"
	login s 'https://xn--bcher-kva.example'
	echo '};'
} >"$T/new.conf"
conf <"$T/new.conf"
one p 'https://git.example.com./a'
one p 'https://git.example.com:/a'
one p 'https://Git.Example.COM:443/a'
one p 'https://user@git.example.com.:/a'
one q 'https://[2001:DB8:0:0::0001]/'
one q 'https://[2001:db8:0:0:0:0:0:1]:443/'
one r "https://b${ue}cher.example/"
one r 'https://b%C3%BCcher.example/'
one s 'https://xn--bcher-kva.example/'
one s 'https://XN--BCHER-KVA.example/'
one - 'https://git.example.com:8443/a'
one - 'https://[2001:db8::2]/'
one - 'https://[2001:db8::1%25eth0]/'

# -- what is no place of ours: passed over, or refused as git does ------------

pattern='what is no place'
for url in 'file:///etc/x' 'ssh://git@git.example.com/a' \
	'https://u@v@git.example.com/a' 'https://' "https://git.example.com%2f.x/"
do
	one - "$url"
	printf 'url=%s\n\n' "$url" >"$T/in"
	for verb in get store erase; do
		run lanyard $verb <"$T/in"
		silent "$verb, $url"
	done
done
for url in 'git@git.example.com:a' '/a' "https://u%0ax@git.example.com/" \
	"https://git.example.com/%0d"; do
	printf 'url=%s\n\n' "$url" >"$T/in"
	run git credential fill <"$T/in"
	isnt "$status" 0 "git refuses $url"
	for verb in get store erase; do
		run lanyard $verb <"$T/in"
		fails 2 'request on stdin is malformed: url= ' "as $verb does"
	done
done

# A browser takes these for evil.example; git for the other.
for url in "https://evil.example:443$bs@git.example.com/a" \
	"https://evil.example$bs@git.example.com/a" \
	"https://evil.example:<x>@git.example.com/a" \
	"https://evil.example:4 43@git.example.com/a"; do
	printf 'url=%s\n\n' "$url" >"$T/in"
	run lanyard get <"$T/in"
	fails 2 'request on stdin is malformed: url= .* not escaped' "get $url"
	for verb in token login logout curl; do
		run lanyard $verb "$url"
		fails 2 'error: not a URL that a login could answer$' \
			"$verb $url"
	done
done

# -- the case --------------------------------------------------------------

no_store
{
	echo 'logins = {'
	login p "$H/My Group"
	echo '};'
} >"$T/new.conf"
conf <"$T/new.conf"
near="login p answers $H/My%20Group, and in a path case counts"
for verb in token login refresh logout curl; do
	run lanyard $verb "$H/my group/x"
	fails 2 "error: no login answers $H/my%20group/x\$" "$verb: another case"
	is "$(sed -n 2p "$T/err")" "lanyard: hint: $near" 'the hint says so'
done
printf 'url=%s\n\n' "$H/my%20group/x" >"$T/in"
run lanyard get <"$T/in"
run_status 0 'get: another case is not answered'
is_empty "$T/out" 'and nothing is handed out'
is "$err" "lanyard: no login answers, but $near" 'one line says why'
is "$(by_git "$H/my%20group/x")" - 'git gets nothing'
is "$(grep -c "$near" "$T/git.err")" 1 'and its user sees that line'
run lanyard store <"$T/in"
silent 'store says nothing of it'
run lanyard erase <"$T/in"
silent 'nor does erase'
printf 'url=%s\noauth_refresh_token=rt\n\n' "$H/my%20group/x" >"$T/in"
run lanyard store <"$T/in"
fails 2 "hint: $near" 'who hands a refresh token in is told'
for url in "$H/other/x" "https://other.example/my%20group"; do
	printf 'url=%s\n\n' "$url" >"$T/in"
	run lanyard get <"$T/in"
	silent "not so of $url"
done
patterns "$H/Group"
printf 'url=%s\n\n' "$H/group/x" >"$T/in"
run lanyard get <"$T/in"
is "$(sed -n 's/^password=//p' "$T/out")" of-all 'what answers is no other case'
is_empty "$T/err" 'and there is nothing to say'

# -- records of before, whose patterns are as they were written ----------------

no_store
conf </dev/null
old() {
	record "$1" token_endpoint=https://id.example.com/t client_id=c \
		"access_token=of-$1" "expires_at=$(($(now) + 3600))" \
		"obtained_at=$(now)" generation=1 "url[]=$2"
}
old p "$H/org/My%20Project"
old q 'https://GIT.example.com./%6Frg2/'
old r 'https://[2001:DB8:0::1]'
pattern='only in the store'
one p "$H/org/My Project/x"
one q "$H/org2/x"
one r 'https://[2001:db8::1]/'
run lanyard status
like "$out" "$H/org/My%20Project" 'status shows it'
run lanyard logout "$H/org/My%20Project"
run_status 0 'and logout finds it'
not_ok 'which takes its record away' test -e "$LANYARD_STORE/logins/p"

# -- git's own configuration -------------------------------------------------

no_store
git_login() {
	git config --global "credential.$1.oauthClientId" "$2"
	git config --global "credential.$1.oauthTokenURL" /t
}
git_login "$H" host
git_login "$H/org/My Project" space
git_login "$H/gr%c3%bcn" utf8
git_login "$H/c++" plain
git_login "$H/d%2B" escaped

# named NAME URL: the login that each of them asks for.
named() {
	_ere=$(printf '%s' "$1" | sed 's/+/[+]/g')
	run lanyard token "$2"
	fails 3 "run: lanyard login $_ere\$" "token $2"
	printf 'url=%s\n\n' "$2" >"$T/in"
	run lanyard get <"$T/in"
	fails 3 "run: lanyard login $_ere\$" "url= $2"
	run by_git "$2"
	is "$out" - "git gets nothing for $2"
	is "$(sed -n 's/.*run: lanyard login //p' "$T/git.err")" "$1" \
		'but the same command'
	run lanyard token "$1"
	fails 3 "run: lanyard login $_ere\$" 'which names it'
}
named "$H/org/My%20Project" "$H/org/My%20Project/x"
named "$H/org/My%20Project" "$H/org/My Project/x:y"
named "$H/gr%C3%BCn" "$H/gr${ue}n/x"
named "$H/c++" "$H/c%2B+/x"
named "$H/d%2B" "$H/d+/x"
named "$H" "$H/org/my project/x"

# -- two lines where git sends one --------------------------------------------

patterns
for key in protocol host path username; do
	{
		printf 'protocol=https\nhost=git.example.com\n'
		printf 'path=a\nusername=u\n'
		sed -n "/^$key=/p" <<-END
			protocol=https
			host=evil.example
			path=b
			username=v
		END
	} >"$T/in"
	for verb in get store erase; do
		run lanyard $verb <"$T/in"
		fails 2 "request on stdin is malformed: a second line \"$key=\"" \
			"$verb, a second $key="
	done
done
printf 'path=p\nurl=%s\n\n' "$H/a" >"$T/in"
run lanyard get <"$T/in"
is "$(sed -n 's/^password=//p' "$T/out")" of-all 'url= goes before what was read'
# Where they name two hosts a line feed may have made one of them.
for lines in "protocol=ftp\nhost=x\npath=p\nurl=$H/a" \
	"url=$H/a\nhost=other.example" "host=other.example\nurl=$H/a"; do
	printf "$lines\n\n" >"$T/in"
	run lanyard get <"$T/in"
	fails 2 'malformed: its lines name two (host|protocol)s' "$lines"
done

done_testing
