#!/bin/sh
# table.sh ROWS: puts the rows that the full fault tests wrote (FAULTS_TABLE)
# into tests/README.md, with date and revision, in the place of the last ones.
set -eu

rows=$1
top=$(cd "$(dirname "$0")/.." && pwd)
readme=$top/tests/README.md
title='## The latest full run of the fault tests'

revision=$(git -C "$top" describe --always --dirty --exclude '*')
{
	sed "/^$title/,\$d" "$readme"
	cat <<END
$title

\`make check-all\`, $(date -u +%Y-%m-%d), revision $revision, $(nproc) cores.

| fault | tried | logins lost | refreshes seen | callers answered |
|---|---|---|---|---|
END
	LC_ALL=C sort "$rows"
} >"$readme.new"
mv "$readme.new" "$readme"
