/*
 * replace.c - a small file of the user's, replaced whole
 */
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/output.h"
#include "common/report.h"

#define PATH_ROOM 4096

static int
fail_path(const char *what, const char *path)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "cannot %s %s: %s", what, path,
	    strerror(errno));
	report_error(text, NULL);
	return errno == ENOSPC || errno == EDQUOT ? EXIT_TEMPORARY
						  : EXIT_FAILED;
}

/* A device or a link at PATH is somebody's, and not to be replaced. */
static bool
is_replaceable(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return errno == ENOENT;
	errno = S_ISDIR(st.st_mode) ? EISDIR : EEXIST;
	return S_ISREG(st.st_mode);
}

int
replace_file(const char *path, char *text)
{
	char new[PATH_ROOM];
	int n = snprintf(new, sizeof(new), "%s.new", path), fd;
	bool written;

	if (n < 0 || (size_t)n >= sizeof(new)) {
		errno = ENAMETOOLONG;
		return fail_path("write", path);
	}
	if (!is_replaceable(path))
		return fail_path("replace what is no file,", path);
	if (unlink(new) != 0 && errno != ENOENT)
		return fail_path("remove", new);
	fd = open(
	    new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return fail_path("write", new);
	written = fchmod(fd, 0600) == 0 && output_line_to(fd, text);
	written = close(fd) == 0 && written;
	if (written && rename(new, path) == 0)
		return EXIT_DONE;
	n = fail_path("write", path);
	unlink(new);
	return n;
}
