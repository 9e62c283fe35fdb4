/*
 * check_disk.c - can the next save be done where the store is
 */
#include "answer/check_disk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "os/probe.h"
#include "store/remedy.h"

/* As much as a refresh reserves for what comes (store/records). */
#define ROOM (5 * (size_t)LIMIT_LINE)

/*
 * The folder of the records, or the nearest one above it that is there: PATH
 * has room for LIMIT_PATH bytes.
 */
static void
go_up(char *path)
{
	char *slash;

	while (access(path, F_OK) != 0 && errno == ENOENT) {
		slash = strrchr(path, '/');
		if (slash == NULL)
			memcpy(path, ".", 2);
		else
			slash[slash == path] = '\0';
	}
}

static void
tell(
    struct findings *findings, const char *path, const char *folder, int errnum)
{
	struct error error = {0};

	error_system(&error, LANYARD_ERR_STORE, errnum,
	    "nothing can be saved in the store %s", path);
	/* Of a disk that which is there already is asked. */
	(void)remedy_hint(error.code, errnum == ENOSPC ? folder : path, &error);
	finding_fault(findings, "store", NULL, &error);
}

bool
check_disk(struct findings *findings, const char *path)
{
	char folder[LIMIT_PATH];
	struct buf text;
	int errnum = 0;

	buf_init(&text, sizeof(folder) - 1);
	if (buf_printf(&text, "%s/logins", path) == LANYARD_OK) {
		memcpy(folder, buf_text(&text), text.size + 1);
		go_up(folder);
		errnum = probe_file(folder, ROOM);
		/* The other folders are made in the store itself. */
		if (errnum == 0 && access(path, W_OK | X_OK) != 0 &&
		    errno != ENOENT)
			errnum = errno;
	}
	buf_clear(&text);
	if (errnum != 0)
		tell(findings, path, folder, errnum);
	return errnum == 0;
}
