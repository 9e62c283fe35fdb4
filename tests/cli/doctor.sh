# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced by the tests of doctor after lib.sh and cli.sh: a login whose server
# is well, a healthy machine, and one fault of it.

start_fault
fault_control script path=/x/token lines='400 {"error":"invalid_request"}'

# a_conf [LINE...]: login work, whose server is well.
# shellcheck disable=SC2120 # tests give them
a_conf() {
	conf <<-END
		logins = {
		  work = {
		    url = "https://git.example.com";
		    token_endpoint = "$FAULT_URL/x/token";
		    client_id = "native";
		    $*
		  };
		};
	END
}

# a_record [KEY=VALUE...]: of the same.
# shellcheck disable=SC2120 # tests give them
a_record() {
	record work "token_endpoint=$FAULT_URL/x/token" client_id=native \
		access_token=at-0123456789 "obtained_at=$(($(now) - 100))" \
		"expires_at=$(($(now) + 3600))" generation=1 \
		refresh_token=rt-0123456789 "$@"
}
secret at-0123456789 rt-0123456789

# healthy: a machine on which all is well.
healthy() {
	no_store
	a_conf
	a_record
	rm -f "$HOME/.gitconfig"
	git config --global credential.helper lanyard
}

# finds WHAT ERE NEXT NAME: one fault, of WHAT, and what mends it.
finds() {
	run lanyard doctor
	one_fault "$@"
	is "$(tail -n 1 "$T/out")" '1 fault' 'is counted'
}

# mends NAME: what is printed as next, run by a shell, leaves a healthy machine.
mends() {
	sed -n 's/^      next: //p' "$T/out" >"$T/next"
	sh "$T/next" >/dev/null 2>&1
	run lanyard doctor
	run_status 0 "$1: what is printed mends it"
}
