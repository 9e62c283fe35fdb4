/*
 * transfer_report.h - the report of an exchange, from what libcurl knows of it
 */
#ifndef TRANSFER_REPORT_H
#define TRANSFER_REPORT_H

#include "net/http/libcurl.h"
#include "net/http/transfer_request.h"

/*
 * Fills REPORT as far as libcurl knows: status, proxy, certificate, errno,
 * Retry-After, Location and its words. To be called before
 * libcurl_reset().
 */
void transfer_report_fill(
    struct transfer_report *report, const struct libcurl *curl);

/* Only its words: for an option that was not taken, where nothing was sent. */
void transfer_report_words(
    struct transfer_report *report, const struct libcurl *curl);

#endif
