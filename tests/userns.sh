#!/bin/sh
# userns.sh [-c] [-r] [-U] FILE...: for developers. Runs tests as run.sh does,
# in a user namespace (user_namespaces(7)) that lacks root, as a sandbox or a
# container without root has it: all files of root's are another's there, and
# root, if there is one, can be nobody else.
#   -c  with our own user, as bubblewrap and `podman --userns=keep-id` have it
#   -r  with our own user as root, as `unshare -r` has it
#   -U  with no user at all: strace and make start nothing there
# Without an option, -c and -r. Root becomes user 54321 for it, with a copy of
# this checkout and its build.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
variant=$(basename "${BUILD:-build/release}")
plain=54321
modes=
home=

while getopts crU option; do
	case $option in
	c | r | U) modes="$modes -$option" ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))

# as COMMAND...: as a plain user.
if [ "$(id -u)" -eq 0 ]; then
	copy=$(mktemp -d /var/tmp/lanyard-userns.XXXXXX)
	trap 'rm -rf "$copy"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	tar -C "$top" --exclude=./.git -cf - . |
		tar -C "$copy" -xf -
	home=$copy/home
	mkdir "$home"
	chown -R "$plain:$plain" "$copy"
	as() {
		setpriv --reuid $plain --regid $plain --clear-groups "$@"
	}
else
	copy=$top
	as() {
		"$@"
	}
fi

cd "$copy"
status=0
for mode in ${modes:--c -r}; do
	echo "# in unshare $mode"
	as env HOME="${home:-$HOME}" BUILD="$copy/build/$variant" \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		unshare "$mode" sh tests/run.sh "$@" || status=1
done
exit $status
