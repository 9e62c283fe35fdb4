/*
 * libcurl.c - the one file that includes libcurl's header
 */
#include "net/http/libcurl.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "net/http/certificate.h"
#include "net/http/libcurl_names.h"
#include "os/library.h"

#define POLL_MS 60000

/*
 * With the thirty libraries it brings it takes longer to load than a known
 * answer takes to give. So it is loaded when it is first needed.
 */
struct functions {
#define MEMBER(name) __typeof__(curl_##name) *(name);
	LIBCURL_FUNCTIONS(MEMBER)
};

static const char *const names[] = {
#define NAME(name) "curl_" #name,
    LIBCURL_FUNCTIONS(NAME)};

static const struct library libcurl = {
    "libcurl", LIBCURL, names, sizeof(names) / sizeof(names[0])};
LIBRARY_NOTE(
    note, "network", "Sends the requests of OAuth 2.0", "required", LIBCURL);

static const CURLoption options[] = {
#define OPTION(name) [LIBCURL_##name] = CURLOPT_##name,
    LIBCURL_OPTIONS(OPTION)};

struct libcurl {
	struct functions call;
	CURL *handles[LIBCURL_HANDLES];
	CURL *used;	/* of them, in the exchange that is on */
	CURLM *multi;	/* keeps their connections, and leaves time to us */
	CURLcode setup; /* the first option that was not taken */
	CURLcode code;	/* of the exchange */
	struct curl_slist *fields, *resolve;
	char detail[CURL_ERROR_SIZE];
};

static void
stop(struct libcurl *curl)
{
	curl->call.easy_cleanup(curl->handles[LIBCURL_HTTP]);
	curl->call.easy_cleanup(curl->handles[LIBCURL_LINE]);
	curl->call.multi_cleanup(curl->multi);
	curl->call.global_cleanup();
}

/* Where a program has started it already its memory stays its own. */
static bool
start(struct libcurl *curl)
{
	if (curl->call.global_init_mem(CURL_GLOBAL_DEFAULT, allocate, free,
		allocate_anew, allocate_text, allocate_zeroed) != CURLE_OK)
		return false;
	curl->handles[LIBCURL_HTTP] = curl->call.easy_init();
	curl->handles[LIBCURL_LINE] = curl->call.easy_init();
	curl->multi = curl->call.multi_init();
	if (curl->handles[LIBCURL_HTTP] != NULL &&
	    curl->handles[LIBCURL_LINE] != NULL && curl->multi != NULL)
		return true;
	stop(curl);
	return false;
}

enum lanyard_error
libcurl_new(struct libcurl **curl, struct error *error)
{
	struct libcurl *new = calloc(1, sizeof(*new));
	enum lanyard_error r;

	*curl = NULL;
	if (new == NULL)
		return error_memory(error);
	if ((r = library_load(&libcurl, &new->call, error)) == LANYARD_OK &&
	    !start(new))
		r = error_set(
		    error, LANYARD_ERR_SYSTEM, "libcurl does not start");
	if (r == LANYARD_OK)
		*curl = new;
	else
		free(new);
	return r;
}

void
libcurl_free(struct libcurl **curl)
{
	if (*curl == NULL)
		return;
	stop(*curl);
	free(*curl);
	*curl = NULL;
}

const char *
libcurl_ca_file(struct libcurl *curl)
{
	char *path = NULL;

	if (curl->call.easy_getinfo(curl->handles[LIBCURL_HTTP],
		CURLINFO_CAINFO, &path) != CURLE_OK)
		return NULL;
	return path;
}

/* ---- options ---- */

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

/* The first option not taken stays known. Mind the types: long, not int. */
#define SET(curl, handle, option, value)                                       \
	do {                                                                   \
		if ((curl)->setup == CURLE_OK)                                 \
			(curl)->setup =                                        \
			    (curl)->call.easy_setopt(handle, option, value);   \
	} while (0)

void
libcurl_set_rules(struct libcurl *curl, enum libcurl_handle which)
{
	CURL *handle = curl->handles[which];

#define RULE(name, value) SET(curl, handle, CURLOPT_##name, value);
	LIBCURL_RULES(RULE)
	SET(curl, handle, CURLOPT_ERRORBUFFER, curl->detail);
	SET(curl, handle, CURLOPT_SOCKOPTFUNCTION, take_socket);
	if (which == LIBCURL_LINE)
		SET(curl, handle, CURLOPT_HTTP_VERSION,
		    (long)CURL_HTTP_VERSION_1_1);
}

void
libcurl_set_number(struct libcurl *curl, enum libcurl_handle which,
    enum libcurl_option option, long number)
{
	SET(curl, curl->handles[which], options[option], number);
}

void
libcurl_set_text(struct libcurl *curl, enum libcurl_handle which,
    enum libcurl_option option, const char *text)
{
	SET(curl, curl->handles[which], options[option], text);
}

void
libcurl_set_certificates(
    struct libcurl *curl, enum libcurl_handle which, const struct buf *pem)
{
	struct curl_blob blob = {pem->data, pem->size, CURL_BLOB_NOCOPY};

	SET(curl, curl->handles[which], CURLOPT_CAINFO_BLOB, &blob);
	SET(curl, curl->handles[which], CURLOPT_PROXY_CAINFO_BLOB, &blob);
}

void
libcurl_set_proxy_method(
    struct libcurl *curl, enum libcurl_handle which, enum proxy_method methods)
{
	unsigned long bits = 0;

#define METHOD(name)                                                           \
	if ((methods & PROXY_##name) != 0)                                     \
		bits |= CURLAUTH_##name;
	LIBCURL_METHODS(METHOD)
	if (methods == PROXY_ANY)
		bits = CURLAUTH_ANY;
	SET(curl, curl->handles[which], CURLOPT_PROXYAUTH, (long)bits);
}

void
libcurl_set_body(struct libcurl *curl, const struct buf *body)
{
	CURL *handle = curl->handles[LIBCURL_HTTP];

	SET(curl, handle, CURLOPT_POSTFIELDS, buf_text(body));
	SET(curl, handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->size);
}

static bool
append(struct libcurl *curl, struct curl_slist **list, const char *text)
{
	struct curl_slist *more = curl->call.slist_append(*list, text);

	if (more == NULL)
		libcurl_lack_memory(curl);
	else
		*list = more;
	return more != NULL;
}

void
libcurl_set_tls_1_3(struct libcurl *curl, enum libcurl_handle which)
{
	SET(curl, curl->handles[which], CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_3);
}

void
libcurl_set_resolve(
    struct libcurl *curl, enum libcurl_handle which, const char *lines)
{
	char *text = strdup(lines), *rest = text;
	const char *line;

	if (text == NULL)
		libcurl_lack_memory(curl);
	while (text != NULL && (line = strtok_r(rest, "\n", &rest)) != NULL &&
	       append(curl, &curl->resolve, line))
		continue;
	free(text);
	SET(curl, curl->handles[which], CURLOPT_RESOLVE, curl->resolve);
}

void
libcurl_set_fields(struct libcurl *curl, const char *const *fields)
{
	for (; *fields != NULL; fields++)
		if (!append(curl, &curl->fields, *fields))
			return;
	SET(curl, curl->handles[LIBCURL_HTTP], CURLOPT_HTTPHEADER,
	    curl->fields);
}

void
libcurl_set_bytes(struct libcurl *curl, struct transfer_bytes *bytes)
{
	CURL *handle = curl->handles[LIBCURL_HTTP];

	SET(curl, handle, CURLOPT_WRITEDATA, bytes);
	SET(curl, handle, CURLOPT_HEADERDATA, bytes);
	SET(curl, handle, CURLOPT_READDATA, bytes);
	SET(curl, handle, CURLOPT_WRITEFUNCTION, transfer_bytes_write);
	SET(curl, handle, CURLOPT_HEADERFUNCTION, transfer_bytes_header);
	SET(curl, handle, CURLOPT_READFUNCTION, transfer_bytes_read);
}

void
libcurl_lack_memory(struct libcurl *curl)
{
	if (curl->setup == CURLE_OK)
		curl->setup = CURLE_OUT_OF_MEMORY;
}

void
libcurl_reset(struct libcurl *curl)
{
	curl->call.easy_reset(curl->handles[LIBCURL_HTTP]);
	curl->call.easy_reset(curl->handles[LIBCURL_LINE]);
	curl->call.slist_free_all(curl->fields);
	curl->call.slist_free_all(curl->resolve);
	curl->fields = curl->resolve = NULL;
	curl->setup = CURLE_OK;
	curl->detail[0] = '\0';
}

/* ---- the exchange ---- */

bool
libcurl_begin(struct libcurl *curl, enum libcurl_handle which)
{
	curl->used = curl->handles[which];
	curl->code = CURLE_FAILED_INIT;
	return curl->call.multi_add_handle(curl->multi, curl->used) == CURLM_OK;
}

bool
libcurl_step(struct libcurl *curl)
{
	CURLMsg *message;
	int running, left;

	curl->code = CURLE_OUT_OF_MEMORY;
	if (curl->call.multi_perform(curl->multi, &running) != CURLM_OK)
		return false;
	while ((message = curl->call.multi_info_read(curl->multi, &left)) !=
	       NULL) {
		if (message->msg == CURLMSG_DONE &&
		    message->easy_handle == curl->used) {
			curl->code = message->data.result;
			return false;
		}
	}
	return true;
}

bool
libcurl_wait(struct libcurl *curl, int64_t most_ms)
{
	return curl->call.multi_poll(curl->multi, NULL, 0,
		   most_ms < POLL_MS ? (int)most_ms : POLL_MS,
		   NULL) == CURLM_OK;
}

void
libcurl_time_out(struct libcurl *curl)
{
	curl->code = CURLE_OPERATION_TIMEDOUT;
}

void
libcurl_end(struct libcurl *curl)
{
	curl->call.multi_remove_handle(curl->multi, curl->used);
}

bool
libcurl_is_done(const struct libcurl *curl)
{
	return curl->code == CURLE_OK;
}

/* ---- what is told of it ---- */

static const struct {
	CURLcode code;
	enum transfer_outcome outcome;
} outcomes[] = {
#define OUTCOME(code, outcome) {CURLE_##code, TRANSFER_##outcome},
    LIBCURL_OUTCOMES(OUTCOME)};

/* libcurl says "out of memory" of a header line beyond its own limit. */
static enum transfer_outcome
outcome(struct libcurl *curl)
{
	curl_off_t first_byte_us = 0;

	(void)curl->call.easy_getinfo(
	    curl->used, CURLINFO_STARTTRANSFER_TIME_T, &first_byte_us);
	if (curl->code == CURLE_OUT_OF_MEMORY && first_byte_us > 0)
		return TRANSFER_TOO_LARGE;
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(*outcomes); i++)
		if (outcomes[i].code == curl->code)
			return outcomes[i].outcome;
	return TRANSFER_CUT;
}

static int
get_number(struct libcurl *curl, CURLINFO info)
{
	long number = 0;

	(void)curl->call.easy_getinfo(curl->used, info, &number);
	return (int)number;
}

/* libcurl has a list of "Name:value" for each certificate, the server's first.
 */
static void
fill_certificate(struct libcurl *curl, struct transfer_report *report)
{
	static const char name[] = "Expire date:";
	struct curl_certinfo *chain = NULL;

	if (curl->call.easy_getinfo(curl->used, CURLINFO_CERTINFO, &chain) !=
		CURLE_OK ||
	    chain == NULL || chain->num_of_certs < 1)
		return;
	for (const struct curl_slist *line = chain->certinfo[0]; line != NULL;
	     line = line->next)
		if (strncmp(line->data, name, sizeof(name) - 1) == 0)
			report->certificate_end =
			    certificate_end(line->data + sizeof(name) - 1);
}

static void
fill_detail(
    const struct libcurl *curl, CURLcode code, struct transfer_report *report)
{
	(void)snprintf(report->detail, sizeof report->detail, "%s",
	    curl->detail[0] != '\0' ? curl->detail
				    : curl->call.easy_strerror(code));
}

enum transfer_outcome
libcurl_outcome(struct libcurl *curl, struct transfer_report *report)
{
	int said = get_number(curl, CURLINFO_PROXY_ERROR);
	struct curl_header *field;

	report->proxy_status = get_number(curl, CURLINFO_HTTP_CONNECTCODE);
	report->proxy_certificate =
	    get_number(curl, CURLINFO_PROXY_SSL_VERIFYRESULT) != 0;
	report->proxy_refuses = said == CURLPX_USER_REJECTED ||
				said == CURLPX_NO_AUTH ||
				said == CURLPX_REPLY_NOT_ALLOWED;
	report->errnum = get_number(curl, CURLINFO_OS_ERRNO);
	report->status = get_number(curl, CURLINFO_RESPONSE_CODE);
	if (curl->call.easy_header(curl->used, "Retry-After", 0, CURLH_HEADER,
		-1, &field) == CURLHE_OK)
		(void)snprintf(report->retry_after, sizeof report->retry_after,
		    "%s", field->value);
	fill_certificate(curl, report);
	fill_detail(curl, curl->code, report);
	return outcome(curl);
}

enum transfer_outcome
libcurl_setup(const struct libcurl *curl, struct transfer_report *report)
{
	if (curl->setup == CURLE_OK)
		return TRANSFER_DONE;
	fill_detail(curl, curl->setup, report);
	return curl->setup == CURLE_OUT_OF_MEMORY ? TRANSFER_MEMORY
						  : TRANSFER_OPTION;
}

const char *
libcurl_detail(const struct libcurl *curl)
{
	return curl->detail;
}

/* ---- a connection without HTTP ---- */

static enum talk_move
moved(CURLcode code, size_t count)
{
	if (code == CURLE_AGAIN)
		return TALK_WAITS;
	if (code != CURLE_OK)
		return TALK_BROKEN;
	return count == 0 ? TALK_ENDED : TALK_MOVED;
}

static enum talk_move
line_send(void *context, const void *bytes, size_t size, size_t *count)
{
	const struct libcurl *curl = context;
	CURLcode code = curl->call.easy_send(
	    curl->handles[LIBCURL_LINE], bytes, size, count);

	return moved(code, *count);
}

static enum talk_move
line_receive(void *context, void *bytes, size_t size, size_t *count)
{
	const struct libcurl *curl = context;
	CURLcode code = curl->call.easy_recv(
	    curl->handles[LIBCURL_LINE], bytes, size, count);

	return moved(code, *count);
}

static void
line_wait(void *context, bool sending, int64_t most_ms)
{
	const struct libcurl *curl = context;
	struct curl_waitfd fd = {.fd = CURL_SOCKET_BAD};

	(void)curl->call.easy_getinfo(
	    curl->handles[LIBCURL_LINE], CURLINFO_ACTIVESOCKET, &fd.fd);
	fd.events = CURL_WAIT_POLLIN;
	if (sending)
		fd.events |= CURL_WAIT_POLLOUT;
	(void)curl->call.multi_poll(curl->multi, &fd, 1,
	    most_ms < POLL_MS ? (int)most_ms : POLL_MS, NULL);
}

struct talk_line
libcurl_line(struct libcurl *curl)
{
	return (struct talk_line){line_send, line_receive, line_wait, curl};
}
