#!/bin/sh
# glewlwyd.sh: the second authorization server of the tests (Debian's
# glewlwyd). Prints where it is unpacked. Its package is not installed, since
# it starts a daemon and asks questions: it is downloaded by apt, which checks
# its signature, and unpacked in build/glewlwyd. The libraries that it needs
# are installed by install.sh.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
prefix=$top/build/glewlwyd

if [ ! -x "$prefix/usr/bin/glewlwyd" ]; then
	mkdir -p "$top/build"
	exec 8>"$top/build/.glewlwyd.lock"
	flock 8
fi
if [ ! -x "$prefix/usr/bin/glewlwyd" ]; then
	rm -rf "$prefix.new" "$prefix"
	mkdir -p "$prefix.new"
	(cd "$prefix.new" && apt-get -qq -o APT::Sandbox::User= download glewlwyd) >&2 8>&-
	dpkg-deb -x "$prefix.new"/glewlwyd_*.deb "$prefix.new"
	mv "$prefix.new" "$prefix"
fi
echo "$prefix"
