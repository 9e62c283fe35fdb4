#!/bin/sh
# kubectl, with lanyard as its exec plugin (contrib/kubectl). The API server is
# a resource behind a bearer token, over TLS.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

certificate api IP:127.0.0.1
start_as
start_server door door.js DOOR_AS="$AS_URL" DOOR_TLS_CERT="$T/api.crt" \
	DOOR_TLS_KEY="$T/api.key"
configure https://api.example.com "$server_url"
log_in work

# Before 1.22 there is v1beta1 only, which knows no interactiveMode.
minor=$(kubectl version --client -o json 2>/dev/null |
	sed -n 's/.*"minor": "\([0-9]*\).*/\1/p')
if [ "${minor:-0}" -ge 22 ]; then
	place "$T/kubeconfig" kubectl/config https://api.example.com "$server_url"
else
	place "$T/kubeconfig" kubectl/config https://api.example.com "$server_url" \
		k8s.io/v1 k8s.io/v1beta1
fi
sed -i "s|^    server: .*|&\\n    certificate-authority: $T/api.crt|" "$T/kubeconfig"

use() {
	KUBECONFIG=$T/kubeconfig timeout 60 $traced kubectl \
		--cache-dir="$T/cache.$1" get --raw /user
}

used() {
	is "$status" 0 "$2"
	is "$(cat "$T/out.$1")" \
		"{\"account\":\"$ACCOUNT\",\"method\":\"GET\",\"path\":\"/user\"}" \
		'with the answer to this account'
	is "$err" '' 'and nothing on stderr'
}

refused() {
	is "$status" 1 "$1"
	like "$err" 'getting credentials: exec: executable .*lanyard.* failed with exit code [34]|getting credentials: exec: exit status [34]' \
		'as kubectl says it'
}

consumer kubectl
done_testing
