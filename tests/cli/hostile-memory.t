#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# A configuration to be read, and less and less memory to do it in (ulimit -v):
# from the first limit at which the program can speak it says so, and is not
# killed. libconfig by itself crashes, or ends the program.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

case $BUILD in
*sanitize*) skip_all 'a sanitizer takes more than any limit' ;;
esac

{
	echo 'logins = {'
	i=0
	while [ $i -lt 300 ]; do
		echo "l$i = { url = \"https://h$i.example.com\";"
		echo 'issuer = "https://id.example.com"; client_id = "n"; };'
		i=$((i + 1))
	done
	echo '};'
} | conf
run lanyard status
run_status 0 'with all the memory there is'

spoke=0 died=0 kb=1000
while [ $kb -le 40000 ]; do
	status=0
	# shellcheck disable=SC3045 # dash and bash have it
	(ulimit -v $kb && exec "$BUILD/lanyard" status) \
		>"$T/out" 2>"$T/err" 9>&- || status=$?
	if [ $status -eq 5 ] && grep -q '^lanyard: error: ' "$T/err"; then
		spoke=$((spoke + 1))
	elif [ $spoke -gt 0 ] && [ $status -ne 0 ]; then
		died=$((died + 1))
		diag "$kb kB: status $status" "$(head -c 300 "$T/err")"
	fi
	kb=$((kb + 160))
done
ok 'where it is too little, an error says so' test $spoke -gt 0
is $died 0 'and with more than that nothing dies of it'
is "$status" 0 'in the end it is enough'

done_testing
