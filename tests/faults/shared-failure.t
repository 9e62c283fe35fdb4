#!/bin/sh
# A failure is shared too: many callers, one login, and a server that takes
# the request and stays silent.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

N=$(pick 15 50)
TIMEOUT_MS=$(pick 3000 20000)
RETRY_S=5
start_fault
AS_URL=$FAULT_URL/token
line=$(pick "timeout_ms = $TIMEOUT_MS;" '')
sites work
record work "issuer=$AS_URL" "token_endpoint=$AS_URL/token" client_id=native \
	"access_token=$OLD" "obtained_at=$(($(now) - 7200))" \
	"expires_at=$(($(now) - 3600))" refresh_token=rt-0123456789 \
	generation=1
secret rt-0123456789 "$OLD"
fault_control play mode=token turns=silence

# -- all at once ----------------------------------------------------------

callers "$N" "$T/request.work" lanyard get
ended=$(now)
took=$(($(column 4 | tail -n 1) - $(column 2 | head -n 1)))
sent=$(fault_count token)
if [ "$sent" -ge 1 ] && [ "$sent" -le 4 ]; then
	pass "at most 4 requests ($sent)"
else
	fail 'at most 4 requests' "$sent"
fi
is "$(column 5 | uniq -c | tr -s ' ')" " $N 5" "all $N end with status 5"
ok "within 5 s after timeout_ms ($took ms)" \
	test "$took" -le $((TIMEOUT_MS + 5000))
ok 'and not before it' test "$took" -ge $((TIMEOUT_MS - 100))
is "$(cat "$T"/callers/out.*)" '' 'nothing is answered'
is "$(grep -h '^lanyard: error: ' "$T"/callers/err.* | grep -c '')" "$N" \
	'each tells of one error'
is "$(grep -h '^lanyard: error: ' "$T"/callers/err.* | sort -u |
	grep -c '')" 1 'which is the same for all'
error=$(sed -n 's/^lanyard: error: //p' "$T/callers/err.1")
like "$error" "login work: .*${FAULT_URL#http://}" \
	'and names the login and the server'
is "$(field work refresh_token)" rt-0123456789 'the login is intact'
ok 'the lock is free' unlocked work

# -- who comes before retry_at --------------------------------------------

retry_at=$(field work retry_at)
ok 'retry_at is a few seconds away' \
	test "$retry_at" -ge "$ended" -a "$retry_at" -le $((ended + RETRY_S + 1))
amend work retry_at $(($(now) + 60))
callers "$N" "$T/request.work" lanyard get
is "$(column 5 | uniq -c | tr -s ' ')" " $N 5" \
	'who comes before retry_at fails likewise'
is "$(grep -h '^lanyard: error: ' "$T"/callers/err.* | sort -u)" \
	"lanyard: error: $error" 'with the same error'
is "$(fault_count token)" "$sent" 'and sends nothing'
took=$(($(column 4 | tail -n 1) - $(column 2 | head -n 1)))
ok "nor waits as if it had ($took ms)" test "$took" -lt "$TIMEOUT_MS"
run lanyard refresh --all
fails 5 'login work: ' 'refresh --all before retry_at'
is "$(fault_count token)" "$sent" 'sends nothing either'
row "$N callers, the server stays silent" 1 0 "$sent" \
	"$N of $N, with the error"

# -- and after it ---------------------------------------------------------

amend work retry_at $(($(now) - 1))
fault_control play mode=token turns=ok
callers "$N" "$T/request.work" lanyard get
is "$(answered)" "$N" 'after retry_at, from a server that speaks: all answer'
is "$(fault_count token)" $((sent + 1)) 'for one more request'
is "$(field work last_error)$(field work retry_at)" '' 'the error is gone'

# -- refresh --all: side by side with another, and with itself ------------

# share NAME: $N of `refresh --all` had one outcome.
share() {
	is "$(column 5 | uniq -c | tr -s ' ')" " $N 5" \
		"refresh --all, $N at once, $1: all end with status 5"
	ok 'at most 4 requests' test "$2" -ge 1 -a "$2" -le 4
	is "$(grep -h '^lanyard: error: ' "$T"/callers/err.* | sort -u |
		grep -c '')" 1 'the same error for all'
	row "$N \`refresh --all\`, $1" 1 0 "$2" "$N of $N, with the error"
}

stale work
sent=$(fault_count token)
fault_control play mode=token turns=silence
callers "$N" "$T/request.work" lanyard refresh --all
share 'the server silent' $(($(fault_count token) - sent))
is "$(field work generation)" 2 'the login is intact'

start_as
sites work
seed work
as_control delay ms=500 n=all
as_control fail status=503 error=temporarily_unavailable n=all
callers "$N" "$T/request.work" lanyard refresh --all
sent=$(refreshes)
share 'the server out of order' "$sent"
run lanyard refresh work
fails 5 '503 temporarily_unavailable' 'by hand'
is "$(refreshes)" $((sent + 1)) 'it is asked all the same'
ok 'the login lives' alive work
done_testing
