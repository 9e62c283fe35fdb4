/*
 * asking.c - does git say that nobody is to be asked?
 */
#include "git/asking.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "git/gitconfig.h"
#include "git/gitfiles.h"

static bool
is_among(const char *word, const char *const words[])
{
	for (; *words != NULL; words++)
		if (text_compare(*words, word) == 0)
			return true;
	return false;
}

bool
asking_is_mute(const char *program)
{
	static const char *const mute[] = {
	    "true", "false", "echo", ":", "null", NULL};
	const char *slash = strrchr(program, '/');

	return is_among(slash != NULL ? slash + 1 : program, mute);
}

/*
 * git's idea of false: a word, nothing, or a number that is 0; and the word
 * that Git Credential Manager has for it. A key without "=" is true.
 */
static bool
is_no(const char *value)
{
	static const char *const words[] = {
	    "", "false", "no", "off", "never", NULL};
	char *end;

	if (value == NULL)
		return false;
	return is_among(value, words) ||
	       (strtol(value, &end, 0) == 0 && end != value && *end == '\0');
}

/*
 * The last value of KEY in "git config -z --get-regexp"'s list, NULL for a key
 * without "=", else GIVEN.
 */
static const char *
last_value(const struct buf *output, const char *key, const char *given)
{
	const char *at = buf_text(output), *end = at + output->size;
	size_t size = strlen(key);

	for (; at < end; at += strlen(at) + 1)
		if (strncmp(at, key, size) == 0 &&
		    (at[size] == '\n' || at[size] == '\0'))
			given = at[size] == '\n' ? at + size + 1 : NULL;
	return given;
}

/* What OUTPUT, and the environment where git lets it, says. */
static const char *
judge(const struct buf *output)
{
	static const char none[] = "none";
	const char *variable = getenv("SSH_ASKPASS");
	const char *value = last_value(output, "core.askpass", none);

	if (is_no(last_value(output, "credential.interactive", none)))
		return "git's credential.interactive";
	/* git takes the first of the three that is there. */
	if (getenv("GIT_ASKPASS") != NULL)
		return NULL;
	if (value != none)
		return value != NULL && asking_is_mute(value)
			   ? "git's core.askPass"
			   : NULL;
	return variable != NULL && asking_is_mute(variable) ? "SSH_ASKPASS"
							    : NULL;
}

const char *
lanyard_git_says_no(void)
{
	static const char *const words[] = {"interactive", "askpass", NULL};
	const char *variable = getenv("GIT_ASKPASS"), *said;
	struct buf output;

	if (variable != NULL && asking_is_mute(variable))
		return "GIT_ASKPASS";
	buf_init(&output, LIMIT_CONFIG);
	/* Where git is too slow to say, nobody is asked. */
	if (!gitfiles_are_silent(words) &&
	    gitconfig_list("^(credential\\.interactive|core\\.askpass)$",
		&output) == LANYARD_ERR_TIMEOUT)
		said = "git, which does not answer,";
	else
		said = judge(&output);
	buf_clear(&output);
	return said;
}

bool
lanyard_git_is_interactive(void)
{
	return lanyard_git_says_no() == NULL;
}
