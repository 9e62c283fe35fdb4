/*
 * transfer_options.h - libcurl's options for a request
 *
 * They end with libcurl_reset(); libcurl_setup() says whether all were taken.
 */
#ifndef TRANSFER_OPTIONS_H
#define TRANSFER_OPTIONS_H

#include "net/http/libcurl.h"

/* For libcurl's HTTP; all of REQUEST and BYTES are lent. */
void transfer_options_set(struct libcurl *curl,
    const struct transfer_request *request, struct transfer_bytes *bytes);

/* For a connection to REQUEST's server, which is not spoken over. */
void transfer_options_set_line(
    struct libcurl *curl, const struct transfer_request *request);

/* The fields of a request that has none: "Name: value", NULL at the end. */
const char *const *transfer_options_fields(void);

#endif
