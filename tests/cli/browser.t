#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# Which browser is started for a login, and with which words: BROWSER is a list
# of commands, no shell sees the URL. The browser here notes its arguments and
# answers as a person who refuses.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

mkdir "$T/bin"
cat >"$T/bin/noting" <<'END'
#!/bin/sh
printf '%s\n' "$@" >"$NOTES"
# What every user can read leads to the server's address, which has the state.
start=$(grep -o 'http://127\.0\.0\.1:[0-9]*/[A-Za-z0-9_-]*' "$NOTES" | head -n 1)
url=$(curl -q -s -D - --noproxy '*' --max-time 10 "$start" |
	tr -d '\r' | sed -n 's/^Location: //p')
printf '%s\n' "$url" >"$NOTES.url"
field() {
	printf '%s\n' "$url" | sed -n "s/.*[?&]$1=\([^&]*\).*/\1/p"
}
back=$(field redirect_uri | sed -e 's/%3A/:/g' -e 's/%2F/\//g')
exec curl -q -s -o "$NOTES.page" --noproxy '*' --max-time 10 \
	"$back?error=access_denied&state=$(field state)"
END
chmod +x "$T/bin/noting"
noting=$T/bin/noting
NOTES=$T/notes
LANYARD_INTERACTIVE=1
export NOTES LANYARD_INTERACTIVE

# no_issuer [QUERY]: nothing has to be asked before the browser is.
no_issuer() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    authorization_endpoint = "https://id.example.com/auth${1:-}";
		    token_endpoint = "https://id.example.com/token";
		    client_id = "native";
		  };
		};
	END
}
no_issuer

# opens WORDS NAME [VARIABLE=VALUE...]: the browser's arguments, "URL" for the
# URL, joined by "|".
opens() {
	_words=$1 _name=$2
	shift 2
	rm -f "$NOTES"
	run timeout 20 env "$@" lanyard login work
	is "$status" 1 "$_name: the login ends with the refusal"
	is "$(sed 's,http://127\.0\.0\.1:[0-9]*/[A-Za-z0-9_-]*,URL,' "$NOTES" |
		tr '\n' '|')" "$_words" "$_name: its arguments"
}

opens 'URL|' 'a command' BROWSER="$noting"
opens '-new|-x|URL|' 'a command with words, the URL last' \
	BROWSER="$noting  -new -x "
opens 'one|URL|two|' 'the URL where %s is' BROWSER="$noting one %s two"
opens '--url=URL!|URL|' 'within a word, and twice' \
	BROWSER="$noting --url=%s! %s"
opens '100%|%d|%|URL|' '%% is %, any other % itself' \
	BROWSER="$noting 100%% %d %"
opens "\$(touch|$T/ran)|;|\"*'|URL|" 'no shell sees it' \
	BROWSER="$noting \$(touch $T/ran) ; \"*'"
not_ok 'nothing was run' test -e "$T/ran"
opens 'URL|' 'the next of a list, where one cannot be started' \
	BROWSER="/nonexistent/browser:$T:$noting"
opens 'URL|' 'an empty place in the list' BROWSER=":: :$noting"
long=$(printf 'x %.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
opens 'URL|' 'one with too many words is passed over' \
	BROWSER="$noting $long$long$long$long:$noting"
opens 'last|URL|' 'the rest of a list is not needed' \
	BROWSER="$noting last:$T/bin/none"

# A desktop has its own choice, where BROWSER makes none.
cp "$noting" "$T/bin/xdg-open"
PATH=$T/bin:$PATH
opens 'URL|' 'xdg-open under X' DISPLAY=:99
opens 'URL|' 'xdg-open under Wayland' WAYLAND_DISPLAY=wayland-0
opens 'mine|URL|' 'BROWSER before xdg-open' DISPLAY=:99 BROWSER="$noting mine"

# WSL: Windows' browser, whatever DISPLAY says; without wslu's program, another.
cp "$noting" "$T/bin/wslview"
opens 'URL|' 'wslview in WSL' WSL_DISTRO_NAME=Debian
mv "$T/bin/xdg-open" "$T/bin/xdg-open.not"
opens 'URL|' 'wslview in WSL, which has a DISPLAY, too' \
	WSL_DISTRO_NAME=Debian DISPLAY=:0
mv "$T/bin/xdg-open.not" "$T/bin/xdg-open"
rm "$T/bin/wslview"
opens 'URL|' 'xdg-open in WSL without wslview' WSL_DISTRO_NAME=Debian
opens 'mine|URL|' 'BROWSER before wslview' WSL_DISTRO_NAME=Debian \
	BROWSER="$noting mine"

unlike "$(cat "$NOTES")" 'state=|code_challenge|id\.example' \
	'no argument has state or challenge'

# Where the answer can only be pasted the argument is ours all the same.
for uri in urn:ietf:wg:oauth:2.0:oob https://app.example.com/cb \
	com.example.app:/cb; do
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    authorization_endpoint = "https://id.example.com/auth";
		    token_endpoint = "https://id.example.com/token";
		    client_id = "native";
		    redirect_uri = "$uri";
		  };
		};
	END
	rm -f "$NOTES" "$NOTES.url"
	BROWSER=$noting timeout 20 script -qfec "lanyard login work" "$T/typescript" \
		<"$T/life" >"$T/screen" 2>&1 9>&- &
	paster=$!
	wait_until '[ -s "$NOTES.url" ]' 15
	like "$(cat "$NOTES")" '^http://127\.0\.0\.1:[0-9]+/[A-Za-z0-9_-]{20,}$' \
		"$uri: the browser's argument is an address of ours"
	like "$(cat "$NOTES.url")" '^https://id\.example\.com/auth\?.*state=' \
		'which leads to the server'
	kill "$paster"
	wait "$paster"
done
no_issuer

# A cloned repository may have a file named git: nothing asks that.
mkdir "$T/repo"
printf '#!/bin/sh\n: >"%s"\n' "$T/ran" >"$T/repo/git"
chmod +x "$T/repo/git"
for path in ".:$PATH" ":$PATH" "/nonexistent::$PATH" "/nonexistent:.:$PATH"; do
	rm -f "$NOTES"
	run timeout 20 env -u LANYARD_INTERACTIVE -C "$T/repo" PATH="$path" \
		BROWSER="$noting" "$BUILD/lanyard" login work
	is "$status" 1 'PATH with a relative folder: somebody is there'
	not_ok "no repository's git was run" test -e "$T/ran"
done

# What no URL may have is escaped; what is escaped stays so.
no_issuer '?a={b}|%7C%&c=\"`^'
rm -f "$NOTES"
run timeout 20 env BROWSER="$noting" lanyard login work
is "$status" 1 'strange characters: the login ends with the refusal'
like "$(cat "$NOTES.url")" '/auth\?a=%7Bb%7D%7C%7C%25&c=%22%60%5E&' \
	'strange characters are escaped'

done_testing
