/*
 * F1 transfer.c - one HTTP exchange by libcurl
 */
#include "transfer.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"

struct transfer {
	CURL *curl;
	CURLcode setup; /* the first option that was not taken */
	char detail[CURL_ERROR_SIZE];
};

struct intake {
	struct buf *body;
	size_t header_size;
	enum lanyard_error failed; /* why a callback ended it */
};

struct transfer *
transfer_new(void)
{
	struct transfer *transfer;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return NULL;
	if ((transfer = calloc(1, sizeof *transfer)) != NULL &&
	    (transfer->curl = curl_easy_init()) != NULL)
		return transfer;
	free(transfer);
	curl_global_cleanup();
	return NULL;
}

void
transfer_free(struct transfer **transfer)
{
	if (transfer == NULL || *transfer == NULL)
		return;
	curl_easy_cleanup((*transfer)->curl);
	curl_global_cleanup();
	free(*transfer);
	*transfer = NULL;
}

const char *
transfer_ca_file(struct transfer *transfer)
{
	char *path = NULL;

	if (curl_easy_getinfo(transfer->curl, CURLINFO_CAINFO, &path) !=
	    CURLE_OK)
		return NULL;
	return path;
}

static size_t
take_body(char *data, size_t size, size_t count, void *context)
{
	struct intake *intake = context;

	/* Decoded bytes: a small reply that unpacks to gigabytes ends here. */
	intake->failed = buf_add(intake->body, data, size * count);
	return intake->failed == LANYARD_OK ? size * count : 0;
}

static size_t
take_field(char *data, size_t size, size_t count, void *context)
{
	struct intake *intake = context;

	(void)data;
	intake->header_size += size * count;
	if (intake->header_size <= LIMIT_HEADERS)
		return size * count;
	intake->failed = LANYARD_ERR_PROTOCOL;
	return 0;
}

/* A browser that is started must not keep our connections open. */
static int
take_socket(void *context, curl_socket_t fd, curlsocktype purpose)
{
	(void)context;
	(void)purpose;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1)
		return CURL_SOCKOPT_ERROR;
	return CURL_SOCKOPT_OK;
}

static void
set_long(struct transfer *transfer, CURLoption option, long value)
{
	if (transfer->setup == CURLE_OK)
		transfer->setup =
		    curl_easy_setopt(transfer->curl, option, value);
}

static void
set_pointer(struct transfer *transfer, CURLoption option, const void *value)
{
	if (transfer->setup == CURLE_OK)
		transfer->setup =
		    curl_easy_setopt(transfer->curl, option, value);
}

/* What holds for every request. */
static void
set_rules(struct transfer *transfer)
{
	set_long(transfer, CURLOPT_FOLLOWLOCATION, 0);
	set_long(transfer, CURLOPT_SSL_VERIFYPEER, 1);
	set_long(transfer, CURLOPT_SSL_VERIFYHOST, 2);
	set_long(transfer, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	set_long(transfer, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
	set_long(transfer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1);
	set_long(transfer, CURLOPT_NOSIGNAL, 1);
	/* A resolver that hangs must not hold us beyond the time given. */
	set_long(transfer, CURLOPT_QUICK_EXIT, 1);
	set_pointer(transfer, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	set_pointer(transfer, CURLOPT_USERAGENT, "lanyard/" LANYARD_VERSION);
	set_pointer(transfer, CURLOPT_ERRORBUFFER, transfer->detail);
}

static void
set_callbacks(struct transfer *transfer, struct intake *intake)
{
	CURL *curl = transfer->curl;

	set_pointer(transfer, CURLOPT_WRITEDATA, intake);
	set_pointer(transfer, CURLOPT_HEADERDATA, intake);
	if (transfer->setup == CURLE_OK)
		transfer->setup =
		    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	if (transfer->setup == CURLE_OK)
		transfer->setup =
		    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_field);
	if (transfer->setup == CURLE_OK)
		transfer->setup = curl_easy_setopt(
		    curl, CURLOPT_SOCKOPTFUNCTION, take_socket);
}

static void
set_network(struct transfer *transfer, const struct transfer_request *request)
{
	struct curl_blob blob = {.flags = CURL_BLOB_NOCOPY};

	set_pointer(transfer, CURLOPT_URL, request->url);
	set_pointer(transfer, CURLOPT_PROTOCOLS_STR, request->protocol);
	set_long(transfer, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	set_long(transfer, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)request->connect_timeout_ms);
	if (request->proxy != NULL)
		set_pointer(transfer, CURLOPT_PROXY, request->proxy);
	if (request->ca != NULL && request->ca->size > 0) {
		blob.data = request->ca->data;
		blob.len = request->ca->size;
		set_pointer(transfer, CURLOPT_CAINFO_BLOB, &blob);
	} else if (request->ca_file != NULL) {
		set_pointer(transfer, CURLOPT_CAINFO, request->ca_file);
	}
}

static void
set_post(struct transfer *transfer, const struct transfer_request *request)
{
	const struct secret *password = request->password;

	/*
	 * curl sends a POST again when a connection it reuses is dead. The
	 * server may have acted on the first one, and a refresh token that
	 * comes twice looks stolen (RFC 9700 4.14.2): never reuse one here.
	 */
	set_long(transfer, CURLOPT_FRESH_CONNECT, 1);
	set_pointer(transfer, CURLOPT_POSTFIELDS, buf_text(request->body));
	if (transfer->setup == CURLE_OK)
		transfer->setup = curl_easy_setopt(transfer->curl,
		    CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)request->body->size);
	if (request->user == NULL)
		return;
	set_pointer(transfer, CURLOPT_USERNAME, request->user);
	if (password != NULL && secret_is_set(password))
		set_pointer(transfer, CURLOPT_PASSWORD, password->bytes);
	else
		set_pointer(transfer, CURLOPT_PASSWORD, "");
}

static struct curl_slist *
make_fields(void)
{
	struct curl_slist *fields, *more;

	fields = curl_slist_append(NULL, "Accept: application/json");
	if (fields == NULL)
		return NULL;
	/* A server that does not know 100-continue would cost a second. */
	if ((more = curl_slist_append(fields, "Expect:")) == NULL)
		curl_slist_free_all(fields);
	return more;
}

static void
fill_report(struct transfer *transfer, struct transfer_report *report)
{
	struct curl_header *field;
	curl_off_t time_us = 0;
	long status = 0, errnum = 0;

	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->curl, CURLINFO_OS_ERRNO, &errnum);
	curl_easy_getinfo(transfer->curl, CURLINFO_TOTAL_TIME_T, &time_us);
	report->status = (int)status;
	report->errnum = (int)errnum;
	report->time_ms = time_us / 1000;
	if (curl_easy_header(transfer->curl, "Retry-After", 0, CURLH_HEADER, -1,
		&field) == CURLHE_OK)
		(void)snprintf(report->retry_after, sizeof report->retry_after,
		    "%s", field->value);
}

/* libcurl says "out of memory" of a header line beyond its own limit. */
static bool
is_line_too_long(struct transfer *transfer, CURLcode code)
{
	curl_off_t first_byte_us = 0;

	(void)curl_easy_getinfo(
	    transfer->curl, CURLINFO_STARTTRANSFER_TIME_T, &first_byte_us);
	return code == CURLE_OUT_OF_MEMORY && first_byte_us > 0;
}

static enum transfer_outcome
outcome(CURLcode code, const struct intake *intake)
{
	if (intake->failed == LANYARD_ERR_MEMORY)
		return TRANSFER_MEMORY;
	if (intake->failed != LANYARD_OK)
		return TRANSFER_TOO_LARGE;
	switch (code) {
	case CURLE_OK:
		return TRANSFER_DONE;
	case CURLE_OUT_OF_MEMORY:
		return TRANSFER_MEMORY;
	case CURLE_OPERATION_TIMEDOUT:
		return TRANSFER_TIMEOUT;
	case CURLE_PEER_FAILED_VERIFICATION:
		return TRANSFER_CERTIFICATE;
	case CURLE_SSL_CACERT_BADFILE:
		return TRANSFER_BUNDLE;
	/* The URL's scheme was allowed, so this is an HTTP/0.9 reply. */
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_BAD_CONTENT_ENCODING:
		return TRANSFER_NOT_HTTP;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_SSL_CONNECT_ERROR:
		return TRANSFER_UNREACHABLE;
	default:
		return TRANSFER_CUT;
	}
}

/* The options are set: send, receive, and say how it went. */
static enum transfer_outcome
run(struct transfer *transfer, const struct intake *intake,
    struct transfer_report *report)
{
	CURLcode code = transfer->setup;
	enum transfer_outcome result = TRANSFER_OPTION;
	const char *detail = transfer->detail;

	if (code == CURLE_OK) {
		code = curl_easy_perform(transfer->curl);
		fill_report(transfer, report);
		result = is_line_too_long(transfer, code)
			     ? TRANSFER_TOO_LARGE
			     : outcome(code, intake);
	} else if (code == CURLE_OUT_OF_MEMORY) {
		result = TRANSFER_MEMORY;
	}
	if (*detail == '\0')
		detail = curl_easy_strerror(code);
	(void)snprintf(report->detail, sizeof report->detail, "%s", detail);
	return result;
}

enum transfer_outcome
transfer_perform(struct transfer *transfer,
    const struct transfer_request *request, struct buf *body,
    struct transfer_report *report)
{
	static const struct transfer_report empty;
	struct intake intake = {.body = body};
	struct curl_slist *fields = make_fields();
	enum transfer_outcome result;

	*report = empty;
	if (fields == NULL)
		return TRANSFER_MEMORY;
	transfer->setup = CURLE_OK;
	transfer->detail[0] = '\0';
	set_rules(transfer);
	set_callbacks(transfer, &intake);
	set_network(transfer, request);
	if (request->body != NULL)
		set_post(transfer, request);
	set_pointer(transfer, CURLOPT_HTTPHEADER, fields);
	result = run(transfer, &intake, report);
	/* Drops every pointer to what is the caller's; connections stay. */
	curl_easy_reset(transfer->curl);
	curl_slist_free_all(fields);
	return result;
}
