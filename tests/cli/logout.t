#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# logout: a login's tokens leave the store.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

both_conf() {
	conf <<-'END'
		logins = {
		  work = {
		    url = [ "https://git.example.com" ];
		    issuer = "https://id.example.com";
		    client_id = "native";
		  };
		  home = {
		    url = [ "https://git.example.org/me" ];
		    issuer = "https://id.example.com";
		    client_id = "native";
		  };
		};
	END
}

both_conf
run lanyard logout work
silent 'nothing stored: done already'
not_ok 'no store was made for it' test -e "$LANYARD_STORE"

fresh_record home
fresh_record work
run lanyard logout work
silent 'by name'
not_ok 'the record is gone' test -e "$LANYARD_STORE/logins/work"
not_ok 'its tokens are nowhere in the store' \
	grep -q -r -F -e "$access" "$LANYARD_STORE" --exclude=home
run lanyard token work
fails 3 'run: lanyard login work$' 'it is logged out' 1
run lanyard token home
answers 'the other login is not' <<END
$access
END
run lanyard logout work
silent 'again: done already'
run lanyard logout https://git.example.org/me/project.git
silent 'by URL'
not_ok 'that record is gone' test -e "$LANYARD_STORE/logins/home"

# -- Unknown --
fresh_record work
snapshot
run lanyard logout nobody
fails 2 'no login named nobody' 'an unknown name'
run lanyard logout https://other.example
fails 2 'no login answers https://other\.example' 'an unknown URL'
run lanyard logout ../logins/work
fails 2 'no login named' 'a path'
unchanged 'nothing was removed'

# -- Only a record, no configuration --
conf </dev/null
fresh_record work 'url[]=https://git.example.com'
run lanyard logout work
silent 'a login without configuration'
not_ok 'its record is gone' test -e "$LANYARD_STORE/logins/work"
run lanyard logout work
fails 2 'no login named work' 'after which nobody knows it'

# -- Dead, damaged, half --
both_conf
record work refresh_token=rt-x refresh_token_error=x generation=1
run lanyard logout work
silent 'a dead refresh token'
not_ok 'is removed' test -e "$LANYARD_STORE/logins/work"
record work issuer=https://elsewhere.example refresh_token=rt-x generation=1
run lanyard logout work
silent "another server's record"
not_ok 'is removed too' test -e "$LANYARD_STORE/logins/work"
fresh_record work
cp "$LANYARD_STORE/logins/work" "$LANYARD_STORE/logins/work.new"
run lanyard logout work
silent 'with a half-written file of a killed process there'
not_ok 'that is gone as well' test -e "$LANYARD_STORE/logins/work.new"

done_testing
