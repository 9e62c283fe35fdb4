#!/bin/sh
# skopeo, with docker-credential-lanyard (contrib/containers). podman and
# buildah read the same file by the same library.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

start_as
start_server registry registry.js REGISTRY_AS="$AS_URL"
REGISTRY=${server_url#http://} REGISTRY_CONTROL=$server_control
configure https://api.example.com "https://$REGISTRY"
log_in work
place "$T/auth.json" containers/config.json registry.example.com "$REGISTRY"

use() {
	REGISTRY_AUTH_FILE=$T/auth.json timeout 60 $traced skopeo inspect \
		--raw --tls-verify=false "docker://$REGISTRY/image:latest"
}

used() {
	is "$status" 0 "$2"
	like "$(cat "$T/out.$1")" '"schemaVersion":2' 'with the manifest'
	is "$err" '' 'and nothing on stderr'
}

# skopeo shows what the helper has said on stdout.
refused() {
	is "$status" 1 "$1"
	like "$err" 'error getting credentials' 'as skopeo says it'
	err=$(printf '%s\n' "$err" | sed 's/.*out: `/lanyard: error: /')
}

consumer skopeo
is "$(control "$REGISTRY_CONTROL" count name=token_refused)" 0 \
	'the registry has never seen an old token'
is "$(control "$REGISTRY_CONTROL" count name=token_anonymous)" 0 \
	'and was asked by nobody'

# skopeo's own words for a registry that no login answers: it goes on.
run env REGISTRY_AUTH_FILE="$T/auth.json" timeout 60 skopeo inspect --raw \
	--tls-verify=false "docker://localhost:${REGISTRY#*:}/image:latest"
is "$status" 1 'another registry is asked without a password'
is "$(control "$REGISTRY_CONTROL" count name=token_anonymous)" 1 \
	'by nobody'

done_testing
