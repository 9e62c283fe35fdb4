/*
 * check_store.c - is the store one that tokens can be kept in
 */
#include "answer/check_store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "login/record.h"
#include "session/entry.h"
#include "store/records.h"

struct looking {
	struct lanyard_session *session;
	struct findings *findings;
	size_t count; /* of records */
	size_t faults;
};

static void
fault(struct looking *looking, const char *login, const struct error *error)
{
	looking->faults++;
	finding_fault(looking->findings, "store", login, error);
}

/* One that does not parse stays where it is: nothing is changed. */
static enum lanyard_error
look_at_record(void *context, const char *name)
{
	struct looking *looking = context;
	struct error error = {0};
	struct record record;
	enum lanyard_error r;

	record_init(&record);
	r = records_load(&record, looking->session->store, name, NULL, &error);
	record_clear(&record);
	if (r == LANYARD_ERR_MEMORY)
		return r;
	looking->count++;
	if (r != LANYARD_OK && error.hint[0] == '\0')
		error_hint(&error, "lanyard login %s", name);
	if (r != LANYARD_OK)
		fault(looking, name, &error);
	return looking->findings->result;
}

/* The folder, or the nearest one above it that is there, into FOLDER. */
static enum lanyard_error
find_folder(const char *path, char **folder)
{
	char *slash;

	if ((*folder = strdup(path)) == NULL)
		return LANYARD_ERR_MEMORY;
	while (access(*folder, F_OK) != 0 && errno == ENOENT &&
	       (slash = strrchr(*folder, '/')) != NULL && slash != *folder)
		*slash = '\0';
	return LANYARD_OK;
}

static void
look_at_file_system(struct looking *looking, const char *path)
{
	struct error error = {0};
	struct statvfs system;
	char *folder;

	if (find_folder(path, &folder) != LANYARD_OK)
		return;
	if (statvfs(folder, &system) == 0 && (system.f_flag & ST_RDONLY) != 0) {
		error_set(&error, LANYARD_ERR_STORE,
		    "the store %s is on a file system that is read-only", path);
		error_hint(&error,
		    "name a folder that can be written to: export "
		    "LANYARD_STORE=/var/lib/lanyard");
		fault(looking, NULL, &error);
	} else if (access(folder, W_OK | X_OK) != 0) {
		error_system(&error, LANYARD_ERR_STORE, errno,
		    "nothing can be saved in the store, as %s may not be "
		    "written to",
		    folder);
		error_hint_path(&error, "chmod u+rwx", "%s", folder);
		fault(looking, NULL, &error);
	} else if (statvfs(folder, &system) == 0 && system.f_blocks != 0 &&
		   system.f_bavail == 0) {
		error_set(&error, LANYARD_ERR_NO_ROOM,
		    "there is no room on the file system of the store %s",
		    path);
		error_hint_path(&error, "make room: df", "%s", folder);
		fault(looking, NULL, &error);
	}
	free(folder);
}

void
check_store(struct lanyard_session *session, struct findings *findings)
{
	struct looking looking = {session, findings, 0, 0};
	const char *path = store_path(session->store), *kind;
	struct error error = {0};

	if (path == NULL)
		return;
	if (store_each(session->store, STORE_LOGIN, look_at_record, &looking,
		&error) != LANYARD_OK &&
	    findings->result == LANYARD_OK && error.code != LANYARD_OK)
		fault(&looking, NULL, &error);
	look_at_file_system(&looking, path);
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
