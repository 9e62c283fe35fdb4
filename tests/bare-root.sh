#!/bin/sh
# bare-root.sh [-u] [-w] [-k] [-f FOLDER] [TARGET...]: for developers, as root.
# Tries what the README promises: a new Debian 12 with nothing but make, git,
# sudo and ca-certificates, a clone of this checkout in it, and there `make
# demo` and `make check`, or the TARGETs, as root.
#   -u  as a plain user who may use sudo
#   -w  the files as they lie here, not the last commit
#   -k  keep the root afterwards and say where it is
#   -f  start from a copy of FOLDER, an untouched root, not from debootstrap
# The fresh root is kept as a tarball; BARE_ROOT_TAR names another place.
set -eu

release=bookworm
packages=make,git,sudo,ca-certificates
tar=${BARE_ROOT_TAR:-/var/tmp/lanyard-bare-root-$release.tar}

top=$(cd "$(dirname "$0")/.." && pwd)
user=
worktree=
keep=
from=

say() {
	echo "lanyard: $*" >&2
}

die() {
	say "error: $*"
	exit 1
}

# -- Inside a mount and process namespace of its own ----------------------
# With it go the mounts and every process, whatever happens.

if [ "${1:-}" = --inside ]; then
	root=$2
	user=$3
	shift 3
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	home=/root
	[ -z "$user" ] || home=/home/$user
	status=0
	# shellcheck disable=SC2016 # for the shell inside
	for target in "$@"; do
		say "make $target, as ${user:-root}"
		begin=$(date +%s)
		chroot "$root" env -i HOME="$home" TERM=dumb LANG=C.UTF-8 \
			PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			${http_proxy:+http_proxy="$http_proxy"} \
			${https_proxy:+https_proxy="$https_proxy"} \
			${no_proxy:+no_proxy="$no_proxy"} \
			${user:+setpriv --reuid "$user" --regid "$user" --init-groups} \
			sh -c 'cd "$HOME/lanyard" && exec make "$1"' sh "$target" \
			</dev/null || status=$?
		say "make $target: exit status $status," \
			"$(($(date +%s) - begin)) s"
		[ "$status" -eq 0 ] || break
	done
	exit "$status"
fi

# -- A fresh root ---------------------------------------------------------

mirror() {
	apt-get indextargets --format \
		"\$(ORIGIN) \$(LABEL) \$(COMPONENT) \$(REPO_URI)" \
		'Created-By: Packages' |
		awk '$1 == "Debian" && $2 == "Debian" && $3 == "main" {
			print $4; exit }'
}

make_tar() {
	command -v debootstrap >/dev/null ||
		die "debootstrap is needed: apt-get install debootstrap"
	_uri=$(mirror)
	[ -n "$_uri" ] || die "no Debian mirror known: run apt-get update"
	say "making $tar, once"
	_new=$(mktemp -d /var/tmp/lanyard-root.XXXXXX)
	debootstrap --variant=minbase --include="$packages" "$release" \
		"$_new" "$_uri" >"$tar.log" 2>&1 || {
		tail -n 5 "$tar.log" >&2
		die "debootstrap failed: its log is $tar.log"
	}
	rm -rf "$_new/var/cache/apt/archives/"*.deb "$_new/var/lib/apt/lists"
	tar -C "$_new" --one-file-system --numeric-owner -cf "$tar.new" .
	mv "$tar.new" "$tar"
	rm -rf --one-file-system "$_new"
}

# What this machine needs to reach its registries, the new root needs too:
# names, proxies, certificates of its own, npm's registry.
same_network() {
	cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
	apt-config dump | grep -i '^Acquire::.*Proxy' \
		>"$root/etc/apt/apt.conf.d/99host" || :
	if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
		mkdir -p "$root/usr/local/share/ca-certificates"
		cp /usr/local/share/ca-certificates/*.crt \
			"$root/usr/local/share/ca-certificates/"
		chroot "$root" update-ca-certificates >/dev/null 2>&1
	fi
	if command -v npm >/dev/null; then
		for _key in registry proxy https-proxy noproxy; do
			_value=$(npm config get "$_key" 2>/dev/null)
			case $_value in
			'' | null | undefined) ;;
			*) echo "$_key=$_value" ;;
			esac
		done >"$root$home/.npmrc"
	fi
}

# The project, owned by who works on it.
lay_out() {
	if [ -n "$worktree" ]; then
		mkdir "$root$home/lanyard"
		# shellcheck disable=SC2016 # for the shell of xargs
		git -C "$top" ls-files -z -co --exclude-standard -- . ':!build' |
			(cd "$top" && xargs -0 sh -c 'for f; do
				[ ! -e "$f" ] || printf "%s\0" "$f"; done' sh) |
			tar -C "$top" --null -T - -cf - |
			tar -C "$root$home/lanyard" --no-same-owner -xf -
	else
		git clone -q --no-hardlinks "$top" "$root$home/lanyard"
	fi
	if [ -n "$user" ]; then
		chroot "$root" chown -R "$user:$user" "$home"
	fi
}

# -------------------------------------------------------------------------

while getopts uwkf: option; do
	case $option in
	u) user=dev ;;
	w) worktree=yes ;;
	k) keep=yes ;;
	f) from=$OPTARG ;;
	*) die "usage: bare-root.sh [-u] [-w] [-k] [-f FOLDER] [TARGET...]" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- demo check
[ "$(id -u)" -eq 0 ] || die "chroot needs root"

[ -n "$from" ] || [ -f "$tar" ] || make_tar
root=$(mktemp -d /var/tmp/lanyard-root.XXXXXX)
if [ -n "$keep" ]; then
	say "the root is $root"
else
	trap 'rm -rf --one-file-system "$root"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
fi
if [ -n "$from" ]; then
	tar -C "$from" --one-file-system --numeric-owner -cf - . |
		tar -C "$root" --numeric-owner -xpf -
else
	tar -C "$root" --numeric-owner -xpf "$tar"
fi
chmod 755 "$root" # mktemp's are 700, also the one in the tarball

home=/root
if [ -n "$user" ]; then
	home=/home/$user
	chroot "$root" useradd -m -U "$user"
	echo "$user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$user"
fi
same_network
lay_out
unshare --mount --pid --fork --kill-child \
	sh "$0" --inside "$root" "$user" "$@"
