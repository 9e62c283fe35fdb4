/*
 * check_leftovers.c - what lies in the store beside its records
 */
#include "answer/check_leftovers.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/percent.h"
#include "login/login.h"
#include "os/claim.h"
#include "os/file.h"
#include "os/lock.h"

#define STORE "store"

struct leftovers {
	struct findings *findings;
	size_t *faults;
	int folder;
};

/* Of the login NAME: one command takes it up. */
static void
tell_unfinished(
    struct leftovers *l, const char *file, const char *name, const char *text)
{
	struct error error = {0};

	error_set(&error, LANYARD_ERR_STORE, "logins/%s: %s", file, text);
	error_hint(&error, "lanyard refresh %s", name);
	(*l->faults)++;
	finding_fault(l->findings, STORE, NULL, &error);
}

static void
tell_claim(const struct leftovers *l, const char *file)
{
	char host[CLAIM_HOST];

	if (claim_is_of_another(l->folder, file, host))
		finding_good(l->findings, STORE, NULL,
		    "logins/%s is a lock of host %s, waited for until it is a "
		    "quarter of an hour old",
		    file, host);
}

/* What a name with a dot ends in, after the login's name. */
static void
tell_suffix(
    struct leftovers *l, const char *file, const char *name, const char *suffix)
{
	static const char aside[] = ".aside-";

	if (strcmp(suffix, ".new") == 0) {
		if (!lock_is_held(l->folder, file))
			tell_unfinished(l, file, name,
			    "a save that did not come to its end; the next "
			    "refresh looks there first");
	} else if (strcmp(suffix, ".reply") == 0)
		tell_unfinished(l, file, name,
		    "a server's answer that could not be saved; the next "
		    "refresh takes the tokens from there");
	else if (strncmp(suffix, aside, strlen(aside)) == 0)
		finding_good(l->findings, STORE, NULL,
		    "logins/%s was set aside, and may be removed", file);
	else if (strcmp(suffix, ".claim") == 0 ||
		 strcmp(suffix, ".prompt-claim") == 0)
		tell_claim(l, file);
	else if (strcmp(suffix, ".lock") != 0 &&
		 strcmp(suffix, ".prompt-lock") != 0)
		finding_good(l->findings, STORE, NULL,
		    "logins/%s is none of lanyard's, and is left alone", file);
}

/* A login of git's configuration is called by its URL. */
bool
check_leftovers_is_login(const char *name)
{
	return login_name_is_valid(name) || strstr(name, "://") != NULL;
}

static void
look_at(struct leftovers *l, const char *file)
{
	size_t size = strcspn(file, ".");
	struct buf plain, name;

	buf_init(&plain, LIMIT_PATH);
	buf_init(&name, LIMIT_PATH);
	/* A record's name has its dots, and all that is odd, escaped. */
	if (buf_add(&plain, file, size) == LANYARD_OK &&
	    percent_add_decoded(&name, buf_text(&plain)) == LANYARD_OK &&
	    check_leftovers_is_login(buf_text(&name))) {
		if (file[size] == '.')
			tell_suffix(l, file, buf_text(&name), file + size);
	} else
		tell_suffix(l, file, "", "");
	buf_clear(&plain);
	buf_clear(&name);
}

void
check_leftovers(struct findings *findings, const char *path, size_t *faults)
{
	struct leftovers l = {.findings = findings, .faults = faults};
	struct dirent *entry;
	struct buf text;
	DIR *dir = NULL;

	buf_init(&text, LIMIT_PATH);
	if (buf_printf(&text, "%s/logins", path) == LANYARD_OK)
		dir = opendir(buf_text(&text));
	buf_clear(&text);
	if (dir == NULL)
		return;
	l.folder = dirfd(dir);
	while (findings->result == LANYARD_OK && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			look_at(&l, entry->d_name);
	closedir(dir);
}
