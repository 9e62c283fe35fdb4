#!/bin/sh
# What the programs and the library say has one voice: what a machine can check
# of it is checked in the sources (tests/voice.js), and each rule can fail.
# shellcheck disable=SC1091,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

run "$NODE" "$TOP/tests/voice.js" "$TOP/lib" "$TOP/helper"
is "$out" '' 'no sentence deviates'
ok 'they were read' test "$err" -gt 1000

while IFS='|' read -r rule text; do
	printf 'f(error, LANYARD_ERR_CONFIG,\n    "%s is right"\n    " here");\nerror_set(error, 1,\n    "%s");\n' \
		"$text" "$text" >"$T/said.c"
	run "$NODE" "$TOP/tests/voice.js" "$T/said.c"
	if [ "$rule" = - ]; then
		is "$out" '' "is right: $text"
	else
		is "$out" "$T/said.c:4: $rule: $text" "is told: $text"
	fi
done <<-'END'
	no please|please log in
	no please|sorry, no login
	no exclamation mark|logged in!
	no contraction|the host doesn't answer
	begins in lower case|The host has no token
	no full stop at the end|the host has no token.
	no abbreviation|name a host, e.g. one of yours
	no abbreviation|the dir is not there
	the word here is folder|the directory is not there
	say what is wrong with it|invalid URL
	cannot, or could not|failed to read %s
	no double blank|the host  has no token
	-|GitHub has no token
	-|is the network up, and the name right? curl -v %s
	-|%s = { ... };
	-|git config --global --unset-all credential.
	-|url != issuer
END
done_testing
