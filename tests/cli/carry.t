#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# export, import: a login goes to another machine, which is another store here,
# and is lost or used at two places by nothing that fails on the way.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

. "$TESTS/cli/carry.sh"

# is_here NAME / is_moved NAME: its tokens are used here, are marked as moved.
is_here() {
	run lanyard token work
	answers "$1" <<-END
		$access
	END
}
is_moved() {
	run lanyard token work
	fails 3 'login work was moved to another machine on 20' "$1: no token"
	is "$(field work moved_refresh_token)" "$refresh" "$1: it is kept"
}

# -- Here and there -------------------------------------------------------
work_conf 'username = "ada"; scope = [ "api" ]; client_secret = "cs-0123456789";
	authorization_parameters = { prompt = "consent"; }; proxy = "http://p:1";'
secret cs-0123456789
anew refresh_token_rotates=true scope=api
run lanyard export work
is "$status" 0 'export: done'
like "$err" '^lanyard: login work: its server gives another refresh token' \
	'and warns where the server rotates'
is "$(grep -c '' "$T/err")" 1 'in one line'
sort "$T/out" >"$T/sorted"
sort >"$T/wanted" <<END

access_token=$access
client_id=native
client_secret=cs-0123456789
expires_at=$expires
generation=3
git_authtype=basic
issuer=https://id.example.com
name=work
obtained_at=$(field work obtained_at)
refresh_token=$refresh
refresh_token_rotates=true
scope=api
url[]=https://git.example.com
username=ada
END
same "$T/sorted" "$T/wanted" 'it is the record, described by the configuration'
cp "$T/out" "$T/carried"
run there lanyard import <"$T/carried"
is "$status" 0 'import: done'
is_empty "$T/out" 'nothing on stdout'
like "$err" 'answers for https://git\.example\.com.*issuer https://id\.example\.com, client native$' \
	'and says for which URL, whose tokens, and as which client'
is "$(stat -c %a "$there" "$there/logins/work" | tr '\n' ' ')" '700 600 ' \
	'it is nobody else'\''s to read'
printf 'url=https://git.example.com\n\n' >"$T/in"
run there lanyard get <"$T/in"
answers 'git is answered there, without a configuration' <<END
username=oauth2
password=$access
password_expiry_utc=$expires

END
run there lanyard export work
same "$T/out" "$T/carried" 'and from there it is the same'
run there lanyard import <"$T/carried"
fails 4 'there is a login work here' 'a second time it is there already'
run there lanyard import --name other <"$T/carried"
fails 2 'login work answers for https://git\.example\.com' \
	'under another name it would take the requests'
run there lanyard import --quiet --force <"$T/carried"
silent 'by force'
is "$(LANYARD_STORE=$there field work generation)" 4 \
	'with a generation of its own'
run there lanyard logout work
run there lanyard import --name=home <"$T/carried"
is "$(LANYARD_STORE=$there field home name)" home 'under another name'

# -- A terminal -----------------------------------------------------------
if command -v script >/dev/null; then
	work_conf
	anew
	script -qec 'lanyard export work; echo "status $?"' /dev/null \
		>"$T/tty" 2>&1 </dev/null
	like "$(cat "$T/tty")" 'tokens are not shown on a terminal' \
		'a terminal is not given a token'
	like "$(cat "$T/tty")" '^status 2' 'with status 2'
	unlike "$(cat "$T/tty")" "$access|$refresh" 'nor any of it'
	script -qec 'lanyard export --force work' /dev/null \
		>"$T/tty" 2>&1 </dev/null
	like "$(cat "$T/tty")" "$access" 'but by force'
fi

# -- What is not exported -------------------------------------------------
no_store
run lanyard export work
fails 3 'login work has no token' 'without a token'
run lanyard export nobody
fails 2 'no login named nobody' 'an unknown one'
for words in '' 'work more' '--mov work'; do
	# shellcheck disable=SC2086 # words
	run lanyard export $words
	is_usage 'usage: lanyard export' "export $words"
done
for words in work '--undo' '--undo work more' '--undo --force work' \
	'--name' '--name= x' '--hello'; do
	# shellcheck disable=SC2086
	run lanyard import $words
	is_usage 'usage: lanyard import' "import $words"
done
run lanyard import --undo nobody
fails 2 'no login named nobody' 'import --undo of an unknown one'

# -- Moved ----------------------------------------------------------------
anew
lanyard export --move work 2>"$T/err" | there lanyard import 2>>"$T/err.there"
is_empty "$T/err" 'a move says nothing where it goes'
is_moved 'export --move'
run there lanyard token work
answers 'it is used there' <<END
$access
END
request get url=https://git.example.com
fails 3 'moved to another machine' 'get: one error'
ok 'get: and git is told to quit' quits
like "$err" '^lanyard: hint: .*lanyard import --undo work' 'get: and what to do'
request erase url=https://git.example.com "username=x" "password=$access"
silent 'erase'
request store url=https://git.example.com "username=x" "password=pw" \
	oauth_refresh_token=rt-live-other
silent 'store'
for verb in refresh login export; do
	run lanyard $verb work
	fails 3 'moved to another machine on' "$verb"
done
echo rt-live-other >"$T/in"
run lanyard seed work <"$T/in"
fails 3 'moved to another machine' 'seed'
run lanyard refresh --all --within 300d
silent 'refresh --all passes it over'
run lanyard status --exit-code work
says '^work: moved$' 'status: moved, and nothing amiss'
like "$out" '^  next: lanyard import --undo work' 'status: what to do'
run lanyard status --json
says '"state":"moved".*"moved_at":[0-9]*,' 'status --json'
is_moved 'after all that'
there lanyard export --move work 2>/dev/null | run lanyard import
is_here 'moved back: it is the same login, so no force is needed'
anew
lanyard export --move work >"$T/carried"
run lanyard import --undo work
silent 'import --undo'
is_here 'then it is used here again'
run lanyard import --undo work
silent 'and again'
lanyard export --move work >"$T/carried"
run lanyard logout work
like "$err" 'nothing is revoked' 'logout of it: it is said that nothing is revoked'
not_ok 'and it is gone' test -e "$LANYARD_STORE/logins/work"

# -- What fails on the way ------------------------------------------------
# row NAME COMMAND ERE: export --move into it fails, and nothing is moved.
row() {
	anew
	status=0
	sh -c "$2" >"$T/out" 2>"$T/err" 9>&- || status=$?
	if [ -n "$3" ]; then
		like "$(cat "$T/err")" "$3" "$1: said"
	fi
	is_here "$1: not moved"
}
row 'a reader that has ended' 'lanyard export --move work | false' \
	'work is not exported: nobody reads it'
row 'one that ends later' 'lanyard export --move work | sleep 0.2' \
	'work is not exported: nobody reads it'
row 'one that reads a byte' \
	'lanyard export --move work | dd bs=1 count=1 2>/dev/null' \
	'work is not exported: nobody reads it'
row 'one that reads all but the end' \
	"lanyard export --move work | dd bs=1 count=\$(($(wc -c <"$T/carried") - 1)) 2>/dev/null" \
	'work is not exported: nobody reads it'
row 'a full disk' 'lanyard export --move work >/dev/full' \
	'work is not exported: stdout: No space left'
row 'stdout closed' 'lanyard export --move work >&-' \
	'work is not exported: stdout'
mkfifo "$T/fifo"
row 'TERM while the reader waits' \
	'exec 8<>"$T/fifo"; lanyard export --move work >"$T/fifo" & pid=$!
	sleep 0.2; kill $pid; wait $pid; head -c 1 <&8 >"$T/x"' \
	'Terminated'
row 'the store is full' 'mkdir "$LANYARD_STORE/logins/work.new"
	lanyard export --move work >"'"$T"'/x"; s=$?
	rmdir "$LANYARD_STORE/logins/work.new"; exit $s' 'work'
is_empty "$T/x" 'and nothing has left'

# Killed while the reader has not taken it: marked, kept, and nowhere whole.
anew
exec 8<>"$T/fifo"
lanyard export --move work >"$T/fifo" 2>/dev/null 8>&- 9>&- &
pid=$!
wait_until 'grep -q moved_at "$LANYARD_STORE/logins/work"' 5
kill -9 "$pid"
wait "$pid" 2>/dev/null
is_moved 'killed before the last byte'
dd bs=65536 count=1 <&8 >"$T/part" 2>/dev/null
exec 8>&-
run there lanyard import <"$T/part"
fails 2 'cut off: no empty line' 'what had left is no login'
run lanyard import --undo work
is_here 'and nothing is lost'

# Killed at any moment: it is here, or marked and kept; and where all of it has
# left, it is marked.
n=0 wrong=
while [ "$n" -lt 25 ]; do
	n=$((n + 1))
	anew
	{
		sleep "0.00$((n % 5))"
		cat
		: >"$T/read"
	} <"$T/fifo" >"$T/part" 9>&- &
	reader=$!
	lanyard export --move work >"$T/fifo" 2>/dev/null 9>&- &
	pid=$!
	sleep "0.00$((n / 3))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	# Killed before it had opened the pipe, it would be waited for.
	while [ ! -e "$T/read" ]; do
		dd if=/dev/null of="$T/fifo" oflag=nonblock conv=notrunc 2>/dev/null
		sleep 0.01
	done
	wait "$reader"
	rm "$T/read"
	moved=$(field work moved_refresh_token) stays=$(field work refresh_token)
	case $moved,$stays in
	"$refresh,") ;;
	",$refresh")
		! tail -c 2 "$T/part" | tr '\n' e | grep -q ee ||
			wrong="$wrong used twice;"
		;;
	*) wrong="$wrong lost: $moved,$stays;" ;;
	esac
done
is "$wrong" '' 'killed 25 times, it was neither lost nor at two places'

# -- What is refused ------------------------------------------------------
# refuses STATUS TEXT ERE NAME: printf's TEXT on stdin. Nothing is stored.
refuses() {
	rm -rf "$there"
	# shellcheck disable=SC2059 # the format is the text
	printf -- "$2" >"$T/in"
	run there lanyard import <"$T/in"
	fails "$1" "$3" "$4: exit $1, said"
	not_ok "$4: nothing is stored" test -e "$there/logins/work"
}
about='url[]=https://git.example.com\nissuer=https://id.example.com\n'
about=$about'client_id=c\nrefresh_token=rt-live-0123456789\n'
good="name=work\\n$about"
while IFS='|' read -r name add said; do
	refuses 2 "$good$add" "$said" "$name"
done <<'END'
cut off||cut off: no empty line
two logins|\nname=b\n\n|more behind the empty line
no key|x\n\n|not each line is key=value
NUL|scope=a\000b\n\n|not each line is key=value
a key twice|client_id=d\n\n|twice
an unknown key|colour=blue\n\n|colour is no key of a record
a command|client_secret_command=/bin/sh\n\n|client_secret_command is no key
a file|client_secret_file=/etc/passwd\n\n|client_secret_file is no key
a key file|private_key_file=/etc/passwd\n\n|private_key_file is no key
a CA|ca_file=/tmp/ca\n\n|ca_file is no key
a proxy|proxy=http://evil.example\n\n|proxy is no key
http for tokens|token_endpoint=http://id.example.com/t\n\n|token_endpoint.*is not https
http for a URL|url[]=http://git.example.com\n\n|is not https
a wide pattern|url[]=https://*.com\n\n|needs two labels
no URL|url[]=git\n\n|is no URL
a moved mark|moved_at=1\n\n|moved_at is no key
a bad number|expires_at=x\n\n|value of expires_at
a terminal's escape|\033[2J=1\n\n|\?\[2J is no key
END
refuses 2 '' 'nothing was handed in' 'nothing'
refuses 2 "name=../x\\n$about\\n" '\.\./x is no name for a login' 'a path'
refuses 2 "name=-x\\n$about\\n" 'is no name for a login' 'an option'
refuses 2 "$about\\n" 'it has no name' 'no name'
rm -rf "$there"
head -c 4300000 /dev/zero | tr '\0' a >"$T/in"
run there lanyard import <"$T/in"
fails 2 'too long for a login' 'without an end' 1

# -- Whose secret goes where ----------------------------------------------
# A record may not send this machine's client secret elsewhere.
start_fault
secret local-secret
echo local-secret >"$T/secret"
chmod 600 "$T/secret"
conf <<END
logins = { work = { url = "https://git.example.com"; client_id = "c";
  token_endpoint = "https://id.invalid/t";
  client_secret_file = "$T/secret"; }; };
END
no_store
printf '%s\n' name=work client_id=c token_endpoint=https://id.invalid/t \
	"revocation_endpoint=$FAULT_URL/r" refresh_token=rt-x '' >"$T/in"
run lanyard import <"$T/in"
is "$status" 0 'a record of a configured login'
is "$(field work revocation_endpoint)" '' 'has endpoints of the configuration'
printf '%s\n' name=work client_id=c "token_endpoint=$FAULT_URL/t" \
	refresh_token=rt-x '' >"$T/in"
run lanyard import --force <"$T/in"
fails 2 'the configuration has login work with another server' \
	'one of another server is refused, by force too' 1
printf '%s\n' name=work client_id=c issuer="$FAULT_URL" \
	refresh_token=rt-x '' >"$T/in"
lanyard import --force <"$T/in" 2>/dev/null
run lanyard refresh work
run lanyard logout work
is "$(fault_control log | grep -c local-secret)" 0 \
	'no request brought the secret elsewhere'

# -- At once --------------------------------------------------------------
work_conf
no_store
# shellcheck disable=SC2059
printf "$good\\n" >"$T/in"
for i in 1 2 3 4 5 6 7 8; do
	{
		there lanyard import <"$T/in" 2>/dev/null
		echo $? >"$T/status.$i"
	} 9>&- &
	job="${job:-} $!"
done
# shellcheck disable=SC2086
wait $job
is "$(sort "$T"/status.* | uniq -c | tr -s ' \n' ' ')" ' 1 0 7 4 ' \
	'of eight that import it at once one does'
rm -rf "$there"
job=
for i in 1 2 3 4 5 6 7 8; do
	{
		there lanyard import --name n$i <"$T/in" 2>/dev/null
		echo $? >"$T/status.$i"
	} 9>&- &
	job="$job $!"
done
# shellcheck disable=SC2086
wait $job
is "$(sort "$T"/status.* | uniq -c | tr -s ' \n' ' ')" ' 1 0 7 2 ' \
	'of eight names for one URL one is taken'

# A refresh that is under way is waited for: what goes out is its outcome.
start_as
work_conf
conf <<END
logins = { work = { url = "https://git.example.com"; issuer = "$AS_URL";
  client_id = "native"; }; };
END
no_store
record work "issuer=$AS_URL" client_id=native generation=1 \
	"refresh_token=$(as_control mint account=alice client=native \
		field=refresh_token)"
as_control delay ms=700 when=before >/dev/null
lanyard refresh work >/dev/null 2>&1 9>&- &
pid=$!
sleep 0.3
run lanyard export --move work
wait "$pid"
is "$(sed -n 's/^generation=//p' "$T/out") $(field work generation)" '2 2' \
	'export during a refresh has the generation that comes of it'

# While somebody logs in nothing is imported.
mkdir -p "$LANYARD_STORE/logins"
exec 8>"$LANYARD_STORE/logins/new.prompt-lock"
flock -n 8
sed -e 's/^name=.*/name=new/' -e 's/git.example.com/new.example.com/' "$T/in" >"$T/in.new"
conf <"$T/none.conf"
run lanyard import <"$T/in.new" 8>&-
fails 5 'another process is just logging in as new' \
	'import while a login runs'
exec 8>&-
run lanyard import <"$T/in.new"
is "$status" 0 'and then it is'

done_testing
