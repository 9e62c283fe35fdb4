/*
 * backend.h - what a kind of place for the store's files can do
 *
 * A kind of place is a file with a function that fills a struct store: the
 * folder (folder_backend.h), a program's storage (storage.h). store.h has the
 * contract of each function here under its own name.
 */
#ifndef BACKEND_H
#define BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

enum store_kind {
	STORE_LOGIN,	/* logins/NAME: one login's record */
	STORE_PASSWORD, /* passwords/SCHEME://HOST: plain passwords */
	STORE_ROUTE,	/* routes/KEY: which logins may answer (route.h) */
};

#define STORE_KINDS 3

enum store_lock {
	STORE_LOCK_RECORD, /* held while a record is changed */
	STORE_LOCK_PROMPT, /* held while a person is asked to log in */
};

/* Where a reply that could not be saved is until the next call. */
enum store_keeping {
	STORE_KEEPS_NOTHING,
	STORE_KEEPS_FILE,    /* NAME.new */
	STORE_KEEPS_STORAGE, /* the program's, by its own means */
	STORE_KEEPS_MEMORY,  /* the store's: it is lost with that */
};

/* PLACE is the store's. NULL stands for what is said beside it. */
struct backend {
	void (*close)(void *place); /* there is nothing to be closed */

	enum lanyard_error (*load)(void *place, enum store_kind kind,
	    const char *name, struct buf *buf, bool *found,
	    struct error *error);

	/* Both: a save that was killed leaves nothing to be found. */
	enum lanyard_error (*load_new)(void *place, enum store_kind kind,
	    const char *name, struct buf *buf, bool *found,
	    struct error *error);
	enum lanyard_error (*adopt_new)(void *place, enum store_kind kind,
	    const char *name, size_t size, struct error *error);

	enum lanyard_error (*reserve)(void *place, enum store_kind kind,
	    const char *name, size_t size, struct error *error);
	void (*unreserve)(void *place); /* room needs not be given back */
	enum lanyard_error (*save)(void *place, enum store_kind kind,
	    const char *name, const struct buf *buf, struct error *error);

	/* All four: nothing of that kind is kept. */
	enum store_keeping (*keep_reply)(void *place, enum store_kind kind,
	    const char *name, const struct buf *head, const struct buf *raw);
	enum lanyard_error (*move_reply)(void *place, enum store_kind kind,
	    const char *name, struct error *error);
	enum lanyard_error (*load_reply)(void *place, enum store_kind kind,
	    const char *name, struct buf *buf, bool *found,
	    struct error *error);
	enum lanyard_error (*drop_reply)(void *place, enum store_kind kind,
	    const char *name, bool aside, struct error *error);

	/* What may be lost at any time is not kept. */
	void (*put)(void *place, enum store_kind kind, const char *name,
	    const struct buf *buf);

	enum lanyard_error (*remove)(void *place, enum store_kind kind,
	    const char *name, struct error *error);
	/* It stays where it is, and that is an error. */
	enum lanyard_error (*set_aside)(void *place, enum store_kind kind,
	    const char *name, char *path, struct error *error);
	enum lanyard_error (*each)(void *place, enum store_kind kind,
	    enum lanyard_error (*function)(void *context, const char *name),
	    void *context, struct error *error);

	/* *HANDLE is -1 where another has it. */
	enum lanyard_error (*try_lock)(void *place, enum store_kind kind,
	    const char *name, enum store_lock lock, int *handle,
	    struct error *error);
	/* The handle is a descriptor, to be closed. */
	void (*unlock)(void *place, int handle);
	/* What a child has with the descriptor is all it needs. */
	void (*share_lock)(void *place, int handle, pid_t pid);
	/* Nobody is told who has a lock. */
	void (*note_lock)(void *place, int handle, const char *text);
	bool (*lock_noted)(void *place, enum store_kind kind, const char *name,
	    enum store_lock lock, char *text, size_t size);

	/* Nobody can tell: it may be. */
	bool (*is_in_use)(void *place, enum store_kind kind, const char *name);

	/* It is where it was. */
	bool (*has_moved)(void *place, enum store_kind kind, bool *removed);

	/* Its locks keep out whoever they should. */
	bool (*excludes_nobody)(void *place, const char **file_system);
};

/* A record whose lock is held here. */
struct store_held {
	char *name; /* NULL: none */
	int handle; /* -1: whoever started this process has it */
};

#define STORE_HELD 4

struct store {
	const struct backend *backend;
	void *place;
	const char *path; /* the folder, lent by the place; NULL: it is none */
	struct store_held held[STORE_HELD];
};

#endif
