/*
 * names.c - the names that lanyard is called under, beside its own
 */
#include "names.h"

#include <stddef.h>
#include <string.h>

#define PNPM "lanyard-pnpm-"

const char *
names_verb(const char *argv0, const char **login)
{
	static const struct {
		const char *name, *verb;
	} names[] = {
	    {"docker-credential-lanyard", "docker"},
	    {"cargo-credential-lanyard", "cargo"},
	    {"terraform-credentials-lanyard", "terraform"},
	    {"lanyard-keyring", "keyring"},
	    {"keyring", "keyring"}, /* as pip and uv start it */
	    {"lanyard-bazel", "bazel"},
	    {"lanyard-askpass", "askpass"},
	};
	const char *slash = strrchr(argv0, '/');
	const char *name = slash == NULL ? argv0 : slash + 1;

	*login = NULL;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i].name) == 0)
			return names[i].verb;
	if (strncmp(name, PNPM, strlen(PNPM)) != 0)
		return NULL;
	*login = name + strlen(PNPM);
	return "pnpm";
}
