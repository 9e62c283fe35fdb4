/*
 * transfer_report.c - the report of an exchange, from what libcurl knows of it
 */
#include "net/http/transfer_report.h"

#include <stdio.h>
#include <string.h>

#include "net/http/certificate.h"

void
transfer_report_words(
    struct transfer_report *report, const struct libcurl *curl)
{
	(void)snprintf(
	    report->detail, sizeof report->detail, "%s", libcurl_words(curl));
}

static void
fill_proxy(struct transfer_report *report, const struct libcurl *curl)
{
	report->proxy_status = libcurl_number(curl, LIBCURL_HTTP_CONNECTCODE);
	report->proxy_certificate =
	    libcurl_number(curl, LIBCURL_PROXY_SSL_VERIFYRESULT) != 0;
	report->proxy_refuses = libcurl_proxy_refuses(curl);
}

/* Cut, it would be another. */
static void
fill_field(char to[LIMIT_FIELD], const struct libcurl *curl, const char *name)
{
	const char *text = libcurl_field(curl, name);

	if (text != NULL && strlen(text) < LIMIT_FIELD)
		(void)snprintf(to, LIMIT_FIELD, "%s", text);
}

void
transfer_report_fill(struct transfer_report *report, const struct libcurl *curl)
{
	const char *text;

	fill_proxy(report, curl);
	report->unresolved = !libcurl_has_resolved(curl);
	report->errnum = libcurl_number(curl, LIBCURL_OS_ERRNO);
	report->status = libcurl_number(curl, LIBCURL_RESPONSE_CODE);
	if ((text = libcurl_field(curl, "Retry-After")) != NULL)
		(void)snprintf(report->retry_after, sizeof report->retry_after,
		    "%s", text);
	fill_field(report->location, curl, "Location");
	if ((text = libcurl_certificate(curl, "Expire date")) != NULL)
		report->certificate_end = certificate_end(text);
	report->certificates = libcurl_certificates(curl);
	transfer_report_words(report, curl);
}
