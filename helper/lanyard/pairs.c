/*
 * pairs.c - names and values, in order: what a job gave, what a login will have
 */
#include "pairs.h"

#include <stdlib.h>
#include <string.h>

void
pairs_clear(struct pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++) {
		volatile char *at = pairs->items[i];

		/* A client secret may be among them. */
		while (*at != '\0')
			*at++ = '\0';
		free(pairs->items[i]);
	}
	free(pairs->items);
	pairs->items = NULL;
	pairs->count = 0;
}

enum lanyard_error
pairs_add(struct pairs *pairs, const char *name, const char *value)
{
	char **grown, *own_name, *own_value;

	if (value == NULL)
		return LANYARD_OK;
	grown = realloc(pairs->items, (pairs->count + 3) * sizeof(*grown));
	if (grown == NULL)
		return LANYARD_ERR_MEMORY;
	pairs->items = grown;
	grown[pairs->count] = NULL;
	own_name = strdup(name);
	own_value = strdup(value);
	if (own_name == NULL || own_value == NULL) {
		free(own_name);
		free(own_value);
		return LANYARD_ERR_MEMORY;
	}
	grown[pairs->count++] = own_name;
	grown[pairs->count++] = own_value;
	grown[pairs->count] = NULL;
	return LANYARD_OK;
}

enum lanyard_error
pairs_result(void *context, const char *name, const char *value)
{
	return pairs_add(context, name, value);
}

const char *
pairs_get(const struct pairs *pairs, const char *name)
{
	for (size_t i = 0; i < pairs->count; i += 2)
		if (strcmp(pairs->items[i], name) == 0)
			return pairs->items[i + 1];
	return NULL;
}

const char *const *
pairs_list(const struct pairs *pairs)
{
	static const char *const none[] = {NULL};

	return pairs->items != NULL ? (const char *const *)pairs->items : none;
}
