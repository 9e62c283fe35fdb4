/*
 * another.h - files of another user, and being another user
 *
 * By lchown() and seteuid() where this process may, as real root may. In a user
 * namespace, or as a plain user, it may not: then stat() and its like, and
 * geteuid(), say what they would say. Linked into the test's program, they are
 * the library's too.
 */
#ifndef ANOTHER_H
#define ANOTHER_H

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "os/owner.h"

#define ANOTHER_FILES	16
#define ANOTHER_USER	12345
#define ANOTHER_NOBODY	65534	      /* stands for who is not in a namespace */
#define ANOTHER_NEWUSER 0x10000000    /* CLONE_NEWUSER, which GNU alone names */
#define ANOTHER_NEXT	((void *)-1L) /* RTLD_NEXT, which GNU alone names */

/* Declared under _DEFAULT_SOURCE only. */
long syscall(long number, ...);

static struct {
	struct {
		dev_t device;
		ino_t inode;
		uid_t owner;
	} files[ANOTHER_FILES];
	size_t count;
	bool is_another; /* as USER, whom this process cannot become */
	uid_t user;
} another;

static inline int
another_stat(int r, struct stat *st)
{
	for (size_t i = 0; r == 0 && i < another.count; i++)
		if (another.files[i].device == st->st_dev &&
		    another.files[i].inode == st->st_ino)
			st->st_uid = another.files[i].owner;
	return r;
}

/* What the C library has under NAME. */
#define ANOTHER_REAL(name, ...)                                                \
	int (*real)(__VA_ARGS__);                                              \
	*(void **)&real = dlsym(ANOTHER_NEXT, name)

int
stat(const char *path, struct stat *st)
{
	ANOTHER_REAL("stat", const char *, struct stat *);
	return another_stat(real(path, st), st);
}

int
lstat(const char *path, struct stat *st)
{
	ANOTHER_REAL("lstat", const char *, struct stat *);
	return another_stat(real(path, st), st);
}

int
fstat(int fd, struct stat *st)
{
	ANOTHER_REAL("fstat", int, struct stat *);
	return another_stat(real(fd, st), st);
}

uid_t
geteuid(void)
{
	return another.is_another ? another.user : (uid_t)syscall(SYS_geteuid);
}

/* PATH, a link as such, is OWNER's, who may be root or ourselves. */
static inline void
another_owner(const char *path, uid_t owner)
{
	struct stat st;
	size_t i = 0;

	if (lchown(path, owner, (gid_t)-1) == 0 && lstat(path, &st) == 0 &&
	    st.st_uid == owner && another.count == 0)
		return;
	assert_int_equal(lstat(path, &st), 0);
	while (i < another.count && (another.files[i].device != st.st_dev ||
					another.files[i].inode != st.st_ino))
		i++;
	assert_true(i < ANOTHER_FILES);
	another.files[i].device = st.st_dev;
	another.files[i].inode = st.st_ino;
	another.files[i].owner = owner;
	another.count += i == another.count;
}

/* From here on the owners of files are what they are. */
static inline void
another_forget(void)
{
	another.count = 0;
}

/*
 * Be USER, and no more than that, for the rest of this process. Where it can
 * only be said, at least all capabilities go.
 */
static inline void
another_become(uid_t user)
{
	struct __user_cap_header_struct header = {
	    .version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2];

	if (seteuid(user) == 0)
		return;
	memset(none, 0, sizeof(none));
	(void)syscall(SYS_capset, &header, none);
	another.user = user;
	another.is_another = true;
}

/*
 * For the rest of this process, be in a user namespace that lacks root, as one
 * is by `unshare -r`. False: none is to be had here. Where this process is in
 * one already it stays there.
 */
static inline bool
another_namespace(void)
{
	char map[64];
	uid_t we;
	int fd;

	if (owner_may_be_root(ANOTHER_NOBODY))
		return true;
	if (geteuid() == 0 && seteuid(ANOTHER_USER) != 0)
		return false;
	we = geteuid();
	/* Who has changed his user may not write to his own files in /proc. */
	(void)prctl(PR_SET_DUMPABLE, 1);
	if (syscall(SYS_unshare, ANOTHER_NEWUSER) != 0)
		return false;
	(void)snprintf(map, sizeof(map), "0 %u 1", (unsigned)we);
	fd = open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);
	assert_int_equal(write(fd, map, strlen(map)), strlen(map));
	close(fd);
	return true;
}

#endif
