/*
 * passwords.h - password records: plain passwords for hosts without a login
 *
 * Only with store_passwords = true. One file per protocol and host, which is
 * found by each of the host's spellings (place.h), in it one
 * block of attributes (git's names: protocol, host, path, username, password,
 * password_expiry_utc, oauth_refresh_token) per credential. A file that does
 * not parse is set aside and counts as none.
 */
#ifndef PASSWORDS_H
#define PASSWORDS_H

#include "base/attributes.h"
#include "store/store.h"

/* The first match of REQUEST that has not expired into ANSWER; or nothing. */
enum lanyard_error passwords_find(struct store *store,
    const struct attributes *request, struct attributes *answer,
    struct error *error);

/* Keep REQUEST, in the place of one of the same place and user name. */
enum lanyard_error passwords_keep(
    struct store *store, const struct attributes *request, struct error *error);

/*
 * Remove what matches REQUEST as git's credential_match() does: what is absent
 * in it matches anything, the password included. A request without protocol,
 * host, path and username removes nothing.
 */
enum lanyard_error passwords_erase(
    struct store *store, const struct attributes *request, struct error *error);

/*
 * Call FUNCTION with whose each is that has not expired: protocol, host, path
 * and username, what there is of them, never the password. A result other than
 * LANYARD_OK ends it and is returned.
 */
enum lanyard_error passwords_each(struct store *store,
    enum lanyard_error (*function)(
	void *context, const struct attributes *place),
    void *context, struct error *error);

#endif
