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

# -- Several of the store that a request suits alike: the first by name --
# A folder has no order, or that of making, or of a hash: of a dozen the first
# by name is its first or last by chance once in many, and for three sets never.
for set in a k z; do
	for order in '' -r; do
		no_store
		for n in $(seq 12 | sort $order -n); do
			name=$set$n
			[ "$n" -gt 9 ] || name=${set}0$n
			record "$name" issuer=https://id.example.com \
				client_id=native "access_token=at-$name" \
				"expires_at=$(($(now) + 3600))" \
				"obtained_at=$(($(now) - 120))" generation=3 \
				'url[]=https://git.example.com'
		done
		for again in 1 2; do
			request get protocol=https host=git.example.com
			says "^password=at-${set}01\$" \
				"${set}01 to ${set}12, made in order ${order:-of names}, time $again"
			run lanyard token https://git.example.com
			is "$out" "at-${set}01" 'token URL: the same'
		done
	done
done

# -- Patterns that another login has: of the configuration, of another record --
# What was copied in takes nothing from a login that is configured, even with a
# longer path, an exact host or the account that is asked for; and not where
# that login has no token.
at_copied=at-copied-0123456789
secret "$at_copied"
# beside PATTERN CONFIGURED [LINE...]: a record of a login "aaa", which comes
# first by name, beside the configured "work".
beside() {
	_pattern=$1 _configured=$2
	shift 2
	conf <<-END
		logins = { work = { url = [ "$_configured" ];
			issuer = "https://id.example.com"; client_id = "native";
			$*
		}; };
	END
	no_store
	record aaa issuer=https://evil.example client_id=x generation=1 \
		"access_token=$at_copied" "obtained_at=$(($(now) - 9))" \
		"expires_at=$(($(now) + 3600))" username=eve "url[]=$_pattern"
}
while read -r pattern configured asked; do
	path=${asked#*/}
	[ "$path" != "$asked" ] || path=
	for user in '' eve; do
		name="$pattern beside $configured, ${user:-nobody}@$asked"
		beside "$pattern" "$configured"
		request get protocol=https host="${asked%%/*}" \
			${path:+path="$path"} ${user:+username="$user"}
		fails 3 'login work has no token' "$name: no token" 1
		fresh_record work
		for _again in 1 2; do
			request get protocol=https host="${asked%%/*}" \
				${path:+path="$path"} ${user:+username="$user"}
			says "^password=$access\$" "$name: the configured"
			run lanyard token ${user:+--user="$user"} "https://$asked"
			is "$out" "$access" "$name: token URL"
		done
	done
done <<END
https://git.example.com https://git.example.com git.example.com
https://git.example.com/a https://git.example.com git.example.com/a/b
https://git.example.com https://*.example.com git.example.com
https://git.example.com:443 https://git.example.com git.example.com
https://GIT.example.com https://git.example.com git.example.com
https://*.example.com https://git.example.com git.example.com/a
END
# An account that the configured login is not is another's to answer for.
beside https://git.example.com https://git.example.com 'username = "alice";'
fresh_record work username=alice
request get protocol=https host=git.example.com username=eve
says "^password=$at_copied\$" 'an account that is not configured'
request get protocol=https host=git.example.com
says "^password=$access\$" 'none is asked for: the configured'
# Of two records the longer path wins, whatever their names, to git and token.
for order in 'aaa zzz' 'zzz aaa'; do
	no_store
	conf </dev/null
	# shellcheck disable=SC2086 # two names
	set -- $order
	fresh_record "$1" 'url[]=https://git.example.com'
	record "$2" client_id=x generation=1 "access_token=$at_copied" \
		"obtained_at=$(($(now) - 9))" "expires_at=$(($(now) + 3600))" \
		'url[]=https://git.example.com/team'
	for _again in 1 2; do
		request get protocol=https host=git.example.com path=team/x
		says "^password=$at_copied\$" "$2 has the longer path"
		run lanyard token https://git.example.com/team/x
		is "$out" "$at_copied" "$2: token URL"
		request get protocol=https host=git.example.com path=teams/x
		says "^password=$access\$" "$1 has what is no part of it"
	done
done

# -- A key that is there twice: the last counts, for all alike --
work_conf
while IFS='|' read -r line wanted status_wanted; do
	no_store
	fresh_record work
	sed -i "\$i $line" "$LANYARD_STORE/logins/work"
	run lanyard token work
	is "$status $out" "$status_wanted $wanted" "a second $line: token"
	request get protocol=https host=git.example.com
	like "$status $out" "^$status_wanted " "a second $line: get"
	[ -z "$wanted" ] ||
		like "$out" "^password=$wanted\$" "a second $line: the same token"
done <<END
access_token=at-second-0123456789|at-second-0123456789|0
generation=9|$access|0
refresh_token=rt-second-0123456789|$access|0
token_endpoint=$evil/token|$access|0
username=eve|$access|0
issuer=https://evil.example||3
client_id=evil||3
name=other||3
END
secret at-second-0123456789 rt-second-0123456789
# One request, with the last, and one line of each is left.
for which in first last; do
	live=$(as_control mint account=alice client=native field=refresh_token)
	secret "$live"
	conf <<-END
		logins = { work = { url = [ "https://git.example.com" ];
			issuer = "$AS_URL"; client_id = "native"; }; };
	END
	case $which in
	first) set -- "refresh_token=$live" refresh_token=rt-dead-0123456789 ;;
	last) set -- refresh_token=rt-dead-0123456789 "refresh_token=$live" ;;
	esac
	record work "issuer=$AS_URL" client_id=native access_token=a \
		access_token=b expires_at=5 expires_at=1000 obtained_at=1 \
		obtained_at=2 generation=1 generation=4 "$@"
	before=$(as_count token_refresh_token)
	run lanyard refresh work
	is "$(($(as_count token_refresh_token) - before))" 1 \
		"the live token $which: one request"
	case $which in
	first) fails 4 'invalid_grant' 'the first is not used' ;;
	last) silent 'the last is' ;;
	esac
	is "$(sed 's/=.*//' "$LANYARD_STORE/logins/work" | grep -v '^url' |
		sort | uniq -d)" '' 'no key is left twice'
done

# -- Files with odd names, and names with odd things in them --
conf </dev/null
hostile_file() {
	no_store
	fresh_record good 'url[]=https://git.example.com'
	sed "s|^name=.*|name=$2|" "$T/store/logins/good" >"$T/other"
	(umask 077 && cat "$T/other" >"$T/store/logins/$1")
	run lanyard status
	run_status "${3:-0}" "$1: status"
	LC_ALL=C not_ok "$1: no control character is shown" \
		grep -q '[^[:print:][:space:]]' "$T/out" "$T/err"
	request get protocol=https host=git.example.com
	says "^password=$access\$" "$1: the sound one answers"
	# shellcheck disable=SC2010 # names of our own
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
