#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# A hostile folder to stand in: a cloned repository with programs of the names
# that we start, and with a configuration for git. Real curl, real git, and a
# PATH and a BROWSER that lead into it.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_server echo echo.js
echo_url=$server_url

# -- The folder: whatever is run of it notes its name --
clone=$T/clone
git init -q "$clone"
mkdir "$clone/bin"
for name in curl git xdg-open ssh lanyard-oauth tool sh env cat w3m; do
	printf '#!/bin/sh\n: >"%s/ran-$(basename "$0")"\n' "$T" \
		>"$clone/$name"
	chmod +x "$clone/$name"
	cp "$clone/$name" "$clone/bin/$name"
done

# nothing_ran NAME
nothing_ran() {
	is "$(cd "$T" && echo ran-*)" 'ran-*' "$1: nothing of the folder was run"
	rm -f "$T"/ran-*
}

# The way to it, as people have it in PATH; the rest of PATH behind it.
ways=". : bin ./bin ../clone/bin ~/bin"

# The person's own programs.
mkdir "$T/own"
printf '#!/bin/sh\nprintf "%%s\\n" "$PATH" >"%s/opened"\n' "$T" \
	>"$T/own/xdg-open"
printf '#!/bin/sh\ntool\nprintf "s3cret\\n"\n' >"$T/own/give-secret"
printf '#!/bin/sh\n: >"%s/own-tool"\n' "$T" >"$T/own/tool"
chmod +x "$T/own"/*
own=$T/own:$PATH
secret s3cret

# -- lanyard curl --
conf <<-END
	logins = {
	  work = {
	    url = [ "$echo_url" ];
	    issuer = "https://id.example.com";
	    client_id = "native";
	  };
	};
END
fresh_record work
for way in $ways; do
	run env -C "$clone" PATH="$way:$own:$way" "$BUILD/lanyard" curl \
		"$echo_url/x" -- -sS
	run_status 0 "lanyard curl, PATH=$way:..."
	like "$out" "\"authorization\":\"Bearer $access\"" 'the real curl ran'
	nothing_ran "curl, PATH=$way:..."
	run env -C "$clone" PATH="$way" "$BUILD/lanyard" curl "$echo_url/x"
	fails 1 'there is no curl in an absolute folder' "PATH=$way alone"
	nothing_ran "curl, PATH=$way"
done
run env -C "$clone" PATH= "$BUILD/lanyard" curl "$echo_url/x" -- -sS
fails 1 'there is no curl' 'an empty PATH is the current folder to others'
nothing_ran 'curl, an empty PATH'
run env -C "$clone" -u PATH "$BUILD/lanyard" curl "$echo_url/x" -- -sS
run_status 0 'without PATH curl is found where a system has it'
nothing_ran 'curl, no PATH'

# -- A client's secret from a command, and git on the way to it --
# command WORDS: a login that is due, whose secret comes from them.
command() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    token_endpoint = "http://127.0.0.1:1/token";
		    client_id = "native";
		    client_secret_command = [ $1 ];
		  };
		};
	END
	record work token_endpoint=http://127.0.0.1:1/token client_id=native \
		access_token=over expires_at=1 obtained_at=1 \
		refresh_token=rt-live-0123456789 generation=3
}
git config --global http.proxy ''
for way in $ways; do
	command '"give-secret"'
	rm -f "$T/own-tool"
	run env -C "$clone" PATH="$way:$own:$way" "$BUILD/lanyard" refresh work
	fails 5 'cannot reach 127.0.0.1:1' "a command, PATH=$way:..."
	nothing_ran "a command, PATH=$way:..."
	ok 'nor by the command itself' test -e "$T/own-tool"
	command '"tool"'
	run env -C "$clone" PATH="$way" "$BUILD/lanyard" refresh work
	fails 2 'cannot run client_secret_command.*No such file' \
		"a command, PATH=$way alone"
	nothing_ran "a command, PATH=$way"
done
# shellcheck disable=SC2088 # it is Lanyard that would expand it
for path in ./tool bin/tool ../clone/tool '~/tool' .//tool; do
	command "\"$path\""
	run env -C "$clone" HOME="$clone" "$BUILD/lanyard" refresh work
	fails 2 'names its program by a relative path' "the command $path"
	nothing_ran "the command $path"
done

# -- The browser --
conf <<-END
	logins = {
	  work = {
	    url = [ "https://git.example.com" ];
	    authorization_endpoint = "https://id.example.com/auth";
	    token_endpoint = "https://id.example.com/token";
	    client_id = "native";
	  };
	};
END
no_store
# opens NAME [VARIABLE=VALUE...]: lanyard login, which starts a browser or not;
# the person refuses.
opens() {
	_opens=$1
	shift
	rm -f "$T/opened" "$T/err"
	env -C "$clone" LANYARD_INTERACTIVE=1 "$@" "$BUILD/lanyard" login work \
		>"$T/out" 2>"$T/err" 9>&- &
	_login=$!
	ok "$_opens: the URL is shown" \
		wait_until "grep -q id.example.com/auth '$T/err'" 20
	"$NODE" -e '
	const url = new URL(process.argv[1]);
	const back = new URL(url.searchParams.get("redirect_uri"));
	back.searchParams.set("error", "access_denied");
	back.searchParams.set("state", url.searchParams.get("state"));
	fetch(back).then((r) => r.text());' \
		"$(grep -o 'https://id.example.com/auth[^ ]*' "$T/err")"
	status=0
	wait "$_login" || status=$?
	is "$status" 1 "$_opens: the login ends with the refusal"
	nothing_ran "$_opens"
}

for way in $ways; do
	opens "xdg-open, PATH=$way:..." DISPLAY=:99 PATH="$way:$own:$way"
	like "$(cat "$T/err")" 'A browser was started' \
		"xdg-open, PATH=$way:..."
	is "$(cat "$T/opened")" "$own" 'it gets PATH without that'
done
# Without an absolute folder in PATH it would be the system's own.
mkdir "$T/empty"
opens 'xdg-open of the folder alone' DISPLAY=:99 PATH=".:bin:$T/empty"
like "$(cat "$T/err")" 'Open this URL in a browser' 'no browser was started'
for browser in ./xdg-open bin/w3m w3m ../clone/w3m ./w3m:bin/w3m:w3m; do
	opens "BROWSER=$browser" BROWSER="$browser" PATH=".:bin:$PATH"
	like "$(cat "$T/err")" 'Open this URL in a browser' \
		"BROWSER=$browser: none was started"
done
opens 'the next of BROWSER' BROWSER="./w3m:$T/own/xdg-open" PATH=".:$PATH"
like "$(cat "$T/err")" 'A browser was started' 'the one that is absolute'

done_testing
