#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# Small stacks: the programs with 64 kB, and the library in a thread with what
# musl gives to one, 128 kB.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

grep -q __asan_init "$BUILD/liblanyard.so" &&
	skip_all 'sanitized code takes more stack'

certificate tls IP:127.0.0.1
start_as AS_TLS_CERT="$T/tls.crt" AS_TLS_KEY="$T/tls.key"
start_server echo echo.js
conf <<-END
	logins = {
	  work = {
	    url = [ "$server_url" ];
	    issuer = "$AS_URL";
	    client_id = "native";
	    scope = "read_repository";
	    ca_file = "$T/tls.crt";
	    grant_type = "authorization_code";
	  };
	};
END
# A browser has no part in this.
printf '#!/bin/sh\nulimit -S -s 8192\nexec %s "$@"\n' "'$PERSON'" >"$T/browser"
chmod +x "$T/browser"
person_will ca="$T/tls.crt"
LANYARD_INTERACTIVE=1
BROWSER=$T/browser
export LANYARD_INTERACTIVE BROWSER

# small COMMAND...: with 64 kB of stack, as `run`.
small() {
	run sh -c 'ulimit -S -s 64 && exec "$@"' sh "$@"
}

# Each verb, and what it needs of lanyard-oauth: a login, a refresh, TLS.
printf 'url=%s\n\n' "$server_url" >"$T/request"
small timeout 60 lanyard login work
is "$status: $out" '0: ' '64 kB of stack: login'
small lanyard refresh work
is "$status: $out$err" '0: ' '64 kB of stack: refresh'
small lanyard get <"$T/request"
like "$out" '^password=.' '64 kB of stack: get'
small lanyard token work
is "$status: $out" "0: $(field work access_token)" '64 kB of stack: token'
small lanyard curl "$server_url/x" -- -sS
like "$out" 'Bearer' '64 kB of stack: curl'
small lanyard status --json
like "$out" '"name":"work","state":"fresh"' '64 kB of stack: status'
small lanyard erase <"$T/request"
is "$status: $out$err" '0: ' '64 kB of stack: erase'
small lanyard store <"$T/request"
is "$status: $out$err" '0: ' '64 kB of stack: store'
echo rt-seeded >"$T/in"
small lanyard seed --force work <"$T/in"
is "$status: $out$err" '0: ' '64 kB of stack: seed'
small lanyard logout work
is "$status: $out$err" '0: ' '64 kB of stack: logout'

run "${CC:-cc}" -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra \
	-I "$TOP/lib/include" -o "$T/stack" "$TESTS/cli/stack.c" \
	-L "$BUILD" -llanyard -pthread "-Wl,-rpath,$BUILD"
run_status 0 'a program with a thread is compiled'
[ "$status" -eq 0 ] || done_testing
# libcurl and OpenSSL take their part of it.
run timeout 60 "$T/stack" 128 work "$server_url/x"
run_status 0 '128 kB of stack: login, refresh, get, request, list, logout'
is "$err" '' 'without a word'
diag "${out:-all} KiB of 128 were used"
ok 'with a quarter to spare' test "${out:-128}" -le 96
done_testing
