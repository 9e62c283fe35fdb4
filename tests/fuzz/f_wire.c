/*
 * f_wire.c - a reply of HTTP/1.1 (RFC 9112), as far as it has come
 */
#include "fuzz.h"
#include "net/http/wire.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wire_reply reply;
	struct buf raw, body;

	fuzz_buf(&raw, data, size);
	for (int ended = 0; ended < 2; ended++) {
		wire_read(&reply, &raw, ended != 0);
		hold(reply.start <= raw.size);
		hold(ended == 0 || reply.state != WIRE_MORE);
		hold(reply.status == 0 ||
		     (reply.status >= 100 && reply.status <= 999));
		hold(strlen(reply.retry_after) < sizeof(reply.retry_after));
		buf_init(&body, size + 1);
		(void)wire_take_body(&reply, &raw, &body);
		hold(body.size <= raw.size);
		buf_clear(&body);
	}
	buf_clear(&raw);
	return 0;
}
