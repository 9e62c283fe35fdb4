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
is_usage 'error: unknown verb frobnicate$' 'an unknown verb is named'
like "$err" '^usage: lanyard VERB' 'and usage shown'
run lanyard ''
is_usage 'unknown verb' 'an empty verb is unknown'
run lanyard --frobnicate
is_usage 'unknown verb --frobnicate' 'so is an unknown option'
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

# -- Help, version, capability --
run lanyard --help
says '^usage: lanyard VERB' '--help shows usage on stdout'
cp "$T/out" "$T/help"
for verb in get store erase capability token login logout refresh seed status \
	--json --all --force --version --help; do
	like "$out" "(^|[ |[])$verb([] ]|\$)" "--help knows $verb"
done
run lanyard
same "$T/err" "$T/help" 'it is the usage one gets without a verb'
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
	run lanyard "$verb" work more
	is_usage "^usage: lanyard $verb " "$verb takes one login only"
	run lanyard "$verb" --nonsense
	is_usage "^usage: lanyard $verb " "$verb knows no such option"
	run lanyard "$verb" ''
	is_usage "^usage: lanyard $verb " "$verb wants more than nothing"
done
run lanyard refresh --all work
is_usage '^usage: lanyard refresh ' 'refresh --all takes no login'
run lanyard status work
is_usage '^usage: lanyard status ' 'status takes no login'
run lanyard status --json more
is_usage '^usage: lanyard status ' 'status --json takes no argument'
not_ok 'none of it made a store' test -e "$LANYARD_STORE"

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
