#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# curl with a token: lanyard curl, and token --format=curl for curl -K. Real
# curl, two resources on two ports.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_server one echo.js
one=$server_url one_control=$server_control
start_server two echo.js ECHO_HOST=localhost
two=$server_url two_control=$server_control

# http_conf [LINE...]: a login for the first of them.
http_conf() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "$one" ];
		    issuer = "https://id.example.com";
		    client_id = "native";
		    $*
		  };
		};
	END
}
http_conf
fresh_record work

# got AUTHORIZATION NAME: what the resource says it was sent.
got() {
	like "$out" "\"authorization\":\"$1\"" "$2"
}

# -- It works --
run lanyard curl "$one/x"
run_status 0 'lanyard curl'
got "Bearer $access" 'carries the token'
run lanyard curl "$one/x" -- -sS -X PUT --data-raw 'a b' -H 'X-Y: z'
run_status 0 'with options'
is_empty "$T/err" 'silent where that is asked for'
got "Bearer $access" 'carries the token'
like "$out" '"method":"PUT","path":"/x".*"body":"a b"' 'and the options hold'
run lanyard curl "$one/[1-2]{a,b}" -- -s
like "$out" '"path":"/\[1-2\]' 'a URL is one URL, whatever is in it'
run lanyard curl "$one/denied" -- -s -f
is "$status" 22 "curl's own exit status"
http_conf 'authorization_scheme = "OAuth";'
run lanyard curl "$one/x" -- -s
got "OAuth $access" 'the scheme of the login'
http_conf
echo "url = \"$two/rc\"" >"$HOME/.curlrc"
run lanyard curl "$one/x" -- -s
is "$(control "$two_control" count name=/rc)" 0 'a .curlrc is not read'
rm "$HOME/.curlrc"

# -- Another host gets nothing --
control "$two_control" reset
run lanyard curl "$one/redirect?to=$two/y" -- -sL
like "$out" '"path":"/y","authorization":""' \
	'a redirect to another host does not carry the token'
is "$(control "$two_control" count name=with)" 0 'as that host saw'
lanyard token --format=curl work >"$T/curlrc"
run curl -q -s -L -K - "$one/redirect?to=$two/y" <"$T/curlrc"
like "$out" '"path":"/y","authorization":""' \
	'nor does it with token --format=curl'
run curl -q -s -K - "$one/x" <"$T/curlrc"
got "Bearer $access" 'which carries it where it belongs'
http_conf 'authorization_scheme = "OAuth";'
run lanyard curl "$one/redirect?to=$two/y" -- -sL
like "$out" '"path":"/y","authorization":""' 'nor does another scheme'
http_conf
run lanyard curl "$two/x"
fails 2 'no login answers' 'a URL without a login'

# -- The token is not to be seen --
lanyard curl "$one/slow" -- -s >"$T/slow" 2>&1 9>&- &
pid=$!
ok 'curl waits for its answer' wait_until \
	'[ "$(control "$one_control" count name=/slow)" = 1 ]' 10
is "$(tr '\0' '\n' <"/proc/$pid/comm")" curl 'lanyard has become curl'
unlike "$(tr '\0' '\n' <"/proc/$pid/cmdline")" "$access" 'no token in argv'
like "$(tr '\0' '\n' <"/proc/$pid/cmdline")" '/dev/fd/' \
	'but a descriptor to read it from'
unlike "$(tr '\0' '\n' <"/proc/$pid/environ")" "$access" \
	'no token in the environment'
control "$one_control" go
wait $pid
like "$(cat "$T/slow")" "Bearer $access" 'and it got through'

# -- Refused: what could send it elsewhere, or show it --
control "$two_control" reset
for words in "$two/x" "-s $two/x" "--url $two/x" "-K $T/curlrc" \
	"--config $T/curlrc" -: --next --location-trusted --loc --location-t \
	-v --verbose "--trace $T/t" "--trace-ascii $T/t" -k --insecure \
	"-x $two" "--proxy $two" "--preproxy $two" \
	"--connect-to ::$two" "--resolve git.example.com:443:127.0.0.1" \
	"--unix-socket $T/s" "-sK $T/curlrc" "-sx $two" - -- --output -o -sH \
	"--output=$T/o" "-u a:b" "--oauth2-bearer x" "--netrc" "-Z" \
	"--proto-redir =http" "--libcurl $T/c" "--doh-url $two" \
	"--cacert $T/ca" "--haproxy-protocol" "--variable x" "--egd-file x"; do
	# shellcheck disable=SC2086 # words
	run lanyard curl "$one/x" -- $words
	is "$status" 2 "refused: $words"
	is_empty "$T/out" 'nothing on stdout'
	like "$err" 'lanyard curl does not take' 'and why'
done
is "$(control "$two_control" counts)" '{}' 'nothing went elsewhere'
for words in '' work "$one/x -s" "-- -s"; do
	# shellcheck disable=SC2086 # words
	run lanyard curl $words
	is "$status" 2 "usage: curl $words"
	is_empty "$T/out" 'prints nothing'
done

# -- No token, no curl --
record work
run lanyard curl "$one/x"
fails 3 'lanyard login work' 'without a token curl is not started'
fresh_record work
mkdir "$T/bin"
ln -s "$BUILD/lanyard" "$T/bin/lanyard"
run env PATH="$T/bin" lanyard curl "$one/x"
fails 1 'there is no curl' 'without curl'
access=$(head -c 6000 /dev/zero | tr '\0' x)
record work "access_token=$access" generation=1
run lanyard curl "$one/x" -- -s
run_status 0 'a token of 6,000 bytes'
got "Bearer $access" 'gets through whole'

done_testing
