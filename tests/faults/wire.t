#!/bin/sh
# Replies to a refresh that are no HTTP, or lie, or are cut: a table of bytes
# (wire-rows.js), in clear, through a proxy and, for how a connection ends, with
# TLS. The server has rotated: the one new refresh token in what came is on the disk.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

tab=$(printf '\t')
tried=0 lost=0

# rows KIND [CA_FILE [PROXY]]
rows() {
	rm -rf "$LANYARD_STORE"
	"$NODE" "$TESTS/faults/wire-rows.js" "$FAULT_URL" "$LANYARD_CONFIG" \
		"$LANYARD_STORE" "${2:-}" "${3:-}" >"$T/rows" || die 'the rows are written'
	while IFS=$tab read -r name want access refresh what; do
		run lanyard refresh "$name"
		tried=$((tried + 1))
		got="$status $(field "$name" access_token) $(field "$name" \
			refresh_token)"
		[ "$refresh" = "$(field "$name" refresh_token)" ] ||
			lost=$((lost + 1))
		if [ "$want" -eq 0 ]; then
			is "$got$err" "0 $access $refresh" "$1: $what"
		else
			is "$got $(grep -c '^lanyard: error: login w' "$T/err")" \
				"$want $access $refresh 1" "$1: $what"
		fi
	done <"$T/rows"
}

start_fault
rows clear
# The same server, as a proxy of another host, which it is told.
FAULT_PROXY=$FAULT_URL
FAULT_URL=http://id.invalid
rows 'by proxy' '' "$FAULT_PROXY"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
	-batch -days 2 -subj /CN=x -addext subjectAltName=IP:127.0.0.1 \
	-keyout "$T/key" -out "$T/ca" 2>"$T/openssl" || die 'openssl' \
	"$(cat "$T/openssl")"
start_fault FAULT_TLS_CERT="$T/ca" FAULT_TLS_KEY="$T/key"
rows TLS "$T/ca"
is "$lost" 0 'no login is lost'
row 'a reply that is no HTTP, lies or is cut' "$tried" "$lost" '1 each' -
done_testing
