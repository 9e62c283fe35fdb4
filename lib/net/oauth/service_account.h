/*
 * service_account.h - a key with who it belongs to, as Google hands one out
 *
 * The JSON file of "gcloud iam service-accounts keys create": type
 * "service_account", private_key (PEM), private_key_id, client_email,
 * token_uri.
 */
#ifndef SERVICE_ACCOUNT_H
#define SERVICE_ACCOUNT_H

#include "base/secret.h"

struct service_account {
	struct secret private_key; /* PEM */
	char *private_key_id;	   /* NULL: it has none */
	char *client_email;
	char *token_uri;
};

/*
 * Fill ACCOUNT (zeroed) from TEXT. *FOUND is false where TEXT does not begin as
 * an object of JSON, and may be a key itself. LANYARD_ERR_CONFIG: it is JSON
 * and no service account, or lacks a member; WHAT begins the message.
 * LANYARD_ERR_MEMORY.
 */
enum lanyard_error service_account_parse(struct service_account *account,
    const struct secret *text, bool *found, const char *what,
    struct error *error);
void service_account_clear(struct service_account *account);

#endif
