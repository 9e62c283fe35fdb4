/*
 * t_room.c - room.h: room that is promised, and written into
 */
#include "scratch.h"

#include <sys/resource.h>

#include "another.h"
#include "os/room.h"

/* What the system's says from now on; 0: what it does say. */
static int fallocate_errno;

int
posix_fallocate(int fd, off_t offset, off_t size)
{
	int (*next)(int fd, off_t offset, off_t size) = NULL;

	*(void **)&next = dlsym(ANOTHER_NEXT, "posix_fallocate");
	return fallocate_errno != 0 ? fallocate_errno : next(fd, offset, size);
}

static int
open_file(const struct scratch *s)
{
	return open(scratch_path(s, "f"), O_RDWR | O_CREAT | O_TRUNC, 0600);
}

/* No room that a limit of file sizes forbids, and none of a bad descriptor. */
static void
makes_room(void **state)
{
	static const size_t sizes[] = {1, 4095, 4096, 4097, 20000};
	struct rlimit before, small;
	struct stat st;
	int fd, ends[2];

	for (size_t i = 0; i < COUNT(sizes); i++) {
		fd = open_file(*state);
		assert_int_equal(room_make(fd, sizes[i]), 0);
		assert_int_equal(fstat(fd, &st), 0);
		assert_int_equal(st.st_size, sizes[i]);
		close(fd);
	}
	fd = open_file(*state);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(room_make(fd, 101), EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	close(fd);
	assert_int_equal(room_make(fd, 1), EBADF);
	/* Where nothing can be written at a place there is no room either. */
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(room_make(ends[1], 1), ESPIPE);
	close(ends[0]);
	close(ends[1]);
}

/* The disk's own errors count; after any other zeros are written. */
static void
writes_zeros_where_it_must(void **state)
{
	static const struct {
		int errnum, result;
	} cases[] = {{ENOSPC, ENOSPC}, {EDQUOT, EDQUOT}, {EIO, EIO},
	    {EROFS, EROFS}, {EFBIG, EFBIG}, {ENOSYS, 0}, {EOPNOTSUPP, 0},
	    {EINVAL, 0}, {EPERM, 0}, {EINTR, 0}};
	static const off_t sizes[] = {1, 4096, 10000};
	char byte = 'x';
	struct stat st;
	int fd;

	for (size_t i = 0; i < COUNT(cases); i++) {
		for (size_t n = 0; n < COUNT(sizes); n++) {
			fd = open_file(*state);
			fallocate_errno = cases[i].errnum;
			/* Wherever the file's offset stands. */
			assert_int_equal(lseek(fd, 7, SEEK_SET), 7);
			assert_int_equal(
			    room_make(fd, (size_t)sizes[n]), cases[i].result);
			fallocate_errno = 0;
			assert_int_equal(fstat(fd, &st), 0);
			assert_int_equal(
			    st.st_size, cases[i].result == 0 ? sizes[n] : 0);
			if (cases[i].result == 0)
				assert_int_equal(
				    pread(fd, &byte, 1, sizes[n] - 1), 1);
			assert_true(cases[i].result != 0 || byte == 0);
			close(fd);
		}
	}
}

/* The rest of the room stays as it was. */
static void
writes_into_it(void **state)
{
	struct buf head;
	char text[8] = "";
	int fd = open_file(*state);

	buf_init(&head, 100);
	assert_int_equal(buf_add_text(&head, "he"), LANYARD_OK);
	assert_false(room_write(fd, &head, "ad", 2));
	assert_int_equal(room_make(fd, 6), 0);
	assert_false(room_write(fd, &head, "adlong", 6));
	assert_true(room_write(fd, &head, "ad", 2));
	assert_int_equal(pread(fd, text, sizeof(text), 0), 6);
	assert_memory_equal(text, "head\0\0", 6);
	buf_clear(&head);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(makes_room),
	    SCRATCH_TEST(writes_zeros_where_it_must),
	    SCRATCH_TEST(writes_into_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
