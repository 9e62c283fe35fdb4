#!/bin/sh
# Grants that are one request of a known form: a GitHub App, a GitLab token that
# rotates itself, the metadata services of Azure and Google, by stand-ins that
# are written from their documentation (tests/servers/machines.js).
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/e2e/recipes.sh"

# -- a GitHub App ---------------------------------------------------------
feature 'GitHub App (github_app)' stand-in

app() {
	logins "url = \"$url/acme\";" 'grant_type = "github_app";' \
		'client_id = "Iv1.app";' "private_key_file = \"$T/app.pem\";" "$@"
}
app
run lanyard status robot
like "$out" 'due' 'status: it is due'
unlike "$out$err" 'login-needed|lanyard login' 'and nobody is needed'
run lanyard token robot
run_status 0 'a GitHub App'
like "$out" '^ghs_' 'its token'
is "$err" '' 'in silence'
secret "$out"
is "$(field robot installation_id)" 4711 'where it is installed is kept'
is "$(counted requests)" 2 'found by the owner in the URL'
request get "protocol=http" "host=${url#http://}" path=acme/site.git
like "$out" '^username=x-access-token$' 'git: the user name that GitHub names'
like "$out" '^password=ghs_' 'and the token'
is "$(counted requests)" 2 'without a request'
run lanyard status robot
like "$out" 'renewed by github_app' 'status says how'
sed -i 's/^expires_at=.*/expires_at=1/' "$LANYARD_STORE/logins/robot"
run lanyard token robot
run_status 0 'once it is over'
is "$(counted requests)" 3 'one request: it is not sought again'
control "$machines" set installation=4712
run lanyard refresh robot
run_status 0 'installed anew'
is "$(field robot installation_id)" 4712 'it is found where it is now'
no_store
one_request 50 'a GitHub App' 2

app 'installation_id = "4711";' 'repositories = [ "site", "docs" ];' \
	'permissions = { contents = "read"; };'
run lanyard token robot
run_status 0 'for two repositories, to read'
is "$(counted requests)" 1 'of a named installation'
like "$(control "$machines" log event=wish)" \
	'"wish":\{"repositories":\["site","docs"\],"permissions":\{"contents":"read"\}\}' \
	'is what GitHub is asked for'
like "$(control "$machines" log event=request)" '"type":"application/json"' 'as JSON'

logins "url = \"$url\";" 'grant_type = "github_app";' 'client_id = "Iv1.app";' \
	"private_key_file = \"$T/app.pem\";"
run lanyard token robot
fails 2 'for whom the App is installed is not said' 'no owner'
like "$err" 'installation_id = .*owner = ' 'both ways to say it'
logins "url = \"$url/other\";" 'grant_type = "github_app";' 'client_id = "Iv1.app";' \
	"private_key_file = \"$T/app.pem\";"
run lanyard token robot
fails 4 "${url#http://} answered 404: the App is not installed for other" \
	'not installed there'
app 'client_id = "Iv1.no";'
sed -i '0,/client_id = "Iv1.app";/s///' "$LANYARD_CONFIG"
run lanyard token robot
fails 4 'answered 401: it does not know the App' 'another App'
like "$err" 'client_id.*private_key_file.*clock' 'what may be wrong'
run lanyard token robot
is "$(counted requests)" 1 'the next one asks nobody'

# What is wrong with the key is told before anything is sent.
for fault in open empty rsa1024 none encrypted elliptic ed25519; do
	app
	cp "$T/app.pem" "$T/bad.pem"
	case $fault in
	open*) chmod 644 "$T/bad.pem" ;;
	empty*) : >"$T/bad.pem" ;;
	rsa1024*) openssl genrsa -out "$T/bad.pem" 1024 2>/dev/null ;;
	encrypted*) openssl rsa -in "$T/app.pem" -aes128 -passout pass:x \
		-out "$T/bad.pem" 2>/dev/null ;;
	elliptic*) openssl genpkey -algorithm EC -pkeyopt \
		ec_paramgen_curve:P-256 -out "$T/bad.pem" 2>/dev/null ;;
	ed25519*) openssl genpkey -algorithm ED25519 -out "$T/bad.pem" ;;
	none*) rm "$T/bad.pem" ;;
	esac
	sed -i "s,app.pem,bad.pem," "$LANYARD_CONFIG"
	run lanyard token robot
	is "$status" 2 "a key that is $fault: status 2"
	like "$err" 'private_key_file|RS256 alone' 'is named'
	is "$(counted requests)" 0 'and nothing is sent'
done
logins "url = \"$url/acme\";" 'grant_type = "github_app";' 'client_id = "Iv1.app";' \
	"sign_command = [ \"openssl\", \"dgst\", \"-sha256\", \"-sign\", \"$T/app.pem\" ];"
run lanyard token robot
run_status 0 'a key that is elsewhere: what a command signs'
logins "url = \"$url/acme\";" 'grant_type = "github_app";' 'client_id = "Iv1.app";'
run lanyard token robot
fails 2 'grant_type = "github_app" and no private_key_file' 'no key'
logins "url = \"$url/acme\";" 'grant_type = "github_app";' \
	"private_key_file = \"$T/app.pem\";"
run lanyard token robot
fails 2 'grant_type = "github_app" and no client_id' 'no client_id'

# -- GitLab ---------------------------------------------------------------
feature 'GitLab token that renews itself (gitlab_rotate)' stand-in

gitlab() {
	logins "url = \"$url\";" 'grant_type = "gitlab_rotate";' "$@"
	control "$machines" seed token=glpat-first
}
gitlab
run lanyard token robot
fails 3 'login robot has no token' 'GitLab: nothing is there yet'
like "$err" 'lanyard seed robot' 'and how it gets there'
run lanyard status robot
like "$out" 'lanyard seed robot' 'status says so, too'
run lanyard doctor
like "$out" 'fault login +robot: its first token was not handed in yet' 'doctor, too'
like "$out" 'next: lanyard seed robot' 'with what mends it'
unlike "$out" 'LANYARD_INTERACTIVE' 'and needs nobody to answer'
printf 'glpat-first\n' >"$T/in"
run lanyard seed robot <"$T/in"
run_status 0 'a token is handed in'
run lanyard token robot
run_status 0 'GitLab'
like "$out" '^glpat-' 'its token'
isnt "$out" glpat-first 'another one'
secret "$out" glpat-first
is "$(field robot refresh_token)" "$out" 'is kept for the next rotation'
is "$(control "$machines" live token="$out")" 1 'and good'
is "$(counted rotated_personal_access_tokens)" 1 'after one rotation'
like "$(control "$machines" log event=rotate)" \
	"\"date\":\"$(date -u -d '+7 days' +%Y-%m-%d)\"" 'for a week'
run lanyard token robot
is "$(counted requests)" 1 'and none more'
request get protocol=http "host=${url#http://}"
like "$out" '^username=oauth2$' 'git: any user name'
# Half of its life is over.
now=$(now)
sed -i -e "s/^obtained_at=.*/obtained_at=$((now - 400000))/" \
	-e "s/^expires_at=.*/expires_at=$((now + 300000))/" \
	"$LANYARD_STORE/logins/robot"
one_request 50 'GitLab, at half its life'
is "$(control "$machines" family)" 1 'none was used twice'
sed -i -e "s/^obtained_at=.*/obtained_at=$((now - 300000))/" \
	-e "s/^expires_at=.*/expires_at=$((now + 400000))/" \
	"$LANYARD_STORE/logins/robot"
before=$(counted requests)
run lanyard token robot
is "$(counted requests)" "$before" 'before that it serves as it is'

# Killed, or failed, between reply and save: nothing is lost.
record=$LANYARD_STORE/logins/robot
sed -i "s/^expires_at=.*/expires_at=1/" "$record"
control "$machines" set status=503
run lanyard token robot
fails 5 'answered 503' 'out of order'
control "$machines" set status=0
run lanyard refresh robot
run_status 0 'and in order again'
control "$machines" set mute=1
sed -i "s/^expires_at=.*/expires_at=1/" "$record"
run lanyard refresh robot
is "$status" 5 'a reply that never comes'
control "$machines" set mute=0
run lanyard refresh robot
fails 4 'answered 401' 'leaves a token that is dead'
like "$err" 'lanyard seed robot' 'which only a new one mends'
run lanyard token robot
fails 3 '' 'as the next one says'
like "$err" 'lanyard seed robot' 'too'

for kind in project group; do
	gitlab "recipe_parameters = { $kind = \"acme/site\"; days = \"30\"; };"
	printf 'glpat-first\n' >"$T/in"
	run lanyard seed --force robot <"$T/in"
	control "$machines" seed token=glpat-$kind
	printf 'glpat-%s\n' $kind >"$T/in"
	run lanyard seed --force robot <"$T/in"
	[ "$(control "$machines" family)" = 1 ] || continue
	run lanyard token robot
	run_status 0 "the token of a $kind"
	is "$(counted rotated_${kind}s)" 1 'by its own endpoint'
	like "$(control "$machines" log event=request)" "/${kind}s/acme%2Fsite/" 'with its path'
	like "$(control "$machines" log event=rotate)" \
		"\"date\":\"$(date -u -d '+30 days' +%Y-%m-%d)\"" 'for a month'
done

# Logout ends the token at the host: it would live for a week more.
# handed TOKEN: that is what is stored.
handed() {
	gitlab "$@"
	control "$machines" seed token=glpat-logout
	record robot "url[]=$url" grant_type=gitlab_rotate \
		refresh_token=glpat-logout access_token=glpat-logout \
		"obtained_at=$(now)" "expires_at=$(($(now) + 600000))" generation=2
	secret glpat-logout
}
handed
run lanyard logout robot
silent 'GitLab: logout'
is "$(control "$machines" live token=glpat-logout)" 0 'the token is revoked'
like "$(control "$machines" log event=request)" \
	'DELETE.*/api/v4/personal_access_tokens/self' 'by its own call'
not_ok 'and gone here' grep -q -r glpat-logout "$LANYARD_STORE"
handed 'recipe_parameters = { project = "acme/site"; };'
run lanyard logout robot
silent 'logout of a project'
is "$(control "$machines" live token=glpat-logout)" 0 'is the same call'
handed
sed -i 's/^\(refresh\|access\)_token=.*/\1_token=glpat-unknown/' \
	"$LANYARD_STORE/logins/robot"
secret glpat-unknown
run lanyard logout robot
silent 'a token that the host does not know'
for answer in '403 4' '404 4' '429 5' '500 5'; do
	handed
	control "$machines" set revoke_status="${answer% *}"
	run lanyard logout robot
	fails "${answer#* }" "login robot is removed here, but not revoked: .*asked to revoke the token, answered ${answer% *}" \
		"a host that answers ${answer% *}"
	not_ok "${answer% *}: the token is gone here" \
		grep -q -r glpat-logout "$LANYARD_STORE"
done
control "$machines" set revoke_status=0
handed "api_endpoint = \"http://127.0.0.1:1\";"
run lanyard logout robot
fails 5 'removed here, but not revoked: .*cannot reach 127\.0\.0\.1:1' 'nobody there'

# -- the machine's own identity -------------------------------------------
feature 'managed identity, metadata service (azure_managed_identity, gce_metadata)' stand-in

logins 'url = "https://dev.azure.com";' 'grant_type = "azure_managed_identity";' \
	'resource = "499b84ac-1321-427f-aa17-267ca6975798";' \
	"api_endpoint = \"$url\";"
run env http_proxy=http://127.0.0.1:1 lanyard token robot
run_status 0 'Azure, by no proxy'
like "$out" '^eyJ\.' 'its token'
secret "$out"
is "$(field robot refresh_token)" '' 'an empty refresh token is none'
left=$(($(field robot expires_at) - $(now)))
ok 'expires_in in quotes is a number' test $left -gt 3500 -a $left -le 3600
like "$(control "$machines" log event=request)" \
	'api-version=2018-02-01&resource=499b84ac-1321-427f-aa17-267ca6975798"' \
	'the machine'"'"'s own identity'
no_store
one_request 50 'Azure'
logins 'url = "https://dev.azure.com";' 'grant_type = "azure_managed_identity";' \
	'resource = "x";' 'client_id = "of-its-own";' "api_endpoint = \"$url\";"
run lanyard token robot
like "$(control "$machines" log event=request)" 'client_id=of-its-own"' 'a named one'
logins 'url = "https://dev.azure.com";' 'grant_type = "azure_managed_identity";'
run lanyard token robot
fails 2 'no resource' 'without a resource'

logins 'url = "https://source.developers.google.com";' \
	'grant_type = "gce_metadata";' "api_endpoint = \"$url\";"
run lanyard token robot
run_status 0 'Google'
like "$out" '^ya29\.' 'its token'
is "$(counted account_default)" 1 'of the default account'
no_store
one_request 50 'Google'
logins 'url = "https://x.example";' 'grant_type = "gce_metadata";' \
	'recipe_parameters = { account = "ci@p.iam.gserviceaccount.com"; };' \
	'scope = [ "a", "b" ];' "api_endpoint = \"$url\";"
run lanyard token robot
run_status 0 'of another'
like "$(control "$machines" log event=request)" 'ci%40p\.iam\.gserviceaccount\.com/token\?scopes=a\+b"' \
	'with the scope'

# A service that is silent is waited for a second, and not the login's time.
start_server hang hang.js
logins 'url = "https://x.example";' 'grant_type = "gce_metadata";' \
	"api_endpoint = \"$server_url\";"
began=$(date +%s%3N)
run lanyard token robot
fails 5 '' 'a metadata service that says nothing'
took=$(($(date +%s%3N) - began))
ok "is given up after a second ($took ms)" test $took -ge 900 -a $took -lt 3000

# Nobody is there: told within seconds.
logins 'url = "https://x.example";' 'grant_type = "gce_metadata";' \
	'api_endpoint = "http://127.0.0.1:1";'
began=$(date +%s)
run lanyard token robot
is "$status" 5 'no metadata service: status 5'
like "$err" 'metadata service' 'is what the hint asks about'
ok 'it did not take twenty seconds' test $(($(date +%s) - began)) -lt 10

# -- octo-sts -------------------------------------------------------------
feature 'octo_sts' stand-in

octo() {
	logins "url = \"$url/acme/site.git\";" 'grant_type = "octo_sts";' \
		"api_endpoint = \"$url\";" 'subject_token_variable = "JOB_JWT";' "$@"
}
octo 'recipe_parameters = { identity = "ci"; };'
export JOB_JWT=e30.e30.ci
run lanyard token robot
run_status 0 'octo-sts'
like "$out" '^ghs_' 'its token'
secret "$out" e30.e30.ci e30.e30.other
like "$(control "$machines" log event=request)" \
	'/sts/exchange\?scope=acme%2Fsite&identity=ci"' 'for the repository of the URL'
request get "protocol=http" "host=${url#http://}" path=acme/site.git
like "$out" '^username=x-access-token$' 'with the user name that GitHub names'
no_store
one_request 50 'octo-sts'
no_store
before=$(counted requests)
JOB_JWT='' run lanyard token robot
fails 2 'subject_token of login "robot".*JOB_JWT' 'no job'
is "$(counted requests)" "$before" 'nothing is sent'
JOB_JWT=e30.e30.other run lanyard token robot
fails 4 'answered 401' 'another job'
octo
run lanyard token robot
fails 2 'grant_type = "octo_sts" and no identity' 'no identity'
octo 'recipe_parameters = { identity = "ci"; };'
sed -i '/subject_token_variable/d' "$LANYARD_CONFIG"
run lanyard token robot
fails 2 'no subject_token_source' 'no source'

# A reply with a date that has been.
app
control "$machines" set life_s=-60
run lanyard token robot
fails 5 'answered 201 with a token that is over already' 'a token that is over'
before=$(counted requests)
run lanyard token robot
is "$(counted requests)" "$before" 'the next one asks nobody'

# As contrib has them.
for name in github-app gitlab-rotate azure-managed-identity google-vm; do
	conf <"$TOP/contrib/headless/$name.conf"
	run lanyard status
	run_status 0 "contrib/headless/$name.conf"
	like "$out" ' read at each use|renewed by|lanyard seed' 'is a login that needs no browser'
done

# What a configuration cannot say.
logins "url = \"$url\";" 'grant_type = "password";'
run lanyard token robot
fails 2 'grant_type.*cannot be "password"' 'the password grant is left out'

done_testing
