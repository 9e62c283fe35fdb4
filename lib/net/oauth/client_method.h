/*
 * client_method.h - which of its ways to prove itself a client takes
 *
 * What the configuration does not say the server's metadata do (RFC 8414
 * token_endpoint_auth_methods_supported), among what the client has.
 */
#ifndef CLIENT_METHOD_H
#define CLIENT_METHOD_H

#include <stdbool.h>

#include "base/error.h"

/* What a client could prove itself by; all lent. */
struct client_means {
	const char *login; /* its name; NULL: it has none */
	bool secret;
	bool key;	  /* or an assertion that another has signed */
	bool certificate; /* by TLS */
	/* What the server takes, as words joined by spaces; NULL: it does not
	 * say. Of signatures of clients the algorithms. */
	const char *methods, *algs;
	const char *stored; /* what was taken before; NULL: nothing */
};

/*
 * *METHOD is the token_endpoint_auth_method to take, constant or STORED; NULL:
 * the default, which is client_secret_basic, or none for a client without
 * anything. LANYARD_ERR_CONFIG: the server takes nothing that the client has,
 * and took nothing of it before; the message has both. *METHOD is NULL then.
 */
enum lanyard_error client_method_choose(
    const char **method, const struct client_means *means, struct error *error);

/* Is WORD one of WORDS, joined by spaces? NULL has none. */
bool client_method_offers(const char *words, const char *word);

#endif
