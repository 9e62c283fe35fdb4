/*
 * nearest.c - the login that a name is probably meant to be
 */
#include "session/nearest.h"

#include <stdlib.h>
#include <string.h>

#include "config/key.h"

struct nearest {
	const char *name;
	char *found; /* NULL: none so far */
};

static enum lanyard_error
look_at(void *context, const char *candidate)
{
	struct nearest *nearest = context;
	const char *both[2] = {nearest->found, candidate};
	size_t from = nearest->found == NULL ? 1 : 0;

	/* The first of two that are equally near wins. */
	if (key_nearest_of(nearest->name, both + from, 2 - from) == candidate) {
		free(nearest->found);
		nearest->found = strdup(candidate);
	}
	return LANYARD_OK;
}

void
nearest_login(struct lanyard_session *session, const char *name, char **nearest)
{
	const struct config *config = session->config;
	struct nearest look = {name, NULL};

	for (size_t i = 0; config != NULL && i < config->count; i++)
		look_at(&look, config->logins[i].name);
	/* An error is of no interest: what failed is that NAME is unknown. */
	store_each(session->store, STORE_LOGIN, look_at, &look, NULL);
	*nearest = look.found;
}
