#!/bin/sh
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
# The client: a secret in a file that is not what it looks like is told before
# anything is sent, and where the server does not know the client the hint says
# which settings of which login say who it is.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret s3cret

# login FAULT LINE...: a login "robot" at the server's FAULT, with a stale token.
login() {
	_fault=$1
	shift
	conf <<-END
		logins = {
		  robot = {
		    url = [ "https://git.example.com" ];
		    token_endpoint = "$FAULT_URL/$_fault/token";
		    client_id = "native";
		    $*
		  };
		};
	END
	no_store
	record robot "token_endpoint=$FAULT_URL/$_fault/token" \
		client_id=native access_token=at-old obtained_at=1000000000 \
		expires_at=1000003600 refresh_token=rt-old generation=1
}

# -- the secret's file ----------------------------------------------------

# holds PRINTF-TEXT ERE NAME: that file is an error, and nothing is sent.
holds() {
	(umask 077 && printf "$1" >"$T/a secret")
	login ok "client_secret_file = \"$T/a secret\";"
	before=$(fault_count requests)
	run lanyard refresh robot
	fails 2 "client_secret_file of login \"robot\" gives a secret that $2" \
		"a client_secret_file that $3"
	is "$(fault_count requests)" "$before" 'and nothing is sent'
	is "$(field robot refresh_token)" rt-old 'nor lost'
}
bom='\357\273\277'
holds "${bom}s3cret\\n" 'begins with a byte order mark: ' 'has a BOM'
run sh -c "$(sed -n "s/^lanyard: hint: //p" "$T/err")"
login ok "client_secret_file = \"$T/a secret\";"
run lanyard refresh robot
silent 'the command of its hint mends it'
holds 's3cret \n' 'ends in a blank: ' 'ends in a blank'
run sh -c "$(sed -n "s/^lanyard: hint: //p" "$T/err")"
login ok "client_secret_file = \"$T/a secret\";"
run lanyard refresh robot
silent 'the command of its hint mends it'
holds 's3cret\t\r\n' 'ends in a blank: ' 'ends in a tab before CR LF'
holds 's3cret\302\240\n' 'ends in a blank that does not break: ' 'ends in NBSP'
holds ' s3cret\n' 'begins with a blank: ' 'begins with a blank'
holds 's3cret\r' 'ends in a carriage return: ' 'ends in CR'
holds '\377\376s\0003\000' 'is UTF-16: ' 'is UTF-16'
(umask 077 && printf 's3cret\r\n' >"$T/a secret")
login ok "client_secret_file = \"$T/a secret\";"
run lanyard refresh robot
silent 'one that ends in CR LF is read'
login ok 'client_secret_command = [ "printf", "s3cret " ];'
run lanyard refresh robot
fails 2 'client_secret_command of login "robot" gives a secret that ends in' \
	'a command that prints a blank behind it'
login ok 'client_secret = "s3cret ";'
run lanyard refresh robot
silent 'a blank in client_secret itself is meant'

# -- who the server does not know -----------------------------------------

# unknown ERE NAME: status 4, the server's word, and the hint.
unknown() {
	run lanyard refresh robot
	fails 4 'answered 401 invalid_client' "invalid_client: $2"
	like "$err" "^lanyard: hint: login robot in lanyard.conf: .*client_secret_file.*token_endpoint_auth_method$1" \
		'the hint says what to look at'
	is "$(field robot refresh_token)" rt-old 'and nothing is lost'
}
login invalid_client 'client_secret = "s3cret";'
unknown ', which is client_secret_basic' 'with a secret'
login invalid_client 'client_secret = "s3cret";' \
	'token_endpoint_auth_method = "client_secret_post";'
unknown ', which is client_secret_post' 'with a secret in the body'
login invalid_client
unknown '' 'without a secret'

done_testing
