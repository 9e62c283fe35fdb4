/*
 * app_files.c - the files of a new App's secrets: its client secret, and its
 * private key
 */
#include "net/job/app_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "session/added.h"

#define ROOM 8192 /* a private key of 4096 bits has 3.3 kB */

void
app_files_init(struct app_files *files)
{
	fresh_init(&files->secret);
	fresh_init(&files->pem);
	files->secret_path = files->pem_path = NULL;
}

void
app_files_clear(struct app_files *files)
{
	app_files_drop(files);
	free(files->secret_path);
	free(files->pem_path);
	files->secret_path = files->pem_path = NULL;
}

/* Beside the client secret, whose path is absolute, is the private key. */
enum lanyard_error
app_files_choose(
    struct app_files *files, struct lanyard_session *session, const char *name)
{
	enum lanyard_error r;
	struct buf path;

	if (!login_name_is_valid(name))
		return error_set(&session->error, LANYARD_ERR_ARGUMENT,
		    "\"%s\" is no name for a login", name);
	buf_init(&path, LIMIT_PATH);
	if ((r = added_secret_file(session, name, &path)) == LANYARD_OK &&
	    (files->secret_path = strdup(buf_text(&path))) != NULL) {
		buf_cut(&path, (size_t)(strrchr(files->secret_path, '.') -
					files->secret_path));
		if (buf_add_text(&path, ".private_key") == LANYARD_OK)
			files->pem_path = strdup(buf_text(&path));
	}
	buf_clear(&path);
	if (r != LANYARD_OK)
		return r;
	if (files->pem_path == NULL)
		return error_memory(&session->error);
	r = fresh_check(files->secret_path, &session->error);
	return r == LANYARD_OK ? fresh_check(files->pem_path, &session->error)
			       : r;
}

enum lanyard_error
app_files_open(struct app_files *files, struct error *error)
{
	enum lanyard_error r;

	r = fresh_open(&files->secret, files->secret_path, ROOM, error);
	if (r == LANYARD_OK)
		r = fresh_open(&files->pem, files->pem_path, ROOM, error);
	return r;
}

enum lanyard_error
app_files_fill(struct app_files *files, const struct manifest_app *app,
    struct error *error)
{
	enum lanyard_error r;

	r = fresh_fill(&files->secret, app->client_secret.bytes,
	    app->client_secret.size, error);
	if (r == LANYARD_OK)
		r = fresh_fill(
		    &files->pem, app->pem.bytes, app->pem.size, error);
	return r;
}

void
app_files_keep(struct app_files *files)
{
	fresh_keep(&files->secret);
	fresh_keep(&files->pem);
}

void
app_files_drop(struct app_files *files)
{
	fresh_drop(&files->secret);
	fresh_drop(&files->pem);
}
