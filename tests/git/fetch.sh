#!/bin/sh
# fetch.sh: gets and builds, once, a git that knows authtype and state (2.46;
# Debian 12 has 2.39): Debian 13's source package, by this machine's mirror,
# signature checked, through lists of its own under build/git. The machine's
# apt is left as it is. Prints the path of the built tree on its last line.
set -eu

suite=trixie
least=2.47
# Neither is needed for what is tested here, and half a minute is enough.
flags='NO_GETTEXT=1 NO_PERL=1 NO_PYTHON=1 NO_TCLTK=1 NO_EXPAT=1 NO_OPENSSL=1
	NO_INSTALL_HARDLINKS=1 CFLAGS=-O1'

top=$(cd "$(dirname "$0")/../.." && pwd)
base=$top/build/git
tree=$base/tree
apt=$base/apt
keys=/usr/share/keyrings/debian-archive-keyring.gpg
# Whatever else the environment may ask for, git is built as it is.
unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS LDFLAGS CPPFLAGS DEVELOPER SANITIZE

say() {
	echo "lanyard: $*" >&2
}

die() {
	say "error: $*"
	exit 1
}

# The path is part of it: the tree's scripts name it.
stamp() {
	echo "$suite" "$tree" "$flags" | tr -s '\n\t ' ' '
}

is_done() {
	[ "$(cat "$tree/.lanyard-stamp" 2>/dev/null)" = "$(stamp)" ]
}

# private FOLDER OPTION...: apt-get with its lists and files in FOLDER.
private() {
	_state=$1
	shift
	mkdir -p "$_state/lists/partial" "$_state/cache/archives/partial"
	apt-get -qq -o Dir::State="$_state" -o Dir::State::lists=lists \
		-o Dir::State::status=/var/lib/dpkg/status \
		-o Dir::Cache="$_state/cache" -o APT::Sandbox::User= \
		-o Acquire::Languages=none -o Acquire::Retries=2 \
		-o Acquire::AllowInsecureRepositories=false \
		-o Acquire::AllowWeakRepositories=false \
		-o APT::Get::AllowUnauthenticated=false \
		-o APT::Update::Post-Invoke-Success= "$@"
}

# The mirror that this machine's Debian comes from. apt knows it only of
# lists it has; where they were cleaned away, private ones serve.
mirror() {
	_uri=$(mirror_of apt-get)
	if [ -z "$_uri" ]; then
		private "$apt/own" update >&2 || :
		_uri=$(mirror_of private "$apt/own")
	fi
	echo "$_uri"
}

mirror_of() {
	"$@" indextargets --format \
		"\$(ORIGIN) \$(LABEL) \$(COMPONENT) \$(REPO_URI)" \
		'Created-By: Packages' 2>/dev/null |
		awk '$1 == "Debian" && $2 == "Debian" && $3 == "main" {
			print $4; exit }'
}

fetch() {
	_uri=$(mirror)
	[ -n "$_uri" ] || die "apt's sources name no Debian mirror"
	mkdir -p "$apt/new" "$base/source"
	rm -f "$base/source/"*
	echo "deb-src [signed-by=$keys] $_uri $suite main" \
		>"$apt/new/sources.list"
	set -- "$apt/new" -o Dir::Etc::SourceList="$apt/new/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null
	private "$@" update
	(cd "$base/source" && private "$@" source --download-only git)
}

build() {
	_tar=$(echo "$base"/source/git_*.orig.tar.xz)
	[ -f "$_tar" ] || die "no source of git came"
	_version=${_tar##*/git_}
	_version=${_version%.orig.tar.xz}
	[ "$(printf '%s\n' "$least" "$_version" | sort -V | head -n 1)" = \
		"$least" ] || die "git $_version is older than $least"
	rm -rf "$tree"
	mkdir -p "$tree"
	tar -xJf "$_tar" -C "$tree" --strip-components=1 --no-same-owner
	say "building git $_version in build/git"
	# shellcheck disable=SC2086 # one word a flag
	make -s -C "$tree" -j"$(nproc)" $flags all
	[ -x "$tree/git-remote-http" ] || die "git was built without curl"
	[ "$("$tree/git" --version)" = "git version $_version" ] ||
		die "the git that was built is not $_version"
}

if [ "${1:-}" = --now ]; then # called by the lines below
	fetch
	build
	exit
fi
if ! is_done; then
	mkdir -p "$base"
	exec 7>"$base/.lock"
	flock 7
fi
if ! is_done; then
	say "fetching Debian $suite's source package of git into build/git"
	sh "$0" --now >"$base/log" 2>&1 7>&- || {
		tail -n 20 "$base/log" >&2
		die "no newer git: all of it is in build/git/log"
	}
	rm -rf "$apt"
	mkdir -p "$base/bin"
	ln -sf ../tree/git "$base/bin/git"
	stamp >"$tree/.lanyard-stamp"
fi
echo "$tree"
