#!/bin/sh
# The URLs that people give lanyard setup: what is taken from one, and for what
# is none, or no whole one, one line with why, the next command, and the
# configuration as it was.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/cli/setup.sh"

# -- what is refused -------------------------------------------------------

# refused MESSAGE: stdin has lines of URL|HOST, the one in the hint.
refused() {
	refused_message=$1
	while IFS='|' read -r given host; do
		bad "$given" 2 "$refused_message" \
			"lanyard setup https://$host\$" --client-id c "$given"
	done
}

refused 'is no URL: it has no scheme' <<-'END'
	github.com|github.com
	x|x
	git.example.com/x/y.git|git.example.com
	//git.example.com|git.example.com
	git.example.com:8443|git.example.com:8443
	git.example.com:8443/x|git.example.com:8443
	git.example.com:99999|git.example.com
	me@git.example.com|git.example.com
	[2001:db8::1]:8443/x|\[2001:db8::1\]:8443
	2001:db8::1|\[2001:db8::1\]
	::1|\[::1\]
	127.0.0.1|127.0.0.1
	https:/git.example.com|git.example.com
	https:git.example.com|git.example.com
	https//git.example.com:8443/x|git.example.com:8443
	HTTP//git.example.com|git.example.com
	mailto:me@example.com|example.com
	a$b|HOST
	///|HOST
END
refused 'ssh has keys, not tokens: name the host by its https URL' <<-'END'
	ssh://git@git.example.com/x/y|git.example.com
	SSH://git.example.com|git.example.com
	git@git.example.com:x/y.git|git.example.com
	git.example.com:x/y.git|git.example.com
	me@git.example.com:8443|git.example.com
	ssh://git.example.com:2222/x|git.example.com
	ssh://me@[2001:db8::1]:2222/x|\[2001:db8::1\]
	git+ssh://git.example.com/x|git.example.com
	ssh+git://git.example.com/x|git.example.com
	ssh://-/|-
	ssh://|HOST
END
refused 'is a path of this machine, where no login is needed' <<-'END'
	/srv/git/x.git|HOST
	./x|HOST
	../x|HOST
	.|HOST
	~/x|HOST
	C:\x|HOST
	file:///srv/git/x.git|HOST
END
refused 'is no URL of a host' <<-'END'
	https://|HOST
	https:///x|HOST
	https://me@|HOST
	https://:8443|HOST
	https://[::1|HOST
	https://[fe80::1%25eth0]|HOST
	https://.example.com|HOST
	https://$(x).example.com|HOST
END
refused 'is no URL of https, nor of a host that is known' <<-'END'
	git://git.example.com/x|git.example.com
	ftp://git.example.com|git.example.com
	ftps://git.example.com:21/x|git.example.com
	htps://git.example.com|git.example.com
	ws://git.example.com:8080|git.example.com
END
refused 'has an IPv6 address without its brackets' <<-'END'
	https://::1|\[::1\]
	https://me@2001:db8::1/x|\[2001:db8::1\]
END
refused 'has a port that is no number from 1 to 65535' <<-'END'
	https://git.example.com:0|git.example.com
	https://git.example.com:99999/x|git.example.com
	https://git.example.com:|git.example.com
	https://git.example.com:http|git.example.com
	https://git.example.com:-1|git.example.com
END
refused 'has a host with a dot at its end' <<-'END'
	https://git.example.com.|git.example.com
	https://git.example.com.:8443/x|git.example.com:8443
	https://git.example.com../x|git.example.com
END
refused 'begins with a blank' <<-'END'
	 https://git.example.com|git.example.com
END
refused 'has a blank in it' <<-'END'
	https://git.example.com |git.example.com
	https://git example.com|HOST
	https://a b@git.example.com|HOST
END
refused 'has a quotation mark in it' <<-'END'
	"https://git.example.com"|git.example.com
	'git.example.com'|git.example.com
	<https://git.example.com:8443/x>|git.example.com:8443
	https://git.example.com"|git.example.com
	https://git.example.com/"x"|git.example.com
END
refused 'has a user name that cannot be read' <<-'END'
	https://%zz@git.example.com|git.example.com
	https://%0a@git.example.com|git.example.com
	https://a%4@git.example.com|git.example.com
END
refused 'is a pattern: name one host of it' <<-'END'
	https://*.example.com|HOST
END
refused 'has a \\ for a /' <<-'END'
	https://git.example.com\x|git.example.com
END

# A name that is not in ASCII: DNS has another for it, which idn2 prints.
bad 'a host not in ASCII' 2 'bücher.example:8443/x has a host that is not in ASCII' \
	'lanyard setup "https://\$\(idn2 bücher.example\):8443"$' \
	https://me@bücher.example:8443/x
bad 'the same without a scheme' 2 'it has no scheme' \
	'lanyard setup "https://\$\(idn2 bücher.example\)"$' bücher.example
bad 'nothing for a shell to run' 2 'is not in ASCII' 'lanyard setup https://HOST$' \
	'https://$(x)é'

# Mail, where the port belongs to the name by which it is known.
bad 'mail without its port' 2 'nor of a host that is known' \
	'lanyard setup smtp://smtp.gmail.com:587$' smtp://smtp.gmail.com
bad 'mail with a port too many' 2 'nor of a host that is known' \
	'lanyard setup imaps://outlook.office365.com$' \
	imaps://outlook.office365.com:993

bad 'http' 2 'http://git.example.com is no URL of https' \
	'lanyard setup https://git.example.com:8080, or add --allow-http' \
	http://git.example.com:8080/x
bad 'an empty option' 2 '--username is empty' 'lanyard help setup' \
	--username= https://git.example.com
bad 'too long' 2 'is too long' 'lanyard setup https://git.example.com$' \
	"https://git.example.com/$(printf '%01100d' 0)"

# A password is shown nowhere, right or wrong as the rest may be.
for given in https://me:s3cret@git.example.com:x https://me:s3cret@ \
	me:s3cret@git.example.com https://me:s3@cret@git.example.com. \
	https://me:s3cret@bücher.example ftp://me:s3cret@git.example.com; do
	run timeout 30 lanyard setup --client-id c "$given"
	run_status 2 "$given: status 2"
	unlike "$out$err" 'cret' 'the password is not shown'
done

# -- what is taken ---------------------------------------------------------

# taken URL HOST LINE ARGUMENT...: LINE is one of the login, and a second time
# nothing changes.
taken() {
	taken_url=$1 taken_host=$2 taken_line=$3
	shift 3
	rm -f "$LANYARD_CONFIG"
	run timeout 30 lanyard setup --no-login --no-git --preset gitlab \
		--client-id c "$@" "$taken_url"
	run_status 0 "$taken_url $*: is taken"
	ok "its host is $taken_host" grep -qF "url = \"$taken_host\";" \
		"$LANYARD_CONFIG"
	if [ "$taken_line" = - ]; then
		ok 'it names no account' test ! "$(grep username "$LANYARD_CONFIG")"
	else
		ok "it has $taken_line" grep -qF "$taken_line" "$LANYARD_CONFIG"
	fi
	snap
	run timeout 30 lanyard setup --no-login --no-git --preset gitlab \
		--client-id c "$@" "$taken_url"
	run_status 0 'a second time'
	like "$err" 'answers https://.* already' 'it is known'
	as_it_was 'a second time'
}
while IFS='|' read -r given host line; do
	taken "$given" "$host" "$line"
done <<-'END'
	HTTPS://Git.Example.COM/X|https://git.example.com|-
	https://git.example.com:443/x|https://git.example.com|-
	https://git.example.com:8443|https://git.example.com:8443|-
	https://git.example.com/?a=b#c|https://git.example.com|-
	https://[2001:DB8::1]:8443/x|https://[2001:db8::1]:8443|-
	https://xn--bcher-kva.example|https://xn--bcher-kva.example|-
	https://me@git.example.com|https://git.example.com|username = "me";
	https://me%40corp.example@git.example.com|https://git.example.com|username = "me@corp.example";
	https://me@corp.example@git.example.com/x|https://git.example.com|username = "me@corp.example";
	https://a%25b@git.example.com|https://git.example.com|username = "a%b";
	https://me:s3cret@git.example.com|https://git.example.com|username = "me";
	https://oauth2:s3cret@git.example.com|https://git.example.com|-
	https://@git.example.com|https://git.example.com|-
END
like "$(timeout 30 lanyard setup --check --no-git --preset gitlab --client-id c \
	https://me:s3cret@h.example 2>&1)" \
	'the password in the URL is not used: a login has tokens of its own' \
	'a password is of no use, and that is said'
taken https://me@git.example.com/a/b.git/ https://git.example.com/a/b.git \
	'username = "me";' --path
taken 'https://git.example.com/a b/ü?x=1' \
	https://git.example.com/a%20b/%C3%BC - --path
taken https://git.example.com 'https://git.example.com' \
	'username = "a@b c/d";' --username 'a@b c/d'
done_testing
