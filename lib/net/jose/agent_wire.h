/*
 * agent_wire.h - numbers and strings as ssh's protocols write them (RFC 4251 5)
 *
 * A number is 32 bits, the highest first; a string is its length as a number,
 * and its bytes, whatever they are.
 */
#ifndef AGENT_WIRE_H
#define AGENT_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* What is left of a message, lent from whoever has its bytes. */
struct agent_rest {
	const unsigned char *at;
	size_t size;
};

/* Append to BUF, whose errors these are. NUMBER and SIZE fit into 32 bits. */
enum lanyard_error agent_wire_add_number(struct buf *buf, size_t number);
enum lanyard_error agent_wire_add(
    struct buf *buf, const void *bytes, size_t size);

/*
 * Take what REST begins with, and leave what comes after it. False: REST ends
 * before; it is as it was, or has lost the length of a string that is cut.
 */
bool agent_wire_take_number(struct agent_rest *rest, size_t *number);
bool agent_wire_take(struct agent_rest *rest, struct agent_rest *string);

/* Is STRING this TEXT? */
bool agent_wire_is(const struct agent_rest *string, const char *text);

#endif
