#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# What a program that cannot be started is told with: each errno its own hint
# and exit status, for lanyard-oauth, git, curl, the browser and a
# client_secret_command. strace makes the system calls fail.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v strace >/dev/null ||
	die 'strace is there: it is needed to make system calls fail'
needs strace
# The address sanitizer's leak check is no friend of strace.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

oauth=$(readlink -f "$BUILD/lanyard-oauth")
start_as
# stale [LINE...]: a login whose token is over, at a server that is there.
stale() {
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    issuer = "$AS_URL";
		    client_id = "native";
		    $*
		  };
		};
	END
	record work "issuer=$AS_URL" "token_endpoint=$AS_URL/token" \
		client_id=native access_token=at-over generation=1 \
		obtained_at=1000000000 expires_at=1000003600 \
		refresh_token=rt-live-0123456789
}

# failing PROGRAM ERRNO COMMAND...: as `run`, and PROGRAM's execve fails so.
failing() {
	_program=$1 _errno=$2
	shift 2
	run strace -f -qqq -o "$T/trace" -P "$_program" \
		-e "inject=execve:error=$_errno" "$@"
	sed -i '/^strace: /d' "$T/err"
}

# -- lanyard-oauth -- errno | status | reason | hint
stale
before=$(as_count requests)
while IFS='|' read -r errno wanted reason hint; do
	failing "$oauth" "$errno" lanyard refresh work
	fails "$wanted" "^lanyard: error: .*cannot start $oauth: $reason\$" \
		"lanyard-oauth, $errno"
	like "$err" "^lanyard: hint: .*$hint" 'with the hint for just that'
	if [ "$errno" != ENOEXEC ]; then
		unlike "$err" 'make install' 'and no other'
	fi
done <<END
EAGAIN|5|Resource temporarily unavailable|ulimit -u
ENOMEM|5|Cannot allocate memory|free -h
EMFILE|5|Too many open files|ulimit -n
ENFILE|5|Too many open files in system|ulimit -n
ETXTBSY|5|Text file busy|try again
EPERM|1|Operation not permitted|seccomp
ENOSYS|1|Function not implemented|seccomp
EACCES|1|Permission denied|findmnt -T '$oauth'
E2BIG|1|Argument list too long|env . wc -c
ENOENT|1|No such file or directory|loader or an interpreter
ENOEXEC|1|Exec format error|for this machine: .*make install
EIO|1|Input/output error|ls -l '$oauth'
ELOOP|1|Too many levels of symbolic links|ls -l '$oauth'
END
run strace -qqq -o "$T/trace" -e inject=clone3,clone,vfork:error=EAGAIN \
	lanyard refresh work
fails 5 'ulimit -u' 'no process left'
run strace -qqq -o "$T/trace" -e inject=pipe2:error=EMFILE lanyard refresh work
fails 5 'ulimit -n' 'no descriptor left'
run strace -qqq -f -o "$T/trace" -P /dev/null -e inject=openat,open:error=ENOENT \
	lanyard refresh work
fails 1 "cannot start $oauth: /dev/null: No such file" 'no /dev/null'
like "$err" 'hint: make it: mknod -m 666 /dev/null c 1 3' 'how it is made'
run strace -qqq -f -o "$T/trace" -P /dev/null -e inject=openat,open:error=EACCES \
	lanyard refresh work
fails 1 "cannot start $oauth: /dev/null: Permission denied" \
	'a /dev/null that is closed'
run strace -qqq -o "$T/trace" -P /dev/null -e inject=openat,open:error=ENOENT \
	lanyard status <&-
fails 1 'stdin is closed, and there is no /dev/null' 'stdin closed, no /dev/null'
is "$(as_count requests)" "$before" 'nothing was sent all the while'

# -- Where it was looked for --
mkdir -p "$T/usr/bin" "$T/usr/libexec"
cp "$BUILD/lanyard" "$T/usr/bin/lanyard"
built=$(strings "$BUILD/lanyard" | sed -n 's,^\(/.*\)/lanyard-oauth$,\1,p')
if [ ! -e "${built:-/none}/lanyard-oauth" ]; then
	run "$T/usr/bin/lanyard" refresh work
	fails 1 "there is no lanyard-oauth in $T/usr/bin, its ../libexec, or /" \
		'no lanyard-oauth: where it was looked for'
	like "$err" 'hint: .*make install' 'and that it is to be installed'
	run strace -qqq -o "$T/trace" -P /proc/self/exe \
		-e inject=readlink,readlinkat:error=ENOENT \
		sh -c 'cd "$1" && exec ./lanyard refresh work' sh "$T/usr/bin"
	sed -i -e '/^strace: /d' -e '/^==[0-9]*==WARNING: reading exec/d' "$T/err"
	fails 1 'nor a /proc to tell where lanyard itself is' 'no /proc'
	like "$err" 'hint: mount /proc, or start lanyard by its absolute path' \
		'and what helps'
fi
cp "$oauth" "$T/usr/libexec/lanyard-oauth"
run strace -qqq -o "$T/trace" -P /proc/self/exe \
	-e inject=readlink,readlinkat:error=ENOENT \
	"$T/usr/bin/lanyard" refresh work
sed -i -e '/^strace: /d' -e '/^==[0-9]*==WARNING: reading exec/d' "$T/err"
fails 4 'answered 400 invalid_grant' 'no /proc, an absolute path: it is found'
unlike "$err" 'lanyard-oauth' 'and is not blamed'
chmod 644 "$T/usr/libexec/lanyard-oauth"
run "$T/usr/bin/lanyard" refresh work
fails 1 "cannot start $T/usr/bin/../libexec/lanyard-oauth: Permission denied" \
	'one that nobody may run is not passed over'
like "$err" "hint: chmod a[+]rx '$T/usr/bin/../libexec/lanyard-oauth'" \
	'and how it is mended'
# script TEXT NAME: in its place.
script() {
	rm -f "$T/usr/libexec/lanyard-oauth"
	printf '%b' "$1" >"$T/usr/libexec/lanyard-oauth"
	chmod 755 "$T/usr/libexec/lanyard-oauth"
	run "$T/usr/bin/lanyard" refresh work
}
script '#!/none/interpreter\n'
fails 1 'hint: what runs it, a loader or an interpreter, is not here' \
	'a loader that is not there'
script '#!/bin/sh\nexit 127\n'
fails 1 "hint: ldd '$T/usr/bin/../libexec/lanyard-oauth'" \
	'a library that is not there'
script '#!/bin/sh\nkill -SYS $$\n'
fails 1 'killed by signal 31' 'killed by seccomp'
like "$err" 'hint: seccomp' 'as it is said'
script '#!/bin/sh\nkill -KILL $$\n'
fails 1 'killed by signal 9' 'killed for lack of memory'
like "$err" 'hint: if memory has run out' 'as it may be'

# -- curl --
work_conf
fresh_record work
curl=$(command -v curl)
while IFS='|' read -r errno wanted reason hint; do
	failing "$curl" "$errno" lanyard curl https://git.example.com/x
	fails "$wanted" "^lanyard: error: cannot start $curl: $reason\$" \
		"curl, $errno"
	like "$err" "^lanyard: hint: .*$hint" 'with the hint for just that'
done <<END
ENOMEM|5|Cannot allocate memory|free -h
EPERM|1|Operation not permitted|seccomp
EACCES|1|Permission denied|findmnt -T '$curl'
E2BIG|1|Argument list too long|env . wc -c
ENOENT|1|No such file or directory|loader or an interpreter
END
# The first looks are for lanyard-oauth and curl; and the dynamic linker's.
looks=3
front_is_static || looks=4
run strace -qqq -o "$T/trace" \
	-e inject=access,faccessat,faccessat2:error=ENOENT:when=$looks+ \
	lanyard curl https://git.example.com/x
fails 1 'there is no /dev/fd here' 'no /proc: curl could not read the token'
mkdir "$T/empty"
run env PATH="$T/empty" "$BUILD/lanyard" curl https://git.example.com/x
fails 1 'hint: install curl' 'curl is not there'

# -- git: its settings are not to be passed over --
git=$(command -v git)
git config --global http.proxy http://proxy.example:1
while IFS='|' read -r errno wanted hint; do
	stale
	failing "$git" "$errno" lanyard refresh work
	fails "$wanted" 'cannot start git for its settings: ' "git, $errno"
	like "$err" "^lanyard: hint: .*$hint" 'with the hint for just that'
done <<END
EAGAIN|5|ulimit -u
ENOMEM|5|free -h
EPERM|1|seccomp
EACCES|1|findmnt -T '$git'
END
rm -f "$GIT_CONFIG_GLOBAL"

# -- The commands of client_secret_command --
printf '#!/bin/sh\necho secret\n' >"$T/command"
chmod 755 "$T/command"
while IFS='|' read -r errno wanted hint; do
	stale "client_secret_command = [ \"$T/command\" ];"
	failing "$T/command" "$errno" lanyard refresh work
	fails "$wanted" \
		"cannot run client_secret_command of login \"work\": $T/command: " \
		"client_secret_command, $errno"
	like "$err" "^lanyard: hint: .*$hint" 'with the hint for just that'
done <<END
EAGAIN|5|ulimit -u
ENOMEM|5|free -h
EPERM|2|seccomp
EACCES|2|findmnt -T '$T/command'
ENOENT|2|loader or an interpreter
END
stale "client_secret_command = [ \"$T/none\" ];"
run lanyard refresh work
fails 2 'hint: install it, or give its absolute path' 'one that is not there'
chmod 644 "$T/command"
stale "client_secret_command = [ \"$T/command\" ];"
run lanyard refresh work
fails 2 "hint: chmod a[+]rx '$T/command'" 'one that nobody may run'

# -- The browser: the login goes on, and the person is told --
stale 'timeout_ms = 2000;'
LANYARD_INTERACTIVE=1
export LANYARD_INTERACTIVE
# told NAME REASON: by a line, before the URL to open.
told() {
	like "$(cat "$T/said")" "^lanyard: cannot start the browser $2\$" "$1"
	like "$(cat "$T/said")" '^Open this URL in a browser:' 'and where to go'
}
# opening BROWSER: a login that is ended once the URL is shown, with all that it
# has started.
opening() {
	: >"$T/said"
	BROWSER=$1 setsid lanyard login work >/dev/null 2>"$T/said" 9>&- &
	_pid=$!
	wait_until "grep -q '^  http' '$T/said'" 20
	kill -- "-$_pid"
	wait "$_pid" 2>/dev/null
}
opening none-such
told 'no such browser' 'none-such: No such file or directory'
printf '\177ELF' >"$T/browser"
chmod 755 "$T/browser"
opening "$T/browser"
told 'one for another machine' "$T/browser: Exec format error"
done_testing
