#!/bin/sh
# check-floors.sh fails where a rule is broken, and names who breaks it: each is
# broken once, in a copy of the tree.
# shellcheck disable=SC1091,SC2154 # lib.sh is not followed
. "$(dirname "$0")/lib.sh"

# The headers are compiled where that is what is tried.
cc=${CC:-cc}
CC=true
export CC

fresh() {
	rm -rf "$T/tree"
	mkdir "$T/tree"
	(cd "$TOP" && cp -r lib helper contrib tests README.md Makefile \
		"$T/tree") || die 'cannot copy the tree'
	cd "$T/tree" || exit 99
}

# include FILE HEADER: one more line for it, after the others.
include() {
	awk -v line="#include \"$2\"" '
	/^#include/ { last = NR }
	{ text[NR] = $0 }
	END {
		for (i = 1; i <= NR; i++) {
			print text[i]
			if (i == last) print line
		}
	}' "$1" >"$T/changed" && cp "$T/changed" "$1"
}

# file NAME [LINE]...: a file that begins as files do.
file() {
	mkdir -p "$(dirname "$1")"
	_name=$1
	shift
	{
		printf '/*\n * %s - a stray\n */\n' "${_name##*/}"
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} >"$_name"
}

# look: what check-floors.sh says of the tree, which is mended then.
look() {
	run sh tests/check-floors.sh
	is "$status" 1 'a rule is broken: exit 1'
	fresh
}

# broken RULE REGEX...: its check failed, and each REGEX is named below it.
broken() {
	_rule=$1
	shift
	_said=$(printf '%s\n' "$out" | awk -v rule="$_rule" '
	/^(not )?ok/ { below = $0 ~ /^not/ && index($0, " - " rule) }
	below')
	isnt "$_said" '' "$_rule: it fails"
	for _regex in "$@"; do
		like "$_said" "^# .*$_regex" "$_rule: it names $_regex"
	done
}

fresh
run sh tests/check-floors.sh
is "$status" 0 'the tree as it is: exit 0'
like "$out" '^1\.\.[1-9][0-9]*$' 'the tree as it is: all of it was looked at'

# -- Folders --
include lib/base/buf.c store/store.h
include lib/git/state.c net/http/http.h
include lib/git/gitfiles.c git/nothing.h
include lib/session/session.h net/job/server.h
include lib/net/http/http.c net/oauth/client.h
include lib/os/file.c limits.h
look
broken 'a file includes what the line of its folder allows' \
	'lib/base/buf\.c includes store/store\.h' \
	'lib/git/state\.c includes net/http/http\.h' \
	'lib/git/gitfiles\.c includes git/nothing\.h' \
	'lib/session/session\.h includes net/job/server\.h' \
	'lib/net/http/http\.c includes net/oauth/client\.h' \
	'lib/os/file\.c includes limits\.h'
broken 'nothing outside net/ includes net/' 'lib/git/state\.c' \
	'lib/session/session\.h'

file lib/strange/stray.c
mkdir lib/empty
file lib/stray.c
file lib/net/stray.c
file lib/include/stray.h
rm -r lib/json
sed 's/^git: .*/git: base session/' tests/check-floors.sh >"$T/changed"
cp "$T/changed" tests/check-floors.sh
look
broken 'each file is in a folder with a line' \
	'lib/strange/stray\.c is in a folder without a line' \
	'lib/strange has no line' \
	'lib/empty has no line' \
	'lib/stray\.c is in no folder' \
	'lib/net/stray\.c is in a folder without a line' \
	'lib/include/stray\.h is in a folder without a line' \
	'lib/json has a line and no file' \
	'the line of git allows session'

# -- Files --
include lib/base/buf.h base/secret.h
include lib/base/secret.h base/buf.h
include lib/os/file.h os/child.h
include lib/os/child.h os/pipe.h
include lib/os/pipe.c os/file.h
look
broken 'no circle is left' base/buf base/secret os/pipe os/child

file lib/os/buf.h
{
	echo '#include <stdio.h>'
	cat lib/os/pipe.c
} >"$T/changed"
cp "$T/changed" lib/os/pipe.c
include helper/lanyard/due.c store/store.h
include lib/net/oauth/client.c curl/curl.h
file lib/config/stray.h '#include <libconfig.h>'
file lib/os/strange.h '#include <sodium.h>'
include helper/lanyard/git.c sodium.h
look
broken 'a file name stands for one file' 'buf\.h'
broken 'a .c file includes its own header first' 'lib/os/pipe\.c'
broken 'helper/ includes of lib/ only lanyard.h' \
	'helper/lanyard/due\.c includes store/store\.h'
broken '<curl/...> is in one .c file and no .h' 'lib/net/oauth/client\.c' \
	'lib/net/http/libcurl\.c'
broken '<libconfig...> is in one .c file and no .h' 'lib/config/stray\.h'
broken '<sodium.h> is in .c files of lib/ only' 'lib/os/strange\.h' \
	'helper/lanyard/git\.c'

CC=$cc
file lib/os/stray.h 'bool stray(size_t size);'
file helper/common/stray.h 'bool stray(size_t size);'
look
broken 'each header of lib/ compiles alone' 'lib/os/stray\.h:4'
broken 'each header of helper/ compiles alone' 'helper/common/stray\.h:4'
CC=true

# -- Rules that stand once --
file lib/os/stray.c '/* "oauth2" */' 'static const char word[] = "Bearer";' \
	'int a = tolower(b);'
file lib/store/strange.c 'const char *key = "expires_at";' \
	'const char *time = "retry_at";'
look
broken '"Bearer" stands in one file' 'lib/os/stray\.c'
broken 'letters lose their case as base/text has it' 'lib/os/stray\.c'
broken 'only login/tokens.c names' 'lib/store/strange\.c'
broken 'only login/failure.c names' 'lib/store/strange\.c'
like "$out" '^ok [0-9]* - "oauth2" stands in one file' \
	'a comment may speak of it'

# -- Nouns --
file lib/os/stray.c 'int' 'strays_count(void)' '{' '	return pipe_strange();' \
	'}' '' 'static int' 'own(void)' '{' '}' '' 'int' 'alien_count(void)' '{' '}'
sed 's/PIPE_H/TUBE_H/' lib/os/pipe.h >"$T/changed"
cp "$T/changed" lib/os/pipe.h
look
broken "a function bears its file's or its folder's noun" \
	'lib/os/stray\.c: strays_count' 'lib/os/stray\.c: alien_count'
unlike "$out" 'stray\.c: own' 'what is static may have any name'
broken 'a header is guarded by its name' 'lib/os/pipe\.h is guarded by TUBE_H'

# -- Units, names --
file lib/os/stray.c
file tests/unit/git/t_strange.c
mv tests/unit/git/t_state.c tests/unit/os/t_state.c
yes '/* long */' | head -n 501 >>tests/unit/git/t_gitfiles.c
sed 's/ \* state\.c/ * states.c/' lib/git/state.c >"$T/changed"
cp "$T/changed" lib/git/state.c
echo '/* As in gone.c. */' >>lib/os/pipe.c
for place in tests/README.md tests/lint.sh lib/man/liblanyard.3; do
	echo '# lib/state.c' >>$place
done
look
broken 'each file has its unit, and each unit its file' \
	'lib/os/stray\.c has no unit' \
	'lib/git/state\.c has no unit' \
	'tests/unit/git/t_strange\.c is the unit of no file' \
	'tests/unit/os/t_state\.c is the unit of no file'
broken 'no unit is much longer than its file' 'tests/unit/git/t_gitfiles\.c'
broken 'a file begins with its name' 'lib/git/state\.c'
broken 'a file that a comment or a document names is there' \
	'lib/os/pipe\.c: gone\.c'
broken 'nothing names a file without its folder' 'tests/README\.md' \
	'tests/lint\.sh' 'lib/man/liblanyard\.3'

cd "$T" || exit 99
done_testing
