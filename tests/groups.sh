# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh has or uses them
# Groups of checks side by side: what mostly waits need not wait for the others.
# After lib.sh.

groups=0

# side_by_side FUNCTION...: each in a shell of its own, at once, with a folder T,
# HOME, store, terminal and processes (lib.sh) of its own; $group is its number.
# What they print comes in their order, numbered as one list of checks.
side_by_side() {
	_pids=
	for _group in "$@"; do
		groups=$((groups + 1))
		mkdir -p "$T/$_group/home" "$T/$_group/tmp"
		ln -s ../life "$T/$_group/life"
		_run_group "$_group" >"$T/$_group.tap" 2>&1 &
		_pids="$_pids $!"
	done
	_servers=$server_pids
	server_pids="$server_pids $_pids" # they end with this test
	for _pid in $_pids; do
		wait "$_pid"
	done
	server_pids=$_servers
	for _group in "$@"; do
		awk -v "n=$checks" '/^(not )?ok [0-9]+/ {
			n++
			sub(/ok [0-9]+/, "ok " n)
		} !/^1\.\.[0-9]+$/ { print }' "$T/$_group.tap"
		checks=$((checks + $(grep -c -E '^(not )?ok ' "$T/$_group.tap")))
		failures=$((failures + $(grep -c '^not ok ' "$T/$_group.tap")))
		[ -e "$T/$_group/done" ] || fail "$_group: comes to its end"
	done
}

# In a shell of its own.
_run_group() {
	trap _end_group EXIT
	trap 'exit 143' INT TERM HUP
	group=$groups checks=0 failures=0 server_pids=
	T=$T/$1
	HOME=$T/home TMPDIR=$T/tmp LANYARD_STORE=$T/store
	if [ "$_mark" != none ]; then
		_mark=$((_mark + groups * 10000000))
		# shellcheck disable=SC3045 # each sh here has it
		ulimit -S -t "$_mark"
	fi
	cd "$T" || exit
	"$1"
	: >"$T/done"
}

_end_group() {
	trap - EXIT INT TERM HUP
	for _pid in $server_pids; do
		stop_server "$_pid"
	done
	exit 0
}
