#!/bin/sh
# A recipe of lanyard.conf's own: a request that brings a token from a server
# that is not quite OAuth (a stand-in of nobody's).
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/e2e/recipes.sh"

# own LINE...: the recipe "mine", and what the login "robot" says beside it in
# $login_has.
own() {
	conf <<-END
		recipes = {
		  mine = {
		$(printf '    %s\n' "$@")
		  };
		};
		logins = {
		  robot = {
		    url = "https://git.example.com";
		    grant_type = "mine";
		    api_endpoint = "$url";
		    $login_has
		  };
		};
	END
	no_store
	control "$machines" reset
	control "$machines" set status=0 life_s=3600
}
(umask 077 && echo key-0123456789 >"$T/key")
secret key-0123456789
login_has="subject_token_file = \"$T/key\"; recipe_parameters = { tenant = \"acme/co\"; who = \"a \\\"b\"; };"
own 'method = "POST";' 'url = "{api}/own/{tenant}/token";' \
	'headers = [ "X-Secret: {subject_token}" ];' 'body = "json";' \
	'query = { v = "1"; account = "{client_id}"; };' \
	'fields = { who = "{who}"; tenant = "{tenant}"; };' \
	'token = "result.secret";' 'expires = "result.ends";' 'username = "robot";'
run lanyard status robot
says '^robot: due$' 'its own recipe'
run lanyard token robot
run_status 0 'brings a token'
like "$out" '^own-' 'from where the reply has it'
secret "$out"
left=$(($(field robot expires_at) - $(now)))
ok 'and when it is over' test $left -gt 3500 -a $left -le 3600
like "$(control "$machines" log event=request)" \
	'"method":"POST","path":"/own/acme%2Fco/token\?v=1","type":"application/json"' \
	'the URL, and no query without a value'
like "$(control "$machines" log event=own)" 'key-0123456789' 'the header'
like "$(control "$machines" log event=own)" \
	'who\\":\\"a \\\\\\"b\\",\\"tenant\\":\\"acme/co' 'the body'
not_ok 'no secret is in the record' grep -r -q key-0123456789 "$LANYARD_STORE"
request get protocol=https host=git.example.com
like "$out" '^username=robot$' 'git: its user name'
run lanyard status robot
like "$out" 'renewed by recipes.mine' 'status says how'
no_store
one_request 50 'its own'
sed -i 's/^expires_at=.*/expires_at=1/' "$LANYARD_STORE/logins/robot"
before=$(counted requests)
run lanyard token robot
is "$(($(counted requests) - before))" 1 'once it is over: one request'

own 'url = "{api}/own/jwt";' 'token = "id";' 'expires = "jwt";'
run lanyard token robot
left=$(($(field robot expires_at) - $(now)))
ok 'the exp of a JWT' test $left -gt 3500 -a $left -le 3600
like "$(control "$machines" log event=request)" '"method":"GET"' 'GET where nothing is said'

# A form, and what is wrong.
own 'url = "{api}/own/x";' 'body = "form";' 'fields = { a = "{who}"; };' 'token = "result.secret";'
run lanyard token robot
run_status 0 'a form'
like "$(control "$machines" log event=own)" '"body":"a=a\+%22b"' 'is one'
own 'url = "{api}/own/nothing/wrong";' 'token = "no.such";'
run lanyard token robot
fails 5 'answered 200 without a usable no.such' 'no token where it is said to be'
run lanyard token robot
is "$(counted requests)" 1 'which the next one is told'
sed -i 's/no.such/result.secret/' "$LANYARD_CONFIG"
run lanyard token robot
run_status 0 'and what mends it is tried at once'
own 'url = "{api}/own/{nowhere}";' 'token = "id";'
run lanyard token robot
fails 2 'recipe "mine" has \{nowhere\} in it, which login "robot" has no value for' \
	'an unknown placeholder'
run lanyard status
is "$status" 2 'is an error of the configuration'
is "$(counted requests)" 0 'and nothing is sent'
while IFS='|' read -r line message; do
	own "$line" 'token = "id";'
	run lanyard token robot
	fails 2 "$message" "$line"
	like "$err" 'lanyard.conf:[0-9]+: ' 'with file and line'
	is "$(counted requests)" 0 'nothing is sent'
done <<'END'
url = "http://api.example.com/x";|not https
url = "https://{tenant}.example.com/x";|in its host
url = "{api}/x?a=1";|has a query
url = "/x";|no absolute URL
url = "{api}/x"; body = "xml";|must be "none", "form" or "json"
url = "{api}/x"; method = "DELETE";|must be "GET" or "POST"
url = "{api}/x"; method = "GET"; body = "form";|only a POST can have
url = "{api}/x"; fields = { a = "b"; };|has fields, and no body
url = "{api}/x"; headers = [ "no field" ];|no "Name: text"
url = "{api}/x"; headers = [ "Host: other" ];|no "Name: text"
url = "{api}/x"; headers = "A: b";|a list of strings
url = "{api}/x"; query = [ "a" ];|a group of strings
url = "{api}/x"; heders = [ ];|unknown.*"?heders"?
url = "{api}/x"; username = "";|is empty
body = "none";|has no url
END
own 'url = "{api}/x";'
run lanyard token robot
fails 2 'which member of the reply is the token' 'no token'
sed -i 's/mine/github_app/' "$LANYARD_CONFIG"
run lanyard token robot
fails 2 'has the name of a grant_type that is there already' 'a name that is taken'
login_has=
own 'url = "{api}/own/x";' 'headers = [ "X: {subject_token}" ];' 'token = "id";'
run lanyard token robot
fails 2 'no subject_token_source' 'no secret'
sed -i 's/grant_type = "mine"/grant_type = "other"/' "$LANYARD_CONFIG"
run lanyard token robot
fails 2 'grant_type.*cannot be "other"' 'a recipe that there is not'

done_testing
