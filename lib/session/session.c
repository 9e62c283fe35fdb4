/*
 * session.c - a session: where configuration and store are, and its error
 */
#include "session/session.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/clock.h"
#include "os/stamp.h"
#include "os/start.h"
#include "session/paths.h"
#include "store/recover.h"

#define STAMPS_LIMIT (64U << 10)

/* Who has no home has no configuration there: the system's is all there is. */
static enum lanyard_error
choose_config(struct lanyard_session *s, const struct lanyard_options *options)
{
	static const struct paths_kind kind = {"LANYARD_CONFIG",
	    "XDG_CONFIG_HOME", ".config", "lanyard/lanyard.conf"};
	enum lanyard_error r;

	s->config_named = options->config_path != NULL ||
			  paths_environment("LANYARD_CONFIG") != NULL;
	r = paths_choose(
	    &kind, options->config_path, &s->config_path, &s->error);
	if (r != LANYARD_OK || s->config_path != NULL)
		return r;
	s->config_path = strdup(s->system_path);
	s->system_path = NULL;
	return s->config_path != NULL ? LANYARD_OK : error_memory(&s->error);
}

static enum lanyard_error
take_options(struct lanyard_session *s, const struct lanyard_options *options)
{
	const char *program = options->oauth_program;

	s->refresh = options->refresh;
	s->ui = options->ui;
	s->timeout_ms = options->timeout_ms;
	s->log = options->log;
	s->clock = options->clock;
	s->context = options->context;
	if (program == NULL)
		program = LIBEXECDIR "/lanyard-oauth";
	s->allow_http = options->allow_http;
	if ((s->oauth_program = strdup(program)) == NULL ||
	    (options->ca_file != NULL &&
		(s->ca_file = strdup(options->ca_file)) == NULL) ||
	    (options->proxy != NULL &&
		(s->proxy = strdup(options->proxy)) == NULL))
		return error_memory(&s->error);
	return LANYARD_OK;
}

static enum lanyard_error
open_files(struct lanyard_session *s, const struct lanyard_options *options)
{
	static const struct paths_kind kind = {
	    "LANYARD_STORE", "XDG_STATE_HOME", ".local/state", "lanyard"};
	struct error *error = &s->error;
	enum lanyard_error r;
	char *store_path = NULL;

	if ((r = choose_config(s, options)) != LANYARD_OK)
		goto out;
	if (options->storage != NULL) {
		r = store_open_storage(&s->store, options->storage, error);
		goto out;
	}
	r = paths_choose(&kind, options->store_path, &store_path, error);
	if (r == LANYARD_OK)
		r = store_path != NULL
			? store_open(&s->store, store_path, error)
			: paths_fail_home(error);
out:
	free(store_path);
	return r;
}

enum lanyard_error
lanyard_session_open(
    struct lanyard_session **session, const struct lanyard_options *options)
{
	struct lanyard_session *s = calloc(1, sizeof(*s));
	enum lanyard_error r;

	*session = s;
	if (s == NULL)
		return LANYARD_ERR_MEMORY;
	s->system_path = SYSCONFDIR "/lanyard/lanyard.conf";
	buf_init(&s->stamps, STAMPS_LIMIT);
	r = take_options(s, options);
	return r == LANYARD_OK ? open_files(s, options) : r;
}

void
lanyard_session_close(struct lanyard_session **session)
{
	struct lanyard_session *s = session != NULL ? *session : NULL;

	if (s == NULL)
		return;
	if (s->http != NULL)
		s->http_free(&s->http);
	free(s->http_login);
	config_free(&s->config);
	buf_clear(&s->stamps);
	append_clear(&s->append);
	free(s->append_secret);
	store_close(&s->store);
	free(s->config_path);
	free(s->oauth_program);
	free(s->ca_file);
	free(s->proxy);
	free(s);
	*session = NULL;
}

const char *
lanyard_session_message(const struct lanyard_session *session)
{
	if (session == NULL)
		return lanyard_strerror(LANYARD_ERR_MEMORY);
	if (session->error.message[0] == '\0')
		return lanyard_strerror(session->error.code);
	return session->error.message;
}

const char *
lanyard_session_hint(const struct lanyard_session *session)
{
	if (session == NULL || session->error.hint[0] == '\0')
		return NULL;
	return session->error.hint;
}

void
lanyard_session_set_min_life(struct lanyard_session *session, int64_t seconds)
{
	session->min_life_s =
	    seconds < MIN_LIFE_MAX_S ? seconds : MIN_LIFE_MAX_S;
}

const char *
lanyard_session_config_path(const struct lanyard_session *session)
{
	return session->config_path != NULL ? session->config_path : "";
}

enum lanyard_error
lanyard_session_fail(struct lanyard_session *session, enum lanyard_error code,
    const char *text, const char *hint)
{
	error_set(&session->error, code, "%s", text);
	if (hint != NULL)
		error_hint(&session->error, "%s", hint);
	return code;
}

enum lanyard_error
lanyard_session_fail_start(
    struct lanyard_session *session, int errnum, const char *program)
{
	return start_failed(&session->error, LANYARD_ERR_SYSTEM, errnum,
	    program, NULL, "cannot start %s", program);
}

/* The files of the configuration, the user's first; NULL at the end. */
static void
config_files(const struct lanyard_session *s, const char *files[3])
{
	bool none = s->config_path[0] == '\0';

	files[0] = none ? NULL : s->config_path;
	files[1] = none ? NULL : s->system_path;
	files[2] = NULL;
}

enum lanyard_error
session_stamp(struct lanyard_session *session)
{
	struct buf *stamps = &session->stamps;
	enum lanyard_error r;
	const char *files[3];

	if (session->config != NULL)
		return LANYARD_OK;
	config_files(session, files);
	session->settled = true;
	buf_reset(stamps);
	/*
	 * The form of what follows may change with the version. A file that is
	 * named must exist; the same one by default need not.
	 */
	r = buf_printf(stamps, "version=" LANYARD_VERSION "\nnamed=%d\n",
	    session->config_named);
	for (size_t i = 0; r == LANYARD_OK && files[i] != NULL; i++)
		if ((r = buf_printf(stamps, "file=%s\nstamp=", files[i])) ==
			LANYARD_OK &&
		    (r = stamp_add(stamps, files[i], &session->settled)) ==
			LANYARD_OK)
			r = buf_add_text(stamps, "\n");
	if (r == LANYARD_OK)
		r = buf_add_text(stamps, "\n");
	if (r == LANYARD_OK)
		return r;
	return r == LANYARD_ERR_MEMORY
		   ? error_memory(&session->error)
		   : error_set(&session->error, LANYARD_ERR_CONFIG,
			 "the path of the configuration is too long");
}

enum lanyard_error
session_config(struct lanyard_session *session)
{
	enum lanyard_error r;
	const char *files[3];

	if (session->config != NULL)
		return LANYARD_OK;
	/* First: what changes while it is read must not pass for old. */
	if ((r = session_stamp(session)) != LANYARD_OK)
		return r;
	config_files(session, files);
	return config_load(&session->config, files[0], session->config_named,
	    files[1], &session->error);
}

bool
session_keeps_passwords(const struct lanyard_session *session)
{
	return session->config->store_passwords &&
	       store_path(session->store) != NULL;
}

int64_t
session_now(const struct lanyard_session *session)
{
	return session->clock != NULL ? session->clock(session->context)
				      : clock_now();
}

void
session_log(const struct lanyard_session *session, const char *format, ...)
{
	char text[2 * ERROR_TEXT];
	va_list arguments;

	if (session->log == NULL)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	session->log(session->context, text);
}

bool
session_may_ask(const struct lanyard_session *session)
{
	const struct lanyard_ui *ui = session->ui;

	return ui != NULL && ui->may_ask != NULL && ui->may_ask(ui->context);
}

const char *
session_why_not(const struct lanyard_session *session)
{
	const struct lanyard_ui *ui = session->ui;

	return ui != NULL && ui->why_not != NULL ? ui->why_not(ui->context)
						 : NULL;
}

enum lanyard_error
session_try_lock(struct lanyard_session *session, const char *name,
    enum store_lock lock, int *fd)
{
	enum lanyard_error r;

	r = store_try_lock(
	    session->store, STORE_LOGIN, name, lock, fd, &session->error);
	if (r != LANYARD_OK || *fd == -1 || lock != STORE_LOCK_RECORD)
		return r;
	/* Before anything else is saved over what was not finished. */
	r = recover_record(session->store, name, &session->error);
	if (r != LANYARD_OK)
		store_unlock(session->store, fd);
	return r;
}

int64_t
session_pause_ms(unsigned n)
{
	return n < 5 ? 2 << n : 50;
}

/* With TRY, until DEADLINE_MS. */
static enum lanyard_error
lock_until(struct lanyard_session *session, const char *name,
    enum store_lock lock, int64_t deadline_ms, int *fd,
    enum lanyard_error (*try)(struct lanyard_session *session, const char *name,
	enum store_lock lock, int *fd))
{
	enum lanyard_error r;

	for (unsigned n = 0;; n++) {
		r = try(session, name, lock, fd);
		if (r != LANYARD_OK || *fd != -1)
			return r;
		if (clock_monotonic_ms() >= deadline_ms)
			return error_set(&session->error, LANYARD_ERR_TIMEOUT,
			    "another process has kept login %s locked", name);
		clock_sleep_ms(session_pause_ms(n));
	}
}

enum lanyard_error
session_lock(struct lanyard_session *session, const char *name,
    enum store_lock lock, int64_t deadline_ms, int *fd)
{
	return lock_until(
	    session, name, lock, deadline_ms, fd, session_try_lock);
}

static enum lanyard_error
try_as_left(struct lanyard_session *session, const char *name,
    enum store_lock lock, int *fd)
{
	return store_try_lock(
	    session->store, STORE_LOGIN, name, lock, fd, &session->error);
}

enum lanyard_error
session_lock_as_left(struct lanyard_session *session, const char *name,
    int64_t deadline_ms, int *fd)
{
	return lock_until(
	    session, name, STORE_LOCK_RECORD, deadline_ms, fd, try_as_left);
}
