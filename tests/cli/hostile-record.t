#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# A record that was copied in from another machine, or made by hand by somebody
# who wants a secret or a token of this one. Real authorization server.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_as
# Whoever made the record listens here, and notes what comes.
start_server evil echo.js ECHO_LOG="$T/evil.log"
evil=$server_url evil_control=$server_control

# got_nothing NAME
got_nothing() {
	is "$(control "$evil_control" count name=/token)" 0 \
		"$1: nothing came to the record's endpoint"
}

# -- This machine's client secret --
printf '%s' 's:e/c+r%et a&b=c?' >"$T/basic.secret"
chmod 600 "$T/basic.secret"
printf '#!/bin/sh\ncat "%s"\n' "$T/basic.secret" >"$T/give"
chmod +x "$T/give"
secret 's:e/c+r%et a&b=c?'

# secret_conf LINE [ISSUER]
secret_conf() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    issuer = "${2:-$AS_URL}";
		    client_id = "basic";
		    $1
		  };
		};
	END
}

# seed [KEY=VALUE...]: a record with a live refresh token of that client.
seed() {
	token=$(as_control mint account=alice client=basic field=refresh_token)
	secret "$token"
	record work client_id=basic "refresh_token=$token" generation=1 "$@"
}

for way in 'client_secret = "s:e/c+r%et a&b=c?";' \
	"client_secret_file = \"$T/basic.secret\";" \
	"client_secret_command = [ \"$T/give\" ];"; do
	secret_conf "$way"
	for issuer in "issuer=$AS_URL" ''; do
		seed ${issuer:+"$issuer"} "token_endpoint=$evil/token" \
			"revocation_endpoint=$evil/revoke"
		run lanyard refresh work
		run_status 0 "${way%% *}: refreshed where the issuer says"
		got_nothing "${way%% *}"
		unlike "$(field work token_endpoint)" "$evil" \
			'and the record names that endpoint now'
	done
done
# Where the metadata cannot be had the secret stays here, and the token too.
secret_conf 'client_secret = "s:e/c+r%et a&b=c?";' http://127.0.0.1:1
seed issuer=http://127.0.0.1:1 "token_endpoint=$evil/token"
snapshot
run lanyard refresh work
fails 5 'cannot reach 127.0.0.1:1' 'the issuer is away'
got_nothing 'the issuer is away'
is "$(field work refresh_token)" "$token" 'the token stays'
# On the issuer's own host the record is believed, without a look-up.
secret_conf 'client_secret = "s:e/c+r%et a&b=c?";'
as_control reset >/dev/null 2>&1
seed "issuer=$AS_URL" "token_endpoint=$AS_URL/token"
before=$(as_count discovery)
run lanyard refresh work
run_status 0 "the issuer's own host"
is "$(as_count discovery)" "$before" 'needs no look-up'

# -- http of an https issuer --
certificate server IP:127.0.0.1
# A server whose metadata name what $T/names says.
"$NODE" -e '
const fs = require("fs");
const dir = process.argv[1];
const server = require("https").createServer({
	key: fs.readFileSync(dir + "/server.key"),
	cert: fs.readFileSync(dir + "/server.crt") },
	(request, reply) => {
		const self = "https://127.0.0.1:" + server.address().port;
		request.resume();
		reply.setHeader("Content-Type", "application/json");
		reply.end(JSON.stringify({ issuer: self,
			token_endpoint: self + "/token",
			authorization_endpoint: self + "/auth",
			...JSON.parse(fs.readFileSync(dir + "/names")) }));
	});
server.listen(0, "127.0.0.1", () => console.log(
	"ready https://127.0.0.1:" + server.address().port));
process.stdin.resume().on("end", () => process.exit());
' "$T" <"$T/life" >"$T/tls.ready" 2>"$T/tls.err" 9>&- &
server_pids="$server_pids $!"
ok 'a TLS server' wait_until "grep -q ready '$T/tls.ready'" 20
tls=$(sed -n 's/ready //p' "$T/tls.ready")
CURL_CA_BUNDLE=$T/server.crt
export CURL_CA_BUNDLE

for line in '' 'allow_http = true;'; do
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    issuer = "$tls";
		    client_id = "native";
		    $line
		  };
		};
	END
	printf '{"token_endpoint":"%s/token"}' "$evil" >"$T/names"
	record work "issuer=$tls" client_id=native generation=1 \
		refresh_token=rt-mine
	run lanyard refresh work
	fails 5 "metadata's token_endpoint: http, though the issuer" \
		"metadata with http to this machine, ${line:-as it is}"
	got_nothing 'metadata with http'
done
# In a record: the configuration's issuer is asked, which names another.
conf <<-END
	logins = {
	  work = {
	    url = [ "https://git.example.com" ];
	    issuer = "$tls";
	    client_id = "native";
	  };
	};
END
printf '{}' >"$T/names"
record work "issuer=$tls" client_id=native generation=1 \
	refresh_token=rt-mine "token_endpoint=$evil/token"
run lanyard refresh work
isnt "$status" 0 'a record with http to this machine'
got_nothing 'a record with http'
# A login that only the store knows.
conf </dev/null
record copied "issuer=$tls" client_id=native generation=1 \
	refresh_token=rt-mine "token_endpoint=$evil/token" \
	'url[]=https://git.example.com'
run lanyard refresh copied
fails 2 'login copied: the stored token_endpoint is http' \
	'a record alone, with http to this machine'
like "$err" 'hint: .*lanyard logout copied' 'and what to do'
got_nothing 'a record alone'
unset CURL_CA_BUNDLE

# -- Patterns that no configuration may have --
# answered PATTERN HOST: with that pattern in a record of its own.
copied() {
	no_store
	conf </dev/null
	fresh_record copied "url[]=$1"
	request get protocol="${3:-https}" host="$2"
}
copied 'https://git.example.com' git.example.com
says "^password=$access\$" 'a sound pattern answers'
copied 'https://*.example.com' git.example.com
says "^password=$access\$" 'a wildcard with two labels answers'
for pattern in 'https://*.com' 'https://*' '*' 'https://*.' 'https://*.*' \
	'https://git.*' 'https://g*.example.com' 'https://*.*.example.com' \
	'*.example.com' git.example.com '//git.example.com' \
	'https://me@git.example.com' 'https://me:x@git.example.com' \
	'https://git.example.com?a' 'https://git.example.com#a' \
	'https://git.example.com/a/..' 'https://git.example.com/./' \
	'https://evil.example:443\@git.example.com' \
	'https://evil.example@git.example.com' 'https://*.*.com' ''; do
	copied "$pattern" git.example.com
	silent "the pattern $pattern answers nothing"
done
copied 'https://*.com' example.com
silent 'nor for a host right below'
copied 'https://*' localhost
silent 'nor for a host without a dot'
copied 'http://git.example.com' git.example.com http
silent 'http answers nothing'
copied 'https://*.1' 127.0.0.1
silent 'nor for addresses'
# One that is none takes nothing from one that is.
no_store
fresh_record copied 'url[]=https://*.com' 'url[]=https://git.example.com'
request get protocol=https host=git.example.com
says "^password=$access\$" 'beside a bad pattern a sound one answers'
request get protocol=https host=other.com
silent 'and the bad one does not'

# -- Two of the store that a request suits alike: the first by name --
for order in 'alpha zeta' 'zeta alpha'; do
	no_store
	for name in $order mid; do
		fresh_record "$name" "access_token=at-$name" \
			'url[]=https://git.example.com'
		sed -i '/^access_token=at-fresh/d' "$T/store/logins/$name"
	done
	for again in 1 2; do
		request get protocol=https host=git.example.com
		says '^password=at-alpha$' "made in the order $order, time $again"
		run lanyard token https://git.example.com
		is "$out" at-alpha 'token URL: the same'
	done
done

# -- Files with odd names, and names with odd things in them --
hostile_file() {
	no_store
	fresh_record good 'url[]=https://git.example.com'
	sed "s|^name=.*|name=$2|" "$T/store/logins/good" >"$T/other"
	(umask 077 && cat "$T/other" >"$T/store/logins/$1")
	run lanyard status
	LC_ALL=C not_ok "$1: no control character is shown" \
		grep -q '[^[:print:][:space:]]' "$T/out" "$T/err"
	request get protocol=https host=git.example.com
	says "^password=$access\$" "$1: the sound one answers"
	is "$(ls "$T/store" | grep -v routes)" logins "$1: all in its place"
}
esc=$(printf '\033')
hostile_file bad other
hostile_file %2e%2e%2fbad ../bad
hostile_file %2Fetc%2Fbad /etc/bad
hostile_file a%0Ab 'a'
hostile_file a%1B%5B2J "a${esc}[2J"
hostile_file ..bad ..bad
hostile_file '%' '%'
hostile_file a%00b a

done_testing
