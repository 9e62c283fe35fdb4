/*
 * client_key.h - the key that a login signs with, wherever it is
 *
 * A file (PEM, a service account, a JSON Web Key or a set of them, of which
 * private_key_id names one), an ssh-agent, a command; each named in the
 * messages by its key of lanyard.conf.
 */
#ifndef CLIENT_KEY_H
#define CLIENT_KEY_H

#include "login/login.h"
#include "net/jose/jwt.h"
#include "net/oauth/service_account.h"

/* What shows whether a key is a certificate's. */
#define CLIENT_KEY_COMPARE                                                     \
	"these two must print the same: openssl x509 -noout -pubkey -in "      \
	"CERTIFICATE; openssl pkey -pubout -in KEY; the client's certificate " \
	"comes first in its file"

struct client_key {
	struct signature_key *key; /* NULL: LOGIN has none */
	char *kid; /* that its file has of it, a JWK; NULL: none */
	struct service_account account; /* whose it is, if its file says so */
	struct buf x5t; /* its certificate's hash; empty: none */
};

void client_key_init(struct client_key *key);
void client_key_clear(struct client_key *key);

/*
 * Load LOGIN's, which is lent until client_key_clear(); agents and commands
 * have TIMEOUT_MS for each answer. LANYARD_ERR_CONFIG names file, agent or
 * command and what is wrong; secret_file_read()'s, signature_key_new()'s,
 * agent_key_new()'s.
 */
enum lanyard_error client_key_load(struct client_key *key,
    const struct login *login, int64_t timeout_ms, struct error *error);

/* What a JWT says of KEY, LOGIN's: lent by both. */
struct jwt_header client_key_header(
    const struct client_key *key, const struct login *login);

/*
 * Sign with the algorithm that LOGIN says, else with the key's first of ALGS,
 * the words joined by spaces that the server takes; NULL: it does not say, and
 * the key's own will do. LANYARD_ERR_CONFIG: the key has no such algorithm, and
 * the message says what it has.
 */
enum lanyard_error client_key_choose(struct client_key *key,
    const struct login *login, const char *algs, struct error *error);

#endif
