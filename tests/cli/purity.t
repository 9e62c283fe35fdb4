#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# A known answer costs a file read: what the programs are linked with, and
# what a get with a fresh token opens, starts and asks.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
needs strace

# -- Linked --
# links PROGRAM: the libraries it and they need, by name.
links() {
	run ldd "$BUILD/$1"
	is "$status" 0 "ldd $1"
	for _library in $2; do
		unlike "$out" "lib$_library" "$1 is not linked with lib$_library"
	done
	like "$out" "$3" "$1: there is something to see"
	unlike "$out" 'not found' "$1: and all of it is there"
}
network='curl ssl crypto pam gnutls nghttp krb5 ldap dbus'
for name in lanyard-oauth liblanyard.so; do
	links $name "config $network" 'libc\.so'
done
if front_is_static; then
	links lanyard "config sodium c\\. $network" 'statically linked'
else
	links lanyard "config $network" 'libc\.so'
fi

# An archive brings what is asked for, and ldd does not see it. defined LETTERS
# FILE...: the names of nm's LETTERS; what is hidden is t in a program.
defined() {
	_letters=$1
	shift
	nm --defined-only "$@" | sed -n "s/^[0-9a-f]* [$_letters] //p" |
		LC_ALL=C sort -u
}
# shellcheck disable=SC2046 # no name has a space
defined T $(find "$BUILD/lib/net" -name '*.o') >"$T/net"
defined Tt "$BUILD/lanyard" >"$T/front"
like "$(cat "$T/net")" '^lanyard_refresh_here$' 'net/ has functions'
like "$(cat "$T/front")" '^lanyard_get$' 'lanyard has functions'
is "$(LC_ALL=C comm -12 "$T/net" "$T/front")" '' 'lanyard has none of net/'
is "$(grep -E '^(curl_|SSL_|EVP_|OPENSSL_)' "$T/front")" '' \
	'lanyard has none of libcurl or OpenSSL'
# A static program can load nothing, so it must not try.
if front_is_static; then
	is "$(readelf -dW "$BUILD/lanyard" | grep NEEDED)" '' \
		'a static lanyard needs no library'
	is "$(strings "$BUILD/lanyard" | grep -E '^lib(config|curl)\.so')" '' \
		'and names none that it would load'
fi

# -- At work --
command -v strace >/dev/null ||
	die 'strace is there: it is needed to look at system calls'

# The address sanitizer's leak check is no friend of strace.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

# A configuration of some size, and git's environment at its worst.
{
	echo 'logins = {'
	for i in 1 2 3 4 5 6 7 8 9; do
		cat <<-END
			other$i = {
			  url = [ "https://other$i.example.com" ];
			  issuer = "https://id$i.example.com";
			  client_id = "native";
			  client_secret_command = [ "touch", "$T/ran" ];
			};
		END
	done
	cat <<-END
		work = {
		  url = [ "https://git.example.com" ];
		  issuer = "https://id.example.com";
		  client_id = "native";
		  client_secret_command = [ "touch", "$T/ran" ];
		};
		};
	END
} | conf
fresh_record work
for i in 1 2 3; do
	record "other$i" access_token=at-other "obtained_at=$(now)" \
		generation=1
done
printf '%s\n' 'capability[]=authtype' 'capability[]=state' protocol=https \
	host=git.example.com 'wwwauth[]=Basic realm="x"' >"$T/in"
# What is known is known once the configuration has settled (lib/os/stamp.h).
tries=100
until [ "$(find "$LANYARD_STORE/routes" -type f 2>/dev/null | wc -l)" -eq 2 ] ||
	[ $tries -eq 0 ]; do
	sleep 0.1
	"$BUILD/lanyard" get <"$T/in" >/dev/null
	"$BUILD/lanyard" token work >/dev/null
	tries=$((tries - 1))
done
isnt $tries 0 'the way to both answers is known: by host and by name'
cat >"$T/mark" <<END
#!/bin/sh
touch '$T/ran'
END
chmod +x "$T/mark"

# trace NAME COMMAND...: $T/trace has what it asked of the kernel.
calls=openat,open,creat,socket,connect,bind,execve,execveat,fork,vfork,clone,clone3,flock,rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync,mkdir,mkdirat,ftruncate,fallocate
trace() {
	_name=$1
	shift
	run env "BROWSER=$T/mark" DISPLAY=:99 http_proxy=http://127.0.0.1:1 \
		strace -f -qq -e "trace=$calls" -o "$T/trace" "$@" <"$T/in"
	is "$status" 0 "$_name: exit 0"
	is_empty "$T/err" "$_name: nothing on stderr"
	is "$(grep -c 'execve(' "$T/trace")" 1 "$_name: starts nothing"
	like "$(sed -n 1p "$T/trace")" 'execve\(.*lanyard' \
		"$_name: but itself"
	for _call in socket connect bind clone clone3 fork vfork flock rename \
		unlink fsync fdatasync mkdir ftruncate fallocate; do
		unlike "$(cat "$T/trace")" "(^|[ (])$_call(at)?2?\\(" \
			"$_name: no $_call"
	done
	unlike "$(cat "$T/trace")" \
		'lib(config|curl|ssl|crypto|pam|gnutls|krb5|ldap)|openssl|/pam\.d|nsswitch|resolv\.conf|/dev/tty|\.gitconfig' \
		"$_name: opens nothing of theirs"
	unlike "$(cat "$T/trace")" 'O_(WRONLY|RDWR|CREAT)' \
		"$_name: opens nothing to write"
	unlike "$(cat "$T/trace")" '/logins/other' \
		"$_name: reads no other login's record"
	is "$(sed -n 's/.*openat(\([0-9]*\), "\(work\|https%3A[^"]*443\)".*/\2/p' \
		"$T/trace" | wc -l)" 2 "$_name: reads a route and the record"
	unlike "$(cat "$T/trace")" 'lanyard\.conf' \
		"$_name: does not read the configuration"
	not_ok "$_name: ran no command" test -e "$T/ran"
}
trace 'get, fresh' "$BUILD/lanyard" get
like "$out" "^password=$access\$" 'get, fresh: the answer'
trace 'git-credential-lanyard get' "$BUILD/git-credential-lanyard" get
trace 'token, fresh' "$BUILD/lanyard" token work
trace 'token --format, fresh' "$BUILD/lanyard" token --format=json work

# A store that brings back our own answer costs no more.
printf '%s\n' protocol=https host=git.example.com username=oauth2 \
	"password=$access" >"$T/in"
trace 'store of our own answer' "$BUILD/lanyard" store

# The trace can see what it looks for.
printf '%s\n' 'capability[]=state' protocol=https host=git.example.com \
	"password=$access" >"$T/in"
run strace -f -qq -e "trace=$calls" -o "$T/trace" "$BUILD/lanyard" erase \
	<"$T/in"
silent 'erase, which writes'
for call in flock rename fsync; do
	like "$(cat "$T/trace")" "(^|[ (])$call(at)?2?\\(" "erase: $call is seen"
done

# -- Where the network is needed --
# Nothing listens at port 1: that is said by libcurl.
work_conf 'token_endpoint = "http://127.0.0.1:1/token";'
stale() {
	fresh_record work expires_at=1
}
stale
run strace -f -qq -e trace=openat,execve -o "$T/trace" lanyard refresh work
fails 5 'cannot reach 127\.0\.0\.1:1' 'a refresh asks the server'
# loads NAME: "PROGRAM FILE" of who opened libNAME, one a line.
loads() {
	sed -n 's/^\([0-9]*\) .*openat(.*\/\(lib'"$1"'\.[^"]*\)".*/\1 \2/p' \
		"$T/trace" | sort -u | while read -r _pid _file; do
		echo "$(sed -n "s/^$_pid .*execve(\"[^\"]*\/\([^\"\/]*\)\".*/\1/p" \
			"$T/trace") $_file"
	done
}
libcurl=$(loads curl)
is "${libcurl% *}" lanyard-oauth 'lanyard-oauth, and nobody else, loads libcurl'
libconfig=$(loads config)
both='lanyard lanyard-oauth '
! front_is_static || both='lanyard-oauth '
is "$(echo "$libconfig" | sed 's/ .*//' | sort | tr '\n' ' ')" "$both" \
	'libconfig is loaded where it is not linked: the record was changed'

# git is started where one of its files has a key for us, and only there.
# gits: how often that was.
gits() {
	grep -c 'execve("[^"]*/git", .* = 0$' "$T/trace"
}
is "$(gits)" 0 'git is not asked for a proxy that none of its files names'
printf '%s\n' protocol=https host=unknown.example >"$T/in"
run strace -f -qq -e trace=execve -o "$T/trace" lanyard get <"$T/in"
silent 'a host that nobody knows'
is "$(gits)" 0 'nor for a login'
# asked_of KEY GET REFRESH: with it alone in git's configuration, how often a
# get for that host asks git, and how often a refresh.
asked_of() {
	git config --global "$1" http://127.0.0.1:2
	run strace -f -qq -e trace=execve -o "$T/trace" lanyard get <"$T/in"
	silent "$1: a host that nobody knows"
	is "$(gits)" "$2" "$1: git is asked $2 times for its login"
	stale
	run strace -f -qq -e trace=execve -o "$T/trace" lanyard refresh work
	fails 5 'cannot reach 127\.0\.0\.1:1' "$1: a refresh"
	is "$(gits)" "$3" "$1: git is asked $3 times for the network"
	rm "$GIT_CONFIG_GLOBAL"
}
work_conf 'token_endpoint = "http://127.0.0.1:1/token";'
asked_of http.https://id.example.net.proxy 0 1
asked_of http.https://id.example.net.sslCAInfo 0 1
asked_of credential.https://git.example.net.oauthClientId 1 0

# tokens: what of the record no failure may change.
tokens() {
	grep -E '^(access_token|refresh_token|generation)=' \
		"$LANYARD_STORE/logins/work"
}
mkdir "$T/broken"
stale
kept=$(tokens)
: >"$T/broken/${libcurl#* }"
run env LD_LIBRARY_PATH="$T/broken" lanyard refresh work
fails 1 "cannot load libcurl: .*${libcurl#* }" \
	'a libcurl that cannot be loaded is named'
like "$err" "hint: .*${libcurl#* }" 'with what to do'
is "$(tokens)" "$kept" 'and the tokens are kept'

rm "$T"/broken/*
: >"$T/broken/${libconfig##* }"
run env LD_LIBRARY_PATH="$T/broken" lanyard refresh work
fails 1 "cannot load libconfig: .*${libconfig##* }" \
	'a libconfig that cannot be loaded is named'
like "$err" "hint: .*${libconfig##* }" 'with what to do'
is "$(tokens)" "$kept" 'and the tokens are kept'
if front_is_static; then
	run env LD_LIBRARY_PATH="$T/broken" lanyard status
	run_status 0 'the front does without a libconfig that is loaded'
fi

done_testing
