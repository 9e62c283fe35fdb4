#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# The words by which a server refuses a refresh: which of them mean that a login
# is needed. It begins where somebody is there; where not the command is told.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret rt-before at-before

# A browser that goes where it is sent.
cat >"$T/browser" <<'END'
#!/bin/sh
exec curl -q -sS -L --noproxy '*' -o /dev/null "$1"
END
chmod +x "$T/browser"

# answer STATUS BODY: login w, the refresh of which is answered so.
answer() {
	body=$(printf '%s' "$2" | base64 -w0 | tr '+/' '-_' | tr -d =)
	conf <<-END
		logins = { w = { url = [ "https://w.example" ];
		  token_endpoint = "$FAULT_URL/say/token?status=$1&body=$body";
		  authorization_endpoint = "$FAULT_URL/say/authorize";
		  client_id = "native"; }; };
	END
	record w client_id=native \
		"token_endpoint=$FAULT_URL/say/token?status=$1&body=$body" \
		access_token=at-before obtained_at=1000000000 \
		expires_at=1000003600 refresh_token=rt-before generation=1
}

# seed STATUS ERROR
seed() {
	answer "$1" "{\"error\":\"$2\"}"
}

# dead STATUS ERROR [MEANING]
dead() {
	_means=${3:-(: revoked, too old, or used elsewhere)?}
	seed "$1" "$2"
	request get protocol=https host=w.example
	fails 4 "answered $1 $2$_means(; | \\().*run: lanyard login w\$" \
		"$1 $2: nobody there"
	is "$(field w refresh_token)" rt-before "$1 $2: the token stays"
	run lanyard status
	says '^w: login-needed' "$1 $2: status"
	seed "$1" "$2"
	printf '%s\n' protocol=https host=w.example >"$T/in"
	run env LANYARD_INTERACTIVE=1 "BROWSER=$T/browser" \
		lanyard get <"$T/in"
	run_status 0 "$1 $2: somebody there"
	like "$out" '^password=fault-access-' "$1 $2: logs in"
	like "$err" "^lanyard: login w: .* answered $1 $2$_means; a new login is needed\$" \
		"$1 $2: and says before why"
}

# other STATUS ERROR EXIT
other() {
	seed "$1" "$2"
	printf '%s\n' protocol=https host=w.example >"$T/in"
	run env LANYARD_INTERACTIVE=1 "BROWSER=$T/browser" \
		lanyard get <"$T/in"
	fails "$3" "login w: .* answered $1 $2" "$1 $2: no login would help"
	is "$(field w refresh_token)$(field w refresh_token_error)" rt-before \
		"$1 $2: the token stays, and is not dead"
}

dead 400 invalid_grant
dead 400 unauthorized_client
dead 401 invalid_token
dead 400 invalid_request
dead 400 invalid_code
dead 403 'Access Denied'
dead 401 'Bad Request'
dead 400 expired_token
dead 400 token_expired
dead 403 account_disabled
dead 400 consent_required
dead 400 interaction_required
dead 400 login_required
dead 400 invalid_refresh_token
dead 400 unsupported_grant_type \
	': it has to allow this client the grant refresh_token'
other 401 invalid_client 4
other 400 'Client authentication failed' 4
other 400 invalid_target 4
other 400 server_error 5
other 503 invalid_grant 5
other 400 invalid_scope 4
other 429 invalid_grant 5
other 400 slow_down 5
other 400 temporarily_unavailable 5
other 403 'Too Many Requests' 5

# doubt STATUS BODY [WORDS]: a refusal without an error. A login helps, but the
# token is tried again by itself, as a gateway may have said it.
doubt() {
	said="answered $1 without an OAuth error, as some do for a refresh token that is dead${3:+ \\($3\\)}"
	answer "$1" "$2"
	sent=$(fault_count say)
	request get protocol=https host=w.example
	fails 4 "login w: .* $said; nobody is here to log in; run: lanyard login w\$" \
		"$1 '$2': nobody there"
	request get protocol=https host=w.example
	fails 4 "$said" "$1 '$2': told again"
	run lanyard refresh --all
	fails 4 "$said" "$1 '$2': refresh --all"
	is "$(($(fault_count say) - sent))" 1 "$1 '$2': and sent once"
	is "$(field w refresh_token)$(field w refresh_token_error)" rt-before \
		"$1 '$2': the token stays, and is not dead"
	run lanyard status --exit-code
	run_status 4 "$1 '$2': status"
	like "$out" '^w: login-needed' "$1 '$2': says that a login helps"
	# The pause is over: the server is asked again.
	sed -i '/^retry_at=/d' "$LANYARD_STORE/logins/w"
	request get protocol=https host=w.example
	fails 4 "$said" "$1 '$2': after the pause"
	is "$(($(fault_count say) - sent))" 2 "$1 '$2': it is tried again"
	answer "$1" "$2"
	printf '%s\n' protocol=https host=w.example >"$T/in"
	run env LANYARD_INTERACTIVE=1 "BROWSER=$T/browser" \
		lanyard get <"$T/in"
	run_status 0 "$1 '$2': somebody there"
	like "$out" '^password=fault-access-' "$1 '$2': logs in"
	like "$err" "$said; a new login is needed\$" "$1 '$2': and says why"
}

# bare STATUS BODY EXIT ERE: a refusal without an error where no login helps.
bare() {
	answer "$1" "$2"
	printf '%s\n' protocol=https host=w.example >"$T/in"
	run env LANYARD_INTERACTIVE=1 "BROWSER=$T/browser" \
		lanyard get <"$T/in"
	fails "$3" "login w: .* answered $1 $4" "$1 '$2': no login would help"
	is "$(field w refresh_token)$(field w refresh_token_error)" rt-before \
		"$1 '$2': the token stays, and is not dead"
}

# said STATUS BODY ERROR: the error stands elsewhere.
said() {
	answer "$1" "$2"
	request get protocol=https host=w.example
	fails 4 "answered $1 $3.*run: lanyard login w\$" "$1 '$2': found"
	like "$(field w refresh_token)$(field w refresh_token_error)" \
		"^rt-before.*$3" "$1 '$2': the token stays, and is dead"
}

doubt 400 ''
doubt 400 '{}'
doubt 401 ''
doubt 403 '{"message":"Forbidden"}' Forbidden
doubt 422 '{"errors":{"refresh_token":["is gone"]}}'
doubt 400 'The token is dead' 'The token is dead'
doubt 400 '{"error":{"code":17,"message":"Token expired"}}' 'Token expired'
said 400 '{"error":{"code":"invalid_grant","message":"x"}}' 'invalid_grant'
said 401 '{"errorCode":"invalid_grant"}' 'invalid_grant'
said 400 '{"errors":[{"code":"invalid_grant"}]}' 'invalid_grant'
said 400 '{"type":"invalid_token","title":"No"}' 'invalid_token'
bare 400 '{"error":{"code":"invalid_client"}}' 4 invalid_client
bare 400 '{"message":"Invalid client credentials"}' 4 'without an OAuth error'
bare 403 '{"message":"Too many requests"}' 5 'without an OAuth error'
bare 400 'Try again later' 5 'without an OAuth error'
bare 400 '<html>Bad Request' 5 'with a web page'
bare 404 '' 5 'without an OAuth error'
bare 404 '{"message":"no Route matched"}' 5 'without an OAuth error'
bare 407 '' 5 ''
bare 408 '' 5 'without an OAuth error'
bare 413 '' 5 'without an OAuth error'
bare 429 '{}' 5 'without an OAuth error'
bare 451 '' 5 'without an OAuth error'
bare 500 '{}' 5 'without an OAuth error'

# A code that brings no access token: the refresh token is kept all the same.
conf <<-END
	logins = { code = { url = [ "https://code.example" ];
	  token_endpoint = "$FAULT_URL/no-token-but-refresh/token";
	  authorization_endpoint = "$FAULT_URL/no-token-but-refresh/authorize";
	  client_id = "native"; }; };
END
run env LANYARD_INTERACTIVE=1 "BROWSER=$T/browser" lanyard login code
run_status 5 'a code, and no access token'
like "$err" 'without a usable access_token' 'is said'
like "$err" 'hint: .*lanyard refresh code' 'with what to do'
like "$(field code refresh_token)" '^fault-refresh-' 'the refresh token is kept'
is "$(field code access_token)" '' 'and no other'

done_testing
