/*
 * t_memory.c - records in memory
 */
#include <pthread.h>

#include "storage.h"

#define THREADS 8

static struct lanyard_storage *
make(void)
{
	struct lanyard_storage *storage = NULL;

	assert_int_equal(lanyard_storage_memory(&storage), LANYARD_OK);
	return storage;
}

static void
keeps_records(void **state)
{
	struct lanyard_storage *storage = make();
	char names[256] = "";

	(void)state;
	assert_string_equal(storage_get(storage, "work"), "(none)");
	assert_string_equal(storage_names(storage), "");
	assert_int_equal(storage_put(storage, "work"), LANYARD_OK);
	assert_int_equal(storage_put(storage, "stop"), LANYARD_OK);
	assert_int_equal(storage_put(storage, "more"), LANYARD_OK);
	assert_string_equal(
	    storage_get(storage, "work"), storage_record("work"));
	assert_int_equal(
	    storage->each(storage->context, storage_list, names), 77);
	assert_string_equal(names, "work stop ");
	assert_int_equal(storage->remove(storage->context, "stop"), LANYARD_OK);
	assert_int_equal(
	    storage->remove(storage->context, "nobody"), LANYARD_OK);
	assert_string_equal(storage_names(storage), "work more ");
	assert_int_equal(
	    storage->save(storage->context, "work", "x", 1), LANYARD_OK);
	assert_string_equal(storage_get(storage, "work"), "x");
	lanyard_storage_free(&storage);
	assert_null(storage);
	lanyard_storage_free(&storage);
	lanyard_storage_free(NULL);
}

static void
locks_each_name_twice(void **state)
{
	struct lanyard_storage *storage = make();
	int one, two, other, busy;

	(void)state;
#define LOCK(name, which, handle)                                              \
	assert_int_equal(storage->lock(storage->context, name,                 \
			     LANYARD_LOCK_##which, handle),                    \
	    LANYARD_OK)
	LOCK("work", RECORD, &one);
	LOCK("work", PROMPT, &two);
	LOCK("more", RECORD, &other);
	assert_true(one >= 0 && two >= 0 && other >= 0);
	LOCK("work", RECORD, &busy);
	assert_int_equal(busy, -1);
	LOCK("work", PROMPT, &busy);
	assert_int_equal(busy, -1);
	storage->unlock(storage->context, one);
	LOCK("work", RECORD, &busy);
	assert_int_equal(busy, one);
	lanyard_storage_free(&storage);
}

static void
serves_a_session(void **state)
{
	struct lanyard_storage *storage = make();

	storage_lives(*state, storage);
	lanyard_storage_free(&storage);
}

static void *
ask(void *context)
{
	struct lanyard_session *session = context;
	struct lanyard_credential *token = NULL;

	if (lanyard_token(session, "work", &token) == LANYARD_OK &&
	    strcmp(lanyard_credential_get(token, "password"), "at-6") == 0)
		context = NULL;
	lanyard_credential_free(&token);
	return context;
}

/* One refresh, whoever asks. */
static void
serves_threads(void **state)
{
	struct scratch *s = *state;
	struct lanyard_storage *storage = make();
	struct lanyard_session *sessions[THREADS];
	pthread_t threads[THREADS];
	void *failed;

	for (int i = 0; i < THREADS; i++)
		sessions[i] = storage_session(s, storage);
	assert_int_equal(storage_put(storage, "work"), LANYARD_OK);
	fake.delay_ms = 100;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, ask, sessions[i]), 0);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		if (failed != NULL)
			fail_msg("%s", lanyard_session_message(failed));
		lanyard_session_close(&sessions[i]);
	}
	assert_int_equal(fake_calls(), 1);
	lanyard_storage_free(&storage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_records),
	    cmocka_unit_test(locks_each_name_twice),
	    SCRATCH_TEST(serves_a_session),
	    SCRATCH_TEST(serves_threads),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
