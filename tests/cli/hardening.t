#!/bin/sh
# What the compiler and the linker do against a bug that becomes an attack,
# looked for in what they made: it is easily lost with a flag.
# shellcheck disable=SC1091,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

variant=$(basename "$BUILD")
case $variant in
release | dynamic) ;;
*) skip_all "nobody installs what is built with $variant" ;;
esac

# Whole lists are looked through: a pipe that ends early would fail the writer.
for file in lanyard lanyard-oauth liblanyard.so; do
	readelf -hW "$BUILD/$file" >"$T/header"
	readelf -lW "$BUILD/$file" >"$T/segments"
	readelf -dW "$BUILD/$file" >"$T/dynamic"
	# A static file has no dynamic symbols, but its own.
	nm "$BUILD/$file" >"$T/symbols"

	like "$(cat "$T/header")" 'Type: +DYN ' "$file: at a random address"
	like "$(cat "$T/segments")" 'GNU_RELRO' \
		"$file: what is relocated becomes read-only"
	like "$(cat "$T/dynamic")" 'BIND_NOW' "$file: all of it, at the start"
	unlike "$(cat "$T/dynamic")" 'TEXTREL|RPATH|RUNPATH' \
		"$file: no code is written to, no folder is looked in"
	like "$(grep GNU_STACK "$T/segments")" ' RW +0x' \
		"$file: no code on the stack"
	is "$(grep -c ' RWE ' "$T/segments")" 0 \
		"$file: nothing is both code and writable"
	like "$(cat "$T/symbols")" '__stack_chk_fail' \
		"$file: a stack that is written over is seen"
	like "$(cat "$T/symbols")" '__(memcpy|snprintf|read)_chk' \
		"$file: so is an object"
done

# Each object of ours: libraries that are linked in are Debian's.
find "$BUILD/lib" "$BUILD/helper" -name '*.o' >"$T/objects"
ok 'there are objects' test "$(wc -l <"$T/objects")" -gt 100
case $(uname -m) in
x86_64)
	while read -r object; do
		readelf -nW "$object" | grep -q 'IBT, SHSTK' || echo "$object"
	done <"$T/objects" >"$T/without"
	is "$(cat "$T/without")" '' 'each says that CET may be enforced'
	;;
esac
# The compiler writes into the debugging information how it was called; gcc
# alone has it by the name of the flag.
object=$BUILD/lib/base/buf.o
readelf --debug-dump=info "$object" 2>/dev/null | grep DW_AT_producer >"$T/how"
if grep -q 'GNU C' "$T/how"; then
	like "$(cat "$T/how")" '-fstack-clash-protection' \
		'no frame can jump over the guard page'
fi

done_testing
