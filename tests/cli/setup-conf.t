#!/bin/sh
# lanyard setup and the configuration that it finds: to what can be parsed one
# piece is added and no byte is changed, and a second time nothing is; what
# cannot be, or may not be written, stays, with one line and the next command.
# shellcheck disable=SC1003,SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/cli/setup.sh"

work='work = { url = "https://git.example.com"; issuer = "https://id.example.com"; client_id = "c"; };'

# put TEXT: with the escapes of printf(1), and @ for a login.
put() {
	rm -f "$LANYARD_CONFIG"
	case $1 in
	*@include*) printf '%b' "$1" ;;
	*@*) printf '%b' "${1%%@*}$work${1#*@}" ;;
	*) printf '%b' "$1" ;;
	esac >"$LANYARD_CONFIG"
	chmod 600 "$LANYARD_CONFIG"
}
set_up() {
	timeout 30 lanyard setup --no-login --no-git --preset gitlab \
		--client-id c https://h.example
}

# -- what is added to ------------------------------------------------------

# adds NAME: to the configuration that lies there.
adds() {
	cp "$LANYARD_CONFIG" "$T/before"
	run set_up
	run_status 0 "$1: succeeds"
	is "$("$NODE" -e 'const [was, now] = process.argv.slice(1).map((f) =>
		require("fs").readFileSync(f, "latin1"));
		let a = 0, z = 0;
		while (a < was.length && was[a] === now[a]) a++;
		while (z < was.length - a && was.at(-1 - z) === now.at(-1 - z)) z++;
		const added = now.slice(a, now.length - z);
		console.log(a + z === was.length &&
			/client_id = "c";/.test(added) &&
			/\r\n/.test(added) === /^[^\n]*\r\n/.test(was));' \
		"$T/before" "$LANYARD_CONFIG")" true \
		"$1: one piece is added, with ends of lines as they are there"
	ok "$1: and it is understood" lanyard status
	snap
	run set_up
	run_status 0 "$1: a second time"
	as_it_was "$1: a second time"
}
while IFS='|' read -r name text; do
	put "$text"
	adds "$name"
done <<-'END'
	empty|
	empty lines|\n\n\n
	comments only|# one\n// two\n/* three */
	a comment without its end of line|# one
	no end of line|logins = {\n  @\n};
	the brace on the last line|logins = {\n  @ }
	no semicolon|logins = {\n  @\n}\n
	a colon|logins : {\n  @\n};\n
	a colon and one line|logins : { @ };\n
	logins of one line|logins = { @ };
	without a blank|logins={}
	with tabs|\tlogins = {\n\t\t@\n\t};\n
	its brace on the next line|logins\n=\n{\n  @\n}\n;\n
	braces in comments|logins = { @ /* } */ # }\n // }\n}; # }\n
	braces in strings|store_passwords = false; logins = { @ x = { url = "https://x.example/}"; issuer = "https://i"; client_id = "}{"; }; };
	a group of logins within another|recipes = { };\nlogins = { };\n
	lines that end in CR LF|logins = {\r\n  @\r\n};\r\n
	the same without logins|# mine\r\nstore_passwords = false;\r\n
	a byte order mark|\0357\0273\0277logins = {\n  @\n};\n
	settings behind the logins|logins = { @ }; store_passwords = false
END
{
	echo 'logins = {'
	for n in $(seq 300); do
		echo "  l$n = { url = \"https://h$n.example\"; issuer = \"https://i.example\"; client_id = \"c\"; };"
	done
	echo '};'
} >"$LANYARD_CONFIG"
adds '300 logins'
put 'logins = {\n  h-example = { url = "https://x.example"; issuer = "https://i.example"; client_id = "x"; };\n};\n'
adds 'the name is taken'
ok 'the name is taken: the next one is' grep -q '^  h-example-2 = {' "$LANYARD_CONFIG"

# -- what is not -----------------------------------------------------------

# refused NAME STATUS MESSAGE HINT: of what lies there.
refused() {
	bad "$1" "$2" "$3" "$4" --no-login --no-git --preset gitlab \
		--client-id c https://h.example
}
while IFS='|' read -r name text message hint; do
	put "$text"
	refused "$name" 2 "lanyard.conf:?[0-9]*: $message" "$hint"
done <<-'END'
	two groups of logins|logins = { @ };\nlogins = { };\n|"logins" is there twice: put all into one|move what the second has into the first
	the file ends too soon|logins = {\n  @\n|the file ends before } of "logins"|logins = { ... };
	a comment without its end|logins = { @ };\n/* open\n|this comment has no end|end it with \*/
	a string without its end|logins = { w = { url = "https://\n|this string has no end|end it with "
	a name with an umlaut|logins = { ä = { }; };|a login's name begins with a letter|NAME = VALUE
	a name with an underscore|logins = { _x = { }; };|a login's name begins with a letter|NAME = VALUE
	a name in quotes|logins = { "x" = { }; };|a name stands without quotes|NAME = VALUE
	JSON|{ "logins": { } }|a setting's name is expected here|NAME = VALUE
	INI|[logins]\nurl = x\n|a setting's name is expected here|NAME = VALUE
	an include|@include "x.conf"\nlogins = { };\n|@include is refused|put the settings into /.*/lanyard.conf itself
	a list for a group|logins = ( );\n|"logins" must be a group|logins = { NAME = { ... }; };
	another name|Logins = { };\n|unknown key "Logins"; did you mean "logins"|all keys: man 5 lanyard.conf
	a key of another program|loglevel = 5;\n|unknown key "loglevel"|all keys: man 5 lanyard.conf
	a number too large|logins = { w = { timeout_ms = 12345678901; }; };|this number is out of range|a number has nine digits
	UTF-16|\0377\0376l\00o\00|is in UTF-16|iconv -f UTF-16
	no text|logins = { };\00\n|holds a NUL|file '
	a login twice|logins = { @ work = { }; };|login "work" is there twice|give one of them another name
	a login without a URL|logins = { w = { client_id = "c"; }; };|login "w" has no url|url = \[?"
	no equals sign|logins { };|there is no = behind "logins"|logins = { ... };
	quotes of a word processor|logins = { w = { url = “x”; }; };|the quotes of "url" are not ""|url = "..."
END

put 'logins = { @ };\n'
chmod 400 "$LANYARD_CONFIG"
refused 'read-only' 2 'is read-only, and stays as it is' 'chmod u\+w'
chmod 666 "$LANYARD_CONFIG"
refused 'others may write' 2 'others may write to it' 'chmod go-w'
# What is no file is not read, so it is only looked at from outside.
rm -f "$LANYARD_CONFIG"
for kind in 'a folder' 'a device or pipe'; do
	rmdir "$LANYARD_CONFIG" 2>/dev/null
	case $kind in
	'a folder') mkdir "$LANYARD_CONFIG" ;;
	*) mkfifo "$LANYARD_CONFIG" ;;
	esac
	ls -ld "$LANYARD_CONFIG" >"$T/before"
	run set_up
	run_status 2 "$kind: status 2"
	like "$err" "is $kind, not a file" 'it says why'
	like "$err" 'hint: move it away, or name a file: export LANYARD_CONFIG=FILE' \
		'and what to do'
	is "$(ls -ld "$LANYARD_CONFIG")" "$(cat "$T/before")" 'it is as it was'
done
rm "$LANYARD_CONFIG"
mkdir "$LANYARD_CONFIG.new"
run set_up
run_status 1 'a folder where the new file is to be: status 1'
like "$err" 'lanyard.conf.new: Is a directory' 'it says why'
like "$err" "hint: ls -ld '.*lanyard.conf.new'" 'and what to do'
ok 'nothing is made' test ! -e "$LANYARD_CONFIG"
rmdir "$LANYARD_CONFIG.new"

# -- links -----------------------------------------------------------------

mkdir -p "$T/dotfiles"
link() {
	rm -f "$LANYARD_CONFIG"
	ln -s "$1" "$LANYARD_CONFIG"
}
printf 'logins = { %s };\n' "$work" >"$T/dotfiles/conf"
chmod 640 "$T/dotfiles/conf"
link dotfiles/conf
adds 'a link'
is "$(readlink "$LANYARD_CONFIG")" dotfiles/conf 'a link stays one'
is "$(stat -Lc %a "$LANYARD_CONFIG")" 640 'its target keeps its mode'
link dotfiles/new
run set_up
run_status 0 'a link to what is not there: succeeds'
is "$(readlink "$LANYARD_CONFIG")" dotfiles/new 'a link to what is not there stays one'
ok 'and its target is made' grep -q 'client_id = "c"' "$T/dotfiles/new"
is "$(stat -c %a "$T/dotfiles/new")" 600 'for the user alone'
link away/conf
refused 'a link into a folder that is not there' 2 \
	'is a link to .*away/conf, whose folder cannot be used: No such file' 'mkdir -p'
ok 'no folder is made there' test ! -e "$T/away"
link lanyard.conf
refused 'a link in a circle' 2 'Too many levels of symbolic links' 'ls -l'
rm "$LANYARD_CONFIG"

# -- a folder that is not there --------------------------------------------

LANYARD_CONFIG=$T/a/b/lanyard.conf
run set_up
run_status 0 'a folder that is not there: is made'
is "$(stat -c '%a' "$T/a" "$T/a/b" "$LANYARD_CONFIG" | tr '\n' ' ')" \
	'700 700 600 ' 'for the user alone'
LANYARD_CONFIG=$T/before/lanyard.conf
run set_up
run_status 2 'a file in the place of its folder: status 2'
like "$err" 'before/?(lanyard.conf)?.*: Not a directory|cannot be made' 'it says why'
like "$err" 'lanyard: hint: ' 'and what to do'
LANYARD_CONFIG=lanyard.conf
run set_up
run_status 2 'a path that is not absolute: status 2'
like "$err" 'is not absolute: lanyard.conf' 'it says why'
like "$err" 'lanyard: hint: ' 'and what to do'

# -- another user's --------------------------------------------------------

LANYARD_CONFIG=$T/lanyard.conf
printf x >"$T/given"
if chown nobody "$T/given" 2>/dev/null; then
	put 'logins = { @ };\n'
	chown nobody "$LANYARD_CONFIG"
	refused "another user's" 2 'belongs to .*nobody.*, neither you nor root' \
		'run it as that user'
	rm "$LANYARD_CONFIG"
else
	skip "another user's" 'a file cannot be given to another user here'
fi
done_testing
