#!/bin/sh
# recording.sh FILE: `lanyard setup` and a first clone as a person sees them, in
# asciinema's format (asciicast v2), against servers on this machine. The person
# at the browser is the tests' script. `make recording` keeps it in contrib/.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed

file=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
KEEP_TTY=1
. "$(dirname "$0")/lib.sh"
finished=1 # no TAP here: lib.sh must not ask for a plan

start_as
start_git
make_repo project || exit 1
unset LANYARD_CONFIG LANYARD_STORE
cat >"$T/scene" <<END
# types COMMAND...: as a person does, and runs it.
types() {
	printf '\$ '
	sleep 1
	printf '%s' "\$*" | fold -w 1 | while read -r c || [ -n "\$c" ]; do
		printf '%s' "\${c:- }"
		sleep 0.04
	done
	sleep 0.4
	echo
	"\$@"
	sleep 1.2
}
cd "$HOME" || exit 1
types lanyard setup --git $GIT_URL || exit 1
types git clone $GIT_URL/project.git || exit 1
types lanyard status || exit 1
END
export BROWSER="$PERSON" LANYARD_INTERACTIVE=1 TERM=xterm-256color
script -q -e -c "stty cols 92 rows 28; sh '$T/scene'" \
	--log-out "$T/typed" --log-timing "$T/timing" --logging-format classic \
	>/dev/null 9>&- || { cat "$T/typed" >&2; exit 1; }
perl "$TESTS/recording.pl" "$T/timing" "$T/typed" 92 28 >"$file.new" &&
	mv "$file.new" "$file"
