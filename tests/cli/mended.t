#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# A failure that is noted belongs to the configuration it failed with: who has
# mended that is not kept waiting, and who has not is.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret rt-before at-before s3cret

# work LINE: login w, with LINE in it.
work() {
	conf <<-END
		logins = { w = { url = [ "https://w.example" ];
		  token_endpoint = "$FAULT_URL/token/token";
		  authorization_endpoint = "$FAULT_URL/token/authorize";
		  client_id = "native"; $1 }; };
	END
}
seed() {
	record w client_id=native "token_endpoint=$FAULT_URL/token/token" \
		access_token=at-before obtained_at=1000000000 \
		expires_at=1000003600 refresh_token=rt-before generation=1
}
get() {
	request get protocol=https host=w.example
}

# held STATUS ERE NAME: get fails, is not tried again, and refresh --all says
# the same. By whom it would be asked again is said in status.
held() {
	seed
	get
	fails "$1" "$2" "$3"
	_sent=$(fault_count token)
	sed -i "s/^retry_at=.*/retry_at=$(($(now) + 200))/" \
		"$LANYARD_STORE/logins/w"
	get
	fails "$1" "$2" "$3: the same again"
	run lanyard refresh --all
	fails "$1" "$2" "$3: refresh --all likewise"
	is "$(fault_count token)" "$_sent" "$3: nothing is sent meanwhile"
	run lanyard status --json
	says '"retry_at":' "$3: status says when"
}

# mended NAME: and now it is not.
mended() {
	run lanyard status --json
	unlike "$out" '"retry_at":' "$1, mended: status knows of no pause"
	cp "$LANYARD_STORE/logins/w" "$T/w"
	get
	run_status 0 "$1, mended: at once"
	like "$out" '^password=fault-access-' "$1, mended: the token"
	cp "$T/w" "$LANYARD_STORE/logins/w"
	run lanyard refresh --all
	silent "$1, mended: refresh --all likewise"
	is "$(field w last_error_mark)" '' "$1, mended: nothing is left"
}

fault_control play mode=token turns=ok
work "client_secret_file = \"$T/secret\";"
held 2 'cannot open .*/secret: No such file' 'no secret file'
(umask 077 && echo s3cret >"$T/secret")
mended 'no secret file'
chmod 644 "$T/secret"
held 2 'is open to others' 'a secret open to others'
chmod 600 "$T/secret"
mended 'a secret open to others'
printf '#!/bin/sh\nexit 1\n' >"$T/command"
chmod +x "$T/command"
work "client_secret_command = [ \"$T/command\" ];"
held 2 'ended with status 1' 'a command that fails'
printf '#!/bin/sh\necho s3cret\n' >"$T/command"
mended 'a command that fails'
printf '#!/bin/sh\nexit 1\n' >"$T/command"
held 2 'ended with status 1' 'a command that fails, replaced'
work 'client_secret = "s3cret";'
mended 'a command that fails, replaced'
work "ca_file = \"$T/ca\";"
held 2 'cannot read ca_file' 'no CA file'
work ''
mended 'no CA file'
fault_control play mode=token turns=silence
work 'timeout_ms = 300;'
held 5 'within' 'too short a time'
fault_control play mode=token turns=ok
work ''
mended 'too short a time'
fault_control play mode=token turns=invalid_client
work 'client_secret = "s3cret-of-another";'
held 4 'invalid_client' 'a wrong secret'
fault_control play mode=token turns=ok
work 'client_secret = "s3cret";'
mended 'a wrong secret'

# What was changed has nothing to do with it.
fault_control play mode=token turns=503
work ''
held 5 '503' 'the server is out of order'
sent=$(fault_count token)
work '# a comment
	refresh_margin_s = 30;'
printf 'logins = { other = { url = "https://o.example"; client_id = "o";
	token_endpoint = "https://o.example/t"; }; };' >>"$T/other"
get
fails 5 '503' 'a comment does not mend it'
is "$(fault_count token)" "$sent" 'the server is left in peace'
rm "$LANYARD_CONFIG"
work ''
chmod 640 "$LANYARD_CONFIG"
get
fails 5 '503' 'nor does a file written anew'
is "$(fault_count token)" "$sent" 'the server is left in peace still'
run lanyard refresh w
fails 5 '503' 'by hand it is asked'
is "$(fault_count token)" $((sent + 1)) 'once'

# -- The pause after a failed login --
no_store
cat >"$T/browser" <<'END'
#!/bin/sh
exec curl -q -sS -L --noproxy '*' -o /dev/null "$1"
END
chmod +x "$T/browser"
there() {
	printf '%s\n' protocol=https host=w.example >"$T/in"
	run env LANYARD_INTERACTIVE=1 "BROWSER=$T/browser" lanyard get <"$T/in"
}
fault_control play mode=token turns=invalid_client
work 'client_secret = "s3cret-of-another";'
there
run_status 4 'a login that fails'
like "$err" 'lanyard: error: .* 401 invalid_client' 'says why'
there
fails 3 'login w has no token: a login failed [0-9] s ago, and nobody is asked for [1-6]?[0-9] s more; run: lanyard login w$' \
	'and then nobody is asked, for so long' 1
work 'client_secret = "s3cret-of-another"; # looked at'
fault_control play mode=token turns=ok
work 'client_secret = "s3cret";'
there
run_status 0 'until it is mended'
like "$out" '^password=fault-access-' 'with the token'
is "$(field w login_error_mark)$(field w login_failures)" '' 'nothing is left'

done_testing
