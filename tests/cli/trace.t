#!/bin/sh
# LANYARD_TRACE: what is done, line by line, by both programs, and no secret.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_as AS_LIFETIME=3600
conf <<END
logins = {
  work = {
    url           = "http://127.0.0.1:1";
    issuer        = "$AS_URL";
    client_id     = "basic";
    client_secret = "s:e/c+r%et a&b=c?";
    scope         = "read_repository";
  };
};
END
# A browser that notes the final URL, which has the code in it, and opens it.
cat >"$T/browser" <<END
#!/bin/sh
final=\$(PERSON_ACTION=copy '$NODE' '$TESTS/servers/person.js' "\$@") &&
	printf '%s\n' "\$@" "\$final" >>'$T/urls' &&
	exec curl -q -sS --noproxy '*' -m 60 -o /dev/null "\$final"
END
chmod +x "$T/browser"
LANYARD_INTERACTIVE=1
BROWSER=$T/browser
LANYARD_TRACE=$T/trace
export LANYARD_INTERACTIVE BROWSER LANYARD_TRACE

# tokens: those of the record, and of each answer, are secrets from here on.
tokens() {
	secret "$(field work access_token)" "$(field work refresh_token)"
}

# traced ERE NAME
traced() {
	like "$(cat "$T/trace")" \
		"^[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z lanyard\[[0-9]+\] $1\$" "$2"
}

host=${AS_URL#http://}
run timeout 60 lanyard login work
run_status 0 'login'
tokens
sed 's/[?&]/\n/g' "$T/urls" |
	sed -n -e 's/^code=//p' -e 's/^state=//p' \
		-e 's|^http://[^/]*/\([^/]*\)$|\1|p' | grep -v '^callback$' | sort -u >"$T/of-urls"
ok "the code, the state and the browser's key are known" \
	test "$(grep -c ........ "$T/of-urls")" -ge 3
cat "$T/of-urls" >>"$T/secrets"
traced 'lanyard login, version [0-9.]+' 'the verb'
traced 'login work: a person is asked' 'lanyard writes to it'
traced "http: GET $host/\.well-known/oauth-authorization-server: 200, [0-9]+ ms" \
	'lanyard-oauth, too'
traced "http: POST $host/token: 200, [0-9]+ ms" 'the code is exchanged'
traced 'login work: saved generation 1' 'it is saved'
traced 'lanyard login ends with status 0' 'and done'
is "$(stat -c %a "$T/trace")" 600 'it is for us alone'

run lanyard refresh work
silent 'refresh'
tokens
traced 'login work: refresh of generation 1' 'a refresh'
traced 'login work: saved generation 2' 'its end'
request get url=http://oauth2:pass-in-url-0123@127.0.0.1:1/path?query=qqqqqqqq
run_status 0 'get'
secret pass-in-url-0123 qqqqqqqq
traced 'login work: the token of generation 2 is handed out' 'a get'
request erase url=http://127.0.0.1:1 "password=$(field work access_token)"
run_status 4 'erase, of a new token'
traced 'login work: generation 2 was rejected, its access token is dropped' \
	'an erase'
request erase url=http://127.0.0.1:1 password=another-0123456789
silent 'erase of another token'
secret another-0123456789
traced 'login work: what was rejected is not its token' 'says why nothing is done'
request get url=http://127.0.0.1:9
silent 'get for an unknown host'
traced 'no login answers the request' 'says so'
run lanyard token work
run_status 0 'token'
tokens
secret "$out"
printf 'seed-0123456789\n' >"$T/in"
run lanyard seed --force work <"$T/in"
silent 'seed'
secret seed-0123456789
run lanyard refresh work
fails 4 'lanyard login work' 'a refresh that is refused'
traced 'login work: refresh failed: .*' 'the refusal'
run lanyard logout work
run_status 0 'logout'
traced 'login work: its record is removed, .*' 'the logout'

secret 's:e/c+r%et a&b=c?' 's%3Ae%2Fc%2Br%25et'
not_ok 'no token, code, state, password, query or secret is in the trace' \
	grep -F -f "$T/secrets" "$T/trace"
ok 'of which there are many' test "$(sort -u "$T/secrets" | grep -c .)" -ge 12
unlike "$(cat "$T/trace")" '\?|Bearer|Basic|Authorization' 'nor a header'

# -- stderr, and none -----------------------------------------------------
work_conf
fresh_record work
lines=$(grep -c '' "$T/trace")
for value in 1 true; do
	LANYARD_TRACE=$value
	run lanyard token work
	run_status 0 "LANYARD_TRACE=$value"
	is "$out" "$access" 'the answer is the same'
	is "$(grep -c '^20.*Z lanyard\[[0-9]*\] ' "$T/err")" 3 'stderr has it'
	is "$(grep -c '' "$T/err")" 3 'and nothing else'
done
for value in '' 0 false; do
	LANYARD_TRACE=$value
	run lanyard token work
	answers "LANYARD_TRACE=$value: none" <<-END
		$access
	END
done

# -- A path: appended to, or refused --------------------------------------
LANYARD_TRACE=./relative
run lanyard token work
answers 'a path below the current folder' <<END
$access
END
(umask 022 && echo before >"$T/old")
LANYARD_TRACE=$T/old
run lanyard token work
answers 'a file of before' <<END
$access
END
is "$(head -n 1 "$T/old")" before 'is appended to'
is "$(grep -c '' "$T/old")" 4 'by three lines'
is "$(stat -c %a "$T/old")" 600 'and for us alone from then on'

mkdir "$T/folder"
mkfifo "$T/fifo"
echo keep >"$T/target"
ln -s "$T/target" "$T/link"
ln -s "$T/nowhere" "$T/dangling"
echo keep >"$T/twice"
ln "$T/twice" "$T/hard"
# Root has another's; to anybody else, root has.
others=/etc/passwd
if gives_away; then
	others=$T/others
	echo keep >"$others"
	chown 65534 "$others"
fi
while IFS="|" read -r value why; do
	LANYARD_TRACE=$value
	cksum "$T/target" "$T/twice" "$others" >"$T/before"
	run lanyard token work
	is "$status $out" "0 $access" "$value: the answer all the same"
	like "$err" "^lanyard: no trace: LANYARD_TRACE=$value: ($why)\$" 'and why'
	is "$(grep -c '' "$T/err")" 1 'in one line'
	cksum "$T/target" "$T/twice" "$others" >"$T/after"
	same "$T/after" "$T/before" 'nothing is written'
done <<END
$T/link|it is a link
$T/dangling|it is a link
$T/hard|it is a link: the file has another name
$others|it belongs to another user|Permission denied
$T/fifo|it is no regular file
$T/folder|Is a directory
/dev/null|it is no regular file|it belongs to another user
$T/none/trace|No such file or directory
yes|neither 1 nor a path with a / in it
2|neither 1 nor a path with a / in it
END
not_ok 'what a link leads to is not made' test -e "$T/nowhere"
record work issuer=https://id.example.com client_id=native \
	refresh_token=rt-live-0123456789 generation=3
LANYARD_TRACE=$T/link
run lanyard refresh work
is "$(grep -c 'no trace' "$T/err")" 1 'with lanyard-oauth it is told once, too'
run_status 5 'with lanyard-oauth: the error is what it was'

done_testing
