/*
 * manifest.h - a GitHub App made from a manifest, at github.com or an
 * Enterprise Server
 *
 * The browser posts the manifest to a page of GitHub's, which sends it back
 * with a code that is good for an hour; given for it are the App's client and
 * keys. https://docs.github.com/apps/sharing-github-apps/
 * registering-a-github-app-from-a-manifest
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"
#include "net/http/http.h"

#define MANIFEST_NAME_MAX 34 /* characters of an App's name */

/* What an App is to be; all lent. */
struct manifest {
	const char *host;	  /* "https://github.com", without a path */
	const char *organization; /* whose it is; NULL: the person's */
	const char *name;	  /* one in all of HOST */
	const char *redirect_url; /* back to us, with the code or installed */
};

/*
 * What it is when it is made. SLUG, URL (its page) and ID may be missing.
 */
struct manifest_app {
	int64_t id; /* 0: not told */
	char *slug;
	char *url;
	char *client_id;
	struct secret client_secret;
	struct secret pem; /* its private key */
};

/*
 * Is it one that can be asked for? LANYARD_ERR_ARGUMENT says what is wrong with
 * the name or the organization.
 */
enum lanyard_error manifest_check(
    const struct manifest *manifest, struct error *error);

/*
 * Append the manifest as JSON: contents may be written, metadata read, no
 * webhook, for its owner alone, its callback http://127.0.0.1/callback.
 * LANYARD_ERR_MEMORY, LANYARD_ERR_PROTOCOL: BUF's.
 */
enum lanyard_error manifest_write(
    struct buf *buf, const struct manifest *manifest);

/* Append the page that the browser posts it to, with STATE. Errors as above. */
enum lanyard_error manifest_add_page(struct buf *buf,
    const struct manifest *manifest, const struct secret *state);

/*
 * Append the beginning of HOST's API: https://api.github.com, or one of an
 * Enterprise (.ghe.com), else HOST/api/v3. Errors as above.
 */
enum lanyard_error manifest_add_api(struct buf *buf, const char *host);

/*
 * Give CODE for APP, at HOST. The code is in no trace. LANYARD_ERR_REFUSED: it
 * is not known there; was used, or is too old. LANYARD_ERR_SERVER: a reply of
 * the moment, or without what is needed. Else as http_post(). *SENT (may be
 * NULL): false where the code surely did not get there.
 */
enum lanyard_error manifest_convert(struct manifest_app *app, struct http *http,
    const char *host, const struct secret *code, bool *sent,
    struct error *error);

/*
 * Append the page where APP is installed, and the one of its settings.
 * LANYARD_ERR_ARGUMENT: its slug is not known. Else as above.
 */
enum lanyard_error manifest_add_install(struct buf *buf,
    const struct manifest *manifest, const struct manifest_app *app);
enum lanyard_error manifest_add_settings(struct buf *buf,
    const struct manifest *manifest, const struct manifest_app *app);

void manifest_app_clear(struct manifest_app *app);

#endif
