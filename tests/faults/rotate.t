#!/bin/sh
# A token of GitLab's that renews itself (grant_type = "gitlab_rotate"): the old
# one is dead with the reply, and used again it ends all that came of it. SIGKILL
# of either half, at random moments and, with FAULTS=full, at every system call:
# lost only where the server (a stand-in) had rotated and nothing could be saved.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/faults/faults.sh"
needs strace

start_server machines machines.js
machines=$server_control
own_programs
conf <<END
logins = {
  work = {
    url = [ "https://work.example.com" ];
    grant_type = "gitlab_rotate";
    api_endpoint = "$server_url/api/v4";
  };
};
END
printf 'protocol=https\nhost=work.example.com\n\n' >"$T/request.work"

# In the place of faults.sh's, which are of an authorization server.
refreshes() {
	control "$machines" count name=rotated_personal_access_tokens
}
as_control() { # live kind=KIND token=TOKEN
	control "$machines" live "$3"
}
seeded=0
seed() {
	seeded=$((seeded + 1))
	_token=glpat-seed-$seeded
	control "$machines" seed token=$_token
	record work 'url[]=https://work.example.com' grant_type=gitlab_rotate \
		"access_token=$_token" "obtained_at=$(($(now) - 7200))" \
		"expires_at=$(($(now) - 3600))" "refresh_token=$_token" generation=1
}

# How long a rotation takes here; some of it between the server's and ours.
control "$machines" set hold_ms=40
seed work
run lanyard get <"$T/request.work"
like "$out" '^password=glpat-' 'a rotation'
expire
begin=$(now_ms)
lanyard get <"$T/request.work" >/dev/null
most=$(($(now_ms) - begin + 10))
ok 'no token was used twice' [ "$(control "$machines" family)" = 1 ]

N=$(pick 24 400)
cp "$REAL" "$T/bin/lanyard-oauth"
at_random "$N" "$most" 'at a rotation (GitLab)'

control "$machines" set hold_ms=0

# At system calls: with a short run the ones around request and save.
for half in front oauth; do
	calls "$half"
	begin_faults
	if [ "$FAULTS" = full ]; then
		strike_all "$half" KILL 0
	else
		for call in sendto recvfrom write fsync renameat; do
			while read -r name number <&8; do
				[ "$name" != "$call" ] ||
					strike "$half" KILL "$name" "$number" 8<&- || :
			done 8<"$T/calls"
		done
	fi
	no_problems "$half: at system calls, too"
	if [ "$half" = front ]; then
		is "$lost_rotated" 0 'front: what lanyard-oauth does, it does to the end'
	fi
	killed_row "SIGKILL at system calls of $half at a rotation (GitLab)"
done

# A reply that cannot be saved is kept as it came: on a full disk.
small_disks
if [ -n "$namespace" ]; then
	disk=400k
	seed work
	rm -rf "$LANYARD_STORE.before"
	cp -R "$LANYARD_STORE" "$LANYARD_STORE.before"
	before=$(refreshes)
	# shellcheck disable=SC2086 # none, or one option
	run unshare $user_namespace -m sh "$T/small.sh" "$disk" 100 \
		'dd if=/dev/zero of="$4/fill" bs=1k 2>/dev/null; :' \
		"$LANYARD_STORE" lanyard get <"$T/request.work"
	is "$status" 5 'a full disk: status 5'
	is "$(refreshes)" "$before" 'and nothing is sent'
	ok 'so that the token lives' alive work
fi
done_testing
