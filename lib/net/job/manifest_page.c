/*
 * manifest_page.c - what the browser is shown while an App is made at GitHub
 */
#include "net/job/manifest_page.h"

#include "base/limits.h"

static void
add_facts(const struct manifest_page *page, struct listener_page *shown)
{
	const struct manifest *manifest = page->manifest;

	shown->facts[0] = (struct listener_fact){"App", manifest->name};
	shown->facts[1] = (struct listener_fact){"Host", page->host};
	shown->facts[2] =
	    (struct listener_fact){"Organization", manifest->organization};
}

enum lanyard_error
manifest_page_show(const struct manifest_page *page, const struct secret *state,
    char **url, struct error *error)
{
	struct listener_form form = {
	    .name = "manifest", .button = "Continue to GitHub"};
	struct listener_page shown = {
	    .status = 200,
	    .good = true,
	    .heading = "An App at GitHub",
	    .text = "GitHub shows it before it makes it. If you have to sign "
		    "in there first, come back to this page afterwards.",
	    .form = &form,
	};
	enum lanyard_error r = LANYARD_ERR_MEMORY;
	struct buf action, json;

	buf_init(&action, LIMIT_URL);
	buf_init(&json, LIMIT_URL);
	add_facts(page, &shown);
	if (manifest_write(&json, page->manifest) != LANYARD_OK ||
	    manifest_add_page(&action, page->manifest, state) != LANYARD_OK) {
		error_memory(error);
	} else {
		form.action = buf_text(&action);
		form.value = buf_text(&json);
		r = listener_show(page->listener, &shown, url, error);
	}
	buf_clear(&action);
	buf_clear(&json);
	return r;
}

void
manifest_page_made(
    const struct manifest_page *page, const struct manifest_app *app)
{
	struct listener_page shown = {
	    .status = 200,
	    .good = true,
	    .heading = "The App is made",
	    .text = "Install it on its page at GitHub. You can close this tab.",
	};
	struct buf url;

	buf_init(&url, LIMIT_URL);
	add_facts(page, &shown);
	if (manifest_add_install(&url, page->manifest, app) == LANYARD_OK)
		listener_answer_redirect(page->listener, buf_text(&url));
	else
		listener_answer(page->listener, &shown);
	buf_clear(&url);
}

void
manifest_page_failed(
    const struct manifest_page *page, const struct error *outcome)
{
	struct listener_page shown = {
	    .status = 400,
	    .heading = outcome->code == LANYARD_ERR_CANCELLED
			   ? "No App was made"
			   : "The App cannot be used",
	    .reason = outcome->message,
	    .text = "Nothing was changed here. The program that asked for it "
		    "says what to do next. You can close this tab.",
	};

	add_facts(page, &shown);
	listener_answer(page->listener, &shown);
}

void
manifest_page_not_ours(const struct manifest_page *page, const char *reason)
{
	const struct listener_page shown = {
	    .status = 400,
	    .heading = "This is not the answer to this setup",
	    .reason = reason,
	    .text = "Nothing was changed, and the setup that is under way goes "
		    "on. If you began more than one, use the tab that was "
		    "opened last.",
	};

	listener_answer(page->listener, &shown);
}
