#!/bin/sh
# What a helper protocol is asked wrongly, at every tool: one table of names of
# servers, one of texts that are no question, and for each tool a stdin that
# does not end, a stdout that takes nothing, and tokens that its form cannot
# carry. What is asked rightly is in tools.t.
# shellcheck disable=SC1091,SC2016,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"

cat >"$LANYARD_CONFIG" <<'END'
logins = {
  std  = { url = "https://std.example"; issuer = "https://id.example.com";
           client_id = "c"; };
  port = { url = "https://port.example:8443"; client_id = "c";
           issuer = "https://id.example.com"; };
  idn  = { url = "https://xn--mnchen-3ya.example"; client_id = "c";
           issuer = "https://id.example.com"; };
  six  = { url = "https://[2001:db8::1]:5000"; client_id = "c";
           issuer = "https://id.example.com"; };
  path = { url = "https://path.example/team"; client_id = "c";
           issuer = "https://id.example.com"; };
  loop = { url = "http://127.0.0.1:5000"; client_id = "c"; allow_http = true;
           issuer = "https://id.example.com"; };
};
END
chmod 600 "$LANYARD_CONFIG"
LANYARD_INTERACTIVE=0
export LANYARD_INTERACTIVE
later=$(($(date +%s) + 86400))
for login in std port idn six path loop; do
	printf 'refresh_token=rt-%s-0123456789\naccess_token=at-%s\nexpires_at=%s\n' \
		$login $login $later | lanyard seed $login || die "seed $login"
done

# ask TOOL SERVER: as the tool's program does it.
ask() {
	case $1 in
	docker) printf %s "$2" | docker-credential-lanyard get ;;
	cargo)
		printf '{"v":1,"registry":{"index-url":"%s"},"kind":"get"}\n' "$2" |
			cargo-credential-lanyard --cargo-plugin
		;;
	bazel) printf '{"uri":"%s"}' "$2" | lanyard bazel get ;;
	terraform) terraform-credentials-lanyard get "$2" ;;
	keyring) lanyard-keyring get "$2" u ;;
	creds) lanyard-keyring get "$2" --mode creds ;;
	kubectl)
		KUBERNETES_EXEC_INFO='{"apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false,"cluster":{"server":"'$2'"}}}' \
			lanyard kubectl
		;;
	goauth) lanyard goauth "$2" ;;
	askpass) lanyard-askpass "Password for '$2': " ;;
	headers) lanyard headers "$2" ;;
	pnpm) lanyard pnpm "$2" ;;
	exec) lanyard exec --env "A=$2" -- sh -c 'printf "%s\n" "$A"' ;;
	file) lanyard file "$2" "$T/file" && cat "$T/file" ;;
	esac
}
# By the name of a server, or by a URL alone.
BY_NAME='docker cargo bazel terraform keyring creds'
BY_URL='kubectl goauth askpass headers pnpm exec file'

# missed TOOL NAME: its own way to say that nothing is known.
missed() {
	case $1 in
	docker)
		run_status 1 "$2"
		is "$out" 'credentials not found in native keychain' 'in its words'
		;;
	cargo)
		run_status 0 "$2"
		is "$(echo "$out" | sed 1d)" '{"Err":{"kind":"url-not-supported"}}' \
			'in its words'
		;;
	bazel | terraform)
		run_status 0 "$2"
		is "$out" '{}' 'in its words'
		;;
	keyring | creds | askpass)
		run_status 1 "$2"
		is "$out$err" '' 'in silence'
		;;
	goauth)
		like "$status" '^[02]$' "$2: exit status"
		is "$out" '' 'without an answer'
		;;
	*)
		run_status 2 "$2"
		is "$out" '' 'without an answer'
		like "$err" '^lanyard: error: (no login|not a URL)' 'and told'
		;;
	esac
}

# SERVER LOGIN: as a name, and with the scheme that it has, or https. LOGIN is
# "-": none.
table() {
	while read -r server login; do
		case $server in
		*://*) tools="$BY_NAME $BY_URL" ;;
		*) tools=$BY_NAME ;;
		esac
		for tool in $tools; do
			case $tool:$login in goauth:loop) continue ;; esac
			run ask $tool "$server"
			if [ "$login" = - ]; then
				missed $tool "$tool asks for $server"
				continue
			fi
			run_status 0 "$tool asks for $server"
			like "$out" "(^|[^a-z-])at-$login($|[^a-z-])" \
				"and has the token of $login"
			is "$err" '' 'and nothing on stderr'
		done
	done
}
table <<'END'
std.example std
STD.example std
std.example/ std
std.example:443 std
std.example. std
std.example/v2/ std
user@std.example std
https://std.example std
https://std.example/ std
HTTPS://STD.EXAMPLE/x std
https://std.example:443/x std
https://user:pw@std.example/x std
https://std.example?x=1 std
https://std.example#x std
http://std.example -
ftp://std.example -
std.example:444 -
std.example:99999 -
std.example:x -
std.example.other -
//std.example -
https:///x -
https://:443 -
*.example -
münchen.example -
xn--mnchen-3ya.example idn
XN--MNCHEN-3YA.example idn
[2001:db8::1]:5000 six
[2001:DB8:0::1]:5000 six
2001:db8::1 -
[2001:db8::1] -
https://[2001:db8::1]:5000/x six
https://[2001:db8::1 -
path.example path
path.example/team/ path
https://path.example/team/x path
https://path.example/teams -
https://path.example/team/../other -
https://path.example/team/%2e%2e/other -
http://127.0.0.1:5000/x loop
https://127.0.0.1:5000/x -
unknown.example -
END
# No name at all.
run ask docker ''
is "$out" 'no credentials server URL' 'docker asks for nothing'
for tool in bazel terraform keyring kubectl; do
	run ask $tool ''
	run_status 2 "$tool asks for nothing"
	is "$out" '' 'and has no answer'
	isnt "$err" '' 'but a reason'
done

# -- What is no question -----------------------------------------------------

# told TOOL: the question was refused where that program shows it.
told() {
	case $1 in
	docker)
		run_status 1 "$2"
		like "$out" '^(no credentials server URL|what is to be stored is no JSON object|the question .*)$' \
			'on stdout, as docker shows it'
		;;
	cargo)
		run_status 0 "$2"
		like "$(echo "$out" | sed 1d)" '^\{"Err":\{"kind":"other","message":"(cargo.s question cannot be read: .*|the question .*)","caused-by":\[\]\}\}$' \
			'as an error of its protocol'
		;;
	*)
		run_status 2 "$2"
		is "$out" '' 'nothing on stdout'
		like "$err" '^lanyard: error: (stdin|the question)' 'and told'
		;;
	esac
	unlike "$out$err" 'at-std' 'and no token'
}
put() {
	case $1 in
	docker) run docker-credential-lanyard store <"$2" ;;
	cargo) run cargo-credential-lanyard --cargo-plugin <"$2" ;;
	bazel) run lanyard bazel get <"$2" ;;
	esac
}
deep=$(printf '%040d' 0 | tr 0 '[')
U=https://std.example
# Each is one for every tool, but for what makes it none.
question() {
	printf '{"v":1,"kind":"get","registry":{"index-url":"%s"},"uri":"%s","ServerURL":"std.example","Username":"u","Secret":"s"%s' \
		$U $U "$1"
}
while IFS='|' read -r name more; do
	for tool in docker cargo bazel; do
		{
			question ''
			# shellcheck disable=SC2059 # it is a format
			printf "$more"
			echo
		} >"$T/q"
		put $tool "$T/q"
		told $tool "$tool is asked $name"
	done
done <<'END'
without its end|
with a comma too many|,}
with something behind it|}x
with two objects on a line|}{}
with a number that is none|,"n":01}
with a word|,"n":yes}
with quotes of Python's|,'n':1}
with a comment|/* */}
with no UTF-8|,"n":"\377"}
with a tab in a string|,"n":"\t"}
with half an escape|,"n":"\\u12"}
END
for text in '' 'null' '[]' '"get"' '1' 'get' '<xml/>' "$deep"; do
	for tool in cargo bazel; do
		printf '%s\n' "$text" >"$T/q"
		put $tool "$T/q"
		told $tool "$tool is asked $text"
	done
done
{ question '}' && printf '\000'; echo; } >"$T/q"
for tool in docker cargo bazel; do
	put $tool "$T/q"
	told $tool "$tool is asked with a NUL"
done
{ question ',"n":"' && head -c 70000 /dev/zero | tr '\0' x && echo '"}'; } >"$T/q"
for tool in docker cargo bazel; do
	put $tool "$T/q"
	told $tool "$tool is asked too much"
done
# A member twice, that differs, is none.
printf '{"uri":"%s","uri":"https://port.example:8443"}' $U >"$T/q"
put bazel "$T/q"
told bazel 'bazel is asked for two'

# -- A stdin that does not end -----------------------------------------------

# Where the protocol reads none, it is left alone, as it may be somebody's.
mkfifo "$T/open"
exec 7<>"$T/open"
for tool in terraform keyring askpass headers pnpm exec kubectl goauth; do
	name=$U
	[ $tool != terraform ] || name=std.example
	echo first >&7
	ask $tool $name <&7 >"$T/out" 2>"$T/err"
	like "$(cat "$T/out")" 'at-std' "$tool answers while stdin is open"
	read -r line <&7
	is "$line" first 'and has read nothing of it'
done
# Where one reads it, what flows for ever is too much.
for tool in docker cargo bazel; do
	case $tool in
	docker) yes | timeout 20 docker-credential-lanyard get ;;
	cargo) yes | tr -d '\n' | timeout 20 cargo-credential-lanyard --cargo-plugin ;;
	bazel) yes | timeout 20 lanyard bazel get ;;
	esac >"$T/out" 2>&1
	like "$(cat "$T/out")" 'the question on stdin is too long' \
		"$tool has a stdin without an end"
done

# And one that says nothing any more, which takes half a minute each.
if [ "${FAULTS:-}" = full ]; then
	for tool in docker cargo bazel; do
		case $tool in
		docker) set -- docker-credential-lanyard get ;;
		cargo) set -- cargo-credential-lanyard --cargo-plugin ;;
		bazel) set -- lanyard bazel get ;;
		esac
		printf '{' >&7
		timeout 50 "$@" <&7 >"$T/out" 2>&1
		like "$(cat "$T/out")" 'the question on stdin does not end' \
			"$tool has a stdin that says nothing any more"
	done
fi
exec 7>&-

# -- A stdout that takes nothing ---------------------------------------------

for tool in $BY_NAME $BY_URL list miss; do
	case $tool in
	file) continue ;;
	exec) continue ;; # the command's own
	list) put='docker-credential-lanyard list' ;;
	miss) put='ask docker no.example' ;;
	*) put="ask $tool $U" ;;
	esac
	status=0
	$put >/dev/full 2>"$T/err" || status=$?
	is "$status" 1 "$tool on a full disk: exit status"
	like "$(cat "$T/err")" '^lanyard: error: the answer cannot be written to stdout: No space left on device$' \
		'and the reason'
	status=0
	$put >&- 2>"$T/err" || status=$?
	is "$status" 1 "$tool with stdout closed: exit status"
	like "$(cat "$T/err")" '^lanyard: error: the answer cannot be written to stdout: Bad file descriptor$' \
		'and the reason'
	# A reader that is gone; with SIGPIPE ignored it is an error like others.
	mkfifo "$T/gone"
	# shellcheck disable=SC2217 # it holds the pipe open, and reads nothing
	sleep 60 <"$T/gone" &
	reader=$!
	exec 6>"$T/gone"
	kill $reader
	wait $reader 2>/dev/null
	status=0
	(
		trap '' PIPE
		$put >&6 2>"$T/err"
	) || status=$?
	exec 6>&-
	rm "$T/gone"
	is "$status" 1 "$tool without a reader: exit status"
	like "$(cat "$T/err")" '^lanyard: error: the answer cannot be written to stdout: Broken pipe$' \
		'and the reason'
done
ok 'and the store is whole' lanyard status --exit-code

# -- Tokens that a form cannot carry -----------------------------------------

record=$LANYARD_STORE/logins/std
cp "$record" "$T/record"
# With a control character, not ASCII, no UTF-8.
tab=$(printf 'a\tb') accent=$(printf 't\303\266k') broken=$(printf 'a\377b')
for token in "$tab" "$accent" "$broken"; do
	sed "s/^access_token=.*/access_token=$token/" "$T/record" >"$record"
	for tool in docker cargo bazel terraform creds $BY_URL; do
		case $tool:$token in
		# Passwords are UTF-8, and on a line of their own any character.
		docker:"$accent" | creds:"$accent" | askpass:*)
			run ask $tool $U
			run_status 0 "$tool carries it"
			continue
			;;
		esac
		rm -f "$T/file"
		run ask $tool $U
		case $tool in
		docker)
			run_status 1 "$tool cannot carry a token"
			said=$out
			;;
		cargo)
			run_status 0 "$tool cannot carry a token"
			said=$out
			;;
		*)
			run_status 1 "$tool cannot carry a token"
			is "$out" '' 'and nothing is on stdout'
			said=$err
			;;
		esac
		like "$said" 'the token for https://std.example has a character that this form cannot carry' \
			'which is said'
		like "$said" 'run: lanyard refresh https://std.example' \
			'with the next command'
	done
	not_ok 'and no file is made' test -e "$T/file"
done

done_testing
