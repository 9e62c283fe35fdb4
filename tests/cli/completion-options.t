#!/bin/sh
# contrib/*-completion and `lanyard help` say the same: every verb, and every
# option of every verb's --help, is offered by bash, zsh and fish.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v bash >/dev/null || skip_all 'bash is not here'

# SHELL_offers WORD...: with the last one unfinished, one offer a line.
bash_offers() {
	bash -c '. "$0/contrib/bash-completion/lanyard"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_lanyard; printf "%s\n" "${COMPREPLY[@]}"' "$TOP" "$@"
}
zsh_offers() {
	zsh -f -c 'compadd() { shift; print -l -- ${(M)@:#$word*}; }
		file=$1; shift; words=("$@") CURRENT=$# word=$argv[$#]
		source $file' zsh "$TOP/contrib/zsh-completion/_lanyard" "$@"
}
fish_offers() {
	fish --no-config -c 'source $argv[1]
		complete -C "$argv[2]" | string replace -r "\t.*" ""
		true' "$TOP/contrib/fish-completion/lanyard.fish" "$*"
}

# What there is: the table of verbs, and what the help says.
{
	sed -n 's/^    {"\([a-z-]*\)", \(verb\|tool\)_.*/\1/p' \
		"$TOP/helper/lanyard/main.c"
	echo capability
} | sort >"$T/verbs"
ok 'there are verbs' test "$(grep -c '' "$T/verbs")" -gt 20
lanyard --help | sed -n '/^  -q/q; s/^  \([a-z].*\)/\1/p' |
	sed 's/   .*//; s/\[.*//; s/ --.*//; s/[A-Z].*//' | tr -d '|' |
	tr -s ' ' '\n' | grep . | sort -u >"$T/help"
is "$(comm -23 "$T/verbs" "$T/help" | tr '\n' ' ')" '' \
	'lanyard --help names each verb'

while read -r verb; do
	lanyard help "$verb" >"$T/out"
	# Those that another program calls, in words of its own, nobody types.
	case $verb in
	bazel | cargo | keyring)
		: >"$T/options.$verb"
		continue
		;;
	esac
	grep -oE '(^|[^a-zA-Z0-9-])--[a-z][a-z-]*' "$T/out" |
		sed 's/^[^-]*//' | sort -u >"$T/options.$verb"
done <"$T/verbs"
ok 'there are options' test "$(cat "$T"/options.* | grep -c '')" -gt 30

for shell in bash zsh fish; do
	if ! command -v "$shell" >/dev/null; then
		skip "$shell" 'it is not here'
		continue
	fi
	"${shell}_offers" lanyard '' >"$T/offers" 2>"$T/err"
	is "$(sort "$T/offers" | comm -23 "$T/verbs" - | tr '\n' ' ')" '' \
		"$shell: offers each verb"
	is "$(grep -v '^-' "$T/offers" | grep -vx -e help -e version | sort |
		comm -13 "$T/verbs" - | tr '\n' ' ')" '' "$shell: and no other"
	while read -r verb; do
		missing=
		while read -r option; do
			"${shell}_offers" lanyard "$verb" "$option" >"$T/offers" 2>>"$T/err"
			# One that belongs to another comes behind it.
			grep -qE -- "^$option=?\$" "$T/offers" ||
				"${shell}_offers" lanyard "$verb" --all "$option" |
				grep -qE -- "^$option=?\$" || missing="$missing $option"
		done <"$T/options.$verb"
		is "$missing" '' "$shell: $verb: each option of its help"
	done <"$T/verbs"
	is_empty "$T/err" "$shell: without a word on stderr"
done

# A name with each character that one may have is offered whole.
conf <<'END'
logins = {
  a-b_C9 = { url = "https://git.example.com"; issuer = "https://id.example.com";
    client_id = "c"; };
};
END
for shell in bash zsh fish; do
	command -v "$shell" >/dev/null || continue
	is "$("${shell}_offers" lanyard login a)" a-b_C9 "$shell: a login's name"
done

# One of git's configuration is named by a URL, which bash takes apart at ":";
# what it has of the words stays, and what is offered follows it.
mkdir "$T/stub"
cat >"$T/stub/lanyard" <<'END'
#!/bin/sh
printf '%s\n' 'https://git.example.com: fresh' '  url https://git.example.com' \
	'https://git.example.com:8443/a%20b: login-needed' 'work: fresh'
END
chmod +x "$T/stub/lanyard"
PATH=$T/stub:$PATH
one=https://git.example.com two=https://git.example.com:8443/a%20b
while IFS='|' read -r wanted words; do
	# shellcheck disable=SC2086 # words
	is "$(bash_offers lanyard login $words | tr '\n' ' ')" "$wanted" \
		"bash: login $words"
done <<-END
	$one $two |h
	${one#https:} ${two#https:} |https :
	${one#https:} ${two#https:} |https : //g
	8443/a%20b |https : //git.example.com :
	8443/a%20b |https : //git.example.com : 84
	work |w
END
for shell in zsh fish; do
	command -v "$shell" >/dev/null || continue
	is "$("${shell}_offers" lanyard login https://git.example.com:8 |
		sed 's/\\//g')" "$two" "$shell: a login that is named by its URL"
done
done_testing
