#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# refresh: a table of replies (refresh-rows.js), status by error by what they
# are wrapped in. The one new refresh token in the bytes is on the disk, the
# access token answers wherever it is usable, and a refusal is told as one
# whatever stands round it.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret at-new rt-new rt-old at-old
began=$(now)
"$NODE" "$TESTS/cli/refresh-rows.js" "$FAULT_URL" "$LANYARD_CONFIG" \
	"$LANYARD_STORE" >"$T/rows" || die 'the rows are written'

tab=$(printf '\t')
while IFS=$tab read -r name want access refresh what; do
	run lanyard refresh "$name"
	got="$status $(sed -n -e 's/^access_token=//p' -e 's/^refresh_token=//p' \
		"$LANYARD_STORE/logins/$name" | tr '\n' ' ')"
	case $what in
	expires_at*)
		left=$(($(field "$name" expires_at) - $(now)))
		ok "$what: an hour from the rows' beginning" test $left -le 3601 \
			-a $left -ge $((3540 - $(now) + began))
		;;
	'no expiry'*)
		is "$(field "$name" expires_at)" '' "$what: none is kept"
		;;
	far*)
		ok "$what: in years" test \
			$(($(field "$name" expires_at) - $(now))) -gt 300000000
		;;
	esac
	[ "$refresh" != '*' ] || refresh=${got##*at-old } refresh=${refresh% }
	case $what in
	'no expiry'* | far*)
		run lanyard token "$name"
		is "$status$out" 0at-new "$what: it is the answer"
		;;
	esac
	if [ "$want" -eq 0 ]; then
		is "$got$err" "0 $access $refresh " "$what"
	else
		is "$got$(grep -c '^lanyard: error: login r' "$T/err")" \
			"$want $access $refresh 1" "$what"
	fi
done <"$T/rows"

done_testing
