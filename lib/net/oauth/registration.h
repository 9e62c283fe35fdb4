/*
 * registration.h - a client registered by itself (RFC 7591)
 */
#ifndef REGISTRATION_H
#define REGISTRATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"
#include "net/http/http.h"
#include "net/oauth/registration_keep.h"

/* What is wanted: a native client, without a secret if the server lets us. */
struct registration_wish {
	const char *client_name;
	const char *redirect_uri;
	const char *scope; /* NULL: the server's default */
	bool device;	   /* the device code grant, too (RFC 8628) */
};

/* What came of it; registration_clear() frees it. */
struct registration {
	char *client_id;
	struct secret client_secret;	  /* unset: a public client */
	char *token_endpoint_auth_method; /* NULL: the server has not said */
	char *scope;
	int64_t client_secret_expires_at; /* 0: never */
	struct registration_keep keep;	  /* how it is deleted again */
};

void registration_clear(struct registration *registration);

/*
 * Register at ENDPOINT. LANYARD_ERR_REFUSED: the server does not register it;
 * or it has, but for less than the scope that is wanted, or for another
 * redirect URI, which the message names, and is told to forget it again (RFC
 * 7592): where it does not, REGISTRATION has the client_id. LANYARD_ERR_SERVER:
 * a reply without client_id, or none of RFC 7591. Else as http_get().
 */
enum lanyard_error registration_request(struct registration *registration,
    struct http *http, const char *endpoint,
    const struct registration_wish *wish, struct error *error);

#endif
