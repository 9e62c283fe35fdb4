#!/bin/sh
# What an answer costs, beside what else there is: the bounds that Lanyard is
# to keep, each as a ratio of figures that were measured side by side in this
# very run. Prints a table and fails where one falls short. The table goes to
# tests/bench/README.md too, or to $BENCH_README. RUNS (200) is how often each
# command runs, SLOW_RUNS (40) against a slow server.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/bench/logins.sh"

RUNS=${RUNS:-200}
SLOW_RUNS=${SLOW_RUNS:-40}
readme=${BENCH_README:-$TESTS/bench/README.md}
short=0

# -- The table ------------------------------------------------------------

# row FIGURE LANYARD COMPARISON FOUND BOUND: both of the last are numbers.
row() {
	if awk "BEGIN { exit !($4 <= $5) }"; then
		_word=holds
	else
		_word='**falls short**'
		short=$((short + 1))
	fi
	printf '| %s | %s | %s | %s | %s | %s |\n' "$1" "$2" "$3" "$4" "$5" \
		"$_word" >>"$T/rows"
}

ratio() {
	awk "BEGIN { printf \"%.2f\", $1 / $2 }"
}

ms() {
	awk "BEGIN { printf \"%.2f ms\", $1 / 1000 }"
}

# side_by_side RUNS COMMAND...: $T/times has a line for each.
side_by_side() {
	"$T/time" "$@" >"$T/times" 9>&- || die "measured: $*"
}

# median N, memory N: of the N-th command.
median() {
	sed -n "$1p" "$T/times" | cut -d' ' -f1
}

memory() {
	sed -n "$1p" "$T/times" | cut -d' ' -f3
}

# -- What is compared -----------------------------------------------------

# Programs are measured as they are installed: a file that was written at one
# stroke is mapped in larger pieces than what a linker has written.
mkdir "$T/bin"
put() {
	install -m 755 "$1" "$T/bin/$2" || die "installed: $1"
}

# The one that takes the time is static where that can be: its own memory is
# the least that the kernel reports of what it starts.
cc=${CC:-cc}
echo 'int main(void) { return 0; }' >"$T/empty.c"
$cc -O2 -o "$T/empty" "$T/empty.c" || die 'empty.c compiles'
for kind in -static ''; do
	# shellcheck disable=SC2086 # none, or one option
	$cc -O2 -std=c11 -D_POSIX_C_SOURCE=200809L $kind -o "$T/time" \
		"$TESTS/bench/time.c" 2>"$T/cc.err" && break
done
[ -x "$T/time" ] || die 'time.c compiles' "$(cat "$T/cc.err")"
put "$T/empty" empty
# What a static program costs that does nothing, where one can be made.
$cc -O2 -static-pie -o "$T/least" "$T/empty.c" 2>/dev/null ||
	cp "$T/empty" "$T/least"
put "$T/least" least
put "$BUILD/lanyard" lanyard
put "$BUILD/lanyard-oauth" lanyard-oauth
empty=$T/bin/empty
lanyard=$T/bin/lanyard

# git-credential-store with one entry, and git-credential-cache.
git_helpers() {
	git_path=$(git --exec-path)
	printf 'https://oauth2:%s@git1.example.com\n' \
		"$(head -c 2048 /dev/zero | tr '\0' t)" >"$T/credentials"
	chmod 600 "$T/credentials"
	mkdir -m 700 "$T/cache"
	{
		cat "$T/old"
		echo username=oauth2
		echo password="$(head -c 2048 /dev/zero | tr '\0' t)"
	} | git credential-cache --socket "$T/cache/socket" --timeout 900 \
		store 9>&-
	[ -n "$(git credential-cache --socket "$T/cache/socket" get <"$T/old")" ] ||
		die 'git credential-cache answers'
}

# oidc-agent with an account whose token is in its memory.
oidc_agent() {
	start_server plain ../bench/token.js
	plain_control=$server_control
	OIDC_CONFIG_DIR=$T/oidc
	OIDC_REFRESH_TOKEN=refresh0 OIDC_ENCRYPTION_PW=bench
	export OIDC_CONFIG_DIR OIDC_REFRESH_TOKEN OIDC_ENCRYPTION_PW
	mkdir -m 700 "$OIDC_CONFIG_DIR"
	eval "$(oidc-agent 2>"$T/agent.err" 9>&-)" >/dev/null
	[ -n "${OIDC_SOCK:-}" ] || die 'oidc-agent starts' "$(cat "$T/agent.err")"
	server_pids="$server_pids $OIDCD_PID"
	timeout 20 oidc-gen work --iss="$server_url" --client-id=native \
		--client-secret=secret --flow=refresh --rt-env --scope=openid \
		--redirect-uri=http://localhost:4242 --pw-env --prompt=none \
		--confirm-default --no-url-call >"$T/gen.out" 2>&1 9>&- ||
		die 'oidc-gen makes an account' "$(cat "$T/gen.out")"
	oidc-token work >/dev/null || die 'oidc-token answers'
	plain_before=$(control "$plain_control" counts)
}

# -- 1 to 4: an answer that is known --------------------------------------

many_conf=$T/10000.conf many_store=$T/10000

# with N: that many logins, as words of a command.
with() {
	printf 'LANYARD_CONFIG=%s LANYARD_STORE=%s' "$T/$1.conf" "$T/$1"
}

make_logins() {
	for _count in 1 10 10000; do
		LANYARD_CONFIG=$T/$_count.conf
		LANYARD_STORE=$T/$_count
		logins $_count
	done
	for _count in 1 10 10000; do
		LANYARD_CONFIG=$T/$_count.conf
		LANYARD_STORE=$T/$_count
		known
	done
	LANYARD_CONFIG=$T/10.conf
	LANYARD_STORE=$T/10
}

count_instructions() {
	for _request in old new; do
		_version=2.39
		[ $_request = old ] || _version=2.55
		_n=$(instructions "$T/$_request" "$lanyard" get)
		row "instructions of a cached get, ten logins, git $_version's request" \
			"$_n" bound "$_n" 200000
	done
	_ten=$(LANYARD_CONFIG=$many_conf LANYARD_STORE=$many_store \
		instructions "$T/new" "$lanyard" get)
	_one=$(LANYARD_CONFIG=$T/1.conf LANYARD_STORE=$T/1 \
		instructions "$T/new" "$lanyard" get)
	row 'instructions with 10,000 logins, to those with one' "$_ten" \
		"$_one" "$(ratio "$_ten" "$_one")" 1.3
}

time_known() {
	side_by_side "$RUNS" "<$T/new $(with 10) $lanyard get" "$empty" \
		"<$T/old $git_path/git-credential-store --file $T/credentials get" \
		"<$T/old $git_path/git-credential-cache --socket $T/cache/socket get" \
		"oidc-token work" "<$T/new $(with 1) $lanyard get" \
		"<$T/new $(with 10000) $lanyard get" "$T/bin/least"
	_get=$(median 1)
	least=$(ratio "$(median 8)" "$(median 2)")
	for _line in '2 0.9 an empty program, dynamically linked' \
		'3 1 git credential-store get' \
		'4 1 git credential-cache get' \
		'5 1 oidc-token'; do
		# shellcheck disable=SC2086 # three words
		set -- $_line
		_n=$1 _bound=$2
		shift 2
		row "time of a cached get, to that of $*" "$(ms "$_get")" \
			"$(ms "$(median "$_n")")" \
			"$(ratio "$_get" "$(median "$_n")")" "$_bound"
	done
	row 'time with 10,000 logins, to that with one' "$(ms "$(median 7)")" \
		"$(ms "$(median 6)")" "$(ratio "$(median 7)" "$(median 6)")" 1.3
	row 'peak memory above that of the empty program (KiB)' \
		"$(memory 1)" "$(memory 2)" "$(($(memory 1) - $(memory 2)))" 307
	[ "$(control "$plain_control" counts)" = "$plain_before" ] ||
		die 'oidc-token answered from memory'
}

calls_of() {
	strace -f -qq -o "$T/trace" "$@" <"$T/new" >/dev/null 2>&1
	wc -l <"$T/trace"
}

count_calls() {
	_get=$(calls_of "$lanyard" get)
	row 'system calls of a cached get, all of them' \
		"$_get" "$(calls_of "$empty") (the empty program)" "$_get" 55
}

# -- 5: a refresh ---------------------------------------------------------

# One CA for both: CURL_CA_BUNDLE is read by curl and by lanyard-oauth.
make_certificate() {
	certificate own IP:127.0.0.1
	CURL_CA_BUNDLE=$T/own.crt
	export CURL_CA_BUNDLE
}

# stale_login NUMBER PATH: "work", whose token is over, in $T/staleNUMBER.
stale_login() {
	LANYARD_CONFIG=$T/refresh$1.conf
	LANYARD_STORE=$T/refresh$1
	mkdir -p "$LANYARD_STORE/logins"
	chmod 700 "$LANYARD_STORE" "$LANYARD_STORE/logins"
	cat >"$LANYARD_CONFIG" <<-END
		logins = {
		  work = {
		    url = [ "https://git1.example.com" ];
		    token_endpoint = "$token_url$2/token";
		    client_id = "native";
		  };
		};
	END
	cat >"$T/stale$1" <<-END
		name=work
		url[]=https://git1.example.com
		client_id=native
		token_endpoint=$token_url$2/token
		access_token=old
		expires_at=$(($(now) - 60))
		obtained_at=$(($(now) - 3600))
		refresh_token=refresh0
		generation=1

	END
	chmod 600 "$LANYARD_CONFIG" "$T/stale$1"
}

# time_refresh NUMBER PATH RUNS: a get, curl, the empty program and an fsync, in
# turn.
time_refresh() {
	stale_login "$1" "$2"
	control "$token_control" reset
	side_by_side "$3" \
		"<$T/new $(with "refresh$1") $T/stale$1>$LANYARD_STORE/logins/work $lanyard get" \
		"curl -q -s -S -H Accept:application/json -d grant_type=refresh_token&refresh_token=refresh0&client_id=native $token_url$2/token" \
		"$empty" ">$T/synced"
	_requests=$(control "$token_control" count "name=$2/token")
	_handshakes=$(control "$token_control" count name=handshakes)
	_others=$(control "$token_control" counts | tr , '\n' |
		grep -c 'well-known' || :)
	row "requests of a refresh, $3 times" \
		"$((_requests - $3))" "$3" "$((_requests - $3 - $3))" 0
	row "TLS handshakes of a refresh, $3 times" \
		"$((_handshakes - $3))" "$3" "$((_handshakes - $3 - $3))" 0
	row 'discoveries of a refresh' "$_others" 0 "$_others" 0
}

time_refreshes() {
	start_server token ../bench/token.js TOKEN_TLS_CERT="$T/own.crt" \
		TOKEN_TLS_KEY="$T/own.key"
	token_url=$server_url token_control=$server_control
	time_refresh 1 '' "$RUNS"
	_allowed=$(($(median 2) + 3 * $(median 3) + 2 * $(median 4)))
	row "time of a refresh, to that of curl's POST of the same request ($(ms "$(median 2)")), three starts of the empty program ($(ms "$(median 3)") each) and two fsync ($(ms "$(median 4)") each)" \
		"$(ms "$(median 1)")" "$(ms "$_allowed")" \
		"$(ratio "$(median 1)" "$_allowed")" 1
	time_refresh 2 /slow "$SLOW_RUNS"
	row "time of a refresh, to curl's, from a server that takes 50 ms" \
		"$(ms "$(median 1)")" "$(ms "$(median 2)")" \
		"$(ratio "$(median 1)" "$(median 2)")" 1.15
}

# -- 6: sizes -------------------------------------------------------------

# size FILE BOUND_KB: without symbols.
size() {
	strip -o "$T/stripped" "$BUILD/$1" || die "strip $1"
	_size=$(wc -c <"$T/stripped")
	row "size of $1 (kB)" "$(ratio "$_size" 1000)" bound \
		"$(ratio "$_size" 1000)" "$2"
}

# -------------------------------------------------------------------------

: >"$T/rows"
git_helpers
oidc_agent
make_logins
count_instructions
time_known
count_calls
make_certificate
time_refreshes
size lanyard 1400
size lanyard-oauth 300
size liblanyard.so 300

git credential-cache --socket "$T/cache/socket" exit </dev/null

# machine: where this ran, in one line.
machine() {
	sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1
	echo "with $(nproc) processors,"
	grep -q '^flags.* hypervisor' /proc/cpuinfo && echo 'virtual,'
	sed -n 's/^PRETTY_NAME="\(.*\)"/\1,/p' /etc/os-release
	echo "Linux $(uname -r | sed 's/-.*//'),"
	stat -f -c %T "$T"
}

# Before the table itself is another one.
revision=$(git -C "$TOP" describe --always --dirty --exclude '*' 2>/dev/null ||
	echo unknown)
kind='one static file'
front_is_static || kind='linked dynamically, which these bounds are not for'
{
	cat <<-END
		# What an answer costs

		Written by \`make bench\`: do not edit. It measures Lanyard beside other helpers, each command in turn with the others, medians of $RUNS runs ($SLOW_RUNS for the slow server), and fails where a bound is not kept. \`tests/bench/instructions.t\`, a part of \`make check\`, has the bounds on instructions.

		This run: $(date -u +%Y-%m-%d), revision $revision, on this machine: $(machine | tr '\n' ' ' | sed 's/ $//'). lanyard is $kind.

		| figure | Lanyard | comparison | found | bound | |
		|---|---|---|---|---|---|
		$(cat "$T/rows")

		Why these bounds:

		- The front is one static file, which no library has to be found for, so its bounds are below what an empty dynamically linked program costs. Linked by \`STATIC=0\` it keeps 600,000 instructions.
		- How far below depends on the processor. Under a hypervisor each CPUID instruction is a trap, and glibc executes more of them at the start of every process on Intel's processors than on others: there both programs of that ratio have a large part in common. In this run an empty program that is one static file took $least of the dynamic one.
		- glibc looks at each variable of the environment at its start, some 570 instructions each. Instructions are counted in an environment of five.
		- A refresh is two processes where curl is one, and it is on the disk before it is answered, as the room for it is before the request leaves: a file and its folder, by two fsync each time; the bound allows for those of the save. What that may cost depends on the machine, so the bound is made of what was measured beside it.
		- Of a static lanyard 0.73 MB are what glibc brings into any static program that prints, and 0.3 MB libsodium, whose core names all its algorithms. Pages that are not touched are not read: the bound on memory is the one that counts.
	END
} >"$readme"
grep '^|' "$readme"
finished=1
[ $short -eq 0 ] || echo "$short fall short"
[ $short -eq 0 ]
