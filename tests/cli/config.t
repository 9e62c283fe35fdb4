#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# lanyard.conf(5): what is refused, with file, line and the way to mend it.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

home='protocol=https
host=git.example.com'

# refused ERE NAME: by every verb that needs the configuration, alike; in the
# end the store is as it was. The ERE is that of the error's text after
# "FILE".
refused() {
	request get "$home"
	fails 2 "^lanyard: error: $LANYARD_CONFIG$1" "$2"
	cp "$T/err" "$T/first"
	for _verb in store erase; do
		request "$_verb" "$home" username=x password=y
		same "$T/err" "$T/first" "$2: $_verb says the same"
	done
	unchanged "$2: the store stays"
}

# login_refused LINE ERE NAME: one bad line, the sixth, in a sound login.
login_refused() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    issuer = "https://id.example.com";
		    client_id = "native";
		    $1
		  };
		};
	END
	request get "$home"
	fails 2 "^lanyard: error: $LANYARD_CONFIG:6: .*$2" "$3"
}

# hint ERE NAME: of the last error.
hint() {
	like "$err" "^lanyard: hint: .*$1" "$2"
}

work_conf
fresh_record work
snapshot
request get "$home"
says "^password=$access\$" 'a sound configuration works'

# -- Not there, or out of reach --
rm "$LANYARD_CONFIG"
refused ': there is no such file' 'the file that LANYARD_CONFIG names is missing'
hint 'LANYARD_CONFIG' 'and LANYARD_CONFIG is named'
LANYARD_CONFIG=$T/repos/none/lanyard.conf
refused ': there is no such file' 'its folder is missing'
LANYARD_CONFIG=$T/lanyard.conf
mkdir "$LANYARD_CONFIG"
refused ': is a folder' 'a folder'
rmdir "$LANYARD_CONFIG"
mkfifo "$LANYARD_CONFIG"
refused ': is a device or pipe' 'a pipe that nobody writes to'
rm "$LANYARD_CONFIG"
ln -s "$LANYARD_CONFIG" "$LANYARD_CONFIG"
refused ': Too many levels' 'a symlink to itself'
rm "$LANYARD_CONFIG"
work_conf
if [ "$(id -u)" -ne 0 ]; then
	chmod 000 "$LANYARD_CONFIG"
	refused ': Permission denied' 'an unreadable file'
	chmod 600 "$LANYARD_CONFIG"
elif gives_away; then
	chown 12345 "$LANYARD_CONFIG"
	refused ': belongs to user 12345, neither you nor root' "a stranger's file"
	chown 0 "$LANYARD_CONFIG"
else # to the root of a user namespace, the system's root is a stranger
	LANYARD_CONFIG=/etc/passwd
	refused ': belongs to a user that this user namespace lacks' \
		"a stranger's file"
	LANYARD_CONFIG=$T/lanyard.conf
fi

# -- Where it is looked for --
works() {
	says "^password=$access\$" "$1"
}
printf '%s\n' "$home" >"$T/in"
mkdir -p "$HOME/.config/lanyard" "$T/xdg/lanyard"
mv "$LANYARD_CONFIG" "$HOME/.config/lanyard/lanyard.conf"
run env -u LANYARD_CONFIG lanyard get <"$T/in"
works 'in ~/.config/lanyard'
run env LANYARD_CONFIG= lanyard get <"$T/in"
works 'an empty LANYARD_CONFIG is none'
run env -u LANYARD_CONFIG XDG_CONFIG_HOME=xdg lanyard get <"$T/in"
works 'XDG_CONFIG_HOME is ignored unless it is absolute'
run env -u LANYARD_CONFIG "XDG_CONFIG_HOME=$T/xdg" lanyard get <"$T/in"
silent 'and is looked into instead of ~/.config'
mv "$HOME/.config/lanyard/lanyard.conf" "$T/xdg/lanyard/lanyard.conf"
run env -u LANYARD_CONFIG "XDG_CONFIG_HOME=$T/xdg" lanyard get <"$T/in"
works 'in XDG_CONFIG_HOME/lanyard'
run env -u LANYARD_CONFIG lanyard get <"$T/in"
silent 'where nobody else looks'
mv "$T/xdg/lanyard/lanyard.conf" "$LANYARD_CONFIG"

# -- Permissions --
chmod 644 "$LANYARD_CONFIG"
request get "$home"
says "^password=$access\$" 'others may read it while it holds no secret'
chmod 664 "$LANYARD_CONFIG"
refused ': others may write to it' 'the group may write'
hint "chmod go-w '$LANYARD_CONFIG'\$" 'and the chmod'
chmod 602 "$LANYARD_CONFIG"
refused ': others may write to it' 'everybody may write'
chmod 600 "$LANYARD_CONFIG"
mv "$LANYARD_CONFIG" "$T/real.conf"
ln -s "$T/real.conf" "$LANYARD_CONFIG"
request get "$home"
says "^password=$access\$" 'it may be a symlink'
chmod 620 "$T/real.conf"
refused ': others may write to it' 'whose target is what counts'
rm "$LANYARD_CONFIG"

work_conf 'client_secret = "s3cret";'
secret s3cret
request get "$home"
says "^password=$access\$" 'a client secret, for us alone'
chmod 644 "$LANYARD_CONFIG"
refused ':6: "client_secret" is in a file that others may read' \
	'a client secret for all to read'
hint "chmod 600 '$LANYARD_CONFIG'\$" 'and the chmod'
mv "$LANYARD_CONFIG" "$T/it's mine.conf"
LANYARD_CONFIG="$T/it's mine.conf"
refused ':6: "client_secret" is in a file that others may read' \
	'a file whose name has a quote and a blank'
eval "$(sed -n 's/^lanyard: hint: //p' "$T/first")"
request get "$home"
says "^password=$access\$" 'and its chmod, as it was said'
mv "$LANYARD_CONFIG" "$T/lanyard.conf"
LANYARD_CONFIG=$T/lanyard.conf
chmod 640 "$LANYARD_CONFIG"
refused ':6: "client_secret" is in a file that others may read' \
	'a client secret for the group to read'

# -- Syntax --
printf 'logins = {\n  work = {\n    url = ;\n  };\n};\n' | conf
refused ':3: "url" has no value' 'a value that is not there'
printf 'logins = {\n  work = {\n    url = "https://git.example.com;\n' | conf
refused ':3: this string has no end' 'a string without end'
printf '\n/* logins = {\n' | conf
refused ':2: this comment has no end' 'a comment without end'
head -c 5000 /dev/urandom | tr -d '\000' | sed 's/^/%/' | conf
refused ':?[0-9]*: ' 'random bytes'
printf 'logins = {\000};\n' | conf
refused ': holds a NUL' 'a NUL'
printf 'logins = {\n' | conf
refused ':[0-9]+: the file ends before } of "logins"' 'cut short'
yes '# a comment of 32 characters ....' | head -c 17000000 | conf
refused ': is larger than' '17 MB'
printf 'store_passwords = false;\n@include "/etc/passwd"\n' | conf
refused ':2: @include is refused' '@include'
hint "$LANYARD_CONFIG itself" 'and what to do instead'
unlike "$err" root: 'and nothing of that file'
printf '# nothing\n\t @include "x"\n' | conf
refused ':2: @include is refused' '@include, indented'

# -- Unknown keys --
printf '\nstore_pasword = true;\n' | conf
refused ':2: unknown key "store_pasword"; did you mean "store_passwords"' \
	'an unknown key'
printf 'colour = "blue";\n' | conf
refused ':1: unknown key "colour"$' 'one that is like no other'
printf 'store = { protecton = "none"; };\n' | conf
refused ':1: unknown key "protecton" in "store"; did you mean "protection"' \
	'an unknown key in "store"'
login_refused 'isuer = "https://x";' \
	'unknown key "isuer" in login "work"; did you mean "issuer"' \
	'an unknown key in a login'
login_refused 'tokenendpoint = "https://x";' 'did you mean "token_endpoint"' \
	'an underscore too few'
login_refused 'CLIENT_SECRET = "x";' 'did you mean "client_secret"' \
	'capital letters'
login_refused 'banana = "x";' 'unknown key "banana" in login "work"$' \
	'one that is like no other, in a login'

# -- Wrong types and values --
printf 'store_passwords = "yes";\n' | conf
refused ':1: "store_passwords" must be true or false' 'a string for a boolean'
printf 'logins = [ "work" ];\n' | conf
refused ':1: "logins" must be a group' 'a list for a group'
printf 'logins = { work = "https://git.example.com"; };\n' | conf
refused ':1: login "work" must be a group' 'a string for a login'
printf 'logins = { a-%s = { }; };\n' "$(printf '%070d' 0)" | conf
refused ':1: .* cannot be a login.s name' 'a name of 72 letters'
printf 'store = "none";\n' | conf
refused ':1: "store" must be a group' 'a string for "store"'
printf 'store = { protection = "rot13"; };\n' | conf
refused ':1: .*rot13' 'an unknown protection'
login_refused 'username = 5;' '"username" in login "work" must be a string' \
	'a number for a string'
login_refused 'timeout_ms = "5";' '"timeout_ms" .* must be a whole number' \
	'a string for a number'
login_refused 'timeout_ms = 0;' 'timeout_ms' 'a number out of range'
login_refused 'allow_http = 1;' '"allow_http" .* must be true or false' \
	'a number for a boolean'
login_refused 'scope = [ 1, 2 ];' '"scope" .* must be a string or a list' \
	'numbers for a scope'
login_refused 'client_secret_command = "pass x";' \
	'"client_secret_command" .* must be a list of strings' \
	'a string for a command: no shell'
login_refused 'token_parameters = "x=y";' '"token_parameters" .* must be a' \
	'a string for parameters'
login_refused 'git_authtype = "digest";' 'digest' 'an unknown authtype'
login_refused 'token_endpoint = "id.example.com/token";' 'token_endpoint' \
	'an endpoint that is no URL'
login_refused 'token_endpoint = "http://id.example.com/token";' \
	'"token_endpoint" .* is not https' 'an endpoint without TLS'
hint 'allow_http = true' 'and how to have it all the same'
login_refused 'client_id = "other";' '"client_id" is there twice in "work"' 'a key twice'
login_refused 'redirect_uri = "nowhere";' 'redirect_uri' 'a redirect to no URL'
secret hunter2
both='token_endpoint_auth_method = "none"; client_secret = "hunter2";'
work_conf "$both"
refused ':[0-9]+: login "work" has a client secret, but .* "none"' \
	'a secret, and auth method "none"'
work_conf 'client_secret = "hunter2"; client_secret_file = "/x";'
refused ':[0-9]+: login "work" has more than one of client_secret' 'two secrets'
work_conf 'token_endpoint_auth_method = "client_secret_basic";'
refused ':[0-9]+: login "work" has no client secret' 'a method without a secret'
for url in 'http://git.example.com' 'https://*' 'https://*.com' \
	'https://git.*.com' 'https://bob@git.example.com' 'git.example.com' \
	'https://git.example.com/../x'; do
	conf <<-END
		logins = {
		  work = {
		    url = [ "$url" ];
		    issuer = "https://id.example.com";
		    client_id = "native";
		  };
		};
	END
	request get "$home"
	fails 2 "^lanyard: error: $LANYARD_CONFIG:3: .*URL pattern" \
		"the URL pattern $url"
done

# -- What status --json could not print --
login_refused 'username = "al\xffice";' \
	'"username" in login "work" is not UTF-8' \
	'a value that is not UTF-8'

# -- Necessities --
printf 'logins = { work = { issuer = "https://x"; client_id = "y"; }; };\n' |
	conf
refused ':1: login "work" has no url' 'no url'
printf 'logins = { work = { url = "https://x.example"; client_id = "y"; }; };\n' |
	conf
refused ':1: login "work" has neither issuer nor token_endpoint' 'no issuer'
printf 'logins = { work = { url = "https://x.example"; issuer = "https://y"; }; };\n' |
	conf
refused ':1: login "work" has no client_id' 'no client_id'

# -- Not built yet: said so, never ignored --
for line in 'registration_endpoint = "https://x";' \
	'introspection_endpoint = "https://x";'; do
	login_refused "$line" "${line%% *}.*not supported yet" \
		"not supported yet: ${line%;}"
done
login_refused 'response_mode = "fragment";' \
	'"response_mode".*cannot be "fragment"' 'a mode that no listener can read'
conf <<-'END'
	logins = {
	  work = {
	    url = [ "https://git.example.com" ];
	    issuer = "https://id.example.com";
	    client_id = "robot";
	    grant_type = "client_credentials";
	  };
	};
END
request get "$home"
fails 2 'login "work" has grant_type = "client_credentials" and no client secret' \
	'a grant without its secret'
login_refused 'grant_type = "password";' '"grant_type" .*cannot be "password"' \
	'the password grant (RFC 9700 2.4)'
for protection in passphrase key_file; do
	printf 'store = { protection = "%s"; };\n' "$protection" | conf
	refused ":1: .*$protection.*not supported yet" \
		"not supported yet: protection $protection"
done

# -- A file that is named must exist, whatever was found without it --
named=$T/home/.config/lanyard/lanyard.conf
(LANYARD_STORE=$T/named && fresh_record named 'url[]=https://git.example.com')
run env -u LANYARD_CONFIG "LANYARD_STORE=$T/named" lanyard token named
ok 'an answer without a configuration is known' [ -e "$T/named/routes/named" ]
run env "LANYARD_CONFIG=$named" "LANYARD_STORE=$T/named" lanyard token named
fails 2 "^lanyard: error: $named: there is no such file" \
	'LANYARD_CONFIG names the same file: it must exist'

# -- Every verb --
printf 'nonsense = ;\n' | conf
for arguments in 'token work' 'login work' 'logout work' 'refresh work' \
	'refresh --all' status 'status --json'; do
	# shellcheck disable=SC2086 # words
	run lanyard $arguments
	fails 2 "^lanyard: error: $LANYARD_CONFIG:1: \"nonsense\" has no value" \
		"$arguments: the same error"
done
unchanged 'after all that the store is as it was'

# git sees it too, and asks on; here nobody answers.
run git -c credential.helper= -c credential.helper=lanyard \
	-c core.askPass= credential fill <<END
protocol=https
host=git.example.com

END
like "$err" "^lanyard: error: $LANYARD_CONFIG:1: \"nonsense\" has no value" \
	'through git the error is on stderr'
run_status 128 'and git fails, as nobody answers'

# -- what an editor, a page or a habit put there ------------------------------

login_refused 'scope = [ "a" "b" ];' \
	'between two strings of a list a comma is missing' \
	'two strings of a list side by side'
hint '"..."' 'which has the form'
login_refused "client_secret$(printf '\302\240')= \"x\";" \
	'what looks like a blank, or like nothing, is none' 'a blank that is none'
login_refused 'timeout_ms = 20s;' 'a word is behind the value of "timeout_ms"' \
	'a number with a unit'
hint 'timeout_ms = NUMBER, without unit' 'which is not asked for'
login_refused 'timeout_ms = "20";' 'must be a whole number' 'a number in quotes'
hint 'timeout_ms = NUMBER, without' 'which has none'
login_refused 'allow_http = "true";' 'must be true or false' 'true in quotes'
hint 'allow_http = true, or false' 'which has none'
login_refused 'scope = [ "a", ];' 'the list of "scope" ends in a comma' \
	'a list that ends in a comma'
echo 'logins = { url = [ "https://a.example" ]; };' | conf
refused ':1: "url" belongs in a login, which has a name' 'a login without a name'
{
	printf '\377\376'
	printf 'a = 1;' | sed 's/./&\x00/g'
} | conf
refused ': is in UTF-16' 'UTF-16'
hint 'iconv' 'and how to mend that'
work_conf
{
	printf '\357\273\277'
	cat "$LANYARD_CONFIG"
} >"$T/marked"
conf <"$T/marked"
request get "$home"
says "^password=$access\$" 'a byte order mark is no error'

done_testing
