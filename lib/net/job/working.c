/*
 * working.c - what a program is told of how long something may take
 */
#include "net/job/working.h"

#include <errno.h>

void
working_for(const struct lanyard_ui *ui, int64_t timeout_ms)
{
	int errnum = errno;

	if (ui != NULL && ui->working != NULL)
		ui->working(ui->context, timeout_ms);
	errno = errnum;
}

int
working_poll(const struct lanyard_ui *ui, int64_t timeout_ms,
    struct pollfd *fds, size_t count, int wait_ms)
{
	int ready;

	working_for(ui, 0);
	ready = poll(fds, (nfds_t)count, wait_ms);
	working_for(ui, timeout_ms);
	return ready;
}
