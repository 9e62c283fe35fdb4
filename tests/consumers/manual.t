#!/bin/sh
# lanyard-tools(7) shows the snippets of contrib/, letter for letter.
# shellcheck disable=SC1091,SC2034,SC2046,SC2086,SC2116,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

PAGE=$TOP/helper/man/lanyard-tools.7
# What is in contrib/ for something else than a consumer of tokens.
OTHERS='bash-completion zsh-completion fish-completion cron systemd examples
	headless providers.md demo.svg setup.cast'

# in_page FILE: the block that stands under the comment with FILE's name, as
# a reader sees it.
in_page() {
	sed -n "/^\\.\\\\\" contrib\\/$(echo "$1" | sed 's|/|\\/|g')\$/,/^\\.Ed\$/p" "$PAGE" |
		sed -e '1,2d' -e '/^\.Ed$/d' -e 's/^\\&//' -e "s/\\\\(aq/'/g" \
			-e 's/\\(dq/"/g' -e 's/\\(ti/~/g' -e 's/\\(ha/^/g' \
			-e 's/\\e/\\/g'
}

cd "$TOP/contrib" || die 'contrib/'
for folder in *; do
	case " $(echo $OTHERS) " in
	*" $folder "*) ;;
	*) find "$folder" -type f ;;
	esac
done | LC_ALL=C sort >"$T/files"
sed -n 's|^\.\\" contrib/||p' "$PAGE" | LC_ALL=C sort >"$T/shown"
same "$T/shown" "$T/files" 'the page shows all of them, and no other'

while read -r file; do
	in_page "$file" >"$T/shown"
	same "$T/shown" "$file" "$file"
	ok 'which a test runs' grep -q -F -e " $file" "$TESTS"/consumers/*.t \
		"$TESTS/consumers/consumers.sh"
done <"$T/files"

done_testing
