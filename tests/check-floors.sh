#!/bin/sh
# check-floors.sh: what may include what (lib/README.md), and what else holds
# of the sources, whatever they do. Prints TAP.
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
session: base os json login config store git
answer: base os json login config store git session
net/http: base os
net/jose: base os json
net/oauth: base os login json net/http net/jose
net/job: base os login config store git session net/http net/oauth
net/embed: base os login config store git session net/http net/oauth net/job
'

# Folders without code of their own.
others='include man net'

# Headers of other projects: each in one .c file and no .h. libsodium is, like
# libc, for any .c of lib/.
foreign='curl/ jsmn libconfig zlib openssl/ expat qrencode microhttpd'
anywhere='sodium'

cd "$(dirname "$0")/.." || exit 1
CC=${CC:-cc}
T=$(mktemp -d) || exit 1
trap 'rm -r "$T"' EXIT
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

# -- What there is: read once ---------------------------------------------

# shellcheck disable=SC2046,SC2086 # no name has a space
{
	sources=$(find lib -name '*.[ch]' | LC_ALL=C sort)
	programs=$(find helper -name '*.[ch]' | LC_ALL=C sort)
	units=$(find tests/unit -name 't_*.c' | LC_ALL=C sort)

	echo "$floors" | sed -n 's/: */ /p' >"$T/floors"
	printf '%s\n' $sources >"$T/sources"
	printf '%s\n' $sources $programs >"$T/files"
	# FILE <NAME or FILE "NAME, in the order of the lines.
	awk '/^[ \t]*#[ \t]*include/ && match($0, /[<"][^>"]*/) {
		print FILENAME, substr($0, RSTART, RLENGTH)
	}' $sources $programs >"$T/includes"
	# FILE NAME: what files of lib/ include of lib/.
	sed -n 's/^\(lib[^ ]*\) "/\1 /p' "$T/includes" >"$T/arrows"
	# FILE: LINE, without comments.
	awk '!/^[ \t]*\* / { sub(/\/\*.*/, ""); print FILENAME ": " $0 }' \
		$sources >"$T/code"
	wc -l $sources $units >"$T/lengths"
}

# -- lib/: folders that include downwards ---------------------------------

# Each file has its folder's line, each line a folder, and none allows what
# comes after it.
folder_problems() {
	awk '
	{ folder = $1 }
	FILENAME ~ /sources$/ {
		if ($1 == "lib/include/lanyard.h") next
		sub(/^lib\//, "", folder)
		if (!sub(/\/[^\/]*$/, "", folder))
			print $1 " is in no folder of lib/"
		else if (!(folder in line))
			print $1 " is in a folder without a line"
		used[folder]
	}
	FILENAME ~ /floors$/ {
		line[folder]
		for (i = 2; i <= NF; i++)
			if (!($i in line))
				print "the line of " $1 " allows " $i \
				    ", which has none before it"
	}
	END {
		for (folder in line)
			if (!(folder in used))
				print "lib/" folder " has a line and no file"
	}' "$T/floors" "$T/sources"
	for _folder in $(find lib -mindepth 1 -type d | sed 's/^lib.//'); do
		case " $others " in *" $_folder "*) continue ;; esac
		grep -q "^$_folder\( \|$\)" "$T/floors" ||
			echo "lib/$_folder has no line"
	done
}

# What a file includes is in its folder or in one of its folder's line.
floor_problems() {
	awk '
	FILENAME ~ /floors$/ { for (i = 1; i <= NF; i++) may[$1, $i]; next }
	FILENAME ~ /sources$/ { file[$1]; next }
	$2 == "lanyard.h" { next }
	{
		from = $1
		sub(/^lib\//, "", from)
		sub(/\/[^\/]*$/, "", from)
		to = $2
		if (!sub(/\/[^\/]*$/, "", to) || !(("lib/" $2) in file))
			print $1 " includes " $2 ", no FOLDER/FILE of lib/"
		else if (!((from, to) in may))
			print $1 " includes " $2 ": " from "/ may not " to "/"
	}' "$T/floors" "$T/sources" "$T/arrows"
}

# The headers that only their folder may include.
outside() {
	grep -v "^lib/$1" "$T/arrows" | grep " $1"
}

# A .c and its .h are one room; tsort names the rooms of a circle on stderr.
# shellcheck disable=SC2069
circles() {
	sed -e 's|^lib/||' -e 's|\.[ch] | |' -e 's|\.h$||' "$T/arrows" |
		tsort 2>&1 >/dev/null
}

own_header_problems() {
	awk '
	FILENAME ~ /files$/ { file[$1]; next }
	!($1 in first) { first[$1] = $2 }
	END {
		for (name in file) {
			own = name
			if (!sub(/\.c$/, ".h", own) || !(own in file)) continue
			sub(/^lib\//, "", own)
			here = own
			sub(/.*\//, "", here)
			if (first[name] != "\"" own && first[name] != "\"" here)
				print name " includes another header first"
		}
	}' "$T/files" "$T/includes"
}

check 'each file is in a folder with a line' "$(folder_problems)"
check 'a file includes what the line of its folder allows' "$(floor_problems)"
check 'nothing outside net/ includes net/' "$(outside net/)"
check 'no circle is left, between files either' "$(circles)"
check 'a file name stands for one file' \
	"$(echo "$sources" | sed 's|.*/||' | sort | uniq -d)"
check 'a .c file includes its own header first' "$(own_header_problems)"

# -- helper/: the public header only --------------------------------------

helper_problems() {
	sed -n 's/^\(helper[^ ]*\) "/\1 /p' "$T/includes" |
		while read -r _file _name; do
			[ "$_name" = lanyard.h ] || [ -f "helper/$_name" ] ||
				[ -f "${_file%/*}/$_name" ] ||
				echo "$_file includes $_name"
		done
}

check 'helper/ includes of lib/ only lanyard.h' "$(helper_problems)"

# -- Other projects' headers ----------------------------------------------

# who_includes PREFIX: the files.
who_includes() {
	sed -n "s|^\([^ ]*\) [<\"]$1[./].*|\1|p" "$T/includes" | sort -u
}

for name in $foreign; do
	users=$(who_includes "${name%/}")
	case $users in
	*.h*) problem=$users ;;
	*.c*.c) problem=$users ;;
	*) problem= ;;
	esac
	check "<$name...> is in one .c file and no .h" "$problem"
done

for name in $anywhere; do
	check "<$name.h> is in .c files of lib/ only" \
		"$(who_includes "$name" | grep -v '^lib/.*\.c$')"
done

# -- Headers alone --------------------------------------------------------

# alone INCLUDES FILE...: what the compiler says of each by itself.
alone() {
	_see=$1
	shift
	# shellcheck disable=SC2086 # two options
	$CC -std=c11 -Wall -Wextra -D_POSIX_C_SOURCE=200809L $_see \
		-fsyntax-only -x c "$@" 2>&1
}

# shellcheck disable=SC2046 # no name has a space
check 'each header of lib/ compiles alone' "$(alone '-Ilib/include -Ilib' \
	$(echo "$sources" | grep '\.h$'))"
# shellcheck disable=SC2046
check 'each header of helper/ compiles alone' "$(alone \
	'-Ilib/include -Ihelper' $(echo "$programs" | grep '\.h$'))"

# Not a skip: lanyard is C, and a C++ compiler is nobody's duty.
for cxx in g++ clang++; do
	if command -v $cxx >/dev/null; then
		check "lanyard.h compiles alone as C++ ($cxx)" \
			"$($cxx -std=c++11 -Wall -Wextra -fsyntax-only -x c++ \
				lib/include/lanyard.h 2>&1)"
	fi
done

# -- Rules that stand once ------------------------------------------------

# where_is REGEX [BUT]: the files of lib/ whose code has it, but those.
where_is() {
	grep -E -- "^[^:]*: .*($1)" "$T/code" | sed 's/: .*//' | uniq |
		grep -vE "^lib/(${2:-/})"
}

# What a rule cannot be written without, in the code (comments are free to
# speak of it) of no two files of lib/.
once='"client_secret_basic" "Bearer" "oauth2" u%04x GIT_DIR='

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

# A record's keys are each in one room. JSON, OAuth and people have words of
# their own, which may be the same.
json='answer/(form|form_cloud|form_json|status_form|seed_given|seed_text)\.c|git/slip\.c'
oauth='net/oauth/|net/embed/flow_token\.c|git/gitlogin\.c|net/job/job_(discover|register)\.c'

check "only login/tokens.c names a record's keys of tokens" "$(
	where_is '"(obtained_at|generation)"' "login/tokens\.c|$json"
	where_is '"expires_at"' \
		"login/(tokens|recipe)\.c|$json|net/oauth/(recipe_)?reply(_life)?\.c"
	where_is '"(access_token|refresh_token)"' \
		"login/(tokens|recipe)\.c|$json|net/oauth/"
	where_is '"(token_type|scope)"' \
		"login/(tokens|recipe)\.c|$json|$oauth"
)"
check "only login/failure.c names a record's keys of failures" "$(where_is \
	'"((last|refresh_token|login)_error(_code)?|(login_)?retry_at|login_failures)"' \
	"login/failure\.c|$json")"

# -- tests/unit mirrors lib/ ----------------------------------------------

unit_problems() {
	for _unit in $units; do
		_room=${_unit#tests/unit/}
		_room=lib/${_room%/*}/${_room##*/t_}
		[ -f "$_room" ] || [ -f "${_room%.c}.h" ] ||
			echo "$_unit is the unit of no file"
	done
	for _file in $sources; do
		case $_file in *.h) continue ;; esac
		_unit=tests/unit${_file#lib}
		[ -f "${_unit%/*}/t_${_unit##*/}" ] || echo "$_file has no unit"
	done
}

# Much longer is above 500 lines and twice the file.
length_problems() {
	awk '
	{ lines[$2] = $1 }
	END {
		for (unit in lines) {
			room = unit
			if (!sub(/^tests\/unit\//, "lib/", room)) continue
			sub(/\/t_/, "/", room)
			if (lines[unit] > 500 && lines[unit] > 2 * lines[room])
				print unit ": " lines[unit] ", " room ": " \
				    lines[room] + 0
		}
	}' "$T/lengths"
}

check 'each file has its unit, and each unit its file' "$(unit_problems)"
check 'no unit is much longer than its file' "$(length_problems)"

# -- What is said of files ------------------------------------------------

# shellcheck disable=SC2046 # no name has a space
title_problems() {
	awk 'FNR == 2 {
		name = FILENAME
		sub(/.*\//, "", name)
		if (index($0, " * " name " - ") != 1)
			print FILENAME " does not begin with its name"
	}' $(find lib helper tests/unit -name '*.[ch]')
}

# Which NAME.c and NAME.h comments and documents speak of that are no more.
# shellcheck disable=SC2046
name_problems() {
	find lib helper tests contrib -name '*.[ch]' |
		sed 's|.*/||' >"$T/names"
	awk '
	FILENAME ~ /names$/ { name[$1]; next }
	FILENAME ~ /\.md$/ { text = $0 }
	FILENAME ~ /\.[ch]$/ {
		if (!match($0, /\/\*.*|^[ \t]* \* .*/)) next
		text = substr($0, RSTART)
	}
	{
		while (match(text, /<?[A-Za-z0-9_\/-]+\.[ch]/)) {
			word = substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH)
			if (word ~ /^<|[A-Z]/ || text ~ /^[A-Za-z0-9_]/) continue
			sub(/.*\//, "", word)
			if (!(word in name)) print FILENAME ": " word
		}
	}' "$T/names" $(find lib helper tests contrib -name '*.[ch]' -o \
		-name '*.md') README.md
}

# A function that others may call begins with the first word of its file's name
# or with its folder's, which may be a plural.
# shellcheck disable=SC2046 # no name has a space
noun_problems() {
	awk '
	FNR == 1 { before = "" }
	/^[a-z][a-z0-9_]*\(/ && before ~ /^[a-z]/ && before !~ /^static /&&
	    before !~ / static / {
		name = $0
		sub(/\(.*/, "", name)
		noun = name
		sub(/_.*/, "", noun)
		n = split(FILENAME, part, "/")
		file = part[n]
		sub(/[_.].*/, "", file)
		folder = part[n - 1]
		if (noun != "lanyard" && noun != file && noun "s" != file &&
		    noun != folder && noun "s" != folder)
			print FILENAME ": " name "()"
	}
	{ before = $0 }' $(echo "$sources" | grep '\.c$')
}

# shellcheck disable=SC2046
guard_problems() {
	awk '/^#ifndef / {
		guard = FILENAME
		sub(/.*\//, "", guard)
		gsub(/[^a-z0-9]/, "_", guard)
		if ($2 != toupper(guard))
			print FILENAME " is guarded by " $2
		nextfile
	}' $(grep '\.h$' "$T/files")
}

check 'a file begins with its name' "$(title_problems)"
check "a function bears its file's or its folder's noun" "$(noun_problems)"
check "a header is guarded by its name" "$(guard_problems)"
check 'a file that a comment or a document names is there' "$(name_problems)"
# A shell or a manual may name one too. CHANGELOG.md tells of what was.
check 'nothing names a file without its folder' "$(grep -rnE \
	'(^|[^a-z_/.-])(lib|helper)/[a-z_]+\.[ch]($|[^a-z])' \
	Makefile README.md lib helper contrib tests --exclude=check-floors.*)"

echo "1..$count"
[ "$failures" -eq 0 ]
