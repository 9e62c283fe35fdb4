#!/bin/sh
# The table of contrib/examples/README.md for who comes from pyoauth2: it has
# every public name of pyoauth2.client, and every name that it sends them to exists.
# shellcheck disable=SC1091,SC2016,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

# The rows, without the two of the heading.
sed -n '/^## From pyoauth2/,$s/^| \(.*\) |$/\1/p' \
	"$TOP/contrib/examples/README.md" | sed 1d >"$T/rows"
ok 'contrib/examples/README.md has the table' test -s "$T/rows"

# words COLUMN: what stands between backquotes, as names.
words() {
	awk -F' [|] ' -v column="$1" '{ print $column }' "$T/rows" |
		grep -o '`[^`]*`' | grep -o '[A-Za-z_][A-Za-z0-9_]*' | sort -u
}

words 1 >"$T/left"
words 2 >"$T/right"
for name in OAuth2AuthenticationFlow OAuth2AuthorizationFlow Storage \
	FileStorage OAuth2APIRequest REDIRECT_URI elements get save filename \
	required_params client_id client_secret auth_uri token_uri \
	redirect_uri scope extra_auth_params extra_token_params local \
	retrieve_authorization_code redirect_func set_authorization_code \
	authorization_code validate_code retrieve_token access_token \
	authorization_header request url params extra_headers; do
	ok "the table has pyoauth2's $name" grep -q -x "$name" "$T/left"
done

# Verbs and their arguments, and the names of the RFCs, are in the manuals.
run lanyard --help
cat "$TOP/lib/include/lanyard.h" "$TOP/helper/man/lanyard.conf.5" "$T/out" "$T/err" \
	>"$T/places"
while read -r name; do
	ok "Lanyard has $name" grep -q -w -e "$name" "$T/places"
done <"$T/right"

done_testing
