/*
 * check_helpers.c - does git ask Lanyard, and whom else
 */
#include "answer/check_helpers.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "base/text.h"
#include "git/gitconfig.h"
#include "git/githelper.h"
#include "git/githelpers.h"

#define GIT "git"

struct chain {
	const struct check_place *place;
	const char *folder; /* git's own programs */
	char **helpers;
	char **forgotten; /* those before an empty one */
	size_t lanyard;	  /* which of HELPERS is */
};

static void
fault(const struct chain *chain, const struct error *error)
{
	finding_fault(chain->place->findings, GIT, chain->place->login, error);
}

/*
 * Alone for that host: what is set for others stays. What is set for the host
 * goes before what is set for all only where it comes later; --add puts it
 * last.
 */
static void
hint_alone(struct error *error, const struct chain *chain)
{
	const char *base = chain->place->base;

	/* A reset that is there may stand too early in the file. */
	error_hint(error,
	    "%s%s%sgit config --global --replace-all credential.%s.helper '' "
	    "&& git config --global --add credential.%s.helper lanyard",
	    chain->forgotten != NULL
		? "git config --global --unset-all credential."
		: "",
	    chain->forgotten != NULL ? base : "",
	    chain->forgotten != NULL ? ".helper; " : "", base, base);
}

/*
 * HELPER as it is shown: of a shell's command its first word, as people write
 * passwords into them.
 */
static int
shown(const char *helper)
{
	return (int)(*helper == '!' ? 1 + strcspn(helper + 1, " \t({")
				    : strlen(helper));
}

/* ---- Lanyard in it ---- */

static size_t
find(const struct chain *chain, char *const *helpers)
{
	size_t i = 0;

	while (helpers != NULL && helpers[i] != NULL &&
	       !githelper_is_lanyard(helpers[i], chain->folder))
		i++;
	return i;
}

static void
tell_forgotten(const struct chain *chain)
{
	struct error error = {0};

	error_set(&error, LANYARD_ERR_CONFIG,
	    "git does not ask lanyard for %s: an empty credential.helper "
	    "behind it has git forget it",
	    chain->place->base);
	hint_alone(&error, chain);
	fault(chain, &error);
}

static void
tell_absent(const struct chain *chain)
{
	size_t count =
	    strings_count(chain->helpers) + strings_count(chain->forgotten);
	struct check_git *git = chain->place->git;
	struct error error = {0};

	/* One command for all of them: told once. */
	if (count == 0 && git->asks_nobody)
		return;
	git->asks_nobody = git->asks_nobody || count == 0;
	error_set(&error, LANYARD_ERR_CONFIG, "git does not ask lanyard for %s",
	    chain->place->base);
	if (count == 0)
		error_hint(
		    &error, "git config --global credential.helper lanyard");
	else
		hint_alone(&error, chain);
	fault(chain, &error);
}

static bool
find_lanyard(struct chain *chain)
{
	chain->lanyard = find(chain, chain->helpers);
	if (chain->lanyard < strings_count(chain->helpers))
		return true;
	if (find(chain, chain->forgotten) < strings_count(chain->forgotten))
		tell_forgotten(chain);
	else
		tell_absent(chain);
	return false;
}

static void
check_found(const struct chain *chain)
{
	const char *helper = chain->helpers[chain->lanyard];
	struct error error = {0};
	char *program;

	if (githelper_find(helper, chain->folder, &program) ==
	    LANYARD_ERR_SYSTEM) {
		error_set(&error, LANYARD_ERR_SYSTEM,
		    "git does not find the program of its helper %s, neither "
		    "in PATH nor in %s",
		    helper, chain->folder);
		error_hint(&error,
		    "install lanyard where PATH looks, or name it: git config "
		    "--global credential.helper /ABSOLUTE/PATH/lanyard");
		fault(chain, &error);
	}
	free(program);
}

/* ---- the others ---- */

/*
 * Helpers that keep what they are told (gitcredentials(7), and those of the
 * systems): a token, without its expiry or for longer than it is good.
 */
static bool
is_keeper(const char *helper)
{
	static const char *const keepers[] = {"store", "cache", "libsecret",
	    "osxkeychain", "wincred", "gnome-keyring", "gopass", "pass",
	    "keepassxc", "manager", "manager-core", NULL};
	char *name = githelper_name(helper);
	bool is = name != NULL && text_is_one_of(name, keepers);

	free(name);
	return is;
}

static bool
is_missing(const struct chain *chain, const char *helper)
{
	char *program;
	bool is = githelper_find(helper, chain->folder, &program) ==
		  LANYARD_ERR_SYSTEM;

	free(program);
	return is;
}

static void
tell_before(const struct chain *chain, const char *helper)
{
	const char *base = chain->place->base;
	struct error error = {0};
	int size = shown(helper);

	if (is_keeper(helper))
		error_set(&error, LANYARD_ERR_CONFIG,
		    "for %s git asks the helper %.*s before lanyard: it "
		    "answers with tokens that it has kept and that are over",
		    base, size, helper);
	else if (is_missing(chain, helper))
		error_set(&error, LANYARD_ERR_CONFIG,
		    "for %s git asks the helper %.*s before lanyard, and does "
		    "not find its program",
		    base, size, helper);
	else
		error_set(&error, LANYARD_ERR_CONFIG,
		    "for %s git asks the helper %.*s before lanyard, and "
		    "lanyard only where that has no answer",
		    base, size, helper);
	hint_alone(&error, chain);
	fault(chain, &error);
}

static void
tell_behind(const struct chain *chain, const char *helper)
{
	struct error error = {0};

	error_set(&error, LANYARD_ERR_CONFIG,
	    "for %s git tells lanyard's tokens to the helper %.*s, too: it "
	    "keeps them, %s",
	    chain->place->base, shown(helper), helper,
	    check_git_is_since(chain->place->git, 41) ? "also after a logout"
						      : "without their expiry");
	hint_alone(&error, chain);
	fault(chain, &error);
}

/* The first of them: one command mends all. */
static void
check_others(const struct chain *chain)
{
	char *const *helpers = chain->helpers;

	if (chain->lanyard > 0) {
		tell_before(chain, helpers[0]);
		return;
	}
	for (size_t i = 1; helpers[i] != NULL; i++)
		if (is_keeper(helpers[i])) {
			tell_behind(chain, helpers[i]);
			return;
		}
}

enum lanyard_error
check_helpers(const struct check_place *place)
{
	struct chain chain = {.place = place};
	struct buf folder;
	enum lanyard_error r;

	buf_init(&folder, LIMIT_PATH);
	(void)gitconfig_option("--exec-path", &folder);
	chain.folder = buf_text(&folder);
	r = githelpers_find(place->url, &chain.helpers, &chain.forgotten);
	if (r != LANYARD_ERR_MEMORY && find_lanyard(&chain)) {
		check_others(&chain);
		check_found(&chain);
	}
	strings_free(&chain.helpers);
	strings_free(&chain.forgotten);
	buf_clear(&folder);
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}
