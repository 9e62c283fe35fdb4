/*
 * der.c - the little DER (X.690) that a public key or signature is made of
 */
#include "net/jose/der.h"

#define SIZE_MAX_TWO 65535 /* what two bytes of length say */

enum lanyard_error
der_add(struct buf *buf, unsigned char tag, const void *content, size_t size)
{
	unsigned char head[4] = {tag, (unsigned char)size};
	size_t before = buf->size, length = 2;
	enum lanyard_error r;

	if (size > SIZE_MAX_TWO)
		return LANYARD_ERR_PROTOCOL;
	if (size > 0xff) {
		head[1] = 0x82;
		head[2] = (unsigned char)(size >> 8);
		head[3] = (unsigned char)size;
		length = 4;
	} else if (size > 0x7f) {
		head[1] = 0x81;
		head[2] = (unsigned char)size;
		length = 3;
	}
	r = buf_add(buf, head, length);
	if (r == LANYARD_OK && size > 0)
		r = buf_add(buf, content, size);
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}

enum lanyard_error
der_add_integer(struct buf *buf, const unsigned char *bytes, size_t size)
{
	struct buf number;
	enum lanyard_error r;

	while (size > 0 && *bytes == 0) {
		bytes++;
		size--;
	}
	buf_init(&number, SIZE_MAX_TWO);
	r = LANYARD_OK;
	/* The highest bit would be a sign. */
	if (size == 0 || *bytes > 0x7f)
		r = buf_add(&number, "", 1);
	if (r == LANYARD_OK && size > 0)
		r = buf_add(&number, bytes, size);
	if (r == LANYARD_OK)
		r = der_add(buf, DER_INTEGER, number.data, number.size);
	buf_clear(&number);
	return r;
}
