/*
 * app_files.h - the files of a new App's secrets: its client secret, and its
 * private key
 *
 * They lie beside the configuration, mode 600. Both come once, so they are
 * looked after before the App is made.
 */
#ifndef APP_FILES_H
#define APP_FILES_H

#include "net/oauth/manifest.h"
#include "os/fresh.h"
#include "session/session.h"

struct app_files {
	struct fresh secret, pem;
	char *secret_path, *pem_path; /* absolute */
};

void app_files_init(struct app_files *files);

/* What was made and is not kept goes. */
void app_files_clear(struct app_files *files);

/*
 * The paths for login NAME: NAME.client_secret and NAME.private_key, and
 * nothing may be there. LANYARD_ERR_ARGUMENT: NAME is none. LANYARD_ERR_CONFIG:
 * there is no folder for them, or such a file is there. LANYARD_ERR_STORE,
 * _NO_ROOM: as fresh_check(). LANYARD_ERR_MEMORY. It is SESSION's error.
 */
enum lanyard_error app_files_choose(
    struct app_files *files, struct lanyard_session *session, const char *name);

/* Make both, empty, with room for what comes. Errors of fresh_open(). */
enum lanyard_error app_files_open(struct app_files *files, struct error *error);

/* Their content is APP's. Errors of fresh_fill(). */
enum lanyard_error app_files_fill(struct app_files *files,
    const struct manifest_app *app, struct error *error);

/* They stay; or they go, unless they are kept. */
void app_files_keep(struct app_files *files);
void app_files_drop(struct app_files *files);

#endif
