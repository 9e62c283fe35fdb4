/*
 * start.c - why a program did not start, and what to do about it
 */
#include "os/start.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

/*
 * What a child gets as stdin and stdout is opened on the way to its start, and
 * is not told from the program then. The result is an errno, 0 for none.
 */
static int
null_errnum(void)
{
	int fd =
	    file_open_at(AT_FDCWD, "/dev/null", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd == -1)
		return errno;
	close(fd);
	return 0;
}

static bool
is_there(const char *program)
{
	struct stat st;

	return stat(program, &st) == 0;
}

static void
hint_missing(struct error *error, const char *program, const char *install)
{
	if (is_there(program))
		error_hint_path(error,
		    "what runs it, a loader or an interpreter, is not here: "
		    "file",
		    "%s", program);
	else
		error_hint(
		    error, "%s", install != NULL ? install : "install it");
}

static void
hint_access(struct error *error, const char *program)
{
	struct stat st;

	if (stat(program, &st) == 0 && (st.st_mode & 0111) == 0)
		error_hint_path(error, "chmod a+rx", "%s", program);
	else
		error_hint_path(error,
		    "a folder above is closed, or the disk mounted noexec: "
		    "findmnt -T",
		    "%s", program);
}

static void
hint_errno(
    struct error *error, int errnum, const char *program, const char *install)
{
	switch (errnum) {
	case ENOENT:
	case ENOTDIR:
		hint_missing(error, program, install);
		break;
	case ENOEXEC:
		error_hint(error, "it is no program for this machine: %s",
		    install != NULL ? install : "install it anew");
		break;
	case EACCES:
		hint_access(error, program);
		break;
	case EPERM:
	case ENOSYS:
		error_hint(error,
		    "something here forbids to start programs: seccomp, "
		    "AppArmor, SELinux or a container's profile");
		break;
	case EAGAIN:
		error_hint(error, "allow more processes: ulimit -u, or the "
				  "container's pids limit");
		break;
	case EMFILE:
	case ENFILE:
		error_hint(error, "allow more open files: ulimit -n");
		break;
	case ENOMEM:
		error_hint(error, "make room in memory: free -h");
		break;
	case E2BIG:
		error_hint(error, "the environment is too large: env | wc -c");
		break;
	case ETXTBSY:
		error_hint(error, "it is being installed: try again");
		break;
	default:
		error_hint_path(error, "ls -l", "%s", program);
	}
}

enum lanyard_error
start_failed(struct error *error, enum lanyard_error code, int errnum,
    const char *program, const char *install, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list arguments;
	int null = null_errnum();

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (null == errnum && error_class(null, code) == code) {
		code = error_system(error, code, null, "%s: /dev/null", text);
		error_hint(error, null == ENOENT
				      ? "make it: mknod -m 666 /dev/null c 1 3"
				      : "ls -l /dev/null; it has mode 666");
		return code;
	}
	code = error_system(error, code, errnum, "%s", text);
	if (error != NULL)
		hint_errno(error, errnum, program, install);
	return code;
}
