#!/bin/sh
# doctor and the network: a real authorization server behind TLS, and each of its
# faults provoked.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# a_certificate NAME DAYS: of its own, for this machine, good so long.
a_certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-days "$2" -subj /CN=test -addext subjectAltName=IP:127.0.0.1 \
		-keyout "$T/$1.key" -out "$T/$1.crt" 2>/dev/null ||
		die 'a certificate is made'
}

a_certificate good 60
start_as AS_TLS_CERT="$T/good.crt" AS_TLS_KEY="$T/good.key"
secret s:e/c+r%et

# a_conf [LINE...]: login work at the real server, by its issuer.
a_conf() {
	conf <<-END
		logins = {
		  work = {
		    url = "https://git.example.com"; issuer = "$AS_URL";
		    client_id = "native"; ca_file = "$T/good.crt";
		    $*
		  };
		};
	END
	no_store
	# The server is asked about this one (doctor-token.t).
	record work "issuer=$AS_URL" client_id=native "access_token=$(as_control \
		mint account=alice client=native field=access_token)" \
		"obtained_at=$(($(now) - 100))" "expires_at=$(($(now) + 3600))" \
		generation=1 refresh_token=rt-0123456789
}
secret at-0123456789 rt-0123456789
git config --global credential.helper lanyard

# finds WHAT ERE NEXT NAME: a fault of WHAT, and what mends it.
finds() {
	run timeout 60 lanyard doctor work
	wrong=
	[ "$status" -eq 1 ] || wrong="$wrong status, wanted 1;"
	[ ! -s "$T/err" ] || wrong="$wrong stderr;"
	grep -E -q -e "^fault $1 +work: .*$2" "$T/out" || wrong="$wrong wanted /$2/;"
	grep -E -q -e "^      next: .*$3" "$T/out" || wrong="$wrong wanted /$3/;"
	! grep -q -F -f "$T/secrets" "$T/out" || wrong="$wrong a secret;"
	_check "$4"
}

# -- All is well --
a_conf
snapshot
run timeout 60 lanyard doctor
run_status 0 'a healthy login at a real server'
is_empty "$T/err" 'and no word on stderr'
like "$out" '^ok +login +work: has a fresh token; metadata; token_endpoint; token; clock; certificate; redirect_uri$' \
	'each thing is looked at'
run timeout 60 lanyard doctor --json
like "$out" "\"text\":\"the certificate of 127\\.0\\.0\\.1:[0-9]+ is good until $(date -u -d '+60 days' +%Y-%m-)" \
	'when the certificate ends'
is "$(as_count token_refresh_token)" 0 'no token was refreshed'
not_ok 'neither secret nor refresh token was sent' grep -q -F -f "$T/secrets" "$T/as.log"
unchanged 'nothing is changed'
a_conf 'client_secret = "s:e/c+r%et";'
sed -i '/^access_token=/d' "$LANYARD_STORE/logins/work"
run timeout 60 lanyard doctor
run_status 0 'a client with a secret'
not_ok 'which is not sent' grep -q -F -f "$T/secrets" "$T/as.log"

# -- TLS --
a_certificate other 60
a_conf
sed -i "s,$T/good.crt,$T/other.crt," "$LANYARD_CONFIG"
finds metadata 'certificate of 127\.0\.0\.1:[0-9]+ is refused: who issued it is not known' \
	'ca_file' 'a certificate of an authority that is not known'
a_conf
openssl x509 -in "$T/good.crt" -out "$T/cut.crt" && head -n 5 "$T/cut.crt" >"$T/cut2.crt"
sed -i "s,$T/good.crt,$T/cut2.crt," "$LANYARD_CONFIG"
run timeout 60 lanyard doctor
like "$out" '^fault configuration +work: ca_file: .*cut short' 'a ca_file that was cut'
a_certificate short 1
start_fault FAULT_TLS_CERT="$T/short.crt" FAULT_TLS_KEY="$T/short.key"
fault_control script path=/x/token lines='400 {"error":"invalid_request"}'
conf <<END
logins = { work = { url = "https://git.example.com"; client_id = "native";
  token_endpoint = "$FAULT_URL/x/token"; ca_file = "$T/short.crt"; }; };
END
finds certificate 'is good until' 'tell who runs' 'a certificate that is over soon'
stop_server "$FAULT_PID"
start_fault

# -- The metadata --
a_conf "token_endpoint = \"$AS_URL/old\"; authorization_endpoint = \"$AS_URL/auth\";"
finds metadata "token_endpoint is configured as $AS_URL/old, the metadata of $AS_URL have $AS_URL/token" \
	'take token_endpoint out of login work' 'an endpoint that has moved'
like "$out" "^fault token_endpoint +work: $AS_URL/old answers 404" 'and is gone'
unlike "$out" 'authorization_endpoint is configured' 'one that is the same is none'
conf <<END
logins = { work = { url = "https://git.example.com"; client_id = "native";
  issuer = "$FAULT_URL/x/"; }; };
END
finds metadata 'issuer' '' 'metadata of another issuer'
conf <<END
logins = { work = { url = "https://git.example.com"; client_id = "native";
  issuer = "http://127.0.0.1:1"; }; };
END
finds metadata 'cannot reach 127\.0\.0\.1:1' 'curl' 'nobody there'
conf <<END
logins = { work = { url = "https://git.example.com"; client_id = "native";
  issuer = "https://no-such-host.invalid"; }; };
END
finds metadata 'no-such-host\.invalid' 'curl' 'a host that does not resolve'

# -- The clock --
# dated SECONDS: the token endpoint's Date lies so far off.
dated() {
	_body='{"error":"invalid_request"}'
	printf 'HTTP/1.1 400 Bad Request\r\nDate: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
		"$(LC_ALL=C date -u -d "@$(($(now) + $1))" '+%a, %d %b %Y %H:%M:%S GMT')" \
		"${#_body}" "$_body" >"$T/reply"
	fault_control raw file="$T/reply"
	conf <<-END
		logins = { work = { url = "https://git.example.com"; client_id = "native";
		  token_endpoint = "$FAULT_URL/raw/token"; }; };
	END
	no_store
	record work "token_endpoint=$FAULT_URL/raw/token" client_id=native \
		access_token=at-0123456789 "obtained_at=$(($(now) - 100))" \
		"expires_at=$(($(now) + 3600))" generation=1 \
		refresh_token=rt-0123456789
}
dated 7200
finds clock "this machine's clock is 7[12][0-9][0-9] s behind 127\\.0\\.0\\.1:[0-9]+'s" \
	'timedatectl set-ntp' 'a clock that is behind'
dated -7200
finds clock 'is 7[12][0-9][0-9] s before' 'timedatectl' 'one that is before'
dated 20
run timeout 60 lanyard doctor
run_status 0 'a few seconds are no fault'
like "$out" 'work: .*; clock' 'and it was looked at'

# -- The proxy --
dated 0
sed -i 's,; }; };,; proxy = "http://127.0.0.1:1"; }; };,; s,127.0.0.1:\([0-9]*\)/raw,as.example.com:\1/raw,' \
	"$LANYARD_CONFIG"
sed -i 's,http://as,https://as,' "$LANYARD_CONFIG"
run timeout 60 lanyard doctor work
is "$status" 1 'a proxy that is not there: exit 1'
like "$out" '^fault server +work: .*proxy .*127\.0\.0\.1:1' 'is named'

# -- The redirect URI --
dated 0
sed -i "s,; }; };,; redirect_uri = \"http://127.0.0.1:${FAULT_URL##*:}/callback\"; }; };," \
	"$LANYARD_CONFIG"
finds redirect_uri "cannot listen on 127\.0\.0\.1:${FAULT_URL##*:}" 'ss -ltnp' 'a port that another program has'
sed -i "s,redirect_uri = .*callback\",redirect_uri = \"https://app.example.com/callback\"," \
	"$LANYARD_CONFIG"
run timeout 60 lanyard doctor
run_status 0 'one that is pasted from needs no port'

done_testing
