#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# doctor and the endpoints: pages, refusals and silence in their place, and each
# kind of redirect URI.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v git >/dev/null || skip_all 'git is not here'
. "$TESTS/cli/doctor.sh"

# -- The server --
healthy
fault_control script path=/x/token lines='404 <html>nothing here'
finds token_endpoint "$FAULT_URL/x/token answers 404" 'token_endpoint' \
	'no token endpoint there'
fault_control script path=/x/token lines='404 {"error":"Not Found"}'
run lanyard doctor
run_status 0 'one that refuses with 404'
fault_control script path=/x/token lines='200 {"error":"bad_verification_code"}'
run lanyard doctor
run_status 0 'one that refuses with 200'
fault_control script path=/x/token lines='401 {"error":"invalid_client"}'
finds token_endpoint 'does not take client_id native' 'client_id' \
	'a client that is not known'
fault_control script path=/x/token lines='503 out of order'
finds token_endpoint 'answers 503' '' 'one that is out of order'
for answer in '404 <html>' '405 <!DOCTYPE html>' '200 <html>hello' '400 <html>' \
	'401 <html>no' '500 <html>' '302 <html>'; do
	fault_control script path=/x/token lines="$answer"
	snapshot
	finds token_endpoint "$FAULT_URL/x/token answers ${answer%% *} with a page for people, and not as a token endpoint" \
		'compare token_endpoint in lanyard\.conf' "a page: $answer"
	unchanged "$answer: nothing is changed"
done
for answer in '405' '200 {}' '302' '418 teapot'; do
	fault_control script path=/x/token lines="$answer"
	finds token_endpoint "answers ${answer%% *}, and not as a token endpoint" \
		'compare token_endpoint' "no page, and nothing else: $answer"
done
fault_control script path=/x/token lines='400 {"error":"invalid_request"}'
# other KEY PATH ANSWER: that endpoint is configured, and answers so.
other() {
	a_conf "$1 = \"$FAULT_URL$2\"; ${4:-}"
	fault_control script "path=$2" "lines=$3"
}
for key in device_authorization_endpoint pushed_authorization_request_endpoint \
	revocation_endpoint authorization_endpoint; do
	other $key /x/other '400 {"error":"invalid_request"}'
	run lanyard doctor
	run_status 0 "$key that is one"
	other $key /x/other '404 <html>gone'
	finds $key "$FAULT_URL/x/other answers 404.*, and not as " \
		"compare $key in lanyard\.conf" "$key that is none"
	other $key /x/other '405 no'
	finds $key "$FAULT_URL/x/other answers 405, and not as " \
		"compare $key in lanyard\.conf" "$key that takes no such request"
done
other authorization_endpoint /x/other '200 <html>log in'
run lanyard doctor
run_status 0 'a page to log in at'
other device_authorization_endpoint /x/other '200 <html>log in'
finds device_authorization_endpoint 'answers 200 with a page for people' \
	'compare device_authorization_endpoint' 'a page in the place of an endpoint'
conf <<END
logins = { work = { url = "https://git.example.com"; client_id = "native";
  token_endpoint = "http://id.example.com/token"; }; };
END
finds configuration '"token_endpoint" in login "work" is not https' 'write https' \
	'an endpoint that is http'
healthy
fault_control script path=/x/token lines='0'
finds server "127\.0\.0\.1" 'curl ' 'one that breaks off'
fault_control script path=/x/token lines='400 {"error":"invalid_request"}'

# -- The redirect URI --
# back URI ERE NEXT NAME: a fault of it.
back() {
	a_conf "redirect_uri = \"$1\";"
	a_record
	snapshot
	finds redirect_uri "$2" "$3" "$4"
	unchanged "$4: nothing is changed"
}
back https://localhost:8443/cb 'https://localhost:8443/cb is this machine, where nothing listens with TLS' \
	'redirect_uri = "http://127\.0\.0\.1/callback"' 'https on this machine'
back https://127.0.0.1/cb 'nothing listens with TLS' 'redirect_uri = ' 'https on its address'
# refused URI ERE NEXT NAME: the configuration has one by which no answer comes.
refused() {
	a_conf "redirect_uri = \"$1\";"
	finds configuration "$2" "$3" "$4"
}
refused http://app.example.com/cb 'sends the answer of a login in clear' \
	'write https' 'http elsewhere'
refused http://192.0.2.1:8080/cb 'sends the answer of a login in clear' \
	'write https' 'an address elsewhere'
refused ftp://app.example.com/cb 'is no address by which a browser' \
	'http://127\.0\.0\.1/callback' 'a page of another kind'
back "http://127.0.0.1:${FAULT_URL##*:}/cb" "cannot listen on 127\.0\.0\.1:${FAULT_URL##*:}" \
	'ss -ltnp' 'a port that is taken'
# told URI ERE NAME [LINE]: well, and said.
told() {
	a_conf "redirect_uri = \"$1\"; ${4:-}"
	run lanyard doctor
	run_status 0 "$3: no fault"
	like "$out" "^ok +redirect_uri +work: $2" "$3: but told"
}
told https://app.example.com/cb 'https://app\.example\.com/cb is not this machine: .*to be pasted' \
	'https elsewhere'
told http://app.example.com/cb 'http://app\.example\.com/cb is not this machine: ' \
	'http elsewhere that is allowed' 'allow_http = true;'
told myapp://cb 'myapp://cb is not this machine' "a program's own scheme"
told urn:ietf:wg:oauth:2.0:oob 'urn:.* is no page: .*to be pasted' 'a code to paste'
a_conf 'redirect_uri = "http://localhost/cb";'
run lanyard doctor --json
run_status 0 'localhost is well'
like "$out" 'http://localhost/cb: a browser may take 127\.0\.0\.1 or ::1 for that, so both are listened at' \
	'both its addresses'

done_testing
