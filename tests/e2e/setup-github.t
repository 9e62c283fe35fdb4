#!/bin/sh
# lanyard setup at GitHub and a clone, with a real browser: two commands and
# three clicks. The pages are a stand-in's (servers/github.js).
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/e2e/browser.sh"

start_server github github.js GITHUB_ROOT="$T/repos"
GITHUB_URL=$server_url GITHUB_CONTROL=$server_control
unset LANYARD_CONFIG
export LANYARD_INTERACTIVE=1
mkdir -p "$T/repos/mona"
git init -q --bare -b main "$T/repos/mona/hello.git"
add_commit mona/hello first
FOLDER=$HOME/.config/lanyard

browser_will leave 'press:Create GitHub App' think:1200 press:Install \
	shot:setup-installed
browser_will_then approve shot:setup-done
run timeout 100 lanyard setup --git "$GITHUB_URL"
run_status 0 'lanyard setup'
like "$err" 'the App is made: its client secret is in .*\.client_secret' \
	'says where the secret of the App is'
for line in 'grant_type = "github_app";' 'client_id = ".*";' \
	'private_key_file = ".*\.private_key";'; do
	like "$err" "^lanyard:     $line\$" "for a server without a person: $line"
done
run timeout 60 git clone -q "$GITHUB_URL/mona/hello.git" "$T/clone"
run_status 0 'and git clone'
ok 'are all that it takes' test -f "$T/clone/README"
browser_ends 'and in the browser'
is $(($(seen setup-installed clicks) + $(seen setup-done clicks))) 3 \
	'three clicks'
looks_well setup-done 200 'You are logged in' "definition: ${GITHUB_URL#http://}"
is "$(find "$FOLDER" -type f -exec stat -c %a {} + | sort -u)" 600 \
	'its files are private'
before=$(cat "$FOLDER/lanyard.conf")
run timeout 60 lanyard setup --git "$GITHUB_URL"
run_status 0 'a second time'
is "$(cat "$FOLDER/lanyard.conf")" "$before" 'changes nothing'
is "$(control "$GITHUB_CONTROL" count name=manifests)" 1 'and makes no App'

[ "${PAGES:-}" = full ] || done_testing

# An App is not made twice: it stays where the login did not.
rm -r "$FOLDER" "$LANYARD_STORE"
browser_will leave 'press:Create GitHub App' think:1200 press:Install
browser_will_then deny
run timeout 100 lanyard setup "$GITHUB_URL"
run_status 1 'a login that is refused when the App is there'
browser_ends 'by the person'
like "$(cat "$FOLDER/lanyard.conf")" 'client_id = "Iv23' 'its login stays'
browser_will approve
run timeout 60 lanyard setup "$GITHUB_URL"
run_status 0 'and setup goes on with it'
browser_ends 'in one click'
is "$(control "$GITHUB_CONTROL" count name=manifests)" 2 'and no other App'
done_testing
