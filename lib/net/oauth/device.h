/*
 * device.h - the device authorization grant (RFC 8628)
 */
#ifndef DEVICE_H
#define DEVICE_H

#include "net/oauth/client.h"
#include "net/oauth/device_codes.h"
#include "net/oauth/token_endpoint.h"

/*
 * Device authorization request (3.1) with LOGIN's scope and parameters.
 * client_id is in the body whatever else says who the client is, as some
 * servers look for it there. verification_uri must be http or https and without
 * control characters, as it is shown. LANYARD_ERR_SERVER, which names what a
 * reply lacks, _REFUSED, and http_post()'s. After an error *AGAIN_S is -1 if
 * asking once more is no use; else it may be, in so many seconds, as
 * Retry-After says, or 0.
 */
enum lanyard_error device_begin(struct device *device, struct http *http,
    const struct client *client, const struct login *login,
    const char *device_authorization_endpoint, int64_t *again_s,
    struct error *error);
void device_clear(struct device *device);

/*
 * One poll (3.4). LANYARD_OK and not *PENDING: TOKEN is the answer.
 * LANYARD_OK and *PENDING: poll again at next_poll_ms. The interval is five
 * seconds longer after slow_down, for good. Only the server's own error ends
 * it: after any other failure (no network, a page of a proxy, 5xx, 429) ERROR
 * is set to it, and the wait is twice as long each time, or what Retry-After
 * says, until the server answers again (3.5). LANYARD_ERR_CANCELLED:
 * access_denied. LANYARD_ERR_TIMEOUT: expired_token.
 */
enum lanyard_error device_poll(struct device *device, struct http *http,
    const struct client *client, const struct login *login,
    const char *token_endpoint, struct token *token, bool *pending,
    struct error *error);

#endif
