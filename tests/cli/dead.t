#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# A login that only a person brings back: told at every run of `refresh --all`
# and `status --exit-code`, and by what contrib/ has for timers.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_as
work_site="url = [ \"https://git.example.com\" ];
	issuer = \"$AS_URL\"; client_id = \"native\";"
conf <<END_OF_CONF
logins = {
  work = { $work_site };
  spare = { url = [ "https://spare.example.com" ];
    token_endpoint = "http://127.0.0.1:1/token"; client_id = "native"; };
  never = { url = [ "https://never.example.com" ];
    issuer = "$AS_URL"; client_id = "native"; };
};
END_OF_CONF
past="obtained_at=$(($(now) - 7200))"
over="expires_at=$(($(now) - 3600))"
fresh="expires_at=$(($(now) + 3600))"
dead='refresh_token_error=login work: id.example.com answered 400 invalid_grant'
secret at-work rt-work at-spare rt-spare

# work [KEY=VALUE...]
work() {
	rm -rf "$LANYARD_STORE"
	record work "issuer=$AS_URL" "token_endpoint=$AS_URL/token" \
		client_id=native generation=1 "$@"
}

# contrib_cron, contrib_unit: as cron and systemd run it. $fails_unit is what
# systemd makes of the status.
contrib_cron() {
	_line=$(sed -n 's/^\*[^ ]* \* \* \* \* //p' "$TOP/contrib/cron/lanyard")
	run env LANYARD_INTERACTIVE=0 sh -c "$_line"
}
contrib_unit() {
	_unit=$TOP/contrib/systemd/lanyard-refresh.service
	_line=$(sed -n 's,^ExecStart=/usr/local/bin/,,p' "$_unit")
	run env LANYARD_INTERACTIVE=0 sh -c "$_line"
	_good=" 0 $(sed -n 's/^SuccessExitStatus=//p' "$_unit") "
	case $_good in
	*" $status "*) fails_unit=no ;;
	*) fails_unit=yes ;;
	esac
}

# told STATUS ERE NAME: by each of them, twice, in one line, nothing sent.
told() {
	as_control reset
	for _turn in 1 2; do
		run lanyard refresh --all
		fails "$1" "^lanyard: error: $2; run: lanyard login work\$" \
			"$3: refresh --all, run $_turn" 1
	done
	contrib_cron
	fails "$1" "^lanyard: error: $2; run: lanyard login work\$" \
		"$3: contrib's line for cron, so that it mails" 1
	contrib_unit
	fails "$1" "^lanyard: error: $2; run: lanyard login work\$" \
		"$3: contrib's unit" 1
	is "$fails_unit" yes "$3: and systemd takes it for a failure"
	run lanyard status --json --exit-code
	wrong=
	[ "$status" -eq "$1" ] || wrong=' status;'
	grep -q '"name":"work"' "$T/out" || wrong="$wrong stdout;"
	[ ! -s "$T/err" ] || wrong="$wrong stderr;"
	_check "$3: status --exit-code is $1"
	like "$out" '"last_error":"[^,]*'"$(printf %s "$2" | cut -c 1-20)" \
		"$3: and says why"
	run lanyard status
	is "$status" 0 "$3: without it, 0"
	like "$out" '^  next: lanyard login work$' "$3: and what is next"
	is "$(as_count token)" 0 "$3: nothing was sent"
}

# -- The kinds of it --
refused='login work: id\.example\.com answered 400 invalid_grant'
work access_token=at-work "$past" "$over" refresh_token=rt-work "$dead"
told 4 "$refused" 'a refused refresh token'
work access_token=at-work "obtained_at=$(now)" "$fresh" refresh_token=rt-work \
	"$dead"
told 4 "$refused" 'a refused one, though the access token lives'
work issuer=https://old.example.com access_token=at-work "$past" "$fresh" \
	refresh_token=rt-work
sed -i "/^issuer=http:/d" "$LANYARD_STORE/logins/work"
told 3 'login work was stored for issuer https://old\.example\.com and client native, but the configuration says .*' \
	"another server's"
run lanyard status
says '^  refresh token stored, of another server or client$' \
	"another server's: status does not call it none"
work access_token=at-work "$past" "$fresh" refresh_token=rt-work
sed -i 's/^client_id=.*/client_id=other/' "$LANYARD_STORE/logins/work"
told 3 'login work was stored for .* and client other, but .*' \
	"another client's"
work access_token=at-work "$past" "$over"
told 3 'login work has no refresh token and its access token is over' \
	'not renewable, and over'
work
told 3 'login work has no token' 'nothing left of what was there'

# -- What is none of that --
work access_token=at-work "obtained_at=$(now)" "$fresh"
run lanyard refresh --all --within 2h
silent 'not renewable, and alive: nothing to do'
run lanyard status --exit-code
is "$status" 3 'status --exit-code: one that was never logged in is 3'
conf <<END_OF_CONF
logins = {
  work = { $work_site };
  spare = { url = [ "https://spare.example.com" ];
    token_endpoint = "http://127.0.0.1:1/token"; client_id = "native"; };
};
END_OF_CONF
record spare token_endpoint=http://127.0.0.1:1/token client_id=native \
	access_token=at-spare "obtained_at=$(now)" "$fresh" \
	refresh_token=rt-spare generation=1
run lanyard status --exit-code
says '^work: fresh$' 'all of them good: 0'
record spare token_endpoint=http://127.0.0.1:1/token client_id=native \
	access_token=at-spare "$past" "$over" refresh_token=rt-spare \
	generation=1
run lanyard status --exit-code
says '^spare: due$' 'one that is due: 0'

# -- 3 and 4 outrank 5 --
run lanyard refresh --all
fails 5 'login spare: cannot reach 127\.0\.0\.1' 'one server away: 5'
contrib_unit
is "$status $fails_unit" '5 no' "which is no failure of contrib's unit"
run lanyard status --exit-code
is "$status" 5 'status --exit-code: 5'
cp "$LANYARD_STORE/logins/spare" "$T/spare"
work refresh_token=rt-work "$dead"
cp "$T/spare" "$LANYARD_STORE/logins/spare"
run lanyard refresh --all
is "$status" 4 'and one refused: 4'
is "$(grep -c '^lanyard: error: login' "$T/err")" 2 'both are told'
contrib_unit
is "$status $fails_unit" '4 yes' "which is one of contrib's unit"
run lanyard status --exit-code
is "$status" 4 'status --exit-code: 4'
work access_token=at-work "$past" "$over"
cp "$T/spare" "$LANYARD_STORE/logins/spare"
run lanyard refresh --all
is "$status" 3 'and one over: 3'
run lanyard status --exit-code
is "$status" 3 'status --exit-code: 3'
chmod 644 "$LANYARD_STORE/logins/spare"
run lanyard status --exit-code
is "$status" 3 'and one that cannot be read: still 3'
like "$err" '^lanyard: error: .*spare is open to others' 'which is told'
run lanyard status --exit-code --other
is_usage 'lanyard status \[--json\] \[--exit-code' 'an unknown option'

# -- Refused for a while: by hand it is tried again --
no_store
token=$(as_control mint account=alice client=native field=refresh_token)
secret "$token"
work access_token=at-work "$past" "$over" "refresh_token=$token"
as_control fail status=400 error=invalid_grant
begin=$(now)
run lanyard refresh --all
fails 4 '^lanyard: error: login work: .*400 invalid_grant.*; run: lanyard login work$' \
	'refused: one line' 1
is "$(field work refresh_token)" "$token" 'the refresh token stays'
ok 'with the time of the refusal' \
	test "$(field work refresh_token_error_at)" -ge "$begin"
run lanyard status
says "^  refresh token refused $(date -u -d \
	"@$(field work refresh_token_error_at)" '+%Y-%m-%d %H:%M:%S UTC')\$" \
	'status: refused, and when'
says '^  last error: login work: .*400 invalid_grant' 'and by what word'
run lanyard status --json
says '"refresh_token":false,.*"refresh_token_refused":true,"refused_at":[0-9]+' \
	'and so as JSON'
sed -i '/^refresh_token_error_at/d' "$LANYARD_STORE/logins/work"
run lanyard status
says '^  refresh token refused$' 'without the time, if that is not known'
as_control reset
request get protocol=https host=git.example.com
fails 4 'invalid_grant.*run: lanyard login work' 'get does not ask again' 1
is "$(as_count token)" 0 'nothing is sent'
as_control fail status=503 error=temporarily_unavailable
run lanyard refresh work
fails 5 '503' 'by hand, and the server is out of order: 5'
run lanyard refresh --all
fails 4 'invalid_grant.*; run: lanyard login work$' 'refused as before' 1
run lanyard refresh work
silent 'by hand, and it is good again: done'
is "$(field work refresh_token_error)$(field work refresh_token_error_at)" '' \
	'nothing is left of it'
is "$(as_control live kind=refresh token="$(field work refresh_token)")" 1 \
	'the login lives'
run lanyard refresh --all
silent 'and is told no more'

# -- A folder whose names cannot be read to the end, records that cannot be --
if can_run strace; then
	for verb in 'refresh --all' status; do
		# shellcheck disable=SC2086 # a verb, and an option
		run strace -f -o /dev/null -e trace=getdents64 \
			-e inject=getdents64:error=EIO lanyard $verb
		is "$status$(sed -n '/error/s|/.*/store|STORE|p' "$T/err")" \
			'1lanyard: error: cannot list STORE: Input/output error' \
			"$verb, half a list: exit 1, said"
	done
fi
mkdir "$LANYARD_STORE/logins/one" "$LANYARD_STORE/logins/two"
run lanyard refresh --all
is "$status$(grep -c ': one is not a regular\|: two is not a regular' "$T/err")" \
	12 'two that are no files: exit 1, both are said'

done_testing
