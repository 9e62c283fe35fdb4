#!/bin/sh
# podman and buildah, with docker-credential-lanyard (contrib/containers): both
# pull an image, which is kept in a storage of the test's own.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154,SC2046 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/consumers/consumers.sh"

# on TOOL N: its storage.
on() {
	echo "$1 --root $T/$1.$2 --runroot $T/$1.run.$2 --storage-driver vfs"
}
command -v podman >/dev/null && command -v buildah >/dev/null &&
	timeout 60 $(on podman 0) info >/dev/null 2>&1 ||
	skip_all 'no podman and buildah that can store images'
start_as
start_server registry registry.js REGISTRY_AS="$AS_URL"
REGISTRY=${server_url#http://} REGISTRY_CONTROL=$server_control
configure https://api.example.com "https://$REGISTRY"
log_in work
place "$T/auth.json" containers/config.json registry.example.com "$REGISTRY"
REGISTRY_AUTH_FILE=$T/auth.json
export REGISTRY_AUTH_FILE

for tool in podman buildah; do
	use() {
		rm -rf "$T/$tool.$1" "$T/$tool.run.$1"
		timeout 60 $traced $(on $tool "$1") pull --quiet \
			--tls-verify=false "docker://$REGISTRY/image:latest"
	}
	used() {
		is "$status" 0 "$2"
		like "$(cat "$T/out.$1")" '^[0-9a-f]{64}$' 'with the image'
		is "$err" '' 'and nothing on stderr'
	}
	# It shows what the helper has said on stdout.
	refused() {
		isnt "$status" 0 "$1"
		like "$err" 'credentials' 'as it says it'
		err=$(printf '%s\n' "$err" | sed 's/.*out: `/lanyard: error: /')
	}
	consumer $tool
done
run timeout 60 $(on podman 0) login --get-login "$REGISTRY"
is "$out" oauth2 'podman login --get-login knows the user'
isnt "$(field work access_token)" '' 'and there is a token'
run timeout 60 $(on podman 0) logout "$REGISTRY"
run_status 0 'podman logout'
is "$(field work access_token)" '' 'drops the access token'
is "$(control "$REGISTRY_CONTROL" count name=token_refused)" 0 \
	'the registry has never seen an old token'
done_testing
