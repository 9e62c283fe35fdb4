#!/bin/sh
# The manual of the library, as a reader follows it: its programs are built by
# its lines against what make install laid down, and do what they are said to.
# shellcheck disable=SC1091,SC2016,SC2034,SC2086,SC2154 # words; for sh -c
. "$(dirname "$0")/../lib.sh"
needs make

# shown PAGE FROM TO: the literal text between two lines of a page.
shown() {
	sed -n "/$2/,/$3/p" "$TOP/lib/man/$1.3" |
		sed -n '/^\.Bd -literal/,/^\.Ed/{/^\.[BE]d/!p;}' |
		sed 's/\\e/\\/g; s/\\-/-/g; s/\\&//g'
}

run make -s -C "$TOP" install B="build/$(basename "$BUILD")" \
	PREFIX="$T/usr" DESTDIR= LDCONFIG="echo >>$T/ldconfig"
run_status 0 'make install'
[ "$status" -eq 0 ] || done_testing
if [ "$(id -u)" -eq 0 ]; then
	ok 'tells the dynamic linker' test -e "$T/ldconfig"
else
	not_ok 'does not try what only root may' test -e "$T/ldconfig"
fi
PKG_CONFIG_PATH=$T/usr/lib/pkgconfig
export PKG_CONFIG_PATH

# What the page has in the place of the compiler alone, for its variant.
strict='-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Werror'
if grep -q __asan_init "$BUILD/liblanyard.so"; then
	strict="$strict -fsanitize=address,undefined"
fi
mkdir "$T/bin"
printf '#!/bin/sh\nexec %s %s "$@"\n' "${CC:-gcc}" "$strict" >"$T/bin/cc"
chmod +x "$T/bin/cc"

# build PAGE LINES: the program of its EXAMPLES, as $T/PAGE.
build() {
	shown "$1" '^\.Sh EXAMPLES' '^\.Sh SEE' >"$T/program.c"
	(cd "$T" && PATH=$T/bin:$PATH sh -e "$2") >"$T/log" 2>&1 9>&-
	is "$(cat "$T/log")" '' "$1(3): its program is built"
	mv "$T/a.out" "$T/$1" || done_testing
}

shown liblanyard '^A program is built' '^or with what' >"$T/shared.sh"
shown liblanyard '^or with what' '^In a program' >"$T/static.sh"
ok 'liblanyard(3) says how to link' test -s "$T/shared.sh"
ok 'and how to link statically' test -s "$T/static.sh"
build liblanyard "$T/shared.sh"
like "$(objdump -p "$T/liblanyard")" 'NEEDED *liblanyard\.so\.0' \
	'with the shared library'
for page in liblanyard lanyard_storage lanyard_ui; do
	build "$page" "$T/static.sh"
	unlike "$(objdump -p "$T/$page")" 'NEEDED *liblanyard' \
		'with the library inside'
done

# -- They do what they are said to ------------------------------------------

start_as
cat >"$LANYARD_CONFIG" <<CONF
logins = {
  work = {
    url       = [ "https://gitlab.example.com", "$AS_URL" ];
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = [ "openid" ];
  };
};
CONF

mkfifo "$T/typed"
"$T/lanyard_ui" work <"$T/typed" >"$T/out" 2>"$T/err" 9>&- &
pid=$!
exec 7>"$T/typed"
wait_until 'grep -q ^http "$T/err"' 30
like "$(cat "$T/err")" '^work, at 127\.0\.0\.1:[0-9]+: open$' \
	'lanyard_ui(3): says for whom'
person_will action=copy
"$PERSON" "$(grep '^http' "$T/err")" 9>&-
grep '^http' "$T/person.stderr" | tail -n 1 >&7
exec 7>&-
status=0
wait "$pid" || status=$?
run_status 0 'and logs in with what is typed'
record=$LANYARD_STORE/logins/work
ok 'there is a record' test -s "$record"

run "$T/liblanyard"
run_status 0 'liblanyard(3): its program answers'
is "$out" "$(sed -n 's/^access_token=//p' "$record")" 'with the token'
is_empty "$T/err" 'and no word'

{
	echo "url=$AS_URL"
	sed -n 's/^refresh_token=/oauth_refresh_token=/p' "$record"
} >"$T/seed"
mv "$LANYARD_STORE" "$T/elsewhere"
run "$T/lanyard_storage" work <"$T/seed"
run_status 0 'lanyard_storage(3): its program answers'
like "$out" '^[!-~]{20,}$' 'with a token'
is_empty "$T/err" 'and no word'
is "$(as_count token_refresh_token_ok)" 1 'after one refresh'
not_ok 'and leaves nothing in the folder' test -e "$LANYARD_STORE/logins/work"
run "$T/lanyard_storage" other <"$T/seed"
run_status 1 'another name'
like "$err" 'other' 'is an error that names it'
is "$out" '' 'without a token'

done_testing
