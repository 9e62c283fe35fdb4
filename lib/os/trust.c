/*
 * trust.c - may what leads to a file be believed?
 */
#include "os/trust.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/owner.h"

#define LINKS_MAX 40	/* the kernel's limit, path_resolution(7) */
#define STICKY	  01000 /* S_ISVTX, which only XSI has */

/* Of /etc/passwd and /etc/group: name, password, number, number or members. */
enum { NAME, PASSWORD, NUMBER, LAST, FIELDS };

/* False: LINE, which is cut up, has fewer fields. */
static bool
split(char *line, char *fields[FIELDS])
{
	line[strcspn(line, "\n")] = '\0';
	for (size_t n = 0; n < FIELDS; n++) {
		char *end = line + strcspn(line, ":");

		fields[n] = line;
		if (n < FIELDS - 1 && *end == '\0')
			return false;
		line = end + (*end != '\0');
		*end = '\0';
	}
	return true;
}

static bool
is_number(const char *text, unsigned long number)
{
	char *end;
	unsigned long n = strtoul(text, &end, 10);

	return end != text && *end == '\0' && n == number;
}

/* What the lines of a file say together. */
struct roll {
	gid_t gid;
	uid_t user;
	char *name;  /* of the user */
	bool others; /* somebody else is in the group */
	bool found;  /* the group is the user's, or there */
};

static void
read_user(struct roll *roll, char *fields[FIELDS])
{
	bool own = is_number(fields[NUMBER], roll->user);
	bool member = is_number(fields[LAST], roll->gid);

	if (own && roll->name == NULL)
		roll->name = strdup(fields[NAME]);
	if (own && member)
		roll->found = true;
	if (member && !own && !is_number(fields[NUMBER], 0))
		roll->others = true;
}

static void
read_group(struct roll *roll, char *fields[FIELDS])
{
	char *rest, *member = strtok_r(fields[LAST], ",", &rest);

	if (!is_number(fields[NUMBER], roll->gid))
		return;
	roll->found = true;
	for (; member != NULL; member = strtok_r(NULL, ",", &rest))
		if (strcmp(member, "root") != 0 &&
		    (roll->name == NULL || strcmp(member, roll->name) != 0))
			roll->others = true;
}

/* False: the file cannot be read, or does not know the group. */
static bool
read_lines(struct roll *roll, const char *path,
    void (*read_line)(struct roll *roll, char *fields[FIELDS]))
{
	FILE *file = fopen(path, "re");
	char *fields[FIELDS], *line = NULL;
	size_t room = 0;

	roll->found = false;
	if (file == NULL)
		return false;
	while (getline(&line, &room, file) != -1)
		if (split(line, fields))
			read_line(roll, fields);
	free(line);
	fclose(file);
	return roll->found;
}

bool
trust_group_is_own(const char *group, const char *passwd, gid_t gid, uid_t user)
{
	struct roll roll = {.gid = gid, .user = user};
	bool own;

	own = read_lines(&roll, passwd, read_user) &&
	      read_lines(&roll, group, read_group) && !roll.others;
	free(roll.name);
	return own;
}

/* Is FOLDER one that leads to HOME? */
static bool
is_above(const char *folder, const char *home)
{
	size_t size = strlen(folder);

	if (home == NULL || *home != '/')
		return false;
	if (strcmp(folder, "/") == 0)
		return home[1] != '\0';
	return strncmp(folder, home, size) == 0 && home[size] == '/';
}

/*
 * Where a user namespace lacks root the system's folders belong to whoever
 * stands for all that it lacks.
 */
static enum trust
check_owner(const struct stat *st)
{
	return st->st_uid == geteuid() || owner_may_be_root(st->st_uid)
		   ? TRUST_YES
		   : TRUST_OWNER;
}

/*
 * Does a list give rights beside the mode (acl(5))? Then the group's bits are
 * the most that it gives to anybody.
 */
static bool
has_list(const char *path)
{
	return getxattr(path, "system.posix_acl_access", NULL, 0) > 0;
}

static enum trust
check_folder(const char *folder, const char *home, mode_t *mode)
{
	struct stat st;

	if (is_above(folder, home))
		return TRUST_YES;
	if (stat(folder, &st) != 0)
		return TRUST_UNKNOWN;
	*mode = st.st_mode;
	if (check_owner(&st) != TRUST_YES)
		return TRUST_OWNER;
	if ((st.st_mode & (S_IWGRP | S_IWOTH)) == 0 ||
	    (st.st_mode & STICKY) != 0)
		return TRUST_YES;
	if ((st.st_mode & S_IWOTH) == 0 && !has_list(folder) &&
	    trust_group_is_own(
		"/etc/group", "/etc/passwd", st.st_gid, geteuid()))
		return TRUST_YES;
	return TRUST_WRITABLE;
}

/* A way that is being gone: AT is where we are, REST what lies ahead. */
struct walk {
	struct buf *at;
	struct buf rest;
	const char *home;
	unsigned links;
};

/* AT is a link: what it names comes before the rest. */
static enum trust
follow(struct walk *walk, size_t folder)
{
	char target[LIMIT_PATH];
	ssize_t size = readlink(buf_text(walk->at), target, sizeof(target));
	struct buf rest;

	if (size <= 0 || size == (ssize_t)sizeof(target) ||
	    ++walk->links > LINKS_MAX) {
		errno = ELOOP;
		return TRUST_UNKNOWN;
	}
	buf_cut(walk->at, *target == '/' ? 0 : folder);
	buf_init(&rest, (size_t)2 * LIMIT_PATH);
	if (buf_add(&rest, target, (size_t)size) != LANYARD_OK ||
	    buf_printf(&rest, "/%s", buf_text(&walk->rest)) != LANYARD_OK) {
		buf_clear(&rest);
		errno = ENAMETOOLONG;
		return TRUST_UNKNOWN;
	}
	buf_clear(&walk->rest);
	walk->rest = rest;
	return TRUST_YES;
}

/* Take SIZE bytes and the slash behind them from the rest. */
static void
drop(struct walk *walk, size_t size)
{
	size_t skip = size + (walk->rest.size > size);

	memmove(
	    walk->rest.data, walk->rest.data + skip, walk->rest.size - skip);
	buf_cut(&walk->rest, walk->rest.size - skip);
}

/* To the folder above, if there is one. */
static void
go_up(struct walk *walk)
{
	const char *text = buf_text(walk->at), *last = strrchr(text, '/');

	if (last != NULL)
		buf_cut(walk->at, (size_t)(last - text));
}

/* Into what the first name of the rest, of SIZE bytes, is. */
static enum trust
enter(struct walk *walk, size_t size)
{
	size_t folder = walk->at->size;
	struct stat st;

	if (buf_add_text(walk->at, "/") != LANYARD_OK ||
	    buf_add(walk->at, walk->rest.data, size) != LANYARD_OK) {
		errno = ENAMETOOLONG;
		return TRUST_UNKNOWN;
	}
	drop(walk, size);
	if (lstat(buf_text(walk->at), &st) != 0)
		return TRUST_UNKNOWN;
	if (!S_ISLNK(st.st_mode))
		return TRUST_YES;
	if (check_owner(&st) != TRUST_YES)
		return TRUST_OWNER;
	return follow(walk, folder);
}

static enum trust
go(struct walk *walk, mode_t *mode)
{
	enum trust trust = TRUST_YES;

	while (trust == TRUST_YES && walk->rest.size > 0) {
		const char *name = buf_text(&walk->rest);
		const char *at = buf_text(walk->at);
		size_t size = strcspn(name, "/");

		/* What a name means is for whoever may write the folder. */
		trust = check_folder(*at != '\0' ? at : "/", walk->home, mode);
		if (trust != TRUST_YES)
			break;
		if (size == 2 && strncmp(name, "..", 2) == 0)
			go_up(walk);
		if (size == 0 || (size == 1 && *name == '.') ||
		    (size == 2 && strncmp(name, "..", 2) == 0))
			drop(walk, size);
		else
			trust = enter(walk, size);
	}
	if (walk->at->size == 0)
		(void)buf_add_text(walk->at, "/");
	return trust;
}

/* The way from the root: the current folder is on that of a relative path. */
static enum lanyard_error
add_way(struct buf *way, const char *path)
{
	enum lanyard_error r = LANYARD_ERR_MEMORY;
	char *here = NULL;

	if (*path == '/')
		return buf_add_text(way, path);
	if ((here = malloc(LIMIT_PATH)) != NULL &&
	    getcwd(here, LIMIT_PATH) != NULL)
		r = buf_printf(way, "%s/%s", here, path);
	free(here);
	return r;
}

enum trust
trust_check(const char *path, const char *home, struct buf *at, mode_t *mode)
{
	struct walk walk = {.at = at, .home = home};
	enum trust trust = TRUST_UNKNOWN;

	buf_reset(at);
	buf_init(&walk.rest, (size_t)2 * LIMIT_PATH);
	*mode = 0;
	errno = ENAMETOOLONG;
	if (add_way(&walk.rest, path) == LANYARD_OK)
		trust = go(&walk, mode);
	buf_clear(&walk.rest);
	return trust;
}
