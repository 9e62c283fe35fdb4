#!/bin/sh
# A token that is kept elsewhere (a file, a variable, what a command prints) is
# read at each use, is never stored, and nobody is asked for another.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

export LANYARD_INTERACTIVE=0
file=$T/token
keep() {
	(umask 077 && printf '%s\n' "$1" >"$file")
	secret "$1"
}
# jwt SECONDS: one that is over so many seconds from now.
jwt() {
	printf 'e30.%s.x' "$(printf '{"exp":%d}' $(($(now) + $1)) |
		base64 | tr -d '=\n' | tr '/+' '_-')"
}
external() {
	conf <<-END
		logins = {
		  job = { url = "https://git.example.com"; $* };
		};
	END
}
ask() {
	request get protocol=https host=git.example.com
}
nothing_is_stored() {
	not_ok "$1: nothing is stored" grep -r -s -q . "$LANYARD_STORE/logins"
}

# -- The three places, in every form ---------------------------------------
keep file-token-1
export JOB_TOKEN=variable-token-1
for row in file:"access_token_file = \"$file\";":file-token-1 \
	variable:'access_token_variable = "JOB_TOKEN";':variable-token-1 \
	command:'access_token_command = [ "echo", "command-token-1" ];':command-token-1; do
	kind=${row%%:*}
	token=${row##*:}
	line=${row#*:}
	external "${line%:*}"
	ask
	answers "$kind: git" <<-END
		username=oauth2
		password=$token

	END
	run lanyard token job
	answers "$kind: token" <<-END
		$token
	END
	run lanyard token --format header job
	answers "$kind: a form" <<-END
		Authorization: Bearer $token
	END
	printf 'git.example.com\n' >"$T/in"
	run docker-credential-lanyard get <"$T/in"
	like "$out" "\"Secret\":\"$token\"" "$kind: docker"
	run lanyard status job
	says '^job: fresh$' "$kind: status"
	like "$out" "read at each use from its $kind" 'says where from'
	run lanyard refresh job
	silent "$kind: a refresh has nothing to do"
	run lanyard login job
	silent "$kind: nor a login"
	run lanyard refresh --all
	silent "$kind: nor a timer"
	run lanyard doctor
	like "$out" 'job: has a fresh token' "$kind: doctor"
	printf 'rt-handed-in\n' >"$T/in"
	run lanyard seed job <"$T/in"
	fails 2 "login job has the token of $kind " "$kind: seed"
	run lanyard export job
	fails 2 "login job has the token of $kind .*nothing to export" "$kind: export"
	request store protocol=https host=git.example.com username=oauth2 \
		"password=$token" oauth_refresh_token=rt-0123456789
	silent "$kind: git brings it back"
	request erase protocol=https host=git.example.com username=oauth2 \
		"password=$token"
	fails 4 "git.example.com rejects the token of login job, which is that of $kind " \
		"$kind: git has had it rejected"
	run lanyard logout job
	silent "$kind: logout"
	nothing_is_stored "$kind"
	external "grant_type = \"$kind\"; ${line%:*} basic_username = \"gitlab-ci-token\";"
	ask
	like "$out" '^username=gitlab-ci-token$' "$kind: the user name that the host wants"
done
request erase protocol=https host=git.example.com username=oauth2 password=another
status_of_other=$status
external "access_token_file = \"$file\";"
request erase protocol=https host=git.example.com username=oauth2 password=another
silent 'another token that was rejected is none of it'

# -- Read again -----------------------------------------------------------
keep file-token-2
run lanyard token job
is "$out" file-token-2 'a new one in the file is the next answer'
token=$(jwt 500)
keep "$token"
ask
like "$out" "^password_expiry_utc=$(($(now) + 50))|^password_expiry_utc=1" \
	'git is told when a JWT is over'
run lanyard status --json job
like "$out" '"expires_at":[0-9]+' 'status, too'
keep "$(jwt -5)"
ask
fails 2 'file .*/token has been over for [0-9]+ s' 'one that is over is not answered'
run lanyard status job
like "$out" '^job: due$' 'status shows it'
like "$out" 'has been over for' 'and why'
run lanyard doctor
like "$out" 'fault login +job: .*over for' 'doctor, too'

# No record of an earlier grant is used, nor changed.
fresh_record job
snapshot
keep file-token-3
run lanyard token job
is "$out" file-token-3 'an older record does not count'
run lanyard token job
is "$out" file-token-3 'nor where the configuration was read before'
unchanged 'and stays'
no_store

# -- In the front, without the network half --------------------------------
if command -v strace >/dev/null; then
	strace -f -e trace=execve,socket -o "$T/trace" lanyard token job >"$T/out"
	is "$(cat "$T/out")" file-token-3 'traced'
	is "$(grep -c 'execve(.*= 0' "$T/trace")" 1 'no other program is started'
	not_ok 'and no socket opened' grep -q 'socket(' "$T/trace"
fi
pids=
n=0
while [ $n -lt 50 ]; do
	n=$((n + 1))
	lanyard token job >"$T/token.$n" 2>&1 9>&- &
	pids="$pids $!"
done
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
is "$failed $(cat "$T"/token.* | sort -u)" '0 file-token-3' 'fifty at once'

# -- What is wrong --------------------------------------------------------
chmod 644 "$file"
ask
fails 2 'login "job", access_token_file.*others' 'a file that others may read'
like "$err" "chmod .*$file" 'with what mends it'
run lanyard status job
like "$out" 'next: chmod ' 'status has it, too'
rm "$file"
ask
fails 2 'login "job", access_token_file.*[Nn]o such file' 'no file'
keep 'two words'
ask
fails 2 'has no token: one word' 'no token in it'
external 'access_token_variable = "NOT_SET_HERE";'
ask
fails 2 'is the variable NOT_SET_HERE, which is not set' 'a variable that is missing'
NOT_SET_HERE='' ask
fails 2 'NOT_SET_HERE, which is not set' 'or empty'
external 'access_token_command = [ "false" ];'
ask
fails 2 'access_token_command of login "job" ended with status 1' 'a command that fails'
external 'timeout_ms = 300; access_token_command = [ "sleep", "30" ];'
ask
fails 2 'access_token_command of login "job" took longer than 300 ms' 'one that hangs'
external 'access_token_command = [ "./token" ];'
ask
fails 2 'relative path' 'one in the folder where git runs'
external "access_token_file = \"$file\"; access_token_variable = \"X\";"
ask
fails 2 'more than one of access_token_file' 'two places'
external 'grant_type = "file";'
ask
fails 2 'grant_type = "file" and no access_token_file' 'no place'
external "grant_type = \"device_code\"; access_token_file = \"$file\";"
ask
fails 2 'access_token_file, but grant_type = "device_code"' 'and another grant'

# -- As contrib has it ----------------------------------------------------
for snippet in gitlab-job deploy-token; do
	sed -e "s,/run/credentials/ci.service/deploy-token,$file," \
		"$TOP/contrib/headless/$snippet.conf" | conf
	keep deploy-token-1
	host=$(sed -n 's,.*url *= "https://\([^"]*\)".*,\1,p' "$LANYARD_CONFIG")
	printf 'protocol=https\nhost=%s\n' "$host" >"$T/in"
	CI_JOB_TOKEN=deploy-token-1 run lanyard get <"$T/in"
	like "$out" '^password=deploy-token-1$' "contrib/headless/$snippet.conf"
done

done_testing
