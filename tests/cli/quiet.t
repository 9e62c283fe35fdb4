#!/bin/sh
# --quiet and --verbose: how much is said, and of which verbs they are.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

work_conf
fresh_record work

# -- --verbose: a trace on stderr, wherever it stands ---------------------
traced() {
	run_status "$1" "$2"
	like "$err" '^20.*Z lanyard\[[0-9]+\] lanyard [a-z]+ ends with status' \
		'with a trace'
}

while read -r words; do
	# shellcheck disable=SC2086 # words
	run lanyard $words </dev/null
	traced 0 "$words"
	is "$out" "$access" 'the answer is the same'
	unlike "$err" "$access|$refresh" 'no token is in it'
done <<'END'
token --verbose work
token -v work
token work -v
-v token work
--verbose token work
token -v --format=raw work
token --format raw -q -v work
-q -v token work
END
for verb in login logout refresh seed status; do
	run lanyard "$verb" -v none </dev/null
	like "$err" "Z lanyard\[[0-9]+\] lanyard $verb ends" "$verb -v"
	unlike "$err" 'option' "$verb: it is known"
	run_status 2 "$verb -v: exit 2"
	run lanyard "$verb" --quiet none </dev/null
	fails "$status" 'none|no login by' "$verb --quiet: an error stays" 3
done
LANYARD_TRACE=0
export LANYARD_TRACE
run lanyard -v token work
traced 0 'it outranks LANYARD_TRACE=0'
unset LANYARD_TRACE

# -- What they are not ----------------------------------------------------
run lanyard token --user -v --format=json work
run_status 0 '-v as the value of another option'
is_empty "$T/err" 'is no option'
like "$out" '"username":"-v"' 'but that value'
run lanyard token -- -v
fails 2 'no login named -v|-v' 'behind -- it is a name'
for word in --quiet=1 --verbose=yes -qv --verbos --quie; do
	run lanyard token "$word" work
	is_usage "lanyard token has no option ${word%%=*}" "token $word"
done
for verb in get store erase; do
	for word in -q --quiet -v --verbose --frob --password=secret-0123; do
		printf 'url=https://git.example.com\n' >"$T/in"
		run lanyard "$verb" "$word" <"$T/in"
		fails 2 "lanyard $verb has no option ${word%%=*}\$" \
			"$verb $word" 1
		unlike "$err" secret-0123 'its value is not shown'
	done
	for word in -q --verbose; do
		run lanyard "$word" "$verb" <"$T/in"
		fails 2 "lanyard $verb has no option --" "$word $verb" 1
	done
	run git-credential-lanyard "$verb" --quiet <"$T/in"
	fails 2 'no option --quiet$' "git's name for it: $verb --quiet" 1
done
# git adds its verb behind the whole setting, so that each of these would say
# the same for ever, or take an erase for a get.
while read -r setting ere; do
	for verb in get store erase; do
		printf 'url=https://git.example.com\n' >"$T/in"
		# shellcheck disable=SC2086 # words
		run git-credential-lanyard $setting "$verb" <"$T/in"
		case $ere in
		silent) silent "helper = lanyard $setting: $verb" ;;
		*) fails 2 "$ere" "helper = lanyard $setting: $verb" 1 ;;
		esac
	done
done <<-'END'
	--timeout unknown option --timeout$
	--timeout=3600 unknown option --timeout$
	-t unknown option -t$
	-- unknown option --$
	- unknown option -$
	--file unknown option --file$
	--socket=/x unknown option --socket$
	--store unknown option --store$
	-get unknown option -get$
	--quiet has no option --quiet$
	-v has no option --verbose$
	get git adds [a-z]* itself: write "helper = lanyard", not "helper = lanyard get"$
	store git adds [a-z]* itself: .* not "helper = lanyard store"$
	erase git adds [a-z]* itself: .* not "helper = lanyard erase"$
	list silent
	GET silent
END
run lanyard curl -v https://git.example.com
fails 2 '-v' "curl -v is curl's, and refused" 3

# -- --quiet: no notice ---------------------------------------------------
start_as
conf <<END
logins = {
  work = {
    url       = "http://127.0.0.1:1";
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = "read_repository not-granted";
  };
};
END
no_store
LANYARD_INTERACTIVE=1 BROWSER=$PERSON
export LANYARD_INTERACTIVE BROWSER
run timeout 60 lanyard login work
run_status 0 'login'
like "$err" '^lanyard: login work: .*not-granted' 'has a notice'
run timeout 60 lanyard login --quiet work
run_status 0 'login --quiet'
like "$err" '^Open|^A browser' 'shows the URL'
unlike "$err" '^lanyard: login |logged in' 'and no notice'
LANYARD_QUIET=1
export LANYARD_QUIET
run timeout 60 lanyard login work
run_status 0 'LANYARD_QUIET=1'
unlike "$err" '^lanyard: login ' 'is the same'
LANYARD_QUIET=0
run timeout 60 lanyard login work
run_status 0 'LANYARD_QUIET=0'
like "$err" '^lanyard: login work: .*not-granted' 'is not'

# -- Colour: there is none ------------------------------------------------
for word in status --help 'help token'; do
	# shellcheck disable=SC2086 # words
	run lanyard $word
	not_ok "$word: nothing to colour" grep -q "$(printf '\033')" "$T/out"
done

done_testing
