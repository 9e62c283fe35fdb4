/*
 * stranger.h - connections of another user
 *
 * Root becomes another user for as long as it dials. Who cannot, as a plain
 * user or in a user namespace, dials as himself, and the kernel's table of
 * connections, read through fopen(), says that it was another. Linked into the
 * test's program, that is the library's fopen(), too.
 */
#ifndef STRANGER_H
#define STRANGER_H

#include <dlfcn.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define STRANGER_USER 65533
#define STRANGER_MAX  64
#define STRANGER_NEXT ((void *)-1L) /* RTLD_NEXT, which GNU alone names */

static struct {
	unsigned ports[STRANGER_MAX]; /* they dialled from */
	size_t count;
	bool real; /* dialling as another in earnest */
	uid_t we;
} stranger;

static inline void
stranger_begin(void)
{
	stranger.we = geteuid();
	stranger.real = seteuid(STRANGER_USER) == 0;
}

/* Who dialled FD between begin and end was another. */
static inline void
stranger_dialled(int fd)
{
	struct sockaddr_in6 at; /* its port is where an IPv4 address has it */
	socklen_t size = sizeof(at);

	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
	assert_true(stranger.count < STRANGER_MAX);
	if (!stranger.real)
		stranger.ports[stranger.count++] = ntohs(at.sin6_port);
}

static inline void
stranger_end(void)
{
	if (stranger.real)
		assert_int_equal(seteuid(stranger.we), 0);
}

static inline unsigned
stranger_or(unsigned user, const char *local)
{
	const char *port = strrchr(local, ':');
	unsigned number = 0;

	if (port != NULL)
		(void)sscanf(port, ":%x", &number);
	for (size_t i = 0; i < stranger.count; i++)
		if (stranger.ports[i] == number)
			return STRANGER_USER;
	return user;
}

/* TABLE, which is closed, with the strangers in it. */
static inline FILE *
stranger_table(FILE *table)
{
	char line[512], local[64], remote[64];
	FILE *told = tmpfile();
	unsigned long inode;
	unsigned user;

	assert_non_null(told);
	while (fgets(line, sizeof(line), table) != NULL)
		if (sscanf(line,
			" %*[0-9]: %63s %63s %*x %*x:%*x %*x:%*x %*x %u %*d "
			"%lu",
			local, remote, &user, &inode) == 4)
			fprintf(told, " 0: %s %s 1 0:0 0:0 0 %u 0 %lu\n", local,
			    remote, stranger_or(user, local), inode);
	fclose(table);
	rewind(told);
	return told;
}

FILE *
fopen(const char *path, const char *mode)
{
	FILE *(*real)(const char *, const char *);
	FILE *file;

	*(void **)&real = dlsym(STRANGER_NEXT, "fopen");
	file = real(path, mode);
	if (file == NULL || stranger.count == 0 ||
	    strncmp(path, "/proc/net/tcp", 13) != 0)
		return file;
	return stranger_table(file);
}

#endif
