#!/bin/sh
# contrib/examples, built against an installed library as anybody would build
# them, and run against a real authorization server. EXAMPLES_VALGRIND=1 runs
# each of them in valgrind.
# shellcheck disable=SC1091,SC2016,SC2034,SC2086,SC2119,SC2120,SC2154 # words
. "$(dirname "$0")/../lib.sh"
needs make

# -- They build, against what was installed ---------------------------------

flags=
valgrind=
variants='gcc clang-so cxx gcc-static clang'
if grep -q __asan_init "$BUILD/liblanyard.so"; then
	flags=-fsanitize=address,undefined # gcc's, which clang's do not mix with
	variants='gcc cxx gcc-static'
fi
if [ -n "${EXAMPLES_VALGRIND:-}" ]; then
	[ -z "$flags" ] || skip_all 'sanitized programs cannot run in valgrind'
	command -v valgrind >/dev/null || skip_all 'no valgrind'
	valgrind="valgrind -q --error-exitcode=99 --leak-check=full"
fi
run make -s -C "$TOP" install B="build/$(basename "$BUILD")" \
	PREFIX="$T/usr" DESTDIR= LDCONFIG=:
run_status 0 'make install'
[ "$status" -eq 0 ] || done_testing
PKG_CONFIG_PATH=$T/usr/lib/pkgconfig
LD_LIBRARY_PATH=$T/usr/lib
export PKG_CONFIG_PATH LD_LIBRARY_PATH
strict='-O1 -gdwarf-4 -Wall -Wextra -Wpedantic -Wshadow -Werror'

# build NAME COMPILER FLAGS [VAR=VALUE...]: a copy of the folder, in $T/NAME. The
# STATIC of a make around us is about lanyard.
build() {
	_name=$1 _compiler=$2 _flags=$3
	shift 3
	cp -R "$TOP/contrib/examples" "$T/$_name" &&
		env -u MAKEFLAGS -u STATIC make -s --no-print-directory \
			-C "$T/$_name" CC="$_compiler" \
			CFLAGS="$strict $flags $_flags" -j2 "$@" \
			>"$T/$_name.log" 2>&1 9>&-
}

# uses_so PROGRAM: it asks for liblanyard.so when it starts.
uses_so() {
	objdump -p "$1" | grep -q 'NEEDED *liblanyard\.so\.0$'
}

for variant in $variants; do
	case $variant in
	gcc) build gcc gcc -std=c11 ;;
	gcc-static) build gcc-static gcc '' STATIC=1 ;;
	clang) build clang clang -std=c11 STATIC=1 ;;
	clang-so) build clang-so clang '' ;;
	cxx)
		build cxx g++ \
			'-x c++ -std=c++20 -Wno-missing-field-initializers'
		;;
	esac
	for program in youtube server_side; do
		ok "$variant: $program is built" \
			test -x "$T/$variant/$program"
	done
	is_empty "$T/$variant.log" "$variant: without a warning"
done
[ "$failures" -eq 0 ] || done_testing
for variant in $variants; do
	case $variant in
	gcc-static | clang)
		not_ok "$variant: and does not need the shared library" \
			uses_so "$T/$variant/youtube"
		;;
	*) ok "$variant: and needs it" uses_so "$T/$variant/youtube" ;;
	esac
done

# Each exported function, by its name, from C++: as the header declares it.
nm -D --defined-only "$T/usr/lib/liblanyard.so" |
	sed -n 's/.* T \(lanyard_[a-z_]*\).*/\1/p' >"$T/exported"
{
	echo '#include <lanyard.h>'
	echo 'void *const functions[] = {'
	sed 's/.*/(void *)\&&,/' "$T/exported"
	echo '}; int main(int n, char **) { return functions[n] == nullptr; }'
} >"$T/all.cc"
lanyard=$(pkg-config --cflags --libs lanyard)
run g++ $strict $flags -std=c++11 -o "$T/all" "$T/all.cc" $lanyard
run_status 0 'a C++ program names every exported function'
is "$(nm -D --undefined-only "$T/all" | grep -c ' lanyard_')" \
	"$(grep -c . "$T/exported")" "and means the library's"

# -- What both need ---------------------------------------------------------

start_as
BROWSER=$PERSON
export BROWSER
printf '%s\n' 's:e/c+r%et a&b=c?' >"$T/secret"
chmod 600 "$T/secret"

# final_url N: where the N-th browser window ended.
final_url() {
	wait_until "[ \"\$(person_done)\" -ge $1 ]" 60 || return 1
	grep '^[a-z]*:' "$T/person.stderr" | tail -n 1
}

# -- youtube ----------------------------------------------------------------

STORE=$T/youtube.token

# youtube [NAME=VALUE...]: what it takes to ask the test server.
youtube() {
	$valgrind "${YOUTUBE:-$T/gcc/youtube}" client_id=basic \
		client_secret_file="$T/secret" \
		authorization_endpoint="$AS_URL/auth" \
		token_endpoint="$AS_URL/token" scope='openid read_user' \
		url="$AS_URL/me?part=snippet" store="$STORE" "$@"
}

# paste_to COMMAND...: in the background, with $T/paste on stdin, open as 7.
paste_to() {
	rm -f "$T/paste"
	mkfifo "$T/paste"
	"$@" <"$T/paste" >"$T/out" 2>"$T/err" 9>&- &
	pid=$!
	exec 7>"$T/paste"
}

# pasted: the command has ended; $status, $out and $err as after `run`.
pasted() {
	exec 7>&-
	status=0
	wait "$pid" || status=$?
	out=$(cat "$T/out") err=$(cat "$T/err")
}

field() {
	sed -n "s/^$1=//p" "$STORE"
}

# set_field KEY VALUE
set_field() {
	sed -i "s/^$1=.*/$1=$2/" "$STORE"
}

run "$T/gcc/youtube"
run_status 2 'youtube without arguments: usage'
like "$err" '^ *client_id \(needed\)$' 'with what it needs'
run youtube client-id=x
run_status 2 'and with an argument that it does not know'
BROWSER=true run youtube
run_status 1 'nobody pastes anything'
is "$out" '' 'nothing is answered'
like "$err" 'youtube: .' 'and it says so'
not_ok 'nothing is stored' test -e "$STORE"

windows=$(person_count)
person_will action=copy
paste_to youtube
final=$(final_url $((windows + 1)))
like "$final" '^http://127\.0\.0\.1/callback\?.*state=' \
	'the first run opens a browser'
echo "http://127.0.0.1/callback?code=x&state=wrong" >&7
echo "$final" >&7
pasted
run_status 0 'the final URL is pasted, after a wrong one'
is "$out" '{"sub":"alice"}' 'the API answers'
is "$(grep -c '^Code: ' "$T/err")" 2 'who pastes something else is asked again'
is "$(find "$STORE" -perm 600)" "$STORE" 'what is stored is ours alone'
is "$(as_count token_authorization_code)" 1 'after one token request'
code=$(echo "$final" | sed 's/.*[?&]code=\([^&]*\).*/\1/')
unlike "$err" "$code|$(field access_token)|$(field refresh_token)" \
	'no secret is on stderr'

run youtube
run_status 0 'the second run'
is "$out" '{"sub":"alice"}' 'is answered'
is_empty "$T/err" 'without a word'
is "$(as_count token)" 1 'and no token request'

sed -i 's/^generation=/x_note=kept\n&/' "$STORE"
set_field obtained_at $(($(now) - 3600))
set_field expires_at $(($(now) - 1))
refresh=$(field refresh_token)
run youtube
run_status 0 'a run after the expiry'
is "$out" '{"sub":"alice"}' 'is answered'
is_empty "$T/err" 'without a word'
is "$(as_count token_refresh_token)" 1 'after one refresh request'
isnt "$(field refresh_token)" "$refresh" 'the rotated token is stored'
is "$(field x_note)" kept 'and the key that it does not know is still there'

set_field obtained_at $(($(now) - 120))
as_control revoke-access token="$(field access_token)" >/dev/null
YOUTUBE=$T/gcc-static/youtube run youtube
run_status 0 'the API rejects the token'
is "$out" '{"sub":"alice"}' 'is answered all the same'
is_empty "$T/err" 'without a word'
is "$(as_count token_refresh_token)" 2 'after one refresh request'

set_field obtained_at $(($(now) - 3600))
set_field expires_at $(($(now) - 1))
pids=
for variant in $variants; do
	YOUTUBE=$T/$variant/youtube youtube >"$T/many.$variant" 2>&1 9>&- &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid" || echo "$pid" >>"$T/failed"
done
not_ok 'all of them at once after an expiry succeed' test -s "$T/failed"
is "$(sort -u "$T"/many.*)" '{"sub":"alice"}' 'with the same answer'
is "$(as_count token_refresh_token)" 3 'after one refresh request'

as_control fail status=503 error=temporarily_unavailable n=all
set_field expires_at $(($(now) - 1))
run youtube
run_status 1 'the authorization server is out of order'
is "$out" '' 'nothing is answered'
is "$(grep -c '^youtube: .*127\.0\.0\.1' "$T/err")" 1 'one line names its host'
as_control clear
ok 'and the login is not lost' test -n "$(field refresh_token)"
set_field retry_at 0 # the pause after a failure

run youtube url="$AS_URL/nothing"
is "$(grep -c '^youtube: the API answers 404$' "$T/err")" 1 \
	'what the API refuses is told'
run_status 1 'and is an error'
run youtube url=http://127.0.0.1:1/me
run_status 1 'another host does not get the token'
is "$out" '' 'nothing is answered'

# The refresh token is dead: a login, this time by a code that is shown.
as_control revoke-grant account=alice >/dev/null
set_field expires_at $(($(now) - 1))
windows=$(person_count)
paste_to youtube redirect_uri=urn:ietf:wg:oauth:2.0:oob
final=$(final_url $((windows + 1)))
like "$final" '^urn:ietf:wg:oauth:2\.0:oob\?' 'a dead login: the browser again'
echo "$final" | sed 's/.*[?&]code=\([^&]*\).*/  \1 /' >&7
pasted
run_status 0 'the code alone is pasted'
is "$out" '{"sub":"alice"}' 'the API answers'

person_will action=deny,copy
rm -f "$STORE"
windows=$(person_count)
paste_to youtube
final_url $((windows + 1)) >&7
pasted
run_status 1 'the person refuses'
is "$out" '' 'nothing is answered'
like "$err" 'youtube: .*access_denied' 'with a message'
not_ok 'nothing is stored' test -e "$STORE"

# -- server_side ------------------------------------------------------------

# start_site NAME=VALUE...: $SITE and $site_pid.
start_site() {
	: >"$T/site.ready" # what the site before said is not this one's
	$valgrind "$T/gcc/server_side" port=0 client_id=native \
		issuer="$AS_URL" scope=openid url="$AS_URL/me" "$@" \
		>"$T/site.ready" 2>>"$T/site.stderr" 9>&- &
	site_pid=$!
	server_pids="$server_pids $site_pid"
	wait_until 'grep -q ^ready "$T/site.ready"' 30 ||
		die 'server_side starts' "$(cat "$T/site.stderr")"
	read -r _ SITE <"$T/site.ready"
	SITE=${SITE%/}
}

# stop_site NAME: as a person would.
stop_site() {
	kill "$site_pid"
	wait "$site_pid"
	is "$?" 0 "$1"
}

# browse [CURL-OPTION...] URL: $code, the body in $T/page, the header in
# $T/header.
browse() {
	code=$(curl -q -sS --noproxy '*' --max-time 30 -o "$T/page" \
		-D "$T/header" -w '%{http_code}' "$@" 9>&-)
	page=$(cat "$T/page")
}

# log_in JAR [ACCOUNT [ACTION]]: up to the callback, which is not loaded:
# $callback.
log_in() {
	browse -c "$1" "$SITE/login"
	location=$(sed -n 's/^Location: \(.*\)\r$/\1/p' "$T/header")
	person_will account="${2:-alice}" action="${3:-copy}"
	windows=$(person_count)
	"$PERSON" "$location" 9>&-
	callback=$(final_url $((windows + 1)))
}

run "$T/gcc/server_side" port=0
run_status 2 'server_side without a client_id: usage'
run "$T/gcc/server_side" client_id=native port=x
run_status 1 'a port that is none'
run "$T/gcc/server_side" client_id=native client_secret_file=/nonexistent
run_status 1 'a secret that is not there'
start_site
browse "$SITE/"
is "$code" 200 'the front page'
like "$page" '<a href="/login">' 'has a link to the login'
browse "$SITE/other?<b>"
is "$code" 404 'another page'
browse -d x=y "$SITE/login"
is "$code" 405 'POST'

tokens=$(as_count token)
log_in "$T/jar" '<b>&"alice"'
is "$code" 302 'the login redirects'
like "$location" "^$AS_URL/auth\\?.*code_challenge_method=S256" \
	'to the authorization server, with PKCE'
like "$(cat "$T/header")" \
	'^Set-Cookie: login=[A-Za-z0-9_-]*; Path=/callback; Max-Age=600; HttpOnly; SameSite=Lax.?$' \
	'with a cookie that is for the callback only'
like "$callback" "^$SITE/callback\\?" 'the browser comes back'
cp "$T/jar" "$T/jar.kept"
browse "$callback"
is "$code" 400 'in a browser that began no login: 400'
browse -b "$T/jar" -c "$T/jar" \
	"$(echo "$callback" | sed 's/\([?&]state=\)[^&]*/\1wrong/')"
is "$code" 400 'with a wrong state: 400'
browse -b "$T/jar" -c "$T/jar" "$(echo "$callback" | sed 's/\([?&]\)state=[^&]*/\1/')"
is "$code" 400 'without a state: 400'
browse -b "$T/jar" -c "$T/jar" "$(echo "$callback" |
	sed 's/\([?&]iss=\)[^&]*/\1https%3A%2F%2Fevil.example/')"
is "$code" 400 "with another server's iss: 400"
browse -b "$T/jar" "$SITE/callback"
is "$code" 400 'without a query: 400'
sealed=$(sed -n 's/.*\tlogin\t//p' "$T/jar")
case $sealed in
A*) other=B${sealed#?} ;;
*) other=A${sealed#?} ;;
esac
browse -b "login=$other" "$callback"
is "$code" 400 'with a cookie that was altered: 400'
browse -b "login=${sealed%????}" "$callback"
is "$code" 400 'with half a cookie: 400'
log_in "$T/jar.other"
other=$callback
browse -b "$T/jar.kept" "$other"
is "$code" 400 "with another login's cookie: 400"
is "$(as_count token)" "$tokens" 'the authorization server saw none of these'

callback=$(grep '^[a-z]*:' "$T/person.stderr" | tail -n 2 | head -n 1)
browse -b "$T/jar" -c "$T/jar" "$callback"
is "$code" 200 'the callback itself is answered all the same'
like "$page" '&#34;sub&#34;:&#34;&#60;b&#62;&#38;\\&#34;alice\\&#34;&#34;' \
	'with what the API says, escaped'
unlike "$page" 'alice"' 'and not otherwise'
is "$(as_count token)" $((tokens + 1)) 'after one token request'
unlike "$(cat "$T/jar")" login 'the cookie is gone'
like "$(cat "$T/header")" '^Cache-Control: no-store' 'the page is not kept'
browse -b "$T/jar" "$callback"
is "$code" 400 'loaded again: 400'
is "$(as_count token)" $((tokens + 1)) 'and no token request'
browse -b "$T/jar.other" "$other"
is "$code" 200 "the other browser's login was its own"
browse -b "$T/jar.kept" "$callback"
is "$code" 400 'replayed with the cookie of then: 400'
like "$page" 'invalid_grant' 'refused by the authorization server'

log_in "$T/jar" alice deny,copy
browse -b "$T/jar" -c "$T/jar" "$callback"
is "$code" 403 'the person refuses: 403'
like "$page" 'You said no' 'and is told'
unlike "$(cat "$T/jar")" login 'the cookie is gone'
log_in "$T/jar"
as_control fail status=500 error=server_error n=all
browse -b "$T/jar" "$callback"
is "$code" 502 'the authorization server is out of order: 502'
as_control clear

pids=
for i in 1 2 3 4 5 6 7 8; do
	curl -q -sS --noproxy '*' --max-time 30 -o /dev/null \
		-D "$T/many.$i" "$SITE/login" 9>&- &
	pids="$pids $!"
done
wait $pids
is "$(sed -n 's/^Location:.*[?&]state=\([^&]*\).*/\1/p' "$T"/many.[1-8] |
	sort -u | grep -c .)" 8 'eight at once get a state each'

log_in "$T/jar"
stop_site 'server_side ends when it is told to'
tokens=$(as_count token)
start_site "port=${SITE##*:}" # the same redirect_uri, and another key
browse -b "$T/jar" "$callback"
is "$code" 400 'a cookie of the server before: 400'
is "$(as_count token)" "$tokens" 'and no token request'
stop_site 'it ends'
start_site site=https://www.example.org
browse "$SITE/login"
like "$(cat "$T/header")" '^Set-Cookie: .*; Secure' 'https: a secure cookie'
like "$(cat "$T/header")" \
	'^Location: .*redirect_uri=https%3A%2F%2Fwww\.example\.org%2Fcallback' \
	'and its own redirect_uri'
stop_site 'it ends too'
is_empty "$T/site.stderr" 'and has said nothing'

done_testing
