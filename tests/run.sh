#!/bin/sh
# run.sh DIR-or-FILE...: runs test programs and scripts that print TAP, the
# *.t of a folder, and ends with the one line
#     N passed, N failed, N skipped
# after the name and reason of each skip and failure. JOBS at once (as many
# as there are processors), TEST_TIMEOUT_S (300) for each file. What a file
# printed is kept in build/tests.log/.
set -eu

tests=$(cd "$(dirname "$0")" && pwd)
TEST_LOG=$(dirname "$tests")/build/tests.log
JOBS=${JOBS:-$(nproc 2>/dev/null || echo 2)}
CMOCKA_MESSAGE_OUTPUT=TAP
export TEST_LOG JOBS CMOCKA_MESSAGE_OUTPUT
exec perl "$tests/run.pl" "$@"
