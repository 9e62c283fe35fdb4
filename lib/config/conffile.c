/*
 * conffile.c - a configuration file's bytes, once it may be trusted
 */
#include "config/conffile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/file.h"
#include "os/owner.h"
#include "os/trust.h"

/* A walk over libconfig's grammar: as much of it as strings and comments. */
struct scan {
	const char *at; /* NUL-terminated, no NUL within */
	unsigned line;
	const char *fault, *remedy; /* NULL: @include's */
	unsigned fault_line;
	unsigned broken_line; /* of the first string of several lines, or 0 */
	size_t lists;	      /* that are open, */
	bool stringed;	      /* and a string is behind, without its comma */
	bool unended; /* the last line is a comment, without its line feed */
};

static void
fault(struct scan *scan, const char *text, const char *remedy, unsigned line)
{
	if (scan->fault == NULL) {
		scan->fault = text;
		scan->remedy = remedy;
		scan->fault_line = line;
	}
	scan->at += strlen(scan->at);
}

/*
 * Wherever a line begins with it, in a string or comment too: if the two
 * scanners disagreed about where a string ends, a file would be read.
 */
static void
check_include(struct scan *scan)
{
	const char *at = scan->at + strspn(scan->at, " \t\r\f\v");

	if (strncmp(at, "@include", strlen("@include")) == 0)
		fault(scan, "@include is refused", NULL, scan->line);
}

static void
step(struct scan *scan)
{
	if (*scan->at++ == '\n') {
		scan->line++;
		check_include(scan);
	}
}

static bool
is_nul_escape(const char *at)
{
	return at[0] == '\\' && (at[1] == 'x' || at[1] == 'X') &&
	       at[2] == '0' && at[3] == '0';
}

static void
skip_string(struct scan *scan)
{
	unsigned begin = scan->line;

	/* To libconfig they are one string. */
	if (scan->stringed)
		fault(scan, "between two strings of a list a comma is missing",
		    "[ \"...\", \"...\" ]", begin);
	else
		step(scan);
	while (*scan->at != '\0' && *scan->at != '"') {
		if (is_nul_escape(scan->at))
			fault(scan, "a string holds a NUL",
			    "leave out \\x00: no value has one", scan->line);
		else if (*scan->at == '\\' && scan->at[1] != '\0')
			step(scan);
		if (*scan->at != '\0')
			step(scan);
	}
	if (begin != scan->line && scan->broken_line == 0)
		scan->broken_line = begin;
	/* Every quote behind one that is missing ends what it should begin. */
	if (*scan->at == '\0')
		fault(scan, "this string has no end",
		    "end it with \"; it begins with one, too",
		    scan->broken_line > 0 ? scan->broken_line : begin);
	else
		step(scan);
	scan->stringed = scan->lists > 0;
}

/* What is no string, comment, number or name. */
static void
skip_sign(struct scan *scan)
{
	bool opens = *scan->at == '[' || *scan->at == '(';
	bool closes = *scan->at == ']' || *scan->at == ')';

	if (opens || closes || strchr(",;{}", *scan->at) != NULL)
		scan->stringed = false;
	scan->lists += opens;
	scan->lists -= closes && scan->lists > 0;
	step(scan);
}

static void
skip_line(struct scan *scan)
{
	scan->at += strcspn(scan->at, "\n");
	scan->unended = *scan->at == '\0';
}

static void
skip_comment(struct scan *scan)
{
	unsigned begin = scan->line;

	while (*scan->at != '\0' && strncmp(scan->at, "*/", 2) != 0)
		step(scan);
	if (*scan->at == '\0')
		fault(scan, "this comment has no end", "end it with */", begin);
	else
		scan->at += 2;
}

/* No key takes ten digits, and libconfig 1.5 keeps 32 bits of them. */
static void
skip_number(struct scan *scan)
{
	size_t size = strspn(scan->at, "0123456789abcdefABCDEFxXL.");

	if (size > 9)
		fault(scan, "this number is out of range",
		    "a number has nine digits at most", scan->line);
	else
		scan->at += size;
}

static void
scan_text(struct scan *scan)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_*-";

	check_include(scan);
	while (*scan->at != '\0') {
		if (*scan->at == '"')
			skip_string(scan);
		else if (*scan->at == '#' || strncmp(scan->at, "//", 2) == 0)
			skip_line(scan);
		else if (strncmp(scan->at, "/*", 2) == 0)
			scan->at += 2, skip_comment(scan);
		else if (strchr("0123456789", *scan->at) != NULL)
			skip_number(scan);
		else if (strchr(name, *scan->at) != NULL && *scan->at != '-')
			scan->at += strspn(scan->at, name);
		else
			skip_sign(scan);
	}
}

/* Editors of Windows put a byte order mark where the text begins. */
static void
blank_mark(struct buf *text)
{
	if (text->size >= 3 && memcmp(text->data, "\xef\xbb\xbf", 3) == 0)
		memset(text->data, ' ', 3);
}

static enum lanyard_error
fail_binary(const char *path, const struct buf *text, struct error *error)
{
	const unsigned char *byte = text->data;
	/* With its mark, or without. */
	bool wide = text->size >= 2 && (byte[0] == '\0' || byte[1] == '\0' ||
					   (byte[0] ^ byte[1]) == 1);

	error_set(error, LANYARD_ERR_CONFIG, "%s: %s", path,
	    wide ? "is in UTF-16" : "holds a NUL; is it a text file?");
	error_hint_path(
	    error, wide ? "iconv -f UTF-16 -t UTF-8" : "file", "%s", path);
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
check_bytes(const char *path, struct buf *text, struct error *error)
{
	struct scan scan = {.line = 1};
	enum lanyard_error r;

	blank_mark(text);
	scan.at = buf_text(text);
	if (strlen(scan.at) != text->size)
		return fail_binary(path, text, error);
	scan_text(&scan);
	if (scan.fault == NULL && scan.unended) {
		/* To libconfig 1.5 such a comment is a syntax error. */
		text->limit = LIMIT_CONFIG + 1;
		r = buf_add_text(text, "\n");
		return r == LANYARD_OK ? r : error_memory(error);
	}
	if (scan.fault == NULL)
		return LANYARD_OK;
	r = error_set(error, LANYARD_ERR_CONFIG, "%s:%u: %s", path,
	    scan.fault_line, scan.fault);
	if (scan.remedy != NULL)
		error_hint(error, "%s", scan.remedy);
	else
		error_hint(error, "put the settings into %s itself", path);
	return r;
}

static enum lanyard_error
check_owner(const char *path, const struct stat *st, struct error *error)
{
	enum lanyard_error r = LANYARD_ERR_CONFIG;
	char owner[OWNER_TEXT];

	if (!S_ISREG(st->st_mode)) {
		error_set(error, r, "%s: is %s, not a file", path,
		    S_ISDIR(st->st_mode) ? "a folder" : "a device or pipe");
		error_hint(error, "move it away, or name a file: export "
				  "LANYARD_CONFIG=FILE");
		return r;
	}
	if (st->st_uid != 0 && st->st_uid != geteuid()) {
		owner_print(owner, st->st_uid);
		error_set(error, r, "%s: belongs to %s, neither you nor root",
		    path, owner);
		owner_hint(error, path, st->st_uid, OWNER_ANOTHER_CONFIG);
		/* As good as closed: who has one of his own needs it not. */
		if (error != NULL && owner_may_be_root(st->st_uid))
			error->errnum = EACCES;
		return r;
	}
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		error_set(error, r, "%s: others may write to it", path);
		error_hint_path(error, "chmod go-w", "%s", path);
		return r;
	}
	return LANYARD_OK;
}

static enum lanyard_error
fail_way(const char *path, enum trust trust, const char *at, mode_t mode,
    struct error *error)
{
	if (trust == TRUST_UNKNOWN)
		return error_system(error, LANYARD_ERR_CONFIG, errno,
		    "%s: cannot look at %s on the way to it", path, at);
	if (trust == TRUST_OWNER) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s: %s on the way to it belongs to neither you nor root",
		    path, at);
		error_hint(error, "keep it in a folder of your own, or root's, "
				  "without links of others");
		return LANYARD_ERR_CONFIG;
	}
	error_set(error, LANYARD_ERR_CONFIG,
	    "%s: others may write to the folder %s, and so put another file "
	    "there",
	    path, at);
	error_hint_path(error,
	    (mode & S_IWOTH) == 0   ? "chmod g-w"
	    : (mode & S_IWGRP) == 0 ? "chmod o-w"
				    : "chmod go-w",
	    "%s", at);
	return LANYARD_ERR_CONFIG;
}

/* Who may write a folder on the way, or has put a link there, has the file. */
static enum lanyard_error
check_way(const char *path, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	enum trust trust;
	mode_t mode;
	struct buf at;

	buf_init(&at, LIMIT_PATH);
	trust = trust_check(path, getenv("HOME"), &at, &mode);
	if (trust != TRUST_YES)
		r = fail_way(path, trust, buf_text(&at), mode, error);
	buf_clear(&at);
	return r;
}

enum lanyard_error
conffile_read(struct conffile *file, const char *path, struct error *error)
{
	mode_t readable = S_IRGRP | S_IROTH;
	enum lanyard_error r;
	struct stat st;
	int fd;

	buf_init(&file->text, LIMIT_CONFIG);
	file->found = file->readable = file->foreign = false;
	/* O_NONBLOCK: a named pipe must not hold us up. */
	fd = file_open_at(
	    AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return LANYARD_OK;
	if (fd < 0 || fstat(fd, &st) != 0) {
		r = error_system(error, LANYARD_ERR_CONFIG, errno, "%s", path);
		error_hint_path(error, "ls -ld", "%s", path);
		goto out;
	}
	file->found = true;
	/* With an ACL root's group bits are its mask: systemd's credentials. */
	file->foreign = st.st_uid != geteuid();
	if (st.st_uid == 0 && file->foreign)
		readable &= ~(mode_t)S_IRGRP;
	file->readable = (st.st_mode & readable) != 0;
	if ((r = check_owner(path, &st, error)) != LANYARD_OK ||
	    (r = check_way(path, error)) != LANYARD_OK)
		goto out;
	r = file_read_whole(fd, st.st_size, &file->text);
	if (r == LANYARD_ERR_MEMORY)
		r = error_memory(error);
	else if (r == LANYARD_ERR_PROTOCOL)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s: is larger than %u bytes", path, LIMIT_CONFIG);
	else if (r != LANYARD_OK)
		r = error_system(error, LANYARD_ERR_CONFIG, errno, "%s", path);
	else
		r = check_bytes(path, &file->text, error);
out:
	if (fd >= 0)
		(void)close(fd);
	return r;
}

void
conffile_clear(struct conffile *file)
{
	buf_clear(&file->text);
}
