# shellcheck shell=sh
# shellcheck disable=SC2034 # many variables here are for the tests
# What the shell tests share: TAP, a private environment, and servers that
# die with the test. A test in tests/cli/ or tests/e2e/ begins with
#     . "$(dirname "$0")/../lib.sh"
# and ends with `done_testing`. POSIX sh; TAP goes to stdout.

# Somebody is there where /dev/tty can be opened. Whether the tests run at a
# terminal must not matter, so they go into a session without one.
if [ -z "${KEEP_TTY:-}" ] && (exec </dev/tty) 2>/dev/null; then
	exec setsid -w sh "$0" "$@"
fi

# -- Where things are -----------------------------------------------------

TESTS=${LANYARD_TESTS:-$(cd "$(dirname "$0")" && pwd)}
while [ ! -f "$TESTS/lib.sh" ] && [ "$TESTS" != / ]; do
	TESTS=$(dirname "$TESTS")
done
TOP=$(dirname "$TESTS")
BUILD=${BUILD:-build/release}
case $BUILD in
/*) ;;
*) BUILD=$TOP/$BUILD ;;
esac
LANYARD_NODE_MODULES=${LANYARD_NODE_MODULES:-$TOP/build/node/node_modules}
if [ -z "${NODE:-}" ]; then
	NODE=node
	if [ -f "$TESTS/node.sh" ]; then
		NODE=$(sh "$TESTS/node.sh")
	fi
fi
export NODE LANYARD_NODE_MODULES
LSAN_OPTIONS=suppressions=$TESTS/leaks.supp:print_suppressions=0
export LSAN_OPTIONS

T=$(mktemp -d "${TMPDIR:-/tmp}/lanyard-test.XXXXXX") || exit 99
T=$(cd "$T" && pwd -P)

# What this test starts has a limit that no other has, and that none reaches:
# of Lanyard's own processes a user can read no environment (secrecy.c).
_mark=$((1000000000 + $$))
# shellcheck disable=SC3045 # each sh here has it
ulimit -S -t "$_mark" 2>/dev/null || _mark=none

# processes NAME: those of that name, of this test; what has ended already, and
# nobody has asked for, is none.
processes() {
	for _process in $(grep -ls "^Max cpu time  *$_mark " \
		/proc/[0-9]*/limits 2>/dev/null); do
		_process=${_process%/limits}
		read -r _comm 2>/dev/null <"$_process/comm" || continue
		if [ "$_comm" = "$1" ] &&
			! grep -qs '^State:.*Z' "$_process/status"; then
			echo "${_process#/proc/}"
		fi
	done
}

# -- The end: always, whatever happened -----------------------------------

server_pids=
checks=0
failures=0
finished=

# Runs once, on every way out. Servers are known by pid; the lifeline (file
# descriptor 9) ends whatever a kill -9 of the test would leave behind.
finish() {
	status_of_test=$?
	trap - EXIT INT TERM HUP
	exec 9>&-
	for _pid in $server_pids; do
		stop_server "$_pid"
	done
	if [ -n "${KEEP:-}" ]; then
		echo "# kept: $T"
	else
		chmod -R u+rwX "$T" 2>/dev/null
		rm -rf "$T"
	fi
	if [ -z "$finished" ] && [ "$status_of_test" -eq 0 ]; then
		echo '# the test ended without done_testing'
		status_of_test=98
	fi
	exit "$status_of_test"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# -- A private, empty environment -----------------------------------------

# without_lanyard: where one is installed, PATH has the rest of that folder.
without_lanyard() {
	_path=
	_rest=$PATH:
	while [ -n "$_rest" ]; do
		_folder=${_rest%%:*} _rest=${_rest#*:}
		if [ -e "$_folder/lanyard" ] ||
			[ -e "$_folder/git-credential-lanyard" ]; then
			mkdir -p "$T/path" &&
				find "$_folder" -maxdepth 1 ! -type d ! -name '*lanyard*' \
					-exec ln -sf {} "$T/path/" ';'
			_folder=$T/path
		fi
		_path=$_path:$_folder
	done
	PATH=${_path#:}
}

clean_environment() {
	unset DISPLAY WAYLAND_DISPLAY BROWSER SSH_ASKPASS SSH_CONNECTION \
		SSH_CLIENT SSH_TTY WSL_DISTRO_NAME TMUX NO_COLOR container \
		CI TF_BUILD JENKINS_URL HUDSON_URL TEAMCITY_VERSION \
		CODEBUILD_BUILD_ID bamboo_buildKey GO_PIPELINE_NAME \
		BUILDBOT_BUILDERNAME GITHUB_ACTIONS GITLAB_CI GITEA_ACTIONS \
		FORGEJO_ACTIONS BITBUCKET_BUILD_NUMBER BUILDKITE CIRCLECI \
		CIRRUS_CI TRAVIS APPVEYOR DRONE SEMAPHORE \
		TASKCLUSTER_ROOT_URL BUDDY_WORKSPACE_ID \
		CONTINUOUS_INTEGRATION NONINTERACTIVE \
		VSCODE_GIT_FETCH_SILENT JOURNAL_STREAM \
		CURL_CA_BUNDLE SSL_CERT_FILE SSL_CERT_DIR \
		NODE_EXTRA_CA_CERTS CREDENTIALS_DIRECTORY
	for _name in $(env | sed -n \
		-e 's/^\([a-zA-Z]*_[pP][rR][oO][xX][yY]\)=.*/\1/p' \
		-e 's/^\(XDG_[A-Z_]*\)=.*/\1/p' \
		-e 's/^\(GIT_[A-Z_0-9]*\)=.*/\1/p' \
		-e 's/^\(GCM_[A-Z_]*\)=.*/\1/p' \
		-e 's/^\(PERSON_[A-Z_]*\)=.*/\1/p' \
		-e '/^LANYARD_NODE_MODULES=/d' -e '/^LANYARD_TESTS=/d' \
		-e 's/^\(LANYARD_[A-Z_]*\)=.*/\1/p'); do
		unset "$_name"
	done
	mkdir -p "$T/home" "$T/repos" "$T/tmp"
	HOME=$T/home
	TMPDIR=$T/tmp
	LANYARD_CONFIG=$T/lanyard.conf
	LANYARD_TRACEABLE=1 # what strace makes fail it has to look into
	LANYARD_STORE=$T/store
	GIT_CONFIG_NOSYSTEM=1
	GIT_CONFIG_GLOBAL=$T/home/.gitconfig
	GIT_AUTHOR_NAME=Test GIT_AUTHOR_EMAIL=test@example.org
	GIT_COMMITTER_NAME=Test GIT_COMMITTER_EMAIL=test@example.org
	LC_ALL=C
	TERM=dumb # nothing is redrawn but where a test wants it
	without_lanyard
	PATH=$BUILD:$PATH
	export HOME TMPDIR LANYARD_CONFIG LANYARD_STORE LANYARD_TRACEABLE GIT_CONFIG_NOSYSTEM \
		GIT_CONFIG_GLOBAL GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL \
		GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL LC_ALL TERM PATH
	umask 022
}

clean_environment
cd "$T" || exit 99
exec </dev/null
mkfifo "$T/life" || exit 99
exec 9<>"$T/life"

# -- TAP ------------------------------------------------------------------

# diag TEXT: on stdout as a comment, each line with `# `.
diag() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

# feature [NAME SERVER]: the checks from here on show NAME at SERVER, until the
# next; tests/features.sh makes a table of them. SERVER is the program's name, or
# "stand-in".
feature() {
	shows=${1:+"$1 @ $2: "}
}
shows=

pass() {
	checks=$((checks + 1))
	printf 'ok %d - %s%s\n' "$checks" "$shows" "$1"
}

# fail NAME [DIAGNOSTICS]
fail() {
	checks=$((checks + 1))
	failures=$((failures + 1))
	printf 'not ok %d - %s%s\n' "$checks" "$shows" "$1"
	shift
	for _text in "$@"; do
		diag "$_text"
	done
	return 1
}

# ok NAME COMMAND...: the command succeeds.
ok() {
	_ok_name=$1
	shift
	if "$@"; then
		pass "$_ok_name"
	else
		fail "$_ok_name" "failed: $*"
	fi
}

# not_ok NAME COMMAND...: the command fails.
not_ok() {
	_ok_name=$1
	shift
	if "$@"; then
		fail "$_ok_name" "succeeded: $*"
	else
		pass "$_ok_name"
	fi
}

# is GOT WANTED NAME
is() {
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		fail "$3" "got:" "$1" "wanted:" "$2"
	fi
}

# isnt GOT UNWANTED NAME
isnt() {
	if [ "$1" != "$2" ]; then
		pass "$3"
	else
		fail "$3" "got the unwanted: $1"
	fi
}

# like TEXT ERE NAME: some line matches.
like() {
	if printf '%s\n' "$1" | grep -E -q -e "$2"; then
		pass "$3"
	else
		fail "$3" "got:" "$1" "wanted: /$2/"
	fi
}

unlike() {
	if printf '%s\n' "$1" | grep -E -q -e "$2"; then
		fail "$3" "got:" "$1" "unwanted: /$2/"
	else
		pass "$3"
	fi
}

# is_empty FILE NAME: exists and holds no byte.
is_empty() {
	if [ -f "$1" ] && [ ! -s "$1" ]; then
		pass "$2"
	else
		fail "$2" "not empty:" "$(head -c 2000 "$1" 2>&1)"
	fi
}

# same FILE FILE NAME: byte for byte.
same() {
	if cmp -s "$1" "$2"; then
		pass "$3"
	else
		fail "$3" "$(diff -u "$2" "$1" 2>&1 | head -n 40)"
	fi
}

# skip NAME REASON: a check that cannot be done here. run.sh names each at its
# end; none is skipped where the tests are root's.
skip() {
	checks=$((checks + 1))
	printf 'ok %d - %s%s # SKIP %s\n' "$checks" "$shows" "$1" "$2"
}

skip_all() {
	finished=1
	echo "1..0 # SKIP $*"
	exit 0
}

done_testing() {
	finished=1
	echo "1..$checks"
	[ "$failures" -eq 0 ] || diag "$failures of $checks failed"
	[ "$failures" -eq 0 ]
	exit
}

# BAIL NAME...: the test cannot go on.
die() {
	fail "$@"
	done_testing
}

# -- What can be done here ------------------------------------------------

# gives_away: may files be given to another user? By real root only: the root
# of a user namespace has no other user to give them to.
gives_away() {
	: >"$T/given" && chown 12345 "$T/given" 2>/dev/null
}

# can_run PROGRAM: strace and make set their own user before they start another
# program; they fail in a user namespace that has not even that one.
cannot_run='strace and make start nothing where no user is mapped'
can_run() {
	case $1 in
	strace) strace -qqq -o "$T/traced" true ;;
	make) printf 'all:\n\t@true\n' | make -s -f - ;; # `:` it runs itself
	esac >/dev/null 2>&1
}

# needs PROGRAM: before the first check of a test that is about nothing else.
needs() {
	can_run "$1" || skip_all "$cannot_run"
}

# -- Running things -------------------------------------------------------

# front_is_static: as `make` links it, unless told otherwise.
front_is_static() {
	! readelf -lW "$BUILD/lanyard" | grep -q INTERP
}

# run COMMAND...: $status, $out and $err (without trailing newlines); the
# exact bytes are in $T/out and $T/err. stdin is /dev/null, or a file by
# `run ... <file`. The lifeline is not handed on.
run() {
	status=0
	"$@" >"$T/out" 2>"$T/err" 9>&- || status=$?
	out=$(tr -d '\000' <"$T/out")
	err=$(tr -d '\000' <"$T/err")
}

# run_status WANTED NAME: the last run's status, with its streams if wrong.
run_status() {
	if [ "$status" -eq "$1" ]; then
		pass "$2"
	else
		fail "$2" "status $status, wanted $1" "stdout:" "$out" \
			"stderr:" "$err"
	fi
}

# at_once N COMMAND...: N of it side by side. $failed is how many of them failed;
# $T/at_once has what they wrote: out.1, err.1, ...
at_once() {
	rm -rf "$T/at_once"
	mkdir "$T/at_once"
	_pids=
	for _n in $(seq "$1"); do
		(shift && exec "$@") >"$T/at_once/out.$_n" \
			2>"$T/at_once/err.$_n" 9>&- &
		_pids="$_pids $!"
	done
	failed=0
	for _pid in $_pids; do
		wait "$_pid" || failed=$((failed + 1))
	done
}

# alike NAME: all at_once were answered, with one and the same, in silence.
alike() {
	is "$failed" 0 "$1: each is answered"
	is "$(cat "$T"/at_once/out.* | sort -u | wc -l)" 1 "$1: alike"
	is "$(cat "$T"/at_once/err.*)" '' "$1: in silence"
}

# wait_until COMMAND-LINE SECONDS: tries ten times a second.
wait_until() {
	_tries=$(($2 * 10))
	until eval "$1"; do
		_tries=$((_tries - 1))
		[ "$_tries" -gt 0 ] || return 1
		sleep 0.1
	done
}

now() {
	date +%s
}

# -- Servers --------------------------------------------------------------

# start_server NAME SCRIPT [VAR=VALUE...]: sets server_url, server_control
# and server_pid.
start_server() {
	server_name=$1
	server_script=$TESTS/servers/$2
	shift 2
	# node hangs at its start about once in 400 times: one more try.
	try_server "$@" || { stop_server "$server_pid" && try_server "$@"; } ||
		die "$server_name starts" "$(cat "$T/$server_name.stderr")"
	read -r _ server_url server_control <"$T/$server_name.ready"
}

try_server() {
	: >"$T/$server_name.ready"
	env "$@" "$NODE" "$server_script" <"$T/life" \
		>"$T/$server_name.ready" 2>"$T/$server_name.stderr" 9>&- &
	server_pid=$!
	server_pids="$server_pids $server_pid"
	wait_until "grep -q ^ready '$T/$server_name.ready' ||
		! kill -0 $server_pid 2>/dev/null" 20 &&
		grep -q '^ready' "$T/$server_name.ready"
}

# stop_server PID: one that does not hear TERM within 3 s is killed.
stop_server() {
	kill "$1" 2>/dev/null
	{ sleep 3 && kill -9 "$1"; } 9>&- >/dev/null 2>&1 &
	wait "$1" 2>/dev/null
	kill "$!" 2>/dev/null
	return 0
}

# certificate NAME SUBJECT-ALT-NAME: self-signed, so its own CA, in $T/NAME.crt
# and $T/NAME.key.
certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-days 2 -subj /CN=test -addext "subjectAltName=$2" \
		-keyout "$T/$1.key" -out "$T/$1.crt" 2>/dev/null ||
		die 'a certificate is made'
}

# start_as [AS_LIFETIME=5...]: the authorization server (servers/as.js).
start_as() {
	start_server as as.js AS_LOG="$T/as.log" "$@"
	AS_URL=$server_url AS_CONTROL=$server_control AS_PID=$server_pid
}

# start_git [GITD_...]: git over HTTP for $T/repos, tokens checked at AS_URL.
start_git() {
	start_server git git.js GITD_ROOT="$T/repos" GITD_AS="$AS_URL" \
		GITD_LOG="$T/git.log" "$@"
	GIT_URL=$server_url GIT_CONTROL=$server_control GIT_PID=$server_pid
}

# start_fault [FAULT_...]: the server of broken replies (servers/fault.js).
start_fault() {
	start_server fault fault.js FAULT_LOG="$T/fault.log" "$@"
	FAULT_URL=$server_url FAULT_CONTROL=$server_control
	FAULT_PID=$server_pid
}

# control URL VERB [KEY=VALUE...]
control() {
	_control_url=$1/$2
	shift 2
	for _pair in "$@"; do
		set -- "$@" --data-urlencode "$_pair"
		shift
	done
	curl -q -sS --noproxy '*' --max-time 60 --fail-with-body -G "$@" \
		"$_control_url" 9>&-
}

as_control() {
	control "$AS_CONTROL" "$@"
}

git_control() {
	control "$GIT_CONTROL" "$@"
}

fault_control() {
	control "$FAULT_CONTROL" "$@"
}

# as_count NAME: a counter, e.g. token_refresh_token, authorization.
as_count() {
	as_control count name="$1"
}

git_count() {
	git_control count name="$1"
}

fault_count() {
	fault_control count name="$1"
}

# -- Repositories and people ----------------------------------------------

# make_repo NAME: a bare repository $T/repos/NAME.git with one commit on
# main, at $GIT_URL/NAME.git.
make_repo() {
	git init -q --bare -b main "$T/repos/$1.git" &&
		git -C "$T/repos/$1.git" config http.receivepack true &&
		add_commit "$1" 'first'
}

# add_commit NAME TEXT: one more commit, made in the repository itself.
add_commit() {
	_bare=$T/repos/$1.git
	_blob=$(printf '%s\n' "$2" | git -C "$_bare" hash-object -w --stdin) &&
		_tree=$(printf '100644 blob %s\tREADME\n' "$_blob" |
			git -C "$_bare" mktree) || return 1
	_parent=$(git -C "$_bare" rev-parse -q --verify main) || _parent=
	_commit=$(git -C "$_bare" commit-tree ${_parent:+-p "$_parent"} \
		-m "$2" "$_tree") &&
		git -C "$_bare" update-ref refs/heads/main "$_commit"
}

# $PERSON is a command for BROWSER: a path without space or colon. It takes
# PERSON_* from the environment, or from the last `person_will`, which wins.
PERSON=$T/person
cat >"$PERSON" <<EOF
#!/bin/sh
. '$T/person.env'
export PERSON_LOG='$T/person.log' \${PERSON_CA:+NODE_EXTRA_CA_CERTS="\$PERSON_CA"}
exec '$NODE' '$TESTS/servers/person.js' "\$@" >>'$T/person.stderr' 2>&1
EOF
chmod +x "$PERSON"
: >"$T/person.env"
: >"$T/person.log"
: >"$T/person.log.done"

# person_will KEY=VALUE...: account, action, step, delay_ms, ca. Replaces
# what was said before; without arguments: approve as alice.
person_will() {
	for _pair in "$@"; do
		_key=$(printf '%s' "${_pair%%=*}" | tr '[:lower:]' '[:upper:]')
		printf "export PERSON_%s='%s'\n" "$_key" "${_pair#*=}"
	done >"$T/person.env.new"
	mv "$T/person.env.new" "$T/person.env"
}

# How many browser windows were opened, and how many of them are done.
person_count() {
	grep -c '' "$T/person.log" || :
}

person_done() {
	grep -c '' "$T/person.log.done" || :
}
