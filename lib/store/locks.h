/*
 * locks.h - the locks of records that are files
 *
 * flock(2) on a file beside the record. Where that excludes nobody a claim, too
 * (os/claim.h), which is held as long.
 */
#ifndef LOCKS_H
#define LOCKS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

/* A claim that goes with a lock. */
struct locks_claim {
	int lock_fd; /* which lock; -1: none */
	int folder;
	char *file;
};

/* A record's and a prompt's are held at once, of one login at a time. */
#define LOCKS_CLAIMS 4

struct locks {
	struct locks_claim claims[LOCKS_CLAIMS];
};

/* What a lock is made of: files in FOLDER, or paths where that is AT_FDCWD. */
struct locks_files {
	int folder;
	const char *place; /* what messages call the folder */
	const char *lock;
	const char *claim; /* NULL: the name would be too long */
	/*
	 * NAME.new of a record: who waits for a reply has that locked, and the
	 * file that is the lock may be another one since. NULL: there is none.
	 */
	const char *new;
};

void locks_init(struct locks *locks);

/* Free what is remembered. What is still held stays so until our end. */
void locks_clear(struct locks *locks);

/* Is a claim held? It goes with the descriptor of its folder. */
bool locks_have_claims(const struct locks *locks);

/*
 * Take that lock without waiting: *FD is its descriptor (close-on-exec), or -1
 * where another has it. LANYARD_ERR_STORE, or what error_class() makes of it;
 * LANYARD_ERR_PROTOCOL: a claim is needed and has no name.
 */
enum lanyard_error locks_try(struct locks *locks,
    const struct locks_files *files, int *fd, struct error *error);

/* The child PID was given the lock FD: it is held until both have let go. */
void locks_share(struct locks *locks, int fd, pid_t pid);

/* Let go of the lock FD, and close it. */
void locks_drop(struct locks *locks, int fd);

#endif
