#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# What the programs say of themselves, and what they do when called wrongly.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

printf 'protocol=https\n' >"$T/in"

# -- No verb --
for name in lanyard git-credential-lanyard; do
	{
		run "$name"
		read -r rest || rest=
	} <"$T/in"
	is_usage '^usage: lanyard VERB' "$name without a verb: usage"
	is "$rest" protocol=https "$name without a verb leaves stdin alone"
done

# -- Unknown verbs --
run lanyard frobnicate <"$T/in"
is_usage '^lanyard: error: unknown verb frobnicate$' 'an unknown verb is named'
like "$err" '^lanyard: hint: lanyard help' 'with where they are listed'
is "$(grep -c '' "$T/err")" 2 'in two lines'
# What a word may be meant to be: a letter more, less or another; two that have
# changed places; a beginning.
while read -r word verb; do
	run lanyard "$word"
	is_usage "hint: did you mean lanyard $verb\?\$" "$word: $verb is meant"
done <<'END'
logn login
loginn login
loging login
lgoin login
stat status
refersh refresh
tokem token
sed seed
eraes erase
hlep help
END
for word in x lo frob loginlogin nigol; do
	run lanyard "$word"
	is_usage "unknown verb $word\$" "$word"
	unlike "$err" 'did you mean' "$word: nothing is meant"
done
run lanyard "$(printf 'a\033[2Jb')"
is_usage 'unknown verb a\?\[2Jb$' 'what clears a terminal is not shown'
run lanyard ''
is_usage 'unknown verb' 'an empty verb is unknown'
# As helper = lanyard --timeout 3600 in git's configuration has it.
for name in lanyard git-credential-lanyard; do
	for words in --frobnicate '--timeout 3600 get' --timeout=3600 -x; do
		# shellcheck disable=SC2086 # words
		run "$name" $words <"$T/in"
		option=${words%%[= ]*}
		is_usage "^lanyard: error: unknown option $option\$" \
			"$name $words: an option that is not known"
		is "$(grep -c '' "$T/err")" 1 'is one line'
	done
done
run git-credential-lanyard frobnicate <"$T/in"
silent 'git-credential-lanyard ignores unknown verbs'
run "$BUILD/git-credential-lanyard" frobnicate
silent 'also when called by its whole path'
ln -s "$BUILD/lanyard" "$T/git-credential-lanyard"
run "$T/git-credential-lanyard" frobnicate
silent 'and by a link elsewhere'
ln -s "$BUILD/lanyard" "$T/not-git-credential-lanyard"
run "$T/not-git-credential-lanyard" frobnicate
is_usage 'unknown verb' 'but not by another name'
run git -c credential.helper= -c credential.helper=lanyard \
	credential-lanyard frobnicate
silent 'nor does git see anything of it'

# As it has no pipe there, a person has typed it.
timeout 60 script -qfec 'git-credential-lanyard frobnicate' "$T/typescript" \
	>"$T/out" 2>"$T/err" 9>&- </dev/null && status=0 || status=$?
run_status 2 'git-credential-lanyard frobnicate at a terminal'
like "$(cat "$T/typescript")" '^lanyard: error: unknown verb frobnicate' \
	'is said to be none'

# -- Help, version, capability --
run lanyard --help
says '^usage: lanyard VERB' '--help shows usage on stdout'
cp "$T/out" "$T/help"
for verb in get store erase capability token login logout refresh seed status \
	--json --all --force --version --help; do
	like "$out" "(^|[ |[])$verb([] ]|\$)" "--help knows $verb"
done
for words in -h help; do
	run lanyard "$words"
	same "$T/out" "$T/help" "$words is --help"
done
work_conf
run lanyard
is_usage . 'without a verb'
same "$T/err" "$T/help" 'it is the usage'
# Every verb that the completion has.
sed -n "/^_lanyard_verbs='/,/'$/p" "$TOP/contrib/bash-completion/lanyard" |
	sed "s/^_lanyard_verbs=//; s/'//g" | tr -s '\t ' '\n' | sed '/^$/d' \
	>"$T/verbs"
ok 'there are verbs' test "$(grep -c . "$T/verbs")" -ge 25
while read -r verb; do
	run lanyard help "$verb"
	says "^usage: lanyard $verb" "help $verb"
	cp "$T/out" "$T/help"
	for words in --help -h; do
		run lanyard "$verb" "$words"
		same "$T/out" "$T/help" "$verb $words is the same"
	done
done <"$T/verbs"
run lanyard help logn
is_usage 'did you mean lanyard login\?$' 'help of a verb that is none'
run lanyard token work --help
says '^usage: lanyard token' 'help at the end'
for words in -V version; do
	run lanyard "$words"
	says '^lanyard [0-9]' "$words is --version"
done
rm "$LANYARD_CONFIG"
run lanyard --version
answers '--version: name and number' <<END
lanyard $(sed -n 's/^#define LANYARD_VERSION "\(.*\)"$/\1/p' \
	"$TOP/lib/include/lanyard.h")
END
for name in lanyard git-credential-lanyard; do
	run "$name" capability
	answers "$name capability: git's three lines" <<-END
		version 0
		capability authtype
		capability state
	END
done
{
	run lanyard capability
	read -r rest || rest=
} <"$T/in"
is "$rest" protocol=https 'capability leaves stdin alone'

# None of these needs configuration or store.
printf 'nonsense = ;\n' >"$LANYARD_CONFIG"
mkdir -m 0777 "$LANYARD_STORE"
chmod 0777 "$LANYARD_STORE"
for verb in capability --version --help; do
	run lanyard "$verb"
	says . "$verb works with nothing set up"
done
rm -rf "$LANYARD_STORE"

# -- Arguments --
work_conf
for verb in token login logout refresh; do
	run lanyard "$verb"
	is_usage "^usage: lanyard $verb .*NAME\\|URL" "$verb needs a login"
	like "$err" "^lanyard: error: lanyard $verb takes one login, by name or URL, and none is named\$" \
		"$verb: which is said"
	run lanyard "$verb" work more
	is_usage "^usage: lanyard $verb " "$verb takes one login only"
	like "$err" "^lanyard: error: lanyard $verb takes one login, by name or URL, and there is another word\$" \
		"$verb: which is said, without that word"
	run lanyard "$verb" --nonsense
	is_usage "^usage: lanyard $verb " "$verb knows no such option"
	run lanyard "$verb" ''
	is_usage "^usage: lanyard $verb " "$verb wants more than nothing"
	like "$err" '^lanyard: hint: .* variable may not be set$' \
		"$verb: as of a variable that is not set"
done
run lanyard refresh --all work
is_usage '^usage: lanyard refresh ' 'refresh --all takes no login'
like "$err" '^lanyard: error: --all refreshes each login, and takes none$' \
	'which is said'
run lanyard status work more
is_usage '^usage: lanyard status ' 'status takes one login only'
like "$err" '^lanyard: error: lanyard status takes one login, by name or URL, or none, and ' \
	'which is said'
run lanyard https://me:hunter2@git.example.com
is_usage 'unknown verb' 'a URL is no verb'
like "$err" '^lanyard: hint: a verb comes first: lanyard token URL' \
	'which one could be meant'
unlike "$err" hunter2 'without the password in it'
for verb in 'token --frmat=raw work' 'token work --form raw' 'seed --foce work' \
	'status --exit' 'refresh --wihtin=1m --all'; do
	# shellcheck disable=SC2086 # words
	run lanyard $verb
	is_usage "^lanyard: error: lanyard ${verb%% *} has no option --" "$verb"
	like "$err" '^lanyard: hint: did you mean --[a-z-]*\?$' 'one may be meant'
	like "$err" "^usage: lanyard ${verb%% *} " 'with how it is used'
done
run lanyard token --secret=hunter2hunter2 work
is_usage 'has no option --secret$' 'what stands behind it'
unlike "$err" hunter2 'is not shown'
run lanyard status --json=yes
is_usage 'option --json of lanyard status takes no value$' 'no value'
run lanyard token work --user
is_usage 'option --user of lanyard token takes a value$' 'a value'
for time in 1x '' -5 1h30 m h1 1.5h 99999d 5m-1m; do
	run lanyard refresh --all --within="$time"
	is_usage 'error: --within takes a time' "--within=$time is none"
done
for words in '--all --within=1h30m' '--within 90 --all' '--within=2d --all' \
	'--all --within 1d12h30m15s'; do
	# shellcheck disable=SC2086 # words
	run lanyard refresh $words
	silent "refresh $words"
done
run lanyard refresh work --within=1m
is_usage '^usage: lanyard refresh ' '--within is for --all'
like "$err" '^lanyard: error: --within goes with --all$' 'which is said'
not_ok 'none of it made a store' test -e "$LANYARD_STORE"

# -- A request that is typed --
for verb in get store erase; do
	printf '\n' | timeout 60 script -qfec "lanyard $verb" "$T/typescript" \
		>"$T/out" 2>"$T/err" 9>&- && status=0 || status=$?
	run_status 0 "$verb at a terminal"
	like "$(cat "$T/typescript")" \
		'lanyard: reads a request: lines such as url=https://HOST' \
		'says what it waits for'
done
run lanyard get </dev/null
silent 'elsewhere nothing is said'

# -- The network half is not for people --
for arguments in '' 'refresh' 'refresh 1000 work 0 more' 'frob 1000 work 0' \
	'refresh x work 0' 'refresh 1000 work -1' 'refresh 1000 work 0'; do
	# shellcheck disable=SC2086 # words
	run lanyard-oauth $arguments 3>&- 4>&-
	fails 2 'started by lanyard only' "lanyard-oauth $arguments: refused"
done

# -- stdout that cannot be written --
for arguments in --version --help capability 'status --json'; do
	status=0
	# shellcheck disable=SC2086 # words
	lanyard $arguments >/dev/full 2>"$T/err" 9>&- || status=$?
	: >"$T/out"
	fails 1 'could not be written' "$arguments on a full disk fails"
done

done_testing
