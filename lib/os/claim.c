/*
 * claim.c - a lock by link(2), where flock(2) excludes nobody
 */
#include "os/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/vfs.h>
#endif

#include "base/limits.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/lock.h"

#define HOST_MAX  CLAIM_HOST
#define BOOT_MAX  64
#define CLAIM_MAX 1024 /* the file */
#define FLAGS	  (O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)

/*
 * No lock is kept that long, a login's included. What is older is of a host, or
 * a container, that went away with it.
 */
#define OVER_S 900

#ifdef __linux__

/* The name of the file system of FD, if other hosts may have it, too. */
static const char *
shared_by_name(int fd)
{
	/* As statfs(2) has them. */
	static const struct {
		unsigned long type;
		const char *name;
	} shared[] = {
	    {0x6969, "nfs"},
	    {0x517b, "smb"},
	    {0xff534d42, "cifs"},
	    {0xfe534d42, "smb2"},
	    {0x65735546, "fuse"},
	    {0x01021997, "9p"},
	    {0x0bd00bd0, "lustre"},
	};
	struct statfs fs;

	if (fstatfs(fd, &fs) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		if (((unsigned long)fs.f_type & 0xffffffffUL) == shared[i].type)
			return shared[i].name;
	return NULL;
}

#else

static const char *
shared_by_name(int fd)
{
	(void)fd;
	return NULL;
}

#endif

/* Can the file NAME in FOLDER, which is locked, be locked once more? */
static bool
can_be_locked(int folder, const char *name, int flags)
{
	int fd = file_open_at(folder, name, flags | FLAGS);
	bool locked = fd != -1 && lock_try_fd(fd);

	if (fd != -1)
		close(fd);
	return locked;
}

bool
claim_is_needed(int fd, int folder, const char *name)
{
	return shared_by_name(fd) != NULL ||
	       can_be_locked(folder, name, O_RDWR);
}

bool
claim_is_made_in(int folder, const char **file_system)
{
	int fd;
	bool made;

	if ((*file_system = shared_by_name(folder)) != NULL)
		return true;
	/* Folders can be locked, too, and this one nobody else locks. */
	fd = file_open_at(folder, ".", O_RDONLY | O_DIRECTORY | FLAGS);
	made = fd != -1 && lock_try_fd(fd) &&
	       can_be_locked(folder, ".", O_RDONLY | O_DIRECTORY);
	if (fd != -1)
		close(fd);
	return made;
}

struct who {
	char host[HOST_MAX];
	char boot[BOOT_MAX];
	char processes[BOOT_MAX]; /* the namespace that numbers them */
};

static void
find_processes(char *text, size_t size)
{
	ssize_t n = readlink("/proc/self/ns/pid", text, size - 1);

	text[n > 0 ? n : 0] = '\0';
}

static void
find_boot(char *boot, size_t size)
{
	int fd = file_open_at(
	    AT_FDCWD, "/proc/sys/kernel/random/boot_id", O_RDONLY | FLAGS);
	ssize_t n = fd != -1 ? read(fd, boot, size - 1) : 0;

	boot[n > 0 ? n : 0] = '\0';
	boot[strcspn(boot, "\n")] = '\0';
	if (fd != -1)
		close(fd);
}

static void
find_us(struct who *us)
{
	if (gethostname(us->host, sizeof(us->host)) != 0)
		us->host[0] = '\0';
	us->host[sizeof(us->host) - 1] = '\0';
	us->host[strcspn(us->host, "\n")] = '\0';
	find_processes(us->processes, sizeof(us->processes));
	find_boot(us->boot, sizeof(us->boot));
}

/* What it begins with, and ends with a "pid=" for each that has it. */
static int
print_claim(char text[CLAIM_MAX])
{
	struct who us;

	find_us(&us);
	return snprintf(text, CLAIM_MAX, "host=%s\nprocesses=%s\nboot=%s\n",
	    us.host, us.processes, us.boot);
}

static bool
write_claim(int fd)
{
	char text[CLAIM_MAX];
	int size = print_claim(text);

	size += snprintf(
	    text + size, CLAIM_MAX - (size_t)size, "pid=%ld\n", (long)getpid());
	return file_write_fd(fd, text, (size_t)size) == LANYARD_OK;
}

/* False: it cannot be read, or is gone. */
static bool
read_claim(int folder, const char *name, char text[CLAIM_MAX], int64_t *made_at)
{
	int fd = file_open_at(folder, name, O_RDONLY | FLAGS);
	struct stat st;
	ssize_t n;

	if (fd == -1)
		return false;
	n = read(fd, text, CLAIM_MAX - 1);
	text[n > 0 ? n : 0] = '\0';
	*made_at = fstat(fd, &st) == 0 ? st.st_mtim.tv_sec : INT64_MAX;
	close(fd);
	return n >= 0;
}

/* Is a process that the claim TEXT names there, but EXCEPT? */
static bool
names_process(const char *text, pid_t except)
{
	const char *at = text;
	pid_t pid;

	while ((at = strstr(at, "\npid=")) != NULL) {
		at += strlen("\npid=");
		pid = (pid_t)strtol(at, NULL, 10);
		if (pid > 0 && pid != except &&
		    (kill(pid, 0) == 0 || errno == EPERM))
			return true;
	}
	return false;
}

/* Has whoever made the claim TEXT gone? */
static bool
is_over(const char *text, int64_t age_s)
{
	char ours[CLAIM_MAX], *boot;

	if (age_s > OVER_S)
		return true;
	(void)print_claim(ours);
	boot = strstr(ours, "\nboot=");
	/* Made by a clock that was ahead: else it would keep all out till then.
	 */
	if (boot == NULL || strncmp(text, ours, (size_t)(boot - ours)) != 0)
		return age_s < -OVER_S;
	return strncmp(text, ours, strlen(ours)) != 0 ||
	       !names_process(text, 0);
}

bool
claim_is_of_another(int folder, const char *name, char host[CLAIM_HOST])
{
	static const char key[] = "host=";
	char text[CLAIM_MAX];
	struct who us;
	int64_t made_at;

	if (!read_claim(folder, name, text, &made_at) ||
	    strncmp(text, key, strlen(key)) != 0 ||
	    llabs((long long)(clock_now() - made_at)) > OVER_S)
		return false;
	find_us(&us);
	(void)snprintf(host, CLAIM_HOST, "%.*s",
	    (int)strcspn(text + strlen(key), "\n"), text + strlen(key));
	return strcmp(host, us.host) != 0;
}

/* A name that nobody else has. */
static bool
own_name(const char *name, char own[LIMIT_PATH])
{
	int n = snprintf(own, LIMIT_PATH, "%s.%lx-%llx", name, (long)getpid(),
	    (unsigned long long)(uintptr_t)own ^
		(unsigned long long)clock_monotonic_ms());

	return n > 0 && n < LIMIT_PATH;
}

/*
 * Move what is over out of the way. Should somebody have done that before, and
 * made a claim of his own, he gets it back.
 */
static void
break_claim(int folder, const char *name, const char *over)
{
	char own[LIMIT_PATH], text[CLAIM_MAX];
	int64_t made_at;

	if (!own_name(name, own) || renameat(folder, name, folder, own) != 0)
		return;
	/* That this fails says that there is another by now. */
	if (!read_claim(folder, own, text, &made_at) || strcmp(text, over) != 0)
		made_at = linkat(folder, own, folder, name, 0);
	unlinkat(folder, own, 0);
}

/* Where there are no links, nobody else can make the same file either. */
static bool
make_without_link(int folder, const char *name)
{
	int fd =
	    file_open_at(folder, name, O_WRONLY | O_CREAT | O_EXCL | FLAGS);
	bool made = fd != -1 && write_claim(fd);

	if (fd != -1)
		close(fd);
	return made;
}

/* errno is EEXIST where somebody has it; *NOW is by the file server's clock. */
static bool
make_claim(int folder, const char *name, int64_t *now)
{
	char own[LIMIT_PATH];
	struct stat st;
	bool made, linked;
	int fd, errnum;

	if (!own_name(name, own))
		return false;
	fd = file_open_at(folder, own, O_WRONLY | O_CREAT | O_EXCL | FLAGS);
	if (fd == -1)
		return false;
	made = write_claim(fd);
	*now = fstat(fd, &st) == 0 ? st.st_mtim.tv_sec : 0;
	linked = made && linkat(folder, own, folder, name, 0) == 0;
	errnum = errno;
	/* An answer that was lost does not say that it was not done. */
	if (made && !linked)
		linked = fstat(fd, &st) == 0 && st.st_nlink == 2;
	close(fd);
	unlinkat(folder, own, 0);
	errno = errnum;
	if (!linked && made &&
	    (errnum == EPERM || errnum == ENOTSUP || errnum == EOPNOTSUPP ||
		errnum == ENOSYS))
		return make_without_link(folder, name);
	return linked;
}

enum lanyard_error
claim_take(int folder, const char *name, bool *taken)
{
	char text[CLAIM_MAX];
	int64_t made_at, now = 0;

	*taken = make_claim(folder, name, &now);
	if (*taken)
		return LANYARD_OK;
	if (errno != EEXIST)
		return LANYARD_ERR_STORE;
	if (read_claim(folder, name, text, &made_at) &&
	    is_over(text, now - made_at)) {
		break_claim(folder, name, text);
		*taken = make_claim(folder, name, &now);
	}
	return LANYARD_OK;
}

void
claim_share(int folder, const char *name, pid_t pid)
{
	int fd = file_open_at(folder, name, O_WRONLY | O_APPEND | FLAGS);
	char line[32];
	int size;

	if (fd == -1)
		return;
	size = snprintf(line, sizeof(line), "pid=%ld\n", (long)pid);
	(void)file_write_fd(fd, line, (size_t)size);
	close(fd);
}

/* TEXT without us: another process that it names has it from now on. */
static void
leave(int folder, const char *name, const char *text)
{
	int fd = file_open_at(folder, name, O_WRONLY | FLAGS);
	char line[32];
	const char *at;

	(void)snprintf(line, sizeof(line), "\npid=%ld\n", (long)getpid());
	at = strstr(text, line);
	for (char *digit = line + strlen("\npid="); *digit != '\n'; digit++)
		*digit = '0';
	if (fd != -1 && at != NULL)
		(void)file_write_at(
		    fd, line, strlen(line), (size_t)(at - text));
	if (fd != -1)
		close(fd);
}

void
claim_drop(int folder, const char *name)
{
	char text[CLAIM_MAX];
	int64_t made_at;

	if (!read_claim(folder, name, text, &made_at))
		return;
	if (names_process(text, getpid()))
		leave(folder, name, text);
	else
		unlinkat(folder, name, 0);
}
