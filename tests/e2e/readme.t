#!/bin/sh
# README.md: every command in it is run, here or in the test that is named, as
# it stands there but for the hosts.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

# The commands: lines that are indented, without what a comment says.
sed -n 's/^    \([^ ].*\)$/\1/p' "$TOP/README.md" |
	sed 's/  *# .*//' | LC_ALL=C sort -u >"$T/commands"
: >"$T/tried"

# tries COMMAND [OLD NEW]...: the README has it; $line is it with each OLD
# replaced.
tries() {
	line=$1
	printf '%s\n' "$1" >>"$T/tried"
	ok "README has: $1" grep -q -x -F -e "$1" "$T/commands"
	shift
	while [ $# -gt 1 ]; do
		line=$(printf '%s' "$line" | sed "s|$1|$2|g")
		shift 2
	done
}

# elsewhere COMMAND TEST: who runs it.
elsewhere() {
	tries "$1"
	ok "which $2 runs" grep -q -e "$3" "$TESTS/$2"
}

elsewhere 'make demo' bare-root.sh demo
elsewhere 'make check' bare-root.sh check
elsewhere 'make PREFIX=/usr/local' cli/install.t 'PREFIX='
elsewhere 'sudo make install PREFIX=/usr/local' cli/install.t 'in_make install'

start_as
start_git
make_repo group/project || die 'a repository'
start_server door door.js DOOR_AS="$AS_URL"
DOOR_URL=$server_url
unset LANYARD_CONFIG LANYARD_STORE
export BROWSER="$PERSON"

# -- Git --
tries 'lanyard setup --git https://gitlab.example.com' \
	https://gitlab.example.com "$GIT_URL"
LANYARD_INTERACTIVE=1 run timeout 60 $line
run_status 0 "$line"
tries 'git clone https://gitlab.example.com/group/project.git' \
	https://gitlab.example.com "$GIT_URL"
run timeout 60 $line
run_status 0 "$line"
is "$(git -C project log -1 --format=%s)" first 'and the commit is here'

# -- git by hand --
rm "$GIT_CONFIG_GLOBAL"
tries 'git config --global --add credential.helper ""'
run sh -c "$line"
tries 'git config --global --add credential.helper lanyard'
run sh -c "$line"
is "$(git config --global --get-all credential.helper | tr '\n' ,)" ,lanyard, \
	'git asks lanyard alone'
run git -C project fetch -q
run_status 0 'and fetches'

# -- A server --
cat >"$HOME/.config/lanyard/lanyard.conf" <<END
logins = {
  gitlab = {
    url       = [ "$GIT_URL", "$DOOR_URL" ];
    issuer    = "$AS_URL";
    client_id = "native";
    scope     = [ "read_repository", "read_user" ];
  };
};
END
mkdir "$T/bin" "$T/server"
cat >"$T/bin/ssh" <<END
#!/bin/sh
# Another machine: another home.
[ "\$1" = server ] || exit 255
shift
HOME=$T/server exec sh -c "\$*"
END
chmod +x "$T/bin/ssh"
PATH=$T/bin:$PATH
tries 'lanyard login gitlab'
LANYARD_INTERACTIVE=1 run timeout 60 $line
run_status 0 "$line"
tries 'lanyard export --move gitlab | ssh server lanyard import'
LANYARD_INTERACTIVE=0 run sh -c "set -e; $line"
run_status 0 "$line"
HOME=$T/server LANYARD_INTERACTIVE=0 run lanyard refresh gitlab
run_status 0 'the server refreshes it, without a configuration'
LANYARD_INTERACTIVE=0 run lanyard token gitlab
isnt "$status" 0 'and here it is moved'

# -- Scripts --
LANYARD_INTERACTIVE=1 timeout 60 lanyard logout gitlab 2>/dev/null
LANYARD_INTERACTIVE=1 timeout 60 lanyard login gitlab 2>/dev/null ||
	die 'a login'
for command in 'lanyard curl https://gitlab.example.com/api/v4/user' \
	'lanyard token --format=curl gitlab | curl -K - https://gitlab.example.com/api/v4/user'; do
	tries "$command" https://gitlab.example.com "$DOOR_URL"
	run sh -c "$line"
	run_status 0 "$line"
	like "$out" '"account":"alice"' 'and the API answers'
done

LC_ALL=C sort -u "$T/tried" >"$T/sorted"
same "$T/sorted" "$T/commands" 'no command of the README was left out'
ok 'the README has 150 lines at most' [ "$(wc -l <"$TOP/README.md")" -le 150 ]

done_testing
