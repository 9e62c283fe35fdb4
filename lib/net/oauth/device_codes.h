/*
 * device_codes.h - the codes, URLs and times of a device authorization reply
 */
#ifndef DEVICE_CODES_H
#define DEVICE_CODES_H

#include "net/oauth/reply.h"

struct device {
	struct secret device_code;
	char *user_code;
	char *verification_uri;
	char *verification_uri_complete; /* NULL: none */
	int64_t expires_at_ms;		 /* clock_monotonic_ms() */
	int64_t interval_ms;
	unsigned failures;    /* of polls, one after the other */
	int64_t next_poll_ms; /* do not poll before */
};

/*
 * Fill DEVICE, which is all zero, from REPLY (RFC 8628 3.2), which HOST sent
 * with STATUS. A URL that is not http or https, or names a user, is as good as
 * none. An interval is 1 to 300 s and shorter than the life of the code, 5 s
 * where none is given; the life is at most DEVICE_CODE_MAX_S, 900 s where none
 * is given. LANYARD_ERR_SERVER names what is missing; LANYARD_ERR_MEMORY. After
 * an error too the caller clears DEVICE (device_clear()).
 */
enum lanyard_error device_codes_take(struct device *device,
    const struct reply *reply, int status, const char *host,
    struct error *error);

#endif
