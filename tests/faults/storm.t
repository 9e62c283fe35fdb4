#!/bin/sh
# Many that need a login: one prompt, and a pause after a refusal.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

N=$(pick 20 50)
PAUSE_S=60
PAUSE_MAX_S=3600
start_as
sites work
BROWSER=$PERSON
export BROWSER

# asked COMMAND...: as one that may ask.
asked() {
	LANYARD_INTERACTIVE=1
	"$@"
	LANYARD_INTERACTIVE=0
}

statuses() {
	column 5 | uniq -c | tr -s ' ' | tr '\n' ';'
}

# -- nobody is there ------------------------------------------------------

LANYARD_INTERACTIVE=0
export LANYARD_INTERACTIVE
callers "$N" "$T/request.work" lanyard get
is "$(statuses)" " $N 3;" "$N that may not ask exit 3"
ok 'at once' test $(($(column 4 | tail -n 1) - $(column 2 | head -n 1))) \
	-le 2000
is "$(answered)" 0 'nothing is answered'
is "$(cat "$T"/callers/err.* | sort | uniq -c | grep -c '')" 1 \
	'with the same error'
is "$(person_count)" 0 'no window was opened'
is "$(as_control counts)" '{}' 'and nothing was sent'

# -- somebody is: one prompt for all --------------------------------------

person_will action=approve delay_ms=2000
asked callers "$N" "$T/request.work" lanyard get &
pid=$!
wait_until '[ "$(person_count)" -ge 1 ]' 10 || die 'a window opens'
mkdir "$T/beside"
perl "$TESTS/faults/callers.pl" 5 "$T/beside" "$T/request.work" \
	lanyard get >"$T/times.beside" 9>&-
is "$(awk '{ print $5 }' "$T/times.beside" | uniq -c | tr -s ' ')" ' 5 3' \
	'who may not ask exits 3 while others wait for a person'
is "$(person_done)" 0 'and does not wait for that'
wait "$pid"
is "$(statuses)" " $N 0;" "$N that may ask get the login's outcome"
is "$(awk '$3 > 0' "$T/times" | grep -c '')" "$N" 'all waited for it'
is "$(person_count)" 1 'one window was opened'
is "$(as_count login)" 1 'one login'
is "$(as_count token_authorization_code)" 1 'one code was exchanged'
is "$(as_count device_authorization)" 0 'no device code was asked for'
is "$(grep -h -c 'redirect_uri=' "$T"/callers/err.* | grep -v -c '^0')" 1 \
	'one prompt was shown'
is "$(tokens)" "$(field work access_token)" 'all have the same token'
is "$(answered)" "$N" 'every one of them'
row "$N callers need a login" 1 0 '0, one login' "$(answered) of $N"

# -- refused: all hear of it ----------------------------------------------

lanyard logout work
person_will action=deny delay_ms=1500
as_control reset
windows=$(person_count)
asked callers "$N" "$T/request.work" lanyard get
is "$(person_count)" $((windows + 1)) 'a refused login: one window'
is "$(statuses)" " $N 1;" 'all end with status 1'
is "$(grep -l -x 'quit=1' "$T"/callers/out.* | grep -c '')" "$N" \
	'git is told to ask for nothing else'
is "$(cat "$T"/callers/out.* | grep . | sort -u)" 'quit=1' \
	'and nothing else is answered'
is "$(grep -h '^lanyard: error: ' "$T"/callers/err.* | sort -u |
	grep -c '')" 1 'with the same error'
is "$(as_count token)" 0 'no token was asked for'
ok 'the lock of the prompt is free' flock -n \
	"$LANYARD_STORE/logins/work.prompt-lock" true
row "$N callers need a login, and the person refuses" 1 0 '0, one login' \
	"$N of $N, with the refusal"

# -- and then there is a pause, which doubles -----------------------------

# pause_is SECONDS NAME: login_retry_at is that far from now.
pause_is() {
	_left=$(($(field work login_retry_at) - $(now)))
	if [ "$_left" -ge $(($1 - 3)) ] && [ "$_left" -le "$1" ]; then
		pass "$2"
	else
		fail "$2" "$_left s"
	fi
}

windows=$(person_count)
pause_is $PAUSE_S "the pause after one refusal is $PAUSE_S s"
asked callers "$N" "$T/request.work" lanyard get
is "$(statuses)" " $N 3;" 'in the pause all exit 3'
is "$(person_count)" "$windows" 'without a window'
ok 'at once' test $(($(column 4 | tail -n 1) - $(column 2 | head -n 1))) \
	-le 2000
person_will action=deny
pause=$PAUSE_S
for refusal in 2 3 $(pick '' '4 5'); do
	pause=$((pause * 2))
	amend work login_retry_at $(($(now) - 1))
	asked run lanyard get <"$T/request.work"
	run_status 1 "after the pause it is asked again, and refused ($refusal)"
	pause_is $pause "the next pause is $pause s"
done
for refusals in 6 7 60; do
	amend work login_retry_at $(($(now) - 1))
	amend work login_failures "$refusals"
	asked run lanyard get <"$T/request.work"
	pause_is $PAUSE_MAX_S "after $((refusals + 1)) refusals it is an hour"
done
is "$(person_count)" $((windows + 5 + $(pick 0 2))) 'one window each time'
# The clock was set back: no pause is longer than the longest.
amend work login_retry_at $(($(now) + 86400))
asked run lanyard get <"$T/request.work"
run_status 1 'a pause that ends in a day is none'
person_will action=approve
asked run lanyard login work
run_status 0 'by name it is asked at any time'
is "$(field work login_failures)$(field work login_retry_at)" '' \
	'a login ends the pause'
asked run lanyard get <"$T/request.work"
says '^password=.' 'and get answers'
done_testing
