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

run lanyard curl "http://bob@${one#http://}/x" -- -s
got "Bearer $access" 'a user name in the URL'
printf 'a body' >"$T/in"
run lanyard curl "$one/x" -- -s -d @- <"$T/in"
like "$out" '"body":"a body"' "curl's stdin is the caller's"
got "Bearer $access" 'and the token comes by another way'
run lanyard curl "$one/x" -- -s -d @- <&-
got "Bearer $access" 'stdin closed'
like "$out" '"body":""' 'what is read there is not the token'
run sh -c "lanyard curl '$one/x' -- -sS >/dev/full"
is "$status" 23 'a full disk: as curl says it'

# The other forms that curl takes, as in the manual's examples.
lanyard token --format=header work >"$T/in"
run curl -q -sS -H @- "$one/x" <"$T/in"
got "Bearer $access" 'token --format=header for curl -H @-'
run sh -c "lanyard token --format=netrc '$one' |
	curl -q -sS --netrc-file /dev/stdin '$one/x'"
got "Basic $(printf 'oauth2:%s' "$access" | base64)" \
	'token --format=netrc for curl --netrc-file'

# What must be escaped, in each form that curl reads.
# shellcheck disable=SC1003 # a backslash it is
odd='a"b\c#d'
record work "access_token=$odd" generation=1
# authorization: what the resource was sent, its JSON undone.
authorization() {
	printf '%s' "$out" | "$NODE" -e 'let text = "";
		process.stdin.on("data", (d) => { text += d; });
		process.stdin.on("end", () => process.stdout.write(
			JSON.parse(text).authorization));'
}
run lanyard curl "$one/x" -- -s
is "$(authorization)" "Bearer $odd" 'quotes and backslashes'
http_conf 'authorization_scheme = "OAuth";'
run lanyard curl "$one/x" -- -s
is "$(authorization)" "OAuth $odd" 'the same with another scheme'
http_conf
lanyard token --format=netrc --user='a\b' work >"$T/netrc"
run curl -q -s --netrc-file "$T/netrc" "$one/x"
authorization | sed -n 's/^Basic //p' | base64 -d >"$T/basic"
printf '%s' "a\\b:$odd" >"$T/wanted"
same "$T/basic" "$T/wanted" 'and in a netrc'

# The longest token that a netrc may have, curl reads.
for size in 4060 4059 4058 4057 4056 4055 4054 4053 4052 4051 4050; do
	long=$(head -c $size /dev/zero | tr '\0' x)
	record work "access_token=$long" generation=1
	! lanyard token --format=netrc work >"$T/netrc" 2>>"$T/longer" || break
done
like "$(cat "$T/longer")" 'too long for a netrc' 'longer ones are refused'
run curl -q -s --netrc-file "$T/netrc" "$one/x"
is "$(authorization | sed -n 's/^Basic //p' | base64 -d)" "oauth2:$long" \
	"a netrc with a token of $size bytes is read"
long=x$long
sed 's/ password / password x/' "$T/netrc" >"$T/netrc.long"
run curl -q -s --netrc-file "$T/netrc.long" "$one/x"
is "$(authorization)" '' 'one byte more, and curl says nothing'
fresh_record work

# -- A proxy of the environment sees nothing of this machine --
control "$two_control" reset
lanyard token --format=curl work >"$T/curlrc"
for variable in http_proxy ALL_PROXY; do
	run env "$variable=$two" lanyard curl "$one/x" -- -s
	got "Bearer $access" "with $variable: the token comes"
	run env "$variable=$two" curl -q -s -K - "$one/x" <"$T/curlrc"
	got "Bearer $access" 'with token --format=curl, too'
done
is "$(control "$two_control" counts)" '{}' 'and not by way of the proxy'
run env "http_proxy=$two" curl -q -s "$one/proxied"
is "$(control "$two_control" count name=/proxied)" 1 \
	'which curl alone would have taken'

# -- Another host gets nothing --
control "$two_control" reset
run lanyard curl "$one/redirect?to=$two/y" -- -sL
like "$out" '"path":"/y","authorization":""' \
	'a redirect to another host does not carry the token'
is "$(control "$two_control" count name=with)" 0 'as that host saw'
run lanyard curl "$one/redirect?to=http://127.0.0.1:${two##*:}/y" -- -sL
like "$out" '"path":"/y","authorization":""' \
	'nor does one to another port of the same host'
run lanyard curl "$one/redirect?to=$one/y" -- -sL
like "$out" "\"path\":\"/y\",\"authorization\":\"Bearer $access\"" \
	'one to the same place does'
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
# shellcheck disable=SC2016 # for eval
ok 'curl waits for its answer' wait_until \
	'[ "$(control "$one_control" count name=/slow)" = 1 ]' 10
is "$(tr '\0' '\n' <"/proc/$pid/comm")" curl 'lanyard has become curl'
unlike "$(tr '\0' '\n' <"/proc/$pid/cmdline")" "$access" 'no token in argv'
like "$(tr '\0' '\n' <"/proc/$pid/cmdline")" '/dev/fd/' \
	'but a descriptor to read it from'
unlike "$(tr '\0' '\n' <"/proc/$pid/environ")" "$access" \
	'no token in the environment'
unlike "$(ls -l "/proc/$pid/fd")" "$LANYARD_STORE" \
	'no file of the store is left open'
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
	like "$err" 'lanyard curl does not take|argument .* missing' 'and why'
done
is "$(control "$two_control" counts)" '{}' 'nothing went elsewhere'
run lanyard curl "$one/x" -- -sume:geheim
fails 2 'does not take option -u:' 'the message names the option'
unlike "$err" 'geheim' 'and nothing that stands behind it'
run lanyard curl "$one/x" -- --user=me:geheim
fails 2 'does not take option --user:' 'the same for a long one'
unlike "$err" 'geheim' 'which may be a password'
for word in "$(printf -- '-\033[2J')" "$(printf -- '--\033[2J')" \
	"$(printf '\033[2J')" "--$(head -c 100000 /dev/zero | tr '\0' a)"; do
	run lanyard curl "$one/x" -- "$word"
	fails 2 'lanyard curl does not take' 'nothing that clears a terminal'
done

# Every option that this curl has: none makes the word behind it a URL, and
# none that wants an argument goes without.
curl -q --help all | sed -n -e 's/^ *\(-[^-, ]\), *--.*/\1/p' >"$T/options"
curl -q --help all | sed -n -e 's/^ *\(-[^-, ], *\)\{0,1\}\(--[^ ]*\).*/\2/p' \
	>>"$T/options"
ok 'curl has many options' test "$(grep -c '' "$T/options")" -gt 200
while read -r option; do
	run lanyard curl "$one/x" -- -s -m 5 "$option" "$two/swept"
	grep -q '^lanyard: error:' "$T/err" || echo "$option"
done <"$T/options" >"$T/taken"
is "$(control "$two_control" counts)" '{}' \
	'no option makes a URL of the word behind it'
ok 'some take it for their argument' test "$(grep -c '' "$T/taken")" -gt 40
curl -q --help all | sed -n 's/^ *\(-[^-, ]\), *--[^ ]* <.*/\1/p' >"$T/options"
curl -q --help all |
	sed -n 's/^ *\(-[^-, ], *\)\{0,1\}\(--[^ ]*\) <.*/\2/p' >>"$T/options"
while read -r option; do
	run lanyard curl "$one/x" -- "$option"
	grep -q '^lanyard: error:' "$T/err" || echo "$option"
done <"$T/options" >"$T/alone"
is_empty "$T/alone" 'no option that wants an argument is taken without'
run curl -q -s "$one/x" -L "$two/swept"
is "$(control "$two_control" count name=/swept)" 1 'a URL would be seen there'
for words in '' work "-- -s" "-s -m 5" "-m" "-- $one/x" work\ -s; do
	# shellcheck disable=SC2086 # words
	run lanyard curl $words
	is "$status" 2 "usage: curl $words"
	is_empty "$T/out" 'prints nothing'
done

# -- Options before and behind, with and without "--" --
for words in "-s -m 10 $one/x" "--max-time 10 -s $one/x" "$one/x -sm 10" \
	"$one/x --max-time 10 -s" "-s $one/x -m10" "-s $one/x -- -m 10" \
	"--no-keepalive -s $one/x --no-location" \
	"--connect-timeout 5 $one/x --no-progress-meter --fail"; do
	# shellcheck disable=SC2086 # words
	run lanyard curl $words
	is "$status" 0 "taken: curl $words"
	got "Bearer $access" 'with the token'
done
run lanyard curl "$one/slow" -s -m 0.3
is "$status" 28 "a time is kept: curl's own status"
for words in "-s $one/x $two/x" "$one/x -- -- -s" "--no-max-time $one/x" \
	"-k $one/x" "--no-location-trusted $one/x" "-m $one/x"; do
	# shellcheck disable=SC2086 # words
	run lanyard curl $words
	is "$status" 2 "refused: curl $words"
	is_empty "$T/out" 'nothing on stdout'
done

# -- ca_file of the login, besides the system's --
certificate tls IP:127.0.0.1
start_server tls echo.js ECHO_TLS_CERT="$T/tls.crt" ECHO_TLS_KEY="$T/tls.key"
tls=$server_url
# tls_conf [LINE]: a login for that resource.
tls_conf() {
	plain=$one one=$tls
	http_conf "$*"
	one=$plain
}
tls_conf
run lanyard curl "$tls/x" -sS
is "$status" 60 'a certificate of a CA that is not known: 60, as curl has it'
is_empty "$T/out" 'and no answer'
tls_conf "ca_file = \"$T/tls.crt\";"
run lanyard curl "$tls/x" -sS
run_status 0 'with ca_file'
got "Bearer $access" 'it is known'
is_empty "$T/err" 'in silence'
run lanyard curl "$tls/redirect?to=$tls/y" -sSL
got "Bearer $access" 'for the second connection, too'
run env CURL_CA_BUNDLE="$T/none" lanyard curl "$tls/x" -sS
run_status 0 'whatever CURL_CA_BUNDLE is'
for file in none home fifo; do
	[ -e "$T/fifo" ] || mkfifo "$T/fifo"
	tls_conf "ca_file = \"$T/$file\";"
	run timeout 20 lanyard curl "$tls/x" -sS
	fails 2 "cannot read ca_file $T/$file: " "ca_file is no file: $file"
done
# What curl is given: a curl that keeps it.
mkdir -p "$T/fake"
cat >"$T/fake/curl" <<-END
	#!/bin/sh
	while [ "\$1" != --cacert ]; do shift; done
	exec cat "\$2"
END
chmod +x "$T/fake/curl"
tls_conf "ca_file = \"$T/tls.crt\";"
run env PATH="$T/fake:$PATH" lanyard curl "$tls/x"
ok 'curl gets the certificates of ca_file' \
	grep -q -F -e "$(sed -n 2p "$T/tls.crt")" "$T/out"
if [ -s /etc/ssl/certs/ca-certificates.crt ]; then
	ok "and the system's" test "$(grep -c BEGIN "$T/out")" -gt 2
fi
http_conf

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
access=$(head -c 70000 /dev/zero | tr '\0' x)
record work "access_token=$access" generation=1
run lanyard curl "$one/x" -- -s
fails 1 'pipe' 'one that no pipe takes'

# -- Several at once --
fresh_record work
pids=
for i in 1 2 3 4 5 6 7 8; do
	lanyard curl "$one/at-once-$i" -- -s >"$T/once.$i" 2>&1 9>&- &
	pids="$pids $!"
done
# shellcheck disable=SC2086 # words
wait $pids
for i in 1 2 3 4 5 6 7 8; do
	like "$(cat "$T/once.$i")" \
		"\"path\":\"/at-once-$i\",\"authorization\":\"Bearer $access\"" \
		"$i of 8 at once"
done

done_testing
