#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# contrib/bash-completion: what bash offers after a TAB.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

command -v bash >/dev/null || skip_all 'bash is not here'

# offers NAME WORD... <<WANTED: with the last WORD unfinished, one offer a line.
offers() {
	_offers_name=$1
	shift
	# shellcheck disable=SC2016 # for bash
	run bash -c '. "$0/contrib/bash-completion/lanyard"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_lanyard; printf "%s\n" "${COMPREPLY[@]}"' "$TOP" "$@"
	answers "$_offers_name"
}

conf <<'END'
logins = {
  work = { url = "https://git.example.com"; issuer = "https://id.example.com";
    client_id = "c"; };
  home = { url = "https://home.example.com"; issuer = "https://id.example.com";
    client_id = "c"; };
};
END

offers 'verbs' lanyard lo <<-'END'
	login
	logout
END
# Every verb of the usage.
run lanyard --help
sed -n -e 's/ | / /g' -e 's/^  \([a-z][a-z ]*[a-z]\)  .*/\1/p' \
	-e 's/^  \([a-z][a-z]*\) .*/\1/p' "$T/out" | tr ' ' '\n' | sort -u >"$T/verbs"
ok '--help has verbs' test "$(grep -c '' "$T/verbs")" -ge 10
while read -r verb; do
	offers "$verb" lanyard "$verb" <<-END
		$verb
	END
done <"$T/verbs"
for verb in token login logout; do
	offers "$verb: logins" lanyard "$verb" '' <<-'END'
		work
		home
	END
	offers "$verb: those that begin so" lanyard "$verb" h <<-'END'
		home
	END
done
offers 'refresh: logins, or all' lanyard refresh '' <<-'END'
	work
	home
	--all
END
offers 'refresh --all: how far ahead' lanyard refresh --all '' <<-'END'
	--within
END
offers 'refresh of a login: nothing more' lanyard refresh work '' <<-'END'

END
offers 'seed: logins, or by force' lanyard seed '' <<-'END'
	work
	home
	--force
END
offers 'seed by force: logins' lanyard seed --force '' <<-'END'
	work
	home
END
offers 'status: logins' lanyard status w <<-'END'
	work
END
offers 'help: verbs' lanyard help cu <<-'END'
	curl
END
offers 'status' lanyard status - <<-'END'
	--json
	--exit-code
END

# -- Forms of a token --
offers 'its options' lanyard token - <<-'END'
	--format=
	--user=
END
offers 'all forms' lanyard token --format = <<-'END'
	raw
	header
	value
	curl
	json
	netrc
	xoauth2
	oauthbearer
END
cp "$T/out" "$T/forms"
offers 'those that begin so' lanyard token --format = x <<-'END'
	xoauth2
END
offers 'without "="' lanyard token --format n <<-'END'
	netrc
END
offers 'then logins' lanyard token --format = json w <<-'END'
	work
END
offers 'no user is known' lanyard token --user = '' <<-'END'

END
work_conf 'username = "me";'
fresh_record work
while read -r form; do
	run lanyard token "--format=$form" work
	run_status 0 "lanyard knows the form $form"
done <"$T/forms"

done_testing
