# setup.sh: what the tests of lanyard setup share; sourced after cli.sh
# shellcheck shell=sh disable=SC2034,SC2154 # lib.sh and the tests have the rest

snap() {
	ls -l "$LANYARD_CONFIG" >"$T/conf.mode" 2>&1
	cp "$LANYARD_CONFIG" "$T/conf.was" 2>/dev/null || rm -f "$T/conf.was"
	cp "$GIT_CONFIG_GLOBAL" "$T/git.was" 2>/dev/null || : >"$T/git.was"
}

# as_it_was NAME: configuration, its mode, and git's.
as_it_was() {
	ls -l "$LANYARD_CONFIG" >"$T/conf.mode.now" 2>&1
	wrong=
	cmp -s "$T/conf.mode" "$T/conf.mode.now" || wrong="$wrong its mode or time;"
	if [ -f "$T/conf.was" ]; then
		cmp -s "$T/conf.was" "$LANYARD_CONFIG" || wrong="$wrong it changed;"
	elif [ -e "$LANYARD_CONFIG" ]; then
		wrong="$wrong it is there;"
	fi
	[ ! -e "$LANYARD_CONFIG.new" ] || wrong="$wrong .new is left;"
	cp "$GIT_CONFIG_GLOBAL" "$T/git.now" 2>/dev/null || : >"$T/git.now"
	cmp -s "$T/git.now" "$T/git.was" || wrong="$wrong git's;"
	_check "$1: the configuration is as it was"
}

# bad NAME STATUS MESSAGE HINT ARGUMENT...: two regular expressions.
bad() {
	bad_name=$1 bad_status=$2 bad_message=$3 bad_hint=$4
	shift 4
	snap
	run timeout 30 lanyard setup "$@"
	run_status "$bad_status" "$bad_name: status $bad_status"
	is "$out" '' "$bad_name: nothing on stdout"
	is "$(grep -c 'lanyard: error: ' "$T/err")" 1 "$bad_name: one error"
	like "$err" "^lanyard: error: .*$bad_message" "$bad_name: says why"
	like "$err" "^(lanyard: hint: |usage: |see: ).*$bad_hint" \
		"$bad_name: and what to do"
	as_it_was "$bad_name"
}
