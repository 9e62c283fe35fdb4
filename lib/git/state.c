/*
 * state.c - what we have git bring back
 */
#include "git/state.h"

#include <string.h>

#include "base/limits.h"

#define PREFIX "lanyard:"

/* What follows the prefix in the next state that is ours, or NULL. */
static const char *
next_state(const struct lanyard_credential *request, size_t *at)
{
	const char *text;

	if (!credential_can(request, "state") || !credential_is_http(request))
		return NULL;
	do
		text = attributes_next(&request->attributes, "state[]", at);
	while (text != NULL && strncmp(text, PREFIX, strlen(PREFIX)) != 0);
	return text == NULL ? NULL : text + strlen(PREFIX);
}

bool
state_is_given(const struct lanyard_credential *request)
{
	size_t at = 0;

	return next_state(request, &at) != NULL;
}

uint64_t
state_generation(const struct lanyard_credential *request, const char *name)
{
	struct attributes number = {0};
	size_t size = strlen(name), at = 0;
	int64_t generation = 0;
	const char *text;

	while ((text = next_state(request, &at)) != NULL) {
		if (strncmp(text, name, size) != 0 || text[size] != ':')
			continue;
		if (attributes_set_text(&number, "n", text + size + 1) ==
		    LANYARD_OK)
			generation =
			    attributes_number(&number, "n", generation);
	}
	attributes_clear(&number);
	return (uint64_t)generation;
}

enum lanyard_error
state_add(struct attributes *answer, const char *name, uint64_t generation)
{
	enum lanyard_error r;
	struct buf state;

	buf_init(&state, LIMIT_LINE);
	if ((r = buf_printf(&state, PREFIX "%s:%llu", name,
		 (unsigned long long)generation)) == LANYARD_OK &&
	    (r = attributes_set_text(answer, "state[]", buf_text(&state))) ==
		LANYARD_OK)
		r = attributes_set_number(answer, "continue", 1);
	buf_clear(&state);
	return r;
}
