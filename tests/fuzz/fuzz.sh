#!/bin/sh
# fuzz.sh SECONDS: runs each harness for as long, on as many processors as
# there are, from its committed corpus; what it finds goes to build/fuzz/corpus
# and is where the next run begins. Prints a line each:
#     PARSER: N executions, N inputs, N edges
# A fault ends it with the input's name and the command that shows it again.
set -eu

seconds=$1
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$here/../.." && pwd)/build/fuzz
jobs=${JOBS:-$(nproc 2>/dev/null || echo 2)}
FUZZ_FOLDER=$(mktemp -d)
export FUZZ_FOLDER
trap 'rm -rf "$FUZZ_FOLDER"' EXIT

# one NAME: its result in $FUZZ_FOLDER/NAME.line; fails if there is a fault.
one() {
	mkdir -p "$build/corpus/$1"
	options="-max_total_time=$seconds -max_len=4096 -timeout=25
		-rss_limit_mb=4096 -print_final_stats=1"
	[ ! -e "$here/$1.dict" ] || options="$options -dict=$here/$1.dict"
	# shellcheck disable=SC2086 # one word an option
	"$build/f_$1" $options -artifact_prefix="$build/$1-" \
		"$build/corpus/$1" "$here/corpus/$1" \
		>"$build/$1.log" 2>&1 || {
		echo "$1: a fault; the end of $build/$1.log:"
		tail -n 20 "$build/$1.log"
		echo "again: $build/f_$1 $(sed -n \
			's/.*Test unit written to //p' "$build/$1.log")"
		return 1
	}
	sed -n 's/^#\([0-9]*\)[ \t]*DONE *cov: \([0-9]*\).* corp: \([0-9]*\).*/\1 executions, \3 inputs, \2 edges/p' \
		"$build/$1.log" | sed "s/^/$1: /"
}

status=0
set --
for corpus in "$here"/corpus/*; do
	set -- "$@" "$(basename "$corpus")"
done
while [ $# -gt 0 ]; do
	n=0
	pids=
	while [ $# -gt 0 ] && [ "$n" -lt "$jobs" ]; do
		one "$1" &
		pids="$pids $!"
		n=$((n + 1))
		shift
	done
	for pid in $pids; do
		wait "$pid" || status=1
	done
done
exit $status
