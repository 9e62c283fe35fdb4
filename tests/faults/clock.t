#!/bin/sh
# Clocks that jump, and locks that others hold. The clock itself is not
# changed: a step of a day is seen from the record as times that lie a day
# off, and so that is what is written there.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

DAY_S=86400
DELAY_MS=2000
start_as
sites work other third
tried=0 lost=0 answered=0

# stand OBTAINED EXPIRES: a new grant, the times in seconds from now.
stand() {
	seed work
	amend work obtained_at $(($(now) + $1))
	amend work expires_at $(($(now) + $2))
	as_control reset
}

# refreshed NAME: the token of before is not served, and no login is lost.
refreshed() {
	tried=$((tried + 1))
	run lanyard get <"$T/request.work"
	says '^password=.' "$1: an answer"
	_token=$(sed -n 's/^password=//p' "$T/out")
	isnt "$_token" "$OLD" "$1: not the old token"
	is "$(as_control live kind=access token="$_token")" 1 "$1: a good one"
	is "$(refreshes)" 1 "$1: one refresh"
	alive work || lost=$((lost + 1))
	answered=$((answered + 1))
	run lanyard get <"$T/request.work"
	is "$(sed -n 's/^password=//p' "$T/out")" "$_token" \
		"$1: which stays until its own end"
	is "$(refreshes)" 1 "$1: without another refresh"
}

# -- steps of the clock ---------------------------------------------------

# Obtained now for an hour; then the clock steps.
stand $DAY_S $((DAY_S + 3600))
refreshed 'a day back'
stand -$DAY_S $((3600 - DAY_S))
refreshed 'a day forward'
# Dead for an hour already, and the step makes it look young.
stand $((DAY_S - 7200)) $((DAY_S - 3600))
refreshed 'a day back, the token dead'
stand $((DAY_S - 60)) $((DAY_S + 7 * DAY_S))
refreshed 'a day back, a token for a week'
# A step forward and back again: what was stored meanwhile is from tomorrow.
stand $DAY_S $((DAY_S + 30))
refreshed 'forward, refreshed, and back'
# Waiting times of tomorrow are none.
stand -7200 -3600
printf '%s\n' 'last_error=out of order' last_error_code=8 \
	"retry_at=$(($(now) + DAY_S))" '' >"$T/more"
sed -i '/^$/d' "$LANYARD_STORE/logins/work"
cat "$T/more" >>"$LANYARD_STORE/logins/work"
refreshed 'a day back after a failure: its retry_at'
is "$(field work last_error)$(field work retry_at)" '' 'and it is forgotten'
# A week without expiry is good, but not when it is from tomorrow.
stand $DAY_S 0
sed -i '/^expires_at=/d' "$LANYARD_STORE/logins/work"
refreshed 'a day back, a token without expiry'
stand $DAY_S $((DAY_S + 3600))
as_control fail status=503 error=temporarily_unavailable
run lanyard get <"$T/request.work"
fails 5 'login work: .*503' 'a day back, and the server out of order: no token'
ok 'but the login lives' alive work
as_control clear
is "$lost" 0 'no login is lost'
row 'clock steps of a day, back and forward' "$tried" "$lost" '1 each' \
	"$answered of $tried"

# -- a lock that another process holds ------------------------------------

tried=0 answered=0

# held COMMAND...: while somebody else has the lock of work, for less than who
# waits for it would wait. $still: it was held to the end.
held() {
	flock "$LANYARD_STORE/logins/work.lock" sleep 10 9>&- &
	_holder=$!
	wait_until "! flock -n '$LANYARD_STORE/logins/work.lock' true" 5
	run "$@" <"$T/request.work"
	still=no
	flock -n "$LANYARD_STORE/logins/work.lock" true || still=yes
	# flock(1) has a child, which holds the lock too.
	_child=$(cat "/proc/$_holder/task/$_holder/children")
	# shellcheck disable=SC2086 # a number, or none
	kill "$_holder" $_child
	wait "$_holder" 2>/dev/null
	tried=$((tried + 1))
	if [ "$status" -eq 0 ]; then
		answered=$((answered + 1))
	fi
}

stand -10 3590
touch "$LANYARD_STORE/logins/work.lock"
chmod 600 "$LANYARD_STORE/logins/work.lock"
held lanyard get
says "^password=$OLD\$" 'a fresh token, the lock held: answered'
is "$still" yes 'without waiting for it'
is "$(as_control counts)" '{}' 'nothing was sent'
held strace -f -o "$T/trace" -e trace=openat,flock lanyard get
says "^password=$OLD\$" 'under strace'
is "$(grep -c 'lock' "$T/trace")" 0 'the lock is not even looked at'

# Inside its margin: 3600 s long, 30 s left, 60 s are the margin.
stand -3570 30
held lanyard get
says "^password=$OLD\$" 'a token inside its margin, the lock held: answered'
is "$still" yes 'without waiting for it'
is "$(refreshes)" 0 'nothing was sent'
held lanyard token work
is "$out" "$OLD" 'token likewise'
held lanyard status
run_status 0 'status likewise'

# The same with a refresh in flight.
as_control delay ms=$DELAY_MS
lanyard get <"$T/request.work" >"$T/first.out" 2>"$T/first.err" 9>&- &
first=$!
wait_until '[ "$(refreshes)" = 1 ]' 10
callers 20 "$T/request.work" lanyard get
is "$(column 5 | uniq -c | tr -s ' ')" ' 20 0' \
	'20 callers inside the margin while a refresh is in flight'
is "$(tokens)" "$OLD" 'get the token that is alive'
ok 'without waiting for the reply, which is still to come' kill -0 $first
wait $first
is "$?" 0 'the first comes back with its own'
isnt "$(sed -n 's/^password=//p' "$T/first.out")" "$OLD" 'the new one'
is "$(refreshes)" 1 'after one refresh'
row 'lock held by another process' $((tried + 21)) 0 1 \
	"$((answered + 21)) of $((tried + 21))"

# -- refresh ahead: one silent server does not delay the others -----------

start_fault
issuer=$FAULT_URL/silence
{
	echo 'logins = {'
	site silent 'timeout_ms = 4000;'
	issuer=
	site work
	site other
	site third
	echo '};'
} | conf
record silent "issuer=$FAULT_URL/silence" client_id=native \
	"token_endpoint=$FAULT_URL/silence/token" "access_token=$OLD" \
	"obtained_at=$(($(now) - 3000))" "expires_at=$(($(now) + 300))" \
	refresh_token=rt-silent-0123456789 generation=1
for name in work other third; do
	seed "$name"
	amend "$name" obtained_at $(($(now) - 3000))
	amend "$name" expires_at $(($(now) + 300))
done
as_control reset
run lanyard refresh --all --within 1m
silent 'refresh --all --within 1m: nothing is due'
lanyard refresh --all --within 10m >"$T/all.out" 2>"$T/all.err" 9>&- &
all=$!
wait_until '[ "$(as_count token_refresh_token_ok)" = 3 ]' 10
ok '--within 10m: the others are refreshed' \
	test "$(as_count token_refresh_token_ok)" = 3
wait_until '[ "$(field third generation)$(field other generation)$(
	field work generation)" = 222 ]' 5
ok 'while the silent server is waited for' kill -0 $all
wait $all
is "$?" 5 'which is told at the end'
is_empty "$T/all.out" 'nothing on stdout'
is "$(grep -c '^lanyard: error: login silent: ' "$T/all.err")" 1 \
	'one error names the login'
is "$(grep -c '' "$T/all.err")" "$(grep -c -E '^lanyard: (error|hint): ' \
	"$T/all.err")" 'and nothing else'
is "$(field silent refresh_token)" rt-silent-0123456789 'which is intact'
row '`refresh --all --within`, one of 4 servers silent' 4 0 \
	"$(refreshes), $(fault_count silence) to the silent one" '3 of 4'
done_testing
