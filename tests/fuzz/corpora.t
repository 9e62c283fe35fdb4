#!/bin/sh
# Each parser of strangers' bytes, on the inputs that were ever of interest to
# it, under the address and undefined-behaviour sanitizers. `make fuzz` looks
# for others.
# shellcheck disable=SC1091 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

fuzzers=$TOP/build/fuzz
FUZZ_FOLDER=$T
export FUZZ_FOLDER

for harness in "$TESTS"/fuzz/f_*.c; do
	name=$(basename "$harness" .c)
	name=${name#f_}
	corpus=$TESTS/fuzz/corpus/$name
	count=$(find "$corpus" -type f | wc -l)
	ok "$name: there is a corpus" test "$count" -ge 5
	"$fuzzers/f_$name" "$corpus"/* >"$T/log" 2>&1
	is $? 0 "$name: $count inputs" || tail -n 20 "$T/log" | sed 's/^/# /'
	is "$(grep -c '^Executed ' "$T/log")" "$count" 'all of them'
done

done_testing
