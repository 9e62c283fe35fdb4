#!/bin/sh
# Settings of git-credential-oauth in git's own configuration, over https with a
# CA of one's own; and a repository whose .git/config would like to choose where
# tokens go.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

certificate own IP:127.0.0.1
start_as AS_TLS_CERT="$T/own.crt" AS_TLS_KEY="$T/own.key"
start_git GITD_TLS_CERT="$T/own.crt" GITD_TLS_KEY="$T/own.key" \
	NODE_EXTRA_CA_CERTS="$T/own.crt"
make_repo private

printf 'store_passwords = false;\n' >"$LANYARD_CONFIG"
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
git config --global "http.$GIT_URL.sslCAInfo" "$T/own.crt"
person_will ca="$T/own.crt"
BROWSER=$PERSON
LANYARD_INTERACTIVE=1
export BROWSER LANYARD_INTERACTIVE

get() {
	printf 'url=%s\n\n' "$GIT_URL" >"$T/request"
	run timeout 60 lanyard get <"$T/request"
}

# -- nothing is configured ------------------------------------------------

get
run_status 0 'a host nobody knows'
is_empty "$T/out" 'is answered with silence'
is_empty "$T/err" 'on both streams'

# -- a repository may not choose ------------------------------------------

git init -q "$T/hostile"
git -C "$T/hostile" config "credential.$GIT_URL.oauthClientId" native
git -C "$T/hostile" config "credential.$GIT_URL.oauthAuthURL" \
	https://evil.example/auth
git -C "$T/hostile" config "credential.$GIT_URL.oauthTokenURL" \
	https://evil.example/token
cd "$T/hostile" || die 'the repository is there'
get
run_status 0 "what a repository's .git/config says"
is_empty "$T/out" 'is not read'
is_empty "$T/err" 'and says nothing'
is "$(person_count)" 0 'no browser is opened'

# -- the user's configuration may -----------------------------------------

# What the server says to a redirect URI of the client "pathless".
redirect_status() {
	curl -q -sS --cacert "$T/own.crt" --max-time 20 -o "$T/page" \
		-w '%{http_code}' -G -d response_type=code -d client_id=pathless \
		-d scope=read_repository -d code_challenge_method=S256 \
		-d code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM \
		--data-urlencode "redirect_uri=$1" "$AS_URL/auth"
}
is "$(redirect_status http://127.0.0.1:1234)" 303 \
	'a client that is registered as http://127.0.0.1: any port'
for uri in / /callback '?x'; do
	is "$(redirect_status "http://127.0.0.1:1234$uri")" 400 \
		"but nothing else: $uri"
done
git config --global "credential.$GIT_URL.oauthClientId" pathless
git config --global "credential.$GIT_URL.oauthScopes" \
	'read_repository write_repository'
git config --global "credential.$GIT_URL.oauthAuthURL" "$AS_URL/auth"
git config --global "credential.$GIT_URL.oauthTokenURL" "$AS_URL/token"
get
run_status 5 'a certificate of a CA that is not known'
like "$err" 'lanyard: error: .*127\.0\.0\.1.*certificate|certificate.*127\.0\.0\.1' \
	'is one error that names the host'
is "$(as_count token)" 0 'nothing was sent'
unlike "$err" 'sent again' 'and nothing is tried once more'
git config --global "http.$AS_URL.sslCAInfo" "$T/own.crt"
rm -rf "$LANYARD_STORE"
run timeout 60 git clone -q "$GIT_URL/private.git" "$T/work" </dev/null
run_status 0 "git-credential-oauth's settings: a clone with a login"
like "$err" "tokens come from $(echo "$AS_URL" | sed 's,https://,,')" \
	'the host of the token endpoint is shown before it'
is "$(as_count token_authorization_code_ok)" 1 'one code was exchanged'
LANYARD_INTERACTIVE=0
run timeout 60 git -C "$T/work" fetch -q </dev/null
run_status 0 'a fetch afterwards asks nobody'
is_empty "$T/err" 'and git says nothing'

# -- the stored tokens stay where they were obtained ------------------------

for key in oauthAuthURL oauthTokenURL; do
	git config --global "credential.$GIT_URL.$key" \
		https://elsewhere.example/x
done
cd "$T/work" || die 'the clone is there'
run lanyard refresh "$GIT_URL"
isnt "$status" 0 'with another token endpoint nothing is refreshed'
is "$(as_count token_refresh_token)" 0 'and nothing sent'
is "$(find "$LANYARD_STORE/logins" -type f ! -name '*.*' | wc -l)" 1 \
	'the record stays'

# -- settings for a path only ----------------------------------------------

cd "$T" || die 'the folder is there'
rm -rf "$LANYARD_STORE" "$T/work"
git config --global --remove-section "credential.$GIT_URL"
group=$GIT_URL/private.git
git config --global "credential.$group.oauthClientId" native
git config --global "credential.$group.oauthRedirectURL" \
	http://127.0.0.1/callback
git config --global "credential.$group.oauthScopes" \
	'read_repository write_repository'
git config --global "credential.$group.oauthAuthURL" "$AS_URL/auth"
git config --global "credential.$group.oauthTokenURL" "$AS_URL/token"
git config --global credential.useHttpPath true
LANYARD_INTERACTIVE=1
before=$(as_count token_authorization_code_ok)
run timeout 60 git clone -q "$group" "$T/work" </dev/null
run_status 0 'settings for a path: a clone with a login'
is "$(as_count token_authorization_code_ok)" $((before + 1)) \
	'one code was exchanged'
LANYARD_INTERACTIVE=0
run timeout 60 git -C "$T/work" fetch -q </dev/null
run_status 0 'a fetch afterwards asks nobody'
is_empty "$T/err" 'and git says nothing'
run lanyard status
like "$out" "$group" 'the login has the name of its place'
run lanyard refresh "$group"
run_status 0 'and is refreshed by it'
printf 'url=%s/other.git\n\n' "$GIT_URL" >"$T/request"
run timeout 60 lanyard get <"$T/request"
run_status 0 'another path of that host'
is_empty "$T/out" 'is not answered with its token'

done_testing
