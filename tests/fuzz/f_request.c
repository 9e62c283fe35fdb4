/*
 * f_request.c - the HTTP request at the loopback listener, in pieces
 *
 * The first byte says how long a piece is.
 */
#include "base/limits.h"
#include "fuzz.h"
#include "net/http/listener_request.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct listener_request request;
	enum lanyard_error r = LANYARD_OK;
	const char *query = NULL;
	size_t piece, at;
	bool form;
	int status;

	if (size == 0)
		return 0;
	form = data[0] & 1;
	piece = (size_t)(data[0] >> 1) + 1;
	listener_request_init(&request);
	for (at = 1; at < size && r == LANYARD_OK; at += piece)
		r = listener_request_add(
		    &request, data + at, size - at < piece ? size - at : piece);
	hold(request.text.size <= LIMIT_CALLBACK);
	(void)listener_request_is_redirect(&request);
	(void)listener_request_is_tls(&request);
	(void)listener_request_is_for(&request, "/start");
	if (r == LANYARD_OK && listener_request_is_complete(&request, form)) {
		status = listener_request_parse(
		    &request, "/callback", "127.0.0.1", 8080, form, &query);
		hold(status == 200 || status == 400 || status == 404 ||
		     status == 405);
		hold(status != 200 || query != NULL);
		/* A form may have them, a request line may not. */
		hold(status != 200 || form || strpbrk(query, "\r\n ") == NULL);
	}
	listener_request_clear(&request);
	return 0;
}
