#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# The store folder: made private, refused when it is not, damage set aside.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

home='protocol=https
host=git.example.com'

# refused ERE NAME: by get, store, erase and token alike.
refused() {
	request get "$home"
	fails 1 "^lanyard: error: .*$1" "$2"
	for _verb in store erase; do
		request "$_verb" "$home" password=x oauth_refresh_token=y
		fails 1 "^lanyard: error: .*$1" "$2: $_verb"
	done
	run lanyard token work
	fails 1 "^lanyard: error: .*$1" "$2: token"
}

hint() {
	like "$err" "^lanyard: hint: .*$1" "$2"
}

works() {
	request get "$home"
	says "^password=$access\$" "$1"
}

mode() {
	stat -c %a "$1"
}

# -- Missing: made by the first write, never by a read --
work_conf
LANYARD_STORE=$T/a/b/store
export LANYARD_STORE
request get "$home"
fails 3 'run: lanyard login work' 'get without a store' 1
not_ok 'reading makes no folder' test -e "$T/a/b/store/logins"
rm -rf "$T/a"
umask 0
request store "$home" oauth_refresh_token=rt-seed
umask 022
silent 'the first write makes it, with its parents'
is "$(mode "$T/a/b/store") $(mode "$T/a/b/store/logins")" '700 700' \
	'0700, whatever the umask'
is "$(mode "$T/a/b/store/logins/work")" 600 'the record 0600'
is "$(find "$T/a" -perm /022 -print)" '' 'nothing in it is writable by others'
umask 777
rm -rf "$T/a"
request store "$home" oauth_refresh_token=rt-seed
umask 022
if [ "$(id -u)" -eq 0 ]; then
	silent 'a umask of 777 does not hinder root'
fi

# -- Where it is --
rm -rf "$T/a"
LANYARD_STORE=$T/store
fresh_record work
printf '%s\n' "$home" >"$T/in"
mkdir -p "$HOME/.local/state" "$T/xdg"
mv "$LANYARD_STORE" "$HOME/.local/state/lanyard"
run env -u LANYARD_STORE lanyard get <"$T/in"
says "^password=$access\$" 'in ~/.local/state/lanyard'
run env -u LANYARD_STORE XDG_STATE_HOME=xdg lanyard get <"$T/in"
says "^password=$access\$" 'XDG_STATE_HOME is ignored unless it is absolute'
mv "$HOME/.local/state/lanyard" "$T/xdg/lanyard"
run env -u LANYARD_STORE "XDG_STATE_HOME=$T/xdg" lanyard get <"$T/in"
says "^password=$access\$" 'in XDG_STATE_HOME/lanyard'
mv "$T/xdg/lanyard" "$LANYARD_STORE"

# -- Open to others --
for bits in 750 701 770 777; do
	chmod "$bits" "$LANYARD_STORE"
	refused "store folder $LANYARD_STORE is open to others \\(mode $bits\\)" \
		"a folder with mode $bits"
done
hint "chmod -R go= '$LANYARD_STORE'\$" 'and the chmod'
chmod 700 "$LANYARD_STORE"
chmod 755 "$LANYARD_STORE/logins"
refused "store folder $LANYARD_STORE/logins is open to others" \
	'the folder inside'
hint "chmod -R go= '$LANYARD_STORE'\$" 'and its chmod'
chmod 700 "$LANYARD_STORE/logins"
chmod 640 "$LANYARD_STORE/logins/work"
refused 'work is open to others \(mode 640\)' 'a record with mode 640'
chmod 600 "$LANYARD_STORE/logins/work"
works 'when it is private again, it works'

# -- Not ours --
if gives_away; then
	chown 12345 "$LANYARD_STORE"
	refused "store folder $LANYARD_STORE belongs to user 12345" \
		"a stranger's folder"
	chown 0 "$LANYARD_STORE"
	chown 12345 "$LANYARD_STORE/logins"
	refused 'belongs to user 12345' "a stranger's folder inside"
	chown 0 "$LANYARD_STORE/logins"
	chown 12345 "$LANYARD_STORE/logins/work"
	refused 'work belongs to user 12345' "a stranger's record"
	chown 0 "$LANYARD_STORE/logins/work"
elif [ -O /usr ]; then # all that a user namespace lacks is shown as one
	skip "a stranger's folder" 'no user is mapped: all files look like ours'
else
	LANYARD_STORE=/usr
	refused "store folder /usr belongs to (user root|a user that this user)" \
		"a stranger's folder"
	LANYARD_STORE=$T/store
fi

# -- Not folders, not files --
mv "$LANYARD_STORE" "$T/aside"
: >"$LANYARD_STORE"
refused "store folder $LANYARD_STORE: Not a directory" 'a file instead'
rm "$LANYARD_STORE"
ln -s "$T/aside" "$LANYARD_STORE"
works 'the folder itself may be a symlink'
rm "$LANYARD_STORE"
ln -s "$T/nowhere" "$LANYARD_STORE"
request get "$home"
wrong=
[ "$status" -ne 0 ] || wrong=' status;'
[ ! -s "$T/out" ] || quits || wrong="$wrong stdout;"
_check 'a symlink to nowhere gives nothing'
rm "$LANYARD_STORE"
mv "$T/aside" "$LANYARD_STORE"
mv "$LANYARD_STORE/logins" "$T/logins"
ln -s "$T/logins" "$LANYARD_STORE/logins"
refused "store folder $LANYARD_STORE/logins: Not a directory" \
	'a symlink inside: the folder'
rm "$LANYARD_STORE/logins"
mv "$T/logins" "$LANYARD_STORE/logins"
mv "$LANYARD_STORE/logins/work" "$T/work"
ln -s "$T/work" "$LANYARD_STORE/logins/work"
refused 'cannot open work: Too many levels' 'a symlink inside: the record'
rm "$LANYARD_STORE/logins/work"
mkfifo -m 600 "$LANYARD_STORE/logins/work"
refused 'work is not a regular file' 'a pipe instead of the record'
rm "$LANYARD_STORE/logins/work"
mkdir -m 700 "$LANYARD_STORE/logins/work"
refused 'work is not a regular file' 'a folder instead of the record'
rmdir "$LANYARD_STORE/logins/work"
mv "$T/work" "$LANYARD_STORE/logins/work"
works 'when the record is back, it works'
# NAME.new and the lock are written to: not through a symlink either.
printf 'precious\n' >"$T/precious"
cp "$T/precious" "$T/precious.copy"
ln -s "$T/precious" "$LANYARD_STORE/logins/work.new"
request erase "$home" "password=$access"
fails 1 'cannot open work\.new' 'a symlink instead of the file to write'
same "$T/precious" "$T/precious.copy" 'nothing was written through it'
rm "$LANYARD_STORE/logins/work.new" "$LANYARD_STORE/logins/work.lock"
ln -s "$T/precious" "$LANYARD_STORE/logins/work.lock"
request erase "$home" "password=$access"
fails 1 'cannot open work\.lock' 'a symlink instead of the lock'
rm "$LANYARD_STORE/logins/work.lock"
works 'get was never hindered'

# -- Read-only --
# root may write everywhere, but for a read-only mount.
snapshot
if [ "$(id -u)" -ne 0 ]; then
	chmod 500 "$LANYARD_STORE/logins"
	works 'a read-only store: a fresh token is answered'
	request erase "$home" "password=$access"
	fails 1 'Permission denied' 'what must write says so'
	chmod 700 "$LANYARD_STORE/logins"
elif unshare -m true 2>/dev/null; then
	read_only() {
		# shellcheck disable=SC2016 # for the shell inside
		unshare -m sh -c 'mount --bind "$0" "$0" &&
			mount -o remount,ro,bind "$0" && exec "$@"' \
			"$LANYARD_STORE" "$@"
	}
	printf '%s\n' "$home" >"$T/in"
	run read_only lanyard get <"$T/in"
	says "^password=$access\$" 'a read-only store: a fresh token is answered'
	run read_only lanyard status
	says '^work: fresh$' 'and shown'
	printf '%s\n' "$home" "password=$access" >"$T/in"
	run read_only lanyard erase <"$T/in"
	fails 1 'Read-only file system' 'what must write says so'
	run read_only lanyard logout work
	fails 1 'Read-only file system' 'so does logout'
fi
unchanged 'nothing in the store changed'

# -- Half-written files of killed processes --
printf 'name=work\naccess_token=half' >"$LANYARD_STORE/logins/work.new"
chmod 600 "$LANYARD_STORE/logins/work.new"
works 'a half-written file beside the record does not matter'
run lanyard status
says '^work: fresh$' 'nor is it a login'
not_ok 'nor shown' grep -q new "$T/out"
request erase "$home"
silent 'the next write replaces it'
not_ok 'and none is left' test -e "$LANYARD_STORE/logins/work.new"

# -- Damaged records --
# damaged NAME: the record as it is now is set aside, whole, with one notice,
# and a login is needed.
damaged() {
	cp "$LANYARD_STORE/logins/work" "$T/damaged"
	rm -f "$LANYARD_STORE"/logins/*.aside-*
	request get "$home"
	wrong=
	[ "$status" -eq 3 ] || wrong="$wrong status, wanted 3;"
	[ ! -s "$T/out" ] || quits || wrong="$wrong stdout;"
	[ "$(grep -c '' "$T/err")" -eq 2 ] || wrong="$wrong not two lines;"
	sed -n 1p "$T/err" | grep -q '^lanyard: the damaged record of login work is now /' ||
		wrong="$wrong no notice;"
	sed -n 2p "$T/err" | grep -q '^lanyard: error: .*run: lanyard login work$' ||
		wrong="$wrong no error;"
	_check "$1: a notice and an error"
	not_ok "$1: it is not used" test -e "$LANYARD_STORE/logins/work"
	_aside=$(sed -n '1s/.* is now //p' "$T/err")
	same "$_aside" "$T/damaged" "$1: it is kept where the notice says"
	request get "$home"
	fails 3 'run: lanyard login work' "$1: the notice comes once" 1
}
fresh_record work
cp "$LANYARD_STORE/logins/work" "$T/work"
put() {
	(umask 077 && cat >"$LANYARD_STORE/logins/work")
}
: | put
damaged 'an empty record'
size=$(stat -c %s "$T/work")
for cut in 1 2 20 $((size / 2)) $((size - 1)); do
	head -c "$((size - cut))" "$T/work" | put
	damaged "a record without its last $cut bytes"
done
sed '/^generation/,$d' "$T/work" | put
damaged 'a record cut between two lines'
head -c 5000 /dev/urandom | tr '=' x | put
damaged 'random bytes'
{ cat "$T/work" && printf 'more=x\n\n'; } | put
damaged 'a record with something after its end'
sed 's/^name=work$/name=other/' "$T/work" | put
damaged "another login's record"
sed 's/^issuer=/issuer/' "$T/work" | put
damaged 'a line without "="'
{ printf 'x=\000\n' && cat "$T/work"; } | put
damaged 'a NUL in it'
head -c 5000000 /dev/zero | tr '\000' '\n' | put
damaged 'five megabytes of it'

# A seed over a damaged record keeps it, too.
printf 'rt-precious' | put
rm -f "$LANYARD_STORE"/logins/*.aside-*
request store "$home" oauth_refresh_token=rt-seed
is "$status" 0 'a seed where a damaged record is: exit 0'
is "$(field work refresh_token)" rt-seed 'the seed is there'
is "$(cat "$LANYARD_STORE"/logins/work.aside-*)" rt-precious \
	'and the damaged one beside it'

# The others are not touched.
conf </dev/null
fresh_record work 'url[]=https://git.example.com'
record other 'url[]=https://other.example' access_token=at-other \
	"obtained_at=$(now)" generation=1
printf 'garbage' >"$LANYARD_STORE/logins/other"
request get "$home"
is "$status" 0 "another login's damage: exit 0"
like "$out" "^password=$access\$" 'the answer is there'

done_testing
