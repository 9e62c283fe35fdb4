#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# seed: a refresh token from standard input, and what becomes of it. And store,
# where a person hands one in and git would be told nothing.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_as
cat >"$T/before.conf" <<END
logins = {
  work = {
    url = [ "https://git.example.com" ];
    issuer = "$AS_URL";
    client_id = "native";
    scope = [ "api" ];
  };
  alice = {
    url = [ "https://mail.example.com" ];
    username = "alice";
    token_endpoint = "https://id.example.net/token";
    client_id = "c2";
  };
};
END
conf <"$T/before.conf"
secret rt-seed at-seed rt-live rt-left rt-other

now=$(now)
soon=$((now + 1800))
year=$((now + 366 * 24 * 3600))

# What lies in the store before: states, by name.
before() {
	no_store
	case $1 in
	none) ;;
	live | left-beside)
		record work "issuer=$AS_URL" client_id=native \
			refresh_token=rt-live generation=3
		[ "$1" = live ] || left
		;;
	dead)
		record work "issuer=$AS_URL" client_id=native \
			refresh_token=rt-live generation=3 \
			'refresh_token_error=id answered 400 invalid_grant'
		;;
	left-alone)
		record work "issuer=$AS_URL" client_id=native \
			refresh_token=rt-live generation=3
		rm "$LANYARD_STORE/logins/work"
		left
		;;
	elsewhere)
		record work issuer=https://elsewhere.example client_id=native \
			refresh_token=rt-live generation=3
		;;
	esac
}

# left: a save that was killed between its write and its rename.
left() {
	(umask 077 && printf '%s\n' name=work "issuer=$AS_URL" \
		client_id=native refresh_token=rt-left generation=4 '' \
		>"$LANYARD_STORE/logins/work.new")
}

# row NAME STATE TEXT STATUS SAID REFRESH ACCESS GENERATION [ARGUMENT...]: with
# printf's TEXT on stdin. SAID is an ERE, empty: nothing is said.
row() {
	_row=$1 _state=$2 _status=$4 _said=$5 _refresh=$6 _access=$7 _gen=$8
	before "$_state"
	# shellcheck disable=SC2059 # the format is the text
	printf -- "$3" >"$T/in"
	shift 8
	[ $# -ne 0 ] || set -- seed work
	run lanyard "$@" <"$T/in"
	if [ -z "$_said" ]; then
		silent "$_row: silent, exit 0"
		is "$_status" 0 "$_row: as it should"
	else
		fails "$_status" "$_said" "$_row: exit $_status, said" 1
	fi
	is "$(field work refresh_token 2>/dev/null)" "$_refresh" \
		"$_row: the refresh token"
	is "$(field work access_token 2>/dev/null)" "$_access" \
		"$_row: the access token"
	is "$(field work generation 2>/dev/null)" "$_gen" "$_row: generation"
}

# -- What is taken: the manual's forms ------------------------------------
while IFS='|' read -r name text access; do
	row "$name" none "$text" 0 '' rt-seed "$access" 1
done <<END
a token alone|rt-seed\\n|
without a line's end|rt-seed|
CR, blanks and tabs around it|\\n \\trt-seed \\t\\r\\n\\r\\n|
in double quotes|"rt-seed"\\n|
in single quotes|'rt-seed' \\n|
behind a byte-order mark|\\357\\273\\277rt-seed\\n|
git's names|url=https://git.example.com\\noauth_refresh_token=rt-seed\\n|
in another order|oauth_refresh_token=rt-seed\\nurl=https://git.example.com\\n|
the record's|refresh_token=rt-seed\\nissuer=$AS_URL\\nclient_id=native\\n|
blanks, quotes and an empty line|\\nrefresh_token = "rt-seed" \\r\\n|
a BOM before a key|\\357\\273\\277refresh_token=rt-seed\\n|
git's with a token|password=at-seed\\noauth_refresh_token=rt-seed\\npassword_expiry_utc=$soon\\n|at-seed
the record's with a token|access_token=at-seed\\nrefresh_token=rt-seed\\nexpires_at=$soon\\n|at-seed
JSON|{"access_token":"at-seed","token_type":"bearer","expires_in":1800,"refresh_token":"rt-seed","scope":"a"}\\n|at-seed
JSON with expires_in as text|{"access_token":"at-seed","expires_in":"1800","refresh_token":"rt-seed"}|at-seed
JSON with expires_at|{"access_token":"at-seed","expires_at":$soon,"refresh_token":"rt-seed"}|at-seed
JSON in a list|[{"access_token":"at-seed","expires_in":1800,"refresh_token":"rt-seed"}]|
JSON one level down|{"data":{"refresh_token":"rt-seed"}}|
JSON alone|{"refresh_token":"rt-seed"}|
a form behind ?|?x=y&refresh_token=rt-seed|
a URL that a browser shows|https://app.example/cb?x=y#access_token=at-seed&expires_in=1800&refresh_token=rt-seed|at-seed
in upper case|REFRESH_TOKEN=rt-seed\\n|
a form|access_token=at-seed&expires_in=1800&refresh_token=rt-seed&scope=|at-seed
END
row 'a token that begins as an option does' none '-rt-seed\n' 0 '' \
	-rt-seed '' 1
row 'the scope of JSON' none '{"refresh_token":"rt-seed","scope":"a b"}' 0 '' \
	rt-seed '' 1
is "$(field work scope)" 'a b' 'the scope is kept'
is "$(field work issuer)$(field work client_id)" "${AS_URL}native" \
	'the record says whose it is'
is "$(stat -c %a "$LANYARD_STORE" "$LANYARD_STORE/logins/work" | tr '\n' ' ')" \
	'700 600 ' 'it is nobody else'\''s to read'

# A login's file, as another machine has it, and what is in it beside the token.
record work "issuer=$AS_URL" client_id=native access_token=at-seed \
	"obtained_at=$now" "expires_at=$soon" refresh_token=rt-seed \
	username=alice 'url[]=https://git.example.com' generation=7 \
	'last_error=x y: z' colour2=blue
row "a login's file" none \
	"$(sed 's/$/\\n/' "$LANYARD_STORE/logins/work" | tr -d '\n')" 0 '' \
	rt-seed at-seed 1
is "$(field work last_error)$(field work colour2)" '' 'and no more of it'

# -- What is refused: 2 ---------------------------------------------------
while IFS='|' read -r name text said; do
	row "$name" none "$text" 2 "$said: no refresh token is kept\$|$said" \
		'' '' ''
	ok "$name: nothing is stored" test ! -e "$LANYARD_STORE/logins/work"
done <<END
nothing||nothing was handed in
empty lines|\\n\\n|nothing was handed in
a blank within|refresh_token=rt seed\\n|blanks
a quote within|refresh_token=rt"seed\\n|quotes
a blank within, in JSON|{"refresh_token":"rt seed"}|blanks
a string of JSON|"{\\\\"refresh_token\\\\":\\\\"rt-seed\\\\"}"|quotes
a URL|https://app.example/rt-seed\\n|URL
a parameter behind ?|?refresh_token=rt-seed\\n|URL or a form
typographic quotes|\\342\\200\\234rt-seed\\342\\200\\235\\n|characters
UTF-16|\\377\\376r\\000t\\000\\n\\000|it is UTF-16 .iconv -f UTF-16 -t UTF-8.
UTF-16, big end first|\\376\\377\\000r\\000t\\000\\n|it is UTF-16 .iconv -f UTF-16 -t UTF-8.
UTF-16 without a mark|r\\000t\\000\\n\\000|it is UTF-16 .iconv -f UTF-16 -t UTF-8.
UTF-16 of JSON|\\377\\376{\\000"\\000r\\000|it is UTF-16 .iconv -f UTF-16 -t UTF-8.
a comma behind it|rt-seed,\\n|characters
a semicolon behind it|refresh_token=rt-seed;\\n|characters
angle brackets|<rt-seed>\\n|characters
a page|<html><body>rt-seed</body></html>|characters
a comment first|# of today\\nrefresh_token=rt-seed\\n|key=value
a date for a number|refresh_token=rt-seed\\nexpires_at=2031-01-01T00:00:00Z\\n|expires_at is no number
two lines|rt-seed\\nrt-other\\n|key=value
a word before it|Bearer rt-seed\\n|blanks
half a pair of quotes|"rt-seed\\n|quotes
a control character|rt-seed\\033[2J\\n|characters
a NUL byte|rt-seed\\000\\n|NUL
not ASCII|rt-seed\\303\\244|characters
a key that nobody knows|refresh-token=rt-seed\\n|not known
none in the lines|url=https://git.example.com\\n\\nx=y\\n|there is none in it
an empty one|oauth_refresh_token=\\n|empty
two of them|refresh_token=rt-seed\\noauth_refresh_token=rt-other\\n|two of them
an access token alone|{"access_token":"at-seed","expires_in":1800}|access token alone
an access token alone, as lines|access_token=at-seed\\nexpires_in=1800\\n|access token alone
an error reply|{"error":"invalid_grant"}|there is none in it
JSON with two|[{"refresh_token":"rt-seed"},{"refresh_token":"rt-other"}]|two of them
broken JSON|{"refresh_token":"rt-se|there is none in it
an expiry that is no number|refresh_token=rt-seed\\nexpires_at=soon\\n|expires_at is no number
git's expiry|password=at-seed\\noauth_refresh_token=rt-seed\\npassword_expiry_utc=tomorrow\\n|password_expiry_utc is no number
JSON's expiry|{"access_token":"at-seed","expires_in":"soon","refresh_token":"rt-seed"}|expires_in is no number
another client's|refresh_token=rt-seed\\nclient_id=other\\n|client other, but login work has .* and native
another issuer's|refresh_token=rt-seed\\nissuer=https://id.example.net\\n|issuer https://id.example.net
another host's|url=https://other.example\\noauth_refresh_token=rt-seed\\n|https://other.example, which login work does not answer
another scheme's|protocol=http\\nhost=git.example.com\\noauth_refresh_token=rt-seed\\n|http://git.example.com
END
head -c 1100000 /dev/zero | tr '\0' a >"$T/in"
run lanyard seed work <"$T/in"
fails 2 'too long' 'a megabyte' 1
row "another account's" none \
	'url=https://bob@mail.example.com\noauth_refresh_token=rt-seed\n' 2 \
	'user bob, which login alice' '' '' '' seed alice

# -- What stands in the way: 4, and --force -------------------------------
run_force='; run: lanyard seed --force work'
row 'another live one' live 'rt-seed\n' 4 \
	"login work has another .*not kept$run_force\$" rt-live '' 3
row 'the same, by force' live 'rt-seed\n' 0 '' rt-seed '' 4 \
	seed --force work
row 'force behind the name' live 'rt-seed\n' 0 '' rt-seed '' 4 \
	seed work --force
row 'the one that it has' live 'rt-live\n' 0 '' rt-live '' 3
row 'a dead one' dead 'rt-seed\n' 0 '' rt-seed '' 4
is "$(field work refresh_token_error)" '' 'which lives'
row 'the dead one itself' dead 'rt-live\n' 4 \
	"has refused this very refresh token$run_force: .*invalid_grant" \
	rt-live '' 3
row 'by force' dead 'rt-live\n' 0 '' rt-live '' 4 seed --force work
is "$(field work refresh_token_error)" '' 'it is tried again'
row 'a save that was killed, alone' left-alone 'rt-seed\n' 0 '' rt-seed '' 1
ok 'it is set aside, not lost' grep -q rt-left \
	"$LANYARD_STORE"/logins/work.aside-*
row 'a save that was killed, beside a record' left-beside 'rt-seed\n' 4 \
	"another .*not kept$run_force\$" rt-left '' 4
row 'by force' left-beside 'rt-seed\n' 0 '' rt-seed '' 5 seed --force work
row "another server's record" elsewhere 'rt-seed\n' 0 '' rt-seed '' 1
ok 'it is set aside, too' grep -q rt-live "$LANYARD_STORE"/logins/work.aside-*

# -- Which login ----------------------------------------------------------
row 'by URL' none 'rt-seed\n' 0 '' rt-seed '' 1 \
	seed https://git.example.com/a/b.git
printf 'rt-seed\n' >"$T/in"
run lanyard seed wrok <"$T/in"
fails 2 'did you mean work\?' 'a name nearby is hinted at'
run lanyard seed https://other.example <"$T/in"
fails 2 'no login answers https://other\.example' 'an unknown URL'
run lanyard seed http://git.example.com <"$T/in"
fails 2 'no login answers http://git' 'another scheme'
run lanyard seed rt-seed <"$T/in"
fails 2 'no login by that name$' 'the token in the place of the name'
for arguments in 'seed work rt-seed' 'seed rt-seed work' \
	'seed --force work rt-seed'; do
	# shellcheck disable=SC2086 # words
	run lanyard $arguments <"$T/in"
	fails 2 'not taken as an argument.*pipe it$' 'a token as an argument'
done
for arguments in seed 'seed --force' 'seed --token=rt-seed work' \
	'seed -t rt-seed work' 'seed -'; do
	# shellcheck disable=SC2086 # words
	run lanyard $arguments <"$T/in"
	is_usage '^usage: lanyard seed \[--force\] NAME\|URL <FILE$' \
		"lanyard seed, called wrongly"
done
run lanyard seed '' <"$T/in"
is_usage '^usage: lanyard seed' 'an empty name'

# Known from git's configuration only.
git config --global credential.https://git.example.net.oauthClientId c9
git config --global credential.https://git.example.net.oauthTokenURL \
	https://git.example.net/token
no_store
run lanyard seed https://git.example.net <"$T/in"
silent 'a login of git'\''s configuration, by URL'
ok 'has it' grep -q -r '^refresh_token=rt-seed$' "$LANYARD_STORE/logins"
rm "$GIT_CONFIG_GLOBAL"
# By then the record is enough.
printf 'rt-other\n' >"$T/in"
run lanyard seed --force https://git.example.net <"$T/in"
silent 'a login of the store alone'
ok 'has it, too' grep -q -r '^refresh_token=rt-other$' "$LANYARD_STORE/logins"

# A store that cannot be written.
no_store
printf 'rt-seed\n' >"$T/in"
mkdir -m 700 "$LANYARD_STORE"
: >"$LANYARD_STORE/logins"
run lanyard seed work <"$T/in"
fails 1 'logins' 'a store that is none'
rm "$LANYARD_STORE/logins"

# -- store, by a person and by git ----------------------------------------
# stored NAME STATE TEXT STATUS SAID REFRESH
stored() {
	row "store: $1" "$2" "$3" "$4" "$5" "$6" '' "$7" store
}
here='protocol=https\nhost=git.example.com\n'
url='url=https://git.example.com\n'
token='oauth_refresh_token=rt-seed\n'
full='username=u\npassword=p\n'
stored 'a seed' none "$url$token" 0 '' rt-seed 1
stored 'a live login' live "$url$token" 4 \
	"login work has another .*not kept$run_force\$" rt-live 3
stored 'the live one itself' live \
	"${url}oauth_refresh_token=rt-live\\n" 0 '' rt-live 3
stored 'the dead one itself' dead \
	"${url}oauth_refresh_token=rt-live\\n" 4 'refused this very' rt-live 3
stored 'a save that was killed, alone' left-alone "$url$token" 0 '' rt-seed 1
stored 'beside a record' left-beside "$url$token" 4 'another' rt-left 4
none='the refresh token is not kept'
stored 'no login' none "url=https://other.example\\n$token" 2 \
	"no login answers https://other.example: $none" '' ''
stored 'another scheme' none "url=http://git.example.com\\n$token" 2 \
	"no login answers http://git.example.com: $none" '' ''
stored 'another port' none "url=https://git.example.com:8443\\n$token" 2 \
	"no login answers https://git.example.com:8443: $none" '' ''
stored 'another account' none "url=https://bob@mail.example.com\\n$token" 2 \
	"mail.example.com for user bob: $none" '' ''
stored 'no host' none "$token" 2 "names no .*host: $none|$none" '' ''
stored 'refresh_token=' none "${url}refresh_token=rt-seed\\n" 2 \
	"$none: .*not refresh_token\$" '' ''
stored 'blanks round =' none "${url}oauth_refresh_token = rt-seed\\n" 2 \
	"$none: .*blanks" '' ''
stored 'blanks round = of the host' none \
	"protocol=https\\nhost =git.example.com\\n$token" 2 "$none: .*blanks" \
	'' ''
stored 'a BOM' none "\\357\\273\\277$url$token" 2 \
	"$none: .*byte-order mark" '' ''
stored 'a blank line first' none "\\n$url$token" 2 \
	"$none: .*empty line" '' ''
stored 'a blank line between' none "$url\\n$token" 2 \
	"$none: .*empty line" '' ''
stored 'token before url=' none "$token$url" 2 "$none: .*before url=" '' ''
stored 'a trailing blank' none "${url}oauth_refresh_token=rt-seed \\n" 2 \
	'oauth_refresh_token for login work: .*blanks' '' ''
stored 'quotes' none "${url}oauth_refresh_token=\"rt-seed\"\\n" 2 \
	'oauth_refresh_token for login work: .*quotes' '' ''
stored 'a CR at the end' none "${url}oauth_refresh_token=rt-seed\\r\\n" 0 '' \
	rt-seed 1
stored 'an expiry that is no number' none \
	"$url${token}password=at-seed\\npassword_expiry_utc=soon\\n" 2 \
	'password_expiry_utc is no number' '' ''
# A blank line first, and the rest later.
before none
run sh -c '{ echo; sleep 0.3; printf "$1"; } | lanyard store' sh "$url$token"
fails 2 'empty line' 'store: a blank line first, and then slowly' 1
stored 'a user name, no password' live "${here}username=u\\n$token" 4 \
	'another' rt-live 3
stored 'a password, no user name' live "${here}password=p\\n$token" 4 \
	'another' rt-live 3
# What git sends is whole, whatever another helper has put in it.
stored 'git, a seed' none "$here$full$token" 0 '' rt-seed 1
stored 'git, a live login' live "$here$full$token" 0 '' rt-live 3
stored 'git, the dead one' dead \
	"$here${full}oauth_refresh_token=rt-live\\n" 0 '' rt-live 3
stored 'git, no login' none \
	"protocol=https\\nhost=other.example\\n$full$token" 0 '' '' ''
stored 'git 2.46, no login' none \
	"capability[]=authtype\\nauthtype=Basic\\ncredential=p\\nprotocol=https\\nhost=other.example\\n$token" \
	0 '' '' ''
stored 'nothing' none '' 0 '' '' ''
stored 'an empty line' none '\n' 0 '' '' ''

# -- What the next get does: which token answers, or a refresh -------------
# next NAME TEXT ANSWER REQUESTS: ANSWER "new": a refreshed one. @ is a token
# that the server knows.
next_get() {
	no_store
	as_control reset
	_token=$(as_control mint account=alice client=native \
		field=refresh_token)
	secret "$_token"
	# shellcheck disable=SC2059 # the format is the text
	printf -- "$(echo "$2" | sed "s|@|$_token|")" >"$T/in"
	run lanyard "$5" ${6:+"$6"} <"$T/in"
	silent "$1: kept"
	is "$(as_count token)" 0 "$1: the server is not asked yet"
	request get protocol=https host=git.example.com
	_got=$(sed -n 's/^password=//p' "$T/out")
	[ "$3" != new ] || set -- "$1" "$2" "$(field work access_token)" "$4"
	secret "$(field work access_token)"
	run_status 0 "$1: get answers"
	isnt "$_got" '' "$1: with something"
	is "$_got" "$3" "$1: with the right one"
	is "$(as_count token_refresh_token_ok)" "$4" "$1: requests"
	is "$(as_count token)" "$4" "$1: and no others"
}
while IFS='|' read -r name expiry answer requests; do
	next_get "seed: $name" \
		"password=at-seed\\noauth_refresh_token=@\\n$expiry" \
		"$answer" "$requests" seed work
	next_get "store: $name" \
		"${url}password=at-seed\\noauth_refresh_token=@\\n$expiry" \
		"$answer" "$requests" store
done <<END
an expiry to come|password_expiry_utc=$soon\\n|at-seed|0
no expiry||new|1
a past one|password_expiry_utc=$((now - 5))\\n|new|1
0|password_expiry_utc=0\\n|new|1
milliseconds|password_expiry_utc=${soon}000\\n|new|1
more than a year ahead|password_expiry_utc=$year\\n|new|1
more than a number holds|password_expiry_utc=99999999999999999999\\n|new|1
END
next_get 'a token alone' '@\n' new 1 seed work
next_get 'JSON' \
	'{"access_token":"at-seed","expires_in":1800,"refresh_token":"@"}' \
	at-seed 0 seed work
next_get 'JSON without expiry' \
	'{"access_token":"at-seed","refresh_token":"@"}' new 1 seed work
next_get 'JSON whose expires_in is a moment' \
	"{\"access_token\":\"at-seed\",\"expires_in\":$soon,\"refresh_token\":\"@\"}" \
	new 1 seed work
next_get 'JSON of long ago' \
	"{\"access_token\":\"at-seed\",\"expires_in\":1800,\"created_at\":$((now - 2000)),\"refresh_token\":\"@\"}" \
	new 1 seed work

done_testing
