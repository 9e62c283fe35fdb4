/*
 * meant.c - the name that a word is probably meant to be
 */
#include "meant.h"

#include <stdbool.h>
#include <string.h>

/* Are A and B the same but for one letter, or two that changed places? */
static bool
is_near(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		a++;
		b++;
	}
	if (*a == '\0')
		return *b == '\0' || b[1] == '\0';
	if (strcmp(a + 1, b) == 0 || strcmp(a, b + (*b != '\0')) == 0)
		return true;
	if (*b == '\0')
		return false;
	return strcmp(a + 1, b + 1) == 0 ||
	       (a[0] == b[1] && a[1] == b[0] && strcmp(a + 2, b + 2) == 0);
}

const char *
meant_by(const char *word, const char *const *names)
{
	const char *begun = NULL;
	size_t size = strlen(word);

	for (; *names != NULL; names++) {
		if (is_near(word, *names))
			return *names;
		if (size > 2 && begun == NULL &&
		    strncmp(word, *names, size) == 0)
			begun = *names;
	}
	return begun;
}

void
meant_name(const char *word, char name[MEANT_NAME])
{
	size_t size = 0;

	for (; size + 1 < MEANT_NAME && *word != '\0' && *word != '='; word++)
		name[size++] =
		    (char)(*word > ' ' && *word <= '~' ? *word : '?');
	name[size] = '\0';
}
