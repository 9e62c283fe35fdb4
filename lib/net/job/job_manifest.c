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
#include "net/job/app_files.h"
#include "net/job/job_parameters.h"
#include "net/job/manifest_page.h"
#include "net/job/visit.h"
#include "net/job/working.h"
#include "net/oauth/authorization_callback.h"
#include "os/clock.h"
#include "os/signals.h"

#define PATH	   "/callback"
#define NAME_SIZE  4 /* random bytes of an App's name */
#define CONVERT_MS 60000
#define PAUSE_MS   1000 /* doubles */

struct making {
	struct visit visit;
	const struct lanyard_job *job;
	struct manifest manifest;
	struct manifest_app app;
	struct authorization back; /* the state that comes back */
	struct app_files files;
	char *host, *name, *redirect_url;
	char shown[HTTP_HOST_TEXT];
	bool came; /* a code has */
};

static void
clear(struct making *m)
{
	listener_free(&m->visit.listener);
	app_files_clear(&m->files);
	manifest_app_clear(&m->app);
	authorization_clear(&m->back);
	free(m->host);
	free(m->name);
	free(m->redirect_url);
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
	/* The host is the making's. */
	return r; /* NOLINT(clang-analyzer-unix.Malloc) */
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

/* ---- the code ---- */

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
		 (r = app_files_open(&m->files, &session->error)) ==
		     LANYARD_OK &&
		 (r = convert(m, http, code)) == LANYARD_OK)
		r = app_files_fill(&m->files, &m->app, &session->error);
	if (r == LANYARD_OK)
		r = check_interrupted(&session->error);
	if (r == LANYARD_OK) {
		app_files_keep(&m->files);
	} else {
		hint_orphan(m);
	}
	app_files_drop(&m->files);
	signals_release(&signals);
	http_free(&http);
	buf_clear(&api);
	return r;
}

/* ---- what the browser is told ---- */

static struct manifest_page
page_of(const struct making *m)
{
	return (struct manifest_page){
	    m->visit.listener, &m->manifest, m->shown};
}

static enum lanyard_error
take(void *context, const char *query, bool *done)
{
	struct making *m = context;
	struct error *error = &m->visit.session->error;
	const struct manifest_page page = page_of(m);
	struct secret code = {NULL, 0};
	enum lanyard_error r;

	r = authorization_callback(&m->back, query, NULL, false, &code, error);
	if (r == LANYARD_ERR_PROTOCOL) {
		visit_unused(&m->visit, error->message);
		manifest_page_not_ours(&page, error->message);
		error_clear(error);
		return LANYARD_OK;
	}
	m->came = true;
	if (r == LANYARD_OK)
		r = redeem(m, &code);
	secret_clear(&code);
	*done = r == LANYARD_OK;
	if (*done)
		manifest_page_made(&page, &m->app);
	else
		manifest_page_failed(&page, error);
	return r;
}

/* ---- the beginning, and the end ---- */

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
	struct manifest_page page;
	enum lanyard_error r;
	char *url = NULL;
	bool opened;
	int port;

	if ((r = open_listener(m)) != LANYARD_OK)
		return r;
	page = page_of(m);
	if ((r = authorization_draw(&m->back, &session->error)) != LANYARD_OK ||
	    (r = manifest_page_show(
		 &page, &m->back.state, &url, &session->error)) != LANYARD_OK)
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
	    {"client_secret_file", m->files.secret_path},
	    {"private_key_file", m->files.pem_path},
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
	return r == LANYARD_OK ? app_files_choose(&m->files, session, name) : r;
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
	app_files_init(&m.files);
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
