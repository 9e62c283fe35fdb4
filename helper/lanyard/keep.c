/*
 * keep.c - the terminal as it was, whatever becomes of lanyard-oauth
 */
#include "keep.h"

#include <fcntl.h>
#include <stdbool.h>
#include <termios.h>
#include <unistd.h>

#include "common/presence.h"

/* What was typed at a prompt that is no more is not for the shell. */
static void
restore(int fd, const struct termios *before)
{
	struct termios now;

	if (!presence_foreground(fd) || tcgetattr(fd, &now) != 0 ||
	    now.c_lflag == before->c_lflag)
		return;
	tcflush(fd, TCIFLUSH);
	tcsetattr(fd, TCSANOW, before);
}

enum lanyard_error
keep_refresh(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct termios before;
	enum lanyard_error r;
	int fd = -1;
	bool kept;

	if (job->kind == LANYARD_JOB_LOGIN)
		fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	kept = fd != -1 && tcgetattr(fd, &before) == 0;
	r = lanyard_refresh_program(session, job);
	if (kept)
		restore(fd, &before);
	if (fd != -1)
		close(fd);
	return r;
}
