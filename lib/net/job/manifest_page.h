/*
 * manifest_page.h - what the browser is shown while an App is made at GitHub
 *
 * First a page that posts the manifest, as a form, to GitHub's; then, for each
 * callback, what became of it. Every page names the App, the host and, where
 * there is one, the organization.
 */
#ifndef MANIFEST_PAGE_H
#define MANIFEST_PAGE_H

#include "net/http/listener.h"
#include "net/oauth/manifest.h"

/* All lent. */
struct manifest_page {
	struct listener *listener;
	const struct manifest *manifest;
	const char *host; /* as a person reads it */
};

/*
 * Show the page that sends the manifest, with STATE. *URL is where the browser
 * finds it; the caller frees it. LANYARD_ERR_MEMORY, and as listener_show().
 */
enum lanyard_error manifest_page_show(const struct manifest_page *page,
    const struct secret *state, char **url, struct error *error);

/* Answer a callback: on to the page that installs APP, if that is known. */
void manifest_page_made(
    const struct manifest_page *page, const struct manifest_app *app);

/* The same of one that made no usable App; OUTCOME has the reason. */
void manifest_page_failed(
    const struct manifest_page *page, const struct error *outcome);

/* The same of one that is no answer to this setup, for REASON. */
void manifest_page_not_ours(
    const struct manifest_page *page, const char *reason);

#endif
