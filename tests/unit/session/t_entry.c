/*
 * t_entry.c - entry.h: a login together with what is stored of it
 */
#include "scratch.h"

#define FINDERS 8

/* A login that only the store knows asks for what it was granted. */
static void
has_the_scope_of_its_record(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, "logins = { };\n");
	struct seed seed = SEED_FRESH;
	struct entry entry;

	seed.more = "client_id=c\nscope=read write\n";
	scratch_seed(s, "other", &seed);
	entry_init(&entry);
	assert_int_equal(search_name(&entry, session, "other"), LANYARD_OK);
	assert_string_equal(entry.login->scope[0], "read");
	assert_string_equal(entry.login->scope[1], "write");
	assert_null(entry.login->scope[2]);
	entry_clear(&entry);
}

static void
knows_whose_tokens_it_has(void **state)
{
	static const struct {
		const char *more;
		bool agrees;
	} cases[] = {
	    {"", true},
	    {"token_endpoint=https://id.example.com/token\nclient_id=c1\n",
		true},
	    {"issuer=https://elsewhere\nclient_id=c1\n", true},
	    {"token_endpoint=https://elsewhere/token\nclient_id=c1\n", false},
	    {"client_id=c2\n", false},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_FRESH;
		struct entry entry;
		int64_t now = clock_now();

		seed.more = cases[i].more;
		scratch_seed(s, "work", &seed);
		entry_init(&entry);
		assert_int_equal(
		    search_name(&entry, session, "work"), LANYARD_OK);
		assert_int_equal(entry.agrees, cases[i].agrees);
		assert_int_equal(
		    entry_refresh_token(&entry) != NULL, cases[i].agrees);
		assert_int_equal(entry_is_fresh(&entry, now), cases[i].agrees);
		assert_int_equal(entry_is_alive(&entry, now), cases[i].agrees);
		entry_clear(&entry);
	}
}

static void
has_a_margin_of_its_own(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s,
	    "logins = { work = { url = [ \"https://h\" ]; "
	    "token_endpoint = \"https://id/t\"; client_id = \"c\"; "
	    "refresh_margin_s = 300; }; };\n");
	struct entry entry;
	int64_t now = clock_now();

	scratch_seed(s, "work", &(struct seed){"at", -10000, 200, "rt", 1, ""});
	entry_init(&entry);
	assert_int_equal(search_name(&entry, session, "work"), LANYARD_OK);
	assert_false(entry_is_fresh(&entry, now));
	assert_true(entry_is_alive(&entry, now));
	entry_clear(&entry);
}

/* The longer of what the login and the caller want. */
static void
lasts_as_long_as_is_wanted(void **state)
{
	static const struct {
		int64_t wanted_s, left_s;
		bool lasting;
	} cases[] = {{0, 600, true}, {0, 599, false}, {700, 699, false},
	    {700, 700, true}, {500, 599, false}};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s,
	    "logins = { work = { url = [ \"https://h\" ]; "
	    "token_endpoint = \"https://id/t\"; client_id = \"c\"; "
	    "min_life_s = 600; }; };\n");

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct entry entry;

		entry_init(&entry);
		assert_int_equal(
		    search_name(&entry, session, "work"), LANYARD_OK);
		lanyard_session_set_min_life(session, cases[i].wanted_s);
		assert_int_equal(
		    entry_is_lasting(&entry, session,
			tokens_expires_at(&entry.record) - cases[i].left_s),
		    cases[i].lasting);
		entry_clear(&entry);
	}
}

/* The one file that was set aside; NULL for none or several. */
static const char *
aside_file(const struct scratch *s)
{
	DIR *dir = opendir(scratch_path(s, "store/logins"));
	static char path[4 * SCRATCH_PATH];
	struct dirent *entry;
	int count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		if (strstr(entry->d_name, ".aside-") != NULL) {
			count++;
			scratch_print(path, sizeof(path), "%s/store/logins/%s",
			    s->path, entry->d_name);
		}
	closedir(dir);
	return count == 1 ? path : NULL;
}

static void
sets_a_damaged_record_aside(void **state)
{
	static const char damaged[] = "name=work\nrefresh_token=precious\n";
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct person person = {0};
	struct lanyard_ui ui = {.context = &person, .notice = person_notice};
	const char *ways[] = {"work", "https://git.example.com"};
	struct entry other;
	bool found;

	for (size_t i = 0; i < 2 * COUNT(ways); i++) {
		struct entry entry;

		scratch_seed(s, "work", &(struct seed)SEED_FRESH);
		scratch_write(
		    scratch_path(s, "store/logins/work"), damaged, 0, 0600);
		session->ui = i % 2 == 0 ? NULL : &ui;
		entry_init(&entry);
		assert_int_equal(
		    search_target(&entry, session, ways[i / 2]), LANYARD_OK);
		assert_false(entry.record.found);
		assert_true(entry.agrees);
		assert_null(entry_refresh_token(&entry));
		entry_clear(&entry);
		assert_non_null(aside_file(s));
		assert_string_equal(scratch_read(aside_file(s)), damaged);
		if (session->ui != NULL) {
			assert_int_equal(person.notices, (int)(i + 1) / 2);
			assert_non_null(
			    strstr(person.notice, "login work is now "));
			assert_non_null(strstr(person.notice, ".aside-"));
		}
		scratch_remove(s->store);
		session = scratch_open(s, SCRATCH_CONFIG);
	}

	/* Where another may be meant it is nobody's, and stays where it is. */
	session->ui = &ui;
	person.notices = 0;
	scratch_seed(s, "other", &(struct seed)SEED_FRESH);
	scratch_write(scratch_path(s, "store/logins/other"), "x", 0, 0600);
	entry_init(&other);
	assert_int_equal(entry_scan_stored(&other, session, "other", &found),
	    LANYARD_ERR_STORE);
	assert_false(found);
	entry_clear(&other);
	assert_null(aside_file(s));
	assert_int_equal(person.notices, 0);
	assert_false(
	    scratch_exists(scratch_path(s, "store/logins/other.lock")));
}

static void
sets_a_damaged_record_aside_once(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	pid_t pids[FINDERS];
	struct entry entry;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_write(scratch_path(s, "store/logins/work"), "x", 0, 0600);
	lanyard_session_close(&s->session);
	for (int i = 0; i < FINDERS; i++)
		if ((pids[i] = fork()) == 0) {
			session = scratch_another(s);
			entry_init(&entry);
			_exit(search_name(&entry, session, "work") !=
				  LANYARD_OK ||
			      entry.record.found);
		}
	for (int i = 0; i < FINDERS; i++)
		assert_int_equal(scratch_reap(pids[i]), 0);
	assert_non_null(aside_file(s));
}

/* Its own lock is not waited for: that would take as long as waiting may. */
static void
sets_aside_under_its_own_lock(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct lanyard_session *child;
	struct entry entry;
	int fd = -1;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	entry_init(&entry);
	assert_int_equal(search_name(&entry, session, "work"), LANYARD_OK);
	assert_int_equal(
	    session_try_lock(session, "work", STORE_LOCK_RECORD, &fd),
	    LANYARD_OK);
	assert_true(store_holds(session->store, "work"));
	assert_false(store_holds(session->store, "wor"));
	scratch_write(scratch_path(s, "store/logins/work"), "x", 0, 0600);
	assert_int_equal(entry_load(&entry, session), LANYARD_OK);
	assert_false(entry.record.found);
	assert_non_null(aside_file(s));
	scratch_remove(aside_file(s));

	/* Nor by the process that the lock was handed to. */
	scratch_write(scratch_path(s, "store/logins/work"), "x", 0, 0600);
	child = scratch_another(s);
	store_note_held(child->store, "work");
	entry_clear(&entry);
	assert_int_equal(search_name(&entry, child, "work"), LANYARD_OK);
	assert_false(entry.record.found);
	assert_non_null(aside_file(s));
	lanyard_session_close(&child);

	store_unlock(session->store, &fd);
	assert_false(store_holds(session->store, "work"));
	entry_clear(&entry);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(has_the_scope_of_its_record),
	    SCRATCH_TEST(knows_whose_tokens_it_has),
	    SCRATCH_TEST(has_a_margin_of_its_own),
	    SCRATCH_TEST(lasts_as_long_as_is_wanted),
	    SCRATCH_TEST(sets_a_damaged_record_aside),
	    SCRATCH_TEST(sets_a_damaged_record_aside_once),
	    SCRATCH_TEST(sets_aside_under_its_own_lock),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
