#!/bin/sh
# lanyard serve --socket: a sandbox has the socket and not the store, and gets
# tokens for the URLs that it may ask for, and for nothing else. Real git, and
# contrib's helper as it stands there.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/consumers/consumers.sh"

conf <<-'END'
	logins = {
	  work = {
	    url = [ "https://git.example.com", "https://other.example.com" ];
	    token_endpoint = "https://id.example.com/token";
	    client_id = "native";
	  };
	};
END
no_store
access=at-0123456789abcdef
secret $access
stored() {
	record work token_endpoint=https://id.example.com/token \
		client_id=native "access_token=$access" \
		obtained_at=1000000000 expires_at=99999999999 generation=1
}
stored

# A process for each connection, as systemd's Accept=yes has it.
perl -MIO::Socket::UNIX -e '
	my ($path, $log, @command) = @ARGV;
	my $server = IO::Socket::UNIX->new(Local => $path, Listen => 20) or die;
	$SIG{CHLD} = "IGNORE";
	alarm 120;
	open(my $ready, ">", "$path.ready");
	while (my $one = $server->accept) {
		next if fork;
		open(STDIN, "<&", $one);
		open(STDOUT, ">", "/dev/null");
		open(STDERR, ">>", $log);
		exec { $command[0] } @command;
	}' "$T/socket" "$T/journal" "$BUILD/lanyard" serve --socket \
	https://git.example.com/group https://git.example.com/own.git &
server=$!
tries=100
until [ -e "$T/socket.ready" ] || [ $tries -eq 0 ]; do
	tries=$((tries - 1))
	sleep 0.1
done

# ask VERB LINE...: over the socket; the journal's lines are in $journal.
ask() {
	_before=$(wc -l <"$T/journal" 2>/dev/null || echo 0)
	printf '%s\n' "$@" '' |
		timeout 20 socat -t 10 - "UNIX-CONNECT:$T/socket" >"$T/out"
	out=$(cat "$T/out")
	tries=50
	until [ "$(wc -l <"$T/journal")" -gt "$_before" ] || [ $tries -eq 0 ]; do
		tries=$((tries - 1))
		sleep 0.1
	done
	journal=$(tail -n "+$((_before + 1))" "$T/journal")
}
: >"$T/journal"

print=$(printf %s $access | sha256sum | cut -c 1-16)
ask get protocol=https host=git.example.com path=group/project.git
like "$out" "^password=$access\$" 'what is below a URL is answered'
like "$journal" "^lanyard: serve: get https://git\.example\.com/group/project\.git for uid $(id -u), pid [0-9]+: token $print\$" \
	'and is a line in the journal, with the fingerprint of the token'
unlike "$(cat "$T/journal")" "$access" 'not the token'
ask get protocol=https host=git.example.com path=own.git
like "$out" "^password=$access\$" 'a URL itself, too'
ask get protocol=https host=GIT.example.com path=group
like "$out" "^password=$access\$" 'a host in other letters'

# -- everything else is refused, and told ---------------------------------

while IFS='|' read -r name lines; do
	# shellcheck disable=SC2086 # a line a word
	ask get $lines
	is "$out" '' "$name: no answer"
	like "$journal" ': refused: ' 'and a line says so'
done <<'END'
another host of the login|protocol=https host=other.example.com path=group/x
no path|protocol=https host=git.example.com
another path|protocol=https host=git.example.com path=other/x
one that begins alike|protocol=https host=git.example.com path=groups/x
one that climbs|protocol=https host=git.example.com path=group/../other/x
one that climbs at its end|protocol=https host=git.example.com path=group/..
another protocol|protocol=http host=git.example.com path=group/x
another port|protocol=https host=git.example.com:8443 path=group/x
two hosts|protocol=https host=git.example.com host=git.example.com path=group/x
no request|nonsense
nothing|
END
ask steal protocol=https host=git.example.com path=group/x
is "$out" '' 'a verb that is none of git'"'"'s'
like "$journal" 'refused: it begins with no verb' 'is told'
printf 'get\nprotocol=https\nhost=\033[2Jgit.example.com\npath=x\n\n' |
	timeout 20 socat -t 10 - "UNIX-CONNECT:$T/socket" >"$T/out"
is "$(cat "$T/out")" '' 'escape sequences'
sleep 0.5
is "$(LC_ALL=C tr -d '\n\040-\176' <"$T/journal")" '' 'reach no journal'

# -- the owner's store is the owner's -------------------------------------

ask store protocol=https host=git.example.com path=group/x username=x \
	password=stolen
is "$(field work access_token)" $access 'store changes nothing'
ask erase protocol=https host=git.example.com path=group/x
is "$(field work access_token)" $access 'erase without the token neither'
ask erase protocol=https host=git.example.com path=group/x username=oauth2 \
	password=another
is "$(field work access_token)" $access 'nor with another'
ask erase protocol=https host=git.example.com path=group/x username=oauth2 \
	password=$access
is "$(field work access_token)" '' 'with the token it is dropped'
ask get protocol=https host=git.example.com path=group/x
unlike "$out" 'password|credential' 'nobody is asked to log in'
like "$journal" 'no token' 'which is told'
stored

# -- a real git, with contrib's helper and no store of its own ------------

mkdir "$T/sandbox"
place "$T/sandbox/.gitconfig" containers/gitconfig /run/lanyard.sock "$T/socket"
fill() {
	printf 'url=%s\n\n' "$1" | env -i HOME="$T/sandbox" PATH="$PATH" \
		GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1 \
		GIT_CONFIG_GLOBAL="$T/sandbox/.gitconfig" \
		timeout 60 git credential fill 2>/dev/null
}
like "$(fill https://git.example.com/group/a.git)" "^password=$access\$" \
	'git in a sandbox has the token'
is "$(fill https://git.example.com/other/a.git)" '' 'and no other'
is "$(find "$T/sandbox" -name 'lanyard*')" '' 'no store is made there'

# -- what it is started with ----------------------------------------------

run lanyard serve </dev/null
run_status 2 'without --socket'
like "$err" 'wants --socket and URLs' 'it is said'
run lanyard serve --socket </dev/null
run_status 2 'without a URL'
run lanyard serve --socket ssh://git.example.com </dev/null
run_status 2 'a URL that is none of http'
run lanyard serve --socket https://git.example.com </dev/null
run_status 2 'without a socket'
like "$err" 'no local socket' 'it is said'

kill $server
done_testing
