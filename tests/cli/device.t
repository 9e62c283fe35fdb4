#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# login by device code: a table of replies, of the device endpoint and to polls.
# Until the code is over only the server's own error ends it. The rows run side
# by side; the server is a stand-in, written from RFC 8628 and Microsoft's
# documentation.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret s3cret at-new rt-new dc-secret
LANYARD_INTERACTIVE=1
export LANYARD_INTERACTIVE
unset BROWSER DISPLAY WAYLAND_DISPLAY

codes='"user_code":"AB-CD","verification_uri":"https://id.example.com/d"'
given='200 {"device_code":"dc-secret",'$codes',"expires_in":600,"interval":0}'
brief='200 {"device_code":"dc-secret",'$codes',"expires_in":2,"interval":1}'
pending='400 {"error":"authorization_pending"}'
token='200 {"access_token":"at-new","token_type":"Bearer","refresh_token":"rt-new"}'

# row EXIT ERE DEVICE TOKEN POLLS WHAT [LINE...]: replies of the device
# endpoint and to polls, how many of these there are, and more of the login.
count=0
row() {
	count=$((count + 1))
	_n=r$count
	fault_control script "path=/$_n/device" "lines=$3" &&
		fault_control script "path=/$_n/token" "lines=$4" ||
		die 'the server is told'
	printf '%s\n' "$1" "$2" "$5" "$6" >"$T/$_n.row"
	shift 6
	printf '%s\n' "  $_n = {
	    url = [ \"https://$_n.example\" ];
	    device_authorization_endpoint = \"$FAULT_URL/$_n/device\";
	    token_endpoint = \"$FAULT_URL/$_n/token\";
	    grant_type = \"device_code\"; client_id = \"native\"; $* };" >>"$T/logins"
}

# -- what is no OAuth error between two polls is repeated -------------------

for failure in '403 <p>{"error":"access_denied"}</p>' '404 ' '408 ' '302 ' \
	'200 <html>Sign in to the hotel network</html>' '200 ' '200 {}' '400 ' \
	'400 {"message":"no"}' '401 ' '410 ' '500 oops' '502 ' \
	'503 retry=1 <h1>busy</h1>' '504 ' '429 retry=1 ' '0 ' \
	'500 {"error":"server_error"}' \
	'400 {"error":"temporarily_unavailable"}' '400 retry=2 {"error":""}'; do
	row 0 '; asked again in 2 s' "$given" "$pending
$failure
$token" 3 "between two polls: $failure"
done

# -- an OAuth error ends it -------------------------------------------------

for error in access_denied authorization_declined; do
	row 1 'refused in the browser' "$given" "$pending
400 {\"error\":\"$error\"}
$token" 2 "$error"
done
for error in expired_token code_expired; do
	row 5 'the device code has expired' "$given" "400 {\"error\":\"$error\"}
$token" 1 "$error"
done
row 4 'answered 400 invalid_grant' "$given" '400 {"error":"invalid_grant"}' 1 \
	'invalid_grant'
row 4 'hint: login r[0-9]+ in lanyard.conf: .*client_secret_file.*token_endpoint_auth_method' \
	"$given" '401 {"error":"invalid_client"}' 1 'invalid_client'
row 5 'the device code has expired' "$brief" "$pending" '*' \
	'a code that is over by our clock'

# -- the device endpoint: a request that failed is repeated ------------------

for failure in '503 retry=1 <h1>busy</h1>' '0 ' '404 ' '302 ' '200 <html>' \
	'400 ' '429 {"error":"slow_down"}'; do
	row 0 '; asked again in 2 s' "$failure
$given" "$token" 1 "no device code yet: $failure"
done
row 5 'error: .*answered 404 without an OAuth error' '404 ' "$token" 0 \
	'no device code at the third time, either'
row 4 'answered 400 unauthorized_client' '400 {"error":"unauthorized_client"}' \
	"$token" 0 'no device code for this client'

# -- what a reply lacks is named, or made up for -----------------------------

row 5 'answered 200 without a usable device_code' "200 {$codes}" "$token" 0 \
	'no device_code'
row 5 'without a usable user_code' \
	'200 {"device_code":"dc-secret","verification_uri":"https://id.example.com/"}' \
	"$token" 0 'no user_code'
row 5 'without a usable verification_uri' \
	'200 {"device_code":"dc-secret","user_code":"AB-CD"}' "$token" 0 \
	'no verification_uri'
row 5 'without a usable user_code, verification_uri' \
	'200 {"device_code":"dc-secret","verification_uri":"javascript:1"}' \
	"$token" 0 'a verification_uri that cannot be shown'
for more in '"interval":1' '"interval":"1","expires_in":0' \
	'"interval":0,"expires_in":-1' '"interval":"1","expires_in":"600"' \
	'"interval":600,"expires_in":4' '"interval":1,"expires_in":"soon"'; do
	row 0 'AB-CD' "200 {\"device_code\":\"dc-secret\",$codes,$more}" \
		"$token" 1 "$more"
done
row 0 'https://id.example.com/d' \
	'200 {"device_code":"dc-secret","user_code":"AB-CD","verification_url":"https://id.example.com/d","interval":1}' \
	"$token" 1 'verification_url'

# -- client_id is in the body, too -------------------------------------------

row 0 'AB-CD' "$given" "$token" 1 'a client with a secret' \
	'client_secret = "s3cret";'
basic=r$count

# -- all of them ---------------------------------------------------------------

{
	echo 'logins = {'
	cat "$T/logins"
	echo '};'
} | conf
pids=
i=0
while [ $i -lt $count ]; do
	i=$((i + 1))
	{
		status=0
		timeout 100 lanyard login r$i >"$T/r$i.out" 2>"$T/r$i.err" \
			</dev/null || status=$?
		echo "$status" >"$T/r$i.status"
	} 9>&- &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid"
done
i=0
while [ $i -lt $count ]; do
	i=$((i + 1))
	{
		read -r want
		read -r ere
		read -r polls
		read -r what
	} <"$T/r$i.row"
	status=$(cat "$T/r$i.status")
	cp "$T/r$i.out" "$T/out"
	cp "$T/r$i.err" "$T/err"
	wrong=
	[ "$status" -eq "$want" ] || wrong="$wrong status, wanted $want;"
	[ ! -s "$T/out" ] || wrong="$wrong stdout;"
	grep -E -q -e "$ere" "$T/err" || wrong="$wrong stderr, wanted /$ere/;"
	sent=$(fault_count "/r$i/token")
	[ "$polls" = '*' ] || [ "$sent" -eq "$polls" ] ||
		wrong="$wrong $sent polls, wanted $polls;"
	if [ "$want" -eq 0 ]; then
		[ "$(field r$i refresh_token)" = rt-new ] ||
			wrong="$wrong no tokens are stored;"
	else
		[ "$(grep -c '^lanyard: error: ' "$T/err")" -eq 1 ] ||
			wrong="$wrong not one error;"
	fi
	_check "$what"
done
is "$(fault_control log event=script | grep "\"/$basic/" |
	grep -c '"client_id"')" 2 'client_id, in both requests of that client'

done_testing
