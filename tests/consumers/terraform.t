#!/bin/sh
# terraform, which asks lanyard for the token of a module registry.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

command -v terraform >/dev/null || skip_all 'no terraform'
certificate registry IP:127.0.0.1
. "$TESTS/consumers/packages.sh"

SSL_CERT_FILE=$T/registry.crt
CHECKPOINT_DISABLE=1
TF_IN_AUTOMATION=1
unset TF_CLI_CONFIG_FILE TF_PLUGIN_CACHE_DIR
export SSL_CERT_FILE CHECKPOINT_DISABLE TF_IN_AUTOMATION
place "$HOME/.terraformrc" terraform/terraformrc
mkdir -p "$HOME/.terraform.d/plugins"
ln -s "$BUILD/lanyard" "$HOME/.terraform.d/plugins/terraform-credentials-lanyard"

# A module of the registry, which lies in a git repository.
git init -q "$T/module"
echo 'output "hello" { value = "1" }' >"$T/module/main.tf"
git -C "$T/module" add main.tf
git -C "$T/module" commit -q -m module
mkdir -p "$T/packages/.well-known" "$T/packages/m/acme/hello/local/1.0.0"
echo '{"modules.v1":"/m/"}' >"$T/packages/.well-known/terraform.json"
echo '{"modules":[{"versions":[{"version":"1.0.0"}]}]}' \
	>"$T/packages/m/acme/hello/local/versions"
echo "X-Terraform-Get: git::file://$T/module" \
	>"$T/packages/m/acme/hello/local/1.0.0/download"

use() {
	rm -rf "$T/project.$1" && mkdir "$T/project.$1" || return
	printf 'module "hello" {\n  source = "%s/acme/hello/local"\n  version = "1.0.0"\n}\n' \
		"${REGISTRY#https://}" >"$T/project.$1/main.tf"
	(cd "$T/project.$1" && timeout 120 $traced terraform init -input=false \
		-backend=false -no-color)
}

used() {
	installed "$2"
	ok 'the module is here' \
		test -s "$T/project.$1/.terraform/modules/hello/main.tf"
}

# It keeps what the helper says to itself, and goes on as nobody.
refused() {
	is "$status" 1 "$1"
	like "$err" '401 Unauthorized' 'as terraform says it'
	run terraform-credentials-lanyard get "${REGISTRY#https://}"
	isnt "$status" 0 'and the helper has failed'
}

consumer terraform
only_good_tokens terraform

# Another registry's module is asked for by nobody.
run terraform-credentials-lanyard get registry.terraform.io
is "$out" '{}' 'terraform.io is not answered'
done_testing
