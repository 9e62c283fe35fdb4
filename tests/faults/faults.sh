# shellcheck shell=sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh by the tests in this folder. FAULTS=short, or
# FAULTS=full for the numbers of the promise; with full each fault adds a row
#   | fault | tried | logins lost | refreshes seen | callers answered |
# to the file $FAULTS_TABLE.
. "$TESTS/cli/cli.sh"

case ${FAULTS:=short} in
short | full) ;;
*) die "FAULTS is short or full, not $FAULTS" ;;
esac
case ${FAULTS_TABLE:-} in
'' | /*) ;;
*) FAULTS_TABLE=$TOP/$FAULTS_TABLE ;;
esac
# LeakSanitizer cannot work in a process that is traced.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

# pick SHORT FULL
pick() {
	if [ "$FAULTS" = full ]; then echo "$2"; else echo "$1"; fi
}

# row FAULT TRIED LOST REFRESHES ANSWERED
row() {
	diag "$1: tried $2, logins lost $3, refreshes seen $4, answered $5"
	if [ "$FAULTS" = full ] && [ -n "${FAULTS_TABLE:-}" ]; then
		echo "| $1 | $2 | $3 | $4 | $5 |" >>"$FAULTS_TABLE"
	fi
}

now_ms() {
	date +%s%3N
}

# -- Logins ---------------------------------------------------------------

# site NAME [LINE]: one login for https://NAME.example.com, at AS_URL or at
# $issuer.
site() {
	cat <<-END
		  $1 = {
		    url = [ "https://$1.example.com" ];
		    issuer = "${issuer:-$AS_URL}";
		    client_id = "native";
		    scope = [ "read_repository", "write_repository" ];
		    ${2:-}
		  };
	END
}

# sites NAME...: the configuration, and in $T/request.NAME what git asks.
sites() {
	{
		echo 'logins = {'
		for _site in "$@"; do
			site "$_site" "${line:-}"
		done
		echo '};'
	} | conf
	for _site in "$@"; do
		printf 'protocol=https\nhost=%s.example.com\n\n' "$_site" \
			>"$T/request.$_site"
	done
}

OLD=at-old-0123456789

# seed NAME [KEY=VALUE...]: a new grant. The access token is over by the
# clock, the refresh token lives at the server.
seed() {
	_seed_name=$1
	shift
	_refresh=$(as_control mint account=alice client=native \
		field=refresh_token)
	record "$_seed_name" "issuer=$AS_URL" "token_endpoint=$AS_URL/token" \
		client_id=native "access_token=$OLD" \
		"obtained_at=$(($(now) - 7200))" \
		"expires_at=$(($(now) - 3600))" \
		"refresh_token=$_refresh" generation=1 "$@"
}

# amend NAME KEY VALUE: in the record, as another program would write it.
amend() {
	_file=$LANYARD_STORE/logins/$1
	(umask 077 && sed "s/^$2=.*/$2=$3/" "$_file" >"$T/amended") &&
		cp "$T/amended" "$_file"
}

# stale NAME: its access token is over.
stale() {
	amend "$1" expires_at $(($(now) - 60))
}

# alive NAME: the server knows the stored refresh token as good.
alive() {
	[ "$(as_control live kind=refresh \
		token="$(field "$1" refresh_token)")" = 1 ]
}

refreshes() {
	as_count token_refresh_token
}

# can_mount: a file system, in a mount namespace by `unshare $user_namespace -m`.
can_mount() {
	user_namespace=
	mkdir -p "$T/mountpoint"
	unshare -m mount -t tmpfs tmpfs "$T/mountpoint" 2>/dev/null && return
	user_namespace=-r
	unshare -r -m mount -t tmpfs tmpfs "$T/mountpoint" 2>/dev/null
}

# -- Programs -------------------------------------------------------------

# own_programs: a copy of both in $T/bin, first in PATH, where a test may
# wrap lanyard-oauth: the front finds it beside itself. The real one is
# $REAL.
own_programs() {
	mkdir -p "$T/bin" "$T/real"
	cp "$BUILD/lanyard" "$T/bin/lanyard"
	cp "$BUILD/lanyard-oauth" "$T/real/lanyard-oauth"
	ln -s lanyard "$T/bin/git-credential-lanyard"
	REAL=$T/real/lanyard-oauth
	# shellcheck disable=SC2016 # the wrapper's
	wrap 'exec "$REAL" "$@"'
	PATH=$T/bin:$PATH
}

# wrap COMMANDS: what lanyard-oauth does from now on.
wrap() {
	printf '#!/bin/sh\nREAL=%s T=%s\n%s\n' "'$REAL'" "'$T'" "$1" \
		>"$T/wrapper"
	chmod +x "$T/wrapper"
	mv "$T/wrapper" "$T/bin/lanyard-oauth"
}

# callers N COMMAND...: N at once, see callers.pl; times in $T/times.
callers() {
	_n=$1
	shift
	rm -rf "$T/callers"
	mkdir "$T/callers"
	perl "$TESTS/faults/callers.pl" "$_n" "$T/callers" "$@" \
		>"$T/times" 9>&-
}

# column N <TIMES: sorted.
column() {
	awk -v n="$1" '{ print $n }' "$T/times" | sort -n
}

# served: when the server finished its last reply of the token endpoint.
served() {
	as_control log event=token | sed -n 's/.*"done":\([0-9]*\).*/\1/p' |
		sort -n | tail -n 1
}

# tokens: the different tokens that the callers got.
tokens() {
	cat "$T"/callers/out.* | sed -n 's/^password=//p' | sort -u
}

# answered: how many callers got a token.
answered() {
	cat "$T"/callers/out.* | grep -c '^password=.' || :
}

# -- Disks ----------------------------------------------------------------

# spoil COMMAND...: a get of "work" under what the command does; the record
# before is in $T/record.
spoil() {
	seed work
	cp "$LANYARD_STORE/logins/work" "$T/record"
	as_control reset
	run "$@" <"$T/request.work"
}

# blocked ERE NAME [STATUS]: nothing was sent, and nothing is lost: after a get
# that could not save. Counted in $tried and $lost.
blocked() {
	tried=$((tried + 1))
	fails "${3:-5}" "$1" "$2: exit ${3:-5}, the cause named"
	same "$LANYARD_STORE/logins/work" "$T/record" "$2: the record is intact"
	is "$(refreshes)" 0 "$2: nothing was sent"
	alive work || lost=$((lost + 1))
}

# small_disks: what `small` needs; $namespace is empty where it is not to be had.
small_disks() {
	namespace=
	! can_mount || namespace=yes
	cat >"$T/small.sh" <<-'END'
		mount -t tmpfs -o "size=$1,nr_inodes=$2,mode=700" tmpfs "$4" || exit 77
		cp -R "$4.before/." "$4/" && chmod -R go= "$4" || exit 77
		eval "$3" || exit 77
		store=$4
		shift 4
		status=0
		"$@" || status=$?
		rm -rf "$store.after"
		cp -R "$store" "$store.after"
		exit "$status"
	END
}

# small INODES COMMANDS [COMMAND...]: as `spoil`, by default of `lanyard get`, in
# a mount namespace of its own where the store's folder is a tmpfs of $disk,
# which COMMANDS fill or write-protect. $LANYARD_STORE is then what was left.
small() {
	_inodes=$1 _commands=$2
	shift 2
	[ $# -gt 0 ] || set -- lanyard get
	seed work
	: >"$LANYARD_STORE/logins/work.lock"
	chmod 600 "$LANYARD_STORE/logins/work.lock"
	cp "$LANYARD_STORE/logins/work" "$T/record"
	rm -rf "$LANYARD_STORE.before"
	cp -R "$LANYARD_STORE" "$LANYARD_STORE.before"
	as_control reset
	# shellcheck disable=SC2086 # none, or one option
	run unshare $user_namespace -m sh "$T/small.sh" "$disk" "$_inodes" \
		"$_commands" "$LANYARD_STORE" "$@" <"$T/request.work"
	[ "$status" -ne 77 ] || die 'a small file system' "$err"
	rm -rf "$LANYARD_STORE"
	mv "$LANYARD_STORE.after" "$LANYARD_STORE"
}

# -- What holds after every fault -----------------------------------------

# unlocked NAME [SECONDS]: nobody holds its lock, at the latest then.
unlocked() {
	[ ! -e "$LANYARD_STORE/logins/$1.lock" ] ||
		flock -w "${2:-0}" "$LANYARD_STORE/logins/$1.lock" true
}

# tidy NAME: nothing in the store but the record, its locks and at most the
# one temporary file.
tidy() {
	for _file in "$LANYARD_STORE"/logins/* "$LANYARD_STORE"/logins/.[!.]*; do
		case ${_file##*/} in
		"$1" | "$1.lock" | "$1.prompt-lock" | "$1.new" | '.[!.]*') ;;
		*)
			diag "in the store: $_file"
			return 1
			;;
		esac
	done
}

# -- A signal at every system call ----------------------------------------
# Of the login "work" in one half, "front" or "oauth", which strace traces.

# traced HALF OPTION...: a get with strace's options for that half; its trace
# is $T/trace.
traced() {
	_half=$1
	shift
	: >"$T/trace"
	if [ "$_half" = front ]; then
		run strace -o "$T/trace" "$@" lanyard get <"$T/request.work"
	else
		STRACE=$*
		export STRACE
		run lanyard get <"$T/request.work"
		unset STRACE
	fi
}

# wrap_traced HALF
wrap_traced() {
	# shellcheck disable=SC2016 # the wrapper's
	if [ "$1" = front ]; then
		wrap 'exec "$REAL" "$@"'
	else
		wrap '[ -n "${STRACE+set}" ] || exec "$REAL" "$@"
exec strace -o "$T/trace" $STRACE "$REAL" "$@"'
	fi
}

# expire: cheap, for loops.
expire() {
	sed -i 's/^expires_at=.*/expires_at=1/' "$LANYARD_STORE/logins/work"
}

# calls HALF: $T/calls, a line for each name: NAME and how often.
calls() {
	wrap_traced "$1"
	seed work
	traced "$1"
	run_status 0 "$1: a refresh under strace"
	expire
	traced "$1"
	sed -n 's/^\([a-z_0-9]*\)(.*/\1/p' "$T/trace" | sort | uniq -c |
		awk '{ print $2, $1 }' >"$T/calls"
	ok "$1: its system calls are known" grep -q '^flock\|^renameat' \
		"$T/calls"
}

# Where what is on disk, or at the server, changes.
STEPS='clone3|connect|fallocate|flock|fsync|ftruncate|lseek|pipe2|recvfrom|renameat|sendto|setsid|wait4|write'

# some_calls N: of $T/calls, all at STEPS and N of the others; a line for each:
# NAME and the how manieth.
some_calls() {
	awk -v most="$1" -v steps="^($STEPS)\$" '
		$1 ~ steps { for (i = 1; i <= $2; i++) print $1, i; next }
		{ for (i = 1; i <= $2; i++) rest[n++] = $1 " " i }
		END { for (i = 0; i < n; i += n / most) print rest[int(i)] }
	' "$T/calls"
}

problem() {
	echo "$*" >>"$T/problems"
}

# after_fault WHAT: what must hold; counts in $lost (and $lost_rotated, where
# the server had rotated) and $answered. $T/problems says what is wrong.
after_fault() {
	unlocked work 10 || problem "$1: the lock is held"
	tidy work || problem "$1: another file in the store"
	_sent=$(refreshes)
	_alive=yes
	alive work || _alive=
	# What a save had written whole, and lacked its name.
	_written=$(tr -d '\000' <"$LANYARD_STORE/logins/work.new" 2>/dev/null |
		sed -n 's/^refresh_token=//p' | head -n 1)
	[ -z "$_written" ] ||
		[ "$(as_control live kind=refresh token="$_written")" = 1 ] ||
		_written=
	run lanyard get <"$T/request.work"
	_got=$(sed -n 's/^password=//p' "$T/out")
	# Dead in the record, but the new one may be whole in work.new.
	if [ -z "$_alive" ] && [ "$status" -ne 0 ]; then
		lost_rotated=$((lost_rotated + 1))
		[ -z "$_written" ] ||
			problem "$1: what was written is not found again"
		if [ "$_sent" -le "$sent" ]; then
			lost=$((lost + 1))
			problem "$1: the login is lost"
		fi
		seed work
	elif [ "$status" -ne 0 ] || [ -z "$_got" ]; then
		problem "$1: the next get: status $status, $err"
		seed work
	elif [ "$(as_control live kind=access token="$_got")" != 1 ]; then
		problem "$1: the next get: a dead token"
	else
		answered=$((answered + 1))
	fi
	sent=$(refreshes)
	[ ! -e "$LANYARD_STORE/logins/work.new" ] ||
		problem "$1: work.new is left after a good get"
}

# strike HALF SIGNAL NAME N: false if there is no such call.
strike() {
	expire
	traced "$1" -e "trace=$3" -e "inject=$3:signal=$2:when=$4"
	[ "$(grep -c "^$3(" "$T/trace")" -ge "$4" ] || return 1
	tried=$((tried + 1))
	after_fault "SIG$2 for $1 at $3 number $4"
}

# strike_all HALF SIGNAL N: at every call with FAULTS=full, else at some.
strike_all() {
	if [ "$FAULTS" = full ]; then
		cut -d ' ' -f 1 "$T/calls"
	else
		some_calls "$3"
	fi >"$T/strikes"
	while read -r _call _number <&8; do
		if [ -n "$_number" ]; then
			strike "$1" "$2" "$_call" "$_number" 8<&-
			continue
		fi
		_number=1
		while strike "$1" "$2" "$_call" "$_number" 8<&-; do
			_number=$((_number + 1))
		done
	done 8<"$T/strikes"
}

# at_random N MOST_MS AT: N gets, half of them with the front killed within
# MOST_MS, half with lanyard-oauth. In the table it is SIGKILL of either AT.
at_random() {
	for whom in front oauth; do
		begin_faults
		unanswered=0
		while [ "$tried" -lt $(($1 / 2)) ]; do
			expire
			run perl "$TESTS/faults/strike.pl" KILL "$whom" 0 "$2" \
				lanyard get <"$T/request.work"
			tried=$((tried + 1))
			[ "$status" -eq 0 ] || unanswered=$((unanswered + 1))
			after_fault "SIGKILL for $whom"
		done
		ok "$whom: killed $tried times, of which $unanswered in time" \
			test "$unanswered" -gt 0
		if [ "$whom" = front ]; then
			is "$lost_rotated" 0 'front: no login is lost'
		fi
		no_problems "$whom: nothing but what the server had rotated is lost"
		killed_row "SIGKILL of $whom $3"
	done
}

# killed_row FAULT
killed_row() {
	row "$1" "$tried" \
		"$lost, and $lost_rotated that the server had rotated" \
		$(($(refreshes) - first_sent)) \
		"$answered of $((tried - lost_rotated)) by the next get"
}

# begin_faults: nothing tried, a login that works.
begin_faults() {
	tried=0 lost=0 lost_rotated=0 answered=0
	: >"$T/problems"
	rm -rf "$LANYARD_STORE"
	seed work
	sent=$(refreshes)
	first_sent=$sent
}

# no_problems NAME
no_problems() {
	is "$(head -n 20 "$T/problems")" '' "$1"
}
