#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# Files of another user, or open to others: under sudo with another's HOME, in
# a user namespace, on a volume for a group, with any umask. No hint takes a
# private file away from its owner, and one hint mends all.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# The address sanitizer's leak check is no friend of strace.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
work_conf
printf '%s\n' url=https://git.example.com username=bob password=pw '' >"$T/store.in"
printf '%s\n' rt-seeded-0123 >"$T/seed.in"

# -- Each umask: what is made can be used again, by us alone --
conf <<-END
	store_passwords = true;
	logins = { work = {
		url = [ "https://git.example.com" ];
		issuer = "https://id.example.com"; client_id = "native";
	}; };
END
printf '%s\n' protocol=https host=other.example username=bob password=pw '' \
	>"$T/password.in"
for mask in 000 022 077 177 277 377 777; do
	no_store
	run sh -c 'umask "$1"; exec lanyard seed work' sh $mask <"$T/seed.in"
	silent "umask $mask: seed"
	run sh -c 'umask "$1"; exec lanyard seed --force work' sh $mask <"$T/seed.in"
	silent "umask $mask: and once more"
	run sh -c 'umask "$1"; exec lanyard store' sh $mask <"$T/password.in"
	silent "umask $mask: a password"
	run sh -c 'umask "$1"; printf "protocol=https\nhost=other.example\n\n" |
		lanyard get' sh $mask
	like "$out" '^password=pw$' "umask $mask: which is answered"
	run lanyard status work
	says 'refresh token stored' "umask $mask: and read with another"
	is "$(find "$LANYARD_STORE" -type d ! -perm 700)" '' \
		"umask $mask: folders are 700"
	is "$(find "$LANYARD_STORE" -type f ! -perm 600)" '' \
		"umask $mask: files are 600"
	# What stands elsewhere: a trace, a token's file, a configuration.
	fresh_record work
	rm -rf "$T/made"
	mkdir "$T/made"
	for time in once 'and again'; do
		run sh -c 'umask "$1"; LANYARD_TRACE=$2/trace; export LANYARD_TRACE
			exec lanyard file work "$2/token"' sh $mask "$T/made"
		silent "umask $mask: a trace, and a token in a file: $time"
	done
	run sh -c 'umask "$1"; unset LANYARD_CONFIG
		HOME=$2/home exec lanyard setup --no-login --no-git \
		--preset gitlab --client-id c --name made https://git.example.com' \
		sh $mask "$T/made"
	run_status 0 "umask $mask: setup"
	run sh -c 'unset LANYARD_CONFIG; HOME=$1/home exec lanyard status made' \
		sh "$T/made"
	says '^made: login-needed' "umask $mask: what it has written is read"
	is "$(find "$T/made" -mindepth 1 -type d ! -perm 700)" '' \
		"umask $mask: folders are 700 there, too"
	is "$(find "$T/made" -type f ! -perm 600)" '' \
		"umask $mask: and files 600"
	is "$(find "$T/made" -type f -size +0 | wc -l)" 3 \
		"umask $mask: all three"
done

# -- A volume for a group: 2770, files 660. One hint, and it mends all --
work_conf
fresh_record work
mkdir -p "$LANYARD_STORE/passwords" "$LANYARD_STORE/routes"
chmod 2770 "$LANYARD_STORE" "$LANYARD_STORE"/*/
find "$LANYARD_STORE" -type f -exec chmod 660 {} +
run lanyard token work
fails 1 "store folder $LANYARD_STORE is open to others [(]mode 770[)]" \
	'a volume that is open to its group'
hint=$(sed -n 's/^lanyard: hint: //p' "$T/err")
is "$hint" "chmod -R go= '$LANYARD_STORE'" 'the hint'
sh -c "$hint"
run lanyard token work
answers 'and once that is done' <<-END
	$access
END
for part in logins logins/work; do
	chmod 770 "$LANYARD_STORE/$part"
	run lanyard token work
	fails 1 'is open to others' "$part is open"
	sh -c "$(sed -n 's/^lanyard: hint: //p' "$T/err")"
	run lanyard token work
	is "$status" 0 'the hint mends it'
done
# A disk that takes each chmod and keeps none (CIFS, drvfs).
if can_run strace; then
	chmod 770 "$LANYARD_STORE"
	for how in retval=0 error=EPERM; do
		run strace -qqq -o "$T/trace" -e "inject=fchmod:$how" \
			lanyard token work
		fails 1 'hint: modes cannot be set on that disk' \
			"modes that cannot be set: $how"
		unlike "$err" 'chmod' 'no chmod is asked for'
	done
	is "$(stat -c %a "$LANYARD_STORE")" 2770 'nothing was changed'
	chmod 700 "$LANYARD_STORE"
else
	skip 'modes that cannot be set' "$cannot_run"
fi

# -- stdin that cannot be read --
for verb in get store erase; do
	run lanyard $verb <"$T"
	fails 1 'cannot read stdin: Is a directory' "$verb: a folder as stdin"
	run sh -c 'exec lanyard "$1" 0>"$2"' sh $verb "$T/written"
	fails 1 'cannot read stdin: Bad file descriptor' "$verb: written to"
	run sh -c 'exec lanyard "$1" 0<&-' sh $verb
	fails 1 'cannot read stdin: Bad file descriptor' "$verb: closed"
done
run lanyard seed work <"$T"
fails 1 'cannot read stdin: Is a directory' 'seed: a folder as stdin'

gives_away || {
	skip "another user's files" 'only root can give files away'
	done_testing
}

# -- Another user's files --
# as USER-ID COMMAND...: as `run`, without any group.
as() {
	_uid=$1
	shift
	run setpriv --reuid "$_uid" --regid "$_uid" --clear-groups "$@"
}
unset LANYARD_STORE LANYARD_CONFIG
other=12345
home=$T/alice
chmod 755 "$T"
# alice: a home of her own, with a login in it.
alice() {
	rm -rf "$home"
	mkdir -p "$home/.config/lanyard"
	printf '%s\n' 'logins = { work = {' \
		'url = [ "https://git.example.com" ];' \
		'issuer = "https://id.example.com"; client_id = "native"; }; };' \
		>"$home/.config/lanyard/lanyard.conf"
	chmod 600 "$home/.config/lanyard/lanyard.conf"
	chown -R $other:$other "$home"
	chmod 700 "$home"
}
listing() {
	(cd "$home" && find . -printf '%p %U %m\n' | LC_ALL=C sort)
}
alice
HOME=$home
export HOME
listing >"$T/before"
run lanyard seed work <"$T/seed.in"
fails 2 "belongs to user $other, neither you nor root" "root with another's HOME: lanyard.conf"
like "$err" "hint: run it as that user: sudo -u '#$other' -H lanyard .*LANYARD_CONFIG" \
	'to be run as that user'
unlike "$err" 'chown' 'and not to be taken away'
LANYARD_CONFIG=$T/lanyard.conf
export LANYARD_CONFIG
work_conf
chmod 644 "$LANYARD_CONFIG"
run lanyard seed work <"$T/seed.in"
fails 1 "no store folder is made in a folder of user $other: $home" \
	"root with another's HOME: nothing is made"
like "$err" "hint: run it as that user: sudo -u '#$other' -H lanyard" \
	'to be run as that user'
for variable in XDG_STATE_HOME LANYARD_STORE; do
	run env $variable="$home/state" lanyard seed work <"$T/seed.in"
	fails 1 "no store folder is made in a folder of user $other" \
		"root with $variable in another's home"
done
# Her XDG folders in another environment, as `sudo -E` leaves them.
run env -u LANYARD_CONFIG HOME="$T/home" XDG_CONFIG_HOME="$home/.config" \
	lanyard seed work <"$T/seed.in"
fails 2 "lanyard.conf: belongs to user $other, neither you nor root" \
	"root with another's XDG_CONFIG_HOME"
like "$err" "hint: run it as that user: sudo -u '#$other' -H lanyard .*LANYARD_CONFIG" \
	'to be run as that user'
for verb in get store erase status 'token work' 'refresh work'; do
	# shellcheck disable=SC2086 # words
	run env -u LANYARD_CONFIG HOME="$T/home" \
		XDG_CONFIG_HOME="$home/.config" lanyard $verb <"$T/store.in"
	fails 2 "belongs to user $other" "and $verb"
done
# Where she has no file there is none to be refused: the login is not known.
run env -u LANYARD_CONFIG HOME="$T/home" XDG_CONFIG_HOME="$home" \
	lanyard seed work <"$T/seed.in"
fails 2 'no login by that name' "another's XDG_CONFIG_HOME without a file"
listing >"$T/after"
same "$T/after" "$T/before" 'nothing there has changed'
as $other lanyard seed work <"$T/seed.in"
silent 'her own, by herself'
run lanyard token work
fails 1 "store folder .* belongs to user $other, not to us" \
	"root, and a store of hers"
like "$err" "sudo -u '#$other' -H lanyard" 'to be run as her'
unlike "$err" 'chown' 'her tokens stay hers'
# Another user with her HOME.
rm -rf "$home/.local"
as 23456 lanyard seed work <"$T/seed.in"
fails 1 'Permission denied' "another plain user with her HOME"
unlike "$err" 'chown' 'nothing to be given away'
# After a run as root in her own home: what is there is hers to have.
rm -rf "$home/.local"
mkdir -p "$home/.local/state/lanyard"
chown $other:$other "$home/.local" "$home/.local/state"
as $other lanyard seed work <"$T/seed.in"
fails 1 'store folder .* belongs to user root [(]0[)]|Permission denied' \
	'what root has left in her home'
like "$err" "hint: sudo chown -R $other '$home/.local/state/lanyard'" \
	'is given back'
# The mount point of a volume, as Kubernetes makes it: root:GROUP, 2770.
mkdir "$T/volume"
chown root:$other "$T/volume"
chmod 2770 "$T/volume"
as $other env LANYARD_STORE="$T/volume" lanyard seed work <"$T/seed.in"
fails 1 "store folder $T/volume belongs to user root" 'a volume of root'
like "$err" "hint: .*export 'LANYARD_STORE=$T/volume/lanyard'" \
	'a folder of ours in it'
as $other env LANYARD_STORE="$T/volume/lanyard" lanyard seed work <"$T/seed.in"
silent 'which works'
# In a user namespace that lacks root, what is root's is shown as nobody's.
if as $other unshare -r true && [ "$status" -eq 0 ]; then
	as $other unshare -r env LANYARD_STORE="$T/volume" lanyard status work
	fails 1 'belongs to a user that this user namespace lacks [(]shown as ' \
		'a store of a user that the namespace lacks'
	like "$err" 'hint: run lanyard outside of this namespace, or map' \
		'and the way out'
	unlike "$err" 'chown|sudo' 'nothing is to be given away'
	as $other unshare -r env LANYARD_STORE="$home/s" lanyard status work
	fails 2 'lanyard.conf: belongs to a user that this user namespace lacks' \
		'a configuration of root, likewise'
	like "$err" 'export LANYARD_CONFIG=FILE' 'or one of your own'
	cp "$LANYARD_CONFIG" "$home/own.conf"
	chown $other "$home/own.conf"
	as $other unshare -r env LANYARD_STORE="$home/s" HOME=/nonexistent \
		LANYARD_CONFIG="$home/own.conf" lanyard status work
	says '^work: ' 'which is read, though the folders above are of that root'
else
	skip 'a store of a user that the namespace lacks' \
		'no user namespace is to be had'
fi
# systemd's credentials are root:root 0400 with an ACL for the service, which
# stat(2) shows as 0440.
cp "$LANYARD_CONFIG" "$T/credential"
sed -i 's/client_id = "native";/& client_secret = "s3cret";/' "$T/credential"
printf s3cret >"$T/secret"
cat >"$T/with-secret" <<-END
	logins = { work = {
		url = [ "https://git.example.com" ];
		token_endpoint = "http://127.0.0.1:1/token";
		client_id = "native"; client_secret_file = "$T/secret";
	}; };
END
chmod 644 "$T/with-secret"
# credential MODE ACL: both files, as root's.
credential() {
	for _file in "$T/credential" "$T/secret"; do
		setfacl -b "$_file"
		chown 0:0 "$_file"
		chmod "$1" "$_file"
		[ -z "$2" ] || setfacl -m "$2" "$_file"
	done
}
# with CONFIG COMMAND...: as the service.
with() {
	_config=$1
	shift
	as $other env LANYARD_CONFIG="$_config" \
		LANYARD_STORE="$T/volume/$(basename "$_config")" lanyard "$@"
}
with "$T/with-secret" seed work <"$T/seed.in"
silent 'a login whose client has a secret'
credential 400 ''
with "$T/credential" status work
fails 2 'credential: Permission denied' 'a credential of root alone'
credential 400 "u:$other:r"
is "$(stat -c %a "$T/credential")" 440 'an ACL is shown as what a group may'
with "$T/credential" status work
says '^work: ' 'a credential with an ACL as configuration'
with "$T/with-secret" refresh work
fails 5 'cannot reach 127.0.0.1:1' 'and as client_secret_file'
credential 400 "g:$other:r"
with "$T/credential" status work
says '^work: ' 'an ACL for our group'
credential 400 "u:$other:r,u:23456:r"
with "$T/credential" status work
says '^work: ' 'and for others, which root has decided'
credential 440 ''
chgrp $other "$T/credential"
with "$T/credential" status work
says '^work: ' 'no ACL but a group'
# What others could change, or all can read, root cannot have meant.
credential 400 "u:$other:rw"
with "$T/credential" status work
fails 2 'credential: others may write to it' 'an ACL that lets write'
with "$T/with-secret" refresh work
fails 2 "secret holds a secret and is open to others" 'likewise for the secret'
credential 444 ''
with "$T/credential" status work
fails 2 'others' 'but not one that all can read'
with "$T/with-secret" refresh work
fails 2 "secret holds a secret and is open to others" 'nor a secret'
# Of our own files none is open to anybody, by an ACL neither.
credential 400 ''
chown $other:$other "$T/credential" "$T/secret"
setfacl -m u:23456:r "$T/credential" "$T/secret"
with "$T/credential" status work
fails 2 'others may read' 'our own, with an ACL for another'
with "$T/with-secret" refresh work
fails 2 "secret holds a secret and is open to others" 'and our own secret'
done_testing
