/*
 * stamp.c - has a file changed since it was read?
 */
#include "os/stamp.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "os/clock.h"

/* Coarser than any file system's clock, FAT's two seconds included. */
#define SETTLED_S 2

/* False where PATH cannot be looked at; then the word for that is appended. */
static bool
look(struct buf *buf, const char *path, struct stat *st, bool *settled,
    enum lanyard_error *r)
{
	if (stat(path, st) == 0)
		return true;
	if (errno == ENOENT || errno == ENOTDIR) {
		*r = buf_add_text(buf, "absent");
		return false;
	}
	*settled = false;
	*r = buf_add_text(buf, "unknown");
	return false;
}

#define CHANGE_SIZE 96

static void
print_change(char text[CHANGE_SIZE], const struct stat *st)
{
	snprintf(text, CHANGE_SIZE, "%lld %lld.%09ld %lld.%09ld",
	    (long long)st->st_size, (long long)st->st_mtim.tv_sec,
	    st->st_mtim.tv_nsec, (long long)st->st_ctim.tv_sec,
	    st->st_ctim.tv_nsec);
}

enum lanyard_error
stamp_add(struct buf *buf, const char *path, bool *settled)
{
	char change[CHANGE_SIZE];
	enum lanyard_error r;
	struct stat st;

	if (!look(buf, path, &st, settled, &r))
		return r;
	/* True, too, of a ctime in the future: the clock was set back. */
	if (clock_now() - st.st_ctim.tv_sec <= SETTLED_S)
		*settled = false;
	print_change(change, &st);
	return buf_printf(buf, "%llu %llu %s", (unsigned long long)st.st_dev,
	    (unsigned long long)st.st_ino, change);
}

enum lanyard_error
stamp_add_change(struct buf *buf, const char *path)
{
	char change[CHANGE_SIZE];
	bool unused = true;
	enum lanyard_error r;
	struct stat st;

	if (!look(buf, path, &st, &unused, &r))
		return r;
	print_change(change, &st);
	return buf_add_text(buf, change);
}
