#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# status on a terminal: a table that fits it. status --exit-code --within: who
# will need a person soon.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# at_width COLUMNS COMMAND: at a terminal of that width; $T/out is its screen.
at_width() {
	script -qec "stty cols $1; $2" /dev/null </dev/null 2>"$T/err" |
		tr -d '\r' >"$T/out"
	out=$(cat "$T/out")
	err=$(cat "$T/err")
}

# fits COLUMNS NAME: without colours no line is longer; a byte is a column, but
# for login wide's characters of three bytes in two, and login mark's mark.
fits() {
	is "$(LC_ALL=C sed "s/$(printf '\033')\[[0-9]*m//g
		s/$(printf '[\344-\351]')[^ ][^ ]/xx/g
		s/$(printf '\314\210')//g" "$T/out" |
		LC_ALL=C awk -v most="$1" 'length($0) > most')" '' "$2"
}

conf <<'END'
logins = {
  work = { url = "https://git.example.com/team"; issuer = "https://id.example.com";
    client_id = "native"; username = "alice"; };
  never = { url = "https://never.example"; issuer = "https://id.example.com";
    client_id = "native"; };
  dead = { url = "https://dead.example"; issuer = "https://id.example.com";
    client_id = "native"; };
  a_login_with_a_rather_long_name = { issuer = "https://id.example.com";
    url = "https://a-host-with-a-rather-long-name.sub.domain.example.com";
    client_id = "native"; username = "someone-with-a-long-address@mail.example"; };
};
END
fresh_record work "refresh_token_expires_at=$(($(now) + 40 * 86400 + 60))"
record dead issuer=https://id.example.com client_id=native \
	refresh_token=rt-dead-0123456789 generation=2 \
	"refresh_token_error=login dead: id.example.com answered 400 invalid_grant, and some more words on it"
fresh_record a_login_with_a_rather_long_name
record moved issuer=https://id.example.com client_id=native \
	'url[]=https://moved.example' generation=4 "moved_at=$(now)" \
	moved_refresh_token=rt-moved-0123456789
secret rt-moved-0123456789
fresh_record stored 'url[]=https://stored.example' "username=$(printf 'x\033[2Jy\302\233')"
secret rt-dead-0123456789
fresh_record wide 'url[]=https://wide.example' \
	"username=$(printf '\345\261\261\347\224\260\345\244\252\351\203\216')"
fresh_record mark 'url[]=https://mark.example' "username=$(printf 'zoe\314\210')"
snapshot

# -- A table --
TERM=xterm
export TERM
unset NO_COLOR COLUMNS
for width in 80 50 200; do
	at_width "$width" 'lanyard status'
	fits "$width" "$width columns: no line is longer"
	like "$out" 'NAME.*HOST.*ACCOUNT' 'has a head'
	like "$out" 'work' 'has the login'
	like "$out" '  next: lanyard login dead' 'has what to do'
	like "$out" 'refused' 'has a refused refresh token'
	not_ok 'shows no secret' grep -q -F -f "$T/secrets" "$T/out"
	like "$out" "$(printf '\033')\\[31m" 'in colour'
done
for width in 40 30 20; do
	at_width "$width" 'lanyard status'
	fits "$width" "$width columns: no line is longer"
	like "$out" '^(  HOST|   ) git\.example\.' "$width columns: a line for each cell"
	like "$out" '^  ACCOUNT .*alice' 'with the account'
	like "$out" '(1h00|59)m left' 'and what its token has left'
	like "$out" '^  .*next: lanyard' 'and what to do beneath'
	not_ok 'shows no secret' grep -q -F -f "$T/secrets" "$T/out"
done
at_width 200 'lanyard status'
like "$out" 'git\.example\.com  *alice' 'host and account'
like "$out" '(1h00|59)m left.*40d left' 'what both tokens have left'
like "$out" 'a-host-with-a-rather-long-name\.sub\.domain\.example\.com  *someone-with-a-long-address@mail\.example' \
	'200 columns cut nothing'
# gap LOGIN COLUMNS: where the column after an account of that width begins.
gap() {
	sed "s/$(printf '\033')\[[0-9]*m//g" "$T/out" | LC_ALL=C awk -v me="$1" \
		-v wide="$2" '$1 == me {
			rest = substr($0, index($0, $3) + length($3))
			match(rest, /^ */); print RLENGTH + wide }'
}
is "$(gap wide 8)" "$(gap work 5)" 'what is wide takes two columns'
is "$(gap mark 3)" "$(gap work 5)" 'a combining mark takes none'
at_width 80 'lanyard status'
like "$out" 'a_login.*\.\.\..*a-host.*\.\.\.' '80 columns cut what is longest'
NO_COLOR=1 at_width 80 'lanyard status'
unlike "$out" "$(printf '\033')" 'NO_COLOR: none'
like "$out" '^never +never\.example +- +none +none' 'a line each'
like "$out" '^  next: lanyard login never$' 'and what to do beneath'
like "$out" '^stored +stored\.example +x\?\[2Jy\? ' 'what would move the cursor is ?'
like "$out" '^moved +moved\.example +- +moved +moved$' 'one that was moved'
like "$out" '^  next: lanyard import --undo moved$' 'and how it comes back'
NO_COLOR='' at_width 80 'lanyard status'
like "$out" "$(printf '\033')\\[" 'an empty NO_COLOR is none'
TERM=dumb at_width 80 'lanyard status'
unlike "$out" "$(printf '\033')" 'a dumb terminal: none'
at_width 40 'lanyard status work'
like "$out" '^work: fresh$' 'one login has its lines'
like "$out" '^  refresh token expires 20[0-9-]* [0-9:]* UTC$' \
	'with the end of its refresh token'
at_width 80 'lanyard status --json'
like "$out" '^\{"name":"work"' 'JSON is JSON'
run lanyard status
says '^work: fresh$' 'no terminal: lines'
like "$out" '^  refresh token expires 20[0-9-]* [0-9:]* UTC$' 'with the end, too'
unlike "$out" "$(printf '\033')" 'and no colour'
run lanyard status --json work
like "$out" "\"refresh_token_expires_at\":[0-9]+,\"login_needed_at\":" \
	'as JSON numbers'
unchanged 'looking changes nothing'

# -- Monitoring --
no_store
# within STATUS TIME NAME [KEY=VALUE...]: the record of login work.
within() {
	_status=$1 _time=$2 _name=$3
	shift 3
	record work issuer=https://id.example.com client_id=native \
		generation=1 "obtained_at=$(($(now) - 100))" "$@"
	run lanyard status --exit-code --within "$_time" work
	run_status "$_status" "within $_time: $_name"
}
day=86400
soon=$(($(now) + 10 * day))
over=$(($(now) - 10))
hour=$(($(now) + 3600))
within 0 14d 'an access token says nothing of a person' access_token=at-1 \
	"expires_at=$hour" refresh_token=rt-1
within 0 14d 'nor one that is over' access_token=at-1 "expires_at=$over" \
	refresh_token=rt-1
within 3 14d 'a refresh token of ten days' access_token=at-1 \
	"expires_at=$hour" refresh_token=rt-1 "refresh_token_expires_at=$soon"
like "$out" '^  next: lanyard login work$' 'what to do is shown'
within 0 9d 'and of less' access_token=at-1 \
	"expires_at=$hour" refresh_token=rt-1 "refresh_token_expires_at=$soon"
unlike "$out" 'next:' 'nothing is to be done'
within 3 2w 'in weeks' access_token=at-1 \
	"expires_at=$hour" refresh_token=rt-1 "refresh_token_expires_at=$soon"
within 3 0s 'one that is over' refresh_token=rt-1 \
	"refresh_token_expires_at=$over"
within 3 1h30m 'an access token without a refresh token' access_token=at-1 \
	"expires_at=$hour"
within 0 30m 'that is good for longer' access_token=at-1 "expires_at=$hour"
within 0 14d 'an access token without an end' access_token=at-1
within 4 14d 'a refused one is refused' access_token=at-1 \
	"expires_at=$hour" refresh_token=rt-1 refresh_token_error=no
within 3 1s 'no token at all'
within 5 14d 'a passing trouble is one' access_token=at-1 \
	"expires_at=$over" refresh_token=rt-1 last_error=x last_error_code=14
within 3 14d 'and counts less' access_token=at-1 \
	"expires_at=$over" refresh_token=rt-1 last_error=x last_error_code=14 \
	"refresh_token_expires_at=$soon"
run lanyard status --exit-code --within 14d --json work
run_status 3 'as JSON'
for time in 1x '' -5 14D 99999d; do
	run lanyard status --exit-code --within="$time"
	is_usage 'error: --within takes a time' "--within=$time is none"
done
run lanyard status --within 14d
is_usage '^usage: lanyard status ' 'without --exit-code'

# -- Where it is known from --
# replies NAME MORE: what a token endpoint says of its refresh token, a line.
replies() {
	fault_control script path=/x/token \
		lines='200 {"access_token":"at-2","token_type":"bearer","expires_in":3600,"refresh_token":"rt-2"'"$2}"
	record work "token_endpoint=$FAULT_URL/x/token" client_id=native \
		refresh_token=rt-1 generation=1
	run lanyard refresh work
	run_status 0 "$1"
}
start_fault
conf <<END
logins = { work = { url = "https://git.example.com"; client_id = "native";
  token_endpoint = "$FAULT_URL/x/token"; }; };
END
for key in refresh_token_expires_in refresh_expires_in; do
	replies "$key" ",\"$key\":864000"
	_left=$(($(field work refresh_token_expires_at) - $(now)))
	ok 'is kept' test "$_left" -gt 863900 -a "$_left" -le 864000
	run lanyard status --exit-code --within 14d
	run_status 3 'and found by monitoring'
	run lanyard status --exit-code --within 9d
	run_status 0 'in time'
done
replies 'none' ''
is "$(field work refresh_token_expires_at)" '' 'what is not said is not known'

# -- What another process is at: it has the lock, or waits for a reply --
stale_line=$(printf 'obtained_at=1\naccess_token=at-0123456789\nexpires_at=2')
fresh_record work
record over issuer=https://id.example.com client_id=native "$stale_line" \
	refresh_token=rt-0123456789 'url[]=https://over.example' generation=2
for suffix in lock new; do
	for login in work over; do
		(umask 077 && : >>"$LANYARD_STORE/logins/$login.$suffix")
		exec 8<"$LANYARD_STORE/logins/$login.$suffix"
		flock 8
		at_width 100 'NO_COLOR=1 lanyard status'
		case $login in
		work) like "$out" '^work .* (59m|1h00m) left  ' "$suffix: fresh" ;;
		over) like "$out" '^over .* under way  ' "$suffix: over" ;;
		esac
		run lanyard status "$login"
		says '^  a request for it is under way$' "$suffix: as lines"
		run lanyard status --json
		is "$status$(printf %s "$out" | grep -o 'in_use' | grep -c .)" 01 \
			"$suffix: as JSON, of $login alone"
		exec 8<&-
		rm "$LANYARD_STORE/logins/$login.$suffix"
	done
done
run lanyard status
unlike "$status$out" 'under way' 'and nothing else'

done_testing
