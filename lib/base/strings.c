/*
 * strings.c - a list of strings that grows
 */
#include "base/strings.h"

#include <stdlib.h>
#include <string.h>

void
strings_free(char ***strings)
{
	size_t i;

	if (strings == NULL || *strings == NULL)
		return;
	for (i = 0; (*strings)[i] != NULL; i++)
		free((*strings)[i]);
	free(*strings);
	*strings = NULL;
}

size_t
strings_count(char *const *strings)
{
	size_t n = 0;

	while (strings != NULL && strings[n] != NULL)
		n++;
	return n;
}

static enum lanyard_error
add_bytes(char ***strings, const char *text, size_t size)
{
	size_t count = strings_count(*strings);
	char *copy = strndup(text, size);
	char **list;

	if (copy == NULL)
		return LANYARD_ERR_MEMORY;
	list = realloc(*strings, (count + 2) * sizeof(*list));
	if (list == NULL) {
		free(copy);
		return LANYARD_ERR_MEMORY;
	}
	list[count] = copy;
	list[count + 1] = NULL;
	*strings = list;
	return LANYARD_OK;
}

enum lanyard_error
strings_add(char ***strings, const char *text)
{
	return add_bytes(strings, text, strlen(text));
}

enum lanyard_error
strings_add_words(char ***strings, const char *text)
{
	enum lanyard_error r = LANYARD_OK;

	while (r == LANYARD_OK) {
		size_t size;

		text += strspn(text, " ");
		size = strcspn(text, " ");
		if (size == 0)
			break;
		r = add_bytes(strings, text, size);
		text += size;
	}
	return r;
}
