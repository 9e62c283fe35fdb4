#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# refresh: by name, by URL, all; who fails and what is kept then.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_as
home='protocol=https
host=git.example.com'

# as_conf [LINE]: logins at the real server. "basic" and "post" are its
# clients of that name, whose secrets need encoding.
as_conf() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    issuer = "$AS_URL";
		    client_id = "native";
		    $1
		  };
		  basic = {
		    url = [ "https://basic.example.com" ];
		    issuer = "$AS_URL";
		    client_id = "basic";
		    client_secret = "s:e/c+r%et a&b=c?";
		    token_endpoint_auth_method = "client_secret_basic";
		  };
		  post = {
		    url = [ "https://post.example.com" ];
		    issuer = "$AS_URL";
		    client_id = "post";
		    client_secret = "p:o/s+t%20 &=?";
		    token_endpoint_auth_method = "client_secret_post";
		  };
		};
	END
}
secret 's:e/c+r%et a&b=c?' 'p:o/s+t%20 &=?'

# seed NAME CLIENT [KEY=VALUE...]: a record with a live refresh token and no
# access token; $token is the refresh token.
seed() {
	_seed_name=$1
	_client=$2
	shift 2
	token=$(as_control mint account=alice "client=$_client" \
		field=refresh_token)
	secret "$token"
	record "$_seed_name" "issuer=$AS_URL" "client_id=$_client" \
		"refresh_token=$token" generation=1 "$@"
}

# fresh_seed NAME CLIENT: with an access token for an hour.
fresh_seed() {
	seed "$1" "$2" access_token=at-before "obtained_at=$(now)" \
		"expires_at=$(($(now) + 3600))"
}
secret at-before

# refreshed NAME LOGIN: silent, new tokens that live, one generation more.
refreshed() {
	silent "$1"
	_access=$(field "$2" access_token)
	_refresh=$(field "$2" refresh_token)
	is "$(as_control live kind=access token="$_access") $(as_control \
		live kind=refresh token="$_refresh")" '1 1' \
		"$1: both tokens live at the server"
	isnt "$_refresh" "$token" "$1: the refresh token is the rotated one"
	is "$(field "$2" generation)" 2 "$1: one generation more"
	secret "$_access" "$_refresh"
}

# tokens_kept NAME LOGIN: what a failure must not have touched.
keep_tokens() {
	grep -E '^(access_token|expires_at|obtained_at|refresh_token|generation)=' \
		"$LANYARD_STORE/logins/$1" >"$T/tokens"
}
tokens_kept() {
	cp "$T/tokens" "$T/tokens.before"
	keep_tokens "$2"
	same "$T/tokens" "$T/tokens.before" "$1: the tokens are kept"
}

# -- By name, by URL, all --
as_conf ''
fresh_seed work native
run lanyard refresh work
refreshed 'by name, though fresh' work
is "$(as_count token_refresh_token)" 1 'one request'
fresh_seed work native
run lanyard refresh https://git.example.com/group
refreshed 'by URL' work
seed work native 'token_endpoint_auth_method=none' colour=blue
run lanyard refresh work
refreshed 'with unknown keys in the record' work
is "$(field work colour)" blue 'which stay'
is "$(stat -c %a "$LANYARD_STORE/logins/work")" 600 'the record is 0600'
is "$(find "$LANYARD_STORE" -name '*.new')" '' 'nothing half-written is left'
left=$(($(field work expires_at) - $(now)))
ok 'the expiry is an hour ahead' test "$left" -gt 3590 -a "$left" -le 3600
is "$(field work token_type | tr B b)" bearer 'the type is kept'
is "$(field work scope)" 'read_repository write_repository' 'and the scope'
metadata=$(as_count metadata)
run lanyard refresh work
silent 'once more'
is "$(as_count metadata)" "$metadata" 'without asking for metadata again'

seed work native
seed basic basic
fresh_seed post post
as_control reset
run lanyard refresh --all
silent 'all'
is "$(as_count token_refresh_token_ok)" 2 'those that were due'
is "$(field post access_token)" at-before 'and not the fresh one'
run lanyard refresh --all
silent 'all again: nothing is due'
is "$(as_count token_refresh_token)" 2 'and nothing was sent'

# What a shell started before it became lanyard is not lanyard's to hear.
seed work native
as_control reset
run sh -c '(exit 7) & exec lanyard refresh --all'
silent 'all, with a child of somebody else'
is "$(as_count token_refresh_token_ok)" 1 'is waited for'

# -- Client authentication --
for client in basic post; do
	seed "$client" "$client"
	run lanyard refresh "$client"
	refreshed "client_secret_$client" "$client"
done
printf 'p:o/s+t%%20 &=?\n' >"$T/post.secret"
chmod 600 "$T/post.secret"
# shellcheck disable=SC2016 # for that script
printf '#!/bin/sh\n[ "$1" = "a  b" ] && printf "%%s" "s:e/c+r%%et a&b=c?"\n' \
	>"$T/print-secret"
chmod +x "$T/print-secret"
# secret_conf BASIC-LINE POST-LINE
secret_conf() {
	conf <<-END
		logins = {
		  basic = {
		    url = [ "https://basic.example.com" ];
		    issuer = "$AS_URL";
		    client_id = "basic";
		    $1
		  };
		  post = {
		    url = [ "https://post.example.com" ];
		    issuer = "$AS_URL";
		    client_id = "post";
		    token_endpoint_auth_method = "client_secret_post";
		    $2
		  };
		};
	END
}
command="client_secret_command = [ \"$T/print-secret\", \"a  b\" ];"
file="client_secret_file = \"$T/post.secret\";"
secret_conf "$command" "$file"
seed basic basic
run lanyard refresh basic
refreshed 'client_secret_command' basic
is "$(field basic client_secret)" '' 'its output is not stored'
seed post post
run lanyard refresh post
refreshed 'client_secret_file' post
is "$(field post client_secret)" '' 'its content is not stored'

# failed_secret ERE NAME: for "post"; nothing is sent, nothing changed.
failed_secret() {
	seed post post
	keep_tokens post
	_before=$(as_count token)
	run lanyard refresh post
	fails 2 "$1" "$2"
	tokens_kept "$2" post
	is "$(as_count token)" "$_before" "$2: nothing was sent"
}
chmod 644 "$T/post.secret"
failed_secret 'post\.secret holds a secret and is open to others' \
	'a secret file open to others'
chmod 600 "$T/post.secret"
: >"$T/post.secret"
failed_secret 'post\.secret is empty' 'an empty secret file'
rm "$T/post.secret"
failed_secret 'cannot open .*post\.secret: No such file' \
	'a missing secret file'
for line in '"false"' "\"$T/none\"" "\"$T/print-secret\", \"c\"" '"true"'; do
	secret_conf "$command" "client_secret_command = [ $line ];"
	failed_secret 'client_secret_command of login "post"' \
		"client_secret_command = $line"
done

# -- Unknown, and without tokens --
as_conf ''
snapshot
run lanyard refresh nobody
fails 2 'no login named nobody' 'an unknown name'
run lanyard refresh https://other.example
fails 2 'no login answers' 'an unknown URL'
unchanged 'neither changes anything'
rm "$LANYARD_STORE/logins/work"
run lanyard refresh work
fails 3 'login work has no token' 'a login without a record'
like "$err" '^lanyard: hint: .*lanyard login work$' 'and what to run'
record work access_token=at-before "obtained_at=$(now)" generation=1
run lanyard refresh work
fails 3 'login work has no refresh token' 'a login without a refresh token'

# -- A dead refresh token --
fresh_seed work native
as_control revoke-refresh client=native >/dev/null
keep_tokens work
run lanyard refresh work
fails 4 'login work: .*400 invalid_grant' 'refused'
like "$err" '^lanyard: hint: .*lanyard login work$' 'and what to run'
tokens_kept 'refused' work
request get "$home"
says '^password=at-before$' 'what is still fresh is answered'
before=$(as_count token)
run lanyard refresh work
fails 4 'invalid_grant' 'refused again'
is "$(as_count token)" $((before + 1)) 'by hand it is asked again'
run lanyard status
says 'last error: login work: .*invalid_grant' 'status tells'

# A wrong client is the configuration's fault: the token is not dead.
seed basic basic
keep_tokens basic
conf <<END
logins = {
  basic = {
    url = [ "https://basic.example.com" ];
    issuer = "$AS_URL";
    client_id = "basic";
    client_secret = "wrong-secret";
  };
};
END
secret wrong-secret
run lanyard refresh basic
fails 4 'invalid_client' 'a wrong client secret'
tokens_kept 'a wrong client secret' basic
as_conf ''
run lanyard refresh basic
refreshed 'when it is right again' basic

# -- The server is out of order: nothing is lost, and nobody is bothered --
# temporary ERE NAME: of get, whose token is over.
temporary() {
	request get "$home"
	fails 5 "login work: .*$1" "$2"
	tokens_kept "$2" work
}
seed work native
keep_tokens work
as_control fail status=503 error=temporarily_unavailable retry_after=100
begin=$(now)
temporary '503 temporarily_unavailable' '503, and Retry-After'
like "$(field work last_error)" '503 temporarily_unavailable' \
	'the error is recorded'
ok 'with the time to come back' \
	test "$(field work retry_at)" -ge $((begin + 100))
sent=$(as_count token)
temporary '503 temporarily_unavailable' 'before that time: the same error'
like "$err" '^lanyard: hint: .*lanyard refresh work$' 'and the way around it'
run lanyard token work
fails 5 '503 temporarily_unavailable' 'before that time: token'
is "$(as_count token)" "$sent" 'nothing was sent'
run lanyard refresh work
refreshed 'by hand it is sent at once' work
is "$(field work last_error)$(field work retry_at)" '' 'the error is gone'

seed work native
keep_tokens work
as_control drop
temporary 'no whole answer|Empty reply' 'the connection is dropped'
ok 'come back soon' test "$(field work retry_at)" -le $(($(now) + 10))
# The time given by the server is bounded.
seed work native
as_control fail status=429 error=slow_down retry_after=86400
keep_tokens work
temporary '429 slow_down' '429, Retry-After a day'
ok 'five minutes at most' test "$(field work retry_at)" -le $(($(now) + 300))

# While the old token lives it is the answer.
seed work native access_token=at-before "obtained_at=$(($(now) - 3570))" \
	"expires_at=$(($(now) + 30))"
keep_tokens work
as_control fail status=503 error=temporarily_unavailable
request get "$home"
says '^password=at-before$' 'within the margin, refresh fails: the old token'
like "$(field work last_error)" 503 'the error is recorded'
tokens_kept 'within the margin' work
run lanyard status
says '^  last error: .*503' 'and shown by status'
as_control clear

# No time.
as_conf 'timeout_ms = 300;'
seed work native
keep_tokens work
as_control delay ms=2000 when=before
sent=$(as_count token)
temporary 'no answer from|no time' 'a server slower than timeout_ms'
# The server counts it when it wakes: not among what the checks below count.
# shellcheck disable=SC2016 # evaluated again and again
wait_until '[ "$(as_count token)" -gt "$sent" ]' 20 || die 'the slow server wakes'
as_control clear

# -- Metadata --
as_conf ''
(umask 077 && sed 's/127\.0\.0\.1/localhost/' "$LANYARD_CONFIG" \
	>"$T/localhost.conf")
seed work native
sed -i 's/127\.0\.0\.1/localhost/' "$LANYARD_STORE/logins/work"
keep_tokens work
run env "LANYARD_CONFIG=$T/localhost.conf" lanyard refresh work
fails 5 'issuer http://localhost.*issuer http://127' "another issuer's metadata"
tokens_kept "another issuer's metadata" work
as_control set metadata=
seed work native
keep_tokens work
run lanyard refresh work
fails 5 "issuer $AS_URL has no metadata: $AS_URL/.well-known/[a-z-]* answered 404" 'no metadata'
tokens_kept 'no metadata' work
as_control set metadata=openid-configuration
run lanyard refresh work
refreshed 'only OpenID Connect metadata' work
as_control set metadata=oauth-authorization-server,openid-configuration
seed work native
run env http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 \
	lanyard refresh work
refreshed 'no proxy for loopback' work

# -- Rejected by the host, with git's state --
seed work native access_token=at-before "obtained_at=$(($(now) - 100))" \
	"expires_at=$(($(now) + 3600))"
request get 'capability[]=state' "$home" 'state[]=lanyard:work:1'
isnt "$(field work access_token)" at-before 'a rejected token is refreshed'
answers 'and the new one answered, without continue' <<END
username=oauth2
password=$(field work access_token)
password_expiry_utc=$(field work expires_at)

END
request get 'capability[]=state' "$home" 'state[]=lanyard:work:2'
fails 4 'git\.example\.com rejects even a new token of login work \(account not named, sent with user name oauth2\)' \
	'the new one rejected: an error that says which user name was sent'
request get 'capability[]=state' "$home" username=joe 'state[]=lanyard:work:2'
fails 4 'sent with user name joe\): that account may lack access' \
	'another user name is said'
like "$err" 'hint: .*; GitLab wants basic_username = "oauth2"$' \
	'and that GitLab wants oauth2'
request get 'capability[]=state' "$home" 'state[]=lanyard:work:1'
says "^password=$(field work access_token)\$" \
	'an older one rejected: the present one'
sent=$(as_count token)
request erase "$home" "password=$(field work access_token)"
fails 4 'even a new token of login work' 'erase of a token this young says why'
request get "$home"
says '^password=.' 'and get refreshes'
is "$(as_count token)" $((sent + 1)) 'in one request'

# -- Ten at once --
seed work native
as_control reset
as_control delay ms=300
printf '%s\n' "$home" >"$T/in"
pids=
for i in 1 2 3 4 5 6 7 8 9 10; do
	lanyard get <"$T/in" >"$T/out.$i" 2>"$T/err.$i" 9>&- &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid"
done
is "$(as_count token_refresh_token)" 1 'ten at once: one request'
is "$(grep -h '^password=' "$T"/out.* | sort -u)" \
	"password=$(field work access_token)" 'and one token for all'
is "$(cat "$T"/err.*)" '' 'without a word'

# -- All, and one of them fails --
seed work native
seed basic basic
record post "issuer=$AS_URL" client_id=post refresh_token=rt-never-given \
	generation=1
run lanyard refresh --all
fails 4 'login post: .*invalid_grant' 'all, one of them refused'
is "$(field work generation) $(field basic generation)" '2 2' \
	'the others are refreshed'

# -- The server is gone --
stop_server "$AS_PID"
record work "issuer=$AS_URL" "token_endpoint=$AS_URL/token" \
	client_id=native refresh_token=rt-x generation=1
keep_tokens work
temporary 'cannot reach 127\.0\.0\.1:[0-9]+: Connection refused' \
	'nobody listens'
like "$(field work last_error)" 'cannot reach' 'the error is recorded'
run lanyard refresh work
fails 5 'cannot reach' 'by hand'
tokens_kept 'by hand' work

done_testing
