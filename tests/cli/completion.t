#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# contrib/*-completion: what bash, zsh and fish offer after a TAB.
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
offers 'login: logins, or for another machine' lanyard login '' <<-'END'
	work
	home
	--for=
END
offers 'login: those that begin so' lanyard login h <<-'END'
	home
END
for verb in token logout; do
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
offers 'export: logins' lanyard export w <<-'END'
	work
END
offers 'export: options' lanyard export --m <<-'END'
	--move
END
offers 'import: options' lanyard import '' <<-'END'
	--name=
	--force
	--undo
	--quiet
	--verbose
END
offers 'import --undo: logins' lanyard import --undo h <<-'END'
	home
END
offers 'status: logins' lanyard status w <<-'END'
	work
END
offers 'doctor: logins' lanyard doctor w <<-'END'
	work
END
offers 'doctor' lanyard doctor - <<-'END'
	--json
	--quiet
	--verbose
END
offers 'help: verbs' lanyard help cu <<-'END'
	curl
END
offers 'status' lanyard status - <<-'END'
	--json
	--exit-code
	--within=
	--quiet
	--verbose
END

# -- Forms of a token --
offers 'its options' lanyard token - <<-'END'
	--format=
	--user=
	--min-life=
	--quiet
	--verbose
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
	lines
	fingerprint
	headers
	bazel
	cargo
	docker
	kubectl
	terraform
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
offers 'a time is nobody'"'"'s to guess' lanyard token --min-life = '' <<-'END'

END
offers 'no user is known' lanyard token --user = '' <<-'END'

END
work_conf 'username = "me";'
fresh_record work
while read -r form; do
	run lanyard token "--format=$form" work
	run_status 0 "lanyard knows the form $form"
done <"$T/forms"

# -- zsh and fish: the same -----------------------------------------------
# In zsh what is offered goes to compadd, which chooses what begins so.
zsh_offers() {
	# shellcheck disable=SC2016 # for zsh
	run zsh -f -c 'compadd() { shift; print -l -- ${(M)@:#$word*}; }
		file=$1; shift; words=("$@") CURRENT=$# word=$argv[$#]
		source $file' zsh "$TOP/contrib/zsh-completion/_lanyard" "$@"
}

fish_offers() {
	# shellcheck disable=SC2016 # for fish
	run fish --no-config -c 'source $argv[1]
		complete -C "$argv[2]" | string replace -r "\t.*" ""
		true' \
		"$TOP/contrib/fish-completion/lanyard.fish" "$*"
}

conf <<'END'
logins = {
  work = { url = "https://git.example.com"; issuer = "https://id.example.com";
    client_id = "c"; };
  home = { url = "https://home.example.com"; issuer = "https://id.example.com";
    client_id = "c"; };
};
END
for shell in zsh fish; do
	if ! command -v "$shell" >/dev/null; then
		pass "$shell # SKIP it is not here"
		continue
	fi
	while IFS='|' read -r wanted words; do
		set --
		for word in $words; do
			[ "$word" != EMPTY ] || word=
			set -- "$@" "$word"
		done
		"${shell}_offers" "$@"
		is "$(grep . "$T/out" | LC_ALL=C sort | tr '\n' ' ')" \
			"$wanted" "$shell: $words"
		is_empty "$T/err" 'without a word on stderr'
	done <<-'END'
		login logout |lanyard lo
		home work |lanyard login EMPTY
		work |lanyard logout w
		home |lanyard refresh h
		home work |lanyard seed EMPTY
		home work |lanyard status EMPTY
		home |lanyard token h
		curl |lanyard help cu
		--json |lanyard status --j
		--exit-code |lanyard status --e
		--all |lanyard refresh --a
		--force |lanyard seed --f
		--quiet |lanyard login --q
		--verbose |lanyard token --v
		--format=xoauth2 |lanyard token --format=x
		netrc |lanyard token --format n
		|lanyard get EMPTY
	END
	cp "$LANYARD_CONFIG" "$T/good.conf"
	echo 'logins = {' >"$LANYARD_CONFIG"
	"${shell}_offers" lanyard login ''
	is "$status$out$err" 0 "$shell: a broken configuration offers nothing"
	cp "$T/good.conf" "$LANYARD_CONFIG"
done

done_testing
