#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# However long a login's name, its host or its account: an error has its
# beginning, its cause and the command to run.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# of LETTER COUNT
of() {
	awk -v letter="$1" -v n="$2" 'BEGIN {
		while (n-- > 0)
			printf "%s", letter
	}'
}

# A login of git's configuration bears its URL as name.
conf <<END
store_passwords = false;
END
for size in 1 100 180 243 255 400 1100 5000; do
	place=https://git.example.com/$(of x "$size")
	git config --global "credential.$place.oauthClientId" native
	git config --global "credential.$place.oauthAuthURL" \
		https://id.example.com/auth
	git config --global "credential.$place.oauthTokenURL" \
		https://id.example.com/token
	request get protocol=https host=git.example.com \
		"path=${place#https://*/}/r.git"
	begin='lanyard: error: login https://git\.example\.com/xx*(\.\.\.x*)?'
	end='nobody is here to log in.*; run: lanyard login https://git.*x$'
	fails 3 "^$begin has no token: $end" "get: a path of $size bytes"
	run lanyard token "$place"
	fails 3 "^$begin has no token: $end" "token: a path of $size bytes"
	run lanyard login "$place"
	fails 3 "^$begin: $end" "login: a path of $size bytes"
	[ "$size" -gt 400 ] ||
		like "$err" "; run: lanyard login $place\$" 'the command is whole'
	run lanyard refresh "$place"
	[ "$size" -lt 200 ] &&
		fails 3 "^$begin has no token" "refresh: a path of $size bytes"
	[ "$size" -lt 200 ] ||
		fails 2 'error: too long for a file name: https://git\.example' \
			"refresh: a path of $size bytes is no file's name"
	git config --global --remove-section "credential.$place"
done

# A host and an account of lanyard.conf.
label=$(of h 63)
host=$label.$label.$label.example.com
account=$(of u 2000)
conf <<END
logins = {
  work = {
    url = "https://$host";
    username = "$account";
    token_endpoint = "https://$label.$label.$label.invalid/token";
    client_id = "native";
  };
};
END
fresh_record work "token_endpoint=https://$label.$label.$label.invalid/token" \
	"obtained_at=$(now)" "username=$account"
sed -i '/^issuer=/d' "$LANYARD_STORE/logins/work"
request erase protocol=https "host=$host" "username=$account" \
	"password=$access"
fails 4 "^lanyard: error: https?://$host rejects even|^lanyard: error: $host" \
	'a long host and account, rejected: the host'
like "$err" '\(account uu*\.\.\.uu*, sent with user name uu*\.\.\.uu*\): that account may lack access$' \
	'the account, and the cause'
run lanyard refresh work
fails 5 "^lanyard: error: login work: cannot reach $label.*: ." \
	'a long host that is not found: login, host and cause'

done_testing
