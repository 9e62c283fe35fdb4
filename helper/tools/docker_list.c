/*
 * docker_list.c - the servers that docker-credential-lanyard has a secret for
 *
 * docker compares them with the host of an image, without scheme and path, and
 * Docker Hub's with one name alone (docker/cli, registry.ResolveAuthConfig).
 */
#include "docker_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool_io.h"

#define HTTPS	 "https://"
#define HUB	 "https://index.docker.io"
#define HUB_NAME "https://index.docker.io/v1/"

struct list {
	FILE *to;
	char **servers; /* those that are there */
	size_t count;
};

/* What docker calls the server of URL; NULL: one that has no single name. */
static const char *
name_of(const char *url)
{
	size_t size = strlen(HUB);

	if (strchr(url, '*') != NULL)
		return NULL;
	if (strncmp(url, HUB, size) == 0 && strchr("/", url[size]) != NULL)
		return HUB_NAME;
	if (strncmp(url, HTTPS, strlen(HTTPS)) == 0)
		return url + strlen(HTTPS);
	return strncmp(url, "http://", 7) == 0 ? url : NULL;
}

/* SERVER is new. */
static enum lanyard_error
note(struct list *list, const char *server)
{
	char **more =
	    realloc(list->servers, (list->count + 1) * sizeof(*list->servers));
	char *copy = more == NULL ? NULL : strdup(server);

	if (more != NULL)
		list->servers = more;
	if (copy == NULL)
		return LANYARD_ERR_MEMORY;
	list->servers[list->count++] = copy;
	return LANYARD_OK;
}

static bool
has(const struct list *list, const char *server)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->servers[i], server) == 0)
			return true;
	return false;
}

static enum lanyard_error
add(struct list *list, const char *url, const char *user)
{
	const char *server = name_of(url);
	char *key = NULL, *name = NULL;
	enum lanyard_error r;

	if (server == NULL || has(list, server))
		return LANYARD_OK;
	if ((r = lanyard_json_string(server, &key)) == LANYARD_OK &&
	    (r = lanyard_json_string(user, &name)) == LANYARD_OK &&
	    fprintf(list->to, "%s%s:%s", list->count == 0 ? "" : ",", key,
		name) < 0)
		r = LANYARD_ERR_MEMORY;
	if (r == LANYARD_OK)
		r = note(list, server);
	lanyard_text_free(&name);
	lanyard_text_free(&key);
	return r;
}

static enum lanyard_error
add_login(void *context, const struct lanyard_state *state)
{
	const char *const *url = state->urls;
	enum lanyard_error r = LANYARD_OK;

	if (!state->has_record)
		return LANYARD_OK;
	for (; r == LANYARD_OK && url != NULL && *url != NULL; url++)
		r = add(context, *url, state->basic_username);
	return r;
}

static enum lanyard_error
add_password(void *context, const struct lanyard_credential *place)
{
	const char *protocol = lanyard_credential_get(place, "protocol");
	const char *host = lanyard_credential_get(place, "host");
	const char *path = lanyard_credential_get(place, "path");
	const char *user = lanyard_credential_get(place, "username");
	char url[TOOL_IO_URL];
	int n;

	if (protocol == NULL || host == NULL || user == NULL)
		return LANYARD_OK;
	n = snprintf(url, sizeof(url), "%s://%s%s%s", protocol, host,
	    path != NULL ? "/" : "", path != NULL ? path : "");
	return n > 0 && n < TOOL_IO_URL ? add(context, url, user) : LANYARD_OK;
}

static void
clear(struct list *list)
{
	while (list->count > 0)
		free(list->servers[--list->count]);
	free(list->servers);
}

enum lanyard_error
docker_list(struct lanyard_session *session, char **text)
{
	struct list list = {0};
	enum lanyard_error r, other;
	size_t size, count;

	*text = NULL;
	if ((list.to = open_memstream(text, &size)) == NULL)
		return LANYARD_ERR_MEMORY;
	(void)fputc('{', list.to);
	r = lanyard_each(session, 0, add_login, &list);
	if (r != LANYARD_ERR_MEMORY && (r == LANYARD_OK || list.count > 0) &&
	    (other = lanyard_each_password(session, add_password, &list)) !=
		LANYARD_OK)
		r = other;
	count = list.count;
	clear(&list);
	(void)fputc('}', list.to);
	if (fclose(list.to) != 0)
		r = LANYARD_ERR_MEMORY;
	if (r == LANYARD_OK || (r != LANYARD_ERR_MEMORY && count > 0))
		return LANYARD_OK;
	lanyard_text_free(text);
	return r;
}
