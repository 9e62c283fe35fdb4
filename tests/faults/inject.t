#!/bin/sh
# Each verb with its n-th system call failing, in either half; with its n-th
# allocation failing, and all from there on; with reads and writes of a byte.
# After each: a status of ours and one error, no secret in it, nobody hangs and
# no lock is held, nothing is left unfreed, the same verb then does what it does,
# and the login lives. VERBS="get token" and POINTS=100000 look closer.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

start_as
own_programs
printf 'robot-secret\n' >"$T/robot.secret"
printf '%s\n' '#!/bin/sh' 'exit 1' >"$T/browser"
chmod 600 "$T/robot.secret"
chmod +x "$T/browser"
export LANYARD_INTERACTIVE=0

# -- The verbs ------------------------------------------------------------

line='timeout_ms = 8000;'
sites work kept gone out
sed -i '$d' "$LANYARD_CONFIG"
cat >>"$LANYARD_CONFIG" <<END
  robot = {
    url = [ "https://robot.example.com" ];
    issuer = "$AS_URL";
    client_id = "robot";
    client_secret_file = "$T/robot.secret";
    grant_type = "client_credentials";
    scope = [ "read_repository" ];
    timeout_ms = 8000;
  };
};
END

# fresh NAME [LINE]: its access token lives for an hour.
fresh() {
	record "$1" "issuer=$AS_URL" "token_endpoint=$AS_URL/token" \
		client_id=native access_token=at-kept-0123456789 \
		"obtained_at=$(($(now) - 120))" "expires_at=$(($(now) + 3600))" \
		refresh_token=rt-kept-0123456789 generation=3 ${2:+"$2"}
}
secret at-kept-0123456789 rt-kept-0123456789
drop() {
	rm -f "$LANYARD_STORE/logins/$1" "$LANYARD_STORE/logins/$1.new"
}
kept() {
	[ "$(field "$1" refresh_token 2>/dev/null)" = "$2" ]
}

# For each verb: what is there before it (before_VERB), what it is asked
# (words_VERB, $T/in.VERB), and whether it has done that (did_VERB).
before_get() { # a refresh, by git
	sed -i -e 's/^expires_at=.*/expires_at=1/' -e '/^retry_at=/d' \
		-e '/^last_error/d' "$LANYARD_STORE/logins/work"
}
words_get='get'
cp "$T/request.work" "$T/in.get"
did_get() {
	_got=$(sed -n 's/^password=//p' "$T/out")
	[ -n "$_got" ] && [ "$(as_control live kind=access token="$_got")" = 1 ]
}
before_refresh() {
	before_get
}
words_refresh='refresh work'
did_refresh() {
	alive work
}
before_token() {
	fresh kept
}
words_token='token kept'
did_token() {
	[ "$(cat "$T/out")" = at-kept-0123456789 ]
}
before_netrc() {
	fresh kept
}
words_netrc='token --format=netrc kept'
did_netrc() {
	grep -q '^machine kept.example.com .*at-kept-0123456789' "$T/out"
}
before_kubectl() {
	fresh kept
}
words_kubectl='kubectl kept'
did_kubectl() {
	grep -q '"token":"at-kept-0123456789"' "$T/out"
}
before_setup() {
	fresh kept
}
words_setup='setup --check https://kept.example.com'
did_setup() {
	grep -q 'kept' "$T/err"
}
before_store() {
	drop kept
}
words_store='store'
printf '%s\n' protocol=https host=kept.example.com username=x \
	password=at-in-0123456789 oauth_refresh_token=rt-in-0123456789 '' \
	>"$T/in.store"
secret at-in-0123456789 rt-in-0123456789
did_store() {
	kept kept rt-in-0123456789
}
before_seed() {
	drop kept
}
words_seed='seed kept'
printf '{"access_token":"at-in-0123456789","refresh_token":"%s"}\n' \
	rt-in-0123456789 >"$T/in.seed"
did_seed() {
	kept kept rt-in-0123456789
}
before_erase() {
	fresh gone
}
words_erase='erase'
printf '%s\n' protocol=https host=gone.example.com \
	password=at-kept-0123456789 '' >"$T/in.erase"
did_erase() {
	kept gone rt-kept-0123456789 && ! grep -q ^access_token= \
		"$LANYARD_STORE/logins/gone"
}
before_status() {
	fresh kept
}
words_status='status --json kept'
did_status() {
	grep -q '"name": *"kept"' "$T/out"
}
before_export() {
	fresh kept
}
words_export='export kept'
did_export() {
	kept kept rt-kept-0123456789 &&
		grep -q '^refresh_token=rt-kept-0123456789$' "$T/out"
}
before_import() {
	drop kept
}
words_import='import'
did_import() {
	kept kept rt-kept-0123456789
}
before_login() {
	drop robot
}
words_login='login robot'
did_login() {
	grep -q ^access_token=. "$LANYARD_STORE/logins/robot"
}
before_logout() {
	fresh out "revocation_endpoint=$AS_URL/token/revocation"
	_out=$(as_control mint account=alice client=native \
		field=refresh_token)
	amend out refresh_token "$_out"
}
words_logout='logout out'
did_logout() {
	[ ! -e "$LANYARD_STORE/logins/out" ]
}
before_doctor() {
	fresh kept
}
words_doctor='doctor kept'
did_doctor() {
	grep -q '^ok' "$T/out"
}
calls=0 blocks=0
front=${VERBS:-get token netrc kubectl setup store erase status refresh login logout seed export import doctor}
oauth=
for verb in $front; do
	case $verb in
	get | refresh | login | logout | doctor) oauth="$oauth $verb" ;;
	esac
done
: >"$T/in"
for verb in $front; do
	[ -e "$T/in.$verb" ] || : >"$T/in.$verb"
done
seed work
fresh kept
lanyard export kept >"$T/in.import" 2>/dev/null || die 'an export'

# ask VERB COMMAND...: COMMAND and the verb's words behind it.
ask() {
	_verb=$1
	shift
	eval "_words=\$words_$_verb"
	# shellcheck disable=SC2086 # some
	run timeout 30 "$@" $_words <"$T/in.$_verb"
}

# sound VERB WHAT: the verb has ended under a fault.
sound() {
	tried=$((tried + 1))
	_ended=$status
	case $_ended in
	0)
		"did_$1" || [ "$1" = doctor ] ||
			problem "$1: $2: status 0, but not done: $out"
		;;
	[1-5])
		[ "$1" = doctor ] ||
			[ "$(grep -c '^lanyard: error: .' "$T/err")" = 1 ] ||
			problem "$1: $2: status $_ended, not one error: $err"
		;;
	124) problem "$1: $2: hangs" ;;
	*) problem "$1: $2: status $_ended: $err" ;;
	esac
	! grep -q -F -f "$T/secrets" "$T/err" ||
		problem "$1: $2: a secret is on stderr"
	for _lock in "$LANYARD_STORE"/logins/*.lock; do
		flock -w 10 "$_lock" true || problem "$1: $2: $_lock is held"
	done
	[ "$_ended" -ne 0 ] || return 0
	return 1
}

# again VERB WHAT: without the fault it does what it does.
again() {
	case $1 in
	get | refresh) before_get ;;
	login | seed | store | import) ;; # what is kept may be there already
	esac
	ask "$1" lanyard
	case $1,$status in
	seed,4 | store,* | import,4) ;;
	*,0) ;;
	doctor,1) ;;
	*) problem "$1: $2: then: status $status: $err" ;;
	esac
	"did_$1" || {
		problem "$1: $2: then: not done: $out$err"
		seed work
	}
}

# -- A system call --------------------------------------------------------

# Which can fail, and how: with what is repeated, and with what is not.
cat >"$T/errors" <<'END'
accept4 EINTR EMFILE ECONNABORTED
bind EINTR EADDRINUSE
clone EAGAIN
clone3 EAGAIN
connect EINTR ECONNREFUSED
dup EMFILE
dup2 EINTR
execve EAGAIN
fallocate EINTR ENOSPC
fchmod EINTR EPERM
flock EINTR ENOLCK
fstat EIO
fsync EINTR EIO
ftruncate EINTR EIO
getdents64 EIO
getrandom EINTR
linkat EIO
listen EADDRINUSE
lseek EIO
mkdirat EINTR ENOSPC
mkdir ENOSPC
mmap ENOMEM
newfstatat EIO
openat EINTR EMFILE EACCES
pipe2 EMFILE
poll EINTR ENOMEM
pread64 EINTR EIO
pwrite64 EINTR EIO ENOSPC
read EINTR EIO
recvfrom EINTR EAGAIN
recvmsg EINTR EAGAIN
renameat EINTR EIO
sendmsg EINTR ENOBUFS
sendto EINTR EPIPE
socket EMFILE
socketpair EMFILE
statx EIO
unlinkat EINTR EIO
vfork EAGAIN
wait4 EINTR
write EINTR EIO ENOSPC
END

# points VERB HALF: $T/points, a line for each: CALL NUMBER ERROR.
points() {
	"before_$1"
	: >"$T/trace"
	if [ "$2" = front ]; then
		ask "$1" strace -o "$T/trace" lanyard
	else
		STRACE=
		export STRACE
		ask "$1" lanyard
		unset STRACE
	fi
	case $1,$status in
	doctor,1 | *,0) ;;
	*) die "$1, traced: status $status: $err" ;;
	esac
	sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' "$T/trace" | awk '
		NR == FNR { errors[$1] = $0; next }
		$1 in errors {
			of = split(errors[$1], error)
			# The first is the one by which it is started.
			if (++count[$1] == 1 && $1 == "execve") next
			for (i = 2; i <= of; i++)
				print $1, count[$1], error[i]
		}
	' "$T/errors" - >"$T/points"
	[ -s "$T/points" ] || die "$1, $2: it has system calls"
}

# Of all points some, spread.
some() {
	awk -v most="$1" '
		{ line[n++] = $0 }
		END {
			step = n > most ? n / most : 1
			for (i = step - 1; i < n; i += step) print line[int(i)]
		}' "$T/points" >"$T/some"
}

for half in front oauth; do
	wrap_traced "$half"
	eval "verbs=\$$half"
	for verb in $verbs; do
		tried=0
		: >"$T/problems"
		points "$verb" "$half"
		all=$(grep -c . "$T/points")
		some "$(pick 3 "${POINTS:-100}")"
		while read -r call number error <&8; do
			inject="inject=$call:error=$error:when=$number"
			"before_$verb"
			if [ "$half" = front ]; then
				ask "$verb" strace -qqq -o "$T/trace" \
					-e "trace=$call" -e "$inject" \
					lanyard 8<&-
			else
				STRACE="-qqq -e trace=$call -e $inject"
				export STRACE
				ask "$verb" lanyard 8<&-
				unset STRACE
			fi
			sound "$verb" "$half: $call $number: $error" 8<&- ||
				[ "$half,$error" != front,EINTR ] ||
				[ "$verb" = doctor ] ||
				# stdio's: no handler of status interrupts it.
				[ "$verb,$call" = status,write ] || problem \
				"$verb: $call $number: not repeated: $err"
			again "$verb" "$half: $call $number: $error" 8<&-
		done 8<"$T/some"
		no_problems "$verb, $half: $tried of $all system calls failing"
		calls=$((calls + tried))
	done
done
# -- An allocation --------------------------------------------------------

# The same objects as in the static front, linked so that libc's can be replaced.
dynamic() {
	# shellcheck disable=SC2046 # options
	${CC:-cc} -pie -Wl,--gc-sections -o "$T/bin/lanyard.new" \
		"$BUILD"/helper/lanyard/*.o "$BUILD"/helper/tools/*.o \
		"$BUILD"/helper/common/*.o "$BUILD/liblanyard.a" \
		$(pkg-config --libs libsodium) 2>"$T/err" ||
		die 'a front is linked' "$(cat "$T/err")"
	mv "$T/bin/lanyard.new" "$T/bin/lanyard"
	for _shim in memory pieces; do
		${CC:-cc} -shared -fPIC -O1 -o "$T/$_shim.so" \
			"$TESTS/faults/$_shim.c" -ldl || die "$_shim.c compiles"
	done
}

# starved VERB PROGRAM NUMBER [ALL]: that allocation of PROGRAM fails.
starved() {
	"before_$1"
	rm -f "$T/count" "$T/left"
	ask "$1" env "LD_PRELOAD=$T/memory.so" "MEMORY_OF=$2" \
		"MEMORY_FAIL=$3" ${4:+MEMORY_ALL=1} \
		"MEMORY_COUNT=$T/count" "MEMORY_LEFT=$T/left" lanyard
}

# left: how many blocks the program had not freed, as it said.
left() {
	cat "$T/left" 2>/dev/null || echo 0
}

# allocations VERB PROGRAM ONE ALL: one failing, at most so many times, and all
# from one on.
allocations() {
	tried=0
	: >"$T/problems"
	# Without the routes more is done, and libconfig is loaded.
	rm -rf "$LANYARD_STORE/routes"
	starved "$1" "$2" 0
	rest=$(left)
	starved "$1" "$2" 0
	all=$(cat "$T/count") ||
		die "$1, $2: its allocations are counted" "$status $err"
	[ "$(left)" -le "$rest" ] || rest=$(left)
	# stdout's buffer is the C library's, and so is what it knows of the
	# time zone.
	[ "$2" = lanyard-oauth ] ||
		[ "$rest" -le "$([ "$1" = kubectl ] && echo 4 || echo 1)" ] ||
		problem "$1: unharmed: $rest not freed"
	for _all in '' ALL; do
		_most=$3
		[ -z "$_all" ] || _most=$4
		_step=$(((all + _most - 1) / _most))
		_at=1
		while [ "$_at" -le "$all" ]; do
			_what="allocation $_at of $2${_all:+ and all after it}"
			starved "$1" "$2" "$_at" $_all
			# What a library of others' keeps for itself may vary;
			# dlopen keeps what it says.
			[ "$2" = lanyard-oauth ] || [ "$(left)" -le "$rest" ] ||
				grep -q 'cannot load libconfig' "$T/err" "$T/out" ||
				problem "$1: $_what: $(left) not freed, not $rest"
			sound "$1" "$_what" || [ "$1,$status" = doctor,1 ] ||
				[ "$status" = 5 ] || problem \
				"$1: $_what: status $status, as if it stayed: $err"
			again "$1" "$_what"
			_at=$((_at + _step))
		done
	done
	no_problems "$1, $2: $tried of $((2 * all)) allocations failing"
	blocks=$((blocks + tried))
}

# -- One byte at a time ---------------------------------------------------

pieces() {
	tried=0
	: >"$T/problems"
	for _how in $(pick '' PIECES=1) PIECES_EINTR=1; do
		"before_$1"
		ask "$1" env "LD_PRELOAD=$T/pieces.so" "$_how" lanyard
		sound "$1" "in pieces $_how" ||
			[ "$1,$status" = doctor,1 ] ||
			problem "$1: in pieces $_how: status $status: $err"
	done
	no_problems "$1: with each read and write of a byte, and interrupted"
}

if nm -D "$BUILD/lanyard-oauth" | grep -q __asan; then
	pass 'a sanitizer has the allocations for itself # SKIP'
	done_testing
	exit
fi
wrap 'exec "$REAL" "$@"'
dynamic
for verb in $front; do
	allocations "$verb" lanyard "$(pick 2 "${POINTS:-60}")" "$(pick 1 30)"
done
for verb in $oauth; do
	allocations "$verb" lanyard-oauth "$(pick 2 "${POINTS:-40}")" "$(pick 1 20)"
done
for verb in $front; do
	pieces "$verb"
done
row "a system call failing, of $(echo "$front" | wc -w) verbs" "$calls" 0 - \
	'all when asked again'
row "an allocation failing, of $(echo "$front" | wc -w) verbs" "$blocks" 0 - \
	'all when asked again'
done_testing
