/*
 * transfer.c - one HTTP exchange by libcurl
 */
#include "net/http/transfer.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "base/limits.h"
#include "base/percent.h"
#include "net/http/certificate.h"
#include "net/http/transfer_bytes.h"
#include "net/http/unpack.h"
#include "net/http/wired.h"
#include "os/clock.h"
#include "os/library.h"

#define POLL_MS 60000

/* One round may do no more than finish a handshake; many bring LIMIT_REPLY. */
#define LAST_ROUNDS_MIN 4
#define LAST_ROUNDS_MAX 1024

/*
 * With the thirty libraries it brings it takes longer to load than a known
 * answer takes to give. So it is loaded when it is first needed.
 */
#define FUNCTIONS(APPLY)                                                       \
	APPLY(global_init_mem)                                                 \
	APPLY(global_cleanup)                                                  \
	APPLY(easy_init)                                                       \
	APPLY(easy_setopt)                                                     \
	APPLY(easy_getinfo)                                                    \
	APPLY(easy_header)                                                     \
	APPLY(easy_strerror)                                                   \
	APPLY(easy_reset)                                                      \
	APPLY(easy_send)                                                       \
	APPLY(easy_recv)                                                       \
	APPLY(easy_cleanup)                                                    \
	APPLY(multi_init)                                                      \
	APPLY(multi_add_handle)                                                \
	APPLY(multi_perform)                                                   \
	APPLY(multi_poll)                                                      \
	APPLY(multi_info_read)                                                 \
	APPLY(multi_remove_handle)                                             \
	APPLY(multi_cleanup)                                                   \
	APPLY(slist_append)                                                    \
	APPLY(slist_free_all)

struct functions {
#define MEMBER(name) __typeof__(curl_##name) *(name);
	FUNCTIONS(MEMBER)
};

static const char *const names[] = {
#define NAME(name) "curl_" #name,
    FUNCTIONS(NAME)};

static const struct library libcurl = {
    "libcurl", LIBCURL, names, sizeof(names) / sizeof(names[0])};
LIBRARY_NOTE(
    note, "network", "Sends the requests of OAuth 2.0", "required", LIBCURL);

struct transfer {
	struct functions curl;
	CURL *handle;
	CURL *line;	/* connects, and leaves HTTP to wire.h */
	CURLM *multi;	/* keeps its connections, and leaves time to us */
	CURLcode setup; /* the first option that was not taken */
	char detail[CURL_ERROR_SIZE];
};

static enum lanyard_error
start(struct transfer *transfer, struct error *error)
{
	enum lanyard_error r = library_load(&libcurl, &transfer->curl, error);

	if (r != LANYARD_OK)
		return r;
	/* Where a program has started it already its memory stays its own. */
	if (transfer->curl.global_init_mem(CURL_GLOBAL_DEFAULT, allocate, free,
		allocate_anew, allocate_text, allocate_zeroed) == CURLE_OK) {
		transfer->handle = transfer->curl.easy_init();
		transfer->line = transfer->curl.easy_init();
		transfer->multi = transfer->curl.multi_init();
		if (transfer->handle != NULL && transfer->line != NULL &&
		    transfer->multi != NULL)
			return LANYARD_OK;
		transfer->curl.easy_cleanup(transfer->handle);
		transfer->curl.easy_cleanup(transfer->line);
		transfer->curl.multi_cleanup(transfer->multi);
		transfer->curl.global_cleanup();
	}
	return error_set(error, LANYARD_ERR_SYSTEM, "libcurl does not start");
}

enum lanyard_error
transfer_new(struct transfer **transfer, struct error *error)
{
	struct transfer *new = calloc(1, sizeof(*new));
	enum lanyard_error r;

	*transfer = NULL;
	if (new == NULL)
		return error_memory(error);
	if ((r = start(new, error)) == LANYARD_OK)
		*transfer = new;
	else
		free(new);
	return r;
}

void
transfer_free(struct transfer **transfer)
{
	if (*transfer == NULL)
		return;
	(*transfer)->curl.easy_cleanup((*transfer)->handle);
	(*transfer)->curl.easy_cleanup((*transfer)->line);
	(*transfer)->curl.multi_cleanup((*transfer)->multi);
	(*transfer)->curl.global_cleanup();
	free(*transfer);
	*transfer = NULL;
}

const char *
transfer_ca_file(struct transfer *transfer)
{
	char *path = NULL;

	if (transfer->curl.easy_getinfo(
		transfer->handle, CURLINFO_CAINFO, &path) != CURLE_OK)
		return NULL;
	return path;
}

/* What libcurl calls: any count but that of the bytes ends the exchange. */
static size_t
take_body(char *data, size_t size, size_t count, void *context)
{
	return transfer_bytes_take(context, data, size * count) ? size * count
								: 0;
}

static size_t
take_field(char *data, size_t size, size_t count, void *context)
{
	return transfer_bytes_take_field(context, data, size * count)
		   ? size * count
		   : 0;
}

static size_t
give_body(char *buffer, size_t size, size_t count, void *context)
{
	size_t filled;

	if (!transfer_bytes_give(context, buffer, size * count, &filled))
		return CURL_READFUNC_ABORT;
	return filled;
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

/* The first option not taken stays known. Mind the types: long, not int. */
#define SET_ON(transfer, handle, option, value)                                \
	do {                                                                   \
		if ((transfer)->setup == CURLE_OK)                             \
			(transfer)->setup = (transfer)->curl.easy_setopt(      \
			    handle, option, value);                            \
	} while (0)
#define SET(transfer, option, value)                                           \
	SET_ON(transfer, (transfer)->handle, option, value)

/* What holds for every request. */
static void
set_rules(struct transfer *transfer)
{
	SET(transfer, CURLOPT_FOLLOWLOCATION, 0L);
	SET(transfer, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
	SET(transfer, CURLOPT_NOSIGNAL, 1L);
	SET(transfer, CURLOPT_USERAGENT, "lanyard/" LANYARD_VERSION);
	SET(transfer, CURLOPT_ERRORBUFFER, transfer->detail);
}

static void
set_callbacks(struct transfer *transfer, struct transfer_bytes *bytes)
{
	SET(transfer, CURLOPT_WRITEDATA, bytes);
	SET(transfer, CURLOPT_HEADERDATA, bytes);
	SET(transfer, CURLOPT_READDATA, bytes);
	SET(transfer, CURLOPT_WRITEFUNCTION, take_body);
	SET(transfer, CURLOPT_HEADERFUNCTION, take_field);
	SET(transfer, CURLOPT_READFUNCTION, give_body);
}

/*
 * As one option, escaped: as two, libcurl before 8.8 decodes what is in them,
 * and later ones do not.
 */
static void
set_proxy_user(struct transfer *transfer, CURL *handle, const char *user,
    const struct secret *password)
{
	struct buf pair;

	buf_init(&pair, 4 * LIMIT_URL);
	if (percent_add_escaped(&pair, user, strlen(user)) != LANYARD_OK ||
	    buf_add_text(&pair, ":") != LANYARD_OK ||
	    (password != NULL && percent_add_escaped(&pair, password->bytes,
				     password->size) != LANYARD_OK))
		transfer->setup = CURLE_OUT_OF_MEMORY;
	else
		SET_ON(transfer, handle, CURLOPT_PROXYUSERPWD, buf_text(&pair));
	buf_clear(&pair);
}

/*
 * No password goes out before the proxy has said how it wants it; then libcurl
 * takes the best way that the proxy offers, Basic last.
 */
static void
set_proxy(struct transfer *transfer, CURL *handle,
    const struct transfer_request *request)
{
	static const struct {
		enum proxy_method method;
		unsigned long bit;
	} bits[] = {
	    {PROXY_BASIC, CURLAUTH_BASIC},
	    {PROXY_DIGEST, CURLAUTH_DIGEST},
	    {PROXY_NEGOTIATE, CURLAUTH_NEGOTIATE},
	    {PROXY_NTLM, CURLAUTH_NTLM},
	};
	unsigned long methods = 0;

	SET_ON(transfer, handle, CURLOPT_PROXY,
	    request->proxy != NULL ? request->proxy : "");
	if (request->proxy == NULL || request->proxy_user == NULL)
		return;
	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++)
		if ((request->proxy_method & bits[i].method) != 0)
			methods |= bits[i].bit;
	if (request->proxy_method == PROXY_ANY)
		methods = CURLAUTH_ANY;
	SET_ON(transfer, handle, CURLOPT_PROXYAUTH, (long)methods);
	set_proxy_user(
	    transfer, handle, request->proxy_user, request->proxy_password);
}

/*
 * An empty password is one, too: without any OpenSSL would ask for it at the
 * terminal. OPTIONS are in the order of these texts.
 */
static void
set_client(struct transfer *transfer, CURL *handle, const CURLoption options[5],
    const struct client_certificate *client)
{
	const struct secret *password = &client->password;
	const char *const texts[] = {
	    client->file,
	    client->key_file,
	    client->type,
	    client->key_type,
	    secret_is_set(password) ? (const char *)password->bytes : "",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i] != NULL)
			SET_ON(transfer, handle, options[i], texts[i]);
}

static void
set_clients(struct transfer *transfer, CURL *handle,
    const struct transfer_request *request)
{
	static const CURLoption server[] = {CURLOPT_SSLCERT, CURLOPT_SSLKEY,
	    CURLOPT_SSLCERTTYPE, CURLOPT_SSLKEYTYPE, CURLOPT_KEYPASSWD};
	static const CURLoption proxy[] = {CURLOPT_PROXY_SSLCERT,
	    CURLOPT_PROXY_SSLKEY, CURLOPT_PROXY_SSLCERTTYPE,
	    CURLOPT_PROXY_SSLKEYTYPE, CURLOPT_PROXY_KEYPASSWD};

	if (request->client != NULL && request->client->file != NULL)
		set_client(transfer, handle, server, request->client);
	if (request->proxy_client != NULL &&
	    request->proxy_client->file != NULL)
		set_client(transfer, handle, proxy, request->proxy_client);
}

/* How HANDLE, which may be the line, comes to the server. */
static void
set_network(struct transfer *transfer, CURL *handle,
    const struct transfer_request *request)
{
	struct curl_blob blob = {.flags = CURL_BLOB_NOCOPY};

	SET_ON(transfer, handle, CURLOPT_URL, request->url);
	SET_ON(transfer, handle, CURLOPT_PROTOCOLS_STR, request->protocol);
	SET_ON(transfer, handle, CURLOPT_SOCKOPTFUNCTION, take_socket);
	SET_ON(transfer, handle, CURLOPT_SSL_VERIFYPEER, 1L);
	SET_ON(transfer, handle, CURLOPT_SSL_VERIFYHOST, 2L);
	SET_ON(transfer, handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	SET_ON(transfer, handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	/* A resolver that hangs must not hold us beyond the time given. */
	SET_ON(transfer, handle, CURLOPT_QUICK_EXIT, 1L);
	SET_ON(transfer, handle, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)request->connect_timeout_ms);
	set_proxy(transfer, handle, request);
	if (request->ca_folder != NULL)
		SET_ON(transfer, handle, CURLOPT_CAPATH, request->ca_folder);
	set_clients(transfer, handle, request);
	if (request->ca == NULL || request->ca->size == 0)
		return;
	blob.data = request->ca->data;
	blob.len = request->ca->size;
	SET_ON(transfer, handle, CURLOPT_CAINFO_BLOB, &blob);
	SET_ON(transfer, handle, CURLOPT_PROXY_CAINFO_BLOB, &blob);
}

/* What brings a token is not left to libcurl's HTTP, where that can be. */
static bool
is_wired(const struct transfer_request *request)
{
	return request->raw != NULL && wired_can_send(request);
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

static bool
takes_all(const struct transfer_request *request)
{
	return request->body != NULL && request->write == NULL;
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

	/*
	 * What goes out with a secret may bring a token back: its bytes are
	 * taken as they are, whatever the fields, or none, say of them.
	 */
	if (takes_all(request))
		SET(transfer, CURLOPT_HTTP09_ALLOWED, 1L);
	else if (request->write == NULL)
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

/* A server that does not know 100-continue would cost a second. */
static const char *const own_fields[] = {
    "Accept: application/json", "Expect:", NULL};

static struct curl_slist *
make_fields(const struct functions *curl, const char *const *fields)
{
	struct curl_slist *list = NULL, *more;

	for (fields = fields != NULL ? fields : own_fields; *fields != NULL;
	     fields++) {
		if ((more = curl->slist_append(list, *fields)) == NULL) {
			curl->slist_free_all(list);
			return NULL;
		}
		list = more;
	}
	return list;
}

static void
fill_report(
    struct transfer *transfer, CURL *handle, struct transfer_report *report)
{
	struct curl_header *field;
	long errnum = 0, status = 0, proxy = 0, refused = 0, said = 0;

	transfer->curl.easy_getinfo(handle, CURLINFO_HTTP_CONNECTCODE, &proxy);
	transfer->curl.easy_getinfo(
	    handle, CURLINFO_PROXY_SSL_VERIFYRESULT, &refused);
	report->proxy_status = (int)proxy;
	report->proxy_certificate = refused != 0;
	transfer->curl.easy_getinfo(handle, CURLINFO_PROXY_ERROR, &said);
	report->proxy_refuses = said == CURLPX_USER_REJECTED ||
				said == CURLPX_NO_AUTH ||
				said == CURLPX_REPLY_NOT_ALLOWED;
	transfer->curl.easy_getinfo(handle, CURLINFO_OS_ERRNO, &errnum);
	transfer->curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
	report->status = (int)status;
	report->errnum = (int)errnum;
	if (transfer->curl.easy_header(handle, "Retry-After", 0, CURLH_HEADER,
		-1, &field) == CURLHE_OK)
		(void)snprintf(report->retry_after, sizeof report->retry_after,
		    "%s", field->value);
}

/* libcurl has a list of "Name:value" for each certificate, the server's first.
 */
static void
fill_certificate(struct transfer *transfer, struct transfer_report *report)
{
	static const char name[] = "Expire date:";
	struct curl_certinfo *chain = NULL;

	if (transfer->curl.easy_getinfo(
		transfer->handle, CURLINFO_CERTINFO, &chain) != CURLE_OK ||
	    chain == NULL || chain->num_of_certs < 1)
		return;
	for (const struct curl_slist *line = chain->certinfo[0]; line != NULL;
	     line = line->next)
		if (strncmp(line->data, name, sizeof(name) - 1) == 0)
			report->certificate_end =
			    certificate_end(line->data + sizeof(name) - 1);
}

static void
fill_detail(const struct transfer *transfer, CURLcode code,
    struct transfer_report *report)
{
	const char *detail = transfer->detail;

	if (*detail == '\0')
		detail = transfer->curl.easy_strerror(code);
	(void)snprintf(report->detail, sizeof report->detail, "%s", detail);
}

/* libcurl says "out of memory" of a header line beyond its own limit. */
static bool
is_line_too_long(struct transfer *transfer, CURLcode code)
{
	curl_off_t first_byte_us = 0;

	(void)transfer->curl.easy_getinfo(
	    transfer->handle, CURLINFO_STARTTRANSFER_TIME_T, &first_byte_us);
	return code == CURLE_OUT_OF_MEMORY && first_byte_us > 0;
}

static enum transfer_outcome
outcome(CURLcode code, const struct transfer_bytes *bytes)
{
	if (bytes->failed != LANYARD_OK)
		return TRANSFER_CALLED_OFF;
	if (bytes->full == LANYARD_ERR_MEMORY)
		return TRANSFER_MEMORY;
	if (bytes->full != LANYARD_OK)
		return TRANSFER_TOO_LARGE;
	switch (code) {
	case CURLE_OK:
		return bytes->status != 0 ? TRANSFER_DONE : TRANSFER_NOT_HTTP;
	case CURLE_OUT_OF_MEMORY:
		return TRANSFER_MEMORY;
	case CURLE_OPERATION_TIMEDOUT:
		return TRANSFER_TIMEOUT;
	case CURLE_PEER_FAILED_VERIFICATION:
		return TRANSFER_CERTIFICATE;
	case CURLE_SSL_CACERT_BADFILE:
		return TRANSFER_BUNDLE;
	case CURLE_SSL_CERTPROBLEM:
		return TRANSFER_CLIENT;
	case CURLE_PROXY:
		return TRANSFER_PROXY;
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

/* The end of HANDLE's exchange, if it has come. */
static bool
is_over(const struct transfer *transfer, const CURL *handle, CURLcode *code)
{
	CURLMsg *message;
	int left;

	while ((message = transfer->curl.multi_info_read(
		    transfer->multi, &left)) != NULL) {
		if (message->msg == CURLMSG_DONE &&
		    message->easy_handle == handle) {
			*code = message->data.result;
			return true;
		}
	}
	return false;
}

/*
 * The time is up. While this process was stopped the answer may have come: look
 * at what is here, without waiting, for as long as there is more.
 */
static CURLcode
take_what_is_here(const struct transfer *transfer, const CURL *handle,
    const struct transfer_bytes *bytes)
{
	CURLcode code;
	size_t before;
	int running, rounds = 0;

	do {
		before = bytes->count;
		if (transfer->curl.multi_perform(transfer->multi, &running) !=
		    CURLM_OK)
			break;
		if (is_over(transfer, handle, &code))
			return code;
		rounds++;
	} while (rounds < LAST_ROUNDS_MIN ||
		 (bytes->count != before && rounds < LAST_ROUNDS_MAX));
	return CURLE_OPERATION_TIMEDOUT;
}

/*
 * HANDLE stays in the multi handle. libcurl's own timeout would end the
 * exchange before it has looked at the socket.
 */
static CURLcode
drive(const struct transfer *transfer, CURL *handle,
    const struct transfer_bytes *bytes, int64_t deadline_ms)
{
	const struct functions *curl = &transfer->curl;
	CURLcode code = CURLE_OUT_OF_MEMORY;
	int64_t left_ms;
	int running;

	if (curl->multi_add_handle(transfer->multi, handle) != CURLM_OK)
		return CURLE_FAILED_INIT;
	while (curl->multi_perform(transfer->multi, &running) == CURLM_OK &&
	       !is_over(transfer, handle, &code)) {
		left_ms = deadline_ms - clock_monotonic_ms();
		if (left_ms <= 0)
			return take_what_is_here(transfer, handle, bytes);
		if (curl->multi_poll(transfer->multi, NULL, 0,
			left_ms < POLL_MS ? (int)left_ms : POLL_MS,
			NULL) != CURLM_OK)
			break;
	}
	return code;
}

/* ---- by hand, over a connection of libcurl's (wired.h) ---- */

static void
set_line(struct transfer *transfer, const struct transfer_request *request)
{
	set_network(transfer, transfer->line, request);
	SET_ON(transfer, transfer->line, CURLOPT_CONNECT_ONLY, 1L);
	SET_ON(transfer, transfer->line, CURLOPT_FRESH_CONNECT, 1L);
	SET_ON(transfer, transfer->line, CURLOPT_NOSIGNAL, 1L);
	SET_ON(transfer, transfer->line, CURLOPT_HTTP_VERSION,
	    (long)CURL_HTTP_VERSION_1_1);
	SET_ON(transfer, transfer->line, CURLOPT_ERRORBUFFER, transfer->detail);
}

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
	const struct transfer *transfer = context;
	CURLcode code =
	    transfer->curl.easy_send(transfer->line, bytes, size, count);

	return moved(code, *count);
}

static enum talk_move
line_receive(void *context, void *bytes, size_t size, size_t *count)
{
	const struct transfer *transfer = context;
	CURLcode code =
	    transfer->curl.easy_recv(transfer->line, bytes, size, count);

	return moved(code, *count);
}

static void
line_wait(void *context, bool sending, int64_t most_ms)
{
	const struct transfer *transfer = context;
	struct curl_waitfd fd = {.fd = CURL_SOCKET_BAD};

	(void)transfer->curl.easy_getinfo(
	    transfer->line, CURLINFO_ACTIVESOCKET, &fd.fd);
	fd.events = CURL_WAIT_POLLIN;
	if (sending)
		fd.events |= CURL_WAIT_POLLOUT;
	(void)transfer->curl.multi_poll(transfer->multi, &fd, 1,
	    most_ms < POLL_MS ? (int)most_ms : POLL_MS, NULL);
}

static enum transfer_outcome
run_wired(struct transfer *transfer, const struct transfer_request *request,
    const struct transfer_bytes *bytes, int64_t deadline_ms,
    struct transfer_report *report)
{
	const struct talk_line line = {
	    line_send, line_receive, line_wait, transfer};
	enum transfer_outcome result = TRANSFER_MEMORY;
	struct buf text;
	CURLcode code;

	buf_init(&text, 2 * LIMIT_REQUEST);
	if (wired_write(&text, request, own_fields) != LANYARD_OK)
		goto out;
	code = drive(transfer, transfer->line, bytes, deadline_ms);
	if (code == CURLE_OK) {
		result = wired_exchange(&line, &text, request->raw, bytes->body,
		    deadline_ms, transfer->detail, report);
	} else {
		fill_report(transfer, transfer->line, report);
		fill_detail(transfer, code, report);
		result = outcome(code, bytes);
		report->unsent = result == TRANSFER_UNREACHABLE ||
				 result == TRANSFER_TIMEOUT ||
				 result == TRANSFER_PROXY ||
				 result == TRANSFER_CUT;
	}
	transfer->curl.multi_remove_handle(transfer->multi, transfer->line);
out:
	buf_clear(&text);
	return result;
}

/* ---- by libcurl's HTTP ---- */

static enum transfer_outcome
run_curl(struct transfer *transfer, const struct transfer_bytes *bytes,
    int64_t deadline_ms, struct transfer_report *report)
{
	CURLcode code;

	code = drive(transfer, transfer->handle, bytes, deadline_ms);
	transfer->curl.multi_remove_handle(transfer->multi, transfer->handle);
	fill_report(transfer, transfer->handle, report);
	fill_certificate(transfer, report);
	fill_detail(transfer, code, report);
	report->failed = bytes->failed;
	return is_line_too_long(transfer, code) ? TRANSFER_TOO_LARGE
						: outcome(code, bytes);
}

static enum transfer_outcome
fail_setup(const struct transfer *transfer, struct transfer_report *report)
{
	fill_detail(transfer, transfer->setup, report);
	return transfer->setup == CURLE_OUT_OF_MEMORY ? TRANSFER_MEMORY
						      : TRANSFER_OPTION;
}

static void
set_options(struct transfer *transfer, const struct transfer_request *request,
    struct transfer_bytes *bytes, const struct curl_slist *fields)
{
	set_rules(transfer);
	set_callbacks(transfer, bytes);
	set_network(transfer, transfer->handle, request);
	set_user(transfer, request);
	set_body(transfer, request);
	set_method(transfer, request);
	if (request->wants_certificate) {
		SET(transfer, CURLOPT_CERTINFO, 1L);
		SET(transfer, CURLOPT_FRESH_CONNECT, 1L);
	}
	SET(transfer, CURLOPT_HTTPHEADER, fields);
}

enum transfer_outcome
transfer_perform(struct transfer *transfer,
    const struct transfer_request *request, struct buf *body,
    struct transfer_report *report)
{
	static const struct transfer_report empty;
	struct transfer_bytes bytes = {
	    .read = request->read,
	    .write = request->write,
	    .field = request->field,
	    .context = request->context,
	    .body = body,
	};
	struct curl_slist *fields =
	    make_fields(&transfer->curl, request->fields);
	int64_t start_ms = clock_monotonic_ms();
	int64_t deadline_ms = start_ms + request->timeout_ms;
	enum transfer_outcome result;

	*report = empty;
	if (fields == NULL)
		return TRANSFER_MEMORY;
	transfer->setup = CURLE_OK;
	transfer->detail[0] = '\0';
	if (is_wired(request))
		set_line(transfer, request);
	else
		set_options(transfer, request, &bytes, fields);
	if (transfer->setup != CURLE_OK)
		result = fail_setup(transfer, report);
	else if (is_wired(request))
		result =
		    run_wired(transfer, request, &bytes, deadline_ms, report);
	else
		result = run_curl(transfer, &bytes, deadline_ms, report);
	report->time_ms = clock_monotonic_ms() - start_ms;
	if (takes_all(request))
		bytes.full = unpack_body(body);
	if (bytes.full == LANYARD_ERR_MEMORY)
		result = TRANSFER_MEMORY;
	else if (bytes.full != LANYARD_OK)
		result = TRANSFER_TOO_LARGE;
	/* Drops every pointer to what is the caller's; connections stay. */
	transfer->curl.easy_reset(transfer->handle);
	transfer->curl.easy_reset(transfer->line);
	transfer->curl.slist_free_all(fields);
	return result;
}
