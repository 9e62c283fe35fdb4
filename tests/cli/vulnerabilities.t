#!/bin/sh
# The published vulnerabilities of git's credential protocol and of its helpers,
# each a request by which another helper, or an older git, gave a token to a
# host that was not its own: here every row has its token kept.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

conf <<-'END'
	logins = {
	  work = {
	    url = [ "https://github.com" ];
	    token_endpoint = "https://github.com/login/oauth/access_token";
	    client_id = "native";
	  };
	};
END
no_store
access=gho-the-token
secret $access
record work token_endpoint=https://github.com/login/oauth/access_token \
	client_id=native "access_token=$access" obtained_at=1000000000 \
	expires_at=99999999999 generation=1

# kept STATUS REQUEST NAME: REQUEST, for printf, has STATUS and no token.
kept() {
	# shellcheck disable=SC2059 # a format with escapes
	printf "$2" >"$T/in"
	for verb in get erase; do
		run lanyard $verb <"$T/in"
		is "$status" "$1" "$3: $verb, status $1"
		unlike "$out$err" "$access" 'no token'
		# What reaches the terminal has no control character.
		is "$(LC_ALL=C tr -d '\n\040-\176\200-\377' <"$T/err")" '' \
			'and nothing that a terminal obeys'
	done
	is "$(field work access_token)" $access 'and it is still there'
}

printf 'protocol=https\nhost=github.com\n' >"$T/in"
run lanyard get <"$T/in"
like "$out" "^password=$access\$" 'its own host has the token'

# -- CVE-2020-5260: a line feed in a URL is a line of the protocol --------

kept 2 'url=https://evil.example%%0ahost=github.com/\n' 'in the host'
kept 2 'url=https://evil.example/%%0ahost=github.com\n' 'in the path'
kept 2 'url=https://a%%0ahost=github.com@evil.example/\n' 'in the user'
kept 2 'protocol=https\nhost=evil.example\nhost=github.com\n' 'host twice'
kept 2 'protocol=https\nhost=evil.example\nprotocol=https\nhost=github.com\n' \
	'as many as there are'
kept 2 'protocol=https\nhost=evil.example\nurl=https://github.com\nhost=x\n' \
	'url= between two'
kept 2 'protocol=https\nhost=evil.example\npath=x\nurl=https://github.com\n' \
	'url= behind another host'
kept 2 'url=https://evil.example/x\nurl=https://github.com\n' 'url= twice'

# -- CVE-2020-11008: a URL without host or scheme means any host ----------

kept 0 'protocol=https\nhost=\n' 'an empty host'
kept 0 'protocol=https\n' 'no host'
kept 0 'protocol=\nhost=github.com\n' 'an empty protocol'
kept 0 'host=github.com\n' 'no protocol'
kept 0 '\n' 'nothing'
kept 0 'url=https:///github.com\n' 'url= with an empty host'
kept 2 'url=://github.com\n' 'url= with an empty scheme'
kept 2 'url=github.com\n' 'url= with none'
kept 2 'url=http:github.com\n' 'url= without slashes'

# -- CVE-2024-50338 (Git Credential Manager), CVE-2024-52006 (git) --------
# A carriage return, or what else a library takes for an end of a line.

kept 2 'protocol=https\nhost=evil.example\rhost=github.com\n' 'CR in a host'
kept 2 'protocol=https\nhost=evil.example\r\r\nhost=github.com\n' 'CR CR LF'
kept 2 'url=https://evil.example%%0dhost=github.com/\n' 'CR in url='
kept 2 'url=https://evil.example/%%0d%%0ahost=github.com\n' 'CR LF in url='
for end in '\302\205' '\342\200\250' '\342\200\251' '\013' '\014' '\034'; do
	kept 0 "protocol=https\\nhost=evil.example${end}host=github.com\\n" \
		"another end of a line ($end)"
done

# -- CVE-2024-53263 (git-lfs): in the path --------------------------------

kept 2 'protocol=https\nhost=evil.example\npath=x\nhost=github.com\n' 'LF'
kept 2 'protocol=https\nhost=evil.example\npath=x\rhost=github.com\n' 'CR'
kept 2 'protocol=https\nhost=evil.example\npath=x\000\nhost=github.com\n' 'NUL'

# -- CVE-2024-50349: control characters in what a person is asked ---------

kept 0 'protocol=https\nhost=github.com\033[2K.evil.example\n' 'ESC in a host'
kept 0 'protocol=https\nhost=github.com\342\200\256.evil\n' 'a mark of direction'
kept 0 'protocol=https\nhost=evil.example\nusername=\033]0;github.com\007\n' \
	'ESC in a user'
kept 0 'url=https://github.com%%1b%%5b2K.evil.example\n' 'ESC in url='

# -- CVE-2024-53858 (gh): a token for one host goes to another ------------

for host in evil.example github.com.evil.example evilgithub.com xgithub.com \
	github.com:8443 github.co github.comm github 'github.com%2eevil.example' \
	'github.com#.evil.example' 'github.com?.evil.example' \
	'github.com/.evil.example' 'github.com\.evil.example' \
	'github.com@evil.example' 'x@github.com@evil.example' \
	'github.com%00.evil.example' 'github.com,evil.example' \
	'github.com evil.example' ' github.com' '*' '*.com' '127.0.0.1' \
	'[::1]' 'github.com:443:80' 'github.com:0x1bb' 'github.com:+443'; do
	kept 0 "protocol=https\\nhost=$(echo "$host" | sed 's/[%\\]/&&/g')\\n" \
		"the host \"$host\""
done
kept 0 'protocol=https\nhost=g\321\226thub.com\n' 'one that looks like it'
kept 0 'protocol=https\nhost=\357\275\207ithub.com\n' 'one of wide letters'
kept 0 'protocol=http\nhost=github.com\n' 'without TLS'
kept 0 'protocol=ftp\nhost=github.com\n' 'another protocol'
for url in 'https://github.com%2f@evil.example/' 'https://github.com:443@evil.example/' \
	'https://evil.example/github.com' 'https://evil.example#github.com' \
	'https://evil.example?github.com' 'https://github.com%40evil.example/' \
	'http://github.com/'; do
	kept 0 "url=$(echo "$url" | sed 's/%/%%/g')\\n" "url=$url"
done
kept 2 'url=https://evil.example:443\\\\@github.com/\n' 'a backslash in the user'

done_testing
