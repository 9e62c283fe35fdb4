#!/bin/sh
# libgit2 by git2-rs, which is how cargo fetches what lies in a git repository:
# it runs git's helpers itself, and drops the answer of one that fails.
# shellcheck disable=SC1091,SC2034,SC2086,SC2154 # lib.sh is not followed
_rustup=${RUSTUP_HOME:-$HOME/.rustup}
. "$(dirname "$0")/../lib.sh"
. "$TESTS/consumers/consumers.sh"

RUSTUP_HOME=$_rustup
export RUSTUP_HOME
cargo --version >/dev/null 2>&1 || skip_all 'no cargo'
unset CARGO_HOME CARGO_NET_GIT_FETCH_WITH_CLI
start_as
start_git GITD_EMPTY=1
GIT_URL=http://localhost:${GIT_URL##*:} # git2-rs names no host that is an address
configure https://api.example.com "$GIT_URL" read_user read_repository
log_in work
git config --global --add credential.helper ''
git config --global --add credential.helper "$BUILD/git-credential-lanyard"

git init -q "$T/crate"
mkdir "$T/crate/src"
: >"$T/crate/src/lib.rs"
printf '[package]\nname = "hello"\nversion = "1.0.0"\nedition = "2021"\n' \
	>"$T/crate/Cargo.toml"
git -C "$T/crate" add Cargo.toml src
git -C "$T/crate" commit -q -m crate
git clone -q --bare "$T/crate" "$T/repos/hello.git"

use() {
	rm -rf "$T/project.$1" "$T/cargo.$1"
	mkdir -p "$T/project.$1/src" "$T/cargo.$1"
	: >"$T/project.$1/src/lib.rs"
	printf '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nhello = { git = "%s/hello.git" }\n' \
		"$GIT_URL" >"$T/project.$1/Cargo.toml"
	(cd "$T/project.$1" && CARGO_HOME=$T/cargo.$1 CARGO_NET_RETRY=0 \
		timeout 120 $traced cargo fetch --quiet)
}

used() {
	is "$status" 0 "$2"
	unlike "$err" 'lanyard' 'and lanyard says nothing'
	ok 'the crate is here' test -n "$(find "$T/cargo.$1/git/checkouts" \
		-name Cargo.toml 2>/dev/null)"
}

# What a helper says goes nowhere, and its answer is dropped.
refused() {
	is "$status" 101 "$1"
	like "$err" 'failed to acquire username/password' 'as cargo says it'
	run lanyard token "$GIT_URL"
}

consumer 'libgit2, by git2-rs'

# A helper that fails answers nothing: one that knows nothing must not fail.
printf '#!/bin/sh\n"%s" "$@"\nexit 1\n' "$BUILD/git-credential-lanyard" \
	>"$T/failing"
chmod 755 "$T/failing"
git config --global --replace-all credential.helper "$T/failing"
run use 1
is "$status" 101 'a status of 1 drops a good answer, as protocols have it'
run sh -c 'echo url=https://unknown.example | git-credential-lanyard get'
run_status 0 'a miss is no failure'
is "$out$err" '' 'and says nothing'
done_testing
