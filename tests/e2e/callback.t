#!/bin/sh
# Callbacks that come and are not used: one line each at the terminal, and the
# login goes on. curl is the browser.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/e2e/terminal.sh"

start_server codes codes.js CODES_RIGHT=the-right-code
CODES_URL=$server_url CODES_CONTROL=$server_control

# configure EXTRA: what the login's configuration has besides.
configure() {
	cat >"$LANYARD_CONFIG" <<-CONF
		logins = {
		  work = {
		    url                    = [ "http://127.0.0.1:1" ];
		    authorization_endpoint = "https://id.example.org/authorize";
		    token_endpoint         = "$CODES_URL/token";
		    client_id              = "native";
		    $1
		  };
		};
	CONF
	chmod 600 "$LANYARD_CONFIG"
}

begin() {
	control "$CODES_CONTROL" forget
	at_terminal 'lanyard login work'
	prompted || die 'there is a prompt' "$(cat "$T/screen")"
	url=$(url_shown)
	state=$(echo "$url" | sed 's/.*[?&]state=\([^&]*\).*/\1/')
	callback=$(echo "$url" | sed 's/.*redirect_uri=\([^&]*\).*/\1/;
		s/%3A/:/g; s/%2F/\//g')
	host=${callback%/callback}
}

# status_of CURL-ARGUMENTS: what the browser is answered.
status_of() {
	curl -q -s -o "$T/page" -w '%{http_code}' --noproxy '*' --max-time 30 "$@"
}

lines() {
	grep -c '^lanyard: ' "$T/screen"
}

# refused STATUS WORDS CURL-ARGUMENTS: one line more, with WORDS.
refused() {
	_status=$1 _words=$2
	shift 2
	_before=$(lines)
	is "$(status_of "$@")" "$_status" "$_words: $_status"
	wait_until '[ "$(lines)" -gt "$_before" ]' 15
	is "$(lines)" $((_before + 1)) "$_words: one line at the terminal"
	like "$(grep '^lanyard: ' "$T/screen" | tail -n 1)" \
		"a callback came and was not used: .*$_words" \
		"$_words: which says so"
}

configure ''
begin
refused 400 'no state' "$callback?code=abc"
refused 400 'another state' "$callback?code=abc&state=wrong"
refused 400 'no state; the server says access_denied' \
	"$callback?error=access_denied"
refused 400 'no usable code' "$callback?state=$state"
refused 400 'no usable code' "$callback?code=a&code=b&state=$state"
refused 404 'another path' "$host/back?code=abc&state=$state"
refused 405 'did not come by GET' -d "code=abc&state=$state" "$callback"
refused 400 'another address' -H 'Host: evil.example' \
	"$callback?code=abc&state=$state"
head -c 20000 /dev/zero | tr '\0' x >"$T/long"
refused 414 'too long' "$callback?code=$(cat "$T/long")&state=$state"
_before=$(lines)
status_of "https${callback#http}?code=abc&state=$state" >"$T/unused"
wait_until '[ "$(lines)" -gt "$_before" ]' 15
like "$(grep '^lanyard: ' "$T/screen" | tail -n 1)" 'came by https' \
	'a browser that makes https of it is told of'
_before=$(lines)
is "$(status_of "$host/favicon.ico")" 404 'what browsers ask for by themselves'
is "$(status_of "$host/")" 404 'and a look at the address'
sleep 0.3
is "$(lines)" "$_before" 'is no callback, and not told'
is "$(control "$CODES_CONTROL" codes)" '' 'the server has heard of nothing'
# 20 kB of cookies, which all ports of a host share
is "$(status_of -b "c=$(cat "$T/long")" \
	"$callback/?state=$state&code=the-right-code&code=the-right-code&state=$state")" \
	200 'cookies of 20 kB, /callback/ and doubled parameters are no error'
ends 0 'and the login ends well'

configure 'authorization_parameters = { response_mode = "form_post"; };'
begin
is "$(status_of -d "code=the-right-code&state=$state" "$callback")" 200 \
	'form_post, where response_mode asks for it'
ends 0 'logs in'

configure ''
begin
is "$(status_of "$callback?error=temporarily_unavailable&state=$state")" 400 \
	'temporarily_unavailable'
ends 5 'is for another time'
like "$(cat "$T/shown")" '^lanyard: error: .*temporarily_unavailable' \
	'as the error says'
begin
is "$(status_of "$callback?error=invalid_scope&state=$state")" 400 \
	'another error of the server'
ends 4 'is its last word'

done_testing
