/*
 * written.h - a host's URL as people write one, right or wrong
 */
#ifndef WRITTEN_H
#define WRITTEN_H

#include <stdbool.h>
#include <stddef.h>

#define WRITTEN_HINT 1088

/* Taken apart, as far as it can be; lent from the text. */
struct written {
	const char *scheme; /* before "://" */
	size_t scheme_size; /* 0: there is none */
	const char *user;   /* as written; NULL: none */
	size_t user_size;
	bool password; /* there is one behind it */
	const char *host;
	size_t host_size;
	const char *port; /* NULL: no colon */
	size_t port_size;
	const char *rest; /* path, query and fragment */
};

void written_take_apart(struct written *written, const char *text);

/* Does git take TEXT for a host of ssh? It does HOST:PATH, too. */
bool written_is_ssh(const char *text, const struct written *written);

/* Why TEXT is no URL of a host's, or no whole one, to be put behind it in a
 * message; NULL: it is one. */
const char *written_fault(const char *text, const struct written *written);

/*
 * The next command, for TEXT: the host that is in it, with PORT its port, too,
 * as a URL of https. HOST where there is none that can be told.
 */
void written_suggest(char hint[WRITTEN_HINT], const char *text, bool port);

#endif
