/*
 * stamp.c - has a file changed since it was read?
 */
#include "os/stamp.h"

#include <errno.h>
#include <sys/stat.h>

#include "os/clock.h"

/* Coarser than any file system's clock, FAT's two seconds included. */
#define SETTLED_S 2

enum lanyard_error
stamp_add(struct buf *buf, const char *path, bool *settled)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return buf_add_text(buf, "absent");
		*settled = false;
		return buf_add_text(buf, "unknown");
	}
	/* True, too, of a ctime in the future: the clock was set back. */
	if (clock_now() - st.st_ctim.tv_sec <= SETTLED_S)
		*settled = false;
	return buf_printf(buf, "%llu %llu %lld %lld.%09ld %lld.%09ld",
	    (unsigned long long)st.st_dev, (unsigned long long)st.st_ino,
	    (long long)st.st_size, (long long)st.st_mtim.tv_sec,
	    st.st_mtim.tv_nsec, (long long)st.st_ctim.tv_sec,
	    st.st_ctim.tv_nsec);
}
