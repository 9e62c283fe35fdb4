#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# Metadata that does not come from the place of RFC 8414: OpenID Connect's has
# its turn, and half the time. No bound is tested but that there is time left.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

start_fault
secret rt-before at-before
cat >"$T/browser" <<'END'
#!/bin/sh
exec curl -q -sS -L --noproxy '*' -o /dev/null "$1"
END
chmod +x "$T/browser"

names='silence silence-in-head silence-in-body reset close 404 500 html not-json'
for how in $names; do
	fault_control place "at=oauth/p-$how" "how=$how"
	fault_control play "mode=p-$how" turns=ok
done
{
	echo 'logins = {'
	for how in $names; do
		for verb in login refresh; do
			cat <<-END
				$verb-$how = { url = "https://$verb-$how.example";
				  issuer = "$FAULT_URL/p-$how"; timeout_ms = 6000;
				  client_id = "native"; grant_type =
				    "authorization_code"; };
			END
		done
	done
	echo '};'
} | conf

pids=
# All at once: the silent ones take half their time.
for how in $names; do
	record "refresh-$how" "issuer=$FAULT_URL/p-$how" client_id=native \
		access_token=at-before obtained_at=1000000000 \
		expires_at=1000003600 refresh_token=rt-before generation=1
	{
		env LANYARD_INTERACTIVE=1 "BROWSER=$T/browser" \
			lanyard login "login-$how" >"$T/out.login-$how" \
			2>"$T/err.login-$how"
		echo $? >"$T/status.login-$how"
	} &
	pids="$pids $!"
	{
		lanyard refresh "refresh-$how" >"$T/out.refresh-$how" \
			2>"$T/err.refresh-$how"
		echo $? >"$T/status.refresh-$how"
	} &
	pids="$pids $!"
done
# shellcheck disable=SC2086 # words
wait $pids
for how in $names; do
	is "$(cat "$T/status.refresh-$how" "$T/out.refresh-$how" \
		"$T/err.refresh-$how")" 0 "$how: refreshed, without a word"
	is "$(cat "$T/status.login-$how")$(grep -c '^lanyard: error' \
		"$T/err.login-$how")" 00 "$how: logged in"
	for verb in login refresh; do
		is "$(field "$verb-$how" token_endpoint)" \
			"$FAULT_URL/p-$how/token" "$how: $verb found the endpoint"
		like "$(field "$verb-$how" refresh_token)" '^fault-refresh-' \
			"$how: $verb got tokens there"
	done
	is "$(fault_count "oauth/p-$how") $(fault_count "openid/p-$how")" '2 2' \
		"$how: each place was asked once by each"
done

done_testing
