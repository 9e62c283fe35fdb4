#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# Every program that Lanyard starts x the signals that its parent ignores or
# blocks. What takes our place has both as our parent left them. What is started
# beside us has nothing blocked, and of what is ignored just what shells and
# nohup ignore for all that they start.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_as
conf <<END
logins = {
  work = {
    url = [ "https://git.example.com" ];
    issuer = "$AS_URL";
    client_id = "native";
    timeout_ms = 3000;
  };
  robot = {
    url = [ "https://robot.example.com" ];
    issuer = "$AS_URL";
    client_id = "native";
    client_secret_command = [ "$T/bin/command" ];
  };
};
END
git config --global http.proxy http://proxy.example:1
fresh_record work "issuer=$AS_URL"

run "${CC:-cc}" -std=c11 -D_DEFAULT_SOURCE -Wall -Wextra -o "$T/inherited" \
	"$TESTS/cli/inherited.c"
run_status 0 'what has and notes signals is built'
mkdir "$T/bin"
for name in curl git ssh command browser seen; do
	cp "$T/inherited" "$T/bin/$name"
done
PATH=$T/bin:$PATH
export PATH

# start PROGRAM COMMAND...: with the signals of this row; PROGRAM has noted its
# own when this is over.
start() {
	_program=$1
	shift
	rm -f "$T/$_program"
	"$T/inherited" "$ignored" "$blocked" "$@" \
		>"$T/out" 2>"$T/err" </dev/null 9>&- &
	_pid=$!
	wait_until '[ -e "$T/$_program" ]' 20
	kill -s KILL -- "-$_pid" 2>/dev/null
	wait "$_pid" 2>/dev/null
}

# in_our_place PROGRAM COMMAND...: as the parent left them.
in_our_place() {
	start "$@"
	is "$(cat "$T/$1")" "$parent" \
		"$1, by ${3#login-for}: ignored '$ignored', blocked '$blocked'"
}

# beside_us PROGRAM COMMAND...: as $shells says, and nothing blocked.
beside_us() {
	start "$@"
	is "$(cat "$T/$1")" "00000000 $shells" \
		"$1, by $3: ignored '$ignored', blocked '$blocked'"
}

# ignored | blocked | what of it a shell ignores for all that it starts; signals
# by their numbers: HUP 1, INT 2, QUIT 3, USR1 10, PIPE 13, TERM 15, CHLD 17,
# TSTP 20, TTIN 21, TTOU 22, XFSZ 25
while IFS='|' read -r ignored blocked shells; do
	start seen seen
	parent=$(cat "$T/seen")
	in_our_place seen lanyard exec -- seen
	in_our_place curl lanyard curl https://git.example.com/
	in_our_place git lanyard setup --git --check \
		--client-id=x "$AS_URL"
	in_our_place ssh lanyard login --for ssh://nobody@127.0.0.1 work
	record robot "issuer=$AS_URL" "token_endpoint=$AS_URL/token" \
		client_id=native access_token=at-over generation=1 \
		obtained_at=1000000000 expires_at=1000003600 \
		refresh_token=rt-live-0123456789
	beside_us git env ANY_GIT=1 lanyard refresh robot
	beside_us command env GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null \
		lanyard refresh robot
	beside_us browser env LANYARD_INTERACTIVE=1 BROWSER="$T/bin/browser" \
		GIT_CONFIG_GLOBAL=/dev/null lanyard login work
done <<'END'
||00000000
1||00000001
2,3|10|00000006
17||00000000
25||00000000
13,10|15,25,17|00000000
15,20,21,22|2|00384000
END
done_testing
