#!/bin/sh
# check-floors.sh: what may include what (lib/README.md). Prints TAP.
set -u

# NOUN is lib/NOUN.h and lib/NOUN.c. A file includes its own floor or lower;
# its first comment names the floor too: ` * F1 json.c - ...`.
floors='
F0 ascii attributes buf child clock durable error escape executable file library limits loopback
F0 number percent pipe seal secret signals stamp url utf8
F1 callback certificate conffile config description endpoint folder
F1 gitconfig gitfiles gitlogin http intake json keys keyvalue listener login match page
F1 record recover route save setting storage store syntax transfer
F2 authorization client device discovery grant redirect token
F3 answers approve attempt credential each entry flow flow_callback
F3 flow_seal flow_token form get here here_login
F3 here_refresh interaction known lanyard passwords program refresh reject
F3 request search state
F3 session storage_file storage_memory storage_own
'

# The include that may point up: the codes of errors are public.
upward='lib/error.h lanyard.h'

# Headers of other projects: each in one .c file and no .h. libsodium is, like
# libc, for any .c of lib/.
foreign='curl/ jsmn libconfig openssl/ qrencode microhttpd'
anywhere='sodium'

# What nothing of ours may be linked with, by whatever way: libconfig, and
# libcurl with the rest, are loaded where they are needed.
without='config|curl|ssl|crypto|gnutls|pam'

cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build/release}
CC=${CC:-cc}
count=0
failures=0

# check NAME PROBLEMS: passes if there are none.
check() {
	count=$((count + 1))
	if [ -z "$2" ]; then
		echo "ok $count - $1"
	else
		failures=$((failures + 1))
		echo "not ok $count - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

# includes FILE: the names, with their < or ".
includes() {
	sed -n 's/^[ \t]*#[ \t]*include[ \t]*\([<"][^>"]*\)[>"].*/\1/p' "$1"
}

floor_of() {
	_noun=${1##*/}
	echo "$floors" | awk -v noun="${_noun%.[ch]}" '
		{ for (i = 2; i <= NF; i++) if ($i == noun) print $1 }'
}

# -- lib/: own floor or lower ---------------------------------------------

lib_problems() {
	_own=$(floor_of "$1")
	case $_own in
	F[0-9]) ;;
	'')
		echo "it is not in the table of tests/check-floors.sh"
		return
		;;
	*) echo "it is in the table more than once" ;;
	esac
	_said=$(sed -n '1,3s/^ \* \(F[0-9]\) .*/\1/p' "$1")
	[ "$1" = lib/lanyard.h ] || [ "$_said" = "$_own" ] ||
		echo "its first comment says ${_said:-no floor}, the table $_own"
	for _name in $(includes "$1" | sed -n 's/^"//p'); do
		if [ ! -f "lib/$_name" ]; then
			echo "$_name is not in lib/"
		elif [ "$1 $_name" != "$upward" ] &&
			! [ "$(floor_of "$_name" | tr -d F)" -le \
				"$(echo "$_own" | tr -d F)" ] 2>/dev/null; then
			echo "$_own, but includes $_name of $(floor_of "$_name")"
		fi
	done
}

for file in lib/*.[ch]; do
	check "$file includes its own floor or lower" "$(lib_problems "$file")"
done

table_problems() {
	for _noun in $(echo "$floors" | sed 's/F[0-9]//'); do
		[ -f "lib/$_noun.h" ] || [ -f "lib/$_noun.c" ] ||
			echo "lib/$_noun is no more"
	done
}

check 'the table names files that exist' "$(table_problems)"

# -- helper/: the public header only --------------------------------------

helper_problems() {
	for _name in $(includes "$1" | sed -n 's/^"//p'); do
		[ "$_name" = lanyard.h ] || [ -f "helper/$_name" ] ||
			echo "it includes $_name"
	done
}

for file in helper/*.[ch]; do
	check "$file includes of lib/ only lanyard.h" \
		"$(helper_problems "$file")"
done

# -- Other projects' headers ----------------------------------------------

# who_includes PREFIX FILE...
who_includes() {
	_prefix=$1
	shift
	grep -lE "^[ 	]*#[ 	]*include[ 	]*[<\"]$_prefix" "$@"
}

for name in $foreign; do
	users=$(who_includes "${name%/}[./]" lib/*.[ch] helper/*.[ch])
	case $users in
	*.h*) problem=$users ;;
	*.c*.c) problem=$users ;;
	*) problem= ;;
	esac
	check "<$name...> is in one .c file and no .h" "$problem"
done

for name in $anywhere; do
	check "<$name.h> is in .c files of lib/ only" \
		"$(who_includes "${name}[./]" lib/*.h helper/*.[ch])"
done

# -- Headers alone --------------------------------------------------------

for file in lib/*.h helper/*.h; do
	check "$file compiles alone" "$($CC -std=c11 -Wall -Wextra \
		-D_POSIX_C_SOURCE=200809L -Ilib -fsyntax-only -x c \
		"$file" 2>&1)"
done

# Not a skip: lanyard is C, and a C++ compiler is nobody's duty.
for cxx in g++ clang++; do
	if command -v $cxx >/dev/null; then
		check "lib/lanyard.h compiles alone as C++ ($cxx)" \
			"$($cxx -std=c++11 -Wall -Wextra -fsyntax-only -x c++ \
				lib/lanyard.h 2>&1)"
	fi
done

# -- What the programs carry ----------------------------------------------

# links PROGRAM REGEX: the libraries it must not map.
links() {
	_all=$(ldd "$1" 2>&1) || {
		echo "$_all"
		return
	}
	echo "$_all" | grep -E "lib($2)"
}

for name in lanyard lanyard-oauth liblanyard.so; do
	check "$name is linked with none of $without" \
		"$(links "$BUILD/$name" "$without")"
done

echo "1..$count"
[ "$failures" -eq 0 ]
