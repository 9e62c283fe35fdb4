#!/bin/sh
# 24 agents on one machine share a login whose refresh token the server replaces
# at each use, and revokes when an old one comes again. Client and protected
# server are npm's @modelcontextprotocol/sdk. Before each round the token is
# made to be over, at the server and here: 10 times; with AGENTS=full 200 times,
# and each agent is a process of its own.
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

agents=24
start_as
start_server mcp mcp.js MCP_AS="$AS_URL"
MCP_URL=$server_url MCP_CONTROL=$server_control

# A URL alone: the server says who gives tokens for it (RFC 9728), where a
# client is registered; what it gets is for that server (RFC 8707).
person_will account="$ACCOUNT"
run env BROWSER="$PERSON" LANYARD_INTERACTIVE=1 timeout 60 lanyard setup \
	--allow-http --no-git --name=work "$MCP_URL"
run_status 0 'lanyard setup with the URL of an MCP server'
like "$(cat "$LANYARD_CONFIG")" "resource *= *\"$MCP_URL\"" \
	'writes down for whom the token is'
run lanyard headers "$MCP_URL"
run_status 0 'and lanyard headers has its token' || die 'there is a login'

# together ROUNDS PROCESSES EXPIRE [VAR=VALUE...]: $out is what came of it.
together() {
	_rounds=$1 _processes=$2 _expire=$3
	shift 3
	run env MCP_URL="$MCP_URL" MCP_CLIENTS=$agents MCP_ROUNDS="$_rounds" \
		MCP_PROCESSES="$_processes" MCP_EXPIRE="$_expire" "$@" \
		timeout 2400 "$NODE" "$TESTS/servers/mcp-clients.js"
}

cat >"$T/pass" <<END
#!/bin/sh
# For Lanyard and for the server the token's time has passed.
curl -q -sS --noproxy '*' --fail -G -d account=$ACCOUNT $AS_CONTROL/revoke-access
sed -i "s/^expires_at=.*/expires_at=\$(date +%s)/" $LANYARD_STORE/logins/work
END
chmod +x "$T/pass"
if [ "${AGENTS:-}" = full ]; then
	expiries=200 processes=24
else
	expiries=10 processes=2
fi

before=$(as_count token_refresh_token)
together $expiries $processes "$T/pass" MCP_HELPER="lanyard headers $MCP_URL"
run_status 0 "$agents agents over $expiries expiries"
is "$out" "{\"rounds\":$expiries,\"answered\":{\"$ACCOUNT\":$((agents * expiries))},\"failed\":0,\"errors\":[]}" \
	'each of them is answered, each time'
is "$(($(as_count token_refresh_token) - before))" $expiries \
	'with one refresh for each expiry'
is "$(as_count token_refresh_token_invalid_grant)" 0 'and no logout'
is "$(control "$MCP_CONTROL" count name=status_401)" 1 \
	'the server has refused nobody but who asked where to log in'

# -- that this can fail ----------------------------------------------------
# The same agents, each of which refreshes by itself, as their own code does.
as_control set lifetime=3600
as_control mint account="$ACCOUNT" client=native |
	sed "s|^{|{\"issuer\":\"$AS_URL\",|; s|\"expires_at\":[0-9]*|\"expires_at\":1|" \
		>"$T/tokens"
together 1 2 '' MCP_TOKENS="$T/tokens"
run_status 0 'without Lanyard'
like "$out" '"failed":[1-9]' 'they end each other'"'"'s login'
isnt "$(as_count token_refresh_token_invalid_grant)" 0 \
	'as old refresh tokens come again'
done_testing
