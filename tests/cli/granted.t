#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# What a server does not grant, though it was asked for or usual: one notice at
# the login, or at the refresh that takes it away, and in status always.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret at-1 at-2 at-3 rt-1 rt-2

cat >"$T/browser" <<'END'
#!/bin/sh
exec curl -q -sS -L --noproxy '*' -o /dev/null "$1"
END
chmod +x "$T/browser"

# login_conf SCOPE [LINE]
login_conf() {
	conf <<-END
		logins = { w = { url = [ "https://w.example" ];
		  token_endpoint = "$FAULT_URL/raw/token";
		  authorization_endpoint = "$FAULT_URL/raw/authorize";
		  client_id = "native"; scope = $1; $2 }; };
	END
}
# replies JSON: to every request from now on.
replies() {
	printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n%s' \
		"$1" >"$T/reply"
	fault_control raw "file=$T/reply"
}
in_person() {
	run env LANYARD_INTERACTIVE=1 "BROWSER=$T/browser" "$@"
}
# noticed ERE NAME: one line that begins with "lanyard: login w: ", or none.
noticed() {
	grep '^lanyard: login w: ' "$T/err" >"$T/notices"
	if [ -z "$1" ]; then
		is "$status $(cat "$T/notices")" '0 ' "$2"
	else
		is "$status $(grep -c '' "$T/notices") $(grep -c -E -e "$1" \
			"$T/notices")" '0 1 1' "$2"
	fi
}
# status_has ERE-OF-TEXT ERE-OF-JSON NAME; "" is for nothing of the kind.
status_has() {
	run lanyard status
	is "$status $(grep -c -E -e "${1:-lacks|to be expected}" "$T/out")" \
		"0 $([ -z "$1" ] && echo 0 || echo 1)" "$3: status"
	run lanyard status --json
	is "$status $(grep -c -E -e "${2:-lacks}" "$T/out")" \
		"0 $([ -z "$2" ] && echo 0 || echo 1)" "$3: as JSON"
}

# row SCOPE REPLY NOTICE STATUS JSON NAME: a login anew.
row() {
	no_store
	login_conf "$1" ''
	replies "{\"token_type\":\"Bearer\",$2}"
	in_person lanyard login w
	noticed "$3" "$6"
	status_has "$4" "$5" "$6"
}
both='"access_token":"at-1","refresh_token":"rt-1","expires_in":3600'
lone='"access_token":"at-1"'
row '"a b"' "$both" '' '' '' 'all there'
row '"a b"' "$both,\"scope\":\"b a\"" '' '' '' 'another order'
row '"a b"' "$both,\"scope\":\"b,a,c\"" '' '' '' 'commas, and more'
row '[ "a", "b" ]' "$both,\"scope\":[\"b\",\"a\"]" '' '' '' 'an array'
row '"a b"' "$both,\"scope\":null" '' '' '' 'null'
row '"a offline_access"' "$both,\"scope\":\"a\"" '' '' '' \
	'offline_access is the refresh token'
row '"a b c"' "$both,\"scope\":\"b\"" 'of the scope was not granted: a c$' \
	'^  scope lacks a c$' '"lacks_scope":"a c"' 'a narrower scope'
row '"a b"' "$both,\"scope\":[\"b\"]" 'of the scope was not granted: a$' \
	'^  scope lacks a$' '"lacks_scope":"a"' 'a narrower scope, an array'
row '"a"' "$lone" '' '' '' 'neither expiry nor refresh token'
row '"a"' "$lone,\"expires_in\":3600" \
	'no refresh token came; a login is needed again at 20[-0-9]* [:0-9]* UTC$' \
	'^  refresh token none, though one was to be expected$' \
	'"lacks_refresh_token":true' 'an expiry, and no refresh token'
row '"a offline_access"' "$lone" \
	'no refresh token came, though offline_access was asked for; a login is needed again when this token is rejected$' \
	'^  refresh token none, though one was to be expected$' \
	'"lacks_refresh_token":true' 'offline_access'
row '"a b offline_access"' "$lone,\"scope\":\"a\",\"expires_in\":\"3600\"" \
	'no refresh token came, .*of the scope was not granted: b$' \
	'^  scope lacks b$' '"lacks_refresh_token":true,"lacks_scope":"b"' \
	'both, in one line'

# A server that gave one before.
row '"a"' "$both" '' '' '' 'the first login'
replies "{\"token_type\":\"Bearer\",$lone}"
in_person lanyard login w
noticed 'no refresh token came this time; a login is needed again when' \
	'the second, without'
status_has 'refresh token none, though one' '"lacks_refresh_token":true' \
	'the second, without'
in_person lanyard login w
noticed 'no refresh token came this time' 'the third likewise'
replies "{\"token_type\":\"Bearer\",$both}"
in_person lanyard login w
noticed '' 'and the fourth has one'
status_has '' '' 'and the fourth has one'

# The first use, by git's protocol: on stderr, and the answer is whole.
no_store
login_conf '"a b"' ''
replies "{$both,\"scope\":\"a\"}"
printf '%s\n' protocol=https host=w.example >"$T/in"
in_person lanyard get <"$T/in"
like "$out" '^password=at-1$' 'the first get: answered'
noticed 'not granted: b$' 'the first get: said'
in_person lanyard get <"$T/in"
is "$status$err" 0 'the second: silent'

# A refresh that takes a word away: said once, in status always.
stale() {
	sed -i -e "s/^expires_at=.*/expires_at=$(($(now) - 10))/" \
		-e "s/^obtained_at=.*/obtained_at=$(($(now) - 3610))/" \
		"$LANYARD_STORE/logins/w"
}
no_store
login_conf '"a b c"' ''
replies "{$both}"
in_person lanyard login w
noticed '' 'all of it granted'
for scope in '"c,b,a"' '["a","b","c"]'; do
	replies "{\"access_token\":\"at-2\",\"expires_in\":3600,\"scope\":$scope}"
	stale
	run lanyard get <"$T/in"
	is "$status$err" 0 "a refresh, scope $scope: silent"
done
replies '{"access_token":"at-2","expires_in":3600,"scope":"a"}'
stale
run lanyard get <"$T/in"
like "$out" '^password=at-2$' 'a refresh that narrows: answered'
noticed 'the refresh brought a narrower scope, without: b c$' \
	'a refresh that narrows: said'
status_has '^  scope lacks b c$' '"lacks_scope":"b c"' 'a refresh that narrows'
for verb in 'get' 'refresh --all' 'refresh w' 'token w'; do
	stale
	# shellcheck disable=SC2086 # words
	run lanyard $verb <"$T/in"
	is "$status$err" 0 "the next, by $verb: silent"
done
status_has '^  scope lacks b c$' '"lacks_scope":"b c"' 'still so'
run lanyard status --exit-code
is "$status" 0 'which is no failure'

done_testing
