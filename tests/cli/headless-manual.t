#!/bin/sh
# lanyard-headless(7): its snippets do what it says, as they stand there.
# shellcheck disable=SC1091,SC2016,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

page=$TOP/helper/man/lanyard-headless.7
# $T/snippet.N: the literal text, in order.
awk -v T="$T" '/^\.Bd -literal/ { n++; open = 1; next }
	/^\.Ed/ { open = 0 }
	open { gsub(/\\e/, "\\"); print > (T "/snippet." n) }
	END { print n }' "$page" >"$T/count"
is "$(cat "$T/count")" 21 'all snippets are known here'

# snippet N: run by a shell as it stands there.
snippet() {
	run sh "$T/snippet.$1"
}

work_conf
# -- Seeding: ssh is another store on this machine --
mkdir "$T/bin"
cat >"$T/bin/ssh" <<END
#!/bin/sh
[ "\$1" = server ] && shift
LANYARD_STORE=$T/there exec "\$@"
END
chmod +x "$T/bin/ssh"
PATH=$T/bin:$PATH
fresh_record work 'url[]=https://git.example.com'
snippet 1
run_status 0 'export --move | ssh import'
run lanyard status work
like "$out" '^work: moved$' 'it is moved here'
LANYARD_STORE=$T/there run lanyard token work
is "$out" "$access" 'and there it is used'

no_store
REFRESH_TOKEN=rt-seed-0123456789
export REFRESH_TOKEN
secret "$REFRESH_TOKEN"
snippet 2
run_status 0 'seed'
is "$(field work refresh_token)" "$REFRESH_TOKEN" 'keeps it'
REFRESH_TOKEN=rt-other-0123456789 snippet 2
run_status 4 'again, with another one: a live one stays'
is "$(field work refresh_token)" "$REFRESH_TOKEN" 'as it is'

# -- Which files --
run sh -c ". '$T/snippet.3' && env"
like "$out" '^LANYARD_STORE=/var/lib/lanyard$' 'the variables'
conf <"$T/snippet.4"
run lanyard status
like "$out" '^work: ' 'the configuration is one'
like "$out" 'file error: client_secret_file: .*/run/credentials' \
	'whose secret is not here'
# shellcheck disable=SC2016 # for sh
run env -u GIT_CONFIG_NOSYSTEM GIT_CONFIG_SYSTEM="$T/gitsystem" \
	sh "$T/snippet.5"
run_status 0 'git config --system'
is "$(git config -f "$T/gitsystem" credential.helper)" lanyard 'sets it'

# -- systemd and cron --
cp "$TOP/contrib/systemd/lanyard-refresh.service" "$T/lanyard-refresh.service"
mkdir "$T/lanyard-refresh.service.d"
cp "$T/snippet.6" "$T/lanyard-refresh.service.d/conf.conf"
if command -v systemd-analyze >/dev/null; then
	sed -i "s,^ExecStart=.*,ExecStart=/bin/true," "$T/lanyard-refresh.service"
	SYSTEMD_UNIT_PATH="$T:" run systemd-analyze verify --man=no \
		"$T/lanyard-refresh.service"
	unlike "$err" 'lanyard-refresh.*(Unknown|Failed|Invalid)' \
		'systemd takes the unit, and what is added'
fi
like "$(cat "$T/snippet.6")" '^LoadCredential=lanyard\.conf:' 'a credential'
grep -v '^#' "$TOP/contrib/cron/lanyard" >"$T/cron"
same "$T/snippet.7" "$T/cron" 'the line for cron is that of contrib'

# -- Monitoring --
work_conf
# monitor WORD NAME [KEY=VALUE...]
monitor() {
	_word=$1 _name=$2
	shift 2
	record work issuer=https://id.example.com client_id=native generation=1 \
		access_token=at-0123456789 "obtained_at=$(($(now) - 9))" \
		"expires_at=$(($(now) + 99))" "$@"
	snippet 8
	like "$out" "^$_word - " "$_name"
}
monitor OK 'a live refresh token' refresh_token=rt-1
monitor CRITICAL 'one that is soon over' refresh_token=rt-1 \
	"refresh_token_expires_at=$(($(now) + 86400))"
like "$out" 'next: lanyard login work' 'and what to run'
monitor CRITICAL 'one that was refused' refresh_token=rt-1 refresh_token_error=no
monitor WARNING 'a passing trouble' refresh_token=rt-1 last_error=x \
	last_error_code=14
echo rubbish | conf
snippet 8
like "$out" '^UNKNOWN - ' 'a configuration that is wrong'

# -- When a grant dies --
work_conf
record work issuer=https://id.example.com client_id=native generation=1 \
	refresh_token=rt-dead refresh_token_error=no
snippet 9
run_status 0 'seed --force, over the dead one'
is "$(field work refresh_token)" "$REFRESH_TOKEN" 'keeps the new one'
is "$(cat "$T/snippet.10")" 'lanyard doctor' 'lanyard doctor'
snippet 10
like "$out" '^ok +configuration ' 'looks'

mandoc -Tlint -Wwarning "$page" >"$T/lint" 2>&1
is "$(cat "$T/lint")" '' 'the page is in order'

# -- Without a person: as contrib has them, which e2e/machine.t reads --
n=11
for name in github-app gitlab-rotate azure-managed-identity google-vm \
	gitlab-job deploy-token google-service-account \
	actions-token-exchange azure-devops-federated azure-devops-certificate \
	mutual-tls; do
	is "$(cat "$T/snippet.$n")" \
		"$(sed -n '/^logins/,$p' "$TOP/contrib/headless/$name.conf")" \
		"$name is that of contrib"
	n=$((n + 1))
done

done_testing
