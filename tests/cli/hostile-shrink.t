#!/bin/sh
# shellcheck disable=SC1091,SC2010,SC2034,SC2154 # lib.sh is not followed
# A file that is cut while it is read: by an editor, or rsync --inplace, that
# writes it anew. Half of it is not taken for all: a configuration would lack
# its logins, a secret would be refused, and a record would be put aside, with
# its refresh token. strace stops the program between its look at the size and
# its reading.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"
needs strace

# The address sanitizer's leak check is no friend of strace.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
certificate server IP:127.0.0.1
start_fault FAULT_TLS_CERT="$T/server.crt" FAULT_TLS_KEY="$T/server.key"

# due [LINE...]: a login that is due.
due() {
	printf 's3cret-0123456789' >"$T/secret"
	chmod 600 "$T/secret"
	cp "$T/server.crt" "$T/ca.crt"
	conf <<-END
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    token_endpoint = "$FAULT_URL/ok/token";
		    client_id = "native";
		    client_secret_file = "$T/secret";
		    ca_file = "$T/ca.crt";
		  };
		};
	END
	record work "token_endpoint=$FAULT_URL/ok/token" client_id=native \
		access_token=over expires_at=1 obtained_at=1 \
		refresh_token=rt-live-0123456789 generation=3
	secret rt-live-0123456789 s3cret-0123456789
	fault_control reset
}

# shrinking FILE SIZE COMMAND...: as `run`; FILE is cut to SIZE when its size is
# known. Of the configuration stat(2) has told that once before, for a route.
shrinking() {
	_file=$1 _size=$2
	shift 2
	_when=1
	[ "$_file" != "$LANYARD_CONFIG" ] || _when=2
	: >"$T/trace"
	strace -f -qq -o "$T/trace" -P "$_file" -P "$(basename "$_file")" \
		-e trace=fstat,newfstatat \
		-e inject=fstat,newfstatat:signal=STOP:when=$_when "$@" \
		>"$T/out" 2>"$T/err" 9>&- &
	_pid=$!
	wait_until "grep -q 'stopped by SIGSTOP' '$T/trace'" 20 ||
		fail "$_file is looked at"
	truncate -s "$_size" "$_file"
	_tries=300
	while kill -0 "$_pid" 2>/dev/null && [ $_tries -gt 0 ]; do
		for _stopped in $(sed -n \
			's/^\([0-9]*\) .*stopped by SIGSTOP.*/\1/p' "$T/trace"); do
			kill -CONT "$_stopped" 2>/dev/null
		done
		_tries=$((_tries - 1))
		sleep 0.1
	done
	status=0
	wait "$_pid" || status=$?
	sed -i '/^strace: /d' "$T/err"
	out=$(cat "$T/out") err=$(cat "$T/err")
}

for size in 0 8 16; do
	for file in "$LANYARD_CONFIG" "$LANYARD_STORE/logins/work" \
		"$T/secret" "$T/ca.crt"; do
		due
		shrinking "$file" $size lanyard refresh work
		name="$(basename "$file") is cut to $size bytes"
		fails 5 "$(basename "$file"): Text file busy" "$name"
		is "$(fault_count requests)" 0 "$name: nothing is sent"
		is "$(ls "$LANYARD_STORE/logins" | grep -v lock)" work \
			"$name: nothing is put aside"
	done
	due
	shrinking "$LANYARD_STORE/logins/work" $size lanyard token work
	fails 5 'Text file busy' "the record is cut to $size bytes: token"
done
# Once they are whole again all is well.
due
run lanyard refresh work
run_status 0 'and then it is read'
is "$(fault_count requests)" 1 'and sent once'
done_testing
