#!/bin/sh
# install.sh [-n] GROUP...: installs what the groups need and this machine
# lacks. With -n it installs nothing: it says in one line which packages are
# missing, and fails. Silent and quick when nothing is missing. Debian packages by apt, through
# sudo when not root; npm packages under build/node. A node or npm that is
# there is never replaced, whoever installed it, and nothing is removed.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
tests=$top/tests

say() {
	echo "lanyard: $*" >&2
}

die() {
	say "error: $*"
	exit 1
}

# -- What each group needs ------------------------------------------------
# A|B: any of these will do, A is installed.

packages=
node=
npm_packages=
glewlwyd=

want() {
	for _group in "$@"; do
		case $_group in
		build | sanitize) # libasan and libubsan come with gcc
			packages="$packages gcc|clang libc6-dev make
				pkgconf|pkg-config
				libcurl4-openssl-dev|libcurl4-gnutls-dev|libcurl4-nss-dev
				libjsmn-dev libconfig-dev libsodium-dev zlib1g-dev
				libssl-dev libexpat1-dev"
			;;
		check)
			want build
			packages="$packages libcmocka-dev perl git openssl mandoc strace
				curl ca-certificates binutils valgrind acl
				libc6-dbg squid|squid-openssl microsocks zsh fish
				bindfs socat libqrencode-dev zbar-tools openssh-server"
			;;
		kerberos) # the KDC of tests/kerberos/negotiate.t
			want check git node
			packages="$packages krb5-kdc krb5-admin-server
				krb5-user"
			;;
		examples) # to build contrib/examples in every way
			want build
			packages="$packages libmicrohttpd-dev clang g++"
			;;
		git) # to build git from Debian's sources
			want build
			packages="$packages zlib1g-dev xz-utils ca-certificates
				perl debian-archive-keyring"
			;;
		demo)
			want build
			packages="$packages git curl openssl ca-certificates"
			;;
		node)
			packages="$packages ca-certificates"
			npm_packages=${npm_packages:-tests}
			want_node
			;;
		coverage)
			want check
			packages="$packages gcovr"
			;;
		fuzz) # clang's libFuzzer
			want build
			packages="$packages clang libclang-rt-14-dev|libclang-rt-dev"
			;;
		lint)
			want build
			packages="$packages clang-tidy clang-format cppcheck
				shellcheck mandoc"
			;;
		glewlwyd) # the libraries of the one in build/glewlwyd
			want check node
			glewlwyd=yes
			packages="$packages sqlite3 libcbor0.8 libconfig9
				libgnutls30 libhoel1.4 libiddawc1.1 libjansson4
				libldap-2.5-0 libnettle8 liboath0 liborcania2.3
				librhonabwy1.1 libulfius2.7 libyder2.0"
			;;
		tools) # the small ones of tests/consumers
			want node
			npm_packages='tests tests/consumers'
			packages="$packages curl wget httpie"
			;;
		browser) # a real one for tests/e2e/page.t, and letters for it
			want node
			packages="$packages chromium fonts-dejavu-core|fonts-liberation"
			;;
		consumers)
			want check node tools
			packages="$packages dovecot-imapd dovecot-submissiond
				isync libsasl2-modules-kdexoauth2 msmtp mutt
				rclone skopeo kubectl|kubernetes-client git-lfs
				git-email libauthen-sasl-perl libio-socket-ssl-perl
				libmailtools-perl podman buildah"
			command -v aws >/dev/null ||
				packages="$packages awscli"
			;;
		bench)
			want check valgrind
			packages="$packages oidc-agent-cli"
			;;
		valgrind)
			want build
			packages="$packages valgrind libc6-dbg"
			;;
		*)
			die "no such group: $_group"
			;;
		esac
	done
}

# Debian's nodejs and npm only where neither command exists: beside another
# node, Debian's npm would bring a second one.
want_node() {
	if command -v node >/dev/null; then
		command -v npm >/dev/null ||
			node_is_debians ||
			die "$(command -v node) is here without npm: install npm too"
		command -v npm >/dev/null || node=npm
	else
		node='nodejs npm'
		! command -v npm >/dev/null || node=nodejs
	fi
}

node_is_debians() {
	[ "$(command -v node)" = /usr/bin/node ] &&
		dpkg-query -S /usr/bin/node 2>/dev/null | grep -q '^nodejs:'
}

# -- Debian packages ------------------------------------------------------

# missing PACKAGE...: those not installed, each once, on one line.
missing() {
	# shellcheck disable=SC2046 # one word a package
	{
		dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' \
			$(echo "$*" | tr '|' ' ') 2>/dev/null || :
		printf 'want %s\n' "$@"
	} | awk '
		$1 == "ii" || $1 == "hi" { have[$2] = 1 }
		$1 == "want" && !seen[$2]++ {
			n = split($2, choice, "|")
			for (i = 1; i <= n; i++)
				if (choice[i] in have)
					next
			printf "%s%s", sep, choice[1]
			sep = " "
		}'
}

# sudo may ask for a password only where there is a terminal.
may_be_root() {
	[ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null || {
		command -v sudo >/dev/null && (: </dev/tty) 2>/dev/null &&
			sudo true
	}
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# Debian starts what it installs, now and at each boot. Whoever runs tests has
# not asked for a mail server: it stays off, unless it was there before.
policy=/usr/sbin/policy-rc.d

services_off() {
	[ ! -e "$policy" ] || return 0
	printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
	trap 'as_root rm -f "$policy"' EXIT
	trap 'exit 1' HUP INT TERM
	as_root chmod 755 "$policy"
}

squid_off() {
	[ ! -d /run/systemd/system ] ||
		as_root systemctl -q disable squid.service ||
		say "squid will start at the next boot: disable it"
}

kerberos_off() {
	[ ! -d /run/systemd/system ] ||
		as_root systemctl -q disable krb5-kdc.service \
			krb5-admin-server.service ||
		say "a KDC will start at the next boot: disable it"
}

dovecot_off() {
	[ ! -d /run/systemd/system ] ||
		as_root systemctl -q disable dovecot.service dovecot.socket ||
		say "Dovecot will start at the next boot: disable it"
}

# What apt said goes to a file, and to the eye only if it fails.
install_packages() {
	say "installing Debian packages: $*"
	may_be_root || die "neither root nor sudo: run as root: apt-get install $*"
	log=$top/build/install.log
	as_root apt-get -qq update >"$log" 2>&1 ||
		say "apt-get update failed, going on with the lists there are"
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -qq -y --no-install-recommends --no-remove \
		-o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 \
		install "$@" >>"$log" 2>&1 </dev/null || {
		tail -n 20 "$log" >&2
		die "could not install: $*"
	}
}

# Two at once would trip over apt's locks.
alone() {
	mkdir -p "$top/build"
	exec 8>"$top/build/.install.lock"
	flock 8
}

# -- npm packages ---------------------------------------------------------

# Each function takes the folder that has package.json and its lock.
npm_place() {
	case $1 in
	tests) echo build/node ;;
	*) echo build/node/consumers ;;
	esac
}

# The stamp is inside node_modules, which npm ci empties first.
npm_stamp() {
	cat "$top/$1/package.json" "$top/$1/package-lock.json" \
		"$tests/.npmrc" | cksum
}

npm_is_done() {
	[ "$(cat "$top/$(npm_place "$1")/node_modules/.lanyard-stamp" \
		2>/dev/null)" = "$(npm_stamp "$1")" ]
}

install_npm_packages() {
	place=$(npm_place "$1")
	say "installing npm packages in $place: $(sed -n \
		'/"dependencies"/,/}/s/^ *"\([^"]*\)": *"[^"]*",\{0,1\}$/\1/p' \
		"$top/$1/package.json" | tr '\n' ' ')and what they need"
	mkdir -p "$top/$place"
	cp "$top/$1/package.json" "$top/$1/package-lock.json" \
		"$tests/.npmrc" "$top/$place/"
	log=$top/build/npm.log
	(cd "$top/$place" && npm ci --no-audit --no-fund 8>&-) \
		>"$log" 2>&1 </dev/null || {
		tail -n 20 "$log" >&2
		die "npm ci failed in $place"
	}
	npm_stamp "$1" >"$top/$place/node_modules/.lanyard-stamp"
}

# -------------------------------------------------------------------------

only_say=
if [ "${1:-}" = -n ]; then
	only_say=yes
	shift
fi
[ $# -gt 0 ] || die "usage: install.sh [-n] GROUP..."
want "$@"

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	# Another system: the compiler will say what is missing.
	[ -n "$npm_packages" ] || exit 0
	command -v npm >/dev/null || die "npm is needed"
	packages=
	node=
fi

# shellcheck disable=SC2086 # one word a package
if [ -n "$packages$node" ] && [ -n "$(missing $packages $node)" ]; then
	[ -z "$only_say" ] || die "packages are missing: run make deps, or as" \
		"root: apt-get install $(missing $packages $node)"
	alone
	lack=$(missing $packages $node)
	dovecot=
	squid=
	kerberos=
	case " $lack " in
	*' squid '*)
		services_off
		squid=yes
		;;
	esac
	case " $lack " in
	*' krb5-kdc '*)
		services_off
		kerberos=yes
		;;
	esac
	case " $lack " in
	*' dovecot-imapd '*)
		services_off
		dovecot=$(missing dovecot-core)
		;;
	esac
	[ -z "$lack" ] || install_packages $lack
	[ -z "$dovecot" ] || dovecot_off
	[ -z "$squid" ] || squid_off
	[ -z "$kerberos" ] || kerberos_off
fi

if [ -n "$npm_packages" ] && [ -z "$only_say" ]; then
	sh "$tests/node.sh" >/dev/null
	for folder in $npm_packages; do
		npm_is_done "$folder" && continue
		alone
		npm_is_done "$folder" || install_npm_packages "$folder"
	done
fi

if [ -n "$glewlwyd" ] && [ -z "$only_say" ]; then
	sh "$tests/glewlwyd.sh" >/dev/null
fi
