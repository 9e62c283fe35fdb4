/*
 * recipe_made.c - what is made of a login for a recipe's placeholders
 */
#include "net/job/recipe_made.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/place.h"
#include "base/url.h"
#include "net/oauth/app.h"
#include "os/clock.h"

#define DAY_S	 INT64_C(86400)
#define ROTATE_S (7 * DAY_S) /* GitLab's own default */

void
recipe_made_init(struct recipe_made *made)
{
	memset(made, 0, sizeof(*made));
	buf_init(&made->api, LIMIT_URL);
	buf_init(&made->jwt, LIMIT_REQUEST);
	buf_init(&made->tokens, LIMIT_URL);
	buf_init(&made->repository, LIMIT_URL);
	buf_init(&made->repositories, LIMIT_REQUEST);
	buf_init(&made->permissions, LIMIT_REQUEST);
}

void
recipe_made_clear(struct recipe_made *made)
{
	buf_clear(&made->api);
	buf_clear(&made->jwt);
	buf_clear(&made->tokens);
	buf_clear(&made->repository);
	buf_clear(&made->repositories);
	secret_clear(&made->subject_token);
	buf_clear(&made->permissions);
	free(made->owner);
	free(made->repo);
	free(made->scope);
	free(made->installation);
}

/* ---- what the login says ---- */

/* Where the interface of the login's host is. */
enum lanyard_error
recipe_made_api(struct recipe_made *made, const struct recipe *recipe,
    const struct login *login, struct error *error)
{
	enum lanyard_error r;
	struct url url;

	if (login->api_endpoint != NULL)
		return buf_add_text(&made->api, login->api_endpoint);
	if (recipe->own)
		return buf_add_text(&made->api, recipe->url);
	if (recipe->api_path == NULL)
		return buf_add_text(&made->api, recipe->api);
	if ((r = url_parse(&url, login->url[0])) == LANYARD_ERR_MEMORY)
		return r;
	if (r != LANYARD_OK || url.host[0] == '*' || !url_is_web(&url)) {
		if (r == LANYARD_OK)
			url_clear(&url);
		error_set(error, LANYARD_ERR_CONFIG,
		    "login %s: where the API of %s is cannot be told",
		    login->name, login->url[0]);
		error_hint(error, "add api_endpoint = \"https://HOST/...\";");
		return LANYARD_ERR_CONFIG;
	}
	if (recipe->api_host != NULL && strcmp(url.host, recipe->api_host) == 0)
		r = buf_add_text(&made->api, recipe->api);
	else if ((r = buf_printf(&made->api, "%s://", url.scheme)) ==
		     LANYARD_OK &&
		 (r = url_add_host(&made->api, &url)) == LANYARD_OK)
		r = buf_add_text(&made->api, recipe->api_path);
	url_clear(&url);
	return r;
}

/* OWNER and REPO, by the login's parameters, else by the path of its URL. */
static enum lanyard_error
make_owner(struct recipe_made *made, const struct login *login)
{
	const char *owner = recipe_parameter(login, "owner");
	const char *repo = recipe_parameter(login, "repo");
	enum lanyard_error r = LANYARD_OK;
	struct place place;
	char *slash;

	if (owner == NULL &&
	    (r = place_parse(&place, login->url[0])) == LANYARD_OK) {
		if (place.path_size > 0 && (made->owner = strndup(place.path,
						place.path_size)) == NULL)
			r = LANYARD_ERR_MEMORY;
		place_clear(&place);
	}
	if (r == LANYARD_ERR_MEMORY)
		return r;
	if (owner != NULL && (made->owner = strdup(owner)) == NULL)
		return LANYARD_ERR_MEMORY;
	if (owner == NULL && made->owner != NULL &&
	    (slash = strchr(made->owner, '/')) != NULL) {
		*slash = '\0';
		if (repo == NULL)
			repo = slash + 1;
	}
	if (repo == NULL && login->repositories != NULL)
		repo = login->repositories[0];
	/* Who made MADE frees its owner. */
	if (repo == NULL)
		/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
		return made->owner == NULL
			   ? LANYARD_OK
			   : buf_add_text(&made->repository, made->owner);
	if ((made->repo = strdup(repo)) == NULL)
		return LANYARD_ERR_MEMORY;
	if ((slash = strstr(made->repo, ".git")) != NULL && slash[4] == '\0')
		*slash = '\0';
	return made->owner == NULL ? LANYARD_OK
				   : buf_printf(&made->repository, "%s/%s",
					 made->owner, made->repo);
}

/* GitLab's tokens of a person, a project or a group have each their own. */
static enum lanyard_error
make_tokens(struct recipe_made *made, const struct login *login)
{
	static const char *const kinds[] = {"project", "group"};
	int64_t until = clock_now() + ROTATE_S;
	const char *id;
	enum lanyard_error r;
	int64_t days;
	struct tm date;
	time_t moment;

	if (recipe_days(login, &days) && days > 0)
		until = clock_now() + days * DAY_S;
	moment = (time_t)until;
	if (gmtime_r(&moment, &date) != NULL)
		(void)strftime(
		    made->until, sizeof(made->until), "%Y-%m-%d", &date);
	for (size_t i = 0; i < 2; i++) {
		if ((id = recipe_parameter(login, kinds[i])) == NULL)
			continue;
		if ((r = buf_printf(&made->tokens, "%ss/", kinds[i])) !=
			LANYARD_OK ||
		    (r = percent_add_escaped(&made->tokens, id, strlen(id))) !=
			LANYARD_OK)
			return r;
		return buf_add_text(&made->tokens, "/access_tokens");
	}
	return buf_add_text(&made->tokens, "personal_access_tokens");
}

enum lanyard_error
recipe_made_fill(struct recipe_made *made, const struct recipe *recipe,
    const struct login *login, struct error *error)
{
	enum lanyard_error r;

	if ((r = recipe_made_api(made, recipe, login, error)) == LANYARD_OK &&
	    (r = make_owner(made, login)) == LANYARD_OK &&
	    (r = app_add_names(&made->repositories, login->repositories)) ==
		LANYARD_OK &&
	    (r = app_add_permissions(&made->permissions, login->permissions)) ==
		LANYARD_OK &&
	    (r = make_tokens(made, login)) == LANYARD_OK)
		r = login_scope_text(login, &made->scope);
	if (r == LANYARD_ERR_PROTOCOL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login %s: a value is too long", login->name);
	(void)snprintf(
	    made->session, sizeof(made->session), "lanyard-%s", login->name);
	return r == LANYARD_ERR_MEMORY ? error_memory(error) : r;
}
