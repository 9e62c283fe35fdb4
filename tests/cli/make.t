#!/bin/sh
# make compiles and installs nothing: it says what is missing. make deps does.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
needs make

# A machine that has all packages but those in $T/lacking. Who asks for more is
# written down, and gets nothing.
mkdir "$T/fake"
cat >"$T/fake/dpkg-query" <<END
#!/bin/sh
shift 3 # -W -f FORMAT
for name; do
	grep -qx "\$name" '$T/lacking' || echo "ii  \$name"
done
END
for name in apt-get npm; do
	cat >"$T/fake/$name" <<-END
		#!/bin/sh
		echo "$name \$*" >>'$T/asked'
		exit 1
	END
done
cat >"$T/fake/sudo" <<'END'
#!/bin/sh
[ "$1" != -n ] || shift
exec "$@"
END
chmod +x "$T"/fake/*

in_make() {
	: >"$T/asked"
	run env PATH="$T/fake:$PATH" make --no-print-directory -C "$TOP" "$@" \
		B="build/$(basename "$BUILD")" DESTDIR="$T/root" </dev/null
}

: >"$T/lacking"
in_make all
run_status 0 'make, where nothing is missing'
is_empty "$T/asked" 'installs nothing'

# The compiler may be among what is missing.
printf '%s\n' libjsmn-dev libconfig-dev >"$T/lacking"
for target in all install; do
	in_make $target CC=absent
	isnt "$status" 0 "make $target fails where packages are missing"
	is "$(grep -v '^make' "$T/err")" 'lanyard: error: packages are missing: run make deps, or as root: apt-get install libjsmn-dev libconfig-dev' \
		'and says in one line how to get them'
	is "$(grep -v '^make' "$T/out")" '' 'nothing else is done'
	is_empty "$T/asked" 'and nothing is installed'
done
not_ok 'make install has put nothing anywhere' test -e "$T/root"

in_make deps
isnt "$status" 0 'make deps tells when it cannot'
like "$(cat "$T/asked")" '^apt-get .* install libjsmn-dev libconfig-dev$' \
	'make deps has them installed'

done_testing
