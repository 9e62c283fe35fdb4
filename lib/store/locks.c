/*
 * locks.c - the locks of records that are files
 */
#include "store/locks.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/allocate.h"
#include "os/claim.h"
#include "os/lock.h"

void
locks_init(struct locks *locks)
{
	for (int i = 0; i < LOCKS_CLAIMS; i++)
		locks->claims[i] = (struct locks_claim){.lock_fd = -1};
}

void
locks_clear(struct locks *locks)
{
	for (int i = 0; i < LOCKS_CLAIMS; i++)
		free(locks->claims[i].file);
	locks_init(locks);
}

/* Which of them goes with the lock FD; -1: one that is free. NULL: none. */
static struct locks_claim *
find_claim(struct locks *locks, int fd)
{
	for (int i = 0; i < LOCKS_CLAIMS; i++)
		if (locks->claims[i].lock_fd == fd)
			return &locks->claims[i];
	return NULL;
}

bool
locks_have_claims(const struct locks *locks)
{
	for (int i = 0; i < LOCKS_CLAIMS; i++)
		if (locks->claims[i].lock_fd != -1)
			return true;
	return false;
}

/* flock(2) on FD keeps nobody out: the file FILES->claim says who has it. */
static enum lanyard_error
claim(struct locks *locks, const struct locks_files *files, int fd, bool *taken,
    struct error *error)
{
	struct locks_claim *unused = find_claim(locks, -1);
	char *file;
	enum lanyard_error r;

	*taken = false;
	if (unused == NULL)
		return error_set(error, LANYARD_ERR_STORE,
		    "%s: too many locks at once", files->place);
	if (files->claim == NULL)
		return error_set(error, LANYARD_ERR_PROTOCOL,
		    "%s: too long for a file name beside %s", files->place,
		    files->lock);
	if ((file = allocate_text(files->claim)) == NULL)
		return error_memory(error);
	if ((r = claim_take(files->folder, file, taken)) != LANYARD_OK)
		r = error_system(
		    error, r, errno, "%s: cannot make %s", files->place, file);
	if (*taken)
		*unused = (struct locks_claim){fd, files->folder, file};
	else
		free(file);
	return r;
}

/* Whoever has that open waits for a reply. */
static bool
is_under_request(const struct locks_files *files)
{
	const char *room = files->new;

	return room != NULL && lock_is_held(files->folder, room);
}

enum lanyard_error
locks_try(struct locks *locks, const struct locks_files *files, int *fd,
    struct error *error)
{
	enum lanyard_error r = lock_try(files->folder, files->lock, fd);
	bool taken = true;

	if (r != LANYARD_OK)
		return error_system(error, LANYARD_ERR_STORE, errno,
		    r == LANYARD_ERR_SYSTEM ? "%s: cannot open %s"
					    : "%s: cannot lock %s",
		    files->place, files->lock);
	if (*fd == -1)
		return LANYARD_OK;
	if (claim_is_needed(*fd, files->folder, files->lock))
		r = claim(locks, files, *fd, &taken, error);
	if (!taken || is_under_request(files)) {
		locks_drop(locks, *fd);
		*fd = -1;
	}
	return r;
}

void
locks_share(struct locks *locks, int fd, pid_t pid)
{
	struct locks_claim *held = find_claim(locks, fd);

	if (held != NULL)
		claim_share(held->folder, held->file, pid);
}

void
locks_drop(struct locks *locks, int fd)
{
	struct locks_claim *held = find_claim(locks, fd);

	if (held != NULL) {
		claim_drop(held->folder, held->file);
		free(held->file);
		*held = (struct locks_claim){.lock_fd = -1};
	}
	close(fd);
}
