#!/bin/sh
# A coding agent's client of MCP servers (contrib/mcp): its headersHelper is run
# as a shell command, its output taken for an object of strings, and these sent
# as fields. Contract: the client itself is not to be had here.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"
. "$TESTS/consumers/http.sh"

place "$T/mcp.json" mcp/mcp.json https://api.example.com/mcp "$DOOR_URL/user"
cat >"$T/client.mjs" <<'END'
import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { url, headersHelper } = JSON.parse(readFileSync(process.argv[2])).mcpServers.work;
const headers = JSON.parse(execSync(headersHelper, { stdio: ['ignore', 'pipe', 'inherit'] }));
const reply = await fetch(url, { headers });
if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
process.stdout.write(await reply.text());
END

use() {
	timeout 60 $traced "$NODE" "$T/client.mjs" "$T/mcp.json"
}

used() {
	let_in "$@"
}

refused() {
	is "$status" 1 "$1"
	is "$out" '' 'and nothing is printed'
}

consumer 'an agent'

# -- lanyard-agents(7): its commands, as they stand there --
page=$TOP/helper/man/lanyard-agents.7
awk '/^\.Bd -literal/ { open = 1; next } /^\.Ed/ { open = 0 } open' "$page" \
	>"$T/commands"
is "$(wc -l <"$T/commands")" 3 'all its commands are known here'
token=$(lanyard token work)
printf '#!/bin/sh\nprintf "%%s" "$GITHUB_TOKEN" >"%s/agent.token"\n' "$T" \
	>"$T/agent"
chmod +x "$T/agent"
PATH=$T:$PATH
while read -r line; do
	# shellcheck disable=SC2001 # a pattern
	run sh -c "$(echo "$line" | sed -e "s,https://api.example.com/mcp,$DOOR_URL/user," \
		-e 's/=github /=work /')"
	run_status 0 "$line"
	case $line in
	*headers*) like "$out" "^\\{\"Authorization\":\"Bearer $token\"\\}\$" 'the field' ;;
	*exec*) is "$(cat "$T/agent.token")" "$token" 'the variable' ;;
	*) is "$out" "$token" 'the token' ;;
	esac
done <"$T/commands"
done_testing
