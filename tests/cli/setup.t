#!/bin/sh
# lanyard setup: what it writes and what it leaves alone, and what cannot be set
# up: one clear line each, the next command, and the configuration as it was.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/cli/setup.sh"

# forge KIND: a stand-in (servers/forge.js); $url is its, $forge its control.
forge() {
	start_server "forge-$1" forge.js FORGE_KIND="$1"
	url=$server_url forge=$server_control
}

# -- nothing typed for five minutes ------------------------------------------

# silent NAME TYPED MESSAGE HINT ARGUMENT...: after the lines TYPED strace lets
# the time pass at once.
silent() {
	silent_name=$1 silent_typed=$2 silent_message=$3 silent_hint=$4
	shift 4
	snap
	silent_when=$(($(printf '%b' "$silent_typed" | wc -l) + 1))
	(printf '%b' "$silent_typed"; sleep 2) >"$T/typed.fifo" &
	run timeout 60 script -qec "strace -o $T/trace -P /dev/tty \
		-e trace=poll -e inject=poll:retval=0:when=$silent_when+ \
		env LANYARD_INTERACTIVE=1 lanyard setup $*; echo status \$?" \
		/dev/null <"$T/typed.fifo"
	wait $!
	like "$out" 'status 1' "$silent_name: status 1"
	like "$out" "error: .*$silent_message" "$silent_name: says why"
	like "$out" "hint: $silent_hint" "$silent_name: and what to do"
	as_it_was "$silent_name"
}
mkfifo "$T/typed.fifo"
silent 'no URL' '' 'no URL was typed, nothing is changed' 'lanyard setup URL'
silent 'no answer' '' 'no answer was typed, nothing is changed' \
	'the same command again, with --built-in-client' --preset gitea \
	https://h.example
silent 'no client' '' 'nothing is changed' 'lanyard setup' --preset gitlab \
	https://h.example
silent 'no secret' 'c1\n' 'no client secret was typed, nothing is changed' \
	'the same command again, with --client-secret-file' \
	--preset bitbucket https://h.example

# -- what cannot be set up -------------------------------------------------

bad 'does not resolve' 5 'nowhere.invalid' '' https://nowhere.invalid
bad 'refused' 5 '127.0.0.1:1' '' http://127.0.0.1:1
bad 'odd name' 2 "cannot be a login's name" 'a letter, then letters' \
	--name 'a b' http://127.0.0.1:1
bad 'no such preset' 2 'no preset gitthub' 'the presets: github, gitlab,' --preset gitthub https://h.example
bad 'two URLs' 2 'takes one URL' '' https://a.example https://b.example
bad 'no such option' 2 'has no option --clientid' 'did you mean --client-id' \
	--clientid x https://a.example
bad 'a client_id with a blank' 2 'is no client_id: one has no blanks' \
	'copy it from the page' --preset gitlab --client-id 'a b' https://h.example
bad 'a client_id not in ASCII' 2 '--client-id has characters outside ASCII' \
	'copy it from the page' --preset gitlab --client-id 'ä' https://h.example
for file in /nowhere "$T" ''; do
	for option in --client-secret-file --ca-file; do
		message="there is no file $file" hint="$option FILE, one that you may read"
		[ -n "$file" ] || message="$option is empty" hint='lanyard help setup'
		bad "$option $file" 2 "$message" "$hint" --preset gitlab --no-login \
			--client-id c "$option" "$file" https://h.example
	done
done
bad 'not built in' 2 'not known to have a client built in' \
	'leave out --built-in-client' --preset gitlab --built-in-client \
	https://h.example
bad 'a document where none is taken' 4 'does not take a client_id that is a URL' \
	'register a client there' --preset gitlab \
	--client-id https://c.example/lanyard.json https://h.example

forge nothing
bad '404' 2 'says nothing of an authorization server' \
	'is the URL right.*lanyard setup --issuer' "$url"
forge stranger
bad 'another issuer' 5 'is that of issuer https://stranger.example.com' \
	'if the URL is right, name the server: lanyard setup --issuer URL ' "$url"
bad 'a wrong issuer' 5 'has no metadata' '' --issuer "$url/x" "$url"
forge noid
bad 'no client_id in the reply' 3 'a person has to register a client' \
	"lanyard setup --client-id ID $url" "$url"
like "$err" 'has registered a client without a client_id' 'and it says so'
forge closed
bad 'registration is closed' 3 'a person has to register a client' \
	"lanyard setup --client-id ID $url" "$url"
like "$err" 'does not register a client: 403, access_denied' 'and it says so'
forge gitlab
bad 'registered for mcp only' 3 'a person has to register a client' \
	"lanyard setup --client-id ID $url" "$url"
like "$err" 'for the scope "mcp", which lacks "read_repository write_repository": no push would work' \
	'and it says why that is of no use'
like "$err" "register one at $url/-/user_settings/applications" \
	'the page to register at is named'
like "$err" 'redirect URI  http://127.0.0.1/callback' 'with what to type'
like "$err" 'scopes        read_repository write_repository' 'and which scopes'
bad 'the built-in client is not taken without a yes' 3 \
	'a person has to register' '--built-in-client' --preset gitea \
	https://git.example.com

conf <<-'END'
	logins = {
	  work = { url = "https://git.example.com"; client_id = "c"
END
bad 'a syntax error' 2 "lanyard.conf:[0-9]*: " '' --preset gitlab \
	--client-id c --no-login https://h.example
work_conf
bad 'a name that is taken' 2 'has a login work already' \
	'choose another: --name' --preset gitlab --client-id c --name work \
	https://h.example
chmod 400 "$LANYARD_CONFIG"
bad 'a read-only file' 2 'is read-only' "chmod u\\+w '$LANYARD_CONFIG'" \
	--preset gitlab --client-id c --no-login https://h.example
chmod 622 "$LANYARD_CONFIG"
bad 'a file that others may write' 2 'others may write' 'chmod go-w' \
	--preset gitlab --client-id c --no-login https://h.example

# -- options, before a host is asked -----------------------------------------

# option OPTION VALUE MESSAGE HINT: nothing of it is in the file that is not yet.
option() {
	bad "$1 \"$2\"" 2 "$1 $3" "$4" --no-login --preset gitlab \
		--client-id c "$1" "$2" https://h.example
	unlike "$err" 'lanyard\.conf' "$1 \"$2\": no file is blamed"
}
rm -f "$LANYARD_CONFIG"
cr=$(printf '\r') lf='
' esc=$(printf '\033')
for option in --scope --username --issuer --client-id --redirect-uri; do
	for char in "$cr" "$lf" "$esc" "$(printf '\t')" "$(printf '\177')"; do
		option $option "a${char}b" 'has a line break or another control character' ''
	done
	option $option "$(printf 'a\377b')" 'is not UTF-8' ''
done
while IFS='|' read -r name value message hint; do
	option "$name" "$value" "$message" "$hint"
done <<-'END'
	--scope|a"b|has a quote, a backslash or characters outside ASCII|
	--scope|a\b|has a quote, a backslash or characters outside ASCII|
	--scope|lesen,ändern|has a quote, a backslash or characters outside ASCII|
	--issuer|id.example.com|is not an absolute URL|https://HOST/PATH
	--issuer|ftp://id.example.com|is not https|
	--issuer|http://id.example.com|is not https|
	--issuer|https://me@id.example.com|has a user name in it|
	--redirect-uri|ftp://x|is no address by which a browser brings an answer|http://127.0.0.1/callback
	--redirect-uri|javascript:alert(1)|is no address by which|http://127.0.0.1/callback
	--redirect-uri|file:///tmp/x|is no address by which|http://127.0.0.1/callback
	--redirect-uri|myapp:cb|is no address by which|http://127.0.0.1/callback
	--redirect-uri|/callback|is not an absolute URL|http://127.0.0.1/callback
	--redirect-uri|127.0.0.1:80|is not an absolute URL|http://127.0.0.1/callback
	--redirect-uri|localhost:80/x|is not an absolute URL|http://127.0.0.1/callback
	--redirect-uri|http://127.0.0.1/#x|has a fragment, which no browser sends back|
	--redirect-uri|http://me:x@127.0.0.1/|has a user name in it|
	--redirect-uri|http://127.0.0.1:99999/|has no usable host or port|leave the port out
	--redirect-uri|http://h.example/cb|sends the answer of a login in clear to another machine|write https
END
while IFS='|' read -r value said; do
	rm -f "$LANYARD_CONFIG"
	run timeout 30 lanyard setup --no-login --preset gitlab --client-id c \
		--redirect-uri "$value" https://h.example
	run_status 0 "--redirect-uri $value: is taken"
	ok 'and written' grep -qF "redirect_uri = \"$value\";" "$LANYARD_CONFIG"
	is "$(grep -c 'does not lead back here: the address .* is to be pasted' \
		"$T/err")" "$said" "and $said is said of the way back"
done <<-'END'
	http://127.0.0.1|0
	http://localhost:7/x?y=1|0
	http://[::1]/cb|0
	https://app.example.com/cb|1
	https://127.0.0.1/cb|1
	com.example.app:/cb|1
	urn:ietf:wg:oauth:2.0:oob|1
END
rm -f "$LANYARD_CONFIG"

# -- what it writes --------------------------------------------------------

# sets_up NAME ARGUMENT...: written, not logged in.
sets_up() {
	sets_name=$1
	shift
	run timeout 30 lanyard setup --no-login "$@"
	run_status 0 "$sets_name: succeeds"
	is "$out" '' "$sets_name: nothing on stdout"
}

rm -f "$LANYARD_CONFIG"
sets_up 'GitHub with an app of one'"'"'s own' --client-id Ov23x https://github.com \
	--preset github
is "$(cat "$LANYARD_CONFIG")" 'logins = {
  github = {
    preset = "github";
    client_id = "Ov23x";
  };
};' 'in two lines'
run lanyard status github
like "$out" 'github' 'and it is understood'
snap
sets_up 'a second time' --preset github https://github.com
as_it_was 'a second time'

conf <<-'END'
	# mine
	store_passwords = false; // no
	logins = {
	  /* the first */
	  work = { url = "https://git.example.com"; issuer = "https://id.example.com";
	    client_id = "c"; }   # }
	};
	# the end
END
chmod 640 "$LANYARD_CONFIG"
mkdir "$T/dotfiles"
mv "$LANYARD_CONFIG" "$T/dotfiles/lanyard"
ln -s dotfiles/lanyard "$LANYARD_CONFIG"
sets_up 'a GitLab of one'"'"'s own' --preset gitlab --client-id abc \
	https://alice@gitlab.example.com:8443/group/x.git
is "$(cat "$LANYARD_CONFIG")" '# mine
store_passwords = false; // no
logins = {
  /* the first */
  work = { url = "https://git.example.com"; issuer = "https://id.example.com";
    client_id = "c"; }   # }
  gitlab-example-com-8443 = {
    preset = "gitlab";
    url = "https://gitlab.example.com:8443";
    username = "alice";
    client_id = "abc";
  };
};
# the end' 'comments and order stay, and the account of the URL is the login'"'"'s'
ok 'a symlink stays one' test -L "$LANYARD_CONFIG"
is "$(stat -Lc %a "$LANYARD_CONFIG")" 640 'and its target keeps its mode'

for n in 1 2 3 4; do
	timeout 30 lanyard setup --no-login --preset gitlab --client-id "c$n" \
		"https://h$n.example.com" >"$T/many.$n" 2>&1 9>&- &
	eval "pid$n=\$!"
done
for n in 1 2 3 4; do
	eval "wait \$pid$n" || diag "$(cat "$T/many.$n")"
	ok "setup at once with three others, $n" \
		grep -q "client_id = \"c$n\"" "$LANYARD_CONFIG"
done

printf 's3cret' >"$T/a.secret"
chmod 600 "$T/a.secret"
sets_up 'a secret in a file' --preset bitbucket --client-id key \
	--client-secret-file "$T/a.secret" https://bitbucket.org
like "$(cat "$LANYARD_CONFIG")" "client_secret_file = \"$T/a.secret\"" \
	'the file is named'
unlike "$(cat "$LANYARD_CONFIG")" s3cret 'and not read'
rm -f "$LANYARD_CONFIG"
forge gitea
sets_up 'a name of its own, and all else' --name mine --username bob \
	--issuer "$url/" --scope 'a b' --client-id c \
	--redirect-uri http://127.0.0.1:7/x --path https://git.example.com/x
is "$(cat "$LANYARD_CONFIG")" "logins = {
  mine = {
    url = \"https://git.example.com/x\";
    username = \"bob\";
    issuer = \"$url/\";
    scope = \"a b\";
    redirect_uri = \"http://127.0.0.1:7/x\";
    client_id = \"c\";
  };
};" 'each option is a line'

rm -f "$LANYARD_CONFIG"

(cd "$T" && run timeout 30 lanyard setup --no-login --no-git --preset gitlab \
	--client-id c --client-secret-file ./a.secret https://h.example)
like "$(cat "$LANYARD_CONFIG")" "client_secret_file = \"$T/a.secret\"" \
	'a path from where one is becomes a whole one'

# -- --check ---------------------------------------------------------------

rm -f "$LANYARD_CONFIG"
forge gitlab
snap
run timeout 30 lanyard setup --check --git "$url"
run_status 0 '--check succeeds'
as_it_was '--check'
is "$(control "$forge" count name=registration)" 0 'nothing is registered'
like "$err" "one would be registered at $url/oauth/register" 'and it says what would be'
like "$out" 'preset = "gitlab";' 'the login is on stdout'
like "$err" 'git: would ask lanyard' 'and what git would do'

# -- git -------------------------------------------------------------------

git config --global credential.helper store
git config --global --add credential.https://gitlab.com.helper cache
run timeout 30 lanyard setup --no-login --preset gitlab --client-id c \
	https://gitlab.com
like "$err" 'git: not changed; lanyard setup --git https://gitlab.com' \
	'nobody is there to be asked about git: it says how'
run_status 0 'and that is no failure'
run timeout 30 lanyard setup --no-login --git https://gitlab.com
run_status 0 '--git: later, too'
like "$err" 'git: asks lanyard for gitlab.com, and no longer store, cache' \
	'those that were asked before are named'
is "$(git config --global --get-all credential.https://gitlab.com.helper)" '
lanyard' 'reset first'
is "$(git config --global --get-all credential.helper)" store \
	'for other hosts all is as it was'
snap
run timeout 30 lanyard setup --no-login --git https://gitlab.com
as_it_was '--git again'
rm -f "$GIT_CONFIG_GLOBAL"
run timeout 30 lanyard setup --no-login --git --preset azure-devops \
	--client-id c https://dev.azure.com
is "$(git config --global credential.https://dev.azure.com.useHttpPath)" true \
	'useHttpPath where the path tells accounts apart'

# -- what is printed -------------------------------------------------------

run lanyard setup --client-document --client-id https://c.example/lanyard.json
run_status 0 '--client-document'
is "$("$NODE" -e 'const d = JSON.parse(require("fs").readFileSync(0));
	console.log(d.client_id, d.redirect_uris[0], d.token_endpoint_auth_method)' \
	<"$T/out")" 'https://c.example/lanyard.json http://127.0.0.1/callback none' \
	'is JSON'
for id in '' http://c.example/x https://c.example 'https://c.example/"x'; do
	run lanyard setup --client-document --client-id "$id"
	run_status 2 "--client-document: $id is no URL of one"
done
# What curl was given, and what for a header.
cat >"$T/curl" <<-'END'
	#!/bin/sh
	printf '%s\n' "$@" >"$T/curl.words"
	cat >"$T/curl.header"
END
chmod +x "$T/curl"
# prints PRESET NAME PLACE HEADER: the call, which is made, and the lines.
prints() {
	run lanyard setup --print-admin ${1:+--preset "$1"} \
		https://git.example.com:8443/x
	run_status 0 "--print-admin, $2"
	sed '/^$/,$d' "$T/out" >"$T/call"
	run env PATH="$T:$PATH" T="$T" TOKEN="t 0'k" sh "$T/call"
	run_status 0 "--print-admin, $2: a shell takes the call"
	is "$(tail -n 1 "$T/curl.words")" "https://git.example.com:8443$3" \
		"--print-admin, $2: the one call"
	is "$(cat "$T/curl.header")" "$4t 0'k" 'the token is a header of it'
	unlike "$(cat "$T/curl.words")" "t 0'k" 'and no argument'
	like "$(cat "$T/curl.words")" 'http://127.0.0.1/callback' \
		'it has the redirect URI'
	lanyard setup --print-admin ${1:+--preset "$1"} \
		https://git.example.com:8443/x | sed '1,/^$/d' >"$T/admin.conf"
	chmod 600 "$T/admin.conf"
	like "$(cat "$T/admin.conf")" '/etc/lanyard/lanyard.conf' 'the lines for all'
	is "$(LANYARD_CONFIG=$T/admin.conf lanyard status 2>&1 |
		sed -n '1p;s/^  url //p')" "$2: login-needed
https://git.example.com:8443" 'which are a configuration'
}
prints '' gitlab /api/v4/applications 'PRIVATE-TOKEN: '
prints gitea gitea /api/v1/user/applications/oauth2 'Authorization: token '
prints forgejo forgejo /api/v1/user/applications/oauth2 'Authorization: token '
for preset in github bitbucket codeberg; do
	bad "--print-admin, $preset" 2 \
		"no call is known by which an administrator .* preset $preset" \
		'--preset gitlab, gitea or forgejo' --print-admin \
		--preset "$preset" https://git.example.com
done
done_testing
