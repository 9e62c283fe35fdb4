#!/bin/sh
# SIGKILL at random moments of a refresh, of either half.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"

N=$(pick 20 500)
start_as
own_programs
cp "$REAL" "$T/bin/lanyard-oauth"
sites work

# How long a refresh takes here.
seed work
lanyard get <"$T/request.work" >/dev/null
expire
begin=$(now_ms)
lanyard get <"$T/request.work" >/dev/null
most=$(($(now_ms) - begin + 10))
diag "within $most ms"

at_random "$N" "$most" 'at random moments'
done_testing
