/*
 * t_storage.c - a program's own storage, and how it may fail
 *
 * It is one in memory with each function in between, which fails when told to.
 */
#include "storage.h"

enum call { LOAD, SAVE, REMOVE, EACH, LOCK, RESERVE, CALLS };

struct odd {
	struct lanyard_storage own, *inner;
	enum call fails; /* CALLS: none */
	int after;	 /* so many good calls of it first */
	int code;
	int locked; /* locks held */
	bool twice;
	const char *garbage;
};

static int
result(struct odd *odd, enum call call)
{
	return odd->fails == call && odd->after-- <= 0 ? odd->code : 0;
}

static enum lanyard_error
odd_load(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	struct odd *odd = context;
	int r = result(odd, LOAD);

	if (r != 0)
		return (enum lanyard_error)r;
	if (odd->garbage != NULL)
		return give(to, odd->garbage, strlen(odd->garbage));
	/* Its result is forgotten: the session has to know by itself. */
	if (odd->twice)
		(void)odd->inner->load(odd->inner->context, name, give, to);
	(void)odd->inner->load(odd->inner->context, name, give, to);
	return LANYARD_OK;
}

static enum lanyard_error
odd_save(void *context, const char *name, const void *data, size_t size)
{
	struct odd *odd = context;
	int r = result(odd, SAVE);

	return r != 0 ? (enum lanyard_error)r
		      : odd->inner->save(odd->inner->context, name, data, size);
}

static enum lanyard_error
odd_remove(void *context, const char *name)
{
	struct odd *odd = context;
	int r = result(odd, REMOVE);

	return r != 0 ? (enum lanyard_error)r
		      : odd->inner->remove(odd->inner->context, name);
}

static enum lanyard_error
odd_each(void *context,
    enum lanyard_error (*function)(void *to, const char *name), void *to)
{
	struct odd *odd = context;
	int r = result(odd, EACH);

	return r != 0 ? (enum lanyard_error)r
		      : odd->inner->each(odd->inner->context, function, to);
}

static enum lanyard_error
odd_lock(void *context, const char *name, enum lanyard_lock lock, int *handle)
{
	struct odd *odd = context;
	int r = result(odd, LOCK);
	enum lanyard_error code;

	if (r != 0)
		return (enum lanyard_error)r;
	code = odd->inner->lock(odd->inner->context, name, lock, handle);
	odd->locked += *handle >= 0;
	return code;
}

static void
odd_unlock(void *context, int handle)
{
	struct odd *odd = context;

	odd->locked--;
	odd->inner->unlock(odd->inner->context, handle);
}

static enum lanyard_error
odd_reserve(void *context, const char *name, size_t size)
{
	(void)name;
	(void)size;
	return (enum lanyard_error)result(context, RESERVE);
}

static void
make(struct odd *odd)
{
	*odd = (struct odd){.fails = CALLS,
	    .own = {odd, odd_load, odd_save, odd_remove, odd_each, odd_lock,
		odd_unlock, odd_reserve, NULL, NULL}};
	assert_int_equal(lanyard_storage_memory(&odd->inner), LANYARD_OK);
}

static void
serves_a_session(void **state)
{
	struct odd odd;

	make(&odd);
	storage_lives(*state, &odd.own);
	assert_int_equal(odd.locked, 0);
	/* Without locks and reserve: nobody else uses it. */
	odd.own.lock = NULL;
	odd.own.unlock = NULL;
	odd.own.reserve = NULL;
	storage_lives(*state, &odd.own);
	lanyard_storage_free(&odd.inner);
}

/* The code comes back, nothing stored changes, no lock is kept. */
static void
returns_what_fails(void **state)
{
	static const int codes[] = {E(MEMORY), E(STORE), E(NETWORK), 77, -5};
	struct scratch *s = *state;
	struct odd odd;

	make(&odd);
	for (size_t i = 0; i < COUNT(codes); i++)
		for (enum call call = LOAD; call < CALLS; call++) {
			struct lanyard_session *session =
			    storage_session(s, &odd.own);
			struct lanyard_credential *token = NULL;
			int r;

			assert_int_equal(
			    storage_put(odd.inner, "work"), LANYARD_OK);
			odd.fails = call;
			odd.after = 0;
			odd.code = codes[i];
			if (call == REMOVE)
				r = (int)lanyard_logout(session, "work");
			else if (call == EACH)
				r = (int)lanyard_token(session,
				    "https://nobody.example.com", &token);
			else if (call == RESERVE)
				r = (int)store_reserve(session->store,
				    STORE_LOGIN, "work", 10, &session->error);
			else
				r = (int)lanyard_token(session, "work", &token);
			if (r != codes[i])
				fail_msg("call %d, code %d: %d %s", call,
				    codes[i], r,
				    lanyard_session_message(session));
			assert_null(token);
			assert_non_null(strstr(lanyard_session_message(session),
			    call == EACH ? "list its logins" : "work"));
			assert_int_equal(odd.locked, 0);
			odd.fails = CALLS;
			assert_string_equal(storage_get(odd.inner, "work"),
			    storage_record("work"));
			/* And the session goes on. */
			assert_int_equal(
			    lanyard_token(session, "work", &token), LANYARD_OK);
			lanyard_credential_free(&token);
			lanyard_session_close(&session);
		}
	lanyard_storage_free(&odd.inner);
}

static void
takes_no_garbage(void **state)
{
	static const char *const garbage[] = {"", "x", "name=work\n",
	    "name=other\nclient_id=c\n\n", "name=work\n\nname=work\n\n",
	    "=\n\n"};
	struct scratch *s = *state;
	struct odd odd;

	make(&odd);
	assert_int_equal(storage_put(odd.inner, "work"), LANYARD_OK);
	for (size_t i = 0; i <= COUNT(garbage); i++) {
		struct lanyard_session *session = storage_session(s, &odd.own);
		struct lanyard_credential *token = NULL;

		odd.garbage = i < COUNT(garbage) ? garbage[i] : NULL;
		odd.twice = odd.garbage == NULL;
		if (lanyard_token(session, "work", &token) != E(STORE))
			fail_msg(
			    "%zu: %s", i, lanyard_session_message(session));
		assert_int_equal(fake.calls, 0);
		assert_int_equal(odd.locked, 0);
		assert_string_equal(
		    storage_get(odd.inner, "work"), storage_record("work"));
		lanyard_session_close(&session);
	}
	lanyard_storage_free(&odd.inner);
}

static enum lanyard_error
keep_nothing(void *context, const char *name, const void *data, size_t size)
{
	(void)context;
	(void)name;
	(void)data;
	return size == 0 ? LANYARD_OK : E(STORE);
}

static void
refuses_what_cannot_be(void **state)
{
	struct scratch *s = *state;
	struct lanyard_options options = {.config_path = s->config};
	struct lanyard_session *session = NULL;
	struct lanyard_credential *request = scratch_request(
	    "protocol=https\nhost=p.example.com\nusername=u\npassword=p\n");
	const char *answer;
	struct odd odd;

	make(&odd);
	scratch_write(s->config, PASSWORDS SCRATCH_CONFIG, 0, 0600);
	for (int i = 0; i < 6; i++) {
		struct lanyard_storage lacking = odd.own;

		options.storage = &lacking;
		if (i == 0)
			lacking.load = NULL;
		else if (i == 1)
			lacking.save = NULL;
		else if (i == 2)
			lacking.remove = NULL;
		else if (i == 3)
			lacking.each = NULL;
		else if (i == 4)
			lacking.unlock = NULL;
		else
			lacking.keep = keep_nothing;
		assert_int_equal(
		    lanyard_session_open(&session, &options), E(ARGUMENT));
		assert_string_not_equal(lanyard_session_message(session), "");
		lanyard_session_close(&session);
	}
	/* lanyard-oauth knows nothing of it; passwords are not kept. */
	options.storage = &odd.own;
	options.refresh = lanyard_refresh_program;
	assert_int_equal(lanyard_session_open(&session, &options), LANYARD_OK);
	assert_int_equal(storage_put(odd.inner, "work"), LANYARD_OK);
	assert_int_equal(lanyard_refresh(session, "work", 0), E(ARGUMENT));
	assert_int_equal(lanyard_store(session, request), LANYARD_OK);
	assert_int_equal(scratch_get(session,
			     "protocol=https\nhost=p.example.com\n", &answer),
	    LANYARD_OK);
	assert_string_equal(answer, "");
	assert_int_equal(lanyard_erase(session, request), LANYARD_OK);
	assert_string_equal(storage_names(odd.inner), "work ");
	lanyard_session_close(&session);
	lanyard_credential_free(&request);
	lanyard_storage_free(&odd.inner);
}

/* `lanyard login` knows nothing of a program's own storage. */
static void
sends_nobody_to_the_command(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct lanyard_credential *token = NULL;
	struct odd odd;

	make(&odd);
	session = storage_session(s, &odd.own);
	assert_int_equal(storage_put(odd.inner, "work"), LANYARD_OK);
	fake.code = E(GRANT);
	assert_int_equal(lanyard_token(session, "work", &token), E(GRANT));
	assert_null(token);
	assert_non_null(strstr(lanyard_session_message(session),
	    "the program has to log in anew"));
	assert_null(strstr(lanyard_session_message(session), "lanyard login"));
	assert_int_equal(lanyard_refresh(session, "work", 0), E(GRANT));
	assert_null(lanyard_session_hint(session));
	lanyard_session_close(&session);
	lanyard_storage_free(&odd.inner);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(serves_a_session),
	    SCRATCH_TEST(returns_what_fails),
	    SCRATCH_TEST(takes_no_garbage),
	    SCRATCH_TEST(refuses_what_cannot_be),
	    SCRATCH_TEST(sends_nobody_to_the_command),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
