/*
 * owner.c - whose a file is, and what to do about one that is not ours
 */
#include "os/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "os/file.h"
#include "os/home.h"

#define NUMBER 64

/* The first words of a file of the kernel's; "" where it cannot be read. */
static void
read_words(const char *path, char text[NUMBER])
{
	int fd = file_open_at(AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd != -1 ? read(fd, text, NUMBER - 1) : 0;

	text[n > 0 ? n : 0] = '\0';
	if (fd != -1)
		close(fd);
}

/*
 * In a user namespace that has not all users, those that it lacks are shown as
 * one, the overflow user (user_namespaces(7)).
 */
static bool
is_unmapped(uid_t owner)
{
	char text[NUMBER];
	unsigned long inside, outside, count;

	read_words("/proc/sys/kernel/overflowuid", text);
	if (text[0] == '\0' || strtoul(text, NULL, 10) != owner)
		return false;
	read_words("/proc/self/uid_map", text);
	return sscanf(text, "%lu %lu %lu", &inside, &outside, &count) == 3 &&
	       count != 4294967295;
}

static bool
find_name(char name[OWNER_TEXT], uid_t owner)
{
	struct buf buf;
	bool found;

	buf_init(&buf, OWNER_TEXT / 2);
	found = home_user("/etc/passwd", owner, &buf) == LANYARD_OK;
	snprintf(name, OWNER_TEXT, "%s", buf_text(&buf));
	buf_clear(&buf);
	return found;
}

void
owner_print(char text[OWNER_TEXT], uid_t owner)
{
	char name[OWNER_TEXT];

	if (is_unmapped(owner))
		snprintf(text, OWNER_TEXT,
		    "a user that this user namespace lacks (shown as %lu)",
		    (unsigned long)owner);
	else if (find_name(name, owner))
		snprintf(text, OWNER_TEXT, "user %.48s (%lu)", name,
		    (unsigned long)owner);
	else
		snprintf(text, OWNER_TEXT, "user %lu", (unsigned long)owner);
}

/* Is PATH ours, or the folder that it lies in? */
static bool
is_in_ours(const char *path)
{
	char folder[LIMIT_PATH];
	struct stat st;
	char *slash;

	if (stat(path, &st) == 0 && st.st_uid == geteuid())
		return true;
	if (snprintf(folder, sizeof(folder), "%s", path) >= (int)sizeof(folder))
		return false;
	slash = strrchr(folder, '/');
	if (slash == NULL || slash == folder)
		return false;
	*slash = '\0';
	return stat(folder, &st) == 0 && st.st_uid == geteuid();
}

void
owner_hint(
    struct error *error, const char *path, uid_t owner, const char *another)
{
	char name[OWNER_TEXT], command[64];

	if (is_unmapped(owner))
		error_hint(error,
		    "run lanyard outside of this namespace, or map that user "
		    "(podman: --userns=keep-id); or: %s",
		    another);
	else if (owner == 0 && is_in_ours(path)) {
		/* What a run by root has left in our home. */
		snprintf(command, sizeof(command), "sudo chown -R %lu",
		    (unsigned long)geteuid());
		error_hint_path(error, command, "%s", path);
	} else if (owner == 0)
		error_hint_path(error,
		    "name a folder of your own, there or elsewhere: export",
		    "LANYARD_STORE=%s/lanyard", path);
	else if (find_name(name, owner))
		error_hint(error,
		    "run it as that user: sudo -u %.48s -H lanyard ...; or "
		    "name one of your own: %s",
		    name, another);
	else
		error_hint(error,
		    "run it as that user: sudo -u '#%lu' -H lanyard ...; or "
		    "name one of your own: %s",
		    (unsigned long)owner, another);
}

bool
owner_is_another(const char *path, uid_t *owner)
{
	char folder[LIMIT_PATH];
	struct stat st;
	size_t size = strlen(path);

	if (size >= sizeof(folder) || stat(path, &st) == 0)
		return false;
	memcpy(folder, path, size + 1);
	do {
		while (size > 0 && folder[size - 1] != '/')
			size--;
		while (size > 1 && folder[size - 1] == '/')
			size--;
		folder[size] = '\0';
		if (size == 0)
			return false;
	} while (stat(folder, &st) != 0 &&
		 (errno == ENOENT || errno == EACCES) && size > 1);
	if (stat(folder, &st) != 0)
		return false;
	*owner = st.st_uid;
	/* One whom the namespace lacks is root, for all that is known here. */
	return st.st_uid != 0 && st.st_uid != geteuid() &&
	       !is_unmapped(st.st_uid);
}
