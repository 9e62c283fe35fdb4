#!/bin/sh
# lanyard setup --tool: a line more in another program's configuration, whose
# every other byte stays; and where that cannot be, the line is printed.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

conf <<-'END'
	logins = {
	  one = {
	    url = [ "https://reg.example:8443/team", "https://two.example" ];
	    issuer = "https://id.example.com";
	    client_id = "c";
	  };
	  any = {
	    url = "https://*.any.example.com";
	    issuer = "https://id.example.com";
	    client_id = "c";
	  };
	};
END
unset DOCKER_CONFIG REGISTRY_AUTH_FILE CARGO_HOME GOENV TF_CLI_CONFIG_FILE \
	NPM_CONFIG_USERCONFIG PIP_CONFIG_FILE KUBECONFIG AWS_CONFIG_FILE \
	GOOGLE_APPLICATION_CREDENTIALS
bin=$(dirname "$(readlink -f "$BUILD/lanyard")")
S='lanyard setup --tool'

# writes TOOL FILE TEXT NAME [LOGIN]: with --check nothing, then TEXT, then no
# more.
writes() {
	# shellcheck disable=SC2086 # a login or none
	run $S "$1" --check ${5-}
	run_status 0 "$4: --check"
	not_ok 'makes nothing' test -e "$HOME/$2"
	isnt "$out" '' 'and shows the line'
	# shellcheck disable=SC2086
	run $S "$1" ${5-}
	run_status 0 "$4"
	is "$out" '' 'nothing on stdout'
	like "$err" "^lanyard: $1: added to " 'it is said where'
	is "$(cat "$HOME/$2")" "$3" 'the line is there'
	# shellcheck disable=SC2086
	run $S "$1" ${5-}
	run_status 0 'a second time'
	like "$err" "^lanyard: $1: .* has it already" 'it stays'
	is "$(cat "$HOME/$2")" "$3" 'as it was'
	not_ok 'nothing else is left there' test -e "$HOME/$2.lanyard-new"
}

writes docker .docker/config.json '{
	"credHelpers": {
		"reg.example:8443": "lanyard"
	}
}' 'docker, a login by name' one
writes podman .config/containers/auth.json '{
	"credHelpers": {
		"two.example": "lanyard"
	}
}' 'podman, by a URL' https://two.example/x
writes cargo .cargo/config.toml '[registry]
global-credential-providers = ["cargo:token", "cargo-credential-lanyard"]' cargo
writes go .config/go/env 'GOAUTH=lanyard goauth' go
writes terraform .terraformrc 'credentials_helper "lanyard" { }' terraform
is "$(readlink "$HOME/.terraform.d/plugins/terraform-credentials-lanyard")" \
	"$bin/lanyard" 'with its link'
writes bazel .bazelrc 'common --credential_helper=two.example=lanyard-bazel' \
	Bazel https://two.example
writes pnpm .npmrc "//reg.example:8443/:tokenHelper=$HOME/.local/bin/lanyard-pnpm-one" \
	pnpm one
is "$(readlink "$HOME/.local/bin/lanyard-pnpm-one")" "$bin/lanyard" 'with its link'
writes pip .config/pip/pip.conf '[global]
keyring-provider = subprocess' pip
is "$(readlink "$HOME/.local/bin/keyring")" "$bin/lanyard" 'with its link'
run "$HOME/.local/bin/keyring" get nobody.example me
run_status 1 'by which lanyard acts as keyring'
is "$err" '' 'which has no usage of lanyard for it'

# -- every other byte stays -------------------------------------------------

# keeps TOOL FILE BEFORE AFTER NAME [LOGIN]: as printf has them.
keeps() {
	# shellcheck disable=SC2059 # escapes
	printf "$3" >"$HOME/$2" && printf "$4" >"$T/wanted"
	chmod 640 "$HOME/$2"
	# shellcheck disable=SC2086
	run $S "$1" ${6-}
	run_status 0 "$1: $5"
	same "$HOME/$2" "$T/wanted" 'every other byte stays'
	is "$(stat -L -c %a "$HOME/$2")" 640 'and the mode'
}
D=.docker/config.json
R='"reg.example:8443": "lanyard"'
keeps docker $D '{}' "{\n\t\"credHelpers\": {\n\t\t$R\n\t}\n}" 'empty' one
keeps docker $D '' "{\n\t\"credHelpers\": {\n\t\t$R\n\t}\n}\n" 'nothing in it' one
keeps docker $D ' \n' "{\n\t\"credHelpers\": {\n\t\t$R\n\t}\n}\n" 'a blank' one
keeps docker $D '{"auths":{"a":{}} , "x":1}\n' \
	"{\n\t\"credHelpers\": {\n\t\t$R\n\t},\"auths\":{\"a\":{}} , \"x\":1}\n" \
	'other members' one
keeps docker $D '{ "credHelpers" : { "a.b": "c" } }' \
	"{ \"credHelpers\" : {\n\t\t$R, \"a.b\": \"c\" } }" 'other helpers' one
keeps docker $D '{"credHelpers":{}}' "{\"credHelpers\":{\n\t\t$R\n\t}}" \
	'no helper yet' one
keeps docker $D "{\"credHelpers\":{\"reg.example:8443\"  :  \"lanyard\"}}" \
	"{\"credHelpers\":{\"reg.example:8443\"  :  \"lanyard\"}}" 'it is there' one
keeps cargo .cargo/config.toml '# mine\n[build]\njobs = 1' \
	'# mine\n[build]\njobs = 1\n[registry]\nglobal-credential-providers = ["cargo:token", "cargo-credential-lanyard"]\n' \
	'no line feed at the end'
keeps go .config/go/env 'GOPROXY=direct\r\n' \
	'GOPROXY=direct\r\nGOAUTH=lanyard goauth\n' 'a CR stays'
mv "$HOME/.cargo/config.toml" "$HOME/.cargo/config"
keeps cargo .cargo/config '' '[registry]\nglobal-credential-providers = ["cargo:token", "cargo-credential-lanyard"]\n' \
	'its older file goes first'
not_ok 'and no other is made' test -e "$HOME/.cargo/config.toml"
rm "$HOME/.cargo/config"
mkdir "$T/dotfiles"
mv "$HOME/$D" "$T/dotfiles/config.json"
ln -s "$T/dotfiles/config.json" "$HOME/$D"
keeps docker $D '{}' "{\n\t\"credHelpers\": {\n\t\t$R\n\t}\n}" 'by a link' one
ok 'the link stays' test -L "$HOME/$D"

# -- where a person has to -------------------------------------------------

# prints TOOL FILE BEFORE NAME [LOGIN]
prints() {
	# shellcheck disable=SC2059
	printf "$3" >"$HOME/$2" && cp "$HOME/$2" "$T/before"
	# shellcheck disable=SC2086
	run $S "$1" ${5-}
	run_status 0 "$1: $4"
	isnt "$out" '' 'the line is printed'
	like "$err" 'write into ' 'with its place'
	same "$HOME/$2" "$T/before" 'and nothing is changed'
}
prints docker $D '{"credHelpers":{"reg.example:8443":"gcloud"}}' 'another helper' one
prints docker $D '{"credHelpers":' 'no JSON' one
prints docker $D '[]' 'no object' one
prints docker $D '{"credHelpers":[]}' 'no object of helpers' one
prints docker $D '{"x":{"credHelpers":{}},"credHelpers":{}}' 'two of them' one
prints docker $D 'credHelpers' 'no JSON at all' one
prints cargo .cargo/config.toml '  [registry]\ndefault = "x"\n' 'a table of that name'
prints cargo .cargo/config.toml 'registry.default = "x"\n' 'its key'
prints cargo .cargo/config.toml 'registry = { default = "x" }\n' 'it as a value'
prints go .config/go/env 'GOAUTH=netrc\n' 'another GOAUTH'
prints terraform .terraformrc 'credentials_helper "x" {\n}\n' 'another helper'
prints pnpm .npmrc '//reg.example:8443/:tokenHelper=/x\n' 'another helper' one
prints pip .config/pip/pip.conf '[global]\nindex-url = x\n' 'a section of that name'
prints bazel .bazelrc 'common --credential_helper=two.example=x\n' 'another' \
	https://two.example
rm "$HOME/$D"
mkfifo "$HOME/$D"
run timeout 20 $S docker one
run_status 0 'what is no file'
like "$out" "$R" 'is not touched'
rm "$HOME/$D"
for tool in kubectl aws google mcp; do
	run $S $tool one
	run_status 0 "$tool"
	like "$out" 'lanyard.* one|kubectl, one' 'its lines are printed'
	like "$err" '^lanyard: write into ' 'with their place'
done
run env DOCKER_CONFIG="$T/elsewhere" $S docker one
ok 'DOCKER_CONFIG counts' test -f "$T/elsewhere/config.json"
run env XDG_CONFIG_HOME="$T/xdg" $S go
ok 'XDG_CONFIG_HOME, too' test -f "$T/xdg/go/env"
mkdir -p "$HOME/.local/bin"
echo mine >"$HOME/.local/bin/lanyard-pnpm-one.old"
rm "$HOME/.local/bin/lanyard-pnpm-one" "$HOME/.npmrc"
echo mine >"$HOME/.local/bin/lanyard-pnpm-one"
run $S pnpm one
fails 1 'is there, and no link to lanyard' 'another program of that name'
is "$(cat "$HOME/.local/bin/lanyard-pnpm-one")" mine 'stays'
not_ok 'and nothing is written' test -e "$HOME/.npmrc"

# -- what cannot be ----------------------------------------------------------

run $S nonsense one
fails 2 'there is no tool nonsense.*' 'a tool that there is not'
like "$err" 'docker, podman, cargo' 'with those that there are'
run $S git one
fails 2 'lanyard setup --git URL' 'git has a way of its own'
run $S docker
fails 2 'for which login' 'no login'
run $S docker nobody
fails 2 'nobody' 'a login that there is not'
run $S docker any
fails 2 'has a pattern: name one host' 'a pattern'
run $S docker https://git.any.example.com/x
run_status 0 'a host of it'
like "$(cat "$HOME/$D")" '"git\.any\.example\.com": "lanyard"' 'is written'
rm "$HOME/$D"
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$HOME/.docker"
	run $S docker one
	fails 1 'cannot write' 'a folder that is read-only'
	chmod 700 "$HOME/.docker"
fi
run env HOME= $S docker one
isnt "$status" 0 'without HOME'
done_testing
