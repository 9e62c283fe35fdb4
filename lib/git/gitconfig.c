/*
 * gitconfig.c - what git's own configuration says about a URL
 */
#include "git/gitconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/url.h"
#include "git/gitfiles.h"
#include "os/child.h"
#include "os/executable.h"
#include "os/start.h"

#define ARGUMENTS 12

struct gitconfig {
	struct child *git; /* NULL: there is none, or it did not start */
	enum lanyard_error started;
	int64_t timeout_ms;
	int errnum; /* why it did not */
};

/* No repository: its own configuration is not to be trusted. */
static const char *const no_repository[] = {"GIT_DIR=/dev/null", NULL};

/* Can git have nothing to say of the keys of SECTION that we know? */
static bool
is_silent(const char *section)
{
	static const char *const network[] = {"proxy", "sslca", "sslcert",
	    "sslkey", "sslverify", "sslversion", "sslcipherlist",
	    "pinnedpubkey", "curloptresolve", NULL};
	static const char *const login[] = {"oauthclientid", NULL};

	return gitfiles_are_silent(
	    strcmp(section, "http") == 0 ? network : login);
}

/*
 * "git config -z" and REST. git does not start in a folder that was deleted, as
 * the current one may be; it stays there otherwise, as names of its files may
 * be relative.
 */
static void
fill_arguments(const char *argv[], size_t room, const char *const rest[])
{
	char *here = getcwd(NULL, 0);
	size_t n = 0;

	argv[n++] = "git";
	if (here == NULL && errno == ENOENT) {
		argv[n++] = "-C";
		argv[n++] = "/";
	}
	free(here);
	argv[n++] = "config";
	argv[n++] = "-z";
	while (*rest != NULL && n < room - 1)
		argv[n++] = *rest++;
	argv[n] = NULL;
}

static enum lanyard_error
start_git(struct child **child, const char *section, const char *url,
    int64_t timeout_ms)
{
	const char *argv[ARGUMENTS];

	fill_arguments(argv, ARGUMENTS,
	    (const char *const[]){"--get-urlmatch", section, url, NULL});
	return child_start(child, argv, no_repository, timeout_ms);
}

enum lanyard_error
gitconfig_ask(struct gitconfig **asked, const char *section, const char *url,
    int64_t timeout_ms, struct error *error)
{
	struct gitconfig *new = calloc(1, sizeof(*new));
	struct url parsed = {0};

	*asked = new;
	if (new == NULL)
		return error_memory(error);
	new->timeout_ms =
	    timeout_ms < TIMEOUT_GIT_MS ? timeout_ms : TIMEOUT_GIT_MS;
	if (new->timeout_ms < 0)
		new->timeout_ms = 0;
	/* What is no URL to us git would complain about on stderr. */
	if (url_parse(&parsed, url) == LANYARD_OK && !is_silent(section))
		new->started =
		    start_git(&new->git, section, url, new->timeout_ms);
	new->errnum = errno;
	url_clear(&parsed);
	return LANYARD_OK;
}

static enum lanyard_error
fail_start(int errnum, struct error *error)
{
	char *program = NULL;
	enum lanyard_error r;

	(void)executable_find(&program, "git");
	r = start_failed(error, LANYARD_ERR_SYSTEM, errnum,
	    program != NULL ? program : "git", NULL,
	    "cannot start git for its settings");
	free(program);
	return r;
}

/* A named pipe, or a disk of the network, in the place of one of its files. */
static enum lanyard_error
fail_time(long long timeout_ms, struct error *error)
{
	struct buf path;

	buf_init(&path, LIMIT_URL);
	error_set(error, LANYARD_ERR_TIMEOUT,
	    "\"git config\" took longer than %lld.%lld s", timeout_ms / 1000,
	    timeout_ms / 100 % 10);
	if (gitfiles_find_pipe(&path))
		error_hint_path(error,
		    "a named pipe is there, for which git waits: move it away; "
		    "look: ls -l",
		    "%s", buf_text(&path));
	else
		error_hint(error, "what does it wait for? run: git config "
				  "--list --show-origin");
	buf_clear(&path);
	return LANYARD_ERR_TIMEOUT;
}

enum lanyard_error
gitconfig_answer(
    struct gitconfig **asked, struct buf *output, struct error *error)
{
	enum lanyard_error started = (*asked)->started, r = started;
	long long timeout_ms = (*asked)->timeout_ms;
	int status = 0, errnum = (*asked)->errnum;

	if ((*asked)->git != NULL)
		r = child_finish(&(*asked)->git, output, &status);
	free(*asked);
	*asked = NULL;
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r == LANYARD_ERR_TIMEOUT)
		return fail_time(timeout_ms, error);
	/*
	 * Who has no git has no settings of git's; who has one that cannot be
	 * started has them, and the wrong proxy or no login without them.
	 */
	if (started == LANYARD_ERR_SYSTEM && errnum != ENOENT)
		return fail_start(errnum, error);
	/*
	 * git has said why. That its settings are out of reach is no reason to
	 * fail a request that another helper may answer.
	 */
	if (r != LANYARD_OK || status != 0)
		buf_reset(output);
	return LANYARD_OK;
}

const char *
gitconfig_value(const struct buf *output, const char *key)
{
	const char *at = buf_text(output), *end = at + output->size;
	const char *value = NULL;
	size_t size = strlen(key);

	for (; at < end; at += strlen(at) + 1)
		if (strncmp(at, key, size) == 0 && at[size] == '\n')
			value = at + size + 1;
	return value;
}

/* "git config" with REST; OUTPUT is empty where it fails. */
static enum lanyard_error
run_git(const char *const rest[], struct buf *output)
{
	const char *argv[ARGUMENTS];
	int status;
	enum lanyard_error r;

	fill_arguments(argv, ARGUMENTS, rest);
	r = child_run(argv, no_repository, TIMEOUT_GIT_MS, output, &status);
	if (r != LANYARD_OK || status != 0)
		buf_reset(output);
	return r;
}

enum lanyard_error
gitconfig_list(const char *pattern, struct buf *output)
{
	return run_git(
	    (const char *const[]){"--get-regexp", pattern, NULL}, output);
}

enum lanyard_error
gitconfig_file(
    const char *file, const char *section, const char *url, struct buf *output)
{
	return run_git((const char *const[]){"-f", file, "--get-urlmatch",
			   section, url, NULL},
	    output);
}

/* KEY for URL, in the form of TYPE ("--path", "--bool"). */
static enum lanyard_error
get_typed(
    const char *type, const char *key, const char *url, struct buf *output)
{
	return run_git(
	    (const char *const[]){type, "--get-urlmatch", key, url, NULL},
	    output);
}

enum lanyard_error
gitconfig_path(const char *key, const char *url, struct buf *output)
{
	return get_typed("--path", key, url, output);
}

/* -z ends it with a NUL, which is no part of a text. */
enum lanyard_error
gitconfig_text(const char *key, const char *url, struct buf *output)
{
	enum lanyard_error r = run_git(
	    (const char *const[]){"--get-urlmatch", key, url, NULL}, output);

	if (r == LANYARD_OK && output->size > 0)
		buf_cut(output, output->size - 1);
	return r;
}

bool
gitconfig_is_true(const char *key, const char *url)
{
	struct buf output;
	bool is;

	buf_init(&output, LIMIT_LINE);
	is = get_typed("--bool", key, url, &output) == LANYARD_OK &&
	     strcmp(buf_text(&output), "true") == 0;
	buf_clear(&output);
	return is;
}

enum lanyard_error
gitconfig_option(const char *option, struct buf *output)
{
	const char *const argv[] = {"git", option, NULL};
	int status;
	enum lanyard_error r;

	r = child_run(argv, no_repository, TIMEOUT_GIT_MS, output, &status);
	if (r != LANYARD_OK || status != 0)
		buf_reset(output);
	else if (output->size > 0 && output->data[output->size - 1] == '\n')
		buf_cut(output, output->size - 1);
	return r;
}

/* A shell, as what git says on stderr is wanted for once. */
enum lanyard_error
gitconfig_trouble(struct buf *why)
{
	const char *argv[ARGUMENTS] = {
	    "/bin/sh", "-c", "exec \"$@\" 2>&1 >/dev/null", "sh"};
	int status = 0;
	enum lanyard_error r;

	fill_arguments(
	    argv + 4, ARGUMENTS - 4, (const char *const[]){"--list", NULL});
	r = child_run(argv, no_repository, TIMEOUT_GIT_MS, why, &status);
	if (r != LANYARD_OK || status == 0)
		buf_reset(why);
	else if (why->size == 0)
		r = buf_printf(why, "exit status %d", status);
	return r;
}
