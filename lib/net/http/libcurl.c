/*
 * libcurl.c - the one file that includes libcurl's header
 */
#include "net/http/libcurl.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "net/http/handshake.h"
#include "net/http/libcurl_names.h"

#define POLL_MS 60000

struct functions {
#define MEMBER(name) __typeof__(curl_##name) *(name);
	LIBCURL_FUNCTIONS(MEMBER)
};

static const CURLoption options[] = {
#define OPTION(name) [LIBCURL_##name] = CURLOPT_##name,
    LIBCURL_OPTIONS(OPTION)};

static const CURLoption list_options[] = {LIBCURL_LISTS(OPTION)};

static const CURLINFO numbers[] = {
#define NUMBER(name) [LIBCURL_##name] = CURLINFO_##name,
    LIBCURL_NUMBERS(NUMBER)};

struct libcurl {
	struct functions call;
	CURL *handles[LIBCURL_HANDLES];
	CURL *used;	/* of them, in the exchange that is on */
	CURLM *multi;	/* keeps their connections, and leaves time to us */
	CURLcode setup; /* the first option that was not taken */
	CURLcode code;	/* of the exchange */
	struct curl_slist *lists[LIBCURL_LISTS_COUNT];
	char detail[CURL_ERROR_SIZE];
	int certificates; /* that the server sent */
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
	if ((r = libcurl_names_load(&new->call, error)) == LANYARD_OK &&
	    !start(new)) {
		r = error_set(error, LANYARD_ERR_NO_ROOM,
		    "libcurl does not start: memory lacks, or its TLS library "
		    "fails");
		error_hint(error, "try it again; free -h has the memory that "
				  "is left, curl -V tries libcurl");
	}
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

/* How many certificates the server sends; nothing else of it is looked at. */
static int
take_bytes(
    CURL *handle, curl_infotype type, char *bytes, size_t size, void *context)
{
	struct libcurl *curl = context;
	int count = 0;

	(void)handle;
	if (type == CURLINFO_SSL_DATA_IN)
		count = handshake_certificates(bytes, size);
	if (count != 0)
		curl->certificates = count;
	return 0;
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
	SET(curl, handle, CURLOPT_DEBUGFUNCTION, take_bytes);
	SET(curl, handle, CURLOPT_DEBUGDATA, curl);
}

void
libcurl_set_choice(
    struct libcurl *curl, enum libcurl_handle which, enum libcurl_choice choice)
{
	switch (choice) {
#define CHOICE(name, value)                                                    \
	case LIBCURL_##value:                                                  \
		SET(curl, curl->handles[which], CURLOPT_##name,                \
		    (long)CURL_##value);                                       \
		break;
		LIBCURL_CHOICES(CHOICE)
	}
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
libcurl_add_text(struct libcurl *curl, enum libcurl_handle which,
    enum libcurl_list list, const char *text)
{
	struct curl_slist *longer =
	    curl->call.slist_append(curl->lists[list], text);

	if (longer == NULL) {
		libcurl_lack_memory(curl);
		return;
	}
	curl->lists[list] = longer;
	SET(curl, curl->handles[which], list_options[list], longer);
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
	for (size_t i = 0; i < LIBCURL_LISTS_COUNT; i++) {
		curl->call.slist_free_all(curl->lists[i]);
		curl->lists[i] = NULL;
	}
	curl->setup = CURLE_OK;
	curl->detail[0] = '\0';
}

/* ---- the exchange ---- */

bool
libcurl_begin(struct libcurl *curl, enum libcurl_handle which)
{
	curl->used = curl->handles[which];
	curl->code = CURLE_FAILED_INIT;
	curl->certificates = 0;
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
enum transfer_outcome
libcurl_outcome(const struct libcurl *curl)
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

int
libcurl_number(const struct libcurl *curl, enum libcurl_number which)
{
	long number = 0;

	(void)curl->call.easy_getinfo(curl->used, numbers[which], &number);
	return (int)number;
}

bool
libcurl_has_resolved(const struct libcurl *curl)
{
	curl_off_t time_us = 0;

	return curl->call.easy_getinfo(curl->used, CURLINFO_NAMELOOKUP_TIME_T,
		   &time_us) != CURLE_OK ||
	       time_us > 0;
}

bool
libcurl_proxy_refuses(const struct libcurl *curl)
{
	switch (libcurl_number(curl, LIBCURL_PROXY_ERROR)) {
	case CURLPX_USER_REJECTED:
	case CURLPX_NO_AUTH:
	case CURLPX_REPLY_NOT_ALLOWED:
		return true;
	default:
		return false;
	}
}

const char *
libcurl_field(const struct libcurl *curl, const char *name)
{
	struct curl_header *field;

	return curl->call.easy_header(
		   curl->used, name, 0, CURLH_HEADER, -1, &field) == CURLHE_OK
		   ? field->value
		   : NULL;
}

/* libcurl has a list of "Name:value" for each certificate, the server's first.
 */
const char *
libcurl_certificate(const struct libcurl *curl, const char *name)
{
	struct curl_certinfo *chain = NULL;
	size_t size = strlen(name);

	if (curl->call.easy_getinfo(curl->used, CURLINFO_CERTINFO, &chain) !=
		CURLE_OK ||
	    chain == NULL || chain->num_of_certs < 1)
		return NULL;
	for (const struct curl_slist *line = chain->certinfo[0]; line != NULL;
	     line = line->next)
		if (strncmp(line->data, name, size) == 0 &&
		    line->data[size] == ':')
			return line->data + size + 1;
	return NULL;
}

int
libcurl_certificates(const struct libcurl *curl)
{
	return curl->certificates;
}

enum transfer_outcome
libcurl_setup(const struct libcurl *curl)
{
	if (curl->setup == CURLE_OK)
		return TRANSFER_DONE;
	return curl->setup == CURLE_OUT_OF_MEMORY ? TRANSFER_MEMORY
						  : TRANSFER_OPTION;
}

const char *
libcurl_detail(const struct libcurl *curl)
{
	return curl->detail;
}

const char *
libcurl_words(const struct libcurl *curl)
{
	if (curl->detail[0] != '\0')
		return curl->detail;
	return curl->call.easy_strerror(
	    curl->setup != CURLE_OK ? curl->setup : curl->code);
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
