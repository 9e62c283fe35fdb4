# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh by the tests in this folder: configurations, records,
# requests, and checks that look at stdout, stderr and status in one.

# -- What the program finds -----------------------------------------------

# conf <TEXT: the configuration, readable by us alone.
conf() {
	rm -f "$LANYARD_CONFIG"
	(umask 077 && cat >"$LANYARD_CONFIG")
}

# work_conf [LINE...]: one login, "work", for https://git.example.com, with
# more lines in it.
work_conf() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    issuer = "https://id.example.com";
		    client_id = "native";
		    $*
		  };
		};
	END
}

# record NAME [KEY=VALUE...]: a record as it stands in the store, whole.
record() {
	_record_name=$1
	shift
	(umask 077 && mkdir -p "$LANYARD_STORE/logins" &&
		printf '%s\n' "name=$_record_name" "$@" '' \
			>"$LANYARD_STORE/logins/$_record_name")
}

# fresh_record NAME [KEY=VALUE...]: an access token for an hour, two minutes
# old, a refresh token, generation 3. $access, $refresh and $expires are what it holds.
fresh_record() {
	access=at-fresh-0123456789
	refresh=rt-live-0123456789
	expires=$(($(now) + 3600))
	secret "$access" "$refresh"
	_record_name=$1
	shift
	record "$_record_name" issuer=https://id.example.com \
		client_id=native "access_token=$access" \
		"expires_at=$expires" "obtained_at=$(($(now) - 120))" \
		"refresh_token=$refresh" generation=3 "$@"
}

# field NAME KEY: what a record says.
field() {
	sed -n "s/^$2=//p" "$LANYARD_STORE/logins/$1"
}

no_store() {
	rm -rf "$LANYARD_STORE"
}

# snapshot: what lies in the store, for `unchanged`. Locks are no content, nor
# are the folders' times; routes are written once the configuration settles.
_listing() {
	if [ -d "$LANYARD_STORE" ]; then
		(cd "$LANYARD_STORE" && find . -type f ! -name '*lock' \
			! -path './routes/*' \
			-exec cksum {} + | LC_ALL=C sort)
	fi
}

snapshot() {
	_listing >"$T/snapshot"
}

# unchanged NAME: since the last snapshot.
unchanged() {
	_listing >"$T/snapshot.now"
	same "$T/snapshot.now" "$T/snapshot" "$1"
}

# -- Running it -----------------------------------------------------------

# request VERB LINE...: `lanyard VERB` with these lines on stdin.
request() {
	_verb=$1
	shift
	printf '%s\n' "$@" >"$T/in"
	run lanyard "$_verb" <"$T/in"
}

# -- What it did ----------------------------------------------------------

# secret WORD...: no error may hold it from here on.
secret() {
	printf '%s\n' "$@" >>"$T/secrets"
}
: >"$T/secrets"

# _check NAME: a pass, unless $wrong says what is wrong.
_check() {
	if [ -s "$T/secrets" ] && grep -q -F -f "$T/secrets" "$T/err"; then
		wrong="$wrong a secret is on stderr;"
	fi
	if [ -z "$wrong" ]; then
		pass "$1"
	else
		fail "$1" "wrong:$wrong status $status" "stdout:" \
			"$(head -c 2000 "$T/out")" "stderr:" \
			"$(head -c 2000 "$T/err")"
	fi
}

# silent NAME: exit 0 without a word.
silent() {
	wrong=
	[ "$status" -eq 0 ] || wrong="$wrong status;"
	[ ! -s "$T/out" ] || wrong="$wrong stdout;"
	[ ! -s "$T/err" ] || wrong="$wrong stderr;"
	_check "$1"
}

# answers NAME <TEXT: exit 0, TEXT byte for byte, and nothing on stderr.
answers() {
	cat >"$T/wanted"
	wrong=
	[ "$status" -eq 0 ] || wrong="$wrong status, wanted 0;"
	cmp -s "$T/out" "$T/wanted" || wrong="$wrong stdout, wanted:
$(cat "$T/wanted")
"
	[ ! -s "$T/err" ] || wrong="$wrong stderr;"
	_check "$1"
}

# says ERE NAME: exit 0, a line of stdout matches, and nothing on stderr.
says() {
	wrong=
	[ "$status" -eq 0 ] || wrong="$wrong status, wanted 0;"
	grep -E -q -e "$1" "$T/out" || wrong="$wrong stdout, wanted /$1/;"
	[ ! -s "$T/err" ] || wrong="$wrong stderr;"
	_check "$2"
}

# quits: a get of a login that has failed tells git to ask for nothing else.
quits() {
	printf 'quit=1\n\n' | cmp -s - "$T/out"
}

# fails STATUS ERE NAME [LINES]: nothing on stdout, or quit=1 where that is due;
# on stderr one error that matches and at most one hint, in at most LINES lines
# (2). With a hint the ERE may match that instead.
fails() {
	wrong=
	[ "$status" -eq "$1" ] || wrong="$wrong status, wanted $1;"
	[ ! -s "$T/out" ] || quits || wrong="$wrong stdout;"
	[ "$(grep -c '^lanyard: error: .' "$T/err")" -eq 1 ] ||
		wrong="$wrong not one error;"
	[ "$(grep -c '' "$T/err")" -le "${4:-2}" ] ||
		wrong="$wrong too many lines;"
	! grep -v -q -E '^lanyard: (error|hint): .' "$T/err" ||
		wrong="$wrong other lines;"
	! LC_ALL=C grep -q '[^[:print:][:space:]]' "$T/err" ||
		wrong="$wrong bytes that are not printed;"
	grep -E -q -e "$2" "$T/err" || wrong="$wrong stderr, wanted /$2/;"
	_check "$3"
}

# is_usage ERE NAME: exit 2, nothing on stdout, usage on stderr.
is_usage() {
	wrong=
	[ "$status" -eq 2 ] || wrong="$wrong status, wanted 2;"
	[ ! -s "$T/out" ] || wrong="$wrong stdout;"
	grep -E -q -e "$1" "$T/err" || wrong="$wrong stderr, wanted /$1/;"
	_check "$2"
}

# one_fault WHAT ERE NEXT NAME: what lanyard doctor, which was run, has found:
# one fault, of WHAT, and what mends it.
one_fault() {
	wrong=
	[ "$status" -eq 1 ] || wrong="$wrong status, wanted 1;"
	[ ! -s "$T/err" ] || wrong="$wrong stderr;"
	[ "$(grep -c '^fault ' "$T/out")" -eq 1 ] || wrong="$wrong not one fault;"
	grep -E -q -e "^fault $1 .*$2" "$T/out" || wrong="$wrong wanted /$2/;"
	grep -E -q -e "^      next: .*$3" "$T/out" || wrong="$wrong wanted /$3/;"
	! grep -q -F -f "$T/secrets" "$T/out" || wrong="$wrong a secret;"
	_check "$4"
}
