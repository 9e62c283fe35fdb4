#!/bin/sh
# liblanyard as C programs meet it: what it exports, what lanyard.h declares
# and what its manual pages describe are the same.
# shellcheck disable=SC1091,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

cc=${CC:-cc}

# -- Three lists --
# What the header declares: the last word before the first parenthesis of each
# declaration that is exported.
$cc -E -P -x c "$TOP/lib/include/lanyard.h" | tr '\n' ' ' | tr ';' '\n' |
	sed -n 's/.*__attribute__((visibility("default"))) *//p' |
	sed 's/(.*//; s/.*[ *]\(lanyard_[a-z0-9_]*\) *$/\1/' |
	LC_ALL=C sort >"$T/declared"
nm -D --defined-only "$BUILD/liblanyard.so" | sed 's/^[0-9a-f]* //' \
	>"$T/symbols"
sed -n 's/^T \([a-z0-9_]*\)\(@@LANYARD_0\)\{0,1\}$/\1/p' "$T/symbols" |
	LC_ALL=C sort >"$T/exported"
# .Fn "type name" "arguments", or .Fo "type name", in a SYNOPSIS.
sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/{
	s/^\.F[no] "\{0,1\}\([a-z0-9_]*\).*/\1/p
}' "$TOP"/lib/man/*.3 | LC_ALL=C sort >"$T/described"

ok 'lanyard.h declares something' test "$(wc -l <"$T/declared")" -gt 20
same "$T/exported" "$T/declared" 'what is declared is exported, and no more'
is "$(uniq -d "$T/described")" '' 'no function has two pages'
same "$T/described" "$T/declared" 'what is declared is described, and no more'
is "$(grep -v '^T lanyard_' "$T/symbols" | grep -v '^A LANYARD_0$')" '' \
	'no other symbol leaves the library'

# -- Whose pages they are --
version=$(sed -n 's/^#define LANYARD_VERSION "\(.*\)"$/\1/p' \
	"$TOP/lib/include/lanyard.h")
for page in "$TOP"/helper/man/*.[157] "$TOP"/lib/man/*.3; do
	is "$(sed -n 's/^\.Os //p' "$page")" "Lanyard $version" \
		"$(basename "$page"): its foot says Lanyard $version"
	# groff has BSD there, unless told before .Dt; mandoc has nothing.
	is "$(grep -B 1 '^\.Dt ' "$page" | head -n 1)" \
		'.ds doc-volume-operating-system Lanyard' \
		'and its head says Lanyard'
done

# -- The page says what the header says --
for page in "$TOP"/lib/man/*.3; do
	name=$(basename "$page" .3)
	like "$(sed -n '/^\.Sh NAME/,/^\.Sh/p' "$page")" "Nm $name( ,|\$)" \
		"$name(3) names itself"
	# Each function of its SYNOPSIS is in NAME, so that man finds it.
	sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/{
		s/^\.F[no] "\{0,1\}\([a-z0-9_]*\).*/\1/p
	}' "$page" | LC_ALL=C sort >"$T/functions"
	sed -n '/^\.Sh NAME/,/^\.Sh SYNOPSIS/{
		s/^\.Nm \([a-z0-9_]*\).*/\1/p
	}' "$page" | LC_ALL=C sort >"$T/names"
	is "$(LC_ALL=C comm -23 "$T/functions" "$T/names")" '' \
		"$name(3) is found under the name of each of its functions"
done

# Each struct and enum that has members, a word a line; what a page shows of
# them is C, and all of it.
# members: of the C on stdin, "KIND NAME MEMBERS" a line.
members() {
	tr '\n' ' ' | sed 's/[[:space:]]\{1,\}/ /g; s/\(struct\|enum\) \([a-z_]*\) {/\n&/g' |
		sed -n 's/^\(\(struct\|enum\) [a-z_]* {[^}]*\)}.*/\1/p' |
		sed 's/ *( */(/g' | grep -v '^enum lanyard_error ' |
		LC_ALL=C sort -u # a page may show another's
}
$cc -fpreprocessed -dD -E -P "$TOP/lib/include/lanyard.h" 2>/dev/null |
	members >"$T/declared"
sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/{
	/^\.Bd -literal/,/^\.Ed/{/^\.[BE]d/!p;}
}' "$TOP"/lib/man/*.3 | members >"$T/shown"
ok 'lanyard.h has structs' test "$(wc -l <"$T/declared")" -gt 7
same "$T/shown" "$T/declared" 'each stands in a SYNOPSIS as it is'

# -- The binary --
like "$(objdump -p "$BUILD/liblanyard.so")" 'SONAME +liblanyard\.so\.0' \
	'it has a soname'
is "$(readlink "$BUILD/liblanyard.so.0")" liblanyard.so.0.1.0 \
	'which is there'

# -- What it loads --
# notes FILE: "SONAME PRIORITY" of each ELF note about a library that is loaded
# (systemd's "dlopen() Metadata for ELF Files"), from the bytes of the section.
notes() {
	rm -f "$T/note"
	objcopy -O binary --only-section=.note.dlopen "$1" "$T/note"
	[ -e "$T/note" ] || return 0
	perl -MJSON::PP -0777 -ne '
		while (length) {
			my ($owner, $size, $type) = unpack "V3", $_;
			my ($of, $json) = unpack "x12 a$owner x![4] Z$size", $_;
			$of eq "FDO\0" && $type == 0x407c0c0a or die "whose?";
			for my $library (@{decode_json($json)}) {
				length $library->{$_} or die "no $_"
					for "feature", "description";
				print "$_ $library->{priority}\n"
					for @{$library->{soname}};
			}
			substr($_, 0, 12 + ($owner + 3 & ~3) + ($size + 3 & ~3)) = "";
		}' "$T/note" | LC_ALL=C sort
}

# What make compiles in as the names to load by.
# shellcheck disable=SC2016 # for make
{
	printf 'include Makefile\nshow:\n'
	printf '\t@echo %s\n' '$(LIBCONFIG) required' \
		'$(LIBCRYPTO) recommended' '$(LIBCURL) required' \
		'$(LIBEXPAT) recommended' '$(LIBZ) recommended'
	# Of lanyard-oauth alone, where it was there when that was built.
	printf 'qr:\n\t@echo %s\n' '$(if $(QR),$(call soname,libqrencode,4) suggested)'
} >"$T/Makefile"
make -s --no-print-directory -C "$TOP" -f "$T/Makefile" qr >"$T/qr"
make -s --no-print-directory -C "$TOP" -f "$T/Makefile" show |
	LC_ALL=C sort >"$T/loaded"
known='liblanyard.so lanyard-oauth'
if can_run make; then
	like "$(cat "$T/loaded")" '^libcurl.*\.so\.[0-9]+ required$' \
		'make knows a soname'
else
	skip 'what is loaded is what make has compiled in' "$cannot_run"
	known=
fi
for name in $known; do
	if [ "$name" = lanyard-oauth ]; then
		cat "$T/qr" >>"$T/loaded"
		sed -i '/./!d' "$T/loaded"
		LC_ALL=C sort -o "$T/loaded" "$T/loaded"
	fi
	run notes "$BUILD/$name"
	is_empty "$T/err" "$name: its notes can be read"
	same "$T/out" "$T/loaded" "$name tells what it loads"
	like "$(readelf -nW "$BUILD/$name")" 'FDO .*0x407c0c0a' \
		"$name: readelf sees it too"
	strip -o "$T/stripped" "$BUILD/$name"
	is "$(notes "$T/stripped")" "$(cat "$T/loaded")" \
		"$name: also when stripped"
done
: >"$T/expected"
front_is_static || grep config "$T/loaded" >"$T/expected"
run notes "$BUILD/lanyard"
same "$T/out" "$T/expected" 'lanyard tells no more than it loads'

done_testing
