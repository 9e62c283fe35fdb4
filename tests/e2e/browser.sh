# shellcheck shell=sh
# shellcheck disable=SC2016,SC2034,SC2154 # lib.sh and the tests are elsewhere
# Sourced after lib.sh by the tests that need a real browser: BROWSER becomes
# one, which does what `browser_will` says (servers/browser.js) and writes down
# what it saw.

CHROMIUM=$(command -v chromium || command -v chromium-browser ||
	command -v google-chrome) || skip_all 'chromium is not here: make deps'
export CHROMIUM

SEEN=$T/seen
BROWSER=$T/browser
export BROWSER

# browser_will [BROWSER_SCRIPTS=no] STEP...: at the next login.
browser_will() {
	: >"$SEEN"
	rm -rf "$SEEN".* "$BROWSER".*
	browser_runs=0
	browser_will_then "$@"
}

# browser_will_then ...: and at the one after that.
browser_will_then() {
	browser_runs=$((browser_runs + 1))
	_scripts=yes
	case $1 in
	BROWSER_SCRIPTS=*)
		_scripts=${1#*=}
		shift
		;;
	esac
	{
		echo '#!/bin/sh'
		printf 'export BROWSER_LOG=%s BROWSER_SHOTS=%s\n' "'$SEEN'" \
			"'${SHOTS:-}'"
		echo "export BROWSER_SCRIPTS=$_scripts"
		printf 'exec "%s" "%s" "$@"' "$NODE" "$TESTS/servers/browser.js"
		printf " '%s'" "$@"
		printf ' >>"%s" 2>&1\n' "$T/browser.stderr"
	} >"$BROWSER.$browser_runs"
	chmod +x "$BROWSER.$browser_runs"
}

# The first of these that has not run yet.
cat >"$BROWSER" <<END
#!/bin/sh
for i in 1 2 3; do
	mkdir "$BROWSER.\$i.runs" 2>/dev/null && exec "$BROWSER.\$i" "\$@"
done
END
chmod +x "$BROWSER"

# browser_ends NAME: it did all its steps, each time.
browser_ends() {
	wait_until '[ "$(grep -c "^{\"end\"" "$SEEN")" -eq "$browser_runs" ]' 60
	is "$(grep '^{"end"' "$SEEN" | sort -u)" '{"end":"ok"}' "$1" ||
		diag "$(cat "$T/browser.stderr")"
}

# seen NAME KEY: what the browser wrote of a shot, strings as they are.
seen() {
	[ -d "$T/seen.$1" ] || "$NODE" -e '
		const fs = require("fs");
		const [file, folder, name] = process.argv.slice(1);
		const shot = fs.readFileSync(file, "utf8").split("\n")
			.filter(Boolean).map(JSON.parse)
			.findLast((line) => line.name === name) ?? {};
		fs.mkdirSync(folder);
		for (const [key, value] of Object.entries(shot)) {
			fs.writeFileSync(`${folder}/${key}`,
				typeof value === "string" ? value : JSON.stringify(value));
		}' "$SEEN" "$T/seen.$1" "$1"
	[ ! -f "$T/seen.$1/$2" ] || cat "$T/seen.$1/$2"
}

# looks_well NAME STATUS HEADING ERE...: that shot's page has that status and
# heading, says each ERE, and nothing is wrong with it.
looks_well() {
	_shot=$1 _status=$2 _heading=$3
	shift 3
	is "$(seen "$_shot" status)" "$_status" "$_shot: $_status"
	is "$(seen "$_shot" wrong)" '[]' "$_shot: nothing is wrong with it"
	is "$(seen "$_shot" title)" "$_heading - Lanyard" "$_shot: its title"
	seen "$_shot" tree >"$T/tree"
	like "$(cat "$T/tree")" "^ *- heading \"$_heading\" \\[level=1\\]" \
		"$_shot: its heading, in the tree that a screen reader has"
	like "$(cat "$T/tree")" '^- main' "$_shot: its landmark"
	for _ere in "$@"; do
		like "$(cat "$T/tree")" "$_ere" "$_shot: $_ere"
	done
}
