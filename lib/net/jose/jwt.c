/*
 * jwt.c - a JSON Web Token that is signed here
 */
#include "net/jose/jwt.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "json/json_write.h"

#define HEADER_MAX 4096
#define VARIANT	   sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* RFC 7515 2, base64url. */
static enum lanyard_error
add_encoded(struct buf *buf, const void *bytes, size_t size)
{
	size_t room = sodium_base64_ENCODED_LEN(size, VARIANT);
	char *text = malloc(room);
	enum lanyard_error r;

	if (text == NULL)
		return LANYARD_ERR_MEMORY;
	sodium_bin2base64(text, room, bytes, size, VARIANT);
	r = buf_add_text(buf, text);
	sodium_memzero(text, room);
	free(text);
	return r;
}

static enum lanyard_error
add_header(struct buf *buf, const struct signature_key *key,
    const struct jwt_header *says)
{
	struct buf header;
	enum lanyard_error r;

	buf_init(&header, HEADER_MAX);
	r = buf_add_text(&header, "{");
	if (r == LANYARD_OK)
		r = json_write_text(&header, "alg", signature_alg(key));
	if (r == LANYARD_OK)
		r = json_write_text(&header, "typ", "JWT");
	if (r == LANYARD_OK)
		r = json_write_text(&header, "kid", says->kid);
	if (r == LANYARD_OK)
		r = json_write_text(&header, "x5t", says->x5t);
	if (r == LANYARD_OK)
		r = json_write_text(&header, "x5t#S256", says->x5t_s256);
	if (r == LANYARD_OK)
		r = buf_add_text(&header, "}");
	if (r == LANYARD_OK)
		r = add_encoded(buf, header.data, header.size);
	buf_clear(&header);
	return r;
}

enum lanyard_error
jwt_add(struct buf *buf, const struct signature_key *key,
    const struct jwt_header *header, const char *claims, struct error *error)
{
	static const struct jwt_header none;
	size_t start = buf->size;
	struct buf signature;
	enum lanyard_error r;

	buf_init(&signature, HEADER_MAX);
	if ((r = add_header(buf, key, header != NULL ? header : &none)) !=
		LANYARD_OK ||
	    (r = buf_add_text(buf, ".")) != LANYARD_OK ||
	    (r = add_encoded(buf, claims, strlen(claims))) != LANYARD_OK) {
		error_set(error, r, "%s", lanyard_strerror(r));
		goto out;
	}
	r = signature_add(
	    &signature, key, buf->data + start, buf->size - start, error);
	if (r == LANYARD_OK && ((r = buf_add_text(buf, ".")) != LANYARD_OK ||
				   (r = add_encoded(buf, signature.data,
					signature.size)) != LANYARD_OK))
		error_set(error, r, "%s", lanyard_strerror(r));
out:
	buf_clear(&signature);
	return r;
}
