/*
 * check_programs.c - which Lanyard is installed, and is it one
 */
#include "answer/check_programs.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/strings.h"
#include "os/command.h"
#include "os/executable.h"

#define INSTALLATION "installation"
#define NETWORK_HALF "lanyard-oauth "
#define VERSION_MS   5000
#define VERSION_MAX  64

/* ---- what PATH has ---- */

/* One file has many names, by links. */
static bool
is_same_file(const char *a, const char *b)
{
	struct stat one, other;

	return stat(a, &one) == 0 && stat(b, &other) == 0 &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* The first of PROGRAMS that is another file than the first of all; or NULL. */
static const char *
find_other(char *const *programs)
{
	for (size_t i = 1; i < strings_count(programs); i++)
		if (!is_same_file(programs[0], programs[i]))
			return programs[i];
	return NULL;
}

static void
check_path(struct findings *findings)
{
	struct error error = {0};
	char **programs = NULL;
	const char *other;

	/* git starts the second name. */
	if (executable_find_all(&programs, "lanyard") == LANYARD_OK &&
	    executable_find_all(&programs, "git-credential-lanyard") ==
		LANYARD_OK &&
	    (other = find_other(programs)) != NULL) {
		error_set(&error, LANYARD_ERR_SYSTEM,
		    "PATH has lanyard twice: %s, and another one, %s",
		    programs[0], other);
		error_hint_path(&error,
		    "the first is run; if that is the right one: rm", "%s",
		    other);
		finding_fault(findings, INSTALLATION, NULL, &error);
	}
	strings_free(&programs);
}

/* ---- the other half ---- */

/* Its version, of LINE; NULL: it says none. */
static const char *
version_in(const struct buf *line)
{
	const char *text = buf_text(line);

	return strncmp(text, NETWORK_HALF, strlen(NETWORK_HALF)) == 0
		   ? text + strlen(NETWORK_HALF)
		   : NULL;
}

static void
tell_version(
    struct findings *findings, const char *program, const char *version)
{
	struct error error = {0};

	if (version == NULL)
		error_set(&error, LANYARD_ERR_SYSTEM,
		    "%s does not say its version: it is no lanyard-oauth, or "
		    "an "
		    "older one than lanyard, which is " LANYARD_VERSION,
		    program);
	else
		error_set(&error, LANYARD_ERR_SYSTEM,
		    "%s is of version %.*s, and lanyard of " LANYARD_VERSION,
		    program, (int)strcspn(version, "\n"), version);
	error_hint(&error, "install lanyard's package anew, or make install");
	finding_fault(findings, INSTALLATION, NULL, &error);
}

static void
check_half(struct findings *findings, const char *program)
{
	const char *const argv[] = {program, "version", NULL};
	const struct command command = {
	    .what = program, .argv = argv, .timeout_ms = VERSION_MS};
	struct error error = {0};
	struct buf line;
	const char *version;
	enum lanyard_error r;

	buf_init(&line, VERSION_MAX);
	r = command_run(&command, &line, &error);
	version = r == LANYARD_OK ? version_in(&line) : NULL;
	if (r != LANYARD_ERR_MEMORY && r != LANYARD_ERR_NO_ROOM &&
	    (version == NULL || strcmp(version, LANYARD_VERSION "\n") != 0))
		tell_version(findings, program, version);
	buf_clear(&line);
}

void
check_programs(const struct lanyard_session *session, struct findings *findings)
{
	const char *program = session->oauth_program;

	check_path(findings);
	/* One that cannot be started is told by who would start it. */
	if (program != NULL && access(program, X_OK) == 0)
		check_half(findings, program);
}
