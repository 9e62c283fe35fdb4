#!/bin/sh
# features.sh: runs every test that shows a feature at a server (`feature` of
# lib.sh), and puts the table of what passed into tests/README.md, with date and
# revision, in the place of the last one. `make features`. With -n nothing is
# run: the logs of the latest run of those tests are read.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd)
logs=$top/build/tests.log
readme=$top/tests/README.md
next='## The latest full run of the fault tests'
title='## Features and the servers that they were shown at'
cd "$top"
files=$(grep -lE "^feature |rounds\\.sh\"$" tests/e2e/*.t)
if [ "${1:-}" != -n ]; then
	# shellcheck disable=SC2086 # no name has a space
	sh tests/run.sh $files || echo 'features.sh: not all of it passed' >&2
fi

# FEATURE TAB SERVER TAB FILE TAB ok or not ok: a check a line.
for file in $files; do
	log=$logs/$(echo "$file" | tr / _).tap
	[ ! -f "$log" ] || sed -n 's/^\(not ok\|ok\) [0-9]* - \(.*\) @ \([a-z-]*\): .*/\2\t\3\t'"$(basename "$file")"'\t\1/p' "$log"
done >"$logs/features"

revision=$(git describe --always --dirty --exclude '*')
{
	awk -v title="$title" -v next_title="$next" \
		'$0 == title || $0 == next_title { exit } { print }' "$readme"
	cat <<END
$title

\`make features\`, $(date -u +%Y-%m-%d), revision $revision: how many checks passed, and in which file. Where neither server offers a feature a stand-in shows it, written from the documentation of who offers it (\`servers/machines.js\`, \`servers/sts.js\`, ...).

| feature | oidc-provider | glewlwyd | stand-in |
|---|---|---|---|
END
	awk -F '\t' '
	{
		if (!($1 in seen)) { seen[$1] = 1; order[++count] = $1 }
		cell = $1 SUBSEP $2
		if ($4 == "ok") passed[cell]++; else failed[cell]++
		if (index(where[cell], $3) == 0)
			where[cell] = where[cell] (where[cell] == "" ? "" : ", ") $3
	}
	function show(feature, server,   cell) {
		cell = feature SUBSEP server
		if (!(cell in where)) return "-"
		return passed[cell] + 0 (failed[cell] > 0 ? ", **" failed[cell] " failed**" : "") " (`" where[cell] "`)"
	}
	END {
		for (i = 1; i <= count; i++)
			printf "| %s | %s | %s | %s |\n", order[i],
			    show(order[i], "oidc-provider"), show(order[i], "glewlwyd"),
			    show(order[i], "stand-in")
	}' "$logs/features"
	echo
	awk -v title="$next" '$0 == title { found = 1 } found { print }' \
		"$readme"
} >"$readme.new"
mv "$readme.new" "$readme"
