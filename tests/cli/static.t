#!/bin/sh
# How lanyard is linked: one static file, hardened as everything is; without
# one of the archives, or with STATIC=0, dynamically.
# shellcheck disable=SC1091,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
needs make

# Only a release is static.
if [ "$(basename "$BUILD")" != release ]; then
	not_ok 'lanyard is linked dynamically' front_is_static
	done_testing
fi
cc=${CC:-cc}
archives='libc.a libsodium.a libconfig.a'
for archive in $archives; do
	case $($cc -print-file-name="$archive") in
	/*) ;;
	*) skip_all "$archive is not there" ;;
	esac
done

# -- As make leaves it --
ok 'lanyard is static where all archives are there' front_is_static
readelf -hldW "$BUILD/lanyard" >"$T/elf"
for line in 'Type: *DYN' 'GNU_RELRO' 'BIND_NOW' 'GNU_STACK.* RW +0x'; do
	ok "lanyard is hardened: $line" grep -qE "$line" "$T/elf"
done
nm "$BUILD/lanyard" >"$T/symbols"
for symbol in __stack_chk_fail __vsnprintf_chk; do
	ok "lanyard is hardened: $symbol" grep -qi " t .*$symbol\$" "$T/symbols"
done

# -- Without an archive --
# A compiler that does not know one, and a copy of what it has compiled.
cat >"$T/cc" <<END
#!/bin/sh
[ "\$*" != "-print-file-name=\$(cat '$T/lacking')" ] || exec cat '$T/lacking'
exec $cc "\$@"
END
chmod +x "$T/cc"
mkdir "$T/copy"
cp -a "$BUILD" "$T/copy/release"
BUILD=$T/copy/release

(umask 077 && : >"$LANYARD_CONFIG")

# link [SETTING...]: the copy's lanyard anew, if make thinks so.
link() {
	run make --no-print-directory -C "$TOP" B="$BUILD" CC="$T/cc" "$@" \
		"$BUILD/lanyard"
	run_status 0 "make $*"
}

for archive in $archives; do
	echo "$archive" >"$T/lacking"
	link
	is "$err" "lanyard: linked dynamically, for lack of $archive" \
		"no $archive: one line says so"
	not_ok "no $archive: lanyard is linked dynamically" front_is_static
	run "$BUILD/lanyard" status
	run_status 0 "no $archive: and runs"
	rm "$BUILD/lanyard"
done
echo none >"$T/lacking"
link
is_empty "$T/err" 'all archives: there is nothing to say'
ok 'all archives: lanyard is static again' front_is_static
link STATIC=0
is_empty "$T/err" 'STATIC=0: there is nothing to say either'
not_ok 'STATIC=0: lanyard is linked dynamically' front_is_static

done_testing
