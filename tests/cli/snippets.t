#!/bin/sh
# contrib/providers.md: each login in it is one that lanyard.conf takes, and
# answers the host that it is for; all of them fit into one file.
# shellcheck disable=SC1091,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

# The blocks between ``` lines, numbered.
awk -v T="$T" '/^```/ { open = !open; count += open; next }
	open { print > (T "/block." count) }
	END { print count }' "$TOP/contrib/providers.md" >"$T/count"
count=$(cat "$T/count")
ok 'there are snippets for seven providers at least' [ "$count" -ge 7 ]

(umask 077 && mkdir -p "$HOME/.config/lanyard" &&
	for provider in google github bitbucket; do
		echo secret >"$HOME/.config/lanyard/$provider.secret"
	done)

# name FILE: the name of the first login in it.
name() {
	sed -n 's/^  \([a-z]*\) = {$/\1/p' "$1" | head -n 1
}

i=0
while [ "$i" -lt "$count" ]; do
	i=$((i + 1))
	login=$(name "$T/block.$i")
	cp "$T/block.$i" "$LANYARD_CONFIG"
	chmod 600 "$LANYARD_CONFIG"
	run lanyard status "$login"
	ok "snippet $i, $login, is taken" [ "$status" -eq 0 ]
	[ "$status" -eq 0 ] || sed 's/^/# /' "$T/err"
	ok "snippet $i, $login, says nothing is wrong" \
		[ "$(grep -c -i 'error' "$T/err")" -eq 0 ]
	url=$(sed -n 's/^ *url *= [^"]*"\([^"]*\)".*/\1/p' "$T/block.$i" |
		sed 's/\*/some/')
	LANYARD_INTERACTIVE=0 run lanyard token "$url"
	ok "snippet $i answers $url" [ "$status" -eq 3 ]
	ok "snippet $i is the login asked for" grep -q "$login" "$T/err"
done

# One of each name, in one file.
{
	echo 'logins = {'
	i=0
	seen=' '
	while [ "$i" -lt "$count" ]; do
		i=$((i + 1))
		login=$(name "$T/block.$i")
		case $seen in *" $login "*) continue ;; esac
		seen="$seen$login "
		sed '1d;$d' "$T/block.$i"
	done
	echo '};'
} >"$LANYARD_CONFIG"
run lanyard status
ok 'all of them stand in one file' [ "$status" -eq 0 ]
ok 'and each is listed' \
	[ "$(grep -c 'login-needed' "$T/out")" -eq "$(echo "$seen" | wc -w)" ]

done_testing
