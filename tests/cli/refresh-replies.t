#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# refresh: what no sound server sends. Either the access token is whole, and
# the answer, or: one error line, the right status, and not a byte of the stored
# tokens changed, except for a new refresh token: where one came whole, the
# server has forgotten the old.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret fault-access fault-refresh evil rt-before at-before

# Each fault has a login of its name: x-MODE. All but those that wait are
# given all the time they want.
fault_control modes | while read -r mode; do
	case $mode in
	silence* | late) timeout_ms=400 ;;
	drip) timeout_ms=500 ;;
	*) timeout_ms=10000 ;;
	esac
	cat <<-END
		x-$mode = {
		  url = [ "https://x-$mode.example" ];
		  token_endpoint = "$FAULT_URL/$mode/token";
		  client_id = "native";
		  timeout_ms = $timeout_ms;
		};
	END
done | { echo 'logins = {' && cat && echo '};'; } | conf

# seed MODE
seed() {
	record "x-$1" "token_endpoint=$FAULT_URL/$1/token" client_id=native \
		access_token=at-before obtained_at=1000000000 \
		expires_at=1000003600 refresh_token=rt-before generation=1
}

# tokens MODE: what the record has of them.
tokens() {
	grep -E '^(access_token|obtained_at|expires_at|refresh_token)=' \
		"$LANYARD_STORE/logins/x-$1"
}
before='access_token=at-before
expires_at=1000003600
obtained_at=1000000000
refresh_token=rt-before'
rotated='access_token=at-before
expires_at=1000003600
obtained_at=1000000000
refresh_token=fault-refresh-N'

# attempt MODE STATUS ERE TOKENS: by hand, and then git's get, which must not
# ask the server again.
attempt() {
	tried="$tried $1"
	seed "$1"
	run lanyard refresh "x-$1"
	fails "$2" "^lanyard: error: login x-$1: .*$3" "$1: refresh"
	is "$(tokens "$1" | LC_ALL=C sort |
		sed 's/^refresh_token=fault-refresh-[0-9]*$/refresh_token=fault-refresh-N/')" \
		"$4" "$1: the stored tokens"
	_sent=$(fault_count "$1")
	request get protocol=https "host=x-$1.example"
	fails "$2" "login x-$1: .*$3" "$1: get"
	is "$(fault_count "$1") $_sent" '1 1' "$1: sent once in all"
}
tried=

# broken, lost, refused: attempt with the statuses and tokens that go with it.
broken() {
	attempt "$1" 5 "$2" "$before"
}
lost() {
	attempt "$1" 5 "$2" "$rotated"
}
refused() {
	attempt "$1" 4 "$2" "$before"
}

host='127\.0\.0\.1:[0-9]+'

# -- The connection --
broken reset-before "no whole answer from $host"
broken reset "no whole answer from $host"
broken close "no whole answer from $host"
broken close-before "no whole answer from $host"
broken silence "no answer from $host within"
broken silence-in-head "no answer from $host within"
broken drip "no answer from $host within"
broken late "no answer from $host within"

# -- The status --
broken 429 "$host answered 429 slow_down"
for status in 503 503-date 503-bare 500; do
	broken "$status" "$host answered ${status%-*} without an OAuth error"
done
broken 404 "$host answered 404 with a web page, not JSON"
like "$err" 'hint: is token_endpoint, or issuer, right' 'and what to look at'
for status in 302 307 308; do
	broken "$status" "$host answered $status"
done
is "$(fault_count redirected)$(fault_count /redirected)" 00 \
	'no redirect was followed'
broken status "$host answered 418"

# -- OAuth errors --
for error in invalid_grant invalid_scope unauthorized_client; do
	refused "$error" "$host answered 400 $error"
done
refused invalid_client "$host answered 401 invalid_client"
refused error-200 "$host answered 200 bad_refresh_token"
refused error-escapes "$host answered 400 invalid_grant"
refused error-long "$host answered 400 invalid_request"
ok 'error-long: is cut' test "$(wc -c <"$T/err")" -lt 1200
broken invalid_grant-500 "$host answered 500 invalid_grant"
refused error-form "$host answered 400 invalid_grant"

# -- The body --
broken empty "$host answered 200"
broken html "$host answered 200 with a web page, not JSON"
broken not-json "$host answered 200"
broken no-token "$host answered 200 without a usable access_token"
broken deep "$host answered 200"
broken duplicate-refresh "$host answered 200"
broken big "answer of $host is too large"
broken big-head "answer of $host is too large"
lost no-token-but-refresh "$host answered 200 without a usable access_token"
lost empty-token "$host answered 200 without a usable access_token"
lost token-boolean "$host answered 200 without a usable access_token"
lost token-newline "$host answered 200 without a usable access_token"
lost token-nul "$host answered 200"
lost token-type-odd "token of type mac"
lost duplicate "$host answered 200"

# A rejected token is not the answer again, though one generation was saved.
record x-no-token-but-refresh client_id=native \
	"token_endpoint=$FAULT_URL/no-token-but-refresh/token" \
	access_token=at-before "obtained_at=$(($(now) - 100))" \
	"expires_at=$(($(now) + 3600))" refresh_token=rt-before generation=1
request get 'capability[]=state' protocol=https \
	host=x-no-token-but-refresh.example \
	'state[]=lanyard:x-no-token-but-refresh:1'
fails 5 'without a usable access_token' 'rejected, and no new one: an error'

# -- Sound after all --
# sound MODE KEY=ERE...: refreshed, with that in the record.
sound() {
	tried="$tried $1"
	_mode=$1
	shift
	seed "$_mode"
	_begin=$(now)
	run lanyard refresh "x-$_mode"
	silent "$_mode: refresh"
	like "$(field "x-$_mode" access_token)" '^fault-access-[0-9]+$' \
		"$_mode: a new access token"
	for _pair in "$@"; do
		like "$(field "x-$_mode" "${_pair%%=*}")" "^${_pair#*=}\$" \
			"$_mode: $_pair"
	done
	request get protocol=https "host=x-$_mode.example"
	says "^password=$(field "x-$_mode" access_token)\$" "$_mode: get"
	is "$(fault_count "$_mode")" 1 "$_mode: sent once"
}
sound ok 'refresh_token=fault-refresh-[0-9]+' 'expires_at=[0-9]+'
# What came is whole, whatever did not come, or stands round it.
for mode in silence-in-body cut cut-reset cut-chunked array json-trailing \
	duplicate-other bad-utf8; do
	sound $mode 'refresh_token=fault-refresh-[0-9]+' 'expires_at=[0-9]+'
done
sound cut-json refresh_token=rt-before 'expires_at=[0-9]+'
sound no-length 'refresh_token=fault-refresh-[0-9]+'
sound token-type-lower 'token_type=bearer'
sound no-token-type
sound no-refresh refresh_token=rt-before
sound expiry-string 'expires_at=[0-9]+'
sound no-expiry expires_at=
sound expiry-garbage 'expires_at=[0-9]+'
sound expiry-negative expires_at=
sound expiry-huge 'expires_at=([0-9]{1,19})?'
sound expiry-zero expires_at=
# Longer than a line of git's may be, but not than others can take.
tried="$tried token-long"
seed token-long
run lanyard refresh x-token-long
silent 'token-long: refresh'
run lanyard token x-token-long
is "$(wc -c <"$T/out" | tr -d ' ')" 100001 'token-long: token, whole'

# Not one fault of the server's is left out.
for mode in $(fault_control modes); do
	case " $tried raw redirected say wire " in # wire: faults/wire.t
	*" $mode "*) ;;
	*) fail "$mode: tried" ;;
	esac
done

# -- Certificates --
# tls_conf [LINE]
tls_conf() {
	conf <<-END
		logins = {
		  tls = {
		    url = [ "https://tls.example" ];
		    token_endpoint = "$FAULT_URL/ok/token";
		    client_id = "native";
		    $1
		  };
		};
	END
	record tls "token_endpoint=$FAULT_URL/ok/token" client_id=native \
		access_token=at-before obtained_at=1000000000 \
		expires_at=1000003600 refresh_token=rt-before generation=1
}
# wrong_certificate NAME
wrong_certificate() {
	run lanyard refresh tls
	fails 5 "login tls: .*$host.*certificate" "$1"
	is "$(grep -E '^(access_token|obtained_at|expires_at|refresh_token)=' \
		"$LANYARD_STORE/logins/tls" | LC_ALL=C sort)" "$before" \
		"$1: the stored tokens"
	is "$(fault_count requests)" 0 "$1: nothing was sent"
}
certificate right IP:127.0.0.1
certificate other DNS:other.example
start_fault FAULT_TLS_CERT="$T/right.crt" FAULT_TLS_KEY="$T/right.key"
tls_conf
wrong_certificate 'a certificate nobody has signed'
tls_conf "ca_file = \"$T/other.crt\";"
wrong_certificate 'a certificate of another CA'
tls_conf "ca_file = \"$T/right.crt\";"
run lanyard refresh tls
silent 'ca_file'
tls_conf
run env "SSL_CERT_FILE=$T/right.crt" lanyard refresh tls
silent 'SSL_CERT_FILE'
tls_conf
run env "CURL_CA_BUNDLE=$T/right.crt" lanyard refresh tls
silent 'CURL_CA_BUNDLE'
head -n 3 "$T/right.crt" >"$T/cut.crt"
tls_conf "ca_file = \"$T/cut.crt\";"
run lanyard refresh tls
fails 2 "login tls: ca_file $T/cut.crt: it is cut short" 'a ca_file that is cut'
like "$err" "hint: openssl x509 -noout -subject -in '$T/cut.crt'" 'and a look at it'
tls_conf "ca_file = \"$T/none\";"
run lanyard refresh tls
fails 2 "$T/none" 'a ca_file that is not there'
start_fault FAULT_TLS_CERT="$T/other.crt" FAULT_TLS_KEY="$T/other.key"
tls_conf "ca_file = \"$T/other.crt\";"
wrong_certificate "another host's certificate"
# TLS is spoken where none is: not HTTP instead.
start_fault
FAULT_URL=https:${FAULT_URL#http:}
tls_conf 'timeout_ms = 500;'
run lanyard refresh tls
fails 5 "login tls: no answer from $host" 'a server that speaks no TLS'
is "$(fault_count requests)" 0 'gets nothing in clear'

done_testing
