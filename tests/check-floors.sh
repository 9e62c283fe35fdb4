#!/bin/sh
# check-floors.sh: what may include what (lib/README.md). Prints TAP.
set -u

# FOLDER: the folders of lib/ that its files may include, beside their own and
# lanyard.h. From the ground up, so no arrow between folders runs up.
floors='
base:
os: base
json: base
login: base os
config: base os login
store: base os login
git: base os login config
session: base os login config store git
answer: base os json login config store git session
net/http: base os
net/oauth: base os login json net/http
net/job: base os login config store git session net/http net/oauth
net/embed: base os login config store git session net/http net/oauth net/job
'

# Folders without code of their own.
others='include man net'

# Headers of other projects: each in one .c file and no .h. libsodium is, like
# libc, for any .c of lib/.
foreign='curl/ jsmn libconfig openssl/ qrencode microhttpd'
anywhere='sodium'

cd "$(dirname "$0")/.." || exit 1
CC=${CC:-cc}
sources=$(find lib -name '*.[ch]' | LC_ALL=C sort)
programs=$(find helper -name '*.[ch]' | LC_ALL=C sort)
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

# folder_of FILE: without lib/.
folder_of() {
	_folder=${1%/*}
	echo "${_folder#lib/}"
}

# line_of FOLDER: what it may include; fails where it has no line.
line_of() {
	echo "$floors" | grep "^$1:" | sed 's/^[^:]*: *//' | grep ''
}

# -- lib/: folders that include downwards ---------------------------------

floor_problems() {
	_own=$(folder_of "$1")
	if ! _line=$(line_of "$_own"); then
		echo "its folder has no line in tests/check-floors.sh"
		return
	fi
	for _name in $(includes "$1" | sed -n 's/^"//p'); do
		_folder=${_name%/*}
		if [ "$_name" = lanyard.h ]; then
			continue
		elif [ ! -f "lib/$_name" ] || [ "$_folder" = "$_name" ]; then
			echo "it includes $_name, which is no FOLDER/FILE of lib/"
		elif [ "$_folder" != "$_own" ] &&
			! echo " $_line " | grep -q " $_folder "; then
			echo "$_own/ includes $_folder/: $_name"
		fi
	done
}

for file in $sources; do
	[ "$file" = lib/include/lanyard.h ] || check \
		"$file includes what its folder may" "$(floor_problems "$file")"
done

folder_problems() {
	for _folder in $(find lib -mindepth 1 -type d | sed 's/^lib.//'); do
		case " $others " in *" $_folder "*) continue ;; esac
		line_of "$_folder" >/dev/null || echo "lib/$_folder has no line"
	done
	for _folder in $(echo "$floors" | sed 's/:.*//'); do
		[ -d "lib/$_folder" ] || echo "lib/$_folder is no more"
	done
}

check 'each folder has a line, and each line a folder' "$(folder_problems)"
check 'nothing outside net/ includes net/' \
	"$(echo "$sources" | grep -v '^lib/net/' | xargs grep -n '^[ 	]*#[ 	]*include[ 	]*"net/')"

# A .c and its .h are one room; tsort names the rooms of a circle.
circles() {
	for _file in $sources; do
		_room=${_file#lib/}
		for _name in $(includes "$_file" | sed -n 's/^"//p'); do
			echo "${_room%.[ch]} ${_name%.h}"
		done
	done | tsort 2>&1 >/dev/null
}

check 'no circle is left, between files either' "$(circles)"
check 'a file name stands for one file' \
	"$(echo "$sources" | sed 's|.*/||' | sort | uniq -d)"

own_header_problems() {
	for _file in $sources $programs; do
		case $_file in *.h) continue ;; esac
		_own=${_file%.c}.h
		[ -f "$_own" ] || continue
		[ "$(includes "$_file" | sed -n '1s/^"//p')" = "${_own#lib/}" ] ||
			[ "$(includes "$_file" | sed -n '1s/^"//p')" = \
				"${_own##*/}" ] ||
			echo "$_file does not include its own header first"
	done
}

check 'a .c file includes its own header first' "$(own_header_problems)"

# -- A record's keys, each in one room -------------------------------------

# who_names KEYS ROOMS: the files that name one of KEYS, but for ROOMS.
who_names() {
	echo "$sources" | grep -vE "^lib/($2)" | xargs grep -nE "\"($1)\""
}

# JSON and OAuth have words of their own, which may be the same.
json='answer/(form|status_form)\.c'
oauth='net/oauth/|net/embed/flow_token\.c|git/gitlogin\.c'

check "only login/tokens.c names a record's keys of tokens" "$(
	who_names 'expires_at|obtained_at|generation' "login/tokens\.c|$json"
	who_names 'access_token|refresh_token' "login/tokens\.c|$json|net/oauth/"
	who_names 'token_type|scope' "login/tokens\.c|$json|$oauth"
)"
check "only login/failure.c names a record's keys of failures" "$(who_names \
	'(last|refresh_token|login)_error(_code)?|(login_)?retry_at|login_failures' \
	"login/failure\.c|$json")"

# -- tests/unit mirrors lib/ ----------------------------------------------

unit_problems() {
	for _file in $(find tests/unit -name 't_*.c' | LC_ALL=C sort); do
		_room=${_file#tests/unit/}
		_room=lib/${_room%/*}/${_room##*/t_}
		[ -f "$_room" ] || [ -f "${_room%.c}.h" ] ||
			echo "$_file is the unit of no file"
	done
}

check 'a unit is where its file is' "$(unit_problems)"

# -- helper/: the public header only --------------------------------------

helper_problems() {
	for _name in $(includes "$1" | sed -n 's/^"//p'); do
		[ "$_name" = lanyard.h ] || [ -f "helper/$_name" ] ||
			[ -f "${1%/*}/$_name" ] || echo "it includes $_name"
	done
}

for file in $programs; do
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

# shellcheck disable=SC2086 # no name has a space
for name in $foreign; do
	users=$(who_includes "${name%/}[./]" $sources $programs)
	case $users in
	*.h*) problem=$users ;;
	*.c*.c) problem=$users ;;
	*) problem= ;;
	esac
	check "<$name...> is in one .c file and no .h" "$problem"
done

# shellcheck disable=SC2086
for name in $anywhere; do
	check "<$name.h> is in .c files of lib/ only" "$(who_includes \
		"${name}[./]" $(echo "$sources" | grep '\.h$') $programs)"
done

# -- Rules that stand once ------------------------------------------------

# What a rule cannot be written without, in the code (comments are free to
# speak of it) of no two files of lib/.
once='"client_secret_basic" "Bearer" "oauth2" u%04x GIT_DIR='

# code FILE: without its comments.
code() {
	sed -e 's|/\*.*||' -e '/^[ 	]*\* /d' "$1"
}

# where_is REGEX: the files of lib/ whose code has it.
where_is() {
	for _file in $sources; do
		code "$_file" | grep -qE -- "$1" && echo "$_file"
	done
}

once_problem() {
	_files=$(where_is "$1")
	case $(echo "$_files" | grep -c .) in
	0) echo 'no file has it' ;;
	1) ;;
	*) echo "$_files" ;;
	esac
}

for word in $once; do
	check "$word stands in one file" "$(once_problem "$word")"
done
check 'letters lose their case as base/text has it, not as the locale has' \
	"$(where_is '(to(lower|upper)|strn?casecmp)\(')"

# -- Headers alone --------------------------------------------------------

for file in $(printf '%s\n' "$sources" "$programs" | grep '\.h$'); do
	case $file in
	lib/*) see='-Ilib/include -Ilib' ;;
	*) see='-Ilib/include -Ihelper' ;;
	esac
	# shellcheck disable=SC2086 # two options
	check "$file compiles alone" "$($CC -std=c11 -Wall -Wextra \
		-D_POSIX_C_SOURCE=200809L $see -fsyntax-only -x c "$file" 2>&1)"
done

# Not a skip: lanyard is C, and a C++ compiler is nobody's duty.
for cxx in g++ clang++; do
	if command -v $cxx >/dev/null; then
		check "lanyard.h compiles alone as C++ ($cxx)" \
			"$($cxx -std=c++11 -Wall -Wextra -fsyntax-only -x c++ \
				lib/include/lanyard.h 2>&1)"
	fi
done

echo "1..$count"
[ "$failures" -eq 0 ]
