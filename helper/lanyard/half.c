/*
 * half.c - where lanyard-oauth, the network half, is
 */
#include "half.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/auxv.h>
#endif

#include "keep.h"

/* Our own path without /proc: as it was started, if by an absolute one. */
static bool
find_started(char path[HALF_PATH])
{
	const char *started = NULL;
	char *real;
	bool fits;

#ifdef __linux__
	started = (const char *)getauxval(AT_EXECFN);
#endif
	if (started == NULL || *started != '/' ||
	    (real = realpath(started, NULL)) == NULL)
		return false;
	if ((fits = strlen(real) < HALF_PATH))
		memcpy(path, real, strlen(real) + 1);
	free(real);
	return fits;
}

bool
half_folder(char path[HALF_PATH])
{
	ssize_t size = readlink("/proc/self/exe", path, HALF_PATH - 1);

	path[size > 0 ? size : 0] = '\0';
	if (path[0] != '/' && !find_started(path))
		return false;
	*strrchr(path, '/') = '\0';
	return true;
}

/* One that is there and cannot be run is an error to tell: not passed over. */
const char *
half_program(char path[HALF_PATH])
{
	static const char *const places[] = {
	    "/lanyard-oauth", "/../libexec/lanyard-oauth"};
	size_t folder;

	if (!half_folder(path))
		return NULL;
	folder = strlen(path);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (folder + strlen(places[i]) >= HALF_PATH)
			continue;
		snprintf(path + folder, HALF_PATH - folder, "%s", places[i]);
		if (access(path, F_OK) == 0)
			return path;
	}
	return NULL;
}

enum lanyard_error
half_refresh(struct lanyard_session *session, const struct lanyard_job *job)
{
	static const char install[] =
	    "install it there: lanyard's package, or make install";
	char path[HALF_PATH], text[512];

	if (half_program(path) != NULL || access(HALF_BUILT_FOR, F_OK) == 0)
		return keep_refresh(session, job);
	if (!half_folder(path))
		return lanyard_session_fail(session, LANYARD_ERR_SYSTEM,
		    "there is no " HALF_BUILT_FOR
		    ", nor a /proc to tell where lanyard itself is",
		    "mount /proc, or start lanyard by its absolute path");
	snprintf(text, sizeof(text),
	    "there is no lanyard-oauth in %.150s, its ../libexec, "
	    "or " LIBEXECDIR,
	    path);
	return lanyard_session_fail(session, LANYARD_ERR_SYSTEM, text, install);
}
