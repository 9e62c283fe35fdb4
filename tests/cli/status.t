#!/bin/sh
# shellcheck disable=SC1091,SC2034,SC2154 # lib.sh is not followed
# status: what is known of every login, as text and as JSON.
. "$(dirname "$0")/../lib.sh"
. "$TESTS/cli/cli.sh"

# json NAME EXPRESSION WANTED: `all` is the parsed output, `l` its logins by
# name.
json() {
	# shellcheck disable=SC2016 # JavaScript
	_got=$("$NODE" -e '
		const text = require("fs").readFileSync(process.argv[1], "utf8");
		const all = JSON.parse(text);
		const l = Object.fromEntries(all.map((one) => [one.name, one]));
		const value = new Function("all", "l",
			`return (${process.argv[2]});`)(all, l);
		console.log(JSON.stringify(value));' "$T/out" "$2" 2>&1)
	is "$_got" "$3" "$1"
}

# -- Nothing --
conf </dev/null
# how_to_begin NAME: exit status 0, and stderr has a configuration that is one.
how_to_begin() {
	run_status "$2" "$1"
	is_empty "$T/out" 'nothing on stdout'
	like "$err" '^lanyard: run: lanyard setup https://HOST$' \
		'says what to run'
	like "$err" "^lanyard: or write $LANYARD_CONFIG yourself" \
		'or which file to write'
	sed -n '/^  logins/,/^  }/p' "$T/err" >"$T/example.conf"
	LANYARD_CONFIG=$T/example.conf run lanyard status
	says '^work: login-needed' 'and with what'
}
run lanyard status
how_to_begin 'no login at all' 0
run lanyard
how_to_begin 'no login, and no verb' 2
run lanyard status --json
says . 'no login, as JSON'
json 'is an empty list' all '[]'
not_ok 'no store was made for it' test -e "$LANYARD_STORE"

# -- One in each state --
conf <<'END'
logins = {
  zebra = {
    url = [ "https://zebra.example", "https://other.example" ];
    issuer = "https://id.example.com";
    client_id = "native";
    username = "alice";
    scope = [ "api", "read" ];
  };
  apple = {
    url = "https://apple.example";
    token_endpoint = "https://id.example.com/token";
    client_id = "native";
  };
  never = {
    url = "https://never.example";
    issuer = "https://id.example.com";
    client_id = "native";
  };
  broken = {
    url = "https://broken.example";
    issuer = "https://id.example.com";
    client_id = "native";
  };
  margin = {
    url = "https://margin.example";
    issuer = "https://id.example.com";
    client_id = "native";
  };
};
END
fresh_record zebra scope=api
retry=$(($(now) + 100))
record apple access_token=at-stale "obtained_at=$(($(now) - 3600))" \
	"expires_at=$(($(now) - 10))" refresh_token=rt-apple generation=5 \
	'last_error=login apple: cannot reach id.example.com' \
	last_error_code=14 "retry_at=$retry"
record broken refresh_token=rt-broken generation=2 \
	'refresh_token_error=login broken: id.example.com answered 400 "x\y"'
record margin access_token=at-margin "obtained_at=$(($(now) - 3570))" \
	"expires_at=$(($(now) + 30))" refresh_token=rt-margin generation=2
record extra issuer=https://id.example.net client_id=c2 \
	'url[]=https://extra.example' access_token=at-extra \
	"obtained_at=$(now)" generation=1
secret at-stale rt-apple rt-broken at-margin rt-margin at-extra
snapshot

run lanyard status
says '^zebra: fresh$' 'a fresh one'
cp "$T/out" "$T/text"
says '^apple: due$' 'one that is due'
says '^never: login-needed$' 'one that was never logged in'
says '^broken: login-needed$' 'one whose refresh token is dead'
says '^margin: due$' 'one whose token is all but over'
says '^extra: fresh$' 'one that is only in the store'
is "$(grep -v '^ ' "$T/out" | tr '\n' ' ')" \
	'zebra: fresh apple: due never: login-needed broken: login-needed margin: due extra: fresh ' \
	'configured ones first, in their order, each once'
says '^  url https://zebra\.example$' 'the first URL'
says '^  username alice$' 'the account'
says '^  issuer https://id\.example\.com$' 'the issuer'
says "^  access token expires $(date -u -d "@$expires" \
	'+%Y-%m-%d %H:%M:%S UTC')\$" 'the expiry, in UTC'
says '^  access token without expiry$' 'no expiry'
says '^  last error: login apple: cannot reach id\.example\.com$' \
	'why the last refresh failed'
says '^  last error: login broken: .* answered 400' 'why a token is dead'
says '^  next: lanyard login never$' 'what to do next'
not_ok 'no secret is shown' grep -q -F -f "$T/secrets" "$T/out"

run lanyard status --json
says '^\[' 'as JSON'
json 'all of them, in order' 'all.map((one) => one.name).join()' \
	'"zebra,apple,never,broken,margin,extra"'
json 'states' 'all.map((one) => one.state).join()' \
	'"fresh,due,login-needed,login-needed,due,fresh"'
json 'every member of a fresh one' 'Object.entries(l.zebra).filter(
	([k]) => !/_at$/.test(k)).flat()' \
	'["name","zebra","state","fresh","url","https://zebra.example","issuer","https://id.example.com","client_id","native","username","alice","scope","api","configured",true,"access_token",true,"refresh_token",true,"generation",3,"lacks_scope","read"]'
json 'times are numbers' 'l.zebra.expires_at' "$expires"
json 'and so is this one' 'typeof l.zebra.obtained_at' '"number"'
json 'what is unknown is left out' '"expires_at" in l.extra' false
json 'as is what is not there' 'l.never.obtained_at === undefined &&
	l.never.last_error === undefined && l.never.generation' 0
json 'no issuer where none is configured' '"issuer" in l.apple' false
json 'an error' 'l.apple.last_error' \
	'"login apple: cannot reach id.example.com"'
json 'and when to try again' 'l.apple.retry_at' "$retry"
json 'quotes and backslashes are escaped' 'l.broken.last_error' \
	'"login broken: id.example.com answered 400 \"x\\y\""'
json 'a dead refresh token is none' 'l.broken.refresh_token' false
json 'only in the store' 'l.extra.configured' false
not_ok 'no secret is shown in JSON' grep -q -F -f "$T/secrets" "$T/out"
is "$(tail -c 2 "$T/out" | od -An -tx1)" ' 5d 0a' 'it ends with a line end'
unchanged 'looking changes nothing'

# -- One of them --
for target in apple https://apple.example https://apple.example/x; do
	run lanyard status "$target"
	says '^apple: due$' "status $target"
	is "$(grep -c '^[^ ]' "$T/out")" 1 'shows no other'
done
run lanyard status --json broken
json 'as JSON' 'all.map((one) => one.name + " " + one.state)' \
	'["broken login-needed"]'
run lanyard status broken --exit-code
run_status 4 'its exit status is that of this one'
run lanyard status zebra --exit-code
run_status 0 'whatever the others are'
is_empty "$T/err" 'and no word'
run lanyard status aple
fails 2 'did you mean apple\?' 'a name that there is not'
run lanyard status --json https://unknown.example
fails 2 'no login .*unknown\.example' 'a URL that none answers'
unchanged 'this changes nothing either'

# -- A token that cannot be renewed is the answer of a get to its end --
record extra issuer=https://id.example.net client_id=c2 \
	'url[]=https://extra.example' access_token=at-extra \
	"obtained_at=$(($(now) - 3570))" "expires_at=$(($(now) + 30))" \
	generation=1
request get protocol=https host=extra.example
says '^password=at-extra$' 'a token about to end, and no refresh token'
run lanyard status
says '^extra: fresh$' 'is fresh'
snapshot

# -- Another server's tokens are none of this login's --
record never issuer=https://elsewhere.example client_id=native \
	access_token=at-else "obtained_at=$(now)" refresh_token=rt-else \
	generation=1
secret at-else rt-else
run lanyard status --json
says . 'after its issuer was changed'
json 'a login needs to log in' '[l.never.state, l.never.access_token,
	l.never.refresh_token]' '["login-needed",false,false]'

# -- A damaged record does not hide the others --
printf 'garbage' >"$LANYARD_STORE/logins/apple"
run lanyard status
is "$status" 0 'a damaged record: exit 0'
like "$out" '^apple: login-needed$' 'it needs a login'
like "$out" '^extra: fresh$' 'the others are shown'
like "$err" '^lanyard: the damaged record of login apple is now ' \
	'and one notice says where it went'
is "$(printf '%s\n' "$err" | grep -c .)" 1 'one line of it'

# -- Nor does one that cannot be read, and it is an error --
chmod 644 "$LANYARD_STORE/logins/extra"
run lanyard status --json
is "$status" 1 'a record open to others: exit 1'
like "$out" '"name":"never"' 'the others are shown'
like "$err" '^lanyard: error: .*extra is open to others' 'it is told'

# -- Valid JSON, whatever bytes a record has --
# 1,000 records of what is no text: Latin-1, overlong forms, surrogates, cut
# characters, controls. The same each time.
no_store
work_conf
mkdir -p "$LANYARD_STORE/logins"
chmod 700 "$LANYARD_STORE" "$LANYARD_STORE/logins"
cat >"$T/fuzz.js" <<-'END'
	const fs = require('fs');
	const folder = process.argv[2];
	let seed = 20261128;
	const random = (n) => {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		return Math.floor(seed / 4294967296 * n);
	};
	const pieces = [[0xe9], [0xc0, 0xaf], [0xe0, 0x80, 0xaf],
		[0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80],
		[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x94], [0xff], [0xfe], [0x80],
		[1], [0x1b, 0x5b, 0x32, 0x4a], [0x7f], [0xc2, 0x9b], [0x22],
		[0x5c], [0x5c, 0x75], [0x2f], [0xe2, 0x80, 0xa8], [0x41], [0x20],
		[0xf0, 0x9f, 0x94, 0x91], [9], [0xef, 0xbb, 0xbf]];
	const value = () => {
		let bytes = [];
		for (let i = random(9) + 1; i > 0; i -= 1) {
			bytes = bytes.concat(random(3)
				? pieces[random(pieces.length)]
				: [random(255) + 1].filter((c) => c !== 10 && c !== 13));
		}
		return Buffer.from(bytes);
	};
	for (let i = 0; i < 1000; i += 1) {
		const lines = [Buffer.from(`name=r${i}\ngeneration=1\n`)];
		for (const key of ['issuer', 'client_id', 'username', 'scope',
			'url[]', 'last_error', 'access_token', 'refresh_token']) {
			lines.push(Buffer.from(`${key}=`), value(), Buffer.from('\n'));
		}
		lines.push(Buffer.from('\n'));
		fs.writeFileSync(`${folder}/r${i}`, Buffer.concat(lines),
			{ mode: 0o600 });
	}
END
cat >"$T/parse.js" <<-'END'
	const bytes = require('fs').readFileSync(process.argv[2]);
	const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	const all = JSON.parse(text);
	if (/[\x00-\x09\x0b-\x1f\x7f-\x9f]/.test(text)) throw new Error('control');
	console.log(all.filter((o) => /^r\d+$/.test(o.name)).length);
END
"$NODE" "$T/fuzz.js" "$LANYARD_STORE/logins"
run lanyard status --json
run_status 0 'status --json of 1,000 records that are no text'
cp "$T/out" "$T/status.json"
run "$NODE" "$T/parse.js" "$T/status.json"
is "$status $out" '0 1000' 'is valid JSON in UTF-8, without a control character'
run lanyard status
run_status 0 'status of the same'
is "$(LC_ALL=C tr -d '\n\040-\176\200-\377' <"$T/out")" '' \
	'nothing that moves the cursor'
# -- Files that the configuration names --
# file_row KEY HINT ERE NAME: the file $T/file as KEY.
file_row() {
	conf <<-END
		logins = {
		  work = {
		    url = "https://git.example.com"; issuer = "https://id.example.com";
		    client_id = "c"; $1 = "$T/file";
		  };
		};
	END
	fresh_record work client_id=c
	run lanyard status --exit-code
	run_status 2 "$4"
	like "$out" "^  file error: $1: .*$3" 'is shown'
	[ -z "$2" ] || like "$out" "^  next: $2 " 'with what mends it'
	like "$out" '^work: fresh$' 'beside the state of its tokens'
	is_empty "$T/err" 'and no word on stderr'
	run lanyard status --json
	json 'as JSON, too' 'all[0].file_error.startsWith("'"$1"': ")' true
}

rm -f "$T/file"
no_store
for key in client_secret_file ca_file; do
	file_row $key '' 'No such file' "$key: none"
	mkdir "$T/file"
	file_row $key '' 'folder|regular file' "$key: a folder"
	rmdir "$T/file"
	mkfifo "$T/file"
	file_row $key '' 'pipe|regular file' "$key: a named pipe"
	rm "$T/file"
	: >"$T/file"
	chmod 600 "$T/file"
	file_row $key '' 'empty|no certificate' "$key: an empty file"
	rm "$T/file"
done
echo secret-of-a-client >"$T/file"
secret secret-of-a-client
chmod 644 "$T/file"
file_row client_secret_file 'chmod' 'others' 'a secret open to others'
not_ok 'no secret is shown' grep -q -F -f "$T/secrets" "$T/out"
printf -- '-----BEGIN CERTIFICATE-----\nMIIB\n' >"$T/file"
file_row ca_file '' 'cut short' 'certificates that were cut'
certificate file DNS:git.example.com
sed 3d "$T/file.crt" >"$T/file"
file_row ca_file '' 'damaged' 'a certificate that lacks a line'
cp "$T/file.crt" "$T/file"
run lanyard status --exit-code
run_status 0 'a whole file'
unlike "$out" 'file error' 'is no error'

# Logins that no configuration describes come by name, whatever a folder's order.
no_store
conf </dev/null
for n in $(seq 200); do
	record "l$n" token_endpoint=https://id.example.com/t client_id=native \
		"access_token=at-$n" generation=1 "url[]=https://h$n.example"
done
run lanyard status
run_status 0 '200 logins'
printf '%s\n' "$out" | sed -n 's/^\(l[0-9]*\):.*/\1/p' >"$T/names"
is "$(grep -c . "$T/names")" 200 'each is told'
LC_ALL=C sort "$T/names" >"$T/sorted"
same "$T/names" "$T/sorted" 'by name'
run lanyard status --json
unlike "$out" '"obtained_at":0' 'what is unknown is left out'

done_testing
