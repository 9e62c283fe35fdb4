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
	CURL *curl;
	const struct transfer_request *request;
	struct buf *body;
	size_t header_size;
	enum lanyard_error full;   /* why what came was not taken */
	enum lanyard_error failed; /* what a callback returned */
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

static int
status_of(CURL *curl)
{
	long status = 0;

	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

static size_t
take_body(char *data, size_t size, size_t count, void *context)
{
	struct intake *in = context;
	const struct transfer_request *request = in->request;

	size *= count;
	if (request->write != NULL) {
		in->failed = request->write(
		    request->context, status_of(in->curl), data, size);
		return in->failed == LANYARD_OK ? size : 0;
	}
	/* Decoded bytes: a small reply that unpacks to gigabytes ends here. */
	in->full = buf_add(in->body, data, size);
	return in->full == LANYARD_OK ? size : 0;
}

/* One line with its end, to the callback without. */
static enum lanyard_error
give_field(const struct intake *in, const char *data, size_t size)
{
	enum lanyard_error r;
	struct buf line;

	while (size > 0 && (data[size - 1] == '\n' || data[size - 1] == '\r'))
		size--;
	if (size == 0 || memcmp(data, "HTTP/", size < 5 ? size : 5) == 0)
		return LANYARD_OK;
	buf_init(&line, LIMIT_HEADERS);
	if ((r = buf_add(&line, data, size)) == LANYARD_OK)
		r = in->request->field(
		    in->request->context, status_of(in->curl), buf_text(&line));
	buf_clear(&line);
	return r;
}

static size_t
take_field(char *data, size_t size, size_t count, void *context)
{
	struct intake *in = context;

	size *= count;
	in->header_size += size;
	if (in->header_size > LIMIT_HEADERS)
		in->full = LANYARD_ERR_PROTOCOL;
	else if (in->request->field != NULL)
		in->failed = give_field(in, data, size);
	return in->full == LANYARD_OK && in->failed == LANYARD_OK ? size : 0;
}

static size_t
give_body(char *buffer, size_t size, size_t count, void *context)
{
	struct intake *in = context;
	size_t filled = 0;

	size *= count;
	in->failed =
	    in->request->read(in->request->context, buffer, size, &filled);
	if (in->failed == LANYARD_OK && filled > size)
		in->failed = LANYARD_ERR_ARGUMENT;
	return in->failed == LANYARD_OK ? filled : CURL_READFUNC_ABORT;
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

/* The first option that is not taken stays known; libcurl checks the type. */
#define SET(transfer, option, value)                                           \
	do {                                                                   \
		if ((transfer)->setup == CURLE_OK)                             \
			(transfer)->setup =                                    \
			    curl_easy_setopt((transfer)->curl, option, value); \
	} while (0)

/* What holds for every request. */
static void
set_rules(struct transfer *transfer)
{
	SET(transfer, CURLOPT_FOLLOWLOCATION, 0L);
	SET(transfer, CURLOPT_SSL_VERIFYPEER, 1L);
	SET(transfer, CURLOPT_SSL_VERIFYHOST, 2L);
	SET(transfer, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	SET(transfer, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
	SET(transfer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(transfer, CURLOPT_NOSIGNAL, 1L);
	/* A resolver that hangs must not hold us beyond the time given. */
	SET(transfer, CURLOPT_QUICK_EXIT, 1L);
	SET(transfer, CURLOPT_USERAGENT, "lanyard/" LANYARD_VERSION);
	SET(transfer, CURLOPT_ERRORBUFFER, transfer->detail);
}

static void
set_callbacks(struct transfer *transfer, struct intake *intake)
{
	SET(transfer, CURLOPT_WRITEDATA, intake);
	SET(transfer, CURLOPT_HEADERDATA, intake);
	SET(transfer, CURLOPT_READDATA, intake);
	SET(transfer, CURLOPT_WRITEFUNCTION, take_body);
	SET(transfer, CURLOPT_HEADERFUNCTION, take_field);
	SET(transfer, CURLOPT_READFUNCTION, give_body);
	SET(transfer, CURLOPT_SOCKOPTFUNCTION, take_socket);
}

static void
set_network(struct transfer *transfer, const struct transfer_request *request)
{
	struct curl_blob blob = {.flags = CURL_BLOB_NOCOPY};

	SET(transfer, CURLOPT_URL, request->url);
	SET(transfer, CURLOPT_PROTOCOLS_STR, request->protocol);
	SET(transfer, CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
	SET(transfer, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)request->connect_timeout_ms);
	if (request->proxy != NULL)
		SET(transfer, CURLOPT_PROXY, request->proxy);
	if (request->ca != NULL && request->ca->size > 0) {
		blob.data = request->ca->data;
		blob.len = request->ca->size;
		SET(transfer, CURLOPT_CAINFO_BLOB, &blob);
	} else if (request->ca_file != NULL) {
		SET(transfer, CURLOPT_CAINFO, request->ca_file);
	}
}

static void
set_user(struct transfer *transfer, const struct transfer_request *request)
{
	const struct secret *password = request->password;

	if (request->user == NULL)
		return;
	SET(transfer, CURLOPT_USERNAME, request->user);
	if (password != NULL && secret_is_set(password))
		SET(transfer, CURLOPT_PASSWORD, password->bytes);
	else
		SET(transfer, CURLOPT_PASSWORD, "");
}

static void
set_body(struct transfer *transfer, const struct transfer_request *request)
{
	/*
	 * curl sends a POST again when a connection it reuses is dead. The
	 * server may have acted on the first one, and a refresh token that
	 * comes twice looks stolen (RFC 9700 4.14.2): never reuse one here.
	 */
	if (request->body != NULL || request->read != NULL)
		SET(transfer, CURLOPT_FRESH_CONNECT, 1L);
	if (request->read != NULL)
		SET(transfer, CURLOPT_UPLOAD, 1L);
	if (request->body == NULL)
		return;
	SET(transfer, CURLOPT_POSTFIELDS, buf_text(request->body));
	SET(transfer, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)request->body->size);
}

/* A reply to HEAD has no body, whatever its fields say. */
static void
set_method(struct transfer *transfer, const struct transfer_request *request)
{
	const char *method = request->method;

	if (request->write == NULL)
		SET(transfer, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
	if (method == NULL && request->read != NULL)
		method = "POST";
	if (method == NULL)
		return;
	if (strcmp(method, "HEAD") == 0)
		SET(transfer, CURLOPT_NOBODY, 1L);
	else
		SET(transfer, CURLOPT_CUSTOMREQUEST, method);
}

static struct curl_slist *
make_fields(const char *const *fields)
{
	/* A server that does not know 100-continue would cost a second. */
	static const char *const token[] = {
	    "Accept: application/json", "Expect:", NULL};
	struct curl_slist *list = NULL, *more;

	for (fields = fields != NULL ? fields : token; *fields != NULL;
	     fields++) {
		if ((more = curl_slist_append(list, *fields)) == NULL) {
			curl_slist_free_all(list);
			return NULL;
		}
		list = more;
	}
	return list;
}

static void
fill_report(struct transfer *transfer, struct transfer_report *report)
{
	struct curl_header *field;
	curl_off_t time_us = 0;
	long errnum = 0;

	curl_easy_getinfo(transfer->curl, CURLINFO_OS_ERRNO, &errnum);
	curl_easy_getinfo(transfer->curl, CURLINFO_TOTAL_TIME_T, &time_us);
	report->status = status_of(transfer->curl);
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
	if (intake->failed != LANYARD_OK)
		return TRANSFER_CALLED_OFF;
	if (intake->full == LANYARD_ERR_MEMORY)
		return TRANSFER_MEMORY;
	if (intake->full != LANYARD_OK)
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
		report->failed = intake->failed;
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
	struct intake intake = {
	    .curl = transfer->curl, .request = request, .body = body};
	struct curl_slist *fields = make_fields(request->fields);
	enum transfer_outcome result;

	*report = empty;
	if (fields == NULL)
		return TRANSFER_MEMORY;
	transfer->setup = CURLE_OK;
	transfer->detail[0] = '\0';
	set_rules(transfer);
	set_callbacks(transfer, &intake);
	set_network(transfer, request);
	set_user(transfer, request);
	set_body(transfer, request);
	set_method(transfer, request);
	SET(transfer, CURLOPT_HTTPHEADER, fields);
	result = run(transfer, &intake, report);
	/* Drops every pointer to what is the caller's; connections stay. */
	curl_easy_reset(transfer->curl);
	curl_slist_free_all(fields);
	return result;
}
