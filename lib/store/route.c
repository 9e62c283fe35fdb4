/*
 * route.c - what of the configuration the answer to one request needs
 *
 * The file: the stamps as they are given, then a block of key=value lines for
 * each login, each with an empty line at its end: the configuration's; the
 * block "stored=STAMP" and the store's, if they were looked for; and the block
 * "end=3", without which it is not whole.
 */
#include "store/route.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/text.h"
#include "base/url.h"
#include "login/lines.h"

/* A new number where what was found before may no longer be found. */
#define END "end=3\n\n"

void
route_init(struct route *route)
{
	memset(route, 0, sizeof(*route));
}

void
route_clear(struct route *route)
{
	for (size_t i = 0; i < route->count; i++)
		login_clear(&route->logins[i]);
	free(route->logins);
	free(route->stored);
	route_init(route);
}

enum lanyard_error
route_add_key(struct buf *key, const char *protocol, const char *host)
{
	struct url url = {0};
	enum lanyard_error r;

	if ((r = place_host(host, &url.host, &url.port)) != LANYARD_OK)
		goto out;
	r = LANYARD_ERR_MEMORY;
	if ((url.scheme = text_lower_copy(protocol, strlen(protocol))) == NULL)
		goto out;
	r = buf_printf(key, "%s://%s:%d", url.scheme, url.host, url_port(&url));
out:
	url_clear(&url);
	return r;
}

/* Room for one more; it becomes part of the route when COUNT is raised. */
static struct login *
next_login(struct route *route)
{
	struct login *grown =
	    realloc(route->logins, (route->count + 1) * sizeof(*grown));

	if (grown == NULL)
		return NULL;
	route->logins = grown;
	login_init(&grown[route->count]);
	return &grown[route->count];
}

static enum lanyard_error
login_from_block(struct route *route, struct attributes *block)
{
	struct login *login;
	enum lanyard_error r;

	if (attributes_text(block, "name") == NULL)
		return LANYARD_ERR_STORE;
	if ((login = next_login(route)) == NULL)
		return LANYARD_ERR_MEMORY;
	r = lines_to_login(block, login);
	login->refresh_margin_s =
	    attributes_number(block, "refresh_margin_s", REFRESH_MARGIN_S);
	login->min_life_s = attributes_number(block, "min_life_s", 0);
	login->timeout_ms =
	    attributes_number(block, "timeout_ms", TIMEOUT_OPERATION_MS);
	login->allow_http = attributes_number(block, "allow_http", 0) != 0;
	login->configured = route->stored == NULL;
	if (r == LANYARD_OK)
		route->count++;
	else
		login_clear(login);
	return r;
}

static enum lanyard_error
login_to_block(const struct login *login, struct attributes *block)
{
	enum lanyard_error r = lines_from_login(block, login, NULL);

	/* What only a request to the authorization server needs. */
	attributes_remove(block, "token_parameter[]");
	attributes_remove(block, "revocation_endpoint");
	if (r != LANYARD_OK ||
	    (r = attributes_set_number(block, "refresh_margin_s",
		 login->refresh_margin_s)) != LANYARD_OK ||
	    (login->min_life_s != 0 &&
		(r = attributes_set_number(
		     block, "min_life_s", login->min_life_s)) != LANYARD_OK) ||
	    (r = attributes_set_number(
		 block, "timeout_ms", login->timeout_ms)) != LANYARD_OK)
		return r;
	return attributes_set_number(block, "allow_http", login->allow_http);
}

enum lanyard_error
route_add(struct route *route, const struct login *login)
{
	struct attributes block = {0};
	enum lanyard_error r = login_to_block(login, &block);

	if (r == LANYARD_OK)
		r = login_from_block(route, &block);
	if (r == LANYARD_OK && route->stored == NULL)
		route->configured = route->count;
	attributes_clear(&block);
	return r;
}

static enum lanyard_error
take_block(struct route *route, struct attributes *block)
{
	const char *stored = attributes_text(block, "stored");

	if (stored == NULL)
		return login_from_block(route, block);
	if (route->stored != NULL)
		return LANYARD_ERR_STORE;
	route->configured = route->count;
	route->stored = strdup(stored);
	return route->stored == NULL ? LANYARD_ERR_MEMORY : LANYARD_OK;
}

static enum lanyard_error
parse(struct route *route, const unsigned char *text, size_t size)
{
	enum lanyard_error r = LANYARD_OK;
	size_t used;

	if (size < strlen(END) ||
	    memcmp(text + size - strlen(END), END, strlen(END)) != 0)
		return LANYARD_ERR_STORE;
	size -= strlen(END);
	while (r == LANYARD_OK && size != 0) {
		struct attributes block = {0};

		r = attributes_parse(&block, text, size, NULL, &used, NULL);
		if (r == LANYARD_OK)
			r = take_block(route, &block);
		attributes_clear(&block);
		text += used;
		size -= used;
	}
	if (route->stored == NULL)
		route->configured = route->count;
	return r;
}

enum lanyard_error
route_load(struct route *route, struct store *store, const char *key,
    const struct buf *stamps)
{
	struct error ignored = {0};
	enum lanyard_error r;
	struct buf buf;
	bool found;

	route_init(route);
	buf_init(&buf, LIMIT_RECORD);
	r = store_load(store, STORE_ROUTE, key, &buf, &found, &ignored);
	if (r == LANYARD_OK && found && buf.size > stamps->size &&
	    memcmp(buf.data, stamps->data, stamps->size) == 0) {
		r = parse(
		    route, buf.data + stamps->size, buf.size - stamps->size);
		route->found = r == LANYARD_OK;
	}
	if (!route->found)
		route_clear(route);
	buf_clear(&buf);
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}

static enum lanyard_error
write_login(struct buf *buf, const struct login *login)
{
	struct attributes block = {0};
	enum lanyard_error r;

	if ((r = login_to_block(login, &block)) == LANYARD_OK &&
	    (r = attributes_write(&block, buf)) == LANYARD_OK)
		r = buf_add_text(buf, "\n");
	attributes_clear(&block);
	return r;
}

void
route_save(const struct route *route, struct store *store, const char *key,
    const struct buf *stamps)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	r = buf_add(&buf, stamps->data, stamps->size);
	for (size_t i = 0; r == LANYARD_OK && i < route->configured; i++)
		r = write_login(&buf, &route->logins[i]);
	if (r == LANYARD_OK && route->stored != NULL)
		r = buf_printf(&buf, "stored=%s\n\n", route->stored);
	for (size_t i = route->configured; r == LANYARD_OK && i < route->count;
	     i++)
		r = write_login(&buf, &route->logins[i]);
	if (r == LANYARD_OK && buf_add_text(&buf, END) == LANYARD_OK)
		store_put(store, STORE_ROUTE, key, &buf);
	buf_clear(&buf);
}
