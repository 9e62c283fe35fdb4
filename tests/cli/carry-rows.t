#!/bin/sh
# shellcheck disable=SC1003,SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# import of what was damaged or made up, row by row: nothing is saved, or what is
# saved is whole; and a login that has moved, at each verb.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

. "$TESTS/cli/carry.sh"

work_conf
anew
run lanyard export work
run_status 0 'a login is exported'
cp "$T/out" "$T/whole"
lines=$(grep -c '' "$T/whole")

# nothing_there NAME: no login came of it, and no secret is shown.
nothing_there() {
	is "$(find "$there" -path '*/logins/*' ! -name '*lock' 2>/dev/null)" '' "$1: nothing is saved"
	not_ok "$1: no secret is shown" grep -q -F -f "$T/secrets" "$T/out" "$T/err"
}
# refuses ERE NAME: what is in $T/in.
refuses() {
	rm -rf "$there"
	run there lanyard import <"$T/in"
	fails 2 "$1" "$2"
	nothing_there "$2"
}

# -- Cut short: behind each line, and in the middle of one --
n=0
while [ $n -lt $((lines - 1)) ]; do
	rm -rf "$there"
	head -n $n "$T/whole" >"$T/in"
	run there lanyard import <"$T/in"
	isnt "$status" 0 "cut behind line $n: it fails"
	nothing_there "cut behind line $n"
	n=$((n + 1))
done
for n in 1 40 100 200; do
	rm -rf "$there"
	head -c $n "$T/whole" >"$T/in"
	run there lanyard import <"$T/in"
	isnt "$status" 0 "cut behind byte $n: it fails"
	nothing_there "cut behind byte $n"
done

# with LINE: the whole with one more; without KEY: less one.
with() {
	printf '%s\n' "$1"
	cat "$T/whole"
}
without() {
	grep -v "^$1=" "$T/whole"
}
: >"$T/in"
refuses 'nothing was handed in' 'nothing at all'
with 'no_such_key=x' >"$T/in"
refuses 'no_such_key' 'an unknown key'
with 'client_secret_command=id' >"$T/in"
refuses 'client_secret_command' 'a command'
with 'ca_file=/etc/passwd' >"$T/in"
refuses 'ca_file' 'a path'
with 'proxy=http://127.0.0.1:1' >"$T/in"
refuses 'proxy' 'a proxy'
with 'rubbish' >"$T/in"
refuses 'not each line is key=value' 'a line without ='
with "$(printf 'scope=a\033]0;x\007b')" >"$T/in"
refuses 'the value of scope is none' 'an escape sequence'
without name >"$T/in"
refuses 'name' 'without a name'
sed 's,^issuer=.*,issuer=http://id.example.com,' "$T/whole" >"$T/in"
refuses 'http' 'a server without TLS'
sed 's,^url\[\]=.*,url[]=http://git.example.com,' "$T/whole" >"$T/in"
refuses 'http' 'a host without TLS'
sed 's,^name=.*,name=../../x,' "$T/whole" >"$T/in"
refuses 'name' 'a name that climbs'
sed 's,^url\[\]=.*,url[]=https://u:p@git.example.com,' "$T/whole" >"$T/in"
refuses 'is no URL of the form' 'a pattern with a password'
cat "$T/whole" "$T/whole" >"$T/in"
refuses 'more behind the empty line' 'two in one'

without 'url\[\]' >"$T/in"
rm -rf "$there"
run there lanyard import <"$T/in"
run_status 0 'without a URL'
like "$err" 'it answers for no URL' 'which is said'

# -- Through a pipe, and secrets of odd characters --
for odd in 'a b' 'a=b&c' '%00%41' '~!@#$^*()' '"\\'; do
	secret "$odd-0123456789"
	anew
	sed -i "s|^access_token=.*|access_token=x|" "$LANYARD_STORE/logins/work"
	"$NODE" -e 'const fs = require("fs"), f = process.argv[1];
		fs.writeFileSync(f, fs.readFileSync(f, "utf8").replace(/^access_token=.*$/m,
			() => "access_token=" + process.argv[2]));' \
		"$LANYARD_STORE/logins/work" "$odd-0123456789"
	run sh -c 'lanyard export work | LANYARD_STORE=$T/there LANYARD_CONFIG=$T/none.conf lanyard import'
	run_status 0 "a pipe: $odd"
	is "$(LANYARD_STORE=$there field work access_token)" "$odd-0123456789" "what arrives: $odd"
	not_ok "and is not shown: $odd" grep -q -F -f "$T/secrets" "$T/out" "$T/err"
done

# -- Moved --
anew
run sh -c 'lanyard export --move work | LANYARD_STORE=$T/there LANYARD_CONFIG=$T/none.conf lanyard import'
run_status 0 'a move through a pipe'
run there lanyard token work
answers 'it is used there' <<END
$access
END
run lanyard export --move work
fails 3 'moved to another machine' 'it moves once'
request get protocol=https host=git.example.com ''
isnt "$status" 0 'get: none here'
unlike "$out" 'password' 'get: no token'
run lanyard refresh work
fails 3 'moved to another machine' 'refresh: none here'
run lanyard status work
like "$out" '^work: moved' 'status: says so'
is "$status" 0 'status: and nothing is amiss'
run lanyard import --undo work
run_status 0 'undone'
run lanyard token work
answers 'and used here again' <<END
$access
END
run lanyard import --undo work
is "$status" 0 'once more changes nothing'

# -- A store that takes nothing --
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$T"
	rm -rf "$there"
	mkdir -m 700 "$there" "$there/logins"
	chown -R 12345 "$there" "$T/none.conf" "$HOME"
	chmod 500 "$there/logins" "$there"
	cp "$T/whole" "$T/in" && chmod 644 "$T/in"
	run there setpriv --reuid 12345 --clear-groups lanyard import <"$T/in"
	fails 1 'Permission denied' 'a store that is not to be written'
	chmod 700 "$there" "$there/logins"
	nothing_there 'and then'
else
	skip 'a store that is not to be written' 'there is no other user here'
fi

done_testing
