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
is "$(answered)" 0 'nothing is answered'
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

# -- before the request: as many starts and runs as for one caller ----------

as_control clear
own_programs
for program in 'exit 1' 'sleep 0.3; exit 1'; do
	printf '#!/bin/sh\necho run >>"%s/runs"\n%s\n' "$T" "$program" \
		>"$T/secret.$(printf '%s' "$program" | cksum | cut -d ' ' -f 1)"
done
failing=$T/secret.$(printf 'exit 1' | cksum | cut -d ' ' -f 1)
slow=$T/secret.$(printf 'sleep 0.3; exit 1' | cksum | cut -d ' ' -f 1)
chmod +x "$failing" "$slow"
good='echo run >>"$T/starts"; exec "$REAL" "$@"'

# before_request STATUS ERE HINT NAME [LINE [FIELD...]]: with LINE in the
# configuration, and without these fields in the record.
before_request() {
	_status=$1 _ere=$2 _hint=$3 _name=$4 line=${5:-}
	[ $# -lt 5 ] || shift
	shift 4
	sites work
	seed work
	for _field in "$@"; do
		sed -i "/^$_field=/d" "$LANYARD_STORE/logins/work"
	done
	_before=$(refreshes)
	: >"$T/starts"
	: >"$T/runs"
	callers 10 "$T/request.work" lanyard get
	is "$(column 5 | uniq -c | tr -s ' ')" " 10 $_status" \
		"$_name: all of 10 end with status $_status"
	_errors=$(grep -h '^lanyard: error: ' "$T"/callers/err.* | sort -u)
	is "$(printf '%s\n' "$_errors" | grep -c '')" 1 "$_name: with one error"
	like "$_errors" "$_ere" "$_name: which names the cause"
	ok "$_name: with a hint for those who wait" test "$(cat \
		"$T"/callers/err.* | grep -c "^lanyard: hint: .*$_hint")" -ge 9
	is "$(grep -c '' "$T/starts")" 1 "$_name: it was tried once"
	ok "$_name: retry_at is recorded" \
		test "$(field work retry_at)" -gt "$(now)"
	run lanyard get <"$T/request.work"
	fails "$_status" "$_ere" "$_name: nor again before retry_at"
	is "$(grep -c '' "$T/starts")" 1 "$_name: by anybody"
	run lanyard refresh work
	fails "$_status" "$_ere" "$_name: by hand, the same"
	is "$(grep -c '' "$T/starts")" 2 "$_name: but tried anew"
	is "$(refreshes)" "$_before" "$_name: nothing was sent"
	amend work retry_at 1
	run lanyard get <"$T/request.work"
	is "$(grep -c '' "$T/starts")" 3 "$_name: and after retry_at"
	ok "$_name: the login lives" alive work
}
wrap "$good"
run_by_hand='run the command by hand to see why: '
before_request 2 'client_secret_command of login "work" ended with status 1' \
	"$run_by_hand" 'a command that fails' \
	"client_secret_command = [ \"$failing\" ];"
is "$(grep -c '' "$T/runs")" 3 'a command that fails: run as often'
before_request 2 'client_secret_command of login "work" ended with status 1' \
	"$run_by_hand" 'a command that fails late' \
	"client_secret_command = [ \"$slow\" ];"
is "$(grep -c '' "$T/runs")" 3 'a command that fails late: run as often'
before_request 2 'sign_command of login "work" ended with status 1' \
	"$run_by_hand" 'a sign_command that fails' \
	"token_endpoint_auth_method = \"private_key_jwt\";
	token_endpoint_auth_signing_alg = \"ES256\";
	sign_command = [ \"$slow\" ];"
is "$(grep -c '' "$T/runs")" 3 'a sign_command that fails: run as often'
before_request 2 'private_key_agent of login "work": there is no ssh-agent' \
	'ssh-add KEY; .*then: lanyard refresh work\|ssh-add' 'no ssh-agent' \
	'token_endpoint_auth_method = "private_key_jwt";
	private_key_agent = "SHA256:x";'
before_request 2 'client_assertion_file of login "work": cannot open .*/none' \
	'lanyard refresh work' 'an assertion that is not there' \
	"client_assertion_source = \"file\"; client_assertion_file = \"$T/none\";"
before_request 2 'subject_token_command of login "work" ended with status 1' \
	"$run_by_hand" 'a subject token that is not to be had' \
	"grant_type = \"token-exchange\"; subject_token_source = \"command\";
	subject_token_command = [ \"$slow\" ];"
is "$(grep -c '' "$T/runs")" 3 'a subject token: looked for as often'
before_request 2 'cannot run client_secret_command' \
	'install it, or give its absolute path' \
	'a command that is not there' \
	"client_secret_command = [ \"$T/none\" ];"
before_request 2 'cannot open .*/none: No such file' 'lanyard refresh work' \
	'a secret file that is not there' \
	"client_secret_file = \"$T/none\";"
: >"$T/open.secret"
chmod 644 "$T/open.secret"
before_request 2 'open\.secret holds a secret and is open to others' \
	'chmod go-rw .*; then: lanyard refresh work\|chmod' \
	'a secret file open to others' \
	"client_secret_file = \"$T/open.secret\";"
before_request 2 'cannot read ca_file .*/none: No such file' \
	'lanyard refresh work' 'a CA file that is not there' \
	"ca_file = \"$T/none\";"
issuer=https://id.invalid
before_request 2 'no URL of a proxy' 'lanyard refresh work' 'a proxy that is none' \
	'proxy = "nonsense://127.0.0.1:1";' token_endpoint issuer
issuer=http://127.0.0.1:1
before_request 5 'cannot reach 127\.0\.0\.1:1' 'lanyard refresh work' \
	'no discovery' '' token_endpoint issuer
issuer=
wrap 'echo run >>"$T/starts"; exit 127'
before_request 1 'lanyard-oauth ended with status 127 and no reason' \
	'lanyard refresh work' 'lanyard-oauth does not start'
wrap "$good"
line=
sites work
seed work
run lanyard get <"$T/request.work"
run_status 0 'and with all of it mended a get works'
done_testing
