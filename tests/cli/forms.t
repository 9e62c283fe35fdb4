#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# token --format: a token in the form that each program takes.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# form NAME ARGUMENTS... <<TEXT: exactly that, and nothing on stderr.
form() {
	_form_name=$1
	shift
	run lanyard token "$@" <"$T/mail"
	answers "$_form_name"
}

printf 'From: me\n' >"$T/mail"
conf <<-'END'
	logins = {
	  work = {
	    url = [ "https://git.example.com", "imaps://mail.example.com" ];
	    issuer = "https://id.example.com";
	    client_id = "native";
	    username = "me@example.com";
	  };
	};
END
fresh_record work
snapshot

form 'raw is the default' work <<-END
	$access
END
form 'raw' --format=raw work <<-END
	$access
END
form 'the format as a word of its own' --format raw work <<-END
	$access
END
form 'value' --format=value work <<-END
	Bearer $access
END
form 'header' --format=header https://git.example.com/x <<-END
	Authorization: Bearer $access
END
form 'curl' --format=curl work <<-END
	oauth2-bearer = "$access"
END
form 'json' --format=json work <<-END
	{"access_token":"$access","token_type":"Bearer","username":"me@example.com","expires_at":$expires}
END
form 'netrc' --format=netrc work <<-END
	machine git.example.com login me@example.com password $access
END
form 'netrc, with a user' --format=netrc --user=you work <<-END
	machine git.example.com login you password $access
END

form 'for curl, a URL of mail brings the user' --format=curl \
	imaps://mail.example.com <<-END
	oauth2-bearer = "$access"
	user = "me@example.com"
END
form 'or the user that is given' --format=curl --user=you \
	imaps://mail.example.com <<-END
	oauth2-bearer = "$access"
	user = "you"
END

# -- SASL --
run lanyard token --format=xoauth2 work
run_status 0 'xoauth2'
is_empty "$T/err" 'nothing on stderr'
is "$(wc -l <"$T/out")" 1 'one line'
base64 -d <"$T/out" >"$T/plain"
printf 'user=me@example.com\001auth=Bearer %s\001\001' "$access" >"$T/wanted"
same "$T/plain" "$T/wanted" 'xoauth2: what it says'
run lanyard token --format=oauthbearer --user 'a,b=c' work
base64 -d <"$T/out" >"$T/plain"
printf 'n,a=a=2Cb=3Dc,\001auth=Bearer %s\001\001' "$access" >"$T/wanted"
same "$T/plain" "$T/wanted" 'oauthbearer: what it says'
unchanged 'nothing in the store changed'

# -- Another scheme, characters to escape, a long token --
work_conf 'authorization_scheme = "OAuth";'
form 'header, another scheme' --format=header work <<-END
	Authorization: OAuth $access
END
form 'curl, another scheme' --format=curl work <<-END
	header = "Authorization: OAuth $access"
END
form 'netrc without a user' --format=netrc work <<-END
	machine git.example.com login oauth2 password $access
END
work_conf
# shellcheck disable=SC1003 # a backslash it is
access='a"b\c'
record work "access_token=$access" generation=1
form 'curl, escaped' --format=curl work <<-'END'
	oauth2-bearer = "a\"b\\c"
END
form 'json, escaped' --format=json work <<-'END'
	{"access_token":"a\"b\\c","token_type":"Bearer"}
END
form 'netrc, escaped' --format=netrc work <<-'END'
	machine git.example.com login oauth2 password "a\"b\\c"
END
access=$(head -c 5000 /dev/zero | tr '\0' x)
record work "access_token=$access" generation=1
run lanyard token --format=netrc work
fails 1 'too long for a netrc' 'a token that curl would silently drop'
for size in 500 501 502; do
	access=$(head -c $size /dev/zero | tr '\0' x)
	record work "access_token=$access" generation=1
	form "$size bytes (msmtp reads 501 at a time)" work <<-END
		$access
	END
done

access=$(head -c 100000 /dev/zero | tr '\0' x)
access=$access$access$access
record work "access_token=$access" generation=1
form '300,000 bytes' work <<-END
	$access
END

# -- Refused --
fresh_record work
for format in netrc json xoauth2 oauthbearer; do
	for user in '' "$(printf 'a\001b')" "$(printf 'a\nb')" \
		"$(printf 'a\377b')"; do
		run lanyard token --format=$format --user="$user" work
		fails 2 'cannot be written in that form' \
			"$format: a user that is \"$(printf %s "$user" | cat -v)\""
	done
done
for format in xoauth2 oauthbearer; do
	run lanyard token --format=$format work
	fails 2 "$format needs a user" "$format without a user"
	like "$err" 'hint: give --user' 'and what to give'
done
run lanyard token --format=yaml work
is "$status" 2 'an unknown format'
is_empty "$T/out" 'prints nothing'
like "$err" 'hint: raw, header, value' 'and names those there are'
run lanyard token work --format=header
is "$out" "Authorization: Bearer $access" 'an option behind the name'
for words in --format --format= '--user work' '--fromat=raw work' \
	'work work'; do
	# shellcheck disable=SC2086 # words
	run lanyard token $words
	is "$status" 2 "usage: token $words"
	is_empty "$T/out" 'prints nothing'
done
conf <<-'END'
	logins = {
	  wild = {
	    url = [ "https://*.example.com" ];
	    issuer = "https://id.example.com";
	    client_id = "native";
	  };
	};
END
fresh_record wild
run lanyard token --format=netrc wild
fails 2 'netrc needs a host' 'netrc for a pattern of many hosts'
like "$err" 'hint: give a URL' 'and what to give'
form 'netrc for one of them' --format=netrc https://a.example.com/x <<-END
	machine a.example.com login oauth2 password $access
END
work_conf
record work
run lanyard token --format=json work
fails 3 'lanyard login work' 'no token: nothing on stdout'
fresh_record work
run sh -c 'lanyard token --format=json work >/dev/full'
is "$status" 1 'a full disk'
like "$err" 'could not be written' 'is told'
run sh -c 'lanyard token --format=json work <&-'
is "$status" 0 'stdin closed'

done_testing
