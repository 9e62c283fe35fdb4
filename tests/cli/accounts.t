#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# Several accounts on one host: each way to say which is meant, asked by the real
# `git credential fill`; nobody gets another's token.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v git >/dev/null || skip_all 'git is not here'
accounts='alice bob team at pct none'
conf <<'END'
logins = {
  alice = { url = "https://git.example.com"; username = "alice";
    issuer = "https://id.example.com"; client_id = "native"; };
  bob = { url = "https://git.example.com"; username = "bob";
    issuer = "https://id.example.com"; client_id = "native"; };
  team = { url = "https://git.example.com/team"; username = "alice";
    issuer = "https://id.example.com"; client_id = "native"; };
  at = { url = "https://at.example.com"; username = "alice@corp.example";
    issuer = "https://id.example.com"; client_id = "native"; };
  pct = { url = "https://at.example.com"; username = "a%40b";
    issuer = "https://id.example.com"; client_id = "native"; };
  none = { url = "https://none.example.com";
    issuer = "https://id.example.com"; client_id = "native"; };
};
END
for name in $accounts; do
	fresh_record "$name" "access_token=at-of-$name-0123456789"
	sed -i '/^access_token=at-fresh/d' "$LANYARD_STORE/logins/$name"
	secret "at-of-$name-0123456789"
done
git config --global credential.helper lanyard
LANYARD_INTERACTIVE=0 GIT_TERMINAL_PROMPT=0
export LANYARD_INTERACTIVE GIT_TERMINAL_PROMPT

# fills URL: whose token git is given for it; nobody's: "".
fills() {
	printf 'url=%s\n\n' "$1" >"$T/in"
	git credential fill <"$T/in" >"$T/out" 2>"$T/err" || :
	sed -n 's/^password=at-of-\(.*\)-0123456789$/\1/p' "$T/out"
}
# rows URL WHO...: pairs of what is asked for, and whose token comes; -: none.
while read -r url who; do
	[ "$who" != - ] || who=
	is "$(fills "$url")" "$who" "$url: ${who:-nobody}"
done <<'END'
https://alice@git.example.com/x.git alice
https://bob@git.example.com/x.git bob
https://git.example.com/x.git alice
https://carol@git.example.com/x.git -
https://Alice@git.example.com/x.git -
https://ALICE@GIT.EXAMPLE.COM/x.git -
https://bob@GIT.Example.com:443/x.git bob
https://%62ob@git.example.com/x.git bob
https://bo%62@git.example.com/x.git bob
https://bob%20@git.example.com/x.git -
https://bob%40corp@git.example.com/x.git -
https://b%6Fb@git.example.com/x.git bob
https://alice%40corp.example@at.example.com/x.git at
https://alice@at.example.com/x.git -
https://a%2540b@at.example.com/x.git pct
https://a%40b@at.example.com/x.git -
https://oauth2@git.example.com/x.git alice
https://anybody@none.example.com/x.git none
https://bob@other.example.com/x.git -
https://bob@git.example.com.evil.example/x.git -
http://bob@git.example.com/x.git -
http://bob@git.example.com:443/x.git -
https://bob@git.example.com:8443/x.git -
END
for by in bob alice; do
	git config --global credential.https://git.example.com.username $by
	is "$(fills https://git.example.com/x.git)" $by "credential.<url>.username: $by"
done
is "$(fills https://bob@git.example.com/x.git)" bob 'the URL has the last word'
git config --global credential.https://git.example.com.username carol
is "$(fills https://git.example.com/x.git)" '' 'credential.<url>.username of nobody'
git config --global --unset-all credential.https://git.example.com.username

# -- By path --
git config --global credential.useHttpPath true
is "$(fills https://git.example.com/team/x.git)" team 'by path'
is "$(fills https://alice@git.example.com/team/x.git)" team 'by path and name'
is "$(fills https://bob@git.example.com/team/x.git)" bob 'by name, whose path is the host'
is "$(fills https://git.example.com/teams/x.git)" alice 'a whole segment'
is "$(fills https://carol@git.example.com/team/x.git)" '' 'nobody of that name'
git config --global credential.useHttpPath false

# -- insteadOf: two short forms, one host, two accounts --
git init -q "$T/repo"
git config --global url.https://bob@git.example.com/.insteadOf b:
git config --global url.https://alice@git.example.com/.insteadOf a:
for short in a b; do
	git -C "$T/repo" remote add $short "$short:x.git"
	wanted=alice
	[ $short = a ] || wanted=bob
	is "$(fills "$(git -C "$T/repo" remote get-url $short)")" $wanted \
		"insteadOf $short: is $wanted"
done

# -- By name, and as a URL --
while read -r target who; do
	run lanyard token "$target"
	if [ "$who" = - ]; then
		is "$status" 2 "token $target: exit 2"
		is_empty "$T/out" "token $target: nothing is printed"
	else
		is "$out" "at-of-$who-0123456789" "token $target: $who"
	fi
done <<'END'
alice alice
https://bob@git.example.com bob
bob@git.example.com -
carol@git.example.com -
https://carol@git.example.com -
Bob -
END
run lanyard token bob@git.example.com
fails 2 'no login named bob@git\.example\.com' 'what is no URL is a name'
like "$err" '^lanyard: hint: .*git\.example\.com' 'and the hint has what is meant'
# No answer names another's token anywhere.
for verb in get erase; do
	request $verb protocol=https host=git.example.com username=carol ''
	is "$status" 0 "$verb for carol: exit 0"
	is_empty "$T/out" "$verb for carol: nothing on stdout"
	is_empty "$T/err" "$verb for carol: nor on stderr"
done
for name in $accounts; do
	is "$(field "$name" access_token)" "at-of-$name-0123456789" "$name has its token still"
done
request erase protocol=https host=git.example.com username=bob \
	password=at-of-bob-0123456789 ''
is "$(field bob access_token)" '' 'what is rejected is dropped of the one'
is "$(field alice access_token)" at-of-alice-0123456789 'and not of the other'
request get protocol=https host=git.example.com username=alice ''
like "$out" '^password=at-of-alice-' 'who answers as ever'

done_testing
