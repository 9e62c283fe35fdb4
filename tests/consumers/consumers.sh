# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh by the tests in this folder: the snippets of contrib/
# with this machine's hosts in them, a login, its expiry, and the loop that
# every consumer goes through.

ACCOUNT=alice@example.com

# -- What is run is what contrib/ has -------------------------------------

# snippet FILE [OLD NEW]...: prints contrib/FILE with each OLD, as it stands
# there, replaced by NEW, and nothing else. An OLD that is not there is wrong.
snippet() {
	_text=$TOP/contrib/$1
	cp "$_text" "$T/snippet" || return
	shift
	while [ $# -gt 0 ]; do
		grep -q -F -e "$1" "$T/snippet" || {
			echo "$_text does not have: $1" >&2
			return 1
		}
		_old=$(printf '%s' "$1" | sed 's/[][\\.*^$|]/\\&/g')
		_new=$(printf '%s' "$2" | sed 's/[\\&|]/\\&/g')
		sed -i "s|$_old|$_new|g" "$T/snippet"
		shift 2
	done
	cat "$T/snippet"
}

# place PATH FILE [OLD NEW]...: that, in PATH, for us alone.
place() {
	_place=$1
	shift
	mkdir -p "$(dirname "$_place")"
	(umask 077 && snippet "$@" >"$_place") ||
		die "contrib/$1 is as the test knows it"
}

# -- A login --------------------------------------------------------------

# configure [OLD NEW]...: lanyard.conf, with the authorization server in it.
configure() {
	place "$LANYARD_CONFIG" lanyard.conf https://id.example.com "$AS_URL" \
		4f0c... native "$@"
}

# log_in NAME: a person at a browser. From then on nobody is there.
log_in() {
	LOGIN=$1
	person_will account="$ACCOUNT"
	BROWSER=$PERSON LANYARD_INTERACTIVE=1 timeout 60 lanyard login "$1" \
		2>"$T/login.err" 9>&- ||
		die "login $1" "$(cat "$T/login.err")"
	refreshes=$(as_count token_refresh_token)
}

# expire: the token is over, by the lifetime that the server gave it. The one
# that comes by the next refresh lives long.
expire() {
	as_control revoke-access account="$ACCOUNT" >/dev/null
	as_control set lifetime=1 id_lifetime=1
	lanyard refresh "$LOGIN" || die 'a token of one second'
	as_control set lifetime=3600 id_lifetime=3600
	# shellcheck disable=SC2016 # evaluated again and again
	wait_until '[ "$(as_control live kind=access account=$ACCOUNT)" = 0 ] &&
		lanyard status | grep -q "^$LOGIN: due"' 20 ||
		die 'the token expires' "$(lanyard status)"
	refreshes=$(as_count token_refresh_token)
}

# refreshed N NAME: requests that the server has seen since `expire`.
refreshed() {
	is "$(($(as_count token_refresh_token) - refreshes))" "$1" "$2"
}

# -- The loop -------------------------------------------------------------
# A test defines
#   use N          runs the program once, as `timeout 60 $traced PROGRAM`; N
#                  (1 or 2) is for what two of them at once cannot share
#   used N NAME    checks that it did its work: $status, $T/out.N, the servers
#   refused NAME   checks the program's own way to fail: $status, $err

# does N NAME: one run that has to do its work.
does() {
	run use "$1"
	cp "$T/out" "$T/out.$1"
	used "$1" "$2"
}

# unseen NAME: the token is in no argument and no environment of any program
# that is started on the way.
traced=
unseen() {
	rm -rf "$T/execs" && mkdir "$T/execs"
	# A file each: in one for all, a call that another interrupts is split.
	traced="env ASAN_OPTIONS=detect_leaks=0 strace -ff -q -v -s 9999"
	traced="$traced -e trace=execve -e signal=none -o $T/execs/of"
	run use 1
	traced=
	sed -n 's/^access_token=//p' "$LANYARD_STORE/logins/$LOGIN" >"$T/token"
	ok "$1 starts lanyard" grep -qrE \
		'execve.*(lanyard(-pnpm-work)?|keyring)".*= 0$' "$T/execs"
	ok 'with a token' test -s "$T/token"
	not_ok 'which is in no argument and no environment' \
		grep -qr -F -f "$T/token" "$T/execs"
}

# both NAME: two at once.
both() {
	for _n in 1 2; do
		use "$_n" >"$T/out.$_n" 2>"$T/err.$_n" 9>&- &
		eval "_pid$_n=$!"
	done
	for _n in 1 2; do
		status=0
		eval "wait \$_pid$_n" || status=$?
		out=$(cat "$T/out.$_n")
		err=$(cat "$T/err.$_n")
		used "$_n" "$1: number $_n"
	done
}

# consumer NAME: from the first login to a dead refresh token and back.
consumer() {
	does 1 "$1 works after a login"
	refreshed 0 'without a refresh'
	unseen "$1"
	expire
	does 1 "$1 works after the expiry"
	refreshed 1 'with one refresh'
	expire
	as_control delay ms=1500 # both are there before it is over
	both "two of $1 at once after the expiry"
	refreshed 1 'with one refresh for both'
	expire
	as_control revoke-refresh account="$ACCOUNT" >/dev/null
	run use 1
	refused "$1 fails when the refresh token is dead"
	like "$err" "lanyard: error: login $LOGIN: .*invalid_grant" \
		'and lanyard names the cause'
	like "$err" "run: lanyard login $LOGIN" \
		'and the next command'
	run use 1
	refused "$1 fails again"
	refreshed 1 'and the server was asked once'
	log_in "$LOGIN"
	does 1 "$1 works after that command"
	refreshed 0 'without a refresh'
}
