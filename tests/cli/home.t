#!/bin/sh
# HOME unset, as for a service: where configuration and store are then, for a
# user whom /etc/passwd knows, and for one whom only another database has.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# In a mount namespace of its own another file stands at /etc/passwd. Where none
# is to be had, as for a plain user in a chroot, the true one is looked into,
# and is made to be missing by strace.
in_namespace=
mkdir "$T/mountpoint"
for way in unshare 'unshare -r'; do
	# shellcheck disable=SC2086 # words
	if $way -m mount -t tmpfs tmpfs "$T/mountpoint" 2>/dev/null; then
		in_namespace=$way
		break
	fi
done
[ -n "$in_namespace" ] || needs strace

# homeless COMMAND...: with $T/passwd, without HOME, and with nothing named but
# what the command's own env says.
homeless() {
	if [ -z "$in_namespace" ]; then
		run env -u HOME -u LANYARD_STORE -u LANYARD_CONFIG \
			strace -f -o "$T/trace" -P /etc/passwd \
			-e inject=open,openat:error=ENOENT "$@" <"$T/in"
		return
	fi
	# shellcheck disable=SC2016,SC2086 # for the inner shell; words
	run env -u HOME -u LANYARD_STORE -u LANYARD_CONFIG $in_namespace -m \
		sh -c 'mount --bind "$0" /etc/passwd && exec "$@"' \
		"$T/passwd" "$@" <"$T/in"
}

# gives_token NAME
gives_token() {
	run_status 0 "$1: exit 0"
	like "$out" "^password=$access\$" "$1: the token"
	is_empty "$T/err" "$1: nothing on stderr"
}

printf '%s\n' protocol=https host=git.example.com >"$T/in"
work_conf
fresh_record work 'url[]=https://git.example.com'
uid=$(id -u)
case $in_namespace in *' -r') uid=0 ;; esac

# -- In /etc/passwd --
mkdir -p "$T/their/.config/lanyard" "$T/their/.local/state"
cp -p "$LANYARD_CONFIG" "$T/their/.config/lanyard/lanyard.conf"
cp -Rp "$LANYARD_STORE" "$T/their/.local/state/lanyard"
{
	echo "somebody:x:$((uid + 1)):0::/nonexistent:/bin/sh"
	echo "me:x:$uid:0::$T/their:/bin/sh"
} >"$T/passwd"
if [ -n "$in_namespace" ]; then
	homeless lanyard get
	gives_token 'a user in /etc/passwd'
else
	diag 'no mount namespace to be had: the true /etc/passwd'
	own=$(awk -F: -v uid="$uid" '$3 == uid { print $6; exit }' /etc/passwd)
	env -u HOME -u LANYARD_STORE -u LANYARD_CONFIG \
		strace -f -o "$T/trace" lanyard get <"$T/in" >/dev/null 2>&1
	ok 'a user in /etc/passwd: the configuration of that home' \
		grep -q "\"$own/.config/lanyard/lanyard.conf\"" "$T/trace"
	ok 'and the store of that home' \
		grep -q "\"$own/.local/state/lanyard\"" "$T/trace"
fi

# -- In another database, or in none --
echo "somebody:x:$((uid + 1)):0::$T/their:/bin/sh" >"$T/passwd"
homeless lanyard get
fails 2 "error: HOME is not set, and user $uid has no home in /etc/passwd\$" \
	'a user who is not there, and no store named'
is "$(wc -l <"$T/err")" 2 'one error, one hint'
like "$err" 'hint: set HOME, or LANYARD_STORE and LANYARD_CONFIG' \
	'which tells what to name'
homeless env "LANYARD_STORE=$LANYARD_STORE" lanyard get
gives_token 'the store is named'
homeless env "LANYARD_STORE=$LANYARD_STORE" lanyard status
run_status 0 'and status shows it'
like "$out" '^work' 'by name'
homeless env "LANYARD_STORE=$LANYARD_STORE" \
	"LANYARD_CONFIG=$LANYARD_CONFIG" lanyard get
gives_token 'both are named'
homeless env "XDG_STATE_HOME=$T/their/.local/state" lanyard get
gives_token 'the store by XDG_STATE_HOME'
homeless env "HOME=$T/their" lanyard get
gives_token 'HOME is set'

# -- A HOME that is none: what is said of it, and that nothing is made --
# at HOME VERB...: with the configuration named, and the store not.
at() {
	_home=$1
	shift
	run env -u LANYARD_STORE HOME="$_home" lanyard "$@" <"$T/in"
}
: >"$T/file"
ln -s "$T/loop" "$T/loop"
ln -s "$T/nowhere" "$T/dangling"
mkdir -m 500 "$T/closed"
while IFS='|' read -r what where why; do
	for verb in 'seed work' store status 'token work' 'login work' get; do
		# shellcheck disable=SC2086 # words
		at "$where" $verb
		fails 1 "store folder $where/.local/state/lanyard: $why" \
			"HOME is $what: $verb"
		like "$err" '^lanyard: hint: .*export LANYARD_STORE=FOLDER' \
			'and what to do'
	done
done <<END
a file|$T/file|Not a directory
/dev/null|/dev/null|Not a directory
a loop|$T/loop|Too many levels of symbolic links
END
# To who only reads, what does not exist has nothing in it.
printf '%s\n' rt-seed >"$T/in"
at "$T/dangling" seed work
fails 1 'cannot make store folder .*/dangling/.local/state/lanyard: File exists' \
	'HOME is a link to what is not there'
not_ok 'what a link leads to is not made' test -e "$T/nowhere"
if [ "$(id -u)" -ne 0 ]; then
	at "$T/closed" seed work
	fails 1 'cannot make store folder .*: Permission denied' \
		'HOME cannot be written'
fi
# One that is missing is made, as the XDG Base Directory Specification has it,
# and is nobody else's.
printf '%s\n' protocol=https host=git.example.com >"$T/in"
at "$T/missing/deep" get
fails 3 'login work has no token' 'HOME is missing: get'
not_ok 'reading makes no folder' test -e "$T/missing"
printf '%s\n' rt-seed >"$T/in"
at "$T/missing/deep" seed work
run_status 0 'HOME is missing: seed'
is "$(find "$T/missing" -type d ! -perm 700)" '' 'all of it is 700'
# A relative one is the current folder's, which may be a cloned repository.
mkdir -p "$T/clone/evil/.config/lanyard"
sed 's/git.example.com/evil.example.com/' "$LANYARD_CONFIG" \
	>"$T/clone/evil/.config/lanyard/lanyard.conf"
printf 'protocol=https\nhost=evil.example.com\n\n' >"$T/in"
LANYARD_CONFIG='' LANYARD_STORE='' homeless env -C "$T/clone" HOME=evil lanyard get
is "$out" '' 'a relative HOME is none'
is "$status" 2 'a relative HOME: exit 2'
like "$err" 'error: HOME is no absolute path, and user' 'as it is told'
# shellcheck disable=SC2088 # a ~ that no shell has replaced
for home in '~' '~/x' . .. 'a b' 'C:\Users\me'; do
	LANYARD_CONFIG='' LANYARD_STORE='' homeless env -C "$T/clone" \
		HOME="$home" lanyard get
	fails 2 'error: HOME is no absolute path, and user' "HOME is $home"
done
LANYARD_CONFIG='' LANYARD_STORE='' homeless env HOME= lanyard get
fails 2 'error: HOME is not set, and user' 'an empty HOME'
# Slashes at its end, and more of them, are no other home.
printf '%s\n' protocol=https host=git.example.com >"$T/in"
for home in "$T/their/" "$T/their//" "/$T/their/." "$T/missing/../their" \
	"$T/clone/link"; do
	[ -h "$T/clone/link" ] || ln -s "$T/their" "$T/clone/link"
	homeless env HOME="$home" lanyard get
	gives_token "HOME is $home"
done
if [ "$(id -u)" -ne 0 ]; then
	printf '%s\n' rt-seed >"$T/in"
	at / seed work
	fails 1 'cannot make store folder /.local/state/lanyard: Permission denied' \
		'HOME is /'
fi

done_testing
