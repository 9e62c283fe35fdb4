#!/bin/sh
# Replies to a refresh, byte for byte, that no server here sends by itself:
# harmless oddities do not fail the call, damaged tokens are never handed out,
# and only a definite refusal ends the refresh token. The others are in
# tests/cli/refresh-replies.t.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

start_fault
cat >"$LANYARD_CONFIG" <<CONF
logins = {
  raw = {
    url            = [ "http://127.0.0.1:1" ];
    token_endpoint = "$FAULT_URL/raw/token";
    client_id      = "native";
  };
  seconds = {
    url            = [ "http://127.0.0.1:2" ];
    token_endpoint = "$FAULT_URL/503/token?retry=120";
    client_id      = "native";
  };
  date = {
    url            = [ "http://127.0.0.1:3" ];
    token_endpoint = "$FAULT_URL/503-date/token";
    client_id      = "native";
  };
  years = {
    url            = [ "http://127.0.0.1:4" ];
    token_endpoint = "$FAULT_URL/429/token?retry=99999999";
    client_id      = "native";
  };
};
CONF
chmod 600 "$LANYARD_CONFIG"
lost=0
tried=0

field() {
	sed -n "s/^$2=//p" "$LANYARD_STORE/logins/$1"
}

seed() {
	(umask 077 && mkdir -p "$LANYARD_STORE/logins" && printf '%s\n' \
		"name=$1" client_id=native access_token=at-old \
		obtained_at=1000000000 expires_at=1000003600 \
		refresh_token=rt-old scope=old generation=7 '' \
		>"$LANYARD_STORE/logins/$1")
}

# reply: sends what lies in $T/raw, with CR LF for LF in its head.
reply() {
	"$NODE" -e '
		const all = require("fs").readFileSync(0);
		const at = all.indexOf("\n\n");
		const head = all.subarray(0, at).toString("latin1");
		process.stdout.write(Buffer.concat([
			Buffer.from(head.replace(/\n/g, "\r\n") + "\r\n\r\n", "latin1"),
			all.subarray(at + 2)]));' <"$T/raw" >"$T/reply"
	fault_control raw file="$T/reply" >/dev/null
	seed raw
	tried=$((tried + 1))
	run timeout 30 lanyard refresh raw
	[ -n "$(field raw refresh_token)" ] || lost=$((lost + 1))
}

# json BODY: a sound head and that body.
json() {
	{
		printf 'HTTP/1.1 200 OK\nContent-Type: application/json\n'
		printf 'Connection: close\n\n'
		printf '%b' "$1"
	} >"$T/raw"
	reply
}

good() {
	run_status 0 "$1"
	is "$err" '' "$1: in silence"
	is "$(field raw access_token)" at-new "$1: the new access token"
	is "$(field raw generation)" 8 "$1: the next generation"
}

bad() {
	run_status 5 "$1"
	is "$(grep -c '^lanyard: error: ' "$T/err")" 1 "$1: one error line"
	is "$(field raw access_token)" at-old "$1: the old access token stays"
	is "$(field raw refresh_token)" "$2" "$1: the refresh token is $2"
	run lanyard get <<-END
		protocol=http
		host=127.0.0.1:1
	END
	is "$out" quit=1 "$1: nothing is handed out"
}

A='"access_token":"at-new","token_type":"Bearer"'
R='"refresh_token":"rt-new"'

# -- harmless -------------------------------------------------------------

json "{$A,$R,\"expires_in\":null}"
good 'expires_in null'
is "$(field raw expires_at)" '' 'expires_in null: no expiry'
json "{$A,$R,\"expires_in\":3599.9}"
good 'expires_in a fraction'
isnt "$(field raw expires_at)" '' 'expires_in a fraction: an expiry'
json "{$A,$R,\"expires_in\":true,\"more\":{\"x\":[1,2,{}]},\"id_token\":\"x\"}"
good 'unknown members'
json "\\0357\\0273\\0277{$A,$R}"
good 'a byte-order mark'
json " \\n{ $A , $R }\\r\\n\\t "
good 'white space'
json '{"access_token":"at\\u002dnew","token_type":"b\\u0065aRER","refresh_token":"rt\\u002dnew"}'
good 'escapes, and the type in another case'
is "$(field raw refresh_token)" rt-new 'escapes: the refresh token'
json "{$A}"
good 'no refresh_token, no scope'
is "$(field raw refresh_token)" rt-old 'no refresh_token: the old one stays'
is "$(field raw scope)" old 'no scope: the old one stays'

{
	printf 'HTTP/1.1 103 Early Hints\nLink: </x>; rel=preload\n\n'
	printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
	printf 'Connection: close\r\n\r\n{%s,%s}' "$A" "$R"
} >"$T/raw"
reply
good 'early hints'

"$NODE" -e 'process.stdout.write(require("zlib").gzipSync(process.argv[1]))' \
	"{$A,$R}" >"$T/gzip"
{
	printf 'HTTP/1.1 200 OK\nContent-Type: application/json\n'
	printf 'Content-Encoding: gzip\nConnection: close\n\n'
	cat "$T/gzip"
} >"$T/raw"
reply
good 'gzip'

# -- damaged: nothing of it is handed out ---------------------------------

json "{\"access_token\":\"at\\\\u0000new\",\"token_type\":\"Bearer\",$R}"
bad 'NUL in the access token' rt-new
json "{\"access_token\":\"at\\\\nnew\",\"token_type\":\"Bearer\",$R}"
bad 'LF in the access token' rt-new
json "{\"access_token\":\"at\\\\rnew\",\"token_type\":\"Bearer\",$R}"
bad 'CR in the access token' rt-new
json "{\"access_token\":\"at\\0303\\0251\",\"token_type\":\"Bearer\",$R}"
bad 'an access token that is not ASCII' rt-new
json "{\"access_token\":\"at\\\\ud800\",\"token_type\":\"Bearer\",$R}"
bad 'a lone surrogate in the access token' rt-new
json "{$A,$R}{\"access_token\":\"at-other\"}"
bad 'another reply behind the reply' rt-new
json "{$A,$R,\"refresh_token\":\"rt-other\"}"
bad 'two refresh tokens' rt-old
json "{$A,$R,$R}{$A}"
good 'both twice, and alike'
is "$(field raw refresh_token)" rt-new 'alike: the refresh token'

# A reply whose refresh token is damaged, its access token not: the call may
# succeed, the old refresh token stays.
json "{$A,\"refresh_token\":\"rt\\\\nnew\""
good 'LF in the refresh token, and a reply cut short'
is "$(field raw refresh_token)" rt-old 'a damaged refresh token is not kept'
json "{$A,\"refresh_token\":\"rt\\\\nnew\"}"
is "$(field raw refresh_token)" rt-old 'a damaged refresh token is not kept'
run lanyard get <<-END
	protocol=http
	host=127.0.0.1:1
END
unlike "$out" 'rt' 'nor handed out'

# A status line that nobody can read: the bytes are here all the same.
for line in 'HTP/1.1 200 OK' '200 OK' 'Content-Type: x/y'; do
	printf '%s\n\n{%s,%s}' "$line" "$A" "$R" >"$T/raw"
	reply
	good "status line: $line"
	is "$(field raw refresh_token)" rt-new "status line: $line: the refresh token"
done

json '{"error":"temporarily_unavailable"}'
bad 'temporarily_unavailable, with status 200' rt-old
printf 'HTTP/1.1 400 Bad Request\nContent-Type: application/json\nConnection: close\n\n{"error":"temporarily_unavailable"}' >"$T/raw"
reply
bad 'temporarily_unavailable, with status 400' rt-old
printf 'HTTP/1.1 400 Bad Request\nContent-Type: application/json\nConnection: close\n\n{"error":"server_error"}' >"$T/raw"
reply
bad 'server_error, with status 400' rt-old

# A flood of header fields.
{
	printf 'HTTP/1.1 200 OK\nContent-Type: application/json\n'
	i=0
	while [ $i -lt 3000 ]; do
		printf 'X-Flood-%s: %s\n' "$i" aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
		i=$((i + 1))
	done
	printf 'Connection: close\n\n{%s,%s}' "$A" "$R"
} >"$T/raw"
reply
good 'a flood of header fields'
is "$(field raw refresh_token)" rt-new 'a flood of header fields: the refresh token'

# -- a definite refusal ---------------------------------------------------

printf 'HTTP/1.1 400 Bad Request\nContent-Type: application/json\nConnection: close\n\n{"error":"invalid_grant","error_description":"gone"}' >"$T/raw"
reply
run_status 4 'invalid_grant'
is "$(field raw refresh_token)" rt-old 'invalid_grant: the token is kept, but'
like "$(field raw refresh_token_error)" invalid_grant 'marked as dead'
sent=$(fault_count raw)
run lanyard get <<-END
	protocol=http
	host=127.0.0.1:1
END
run_status 4 'invalid_grant: get, with nobody there'
like "$err" 'lanyard login raw' 'names the command'
is "$(fault_count raw)" "$sent" 'and sends nothing'

# -- Retry-After ----------------------------------------------------------

for name in seconds date years; do
	seed "$name"
	run timeout 30 lanyard refresh "$name"
	run_status 5 "Retry-After: $name"
	wait_s=$(($(field "$name" retry_at) - $(now)))
	case $name in
	seconds) ok 'two minutes' test "$wait_s" -ge 115 -a "$wait_s" -le 120 ;;
	date) ok 'seconds to minutes' test "$wait_s" -ge 3 -a "$wait_s" -le 300 ;;
	years) ok 'five minutes at most' test "$wait_s" -ge 295 -a "$wait_s" -le 300 ;;
	esac
done

[ -z "${FAULTS_TABLE:-}" ] || printf '| replies, byte for byte | %s | %s | %s | - |\n' \
	"$tried" "$lost" "$(fault_count raw)" >>"$FAULTS_TABLE"
done_testing
