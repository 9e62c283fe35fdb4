/*
 * check_store.c - is the store one that tokens can be kept in
 */
#include "answer/check_store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "answer/check_disk.h"
#include "answer/check_leftovers.h"
#include "base/limits.h"
#include "login/record.h"
#include "os/file.h"
#include "os/replaceable.h"
#include "session/entry.h"
#include "store/folder.h"
#include "store/records.h"

struct looking {
	struct lanyard_session *session;
	struct findings *findings;
	int folder;   /* of the records; -1: it is not there */
	size_t count; /* of records */
	size_t faults;
};

static void
fault(struct looking *looking, const char *login, const struct error *error)
{
	looking->faults++;
	finding_fault(looking->findings, "store", login, error);
}

/* What brings a login back whose record cannot be used. */
static void
hint_login(const struct looking *looking, const char *name, struct error *error)
{
	const struct config *config = looking->session->config;

	/* It is the next login that sets it aside. */
	if (config == NULL || config_find(config, name) != NULL)
		error_hint(error, "lanyard login %s", name);
	else
		error_hint_path(error, "no login is configured for it: rm -i",
		    "%s/logins/%s", store_path(looking->session->store), name);
}

static enum lanyard_error
look_at_content(struct looking *looking, const char *name)
{
	struct error error = {0};
	struct record record;
	enum lanyard_error r;

	record_init(&record);
	r = records_load(&record, looking->session->store, name, NULL, &error);
	record_clear(&record);
	if (r == LANYARD_ERR_MEMORY)
		return r;
	if (r != LANYARD_OK && error.hint[0] == '\0')
		hint_login(looking, name, &error);
	if (r != LANYARD_OK)
		fault(looking, name, &error);
	return LANYARD_OK;
}

/* May a save replace it? */
static enum lanyard_error
look_at_file(struct looking *looking, const char *name)
{
	struct error error = {0};
	char *file;

	if (looking->folder == -1 ||
	    folder_file_name(name, "", &file, &error) != LANYARD_OK)
		return error.code == LANYARD_ERR_MEMORY ? error.code
							: LANYARD_OK;
	if (replaceable_check(looking->folder,
		store_path(looking->session->store),
		folder_of_kind(STORE_LOGIN), file, &error) != LANYARD_OK)
		fault(looking, NULL, &error);
	free(file);
	return LANYARD_OK;
}

/* One that does not parse stays where it is: nothing is changed. */
static enum lanyard_error
look_at_record(void *context, const char *name)
{
	struct looking *looking = context;
	size_t faults = looking->faults;
	enum lanyard_error r;

	/* What is no login's is told with what else lies there. */
	if (!check_leftovers_is_login(name))
		return LANYARD_OK;
	r = look_at_content(looking, name);
	looking->count++;
	if (r == LANYARD_OK && looking->faults == faults)
		r = look_at_file(looking, name);
	return r == LANYARD_OK ? looking->findings->result : r;
}

static int
open_logins(const char *path)
{
	struct buf folder;
	int fd = -1;

	buf_init(&folder, LIMIT_PATH);
	if (buf_printf(&folder, "%s/%s", path, folder_of_kind(STORE_LOGIN)) ==
	    LANYARD_OK)
		fd = file_open_at(AT_FDCWD, buf_text(&folder),
		    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_clear(&folder);
	return fd;
}

static void
look_at_records(struct looking *looking)
{
	struct findings *findings = looking->findings;
	struct lanyard_session *session = looking->session;
	struct error error = {0};

	looking->folder = open_logins(store_path(session->store));
	if (store_each(session->store, STORE_LOGIN, look_at_record, looking,
		&error) != LANYARD_OK &&
	    findings->result == LANYARD_OK && error.code != LANYARD_OK)
		fault(looking, NULL, &error);
	if (looking->folder != -1)
		close(looking->folder);
}

void
check_store(struct lanyard_session *session, struct findings *findings)
{
	struct looking looking = {.session = session, .findings = findings};
	const char *path = store_path(session->store), *kind;

	if (path == NULL)
		return;
	look_at_records(&looking);
	/* What keeps the folder closed was told. */
	if (looking.faults == 0 || looking.count != 0)
		looking.faults += !check_disk(findings, path);
	check_leftovers(findings, path, &looking.faults);
	if (looking.faults != 0)
		return;
	if (store_claims(session->store, &kind))
		finding_good(findings, "store", NULL,
		    "%s, %zu login%s; on %s, so that each lock is a claim, too",
		    path, looking.count, looking.count == 1 ? "" : "s",
		    kind != NULL ? kind : "a file system without flock(2)");
	else
		finding_good(findings, "store", NULL, "%s, %zu login%s", path,
		    looking.count, looking.count == 1 ? "" : "s");
}
