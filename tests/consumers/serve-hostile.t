#!/bin/sh
# lanyard serve --socket, and what a sandbox may send it: each is one line in
# the journal, no answer, and nothing that others wait for. serve.t has what is
# asked rightly.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
. "$TESTS/consumers/consumers.sh"

conf <<-'END'
	logins = {
	  work = {
	    url = [ "https://git.example.com", "https://port.example.com:8443" ];
	    token_endpoint = "https://id.example.com/token";
	    client_id = "native";
	  };
	  none = {
	    url = "https://none.example.com";
	    token_endpoint = "https://id.example.com/token";
	    client_id = "native";
	  };
	};
END
no_store
access=at-0123456789abcdef
secret $access
record work token_endpoint=https://id.example.com/token client_id=native \
	"access_token=$access" obtained_at=1000000000 expires_at=99999999999 \
	generation=1

# As systemd's Accept=yes has it; in folders that others may enter.
chmod 711 "$T"
perl -MIO::Socket::UNIX -e '
	my ($path, $log, @command) = @ARGV;
	umask 0;
	my $server = IO::Socket::UNIX->new(Local => $path, Listen => 100) or die;
	$SIG{CHLD} = "IGNORE";
	alarm 180;
	open(my $ready, ">", "$path.ready");
	while (my $one = $server->accept) {
		next if fork;
		open(STDIN, "<&", $one);
		open(STDOUT, ">", "/dev/null");
		open(STDERR, ">>", $log);
		exec { $command[0] } @command;
	}' "$T/socket" "$T/journal" "$BUILD/lanyard" serve --socket \
	https://GIT.example.com:443/group https://port.example.com:8443 \
	https://none.example.com &
server=$!
: >"$T/journal"
wait_until '[ -e "$T/socket.ready" ]' 10 || die 'a socket'

# send: what perl says on its own, from stdin, over a connection that it opens;
# the line, or lines, that came of it are in $journal, the answer in $out.
send() {
	_before=$(wc -l <"$T/journal")
	timeout 60 perl -MIO::Socket::UNIX -e '
		my ($path, $code) = @ARGV;
		$SIG{PIPE} = "IGNORE";
		our $s = IO::Socket::UNIX->new(Peer => $path) or die;
		$s->autoflush(1);
		eval $code; die $@ if $@;
		if (defined $s) { $s->shutdown(1); print <$s>; }
	' "$T/socket" "$1" >"$T/out" 2>"$T/err"
	out=$(cat "$T/out")
	wait_until '[ "$(wc -l <"$T/journal")" -gt "$_before" ]' 40
	journal=$(tail -n "+$((_before + 1))" "$T/journal")
}
me="for uid $(id -u), pid [0-9]+"

# One that sends nothing, half a minute long, while all others are served.
timeout 60 perl -MIO::Socket::UNIX -e '
	my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die;
	my $begin = time; my @got = <$s>;
	printf "%d %d\n", scalar(@got), time - $begin' "$T/socket" >"$T/silent" &
silent=$!
timeout 60 perl -MIO::Socket::UNIX -e '
	my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die;
	$SIG{PIPE} = "IGNORE"; $s->autoflush(1);
	my $begin = time;
	for (1 .. 50) { last unless print {$s} "x"; select(undef, undef, undef, 1); }
	printf "%d\n", time - $begin' "$T/socket" >"$T/slow" &
slow=$!

# NAME|WHAT IS SENT (perl)|THE JOURNAL'S LINE
G='get\nprotocol=https\nhost=git.example.com\npath='
while IFS='|' read -r name code line; do
	send "$code"
	# Where only a person helps git is not to ask on.
	is "${out#quit=1}" '' "$name: no answer"
	is "$(printf '%s\n' "$journal" | wc -l)" 1 'one line'
	like "$journal" "^lanyard: serve: $line\$" 'which says so'
	unlike "$journal" "$access" 'and no token'
done <<END
nothing, and gone|undef \$s;|[?] ://[^ ]* $me: refused: nothing was asked
nothing but an end||[?] .*: refused: nothing was asked
half a verb|print {\$s} "ge"|[?] .*: refused: it begins with no verb of git's
a verb alone|print {\$s} "get"|get .*: refused: .*
half a line|print {\$s} "get\nprotocol=htt"|get .*: refused: .*
half a line without =|print {\$s} "get\nprotocol=https\nhos"|get .*: refused: it is no request of git's
half a request, and gone|print {\$s} "get\nprotocol=https\n"; undef \$s;|get https://.*: refused: not among the URLs.*
1 MB of one line|print {\$s} "get\nx=", "x" x 1000000, "\n\n"|[?] .*: refused: the request is too long
1 MB of lines|print {\$s} "get\n", "a=b\n" x 250000|[?] .*: refused: the request is too long
1 MB of zeros|print {\$s} "\0" x 1000000|[?] .*: refused: it is no request of git's
a NUL in it|print {\$s} "${G}group/x\0\n\n"|[?] .*: refused: it is no request of git's
HTTP|print {\$s} "GET / HTTP/1.1\r\n\r\n"|[?] .*: refused: it begins with no verb of git's
TLS|print {\$s} "\x16\x03\x01\x02\n\n"|[?] .*: refused: it begins with no verb of git's
a verb in capitals|print {\$s} "GET\nprotocol=https\nhost=git.example.com\npath=group/x\n\n"|[?] .*: refused: it begins with no verb of git's
a verb with more|print {\$s} "get x\n\n"|[?] .*: refused: it begins with no verb of git's
another path|print {\$s} "${G}other/x\n\n"|get https://git.example.com/other/x .*: refused: not among the URLs
another case of the path|print {\$s} "${G}Group/x\n\n"|get .*: refused: not among the URLs
one that climbs|print {\$s} "${G}group/../other\n\n"|get .*: refused: not among the URLs
one that climbs by escapes|print {\$s} "${G}group/%2e%2E/other\n\n"|get .*: refused: not among the URLs
a slash by an escape|print {\$s} "${G}group%2Fx\n\n"|get .*: refused: not among the URLs
one below by an escape|print {\$s} "${G}group/..%2fother\n\n"|get .*: refused: not among the URLs
one that climbs by url=|print {\$s} "get\nurl=https://git.example.com/group/%2e%2e/other\n\n"|get .*: refused: not among the URLs
a backslash|print {\$s} "${G}group/..\\\\\\\\other\n\n"|get .*: refused: not among the URLs
a slash before it|print {\$s} "${G}/group/x\n\n"|get .*: refused: not among the URLs
another port|print {\$s} "get\nprotocol=https\nhost=git.example.com:444\npath=group\n\n"|get .*: refused: not among the URLs
no port of one with a port|print {\$s} "get\nprotocol=https\nhost=port.example.com\npath=x\n\n"|get .*: refused: not among the URLs
another protocol|print {\$s} "get\nprotocol=http\nhost=git.example.com:443\npath=group\n\n"|get .*: refused: not among the URLs
two hosts|print {\$s} "get\nprotocol=https\nhost=evil.example\nhost=git.example.com\npath=group\n\n"|get .*: refused: it is no request of git's
url= behind a good host|print {\$s} "${G}group\nurl=https://other.example.com/x\n\n"|get .*: refused: it is no request of git's
a url= of another host|print {\$s} "get\nurl=https://other.example.com/group\n\n"|get https://other.example.com/group .*: refused: not among the URLs
a host that begins alike|print {\$s} "get\nprotocol=https\nhost=git.example.com.evil.example\npath=group\n\n"|get .*: refused: not among the URLs
a login without a token|print {\$s} "get\nprotocol=https\nhost=none.example.com\npath=x\n\n"|get https://none.example.com/x .*: no token: login none has no token.*run: lanyard login none
a store|print {\$s} "store\nprotocol=https\nhost=git.example.com\npath=group\nusername=u\npassword=p\n\n"|store .*: passed over: .*
an erase without a token|print {\$s} "erase\nprotocol=https\nhost=git.example.com\npath=group\n\n"|erase .*: refused: it has no token with it
END

# -- and what is asked rightly, in other spellings ---------------------------

while IFS='|' read -r name code; do
	send "$code"
	is "$(printf '%s\n' "$out" | grep -c "^password=$access\$")" 1 "$name: one answer"
	is "$(printf '%s\n' "$journal" | wc -l)" 1 'and one line'
	like "$journal" "$me: token [0-9a-f]{16}\$" 'with the fingerprint'
done <<END
a URL given with its port|print {\$s} "${G}group/x\n\n"
a request with the port|print {\$s} "get\nprotocol=https\nhost=git.example.com:443\npath=group/x\n\n"
a host in capitals|print {\$s} "get\nprotocol=https\nhost=Git.Example.COM\npath=group\n\n"
a URL of another port|print {\$s} "get\nprotocol=https\nhost=port.example.com:8443\n\n"
lines of CR LF|print {\$s} "get\r\nprotocol=https\r\nhost=git.example.com\r\npath=group\r\n\r\n"
two requests|print {\$s} "${G}group\n\n${G}group\n\n"
one that is not shut|print {\$s} "${G}group\n\n"; print <\$s>; undef \$s;
byte for byte|for (split //, "${G}group\n\n") { print {\$s} \$_; select(undef, undef, undef, 0.005); }
END

# -- fifty at once, and another user -----------------------------------------

before=$(wc -l <"$T/journal")
timeout 60 perl -MIO::Socket::UNIX -e '
	my ($path) = @ARGV;
	my @all = map { IO::Socket::UNIX->new(Peer => $path) or die } 1 .. 50;
	for my $s (@all) {
		$s->autoflush(1);
		print {$s} "get\nprotocol=https\nhost=git.example.com\npath=group\n\n";
	}
	my $n = 0;
	for my $s (@all) { $n += grep { /^password=at-/ } <$s>; }
	print "$n\n"' "$T/socket" >"$T/out"
is "$(cat "$T/out")" 50 'fifty at once have fifty answers'
wait_until '[ "$(wc -l <"$T/journal")" -ge $((before + 50)) ]' 20
is "$(($(wc -l <"$T/journal") - before))" 50 'and fifty lines'

if [ "$(id -u)" -eq 0 ]; then
	before=$(wc -l <"$T/journal")
	perl -MIO::Socket::UNIX -e '$> = 65534; $< = 65534;
		my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 1;
		print {$s} "get\nprotocol=https\nhost=git.example.com\npath=other\n\n";
		$s->shutdown(1); print <$s>' "$T/socket" >"$T/out"
	wait_until '[ "$(wc -l <"$T/journal")" -gt "$before" ]' 10
	like "$(tail -n 1 "$T/journal")" 'for uid 65534, pid [0-9]+: refused' \
		'another user is known by the kernel'
else
	skip 'another user is known by the kernel' 'only root becomes another'
fi

# -- whoever sends nothing holds nobody up, and is sent away -----------------

wait $silent
like "$(cat "$T/silent")" '^0 (29|3[0-9])$' 'nothing was sent: over after 30 s'
wait $slow
like "$(cat "$T/slow")" '^(29|3[0-9])$' 'a byte a second: over after 30 s, too'
is "$(grep -c ': refused: no whole request came within 30 s$' "$T/journal")" 2 \
	'each is a line'
kill $server
done_testing
