/*
 * setup_edit.c - a line more in another program's configuration
 */
#include "setup_edit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/report.h"
#include "lanyard.h"
#include "tools/replace.h"

#define FILE_MAX  1048576 /* bytes of a configuration */
#define BLANKS	  " \t\r\n"
#define NEW_MODE  0600
#define DIR_MODE  0755
#define LINE_ROOM 2048

struct text {
	char *bytes; /* NUL-terminated; NULL: there is no file */
	mode_t mode;
	char path[SETUP_EDIT_PATH]; /* behind all links */
};

static enum setup_edit
fail(const char *what, const char *path)
{
	char text[LINE_ROOM], hint[LINE_ROOM];

	(void)snprintf(text, sizeof(text), "cannot %s %.1024s: %s", what, path,
	    strerror(errno));
	(void)snprintf(hint, sizeof(hint), "ls -ld '%.1024s'", path);
	report_error(text, hint);
	return SETUP_EDIT_FAILED;
}

static bool
read_all(struct text *text, FILE *file, size_t size)
{
	if ((text->bytes = calloc(1, size + 1)) == NULL)
		return false;
	return fread(text->bytes, 1, size, file) == size &&
	       strlen(text->bytes) == size;
}

/* The file PATH; where there is none TEXT has no bytes. */
static enum setup_edit
load(struct text *text, const char *path)
{
	struct stat st;
	char *real = realpath(path, NULL);
	FILE *file;
	bool read;

	memset(text, 0, sizeof(*text));
	(void)snprintf(
	    text->path, sizeof(text->path), "%s", real != NULL ? real : path);
	free(real);
	text->mode = NEW_MODE;
	if (stat(path, &st) != 0)
		return errno == ENOENT && lstat(path, &st) != 0
			   ? SETUP_EDIT_DONE
			   : fail("read", path);
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    st.st_size > FILE_MAX)
		return SETUP_EDIT_CANNOT;
	text->mode = st.st_mode & 07777;
	if ((file = fopen(path, "re")) == NULL)
		return fail("read", path);
	read = read_all(text, file, (size_t)st.st_size);
	(void)fclose(file);
	return read ? SETUP_EDIT_DONE : SETUP_EDIT_CANNOT;
}

/* The folders that PATH is in. */
static bool
make_folders(const char *path)
{
	char folder[SETUP_EDIT_PATH];

	if (snprintf(folder, sizeof(folder), "%s", path) >=
	    (int)sizeof(folder)) {
		errno = ENAMETOOLONG;
		return false;
	}
	for (char *slash = strchr(folder + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(folder, DIR_MODE) != 0 && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return true;
}

/* BEFORE, the SIZE first bytes of it; MORE; and the rest of it. */
static enum setup_edit
save(const struct text *text, size_t size, const char *more)
{
	const char *old = text->bytes != NULL ? text->bytes : "";
	size_t room = strlen(old) + strlen(more) + 1;
	char *new = malloc(room);
	int status = EXIT_FAILED;

	if (new == NULL || !make_folders(text->path)) {
		free(new);
		return fail("write", text->path);
	}
	(void)snprintf(new, room, "%.*s%s%s", (int)size, old, more, old + size);
	status = replace_text(text->path, new, text->mode);
	free(new);
	return status == EXIT_DONE ? SETUP_EDIT_DONE : SETUP_EDIT_FAILED;
}

/* ---- lines ---- */

/* Does LINE begin with one of the words of TAKEN, which "|" parts? */
static bool
begins(const char *line, const char *taken)
{
	size_t size;

	for (;; taken += size + 1) {
		size = strcspn(taken, "|");
		if (strncmp(line, taken, size) == 0)
			return true;
		if (taken[size] == '\0')
			return false;
	}
}

static bool
has_line(const char *text, const char *taken)
{
	while (*text != '\0') {
		text += strspn(text, BLANKS);
		if (begins(text, taken))
			return true;
		text += strcspn(text, "\n");
	}
	return false;
}

static enum setup_edit
append(
    const struct text *text, const char *lines, const char *taken, bool check)
{
	const char *old = text->bytes != NULL ? text->bytes : "";
	size_t size = strlen(old);
	char more[LINE_ROOM];

	if (strstr(old, lines) != NULL)
		return SETUP_EDIT_THERE;
	if (taken != NULL && has_line(old, taken))
		return SETUP_EDIT_CANNOT;
	if (check)
		return SETUP_EDIT_DONE;
	(void)snprintf(more, sizeof(more), "%s%s",
	    size > 0 && old[size - 1] != '\n' ? "\n" : "", lines);
	return save(text, size, more);
}

enum setup_edit
setup_edit_append(
    const char *path, const char *lines, const char *taken, bool check)
{
	struct text text;
	enum setup_edit r = load(&text, path);

	if (r == SETUP_EDIT_DONE)
		r = append(&text, lines, taken, check);
	free(text.bytes);
	return r;
}

/* ---- a member ---- */

/* Behind the one "NAME": and "{" of TEXT; NULL: none, or more than one. */
static const char *
find_object(const char *text, const char *name)
{
	char quoted[64];
	const char *at;

	(void)snprintf(quoted, sizeof(quoted), "\"%s\"", name);
	if ((at = strstr(text, quoted)) == NULL ||
	    strstr(at + 1, quoted) != NULL)
		return NULL;
	at += strlen(quoted);
	at += strspn(at, BLANKS);
	if (*at++ != ':')
		return NULL;
	at += strspn(at, BLANKS);
	return *at == '{' ? at + 1 : NULL;
}

/* What MEMBER, of the object that goes on at AT, has; 0: it is not there. */
static int
look(const char *at, const char *member, const char *value)
{
	const char *end = strchr(at, '}'), *found = strstr(at, member);
	size_t size = strlen(value);

	if (found == NULL || end == NULL || found > end)
		return 0;
	found += strlen(member);
	found += strspn(found, BLANKS);
	if (*found != ':')
		return -1;
	found += 1 + strspn(found + 1, BLANKS);
	return found[0] == '"' && strncmp(found + 1, value, size) == 0 &&
		       found[size + 1] == '"'
		   ? 1
		   : -1;
}

static bool
is_object(const char *text)
{
	char *unused = NULL;
	bool is =
	    lanyard_json_member(text, strlen(text), "x", &unused) == LANYARD_OK;

	lanyard_text_free(&unused);
	return is;
}

/* With what follows it in the object that goes on at AT. */
static const char *
comma(const char *at)
{
	return at[strspn(at, BLANKS)] == '}' ? "" : ",";
}

static enum setup_edit
insert(const struct text *text, const char *object, const char *name,
    const char *value, bool check)
{
	const char *old = text->bytes, *at = find_object(old, object);
	char member[LINE_ROOM / 4], more[LINE_ROOM];
	bool outer = strstr(old, object) == NULL;

	(void)snprintf(member, sizeof(member), "\"%s\"", name);
	if (!is_object(old) || (at == NULL && !outer))
		return SETUP_EDIT_CANNOT;
	if (at != NULL && look(at, member, value) != 0)
		return look(at, member, value) == 1 ? SETUP_EDIT_THERE
						    : SETUP_EDIT_CANNOT;
	if (check)
		return SETUP_EDIT_DONE;
	if (at == NULL) {
		at = strchr(old, '{') + 1;
		(void)snprintf(more, sizeof(more),
		    "\n\t\"%s\": {\n\t\t%s: \"%s\"\n\t}%s", object, member,
		    value, comma(at)[0] != '\0' ? "," : "\n");
	} else {
		(void)snprintf(more, sizeof(more), "\n\t\t%s: \"%s\"%s", member,
		    value, comma(at)[0] != '\0' ? "," : "\n\t");
	}
	return save(text, (size_t)(at - old), more);
}

enum setup_edit
setup_edit_member(const char *path, const char *object, const char *name,
    const char *value, bool check)
{
	struct text text;
	enum setup_edit r = load(&text, path);

	if (r == SETUP_EDIT_DONE &&
	    (text.bytes == NULL ||
		text.bytes[strspn(text.bytes, BLANKS)] == '\0')) {
		free(text.bytes);
		if ((text.bytes = strdup("{}\n")) == NULL)
			r = fail("write", path);
	}
	if (r == SETUP_EDIT_DONE)
		r = insert(&text, object, name, value, check);
	free(text.bytes);
	return r;
}

/* ---- a link ---- */

enum setup_edit
setup_edit_link(const char *path, const char *target, bool check)
{
	char there[SETUP_EDIT_PATH];
	ssize_t size = readlink(path, there, sizeof(there) - 1);

	if (size > 0) {
		there[size] = '\0';
		return strcmp(there, target) == 0 ? SETUP_EDIT_THERE
						  : SETUP_EDIT_CANNOT;
	}
	if (size == 0 || errno != ENOENT)
		return errno == EINVAL ? SETUP_EDIT_CANNOT : fail("read", path);
	if (check)
		return SETUP_EDIT_DONE;
	return make_folders(path) && symlink(target, path) == 0
		   ? SETUP_EDIT_DONE
		   : fail("make", path);
}
