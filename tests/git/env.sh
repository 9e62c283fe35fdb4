# shellcheck shell=sh
# Sourced after lib.sh by tests that need a git with authtype and state.

# use_new_git: puts the git that fetch.sh built first, for this test and the
# servers it starts from here on. Not by the tree's bin-wrappers: they switch
# git's own test settings on.
use_new_git() {
	_tree=$(sh "$TESTS/git/fetch.sh") || return 1
	GIT_EXEC_PATH=$_tree
	GIT_TEMPLATE_DIR=$_tree/templates/blt
	PATH=$(dirname "$_tree")/bin:$PATH
	export GIT_EXEC_PATH GIT_TEMPLATE_DIR PATH
}
