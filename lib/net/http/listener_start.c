/*
 * listener_start.c - where the browser begins: an address of the listener that
 * nobody can guess
 */
#include "net/http/listener_start.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/secret.h"

#define START_SIZE 16 /* random bytes */

void
listener_start_init(struct listener_start *start)
{
	*start = (struct listener_start){0};
	buf_init(&start->response, CONNECTION_PAGE);
}

void
listener_start_clear(struct listener_start *start)
{
	free(start->path);
	free(start->location);
	buf_clear(&start->response);
	listener_start_init(start);
}

static enum lanyard_error
draw(struct listener_start *start, const char *host, int port, char **url,
    struct error *error)
{
	enum lanyard_error r = LANYARD_ERR_MEMORY;
	struct secret name = {NULL, 0};
	struct buf text;

	*url = NULL;
	buf_init(&text, LIMIT_URL);
	listener_start_clear(start);
	if (secret_random(&name, START_SIZE) != LANYARD_OK ||
	    buf_printf(&text,
		strchr(host, ':') != NULL ? "http://[%s]:%d/%s"
					  : "http://%s:%d/%s",
		host, port, (const char *)name.bytes) != LANYARD_OK ||
	    (*url = strdup(buf_text(&text))) == NULL ||
	    (start->path = strdup(strrchr(buf_text(&text), '/'))) == NULL)
		error_memory(error);
	else
		r = LANYARD_OK;
	secret_clear(&name);
	buf_clear(&text);
	return r;
}

enum lanyard_error
listener_start_lead(struct listener_start *start, const char *host, int port,
    const char *location, char **url, struct error *error)
{
	enum lanyard_error r = draw(start, host, port, url, error);

	if (r == LANYARD_OK && (start->location = strdup(location)) == NULL)
		r = error_memory(error);
	return r;
}

enum lanyard_error
listener_start_lead_to(
    struct listener_start *start, const char *location, struct error *error)
{
	if (start->location == NULL)
		return LANYARD_OK;
	free(start->location);
	start->location = strdup(location);
	return start->location == NULL ? error_memory(error) : LANYARD_OK;
}

bool
listener_start_has_led(const struct listener_start *start)
{
	return start->path != NULL && start->response.size == 0 &&
	       start->location == NULL;
}

enum lanyard_error
listener_start_show(struct listener_start *start, const char *host, int port,
    const struct listener_page *page, char **url, struct error *error)
{
	enum lanyard_error r = draw(start, host, port, url, error);

	if (r != LANYARD_OK)
		return r;
	r = listener_page_write(&start->response, page, false);
	if (r != LANYARD_OK)
		error_set(error, r, "a page is too long");
	return r;
}

/* The way to the server, once: whoever comes later may be another. */
void
listener_start_answer(
    struct listener_start *start, struct connection *connection)
{
	static const struct listener_page used = {
	    .status = 404,
	    .heading = "This address was used before",
	    .text = "It leads to the login once. Go on in the tab that it "
		    "opened, or open the URL that was shown.",
	};

	if (start->response.size > 0) {
		connection_send(connection, &start->response);
	} else if (start->location != NULL) {
		connection_redirect(connection, start->location);
		free(start->location);
		start->location = NULL;
	} else {
		connection_respond(connection, &used);
	}
}
