/*
 * by_device.h - a login by device code (RFC 8628)
 */
#ifndef BY_DEVICE_H
#define BY_DEVICE_H

#include "net/job/attempt.h"

/* Where device codes come from. NULL: from nowhere, or they are not allowed. */
const char *by_device_endpoint(const struct attempt *attempt);

/*
 * The next two return LANYARD_OK when the wait goes on, or is over with DONE
 * set; an error ends the login. Beside a browser, which may still bring an
 * answer, a device code that fails is a notice only.
 */

/* Ask for a device code and show it; one that waits is shown again. */
enum lanyard_error by_device_start(struct attempt *attempt);

/* Poll for it, or ask for it once more, if that is due. */
enum lanyard_error by_device_poll(struct attempt *attempt);

/* When that is; INT64_MAX: never. */
int64_t by_device_next_ms(const struct attempt *attempt);

#endif
