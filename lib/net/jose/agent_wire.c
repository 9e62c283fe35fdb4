/*
 * agent_wire.c - numbers and strings as ssh's protocols write them
 */
#include "net/jose/agent_wire.h"

#include <string.h>

enum lanyard_error
agent_wire_add_number(struct buf *buf, size_t number)
{
	const unsigned char bytes[] = {(unsigned char)(number >> 24),
	    (unsigned char)(number >> 16), (unsigned char)(number >> 8),
	    (unsigned char)number};

	return buf_add(buf, bytes, sizeof(bytes));
}

enum lanyard_error
agent_wire_add(struct buf *buf, const void *bytes, size_t size)
{
	enum lanyard_error r = agent_wire_add_number(buf, size);

	return r == LANYARD_OK ? buf_add(buf, bytes, size) : r;
}

bool
agent_wire_take_number(struct agent_rest *rest, size_t *number)
{
	if (rest->size < 4)
		return false;
	*number = (size_t)rest->at[0] << 24 | (size_t)rest->at[1] << 16 |
		  (size_t)rest->at[2] << 8 | rest->at[3];
	rest->at += 4;
	rest->size -= 4;
	return true;
}

bool
agent_wire_take(struct agent_rest *rest, struct agent_rest *string)
{
	size_t size;

	if (!agent_wire_take_number(rest, &size) || size > rest->size)
		return false;
	*string = (struct agent_rest){rest->at, size};
	rest->at += size;
	rest->size -= size;
	return true;
}

bool
agent_wire_is(const struct agent_rest *string, const char *text)
{
	return string->size == strlen(text) &&
	       memcmp(string->at, text, string->size) == 0;
}
