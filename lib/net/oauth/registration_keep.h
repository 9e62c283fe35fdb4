/*
 * registration_keep.h - how a client that registered itself is deleted again
 * (RFC 7592)
 */
#ifndef REGISTRATION_KEEP_H
#define REGISTRATION_KEEP_H

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "net/http/http.h"
#include "json/json.h"

/* What the server gave for that; uri NULL: nothing. */
struct registration_keep {
	char *uri;	     /* registration_client_uri */
	struct secret token; /* registration_access_token */
};

void registration_keep_clear(struct registration_keep *keep);

/*
 * Of a registration's reply from ENDPOINT; one whose URI is of another host
 * than that gives nothing: the token goes to nobody else.
 */
void registration_keep_take(struct registration_keep *keep,
    const struct json *json, const char *endpoint);

/*
 * As text, for a file of its own, and back again. LANYARD_ERR_MEMORY;
 * LANYARD_ERR_ARGUMENT: TEXT is none.
 */
enum lanyard_error registration_keep_write(
    const struct registration_keep *keep, struct secret *text);
enum lanyard_error registration_keep_read(
    struct registration_keep *keep, const char *text);

/*
 * The server forgets the client (RFC 7592 2.3). LANYARD_ERR_REFUSED: it does
 * not; LANYARD_ERR_SERVER: it is out of order. Else as http_send().
 */
enum lanyard_error registration_delete(const struct registration_keep *keep,
    struct http *http, struct error *error);

#endif
