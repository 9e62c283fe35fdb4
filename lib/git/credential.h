/*
 * credential.h - the public credential, for the library's own files
 */
#ifndef CREDENTIAL_H
#define CREDENTIAL_H

#include "base/attributes.h"

struct lanyard_credential {
	struct attributes attributes;
	/* A refresh token was read and does not count (slip.h): */
	bool dropped; /* before "url=" */
	bool behind;  /* an empty line */
	struct error fault; /* why it could not be read; no content of it */
};

/* Does the request say capability[]=NAME? (git-credential.txt, 2.46) */
bool credential_can(
    const struct lanyard_credential *credential, const char *name);

/* What the request brings as password, else as credential; NULL: neither. */
const struct secret *credential_token(
    const struct lanyard_credential *credential);

/* A boolean attribute as git reads them: "1", "true", "yes", "on". */
bool credential_is_true(
    const struct lanyard_credential *credential, const char *key);

/* True for protocol http and https, in any case. */
bool credential_is_http(const struct lanyard_credential *credential);

#endif
