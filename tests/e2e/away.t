#!/bin/sh
# A git host that sends git elsewhere, by a redirect, a submodule or the user's
# own url.insteadOf: the login's token goes to its own host, and to no other.
# Real git.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_server evil away.js
evil=$server_url evil_control=$server_control
start_server host away.js AWAY_TO="$evil"
host=$server_url host_control=$server_control

token=gho-the-token
secret $token
conf <<-END
	logins = {
	  work = {
	    url = [ "$host" ];
	    token_endpoint = "http://127.0.0.1:1/token";
	    client_id = "native";
	  };
	};
END
# stored: anew, since git erases it where the place it was sent to says 401.
stored() {
	no_store
	record work token_endpoint=http://127.0.0.1:1/token client_id=native \
		"access_token=$token" obtained_at=1000000000 \
		expires_at=99999999999 generation=1
}
stored
git config --global --add credential.helper ''
git config --global --add credential.helper lanyard
git config --global protocol.file.allow always
basic=$(printf 'oauth2:%s' $token | base64)
GIT_TERMINAL_PROMPT=0
export GIT_TERMINAL_PROMPT

# told CONTROL: how many requests had the token there.
told() {
	echo $(($(control "$1" given containing="$basic") +
		$(control "$1" given containing=$token)))
}

# keeps NAME COMMAND...: it asks the other host, and does not give it the token.
keeps() {
	_keeps=$1 _before=$(control "$evil_control" given)
	shift
	stored
	run timeout 60 "$@" </dev/null
	isnt "$status" 0 "$_keeps: git has no credential for it"
	isnt "$(control "$evil_control" given)" "$_before" 'it was asked'
	is "$(told "$evil_control")" 0 'and has not had the token'
}

run timeout 60 git ls-remote "$host/ask/x.git" </dev/null
isnt "$(told "$host_control")" 0 'its own host has the token'
keeps 'redirected before a credential' git ls-remote "$host/go/x.git"
keeps 'redirected after one' git ls-remote "$host/ask/x.git"
keeps 'redirected always' git -c http.followRedirects=true ls-remote \
	"$host/ask/x.git"
keeps 'by the path of useHttpPath' git -c credential.useHttpPath=true ls-remote \
	"$host/go/x.git"
keeps 'url.insteadOf' git -c "url.$evil/.insteadOf=$host/" ls-remote \
	"$host/x.git"

# A cloned repository's .gitmodules.
git init -q "$T/super"
git -C "$T/super" config -f .gitmodules submodule.a.path a
git -C "$T/super" config -f .gitmodules submodule.a.url "$evil/sub.git"
git -C "$T/super" add .gitmodules
git -C "$T/super" update-index --add --cacheinfo \
	160000,1111111111111111111111111111111111111111,a
git -C "$T/super" -c user.name=a -c user.email=a@b commit -qm x
keeps 'a submodule' git clone -q --recurse-submodules "$T/super" "$T/cloned"

# Its URL with what an older git took for another line.
for url in "$evil/%0ahost=${host#http://}" "http://${evil#http://}%0dhost=x/" \
	"$evil/%0d%0ahost=${host#http://}/x.git"; do
	stored
	run timeout 60 git ls-remote "$url" </dev/null
	isnt "$status" 0 "$url is refused, or unknown"
	is "$(told "$evil_control")" 0 'and has not had the token'
done

done_testing
