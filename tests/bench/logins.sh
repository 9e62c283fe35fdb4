# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # lib.sh and the callers are elsewhere
# Sourced after lib.sh: many logins, and the two requests of git.

# logins NUMBER: as many logins on as many hosts, configured and stored, each
# with a token of 2 kB; in $LANYARD_CONFIG and $LANYARD_STORE.
logins() {
	mkdir -p "$LANYARD_STORE/logins"
	chmod 700 "$LANYARD_STORE" "$LANYARD_STORE/logins"
	(umask 077 && perl -e '
		my ($count, $folder) = @ARGV;
		my ($now, $token) = (time, "t" x 2048);
		print "logins = {\n";
		for my $n (1 .. $count) {
			print "  login$n = {\n    url = [ \"https://git$n.example.com\" ];\n",
				"    issuer = \"https://id$n.example.com\";\n",
				"    client_id = \"native\";\n",
				"    scope = [ \"read_repository\", \"write_repository\" ];\n  };\n";
			open(my $file, ">", "$folder/login$n") or die "$folder: $!";
			print $file "name=login$n\nurl[]=https://git$n.example.com\n",
				"issuer=https://id$n.example.com\nclient_id=native\n",
				"token_endpoint=https://id$n.example.com/token\n",
				"access_token=$token\ntoken_type=Bearer\n",
				"expires_at=", $now + 86400, "\nobtained_at=", $now - 600, "\n",
				"refresh_token=refresh$n\nscope=read_repository write_repository\n",
				"generation=1\n\n";
			close($file) or die "$folder: $!";
		}
		print "};\n"' "$1" "$LANYARD_STORE/logins" >"$LANYARD_CONFIG")
}

# What git 2.39 and git 2.55 send (shared/protocols.md, section 1), for the
# first login's host, which the middle of many would not change.
printf '%s\n' protocol=https host=git1.example.com >"$T/old"
printf '%s\n' 'capability[]=authtype' 'capability[]=state' protocol=https \
	host=git1.example.com \
	'wwwauth[]=Bearer realm="r", error="invalid_token"' \
	'wwwauth[]=Basic realm="GitHub"' >"$T/new"

# known: ask until the answer is known, which takes as long as the files need
# to settle (lib/os/stamp.h): 2 s or so.
known() {
	_tries=100
	until [ -e "$LANYARD_STORE/routes/https%3A%2F%2Fgit1%2Eexample%2Ecom%3A443" ]; do
		[ $_tries -gt 0 ] || die 'no route was made'
		_tries=$((_tries - 1))
		sleep 0.2
		"$BUILD/lanyard" get <"$T/old" >/dev/null ||
			die 'get failed'
	done
}

# instructions INPUT COMMAND...: how many it executes. The environment is always
# the same: glibc looks at each variable of it, which takes some 570.
instructions() {
	_input=$1
	shift
	env -i HOME="$HOME" PATH="$PATH" LC_ALL=C \
		LANYARD_CONFIG="$LANYARD_CONFIG" LANYARD_STORE="$LANYARD_STORE" \
		valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" \
		<"$_input" 2>&1 >/dev/null |
		sed -n 's/.*Collected : \([0-9]*\)$/\1/p'
}
