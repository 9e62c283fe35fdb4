/*
 * app.c - a GitHub App: the JWT it signs, and where it is installed
 */
#include "net/oauth/app.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "net/jose/jwt.h"
#include "os/clock.h"
#include "json/json.h"
#include "json/json_write.h"

#define SKEW_S 60
#define LIFE_S 540

enum lanyard_error
app_add_jwt(struct buf *buf, const struct signature_key *key,
    const char *client_id, struct error *error)
{
	int64_t now = clock_now();
	enum lanyard_error r;
	struct buf claims;

	if (strcmp(signature_alg(key), "RS256") != 0) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "its key signs with %s, and an App's with RS256 alone",
		    signature_alg(key));
		error_hint(error, "the App's own key is one of RSA: make one "
				  "at the App's page");
		return LANYARD_ERR_CONFIG;
	}
	buf_init(&claims, LIMIT_REQUEST);
	r = buf_add_text(&claims, "{");
	if (r == LANYARD_OK)
		r = json_write_number(&claims, "iat", now - SKEW_S);
	if (r == LANYARD_OK)
		r = json_write_number(&claims, "exp", now + LIFE_S);
	if (r == LANYARD_OK)
		r = json_write_text(&claims, "iss", client_id);
	if (r == LANYARD_OK)
		r = buf_add_text(&claims, "}");
	if (r == LANYARD_OK)
		r = jwt_add(buf, key, NULL, buf_text(&claims), error);
	else
		error_memory(error);
	buf_clear(&claims);
	return r;
}

/* One place that may know. *FOUND: the id is in *ID; else STATUS tells. */
static enum lanyard_error
ask(char **id, struct http *http, const char *url, const char *jwt, int *status,
    struct error *error)
{
	struct buf field;
	const char *fields[] = {NULL, "Accept: application/vnd.github+json",
	    "X-GitHub-Api-Version: 2022-11-28", NULL};
	const struct http_exchange exchange = {.url = url, .fields = fields};
	struct json *json = NULL;
	struct http_reply reply;
	enum lanyard_error r;
	int64_t number;
	char text[24];

	http_reply_init(&reply);
	buf_init(&field, LIMIT_REQUEST);
	if ((r = buf_printf(&field, "Authorization: Bearer %s", jwt)) !=
	    LANYARD_OK)
		goto out;
	fields[0] = buf_text(&field);
	r = http_fetch(http, &exchange, &reply, error);
	*status = reply.status;
	if (r != LANYARD_OK || *status != 200)
		goto out;
	r = json_parse(
	    &json, reply.body.data, reply.body.size, JSON_OUTERMOST, error);
	if (r == LANYARD_OK && json_integer(json, "id", &number) &&
	    number > 0) {
		(void)snprintf(text, sizeof(text), "%" PRId64, number);
		*id = strdup(text);
		r = *id == NULL ? error_memory(error) : LANYARD_OK;
	}
out:
	json_free(&json);
	buf_clear(&field);
	http_reply_clear(&reply);
	return r;
}

static enum lanyard_error
add_place(struct buf *url, const char *api, const char *kind, const char *owner,
    const char *repo)
{
	enum lanyard_error r = buf_printf(url, "%s/%s/", api, kind);

	if (r == LANYARD_OK)
		r = percent_add_escaped(url, owner, strlen(owner));
	if (r == LANYARD_OK && repo != NULL)
		r = buf_add_text(url, "/");
	if (r == LANYARD_OK && repo != NULL)
		r = percent_add_escaped(url, repo, strlen(repo));
	return r == LANYARD_OK ? buf_add_text(url, "/installation") : r;
}

static enum lanyard_error
fail(const char *api, const char *owner, const char *repo, int status,
    struct error *error)
{
	char host[HTTP_HOST_TEXT];

	http_host(api, host, sizeof(host));
	if (status / 100 == 5 || status == 429)
		return error_set(
		    error, LANYARD_ERR_SERVER, "%s answered %d", host, status);
	if (status == 401) {
		error_set(error, LANYARD_ERR_REFUSED,
		    "%s answered 401: it does not know the App", host);
		error_hint(error, "is client_id the App's, private_key_file "
				  "its key, and the clock right?");
		return LANYARD_ERR_REFUSED;
	}
	error_set(error, LANYARD_ERR_REFUSED,
	    "%s answered %d: the App is not installed for %s%s%s", host, status,
	    owner, repo != NULL ? "/" : "", repo != NULL ? repo : "");
	error_hint(error, "install it, or name the installation: "
			  "installation_id = \"NUMBER\";");
	return LANYARD_ERR_REFUSED;
}

enum lanyard_error
app_find_installation(char **id, struct http *http, const char *api,
    const char *owner, const char *repo, const char *jwt, struct error *error)
{
	static const char *const kinds[] = {"repos", "orgs", "users"};
	enum lanyard_error r = LANYARD_OK;
	int status = 0;
	struct buf url;

	*id = NULL;
	buf_init(&url, LIMIT_URL);
	for (size_t i = repo != NULL ? 0 : 1;
	     r == LANYARD_OK && *id == NULL && i < (repo != NULL ? 1U : 3U);
	     i++) {
		buf_reset(&url);
		r = add_place(&url, api, kinds[i], owner, repo);
		if (r == LANYARD_OK)
			r = ask(id, http, buf_text(&url), jwt, &status, error);
		else
			error_memory(error);
		if (status != 200 && status != 404)
			break;
	}
	buf_clear(&url);
	if (r == LANYARD_OK && *id == NULL)
		r = fail(api, owner, repo, status, error);
	return r;
}

enum lanyard_error
app_add_names(struct buf *json, char *const *names)
{
	enum lanyard_error r;

	if (names == NULL || names[0] == NULL)
		return LANYARD_OK;
	r = buf_add_text(json, "[");
	for (size_t i = 0; r == LANYARD_OK && names[i] != NULL; i++) {
		if (i > 0)
			r = buf_add_text(json, ",");
		if (r == LANYARD_OK)
			r = json_write_string(json, names[i]);
	}
	return r == LANYARD_OK ? buf_add_text(json, "]") : r;
}

enum lanyard_error
app_add_permissions(struct buf *json, const struct login_parameter *list)
{
	enum lanyard_error r;

	if (list == NULL || list->name == NULL)
		return LANYARD_OK;
	r = buf_add_text(json, "{");
	for (; r == LANYARD_OK && list->name != NULL; list++)
		r = json_write_text(json, list->name, list->value);
	return r == LANYARD_OK ? buf_add_text(json, "}") : r;
}
