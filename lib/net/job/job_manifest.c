/*
 * job_manifest.c - a client at GitHub: an App that a person makes there
 */
#include "net/job/job_manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "base/url.h"
#include "net/job/job_parameters.h"
#include "net/job/visit.h"
#include "net/job/working.h"
#include "net/oauth/authorization.h"
#include "net/oauth/manifest.h"
#include "os/clock.h"
#include "os/fresh.h"
#include "os/signals.h"
#include "session/added.h"

#define PATH	   "/callback"
#define NAME_SIZE  4	/* random bytes of an App's name */
#define ROOM	   8192 /* a private key of 4096 bits has 3.3 kB */
#define CONVERT_MS 60000
#define PAUSE_MS   1000 /* doubles */

struct making {
	struct visit visit;
	const struct lanyard_job *job;
	struct manifest manifest;
	struct manifest_app app;
	struct authorization back; /* the state that comes back */
	struct fresh secret, pem;
	char *host, *name, *redirect_url, *secret_path, *pem_path;
	char shown[HTTP_HOST_TEXT];
	bool came; /* a code has */
};

static void
clear(struct making *m)
{
	listener_free(&m->visit.listener);
	fresh_drop(&m->secret);
	fresh_drop(&m->pem);
	manifest_app_clear(&m->app);
	authorization_clear(&m->back);
	free(m->host);
	free(m->name);
	free(m->redirect_url);
	free(m->secret_path);
	free(m->pem_path);
}

/* ---- what is to be made ---- */

/* Scheme, host and port of TEXT. */
static enum lanyard_error
take_host(struct making *m, const char *text, struct error *error)
{
	const char *allow = job_parameter(m->job, "allow_http");
	bool http = allow != NULL && strcmp(allow, "true") == 0;
	struct url url;
	struct buf host;
	enum lanyard_error r = url_parse(&url, text);

	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r != LANYARD_OK || !url_is_web(&url) ||
	    !url_is_allowed(&url, http)) {
		if (r == LANYARD_OK)
			url_clear(&url);
		return error_set(
		    error, LANYARD_ERR_ARGUMENT, "%s is no URL of https", text);
	}
	buf_init(&host, LIMIT_URL);
	if (buf_printf(&host, "%s://", url.scheme) != LANYARD_OK ||
	    url_add_host(&host, &url) != LANYARD_OK ||
	    (m->host = strdup(buf_text(&host))) == NULL)
		r = error_memory(error);
	buf_clear(&host);
	url_clear(&url);
	if (r == LANYARD_OK)
		http_host(m->host, m->shown, sizeof(m->shown));
	return r;
}

/* An App's name is one in all of GitHub. */
static enum lanyard_error
choose_name(struct making *m, const char *given, struct error *error)
{
	unsigned char random[NAME_SIZE];
	char hex[2 * NAME_SIZE + 1], name[sizeof("lanyard-") + sizeof(hex)];

	if (given == NULL) {
		randombytes_buf(random, sizeof(random));
		sodium_bin2hex(hex, sizeof(hex), random, sizeof(random));
		(void)snprintf(name, sizeof(name), "lanyard-%s", hex);
		given = name;
	}
	if ((m->name = strdup(given)) == NULL)
		return error_memory(error);
	m->manifest.name = m->name;
	return LANYARD_OK;
}

/* Beside the client secret, whose path is absolute, is the private key. */
static enum lanyard_error
choose_files(struct making *m, const char *name)
{
	struct lanyard_session *session = m->visit.session;
	enum lanyard_error r;
	struct buf path;

	if (!login_name_is_valid(name))
		return error_set(&session->error, LANYARD_ERR_ARGUMENT,
		    "\"%s\" is no name for a login", name);
	buf_init(&path, LIMIT_PATH);
	if ((r = added_secret_file(session, name, &path)) == LANYARD_OK &&
	    (m->secret_path = strdup(buf_text(&path))) != NULL) {
		buf_cut(&path,
		    (size_t)(strrchr(m->secret_path, '.') - m->secret_path));
		if (buf_add_text(&path, ".private_key") == LANYARD_OK)
			m->pem_path = strdup(buf_text(&path));
	}
	buf_clear(&path);
	if (r != LANYARD_OK)
		return r;
	if (m->pem_path == NULL)
		return error_memory(&session->error);
	r = fresh_check(m->secret_path, &session->error);
	return r == LANYARD_OK ? fresh_check(m->pem_path, &session->error) : r;
}

/* ---- the code ---- */

/* Room for what comes once, before it is asked for. */
static enum lanyard_error
open_files(struct making *m)
{
	struct error *error = &m->visit.session->error;
	enum lanyard_error r;

	r = fresh_open(&m->secret, m->secret_path, ROOM, error);
	if (r == LANYARD_OK)
		r = fresh_open(&m->pem, m->pem_path, ROOM, error);
	return r;
}

static enum lanyard_error
fill_files(struct making *m)
{
	struct error *error = &m->visit.session->error;
	const struct manifest_app *app = &m->app;
	enum lanyard_error r;

	r = fresh_fill(&m->secret, app->client_secret.bytes,
	    app->client_secret.size, error);
	if (r == LANYARD_OK)
		r = fresh_fill(&m->pem, app->pem.bytes, app->pem.size, error);
	return r;
}

/* A code that surely did not get there, or met a server out of order. */
static enum lanyard_error
convert(struct making *m, struct http *http, const struct secret *code)
{
	struct error *error = &m->visit.session->error;
	int64_t until_ms = clock_monotonic_ms() + CONVERT_MS;
	int64_t pause_ms = PAUSE_MS;
	enum lanyard_error r;
	bool sent;

	working_for(m->visit.session->ui, CONVERT_MS);
	http_set_deadline(http, until_ms);
	for (;;) {
		r = manifest_convert(
		    &m->app, http, m->host, code, &sent, error);
		if ((r != LANYARD_ERR_NETWORK && r != LANYARD_ERR_TIMEOUT) ||
		    sent || clock_monotonic_ms() + pause_ms > until_ms)
			return r;
		visit_notice(&m->visit, "%s: the code is sent again in %lld s",
		    error->message, (long long)pause_ms / 1000);
		error_clear(error);
		clock_sleep_ms(pause_ms);
		pause_ms *= 2;
	}
}

/* The App may be there, and what it needs is not here. */
static void
hint_orphan(const struct making *m)
{
	const char *whose = m->manifest.organization;
	struct error *error = &m->visit.session->error;

	if (error->hint[0] == '\0')
		error_hint(error,
		    "if the App is at %s%s%s/settings/apps delete it there, "
		    "and begin again",
		    m->host, whose != NULL ? "/organizations/" : "",
		    whose != NULL ? whose : "");
}

/* The front heard it too, and ends without having written anything. */
static enum lanyard_error
check_interrupted(struct error *error)
{
	sigset_t pending;

	sigpending(&pending);
	if (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM) ||
	    sigismember(&pending, SIGQUIT) || sigismember(&pending, SIGHUP))
		return error_set(
		    error, LANYARD_ERR_CANCELLED, "it was interrupted");
	return LANYARD_OK;
}

static enum lanyard_error
redeem(struct making *m, const struct secret *code)
{
	struct lanyard_session *session = m->visit.session;
	enum lanyard_error r;
	struct http *http = NULL;
	struct buf api;
	sigset_t signals;

	buf_init(&api, LIMIT_URL);
	signals_hold(&signals);
	if (manifest_add_api(&api, m->host) != LANYARD_OK)
		r = error_memory(&session->error);
	else if ((r = job_new_http(&http, session, m->job, buf_text(&api))) ==
		     LANYARD_OK &&
		 (r = open_files(m)) == LANYARD_OK &&
		 (r = convert(m, http, code)) == LANYARD_OK)
		r = fill_files(m);
	if (r == LANYARD_OK)
		r = check_interrupted(&session->error);
	if (r == LANYARD_OK) {
		fresh_keep(&m->secret);
		fresh_keep(&m->pem);
	} else {
		hint_orphan(m);
	}
	fresh_drop(&m->secret);
	fresh_drop(&m->pem);
	signals_release(&signals);
	http_free(&http);
	buf_clear(&api);
	return r;
}

/* ---- what the browser is told ---- */

static void
add_facts(const struct making *m, struct listener_page *page)
{
	page->facts[0] = (struct listener_fact){"App", m->name};
	page->facts[1] = (struct listener_fact){"Host", m->shown};
	page->facts[2] =
	    (struct listener_fact){"Organization", m->manifest.organization};
}

static void
answer_failed(const struct making *m, enum lanyard_error r)
{
	struct listener_page page = {
	    .status = 400,
	    .heading = r == LANYARD_ERR_CANCELLED ? "No App was made"
						  : "The App cannot be used",
	    .reason = m->visit.session->error.message,
	    .text = "Nothing was changed here. The program that asked for it "
		    "says what to do next. You can close this tab.",
	};

	add_facts(m, &page);
	listener_answer(m->visit.listener, &page);
}

static void
answer_not_ours(const struct making *m, const char *reason)
{
	const struct listener_page page = {
	    .status = 400,
	    .heading = "This is not the answer to this setup",
	    .reason = reason,
	    .text = "Nothing was changed, and the setup that is under way goes "
		    "on. If you began more than one, use the tab that was "
		    "opened last.",
	};

	listener_answer(m->visit.listener, &page);
}

/* On to the page that installs it, if that is known. */
static void
answer_made(const struct making *m)
{
	struct listener_page page = {
	    .status = 200,
	    .good = true,
	    .heading = "The App is made",
	    .text = "Install it on its page at GitHub. You can close this tab.",
	};
	struct buf url;

	buf_init(&url, LIMIT_URL);
	add_facts(m, &page);
	if (manifest_add_install(&url, &m->manifest, &m->app) == LANYARD_OK)
		listener_answer_redirect(m->visit.listener, buf_text(&url));
	else
		listener_answer(m->visit.listener, &page);
	buf_clear(&url);
}

static enum lanyard_error
take(void *context, const char *query, bool *done)
{
	struct making *m = context;
	struct error *error = &m->visit.session->error;
	struct secret code = {NULL, 0};
	enum lanyard_error r;

	r = authorization_callback(&m->back, query, NULL, false, &code, error);
	if (r == LANYARD_ERR_PROTOCOL) {
		visit_unused(&m->visit, error->message);
		answer_not_ours(m, error->message);
		error_clear(error);
		return LANYARD_OK;
	}
	m->came = true;
	if (r == LANYARD_OK)
		r = redeem(m, &code);
	secret_clear(&code);
	*done = r == LANYARD_OK;
	if (*done)
		answer_made(m);
	else
		answer_failed(m, r);
	return r;
}

/* ---- the beginning, and the end ---- */

/* The page that sends the manifest; *URL is where the browser finds it. */
static enum lanyard_error
show_form(struct making *m, char **url)
{
	struct error *error = &m->visit.session->error;
	struct listener_form form = {
	    .name = "manifest", .button = "Continue to GitHub"};
	struct listener_page page = {
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
	add_facts(m, &page);
	if (manifest_write(&json, &m->manifest) != LANYARD_OK ||
	    manifest_add_page(&action, &m->manifest, &m->back.state) !=
		LANYARD_OK) {
		error_memory(error);
	} else {
		form.action = buf_text(&action);
		form.value = buf_text(&json);
		r = listener_show(m->visit.listener, &page, url, error);
	}
	buf_clear(&action);
	buf_clear(&json);
	return r;
}

static enum lanyard_error
open_listener(struct making *m)
{
	struct error *error = &m->visit.session->error;
	struct buf url;
	enum lanyard_error r;

	r = listener_new(&m->visit.listener, NULL, 0, PATH, error);
	if (r != LANYARD_OK)
		return r;
	buf_init(&url, LIMIT_URL);
	if (buf_printf(&url, "http://127.0.0.1:%d" PATH,
		listener_port(m->visit.listener)) != LANYARD_OK ||
	    (m->redirect_url = strdup(buf_text(&url))) == NULL)
		r = error_memory(error);
	buf_clear(&url);
	m->manifest.redirect_url = m->redirect_url;
	return r;
}

static enum lanyard_error
begin(struct making *m)
{
	struct lanyard_session *session = m->visit.session;
	const struct lanyard_ui *ui = session->ui;
	enum lanyard_error r;
	char *url = NULL;
	bool opened;
	int port;

	if ((r = open_listener(m)) != LANYARD_OK ||
	    (r = authorization_draw(&m->back, &session->error)) != LANYARD_OK ||
	    (r = show_form(m, &url)) != LANYARD_OK)
		return r;
	port = listener_port(m->visit.listener);
	opened = ui->open_url != NULL && ui->open_url(ui->context, url);
	if (opened)
		visit_notice(&m->visit,
		    "a browser was started, which asks %s for an App named %s; "
		    "if it shows nothing, open %s in one of this machine",
		    m->shown, m->name, url);
	else
		visit_notice(&m->visit,
		    "%s makes an App named %s: open %s in a browser of this "
		    "machine, or of the one that you came from by ssh -L "
		    "%d:127.0.0.1:%d",
		    m->shown, m->name, url, port, port);
	free(url);
	return LANYARD_OK;
}

static enum lanyard_error
give_results(const struct making *m)
{
	const struct lanyard_job *job = m->job;
	char id[32], port[16];
	struct buf install, settings;
	enum lanyard_error r;

	buf_init(&install, LIMIT_URL);
	buf_init(&settings, LIMIT_URL);
	(void)snprintf(id, sizeof(id), "%lld", (long long)m->app.id);
	(void)snprintf(
	    port, sizeof(port), "%d", listener_port(m->visit.listener));
	(void)manifest_add_install(&install, &m->manifest, &m->app);
	(void)manifest_add_settings(&settings, &m->manifest, &m->app);
	const char *const results[][2] = {
	    {"client_id", m->app.client_id},
	    {"client_secret_file", m->secret_path},
	    {"private_key_file", m->pem_path},
	    {"app_id", m->app.id != 0 ? id : NULL},
	    {"app_slug", m->app.slug},
	    {"install_url", install.size > 0 ? buf_text(&install) : NULL},
	    {"settings_url", settings.size > 0 ? buf_text(&settings) : NULL},
	    {"port", port},
	};

	r = LANYARD_OK;
	for (size_t i = 0;
	     r == LANYARD_OK && i < sizeof(results) / sizeof(*results); i++)
		r = job_result(job, results[i][0], results[i][1]);
	buf_clear(&install);
	buf_clear(&settings);
	return r;
}

static enum lanyard_error
prepare(struct making *m)
{
	struct lanyard_session *session = m->visit.session;
	const struct lanyard_job *job = m->job;
	const char *url, *name;
	enum lanyard_error r;

	if ((r = job_needs(session, job, "url", &url)) != LANYARD_OK ||
	    (r = job_needs(session, job, "name", &name)) != LANYARD_OK ||
	    (r = take_host(m, url, &session->error)) != LANYARD_OK ||
	    (r = choose_name(m, job_parameter(job, "app_name"),
		 &session->error)) != LANYARD_OK)
		return r;
	m->manifest.host = m->host;
	m->manifest.organization = job_parameter(job, "organization");
	r = manifest_check(&m->manifest, &session->error);
	if (r == LANYARD_OK && session->ui == NULL)
		r = error_set(&session->error, LANYARD_ERR_LOGIN_NEEDED,
		    "to make an App at %s needs a person", m->shown);
	return r == LANYARD_OK ? choose_files(m, name) : r;
}

static void
explain_timeout(const struct making *m)
{
	struct error *error = &m->visit.session->error;

	error_set(error, LANYARD_ERR_TIMEOUT,
	    "%s did not send the browser back in the time given: no App was "
	    "made",
	    m->shown);
	error_hint(error,
	    "if it said that the name \"%s\" is taken, choose another there",
	    m->name);
}

enum lanyard_error
job_manifest(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct making m = {
	    .visit = {.session = session, .take = take}, .job = job};
	enum lanyard_error r;

	m.visit.context = &m;
	m.visit.deadline_ms = clock_monotonic_ms() + job->timeout_ms;
	fresh_init(&m.secret);
	fresh_init(&m.pem);
	if ((r = prepare(&m)) == LANYARD_OK && (r = begin(&m)) == LANYARD_OK) {
		r = visit_wait(&m.visit);
		if (r == LANYARD_ERR_TIMEOUT && !m.came)
			explain_timeout(&m);
	}
	if (r == LANYARD_OK)
		r = give_results(&m);
	clear(&m);
	return r;
}
