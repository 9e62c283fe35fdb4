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
refused 400 'code twice, and not the same' \
	"$callback?code=a&code=b&state=$state"
refused 400 'state twice, and not the same' \
	"$callback?code=abc&state=$state&state=wrong"
refused 400 'state is malformed' "$callback?code=abc&state=%zz"
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
for path in apple-touch-icon.png robots.txt \
	.well-known/appspecific/com.chrome.devtools.json; do
	is "$(status_of "$host/$path")" 404 "/$path, too"
done
is "$(status_of -X OPTIONS -H 'Origin: https://evil.example' \
	-H 'Access-Control-Request-Method: GET' "$callback")" 405 \
	'another page may not ask whether it may'
# A browser connects in advance, and sends nothing: more often than there is
# room for. And slowly, a byte at a time.
perl -MIO::Socket::INET -e 'my @all = map {
	IO::Socket::INET->new("127.0.0.1:$ARGV[0]") } 1..40;
	open F, ">", $ARGV[1]; close F; sleep 20' "${host##*:}" "$T/waits" &
waits=$!
wait_until '[ -e "$T/waits" ]' 10
sleep 0.3
is "$(lines)" "$_before" 'is no callback, and not told'
refused 400 'another state' "$callback?code=behind-forty&state=wrong"
kill "$waits"
_before=$(lines)
perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]");
	$s->autoflush(1);
	print $s $_ or die for split //, $ARGV[1] . "\r\nHost: 127.0.0.1:$ARGV[0]\r\n\r\n";
	print <$s>' "${host##*:}" "GET /callback?code=abc&state=wrong HTTP/1.1" >"$T/page"
like "$(head -n 1 "$T/page")" '^HTTP/1\.1 400 ' 'a byte at a time: is answered'
wait_until '[ "$(lines)" -gt "$_before" ]' 15
is "$(lines)" $((_before + 1)) 'a byte at a time: and told'
for method in HEAD OPTIONS PUT; do
	_before=$(lines)
	is "$(status_of -X $method -m 5 "$callback?code=abc&state=$state")" 405 \
		"$method: is no callback"
	wait_until '[ "$(lines)" -gt "$_before" ]' 15
	like "$(grep '^lanyard: ' "$T/screen" | tail -n 1)" \
		'a callback came and was not used: .*did not come by GET' \
		"$method: and told"
done
is "$(control "$CODES_CONTROL" codes)" '' 'the server has heard of nothing'
# A proxy on the way leaves the whole address (RFC 9112 3.2.2).
refused 400 'another state' --request-target \
	"$callback?code=abc&state=wrong" "$callback"
refused 400 'another address' --request-target \
	"http://evil.example/callback?code=abc&state=$state" "$callback"
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

configure 'response_mode = "form_post";'
begin
like "$(cat "$T/screen")" 'response_mode=form_post' \
	'response_mode as a key of the login is asked for'
is "$(status_of -d "code=the-right-code&state=$state" "$callback")" 200 \
	'and its form is taken'
ends 0 'and logs in'
configure 'response_mode = "query";
	authorization_parameters = { response_mode = "form_post"; };'
begin
is "$(grep -c 'response_mode=form_post' "$T/screen")" 0 \
	'which goes before the parameter of that name'
is "$(status_of -d "code=the-right-code&state=$state" "$callback")" 405 \
	'query: a form is no callback'
is "$(status_of "$callback?code=the-right-code&state=$state")" 200 \
	'but a query is'
ends 0 'and logs in, too'

# Two tabs at once, and one that comes late: one exchange, and the same page.
control "$CODES_CONTROL" slow ms=1000
configure ''
begin
for i in 1 2; do
	curl -q -s -o "$T/tab.$i" --noproxy '*' --max-time 30 \
		"$callback?code=the-right-code&state=$state" &
	tabs="${tabs:-} $!"
done
ends 0 'two tabs during the exchange'
is "$(status_of "$callback?code=the-right-code&state=$state")" 200 \
	'and one after the end'
like "$(cat "$T/page")" 'You are logged in' 'have the same page'
# shellcheck disable=SC2086 # two numbers
wait $tabs
like "$(cat "$T/tab.1")" 'You are logged in' 'the first'
like "$(cat "$T/tab.2")" 'You are logged in' 'the second'
is "$(control "$CODES_CONTROL" codes)" '"the-right-code"' 'of one exchange'
wait_until '[ -z "$(oauth_pids)" ]' 20
is "$(oauth_pids)" '' 'and nothing is left'
control "$CODES_CONTROL" slow ms=0
# A port that is given is free for the next login all the same.
port=$((20000 + $$ % 12000)) # below what the kernel chooses
configure "redirect_uri = \"http://127.0.0.1:$port/callback\";"
for i in 1 2; do
	begin
	status_of "$callback?code=the-right-code&state=$state" >"$T/unused"
	ends 0 "a login at a given port ($i)"
	unlike "$(cat "$T/shown")" 'cannot listen' 'which was free'
done

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

# -- the browser's way there, and other programs -------------------------------

# The browser is given an address that leads on once, and has no secret.
cat >"$T/browser" <<END
#!/bin/sh
printf '%s\n' "\$1" >"$T/start.new" && mv "$T/start.new" "$T/start"
END
chmod +x "$T/browser"
BROWSER=$T/browser
export BROWSER
configure 'redirect_uri = "http://localhost/callback";'
begin
wait_until '[ -s "$T/start" ]' 15
unlike "$(cat "$T/start")" 'state|challenge|id\.example' \
	'the argument of the browser has no state'
is "$(status_of -D "$T/head" "$(cat "$T/start")")" 302 'but leads on'
is "$(tr -d '\r' <"$T/head" | sed -n 's/^Location: //p')" "$url" \
	'to the URL that was shown'
is "$(status_of "$(cat "$T/start")")" 404 'once'
port=${callback##*localhost:}
port=${port%%/*}

# Loopback is every user's. To connect as another takes root.
if setpriv --reuid=65534 --clear-groups true 2>/dev/null; then
	_before=$(lines)
	setpriv --reuid=65534 --clear-groups curl -q -s --noproxy '*' \
		--max-time 30 "http://127.0.0.1:$port/callback?code=theirs&state=$state"
	isnt "$?" 0 'another user is not served'
	wait_until '[ "$(lines)" -gt "$_before" ]' 15
	like "$(grep '^lanyard: ' "$T/screen" | tail -n 1)" \
		"not used: it was another user's of this machine" 'and told of'
	setpriv --reuid=65534 --clear-groups curl -q -s --noproxy '*' \
		--max-time 30 "http://127.0.0.1:$port/callback?error=access_denied&state=$state"
	is "$(lines)" $((_before + 1)) 'once'
	for to in '[::1]' '[::ffff:127.0.0.1]'; do
		setpriv --reuid=65534 --clear-groups curl -q -s -g --noproxy '*' \
			--max-time 30 "http://$to:$port/callback?code=theirs&state=$state"
		isnt "$?" 0 "nor by $to"
	done
	# Held open, more often than there is room for: nobody is kept out.
	setpriv --reuid=65534 --clear-groups perl -MIO::Socket::INET -e '
		my @all = map { IO::Socket::INET->new("127.0.0.1:$ARGV[0]") } 1..40;
		print "open\n"; close STDOUT; sleep 20' "$port" >"$T/held" &
	held=$!
	wait_until '[ -s "$T/held" ]' 10
	is "$(status_of "http://127.0.0.1:$port/callback?code=x&state=no")" 400 \
		'nor does another user keep this one out'
	kill "$held"
	is "$(control "$CODES_CONTROL" codes)" '' 'their code is not sent'
else
	skip "another user's connection" \
		'only root can be another; t_listener says how it would be'
fi
if [ -e /proc/net/if_inet6 ] && grep -q ' lo$' /proc/net/if_inet6; then
	is "$(status_of "http://[::1]:$port/callback?code=x&state=no")" 400 \
		'localhost is [::1], too'
fi
is "$(status_of "http://127.0.0.1:$port/callback?code=the-right-code&state=$state")" \
	200 'and 127.0.0.1'
ends 0 'and the login is ours'

# A port of another program's: it would get the code.
rm "$T/start"
configure "redirect_uri = \"http://localhost:${CODES_URL##*:}/callback\";"
at_terminal 'lanyard login work'
prompted
like "$(cat "$T/screen")" \
	'already in use: no browser is opened, as that program would get the code' \
	'where the port is taken no browser is opened'
url=$(url_shown)
state=$(echo "$url" | sed 's/.*[?&]state=\([^&]*\).*/\1/')
type_line "$CODES_URL/callback?code=the-right-code&state=$state"
ends 0 'but the final URL can be pasted'
not_ok 'and there was no browser' test -e "$T/start"

done_testing
