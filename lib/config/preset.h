/*
 * preset.h - what is known of hosts and of the software that they run
 *
 * One table, from the documentation of each (contrib/providers.md). A login
 * names a row by its key preset, and has what it does not say itself from
 * there; lanyard setup tells by host, or by the realm of a challenge, which one
 * is meant.
 *
 * In a URL "@" stands for scheme, host and port of the login's first url.
 */
#ifndef PRESET_H
#define PRESET_H

#include "base/error.h"
#include "login/login.h"
#include "login/words.h"

/* Which secret a client needs. */
enum preset_client {
	PRESET_PUBLIC,	/* none */
	PRESET_BROWSER, /* one for a login by browser, not by device code */
	PRESET_CONFIDENTIAL, /* one */
};

/* Strings that are NULL: there is no such thing, or nothing to say. */
struct preset {
	const char *name;
	const char *title;
	const char *const *url; /* patterns; NULL: everybody runs his own */
	const char *realm;	/* how that of HTTP Basic begins (RFC 7617) */
	const char *issuer;
	const char *authorization_endpoint;
	const char *token_endpoint;
	const char *device_authorization_endpoint;
	const char *revocation_endpoint;
	const char *scope;     /* words */
	const char *scopeless; /* a client_id that begins so has no scope */
	const char *redirect_uri;
	const char *basic_username;
	enum preset_client client;
	const char *auth_method; /* of a client with a secret */
	/* name, value, ..., NULL */
	const char *const *authorization_parameters;
	int refresh_token_days; /* that one is good for unused; 0: not known */
	bool path_matters; /* one account of many is told by the URL's path */

	/* The page to register a client at, and where on it. */
	const char *page, *where;
	/* The server's own client for credential helpers, its redirect_uri. */
	const char *built_in, *built_in_name, *built_in_redirect_uri;
};

/* The row of that name, or NULL. */
const struct preset *preset_find(const char *name);

/* The N-th row, or NULL. */
const struct preset *preset_at(size_t n);

/*
 * The row whose url has the host of URL, else the one whose realm REALM (may be
 * NULL) begins with; or NULL.
 */
const struct preset *preset_of(const char *url, const char *realm);

/* The names, for key.h; TEXT NULL ends. */
extern const struct word preset_words[];

/*
 * Give LOGIN, all of whose keys are read, what it lacks, if it has a preset.
 * Endpoints are all its own or all the preset's: its own once it has issuer,
 * authorization_endpoint or token_endpoint. LANYARD_ERR_CONFIG: it has no url,
 * and the preset has none.
 */
enum lanyard_error preset_apply(struct login *login, struct error *error);

/*
 * TEMPLATE, one of a row's URLs (may be NULL), with "@" as URL has it:
 * allocated, NULL for NULL. LANYARD_ERR_MEMORY; LANYARD_ERR_ARGUMENT: URL is
 * none that has a host.
 */
enum lanyard_error preset_expand(
    const char *template, const char *url, char **text);

#endif
