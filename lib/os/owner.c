/*
 * owner.c - whose a file is, and what to do about one that is not ours
 */
#include "os/owner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "os/home.h"

#define ALL_USERS 4294967295

/* Is OWNER the one who is shown for all that a user namespace lacks? */
static bool
is_overflow(uid_t owner)
{
	FILE *file = fopen("/proc/sys/kernel/overflowuid", "re");
	unsigned long overflow;
	bool is;

	if (file == NULL)
		return false;
	is = fscanf(file, "%lu", &overflow) == 1 && overflow == owner;
	fclose(file);
	return is;
}

/*
 * By the map of this user namespace: does it lack users, all where the map is
 * empty? *ROOT: has it whoever is root outside of it?
 */
static bool
map_lacks_some(bool *root)
{
	FILE *file = fopen("/proc/self/uid_map", "re");
	unsigned long inside, outside, count;
	bool lacks = true;

	*root = false;
	if (file == NULL)
		return false;
	while (fscanf(file, "%lu %lu %lu", &inside, &outside, &count) == 3) {
		lacks = count != ALL_USERS;
		*root = *root || outside == 0;
	}
	fclose(file);
	return lacks;
}

bool
owner_is_unmapped(uid_t owner)
{
	bool root;

	return is_overflow(owner) && map_lacks_some(&root);
}

bool
owner_may_be_root(uid_t owner)
{
	bool root;

	return owner == 0 ||
	       (is_overflow(owner) && map_lacks_some(&root) && !root);
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

	if (owner_is_unmapped(owner))
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

	if (owner_is_unmapped(owner))
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
	       !owner_is_unmapped(st.st_uid);
}

enum lanyard_error
owner_check_place(
    const char *path, enum lanyard_error code, struct error *error)
{
	bool store = code == LANYARD_ERR_STORE;
	char text[OWNER_TEXT];
	uid_t owner;

	if (!owner_is_another(path, &owner))
		return LANYARD_OK;
	owner_print(text, owner);
	error_set(error, code, "no %s is made in a folder of %s: %s",
	    store ? "store folder" : "configuration", text, path);
	owner_hint(error, path, owner,
	    store ? OWNER_ANOTHER_STORE : OWNER_ANOTHER_CONFIG);
	return code;
}
