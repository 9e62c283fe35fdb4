#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# doctor and git: each fault of its configuration and of the helpers that it
# asks, provoked in the real git, and named with what mends it.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v git >/dev/null || skip_all 'git is not here'
. "$TESTS/cli/doctor.sh"

# says_git <TEXT: the user's configuration of git.
says_git() {
	cat >"$HOME/.gitconfig"
}

# -- The helpers that git asks --
healthy
rm "$HOME/.gitconfig"
finds git 'git does not ask lanyard for https://git\.example\.com' \
	'git config --global credential\.helper lanyard$' 'no helper'
mends 'no helper'
for other in store cache 'cache --timeout=99' libsecret osxkeychain \
	/usr/lib/git-core/git-credential-libsecret; do
	rm "$HOME/.gitconfig"
	git config --global credential.helper "$other"
	git config --global --add credential.helper lanyard
	finds git "asks the helper $other before lanyard" \
		'git config --global' "$other in front"
	mends "$other in front"
done
rm "$HOME/.gitconfig"
git config --global credential.helper lanyard
git config --global --add credential.helper store
finds git 'tokens to the helper store, too' 'git config --global' 'store behind'
mends 'store behind'
rm "$HOME/.gitconfig"
git config --global credential.helper store
finds git 'git does not ask lanyard' 'git config --global' 'another helper only'
mends 'another helper only'
rm "$HOME/.gitconfig"
git config --global credential.https://other.example.helper lanyard
finds git 'git does not ask lanyard' 'git config --global' 'lanyard for another host'
rm "$HOME/.gitconfig"
git config --global credential.helper store
git config --global credential.https://git.example.com.helper ''
git config --global --add credential.https://git.example.com.helper lanyard
run lanyard doctor
run_status 0 'reset for that host: all is well'
rm "$HOME/.gitconfig"
git config --global credential.helper "$T/nowhere/lanyard"
finds git "does not find the program of its helper $T/nowhere/lanyard" \
	'install' 'a helper that is not there'
git config --global credential.helper "$BUILD/lanyard"
run lanyard doctor
run_status 0 'an absolute path: all is well'
git config --global credential.helper lanyard
mkdir "$T/bin" && ln -s "$(command -v git)" "$T/bin/git"
before=$PATH PATH=$T/bin:/usr/bin:/bin
run "$BUILD/lanyard" doctor
PATH=$before
like "$out" '^fault git +work: .*does not find the program of its helper lanyard' \
	'not in PATH'
# two_logins: on one host, told apart by a path.
two_logins() {
	conf <<-END
		logins = {
		  work = { url = "https://git.example.com"; client_id = "native";
		    token_endpoint = "$FAULT_URL/x/token"; };
		  team = { url = "https://git.example.com/team"; client_id = "native";
		    token_endpoint = "$FAULT_URL/x/token"; };
		};
	END
	record team "token_endpoint=$FAULT_URL/x/token" client_id=native \
		access_token=at-0123456789 "obtained_at=$(($(now) - 100))" \
		"expires_at=$(($(now) + 3600))" generation=1 \
		refresh_token=rt-0123456789
}
healthy
two_logins
run lanyard doctor
is "$(grep -c 'fault git .*several logins are for https://git\.example\.com' \
	"$T/out")" 1 'several logins on one host, without a path'
mends 'useHttpPath'

# -- Others before it, of which nothing is known --
mkdir "$T/tools"
printf '#!/bin/sh\necho\n' >"$T/tools/git-credential-other"
printf '#!/bin/sh\nexec lanyard "$@"\n' >"$T/tools/wraps"
ln -s "$BUILD/lanyard" "$T/tools/git-credential-linked"
chmod 755 "$T/tools/"*
healthy
# before SHOWN HELPER NAME: git asks HELPER first.
before() {
	rm -f "$HOME/.gitconfig"
	git config --global credential.helper "$2"
	git config --global --add credential.helper lanyard
	finds git "asks the helper $1 before lanyard, and lanyard only where" \
		'git config --global' "$3 in front"
	mends "$3 in front"
}
secret password-in-a-helper
before '!f' '!f() { echo password=password-in-a-helper; }; f' 'a function'
before '!echo' '!echo password=password-in-a-helper' 'a command'
before '!/usr/bin/gh' '!/usr/bin/gh auth git-credential' "another tool's command"
before "$T/tools/git-credential-other" "$T/tools/git-credential-other" 'an absolute path'
before=$PATH PATH=$T/tools:$PATH
before other other 'a program in PATH'
rm "$HOME/.gitconfig"
git config --global credential.helper nowhere
git config --global --add credential.helper lanyard
finds git 'asks the helper nowhere before lanyard, and does not find its program' \
	'git config --global' 'one that is not there'
mends 'one that is not there'
# What leads to lanyard is lanyard.
for helper in "$T/tools/wraps" linked '!f() { test "$1" = get && lanyard get; }; f' \
	"!$BUILD/lanyard"; do
	rm "$HOME/.gitconfig"
	git config --global credential.helper "$helper"
	run lanyard doctor
	run_status 0 "lanyard as $helper"
done
PATH=$before
rm "$HOME/.gitconfig"
git config --global credential.helper lanyard
git config --global --add credential.helper '!f() { echo x; }; f'
run lanyard doctor
run_status 0 'one behind it that is not known to keep tokens'

# -- Reset by an empty one --
says_git <<-END
	[credential]
		helper = lanyard
		helper =
END
finds git 'an empty credential\.helper behind it has git forget it' \
	'git config --global' 'forgotten for all hosts'
mends 'forgotten for all hosts'
says_git <<-END
	[credential]
		helper = lanyard
	[credential "https://git.example.com"]
		helper =
		helper = store
END
finds git 'has git forget it' 'git config --global' 'forgotten for that host'
mends 'forgotten for that host'
says_git <<-END
	[credential]
		helper = cache
	[credential "https://git.example.com"]
		helper =
		helper = lanyard
	[credential]
		helper = store
END
finds git 'tokens to the helper store, too' 'git config --global' 'what is set for all comes behind'
mends 'what is set for all comes behind'
says_git <<-END
	[credential "https://other.example"]
		helper =
	[credential]
		helper = lanyard
END
run lanyard doctor
run_status 0 'a reset for another host'

# -- What git says of the host --
healthy
git config --global credential.useHttpPath true
run lanyard doctor
run_status 0 'useHttpPath that nothing needs is no fault'
like "$out" '^ok +git +it says which path of https://git\.example\.com it wants' \
	'but is told'
a_conf 'username = "me";'
a_record username=me
git config --global credential.username joe
finds git 'work: git asks for the account joe of https://git\.example\.com' \
	"git config --global --replace-all credential\\.https://git\\.example\\.com\\.username 'me'" \
	'credential.username of another'
mends 'credential.username of another'
healthy
git config --global http.extraHeader 'Authorization: Basic password-in-a-helper'
finds git 'sends https://git\.example\.com an Authorization of its own' \
	"git config --show-origin --name-only --get-regexp" 'http.extraHeader'
unlike "$(sh "$T/next" 2>&1)" 'password' 'and what shows it shows no password'

# -- A git that fails --
healthy
printf '[credential]\n\thelper = lanyard\n[user\n' | says_git
run lanyard doctor
is "$status" 1 'a configuration that git cannot read: exit 1'
is_empty "$T/err" 'and git is not heard'
like "$out" "^fault git +git cannot read its configuration: bad config line 3 in file $HOME/\.gitconfig" \
	'is named with its line'
is "$(sed -n 's/^      next: //p' "$T/out")" "\${EDITOR:-vi} +3 '$HOME/.gitconfig'" \
	'and what opens it there'
echo 'sed -i 3d "$2"' >"$T/editor"
sed -n 's/^      next: //p' "$T/out" >"$T/next"
EDITOR="sh $T/editor" sh "$T/next"
run lanyard doctor
run_status 0 'mended there, all is well'
GIT_CONFIG_PARAMETERS=rubbish run lanyard doctor
is "$status" 1 'a bogus GIT_CONFIG_PARAMETERS: exit 1'
like "$out" '^fault git +git cannot read its configuration: bogus format in GIT_CONFIG_PARAMETERS' \
	'is named'
mkdir "$T/gits"
# git_that COMMANDS: instead of git.
git_that() {
	printf '#!/bin/sh\n%s\n' "$1" >"$T/gits/git"
	chmod 755 "$T/gits/git"
	PATH=$T/gits:$PATH run lanyard doctor
}
git_that 'exit 3'
like "$out" '^fault git +git cannot read its configuration: exit status 3' 'a git that fails'
is "$status" 1 'exit 1'
git_that 'kill -9 $$'
like "$out" '^fault git +git cannot read its configuration: exit status 137' 'one that is killed'
git_that 'test "$1" = config || echo "hub version 2.14"'
like "$out" '^fault git +the program git says "hub version 2\.14" for its version' 'another program'
like "$out" '^      next: see which it is: command -v git' 'and how to see which'
for version in 1.7.1 1.9.5 2.0.0 2.8.6; do
	git_that "[ \"\$1\" = --version ] && { echo git version $version; exit; }
		exec $(PATH=$before command -v git) \"\$@\""
	one_fault git "git version $version is too old: before 2\.9 an empty credential\.helper" \
		'install a newer git' "git $version"
done
for version in 2.9.0 2.17.1 2.40.4 2.41.0 2.45.9 2.46.0; do
	git_that "[ \"\$1\" = --version ] && { echo git version $version; exit; }
		exec $(PATH=$before command -v git) \"\$@\""
	run_status 0 "git $version is no fault"
	case $version in
	2.9.0 | 2.17* | 2.40*) wanted='before 2.41 it tells other helpers no expiry, and before 2.46' ;;
	2.41* | 2.45*) wanted="$version; before 2.46 it does not ask again where a token is rejected" ;;
	*) wanted="git version $version\$" ;;
	esac
	like "$out" "^ok +git +.*$wanted" "what $version lacks is told"
done

# -- No git --
healthy
mkdir "$T/without"
run env "PATH=$T/without" "$BUILD/lanyard" doctor
one_fault git "git is in no folder of PATH, and $HOME/\.gitconfig has it ask lanyard" \
	'install git, .* whereis git' 'no git, though it was to ask'
rm "$HOME/.gitconfig"
run env "PATH=$T/without" "$BUILD/lanyard" doctor
run_status 0 'no git, and nobody wants it to ask'
like "$out" '^ok +git +not installed, so nothing asks$' 'is told'

done_testing
