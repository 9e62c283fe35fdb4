#!/bin/sh
# docker's own client, without a daemon, with docker-credential-lanyard
# (contrib/containers). It looks for a manifest, logs in and out.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

command -v docker >/dev/null || skip_all 'no docker'
unset DOCKER_HOST DOCKER_CONTEXT
DOCKER_CONFIG=$T/docker
DOCKER_CLI_EXPERIMENTAL=enabled # before 20.10
export DOCKER_CONFIG DOCKER_CLI_EXPERIMENTAL
certificate registry IP:127.0.0.1
start_as
start_server registry registry.js REGISTRY_AS="$AS_URL" REGISTRY_IDENTITY=1 \
	REGISTRY_TLS_CERT="$T/registry.crt" REGISTRY_TLS_KEY="$T/registry.key"
REGISTRY=${server_url#https://} REGISTRY_CONTROL=$server_control
configure https://api.example.com "https://$REGISTRY"
log_in work
place "$DOCKER_CONFIG/config.json" containers/config.json registry.example.com "$REGISTRY"

# What docker has found is kept, and then not asked for again.
use() {
	rm -rf "$DOCKER_CONFIG/manifests"
	timeout 60 $traced docker manifest inspect --insecure "$REGISTRY/image:latest"
}

used() {
	is "$status" 0 "$2"
	like "$(cat "$T/out.$1")" '"schemaVersion": *2' 'with the manifest'
	is "$err" '' 'and nothing on stderr'
}

# docker hides what a helper says, and goes on as nobody.
refused() {
	is "$status" 1 "$1"
	like "$err" 'unauthorized|no such manifest' 'as docker says it'
	err="lanyard: error: $(printf %s "$REGISTRY" | docker-credential-lanyard get)"
}

consumer docker
is "$(control "$REGISTRY_CONTROL" count name=token_refused)" 0 \
	'the registry has never seen an old token'

# -- docker login and logout, of a registry that no login answers --------------
# It gives an identity token, which docker stores for the user <token>, and
# exchanges afterwards.

place "$DOCKER_CONFIG/config.json" containers/config.json registry.example.com \
	"localhost:${REGISTRY#*:}"
REGISTRY=localhost:${REGISTRY#*:}
docker_login() {
	lanyard token work | timeout 60 docker login -u oauth2 --password-stdin \
		"$REGISTRY"
}
run docker_login
isnt "$status" 0 'docker login where no password is kept'
like "$out$err" 'lanyard keeps no password for this server; lanyard.conf needs store_passwords = true' \
	'says what is to be done'
sed -i '1i store_passwords = true;' "$LANYARD_CONFIG"
run docker_login
run_status 0 'docker login'
like "$(docker-credential-lanyard list)" "\"$REGISTRY\":\"<token>\"" \
	'keeps an identity token'
does 1 'and it is used'
is "$(control "$REGISTRY_CONTROL" count name=token_identity)" 1 \
	'as docker exchanges it'
run timeout 60 docker logout "$REGISTRY"
run_status 0 'docker logout'
unlike "$(docker-credential-lanyard list)" "$REGISTRY" 'removes it'
run use 1
is "$status" 1 'and the registry is asked by nobody'
like "$(docker-credential-lanyard list)" '^\{"127\.0\.0\.1:' \
	'while the login stays'
done_testing
