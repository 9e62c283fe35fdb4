#!/bin/sh
# Google's authentication library for Python, as gcloud has it, with lanyard as
# the executable of an external account (contrib/google).
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

library=/usr/lib/google-cloud-sdk/lib/third_party
PYTHONPATH=$library python3 -c 'import google.auth.pluggable' 2>/dev/null ||
	skip_all "no library of Google's"
start_as
place "$T/credentials.json" google/credentials.json
place "$LANYARD_CONFIG" lanyard.conf https://id.example.com "$AS_URL" \
	4f0c... native 'scope     = [ "read_user" ];' \
	'scope     = [ "openid", "offline_access" ]; use_id_token = true;'
log_in work

cat >"$T/client.py" <<'END'
import sys
import google.auth.pluggable

found = google.auth.pluggable.Credentials.from_file(sys.argv[1])
try:
    print(found.retrieve_subject_token(None))
except Exception as error:
    sys.exit("%s: %s" % (type(error).__name__, error))
END
use() {
	PYTHONPATH=$library GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES=1 \
		timeout 60 $traced python3 "$T/client.py" "$T/credentials.json"
}
used() {
	is "$status" 0 "$2"
	is "$(cut -d . -f 2 "$T/out.$1" | tr '_-' '/+' | base64 -d 2>/dev/null |
		sed 's/.*"sub":"\([^"]*\)".*/\1/')" "$ACCOUNT" \
		'with the ID token of this account'
	is "$err" '' 'and nothing on stderr'
}
refused() {
	is "$status" 1 "$1"
	like "$err" '^RefreshError: .*unsuccessful response: code: [34]' \
		"as Google's library says it"
	err="lanyard: error: ${err#*message: }"
}
consumer "Google's library"
# Where there is an output_file the answer is kept, until then.
like "$(lanyard google-executable work)" \
	'^\{"version":1,"success":true,.*"expiration_time":[0-9]{10}\}$' \
	'the answer says when it is over'
done_testing
