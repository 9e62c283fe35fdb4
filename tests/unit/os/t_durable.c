/*
 * t_durable.c - durable.h: one file replaced whole, and its lock
 */
#include "scratch.h"

#include <sys/resource.h>

#include "another.h"
#include "base/limits.h"
#include "os/durable.h"
#include "os/file.h"
#include "os/lock.h"
#include "os/owner.h"
#include "os/private.h"

/* A place of either kind with the file "token" and what messages call it. */
struct place {
	struct durable file;
	char folder[2 * SCRATCH_PATH];
	struct error error;
};

static void
open_place(struct place *place, const struct scratch *s, bool by_path)
{
	const char *name = by_path ? scratch_path(s, "token") : "token";
	const char *new = by_path ? scratch_path(s, "token.new") : "token.new";

	memset(place, 0, sizeof(*place));
	scratch_print(place->folder, sizeof(place->folder), "%s", s->path);
	place->file = (struct durable){.place = place->folder,
	    .folder = by_path ? AT_FDCWD : open(s->path, O_RDONLY),
	    .name = strdup(name),
	    .new = strdup(new),
	    .fd = -1};
}

static void
close_place(struct place *place)
{
	if (place->file.folder != AT_FDCWD)
		close(place->file.folder);
	durable_clear(&place->file);
	assert_int_equal(place->file.fd, -1);
	assert_null(place->file.new);
}

static enum lanyard_error
save(struct place *place, const char *text)
{
	enum lanyard_error r =
	    durable_save(&place->file, text, strlen(text), &place->error);

	/* Whatever came of it, nothing is kept open for it. */
	assert_int_equal(place->file.fd, -1);
	return r;
}

static void
assert_read(struct place *place, const char *name, const char *text)
{
	struct buf buf;
	bool found;

	buf_init(&buf, 4096);
	assert_int_equal(private_read(place->file.folder, place->folder, name,
			     &buf, &found, &place->error),
	    LANYARD_OK);
	assert_int_equal(found, text != NULL);
	assert_string_equal(buf_text(&buf), text == NULL ? "" : text);
	buf_clear(&buf);
}

/* The file is another one each time: who reads the old one reads it whole. */
static void
replaces_the_whole(void **state)
{
	static const char *const texts[] = {"long, long, long", "", "short"};
	const struct scratch *s = *state;
	struct place place;
	mode_t mask = umask(0);
	struct stat before, after;

	for (int by_path = 0; by_path <= 1; by_path++) {
		scratch_remove(scratch_path(s, "token"));
		open_place(&place, s, by_path == 1);
		assert_read(&place, place.file.name, NULL);
		for (size_t i = 0; i < COUNT(texts); i++) {
			/* What is left of a save that was killed. */
			scratch_write(scratch_path(s, "token.new"),
			    "left over from another time", 0, 0600);
			assert_int_equal(
			    stat(scratch_path(s, "token.new"), &before), 0);
			assert_int_equal(save(&place, texts[i]), LANYARD_OK);
			scratch_holds(s, "token", texts[i]);
			scratch_holds(s, "token.new", NULL);
			assert_read(&place, place.file.name, texts[i]);
			assert_int_equal(
			    stat(scratch_path(s, "token"), &after), 0);
			assert_int_equal(before.st_ino, after.st_ino);
			assert_int_equal(after.st_mode & 07777, 0600);
		}
		scratch_remove(scratch_path(s, "token"));
		assert_int_equal(save(&place, "anew"), LANYARD_OK);
		assert_int_equal(stat(scratch_path(s, "token"), &after), 0);
		assert_int_equal(after.st_mode & 07777, 0600);
		close_place(&place);
	}
	umask(mask);
}

/* Room is zeros at first; all of it goes that is not used. */
static void
uses_the_room_reserved(void **state)
{
	static const size_t sizes[] = {1, 5, 6, 7, 300000};
	const struct scratch *s = *state;
	struct place place;
	struct stat st;

	open_place(&place, s, false);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		size_t size = sizes[i];

		scratch_write(scratch_path(s, "token.new"),
		    "left over from another time", 0, 0600);
		assert_int_equal(
		    durable_reserve(&place.file, size, &place.error),
		    LANYARD_OK);
		assert_true(fcntl(place.file.fd, F_GETFD) & FD_CLOEXEC);
		assert_true(place.file.reserved);
		assert_int_equal(fstat(place.file.fd, &st), 0);
		assert_int_equal(st.st_size, size);
		assert_true((size_t)st.st_blocks * 512 >= size);
		assert_int_equal(save(&place, "secret"), LANYARD_OK);
		scratch_holds(s, "token", "secret");
	}
	close_place(&place);
}

static void
gives_room_back(void **state)
{
	const struct scratch *s = *state;
	struct place place;

	open_place(&place, s, false);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    durable_reserve(&place.file, 100, &place.error),
		    LANYARD_OK);
	durable_unreserve(&place.file);
	scratch_holds(s, "token.new", NULL);
	/* Without a reservation, what lies there is somebody else's. */
	scratch_write(scratch_path(s, "token.new"), "x", 0, 0600);
	durable_unreserve(&place.file);
	scratch_holds(s, "token.new", "x");
	close_place(&place);
}

static void
adopts_what_lies_there(void **state)
{
	const struct scratch *s = *state;
	struct place place;

	for (int by_path = 0; by_path <= 1; by_path++) {
		open_place(&place, s, by_path == 1);
		scratch_write(
		    scratch_path(s, "token.new"), "whole\0\0\0", 8, 0600);
		assert_int_equal(
		    durable_adopt(&place.file, 5, &place.error), LANYARD_OK);
		scratch_holds(s, "token", "whole");
		scratch_holds(s, "token.new", NULL);
		close_place(&place);
	}
}

static void
removes_both(void **state)
{
	const struct scratch *s = *state;
	struct place place;

	for (int by_path = 0; by_path <= 1; by_path++) {
		open_place(&place, s, by_path == 1);
		assert_int_equal(save(&place, "x"), LANYARD_OK);
		scratch_write(scratch_path(s, "token.new"), "y", 0, 0600);
		for (int i = 0; i < 2; i++) {
			assert_int_equal(
			    durable_remove(&place.file, &place.error),
			    LANYARD_OK);
			scratch_holds(s, "token", NULL);
			scratch_holds(s, "token.new", NULL);
		}
		assert_int_equal(mkdir(scratch_path(s, "token"), 0700), 0);
		assert_int_equal(durable_remove(&place.file, &place.error),
		    LANYARD_ERR_STORE);
		assert_non_null(
		    strstr(place.error.message, ": cannot remove "));
		assert_int_equal(rmdir(scratch_path(s, "token")), 0);
		close_place(&place);
	}
}

/* Written whole: it stays in NAME.new, for whoever comes to finish it. */
static void
leaves_what_it_cannot_rename(void **state)
{
	const struct scratch *s = *state;
	char expected[3 * SCRATCH_PATH];
	struct place place;

	open_place(&place, s, false);
	assert_int_equal(mkdir(scratch_path(s, "token"), 0700), 0);
	scratch_print(
	    expected, sizeof(expected), "%s: cannot save token: ", s->path);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    durable_reserve(&place.file, 100, &place.error),
		    LANYARD_OK);
		assert_int_equal(save(&place, "kept"), LANYARD_ERR_STORE);
		assert_memory_equal(
		    place.error.message, expected, strlen(expected));
		assert_int_equal(place.error.errnum, EISDIR);
		scratch_holds(s, "token.new", "kept");
	}
	memset(&place.error, 0, sizeof(place.error));
	assert_int_equal(
	    durable_adopt(&place.file, 4, &place.error), LANYARD_ERR_STORE);
	assert_memory_equal(place.error.message, expected, strlen(expected));
	scratch_holds(s, "token.new", "kept");
	close_place(&place);
}

/* Who has NAME.new open to write it has it alone, lock or no lock. */
static void
has_the_new_one_alone(void **state)
{
	const struct scratch *s = *state;
	struct place first, second;

	open_place(&first, s, false);
	open_place(&second, s, true);
	assert_false(lock_is_held(AT_FDCWD, second.file.new));
	assert_int_equal(
	    durable_reserve(&first.file, 100, &first.error), LANYARD_OK);
	assert_true(lock_is_held(AT_FDCWD, second.file.new));
	assert_int_equal(durable_reserve(&second.file, 100, &second.error),
	    LANYARD_ERR_TIMEOUT);
	assert_non_null(
	    strstr(second.error.message, ": another process is writing "));
	assert_int_equal(save(&second, "x"), LANYARD_ERR_TIMEOUT);
	assert_int_equal(
	    durable_adopt(&second.file, 1, &second.error), LANYARD_ERR_TIMEOUT);
	assert_int_equal(save(&first, "first"), LANYARD_OK);
	scratch_holds(s, "token", "first");
	assert_int_equal(save(&second, "second"), LANYARD_OK);
	scratch_holds(s, "token", "second");
	/* Taken away, it is not ours any more to remove. */
	assert_int_equal(
	    durable_reserve(&first.file, 100, &first.error), LANYARD_OK);
	assert_int_equal(unlink(scratch_path(s, "token.new")), 0);
	scratch_write(scratch_path(s, "token.new"), "another's", 0, 0600);
	durable_unreserve(&first.file);
	scratch_holds(s, "token.new", "another's");
	close_place(&first);
	close_place(&second);
}

/* A write that stops half way, as on a full disk. */
static void
leaves_nothing_when_a_write_stops(void **state)
{
	const struct scratch *s = *state;
	enum lanyard_error reserved, saved;
	struct rlimit limit, small;
	bool kept;
	struct place place;

	open_place(&place, s, false);
	assert_int_equal(save(&place, "old"), LANYARD_OK);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 8;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	saved = save(&place, "longer than eight bytes");
	assert_int_equal(place.error.errnum, EFBIG);
	scratch_holds(s, "token.new", NULL);
	/* After a request it stays, whatever is in it. */
	small.rlim_cur = 16;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(
	    durable_reserve(&place.file, 16, &place.error), LANYARD_OK);
	assert_int_equal(durable_save(&place.file, "longer than sixteen bytes",
			     25, &place.error),
	    LANYARD_ERR_STORE);
	durable_unreserve(&place.file);
	assert_int_equal(place.file.fd, -1);
	kept = scratch_exists(scratch_path(s, "token.new"));
	reserved = durable_reserve(&place.file, LIMIT_REPLY, &place.error);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(saved, LANYARD_ERR_STORE);
	assert_true(kept);
	assert_int_equal(reserved, LANYARD_ERR_STORE);
	assert_non_null(
	    strstr(place.error.message, "no room for the answer in "));
	assert_int_equal(place.file.fd, -1);
	scratch_holds(s, "token", "old");
	scratch_holds(s, "token.new", NULL);
	/* And it goes on once there is room. */
	assert_int_equal(save(&place, "longer than eight"), LANYARD_OK);
	scratch_holds(s, "token", "longer than eight");
	close_place(&place);
}

/* All that opens NAME.new refuses it, and leaves it as it is. */
static void
assert_refused(struct place *place, int errnum, const char *message)
{
	enum lanyard_error (*const open_it[])(struct durable *, size_t,
	    struct error *) = {durable_reserve, durable_adopt};
	struct error *error = &place->error;

	for (size_t i = 0; i < 3; i++) {
		memset(error, 0, sizeof(*error));
		assert_int_equal(i < 2 ? open_it[i](&place->file, 10, error)
				       : save(place, "x"),
		    LANYARD_ERR_STORE);
		assert_int_equal(place->file.fd, -1);
		if (strstr(error->message, message) == NULL ||
		    (errnum != 0 && error->errnum != errnum))
			fail_msg("%zu: %s", i, error->message);
	}
}

static void
writes_over_its_own_only(void **state)
{
	const struct scratch *s = *state;
	const char *new = scratch_path(s, "token.new");
	struct place place;

	open_place(&place, s, false);
	scratch_write(new, "y", 0, 0604);
	assert_refused(&place, 0, ": token.new is open to others (mode 604)");
	assert_string_equal(scratch_read(new), "y");
	assert_int_equal(unlink(new), 0);
	scratch_write(scratch_path(s, "target"), "target", 0, 0600);
	assert_int_equal(symlink(scratch_path(s, "target"), new), 0);
	assert_refused(&place, ELOOP, ": cannot write token.new: ");
	scratch_holds(s, "target", "target");
	assert_int_equal(unlink(new), 0);
	assert_int_equal(mkdir(new, 0700), 0);
	assert_refused(&place, EISDIR, ": cannot write token.new: ");
	assert_int_equal(rmdir(new), 0);
	close_place(&place);
}

/* The last resort is what came, in the room for what could not be saved. */
static void
keeps_what_came(void **state)
{
	const struct scratch *s = *state;
	struct rlimit limit, small;
	bool kept, again, larger;
	struct place place;
	struct buf head;

	open_place(&place, s, false);
	buf_init(&head, 100);
	buf_add_text(&head, "head\n");
	assert_int_equal(save(&place, "old"), LANYARD_OK);
	assert_false(durable_keep(&place.file, &head, "raw", 3));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 16;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(
	    durable_reserve(&place.file, 16, &place.error), LANYARD_OK);
	(void)durable_save(
	    &place.file, "longer than sixteen bytes", 25, &place.error);
	kept = durable_keep(&place.file, &head, "rawbytes", 8);
	again = durable_keep(&place.file, &head, "raw", 3);
	scratch_holds(s, "token.new", "head\nrawbytes");
	durable_unreserve(&place.file);
	scratch_holds(s, "token.new", "head\nrawbytes");
	assert_int_equal(
	    durable_reserve(&place.file, 16, &place.error), LANYARD_OK);
	larger = durable_keep(&place.file, &head, "more than has room", 18);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_true(kept);
	assert_false(again);
	assert_false(larger);
	/* A limit that came after the room was made leaves the room. */
	assert_int_equal(
	    durable_reserve(&place.file, 4096, &place.error), LANYARD_OK);
	small.rlim_cur = 0;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	kept = durable_keep(&place.file, &head, "rawbytes", 8);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_true(kept);
	assert_memory_equal(
	    scratch_read(scratch_path(s, "token.new")), "head\nrawbytes", 13);
	scratch_holds(s, "token", "old");
	buf_clear(&head);
	close_place(&place);
}

/* As rsync --delete does to what is not on the other side. */
static void
survives_the_loss_of_its_name(void **state)
{
	const struct scratch *s = *state;
	struct place place;

	for (int by_path = 0; by_path <= 1; by_path++) {
		open_place(&place, s, by_path);
		assert_int_equal(
		    durable_reserve(&place.file, 100, &place.error),
		    LANYARD_OK);
		scratch_remove(scratch_path(s, "token.new"));
		assert_int_equal(save(&place, "came"), LANYARD_OK);
		scratch_holds(s, "token", "came");
		scratch_holds(s, "token.new", NULL);
		/* What somebody else has put there is not what we save. */
		assert_int_equal(
		    durable_reserve(&place.file, 100, &place.error),
		    LANYARD_OK);
		scratch_remove(scratch_path(s, "token.new"));
		scratch_write(scratch_path(s, "token.new"), "x", 0, 0600);
		assert_int_equal(save(&place, "came again"), LANYARD_OK);
		scratch_holds(s, "token", "came again");
		/* A folder is in the way; or it was opened to others. */
		assert_int_equal(
		    durable_reserve(&place.file, 100, &place.error),
		    LANYARD_OK);
		scratch_remove(scratch_path(s, "token.new"));
		assert_int_equal(mkdir(scratch_path(s, "token.new"), 0700), 0);
		assert_int_equal(save(&place, "came to a folder"), LANYARD_OK);
		scratch_holds(s, "token", "came to a folder");
		scratch_holds(s, "token.new.2", NULL);
		scratch_remove(scratch_path(s, "token.new"));
		assert_int_equal(
		    durable_reserve(&place.file, 100, &place.error),
		    LANYARD_OK);
		assert_int_equal(chmod(scratch_path(s, "token.new"), 0644), 0);
		assert_int_equal(save(&place, "came for us"), LANYARD_OK);
		assert_read(&place, place.file.name, "came for us");
		scratch_remove(scratch_path(s, "token"));
		close_place(&place);
	}
}

/* A reply that nobody would find is not said to be kept. */
static void
keeps_nothing_without_its_name(void **state)
{
	const struct scratch *s = *state;
	struct place place;
	struct buf head;

	buf_init(&head, 100);
	assert_int_equal(buf_add_text(&head, "reply=1\n\n"), LANYARD_OK);
	open_place(&place, s, false);
	assert_int_equal(
	    durable_reserve(&place.file, 100, &place.error), LANYARD_OK);
	scratch_remove(scratch_path(s, "token.new"));
	assert_false(durable_keep(&place.file, &head, "{}", 2));
	durable_unreserve(&place.file);
	buf_clear(&head);
	close_place(&place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(replaces_the_whole),
	    SCRATCH_TEST(uses_the_room_reserved),
	    SCRATCH_TEST(gives_room_back),
	    SCRATCH_TEST(adopts_what_lies_there),
	    SCRATCH_TEST(removes_both),
	    SCRATCH_TEST(leaves_what_it_cannot_rename),
	    SCRATCH_TEST(has_the_new_one_alone),
	    SCRATCH_TEST(leaves_nothing_when_a_write_stops),
	    SCRATCH_TEST(keeps_what_came),
	    SCRATCH_TEST(survives_the_loss_of_its_name),
	    SCRATCH_TEST(keeps_nothing_without_its_name),
	    SCRATCH_TEST(writes_over_its_own_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
