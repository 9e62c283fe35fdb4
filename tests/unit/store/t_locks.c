/*
 * t_locks.c - locks.h: the locks of records that are files
 */
#include "scratch.h"

#include "a_flock.h"
#include "os/durable.h"
#include "store/locks.h"

struct place {
	struct locks locks;
	struct locks_files files;
	struct error error;
};

static void
begin(struct place *place, const struct scratch *s)
{
	memset(place, 0, sizeof(*place));
	locks_init(&place->locks);
	place->files = (struct locks_files){.folder = open(s->path, O_RDONLY),
	    .place = "PLACE",
	    .lock = "x.lock",
	    .claim = "x.claim",
	    .new = "x.new"};
}

static void
end(struct place *place)
{
	locks_clear(&place->locks);
	close(place->files.folder);
	flock_does_nothing = false;
}

/* The lock's descriptor, or -1. */
static int
take(struct place *place)
{
	int fd = -2;

	assert_int_equal(
	    locks_try(&place->locks, &place->files, &fd, &place->error),
	    LANYARD_OK);
	return fd;
}

/* With a flock(2) that works, and with one that does nothing. */
static void
is_held_by_one(void **state)
{
	const struct scratch *s = *state;
	struct place one, two;
	int fd;

	for (int i = 0; i < 2; i++) {
		begin(&one, s);
		begin(&two, s);
		flock_does_nothing = i == 1;
		assert_true((fd = take(&one)) >= 0);
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
		assert_int_equal(
		    scratch_exists(scratch_path(s, "x.claim")), i == 1);
		assert_int_equal(take(&two), -1);
		locks_drop(&one.locks, fd);
		assert_false(scratch_exists(scratch_path(s, "x.claim")));
		assert_true((fd = take(&two)) >= 0);
		locks_drop(&two.locks, fd);
		end(&one);
		end(&two);
	}
}

/* Two locks at once: each with its own claim. */
static void
keeps_claims_apart(void **state)
{
	const struct scratch *s = *state;
	struct place p;
	int record, prompt;

	begin(&p, s);
	flock_does_nothing = true;
	record = take(&p);
	p.files.lock = "x.prompt-lock";
	p.files.claim = "x.prompt-claim";
	prompt = take(&p);
	assert_true(record >= 0 && prompt >= 0);
	locks_drop(&p.locks, record);
	assert_false(scratch_exists(scratch_path(s, "x.claim")));
	assert_true(scratch_exists(scratch_path(s, "x.prompt-claim")));
	locks_drop(&p.locks, prompt);
	assert_false(scratch_exists(scratch_path(s, "x.prompt-claim")));
	end(&p);
}

/* A child that has the lock keeps the claim when we are through with it. */
static void
shares_the_claim(void **state)
{
	const struct scratch *s = *state;
	struct place p;
	pid_t pid;
	int fd;

	begin(&p, s);
	flock_does_nothing = true;
	fd = take(&p);
	if ((pid = fork()) == 0) {
		pause();
		_exit(0);
	}
	locks_share(&p.locks, fd, pid);
	locks_drop(&p.locks, fd);
	assert_true(scratch_exists(scratch_path(s, "x.claim")));
	assert_int_equal(take(&p), -1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_true((fd = take(&p)) >= 0);
	locks_drop(&p.locks, fd);
	end(&p);
}

/* Whoever waits for a reply has NAME.new locked, whatever became of the lock.
 */
static void
yields_to_a_request(void **state)
{
	const struct scratch *s = *state;
	struct durable room = {.place = "PLACE", .fd = -1};
	struct place p;
	int fd;

	begin(&p, s);
	room.folder = p.files.folder;
	room.name = strdup("x");
	room.new = strdup("x.new");
	assert_int_equal(durable_reserve(&room, 10, NULL), LANYARD_OK);
	assert_int_equal(take(&p), -1);
	p.files.new = NULL;
	assert_true((fd = take(&p)) >= 0);
	locks_drop(&p.locks, fd);
	p.files.new = "x.new";
	durable_unreserve(&room);
	assert_true((fd = take(&p)) >= 0);
	locks_drop(&p.locks, fd);
	durable_clear(&room);
	end(&p);
}

static void
says_what_cannot_be_made(void **state)
{
	const struct scratch *s = *state;
	struct place p;
	int fd = -2;

	begin(&p, s);
	p.files.lock = "none/x.lock";
	assert_int_equal(
	    locks_try(&p.locks, &p.files, &fd, &p.error), LANYARD_ERR_STORE);
	assert_int_equal(fd, -1);
	assert_string_equal(p.error.message,
	    "PLACE: cannot open none/x.lock: No such file or directory");
	p.files.lock = "x.lock";
	flock_does_nothing = true;
	p.files.claim = "none/x.claim";
	assert_int_equal(
	    locks_try(&p.locks, &p.files, &fd, &p.error), LANYARD_ERR_STORE);
	assert_int_equal(fd, -1);
	assert_string_equal(p.error.message,
	    "PLACE: cannot make none/x.claim: No such file or directory");
	p.files.claim = NULL;
	assert_int_equal(
	    locks_try(&p.locks, &p.files, &fd, &p.error), LANYARD_ERR_PROTOCOL);
	assert_int_equal(fd, -1);
	flock_does_nothing = false;
	assert_true((fd = take(&p)) >= 0);
	locks_drop(&p.locks, fd);
	end(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(is_held_by_one),
	    SCRATCH_TEST(keeps_claims_apart),
	    SCRATCH_TEST(shares_the_claim),
	    SCRATCH_TEST(yields_to_a_request),
	    SCRATCH_TEST(says_what_cannot_be_made),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
