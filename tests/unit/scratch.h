/*
 * scratch.h - a folder for one test, with a store, a configuration, a session
 *
 * The session is put together here, so that no system configuration counts.
 * Its refresh function is a fake that saves a record or fails as told.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "login/lines.h"
#include "login/tokens.h"
#include "os/clock.h"
#include "session/entry.h"
#include "session/refresh.h"
#include "session/search.h"
#include "store/records.h"

#define SCRATCH_PATH 512
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct scratch {
	char path[SCRATCH_PATH];
	char config[SCRATCH_PATH];
	char store[SCRATCH_PATH];
	struct lanyard_session *session;
};

/* One login for git.example.com, the one most tests are about. */
#define SCRATCH_WORK                                                           \
	"work = { url = [ \"https://git.example.com\", "                       \
	"\"imaps://mail.example.com\" ]; "                                     \
	"token_endpoint = \"https://id.example.com/token\"; "                  \
	"client_id = \"c1\"; };"
#define SCRATCH_CONFIG "logins = { " SCRATCH_WORK " };\n"

/* snprintf() for paths that are known to fit: the compiler cannot know. */
__attribute__((format(printf, 3, 4))) static inline void
scratch_print(char *to, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(to, size, format, arguments);
	va_end(arguments);
	assert_true(length >= 0 && (size_t)length < size);
}

/* ---- files ---- */

static inline void
scratch_remove(const char *path)
{
	char inner[4 * SCRATCH_PATH];
	struct dirent *entry;
	DIR *dir = NULL;
	struct stat st;

	if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		(void)chmod(path, 0700);
		dir = opendir(path);
	}
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		scratch_print(
		    inner, sizeof(inner), "%s/%s", path, entry->d_name);
		scratch_remove(inner);
	}
	if (dir != NULL)
		closedir(dir);
	(void)remove(path);
}

/* Write SIZE bytes (0: a string) with MODE, whatever the umask. */
static inline void
scratch_write(const char *path, const char *bytes, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (size == 0)
		size = strlen(bytes);
	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, bytes, size), size);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

/* The content, lent until the next call; NULL: no such file. */
static inline const char *
scratch_read(const char *path)
{
	static char text[65536];
	int fd = open(path, O_RDONLY);
	ssize_t n, size = 0;

	if (fd == -1)
		return NULL;
	while ((n = read(fd, text + size, sizeof(text) - 1 - (size_t)size)) > 0)
		size += n;
	close(fd);
	text[size] = '\0';
	return text;
}

static inline bool
scratch_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

/* A path in the scratch folder, lent until the eighth next call. */
static inline const char *
scratch_path(const struct scratch *s, const char *rest)
{
	static char paths[8][2 * SCRATCH_PATH];
	static unsigned next;
	char *path = paths[next++ % COUNT(paths)];

	scratch_print(path, sizeof(paths[0]), "%s/%s", s->path, rest);
	return path;
}

/* What is at REST: TEXT and nothing behind it. NULL: nothing. */
static inline void
scratch_holds(const struct scratch *s, const char *rest, const char *text)
{
	const char *got = scratch_read(scratch_path(s, rest));
	struct stat st;

	if (text == NULL) {
		assert_null(got);
		return;
	}
	assert_non_null(got);
	assert_string_equal(got, text);
	assert_int_equal(stat(scratch_path(s, rest), &st), 0);
	assert_int_equal(st.st_size, strlen(text));
}

/* ---- the folder ---- */

static inline int
scratch_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct scratch *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	scratch_print(s->path, sizeof(s->path), "%s/lanyard-unit-XXXXXX",
	    tmp != NULL && tmp[0] == '/' && strlen(tmp) < 256 ? tmp : "/tmp");
	assert_non_null(mkdtemp(s->path));
	scratch_print(s->config, sizeof(s->config), "%s/lanyard.conf", s->path);
	scratch_print(s->store, sizeof(s->store), "%s/store", s->path);
	/* Nothing of the person's who runs this: no git configuration. */
	setenv("HOME", s->path, 1);
	setenv("XDG_CONFIG_HOME", s->path, 1);
	setenv("XDG_STATE_HOME", s->path, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	unsetenv("GIT_CONFIG_COUNT");
	unsetenv("GIT_CONFIG_PARAMETERS");
	unsetenv("GIT_SSL_CAINFO");
	unsetenv("GIT_SSL_CAPATH");
	unsetenv("LANYARD_CONFIG");
	unsetenv("LANYARD_STORE");
	*state = s;
	return 0;
}

static inline int
scratch_teardown(void **state)
{
	struct scratch *s = *state;

	lanyard_session_close(&s->session);
	scratch_remove(s->path);
	free(s);
	return 0;
}

#define SCRATCH_TEST(f)                                                        \
	cmocka_unit_test_setup_teardown(f, scratch_setup, scratch_teardown)

/* ---- the fake refresh function ---- */

struct fake {
	enum lanyard_error code; /* what it comes to */
	int64_t delay_ms;
	int64_t expires_in_s; /* 0: 3600; -1: the reply says nothing */
	bool silent;	      /* fails without recording it */
	int64_t retry_after_s;
	int calls; /* in this process */
	enum lanyard_job_kind kind;
	uint64_t generation;
	char count[2 * SCRATCH_PATH]; /* grows by a byte with each call */
};

static struct fake fake;

static inline void
fake_count(void)
{
	int fd = open(fake.count, O_WRONLY | O_CREAT | O_APPEND, 0600);

	if (fd != -1 && write(fd, "x", 1) != 1)
		abort();
	if (fd != -1)
		close(fd);
}

/* How often it was called by any process. */
static inline size_t
fake_calls(void)
{
	const char *text = scratch_read(fake.count);

	return text == NULL ? 0 : strlen(text);
}

static inline enum lanyard_error
fake_save(struct entry *entry, struct lanyard_session *session)
{
	struct attributes *a = &entry->record.attributes;
	uint64_t n = tokens_generation(&entry->record) + 1;
	int64_t now = clock_now(), s = fake.expires_in_s;
	char text[64];

	attributes_remove(a, "last_error");
	attributes_remove(a, "retry_at");
	attributes_remove(a, "login_failures");
	attributes_remove(a, "login_retry_at");
	attributes_remove(a, "refresh_token_error");
	attributes_remove(a, "expires_at");
	lines_from_login(&entry->record.attributes, entry->login, NULL);
	scratch_print(text, sizeof(text), "at-%" PRIu64, n);
	attributes_set_text(a, "access_token", text);
	scratch_print(text, sizeof(text), "rt-%" PRIu64, n);
	attributes_set_text(a, "refresh_token", text);
	attributes_set_number(a, "obtained_at", now);
	if (s != -1)
		attributes_set_number(
		    a, "expires_at", now + (s == 0 ? 3600 : s));
	if (s != -1)
		attributes_set_number(a, "expires_in", s == 0 ? 3600 : s);
	tokens_next_generation(&entry->record);
	return records_save(&entry->record, session->store, &session->error);
}

static inline enum lanyard_error
fake_fail(struct entry *entry, struct lanyard_session *session)
{
	struct attributes *a = &entry->record.attributes;

	lanyard_session_fail(session, fake.code, "the fake failed", NULL);
	if (fake.silent || fake.kind == LANYARD_JOB_LOGIN)
		return fake.code;
	if (fake.code != LANYARD_ERR_GRANT) {
		refresh_note_failure(entry, session, fake.retry_after_s);
		return fake.code;
	}
	attributes_set_text(a, "refresh_token_error", "the fake failed");
	records_save(&entry->record, session->store, NULL);
	return fake.code;
}

static inline enum lanyard_error
fake_refresh(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct entry entry;
	enum lanyard_error r;

	fake.calls++;
	fake.kind = job->kind;
	fake.generation = job->generation;
	fake_count();
	clock_sleep_ms(fake.delay_ms);
	entry_init(&entry);
	if ((r = search_name(&entry, session, job->login)) == LANYARD_OK)
		r = fake.code == LANYARD_OK ? fake_save(&entry, session)
					    : fake_fail(&entry, session);
	entry_clear(&entry);
	return r;
}

/* ---- sessions ---- */

/* One more session, closed by the caller. */
static inline struct lanyard_session *
scratch_another(const struct scratch *s)
{
	struct lanyard_session *session = calloc(1, sizeof(*session));

	assert_non_null(session);
	session->refresh = fake_refresh;
	buf_init(&session->stamps, 4 * SCRATCH_PATH);
	session->config_path = strdup(s->config);
	assert_int_equal(config_load(&session->config, s->config, true, NULL,
			     &session->error),
	    LANYARD_OK);
	assert_int_equal(
	    store_open(&session->store, s->store, &session->error), LANYARD_OK);
	return session;
}

/* The test's session, with TEXT for a configuration; the fake is reset. */
static inline struct lanyard_session *
scratch_open(struct scratch *s, const char *text)
{
	lanyard_session_close(&s->session);
	memset(&fake, 0, sizeof(fake));
	fake.retry_after_s = -1;
	scratch_print(fake.count, sizeof(fake.count), "%s/count", s->path);
	scratch_write(s->config, text, 0, 0600);
	s->session = scratch_another(s);
	return s->session;
}

/*
 * The same with a login "work" that has SETTINGS, "@" in them standing for the
 * server's URL. It refreshes by the fake until it is given another function.
 */
static inline struct lanyard_session *
scratch_open_at(struct scratch *s, const char *url, const char *settings)
{
	char text[2048], *to;

	scratch_print(text, sizeof(text),
	    "logins = { work = { url = [ \"https://git.example.com\" ]; "
	    "client_id = \"c1\"; ");
	for (; *settings != '\0'; settings++) {
		to = text + strlen(text);
		scratch_print(to, sizeof(text) - (size_t)(to - text),
		    *settings == '@' ? "%s" : "%.1s",
		    *settings == '@' ? url : settings);
	}
	to = text + strlen(text);
	scratch_print(to, sizeof(text) - (size_t)(to - text), " }; };\n");
	return scratch_open(s, text);
}

/* ---- records ---- */

#define SEED_NONE (-1000000)

/* What is stored; ages and lifetimes are from now, in seconds. */
struct seed {
	const char *access_token; /* NULL: none */
	int64_t obtained_at;	  /* SEED_NONE: none */
	int64_t expires_at;	  /* SEED_NONE: none */
	const char *refresh_token;
	int generation;
	const char *more; /* further lines */
};

#define SEED_FRESH                                                             \
	{                                                                      \
		"old", -100, 3000, "rt", 5, ""                                 \
	}
#define SEED_OVER                                                              \
	{                                                                      \
		"old", -4000, -400, "rt", 5, ""                                \
	}
/* Inside its margin: due, but alive. */
#define SEED_DUE                                                               \
	{                                                                      \
		"old", -3580, 20, "rt", 5, ""                                  \
	}

static inline void
scratch_seed(const struct scratch *s, const char *name, const struct seed *seed)
{
	int64_t now = clock_now();
	char text[4096], line[256];

	scratch_print(text, sizeof(text), "name=%s\n", name);
#define ADD(...)                                                               \
	do {                                                                   \
		size_t size_ = strlen(text);                                   \
		scratch_print(line, sizeof(line), __VA_ARGS__);                \
		scratch_print(text + size_, sizeof(text) - size_, "%s", line); \
	} while (0)
	if (seed->access_token != NULL)
		ADD("access_token=%s\n", seed->access_token);
	if (seed->obtained_at != SEED_NONE)
		ADD("obtained_at=%" PRId64 "\n", now + seed->obtained_at);
	if (seed->expires_at != SEED_NONE)
		ADD("expires_at=%" PRId64 "\n", now + seed->expires_at);
	if (seed->refresh_token != NULL)
		ADD("refresh_token=%s\n", seed->refresh_token);
	if (seed->generation != 0)
		ADD("generation=%d\n", seed->generation);
	if (seed->more != NULL)
		ADD("%s", seed->more);
	ADD("\n");
#undef ADD
	(void)mkdir(s->store, 0700);
	(void)mkdir(scratch_path(s, "store/logins"), 0700);
	scratch_print(line, sizeof(line), "store/logins/%s", name);
	scratch_write(scratch_path(s, line), text, 0, 0600);
}

/* What the store has of login NAME under KEY, lent until the next call. */
static inline const char *
scratch_value(const struct scratch *s, const char *name, const char *key)
{
	static char value[4096];
	struct record record;
	struct store *store = NULL;
	const char *text;

	record_init(&record);
	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	assert_int_equal(
	    records_load(&record, store, name, NULL, NULL), LANYARD_OK);
	text = attributes_text(&record.attributes, key);
	scratch_print(value, sizeof(value), "%s", text == NULL ? "" : text);
	record_clear(&record);
	store_close(&store);
	return text == NULL ? NULL : value;
}

/* TEXT with its "@" replaced by the expiry that login NAME has stored. */
static inline const char *
scratch_expiry(const struct scratch *s, const char *name, const char *text)
{
	static char full[4096];
	const char *at = strchr(text, '@');

	if (at == NULL)
		return text;
	scratch_print(full, sizeof(full), "%.*s%s%s", (int)(at - text), text,
	    scratch_value(s, name, "expires_at"), at + 1);
	return full;
}

static inline int64_t
scratch_number(const struct scratch *s, const char *name, const char *key)
{
	const char *text = scratch_value(s, name, key);

	return text == NULL ? -1 : strtoll(text, NULL, 10);
}

static inline void
assert_value(const struct scratch *s, const char *key, const char *expected)
{
	const char *text = scratch_value(s, "work", key);

	if (expected == NULL)
		assert_null(text);
	else
		assert_non_null(text);
	if (expected != NULL)
		assert_string_equal(text, expected);
}

/* ---- requests ---- */

/* LINES as a request; freed by the caller. */
static inline struct lanyard_credential *
scratch_request(const char *lines)
{
	struct lanyard_credential *c = NULL;

	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	assert_int_equal(
	    attributes_parse(&c->attributes, (const unsigned char *)lines,
		strlen(lines), NULL, NULL, NULL),
	    LANYARD_OK);
	return c;
}

/* The answer's lines, lent until the next call; "(none)" for NULL. */
static inline const char *
scratch_answer(struct lanyard_credential **answer)
{
	static char text[4096];
	struct buf buf;

	buf_init(&buf, sizeof(text) - 1);
	if (*answer != NULL)
		assert_int_equal(
		    attributes_write(&(*answer)->attributes, &buf), LANYARD_OK);
	scratch_print(text, sizeof(text), "%s",
	    *answer == NULL ? "(none)" : buf_text(&buf));
	buf_clear(&buf);
	lanyard_credential_free(answer);
	return text;
}

static inline enum lanyard_error
scratch_get(
    struct lanyard_session *session, const char *lines, const char **answer)
{
	struct lanyard_credential *request = scratch_request(lines);
	struct lanyard_credential *given = NULL;
	enum lanyard_error r = lanyard_get(session, request, &given);

	*answer = scratch_answer(&given);
	lanyard_credential_free(&request);
	return r;
}

#define REQUEST	  "protocol=https\nhost=git.example.com\n"
#define PASSWORDS "store_passwords = true;\n"

/* ---- a person ---- */

struct person {
	bool there;
	int notices;
	char notice[ERROR_TEXT];
};

static inline bool
person_may_ask(void *context)
{
	return ((struct person *)context)->there;
}

static inline void
person_notice(void *context, const char *text)
{
	struct person *person = context;

	person->notices++;
	scratch_print(person->notice, sizeof(person->notice), "%s", text);
}

/* The test's session anew, with UI, whose context is a person that is there. */
static inline struct lanyard_session *
person_session(struct scratch *s, const struct lanyard_ui *ui)
{
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct person *person = ui->context;

	memset(person, 0, sizeof(*person));
	person->there = true;
	session->ui = ui;
	return session;
}

/* ---- other processes ---- */

/* The child's exit status; -1 when a signal ended it. */
static inline int
scratch_reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) == -1)
		assert_int_equal(errno, EINTR);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
