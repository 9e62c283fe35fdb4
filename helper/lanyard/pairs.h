/*
 * pairs.h - names and values, in order: what a job gave, what a login will have
 */
#ifndef PAIRS_H
#define PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "lanyard.h"

/* A zeroed one is empty. */
struct pairs {
	char **items; /* name, value, ..., NULL; NULL while it is empty */
	size_t count; /* of the items */
};

void pairs_clear(struct pairs *pairs);

/* VALUE NULL: nothing is added. LANYARD_ERR_MEMORY. */
enum lanyard_error pairs_add(
    struct pairs *pairs, const char *name, const char *value);

/* pairs_add() as a job's result: CONTEXT is the struct pairs. */
enum lanyard_error pairs_result(
    void *context, const char *name, const char *value);

/* The first value of NAME, lent, or NULL. */
const char *pairs_get(const struct pairs *pairs, const char *name);

/* As the library takes them. */
const char *const *pairs_list(const struct pairs *pairs);

#endif
