/*
 * storage.h - sessions on a storage, for the tests of each kind of it
 */
#ifndef TEST_STORAGE_H
#define TEST_STORAGE_H

#include "scratch.h"

#define E(code) LANYARD_ERR_##code

/* A session on STORAGE, with SCRATCH_CONFIG; the fake refresh is reset. */
static inline struct lanyard_session *
storage_session(struct scratch *s, const struct lanyard_storage *storage)
{
	const struct lanyard_options options = {.config_path = s->config,
	    .storage = storage,
	    .refresh = fake_refresh};
	struct lanyard_session *session = NULL;

	memset(&fake, 0, sizeof(fake));
	fake.retry_after_s = -1;
	scratch_print(fake.count, sizeof(fake.count), "%s/count", s->path);
	scratch_write(s->config, SCRATCH_CONFIG, 0, 0600);
	if (lanyard_session_open(&session, &options) != LANYARD_OK)
		fail_msg("%s", lanyard_session_message(session));
	return session;
}

/* A record of NAME whose token is over, and a key that we do not know. */
static inline const char *
storage_record(const char *name)
{
	static char text[512];

	scratch_print(text, sizeof(text),
	    "name=%s\nclient_id=c1\ntoken_endpoint=https://id.example.com/"
	    "token\nurl[]=https://%s.example.org\naccess_token=old\n"
	    "expires_at=10\nobtained_at=1\nrefresh_token=rt\n"
	    "unknown_key=kept\ngeneration=5\n\n",
	    name, name);
	return text;
}

static inline enum lanyard_error
storage_put(const struct lanyard_storage *storage, const char *name)
{
	const char *text = storage_record(name);

	return storage->save(storage->context, name, text, strlen(text));
}

/* What is stored, lent until the next call; "(none)". */
static inline enum lanyard_error
storage_take(void *to, const void *data, size_t size)
{
	scratch_print(to, 4096, "%.*s", (int)size, (const char *)data);
	return LANYARD_OK;
}

static inline const char *
storage_get(const struct lanyard_storage *storage, const char *name)
{
	static char text[4096];

	scratch_print(text, sizeof(text), "(none)");
	assert_int_equal(
	    storage->load(storage->context, name, storage_take, text),
	    LANYARD_OK);
	return text;
}

/* All names, each with a space behind it. */
static inline enum lanyard_error
storage_list(void *to, const char *name)
{
	size_t size = strlen(to);

	scratch_print((char *)to + size, 256 - size, "%s ", name);
	return strcmp(name, "stop") == 0 ? (enum lanyard_error)77 : LANYARD_OK;
}

static inline const char *
storage_names(const struct lanyard_storage *storage)
{
	static char text[256];

	text[0] = '\0';
	assert_int_equal(
	    storage->each(storage->context, storage_list, text), LANYARD_OK);
	return text;
}

/* The whole life of a login on STORAGE, seeded by storage_put("work"). */
static inline void
storage_lives(struct scratch *s, const struct lanyard_storage *storage)
{
	struct lanyard_session *session = storage_session(s, storage);
	struct lanyard_credential *token = NULL;
	const char *answer;

	assert_int_equal(storage_put(storage, "work"), LANYARD_OK);
	if (lanyard_token(session, "work", &token) != LANYARD_OK)
		fail_msg("%s", lanyard_session_message(session));
	assert_string_equal(lanyard_credential_get(token, "password"), "at-6");
	lanyard_credential_free(&token);
	assert_int_equal(fake.calls, 1);
	assert_non_null(
	    strstr(storage_get(storage, "work"), "\nunknown_key=kept\n"));
	assert_non_null(
	    strstr(storage_get(storage, "work"), "refresh_token=rt-6"));
	/* By URL, and for git; nothing in the folder. */
	assert_int_equal(scratch_get(session, REQUEST, &answer), LANYARD_OK);
	assert_non_null(strstr(answer, "password=at-6\n"));
	assert_int_equal(fake.calls, 1);
	assert_false(scratch_exists(s->store));
	assert_int_equal(lanyard_logout(session, "work"), LANYARD_OK);
	assert_string_equal(storage_get(storage, "work"), "(none)");
	lanyard_session_close(&session);
}

#endif
