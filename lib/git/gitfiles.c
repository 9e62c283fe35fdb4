/*
 * gitfiles.c - can git's configuration have something to say at all?
 */
#include "git/gitfiles.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/text.h"
#include "os/executable.h"
#include "os/file.h"

/* The one that reads /etc/gitconfig; another was built with other paths. */
#define KNOWN_GIT "/usr/bin/git"

extern char **environ;

static bool
has_word(const struct buf *text, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; i + size <= text->size; i++)
		if (text_compare_n(buf_text(text) + i, word, size) == 0)
			return true;
	return false;
}

static bool
is_text_silent(const struct buf *text, const char *const keys[])
{
	if (has_word(text, "[include")) /* includeIf, too */
		return false;
	for (; *keys != NULL; keys++)
		if (has_word(text, *keys))
			return false;
	return true;
}

/* False where it cannot be read; a file that is not there is silent. */
static bool
is_file_silent(const char *path, const char *const keys[])
{
	enum lanyard_error r;
	struct buf text;
	bool silent;

	buf_init(&text, LIMIT_CONFIG);
	r = file_read_regular(path, &text, NULL);
	silent = r == LANYARD_OK ? is_text_silent(&text, keys)
				 : r == LANYARD_ERR_SYSTEM &&
				       (errno == ENOENT || errno == ENOTDIR);
	buf_clear(&text);
	return silent;
}

/* Those of a user, and what a variable names. */
static const struct {
	const char *variable, *rest;
} files[] = {
    {"HOME", "/.gitconfig"},
    {"HOME", "/.config/git/config"},
    {"XDG_CONFIG_HOME", "/git/config"},
    {"GIT_CONFIG_GLOBAL", ""},
    {"GIT_CONFIG_SYSTEM", ""},
};

/*
 * All the files that git may read. Where a variable names another file, the one
 * that it replaces is looked at too: an older git does not know the variable.
 */
static bool
are_files_silent(const char *const keys[])
{
	bool silent = is_file_silent("/etc/gitconfig", keys);
	struct buf path;

	buf_init(&path, LIMIT_URL);
	for (size_t i = 0; silent && i < sizeof(files) / sizeof(*files); i++) {
		const char *start = getenv(files[i].variable);

		buf_reset(&path);
		/* git drops "x/.." without a look at what x is. */
		if (start != NULL)
			silent = strstr(start, "..") == NULL &&
				 buf_printf(&path, "%s%s", start,
				     files[i].rest) == LANYARD_OK &&
				 is_file_silent(buf_text(&path), keys);
	}
	buf_clear(&path);
	return silent;
}

/*
 * Does no variable set keys, as "git -c" does for what it starts, with
 * GIT_CONFIG_PARAMETERS? The known ones only name files.
 */
static bool
is_environment_silent(void)
{
	static const char *const known[] = {
	    "GIT_CONFIG_GLOBAL=", "GIT_CONFIG_SYSTEM=", "GIT_CONFIG_NOSYSTEM="};

	for (char **v = environ; v != NULL && *v != NULL; v++) {
		bool silent = strncmp(*v, "GIT_CONFIG", 10) != 0;

		for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
			silent |= strncmp(*v, known[i], strlen(known[i])) == 0;
		if (!silent)
			return false;
	}
	return true;
}

/*
 * Is "git" in PATH the one whose files we know, or is there none at all? Not if
 * it is a link: what it leads to may have been built with other paths.
 */
static bool
is_git_known(void)
{
	char *git = NULL;
	enum lanyard_error r = executable_find(&git, "git");
	bool known = r == LANYARD_ERR_SYSTEM;
	struct stat st;

	if (r == LANYARD_OK)
		known = strcmp(git, KNOWN_GIT) == 0 && lstat(git, &st) == 0 &&
			S_ISREG(st.st_mode);
	free(git);
	return known;
}

bool
gitfiles_are_silent(const char *const keys[])
{
	return is_git_known() && is_environment_silent() &&
	       are_files_silent(keys);
}

/* The first of a user's files that IS so into PATH. */
static bool
find(struct buf *path, bool (*is)(const char *path))
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const char *start = getenv(files[i].variable);

		buf_reset(path);
		if (start != NULL && *start != '\0' &&
		    buf_printf(path, "%s%s", start, files[i].rest) ==
			LANYARD_OK &&
		    is(buf_text(path)))
			return true;
	}
	return false;
}

static bool
is_closed(const char *path)
{
	return access(path, R_OK) != 0 && errno == EACCES;
}

bool
gitfiles_find_closed(struct buf *path)
{
	return find(path, is_closed);
}

static bool
is_pipe(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
}

bool
gitfiles_find_pipe(struct buf *path)
{
	return find(path, is_pipe);
}

/* In any case of letters. */
static bool
names_lanyard(const char *path)
{
	struct buf text;
	bool names;

	buf_init(&text, LIMIT_CONFIG);
	names = file_read_regular(path, &text, NULL) == LANYARD_OK &&
		has_word(&text, "lanyard");
	buf_clear(&text);
	return names;
}

bool
gitfiles_find_lanyard(struct buf *path)
{
	if (find(path, names_lanyard))
		return true;
	buf_reset(path);
	return buf_add_text(path, "/etc/gitconfig") == LANYARD_OK &&
	       names_lanyard(buf_text(path));
}
