/*
 * job_recipe.c - a token by a recipe, in the place of a refresh
 */
#include "net/job/job_recipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/place.h"
#include "base/url.h"
#include "net/job/fetch.h"
#include "net/oauth/app.h"
#include "net/oauth/recipe_request.h"
#include "os/clock.h"
#include "session/refresh.h"

#define INSTALLATION "installation_id" /* the record's key */
#define DAY_S	     INT64_C(86400)
#define ROTATE_S     (7 * DAY_S) /* GitLab's own default */
#define VALUES	     12
#define SESSION_SIZE 65 /* of AWS: 2 to 64 characters */

/* What is made for one request; texts are the buffers'. */
struct made {
	struct buf api, jwt, tokens, repository, repositories, permissions;
	struct secret subject_token;
	char *owner, *repo, *scope, *installation;
	char until[16], session[SESSION_SIZE];
};

static void
made_init(struct made *made)
{
	memset(made, 0, sizeof(*made));
	buf_init(&made->api, LIMIT_URL);
	buf_init(&made->jwt, LIMIT_REQUEST);
	buf_init(&made->tokens, LIMIT_URL);
	buf_init(&made->repository, LIMIT_URL);
	buf_init(&made->repositories, LIMIT_REQUEST);
	buf_init(&made->permissions, LIMIT_REQUEST);
}

static void
made_clear(struct made *made)
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
static enum lanyard_error
make_api(struct made *made, const struct recipe *recipe,
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
make_owner(struct made *made, const struct login *login)
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
make_tokens(struct made *made, const struct login *login)
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

static enum lanyard_error
make(struct made *made, const struct recipe *recipe, struct entry *entry,
    struct error *error)
{
	const struct login *login = entry->login;
	enum lanyard_error r;

	if ((r = make_api(made, recipe, login, error)) == LANYARD_OK &&
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

/* ---- where an App is installed ---- */

/* The login's word, the record's, or the server's, which the record keeps. */
static enum lanyard_error
find_installation(struct made *made, struct exchange *x, struct server *server)
{
	struct attributes *a = &x->entry->record.attributes;
	const struct login *login = x->entry->login;
	struct error *error = &x->session->error;
	const char *kept = attributes_text(a, INSTALLATION);
	enum lanyard_error r;

	if (login->installation_id != NULL)
		kept = login->installation_id;
	if (kept != NULL) {
		made->installation = strdup(kept);
		return made->installation != NULL ? LANYARD_OK
						  : error_memory(error);
	}
	if (made->owner == NULL) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "login %s: for whom the App is installed is not said",
		    login->name);
		error_hint(error,
		    "add installation_id = \"NUMBER\";, or recipe_parameters = "
		    "{ owner = \"NAME\"; };, or write url = \"https://HOST/"
		    "OWNER\";");
		return LANYARD_ERR_CONFIG;
	}
	r = app_find_installation(&made->installation, server->http,
	    buf_text(&made->api), made->owner, made->repo, buf_text(&made->jwt),
	    error);
	if (r == LANYARD_OK && attributes_set_text(a, INSTALLATION,
				   made->installation) != LANYARD_OK)
		r = error_memory(error);
	return r;
}

static enum lanyard_error
sign(struct made *made, struct exchange *x, struct server *server,
    const struct recipe *recipe)
{
	enum lanyard_error r;

	r = app_add_jwt(&made->jwt, server->key.key, x->entry->login->client_id,
	    &x->session->error);
	return r == LANYARD_OK && recipe_uses(recipe, "installation_id")
		   ? find_installation(made, x, server)
		   : r;
}

/* What speaks for this job or machine, from where it is kept. */
static enum lanyard_error
fetch(struct made *made, struct exchange *x, const struct recipe *recipe,
    int64_t deadline_ms)
{
	const struct login *login = x->entry->login;
	char host[HTTP_HOST_TEXT];
	const struct source source = {.from = &login->subject_token,
	    .key = "subject_token",
	    .login = login->name,
	    .audience = recipe->audience != NULL ? recipe->audience : host};

	http_host(buf_text(&made->api), host, sizeof(host));
	return fetch_source(
	    x->session, login, &source, deadline_ms, &made->subject_token);
}

/* ---- the request ---- */

static enum lanyard_error
request(struct exchange *x, struct server *server, const struct recipe *recipe,
    const struct made *made)
{
	const struct secret *token = entry_stored_refresh(x->entry);
	const char *account = recipe_parameter(x->entry->login, "account");
	const char *session = recipe_parameter(x->entry->login, "session_name");
	const struct recipe_value values[] = {
	    {"api", buf_text(&made->api), true},
	    {"jwt", made->jwt.size > 0 ? buf_text(&made->jwt) : NULL, false},
	    {"token", token != NULL ? (const char *)token->bytes : NULL, false},
	    {"tokens", buf_text(&made->tokens), true},
	    {"until", made->until, false},
	    {"owner", made->owner, false},
	    {"repo", made->repo, false},
	    {"scopes", made->scope, false},
	    {"repository",
		made->repository.size > 0 ? buf_text(&made->repository) : NULL,
		false},
	    {"subject_token", (const char *)made->subject_token.bytes, false},
	    {"installation_id", made->installation, false},
	    {"repositories",
		made->repositories.size > 0 ? buf_text(&made->repositories)
					    : NULL,
		true},
	    {"permissions",
		made->permissions.size > 0 ? buf_text(&made->permissions)
					   : NULL,
		true},
	    {"account", account != NULL ? account : "default", false},
	    {"session_name", session != NULL ? session : made->session, false},
	    {NULL, NULL, false},
	};

	return recipe_request(&x->token, server->http, recipe, values,
	    x->entry->login, &x->session->error);
}

/* The App was installed anew since: it has another number. */
static bool
has_moved(struct exchange *x, const struct recipe *recipe, enum lanyard_error r)
{
	struct attributes *a = &x->entry->record.attributes;

	if (r != LANYARD_ERR_REFUSED || !recipe->signs ||
	    x->token.status != 404 ||
	    x->entry->login->installation_id != NULL ||
	    attributes_text(a, INSTALLATION) == NULL)
		return false;
	attributes_remove(a, INSTALLATION);
	return true;
}

static void
explain(struct exchange *x, const struct recipe *recipe, enum lanyard_error r)
{
	struct error *error = &x->session->error;
	const char *name = x->entry->login->name;

	if (recipe->local &&
	    (r == LANYARD_ERR_NETWORK || r == LANYARD_ERR_TIMEOUT))
		error_hint(error,
		    "is this machine one that has a metadata service, and an "
		    "identity? its grant_type is \"%s\"",
		    recipe->name);
	else if (r == LANYARD_ERR_GRANT)
		error_hint(error,
		    "make a new token at the host, then run: lanyard seed %s",
		    name);
	else if (r == LANYARD_ERR_REFUSED && recipe->signs &&
		 x->token.status == 401)
		error_hint(error, "is client_id the App's, private_key_file "
				  "its key, and the clock right?");
}

static enum lanyard_error
ask(struct exchange *x, struct server *server, const struct recipe *recipe,
    struct made *made)
{
	enum lanyard_error r;

	if ((r = exchange_begin(x)) != LANYARD_OK)
		return r;
	r = request(x, server, recipe, made);
	if (has_moved(x, recipe, r)) {
		free(made->installation);
		made->installation = NULL;
		error_clear(&x->session->error);
		r = find_installation(made, x, server);
		if (r == LANYARD_OK)
			r = request(x, server, recipe, made);
	}
	explain(x, recipe, r);
	return exchange_end(x, r);
}

enum lanyard_error
job_recipe(struct exchange *x, struct server *server,
    const struct recipe *recipe, int64_t timeout_ms)
{
	int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
	struct error *error = &x->session->error;
	enum lanyard_error r;
	struct made made;

	made_init(&made);
	if ((r = make(&made, recipe, x->entry, error)) == LANYARD_OK)
		r = server_prepare_recipe(
		    server, recipe, buf_text(&made.api), timeout_ms);
	if (r == LANYARD_OK && recipe->signs)
		r = sign(&made, x, server, recipe);
	if (r == LANYARD_OK && recipe_uses(recipe, "subject_token"))
		r = fetch(&made, x, recipe, deadline_ms);
	if (r == LANYARD_OK) {
		r = ask(x, server, recipe, &made);
	} else {
		/* Those who wait would fare alike, one after another. */
		exchange_name_login(x);
		refresh_note_failure(x->entry, x->session, -1);
	}
	made_clear(&made);
	return r;
}

enum lanyard_error
job_recipe_revoke(struct entry *entry, struct lanyard_session *session,
    const struct recipe *recipe, int64_t timeout_ms)
{
	const struct secret *token = entry_stored_refresh(entry);
	struct server server;
	struct made made;
	enum lanyard_error r;

	if (token == NULL)
		return LANYARD_OK;
	made_init(&made);
	server_init(&server, session, entry->login);
	r = make_api(&made, recipe, entry->login, &session->error);
	if (r == LANYARD_ERR_MEMORY)
		r = error_memory(&session->error);
	if (r == LANYARD_OK)
		r = server_prepare_recipe(
		    &server, recipe, buf_text(&made.api), timeout_ms);
	if (r == LANYARD_OK) {
		const struct recipe_value values[] = {
		    {"api", buf_text(&made.api), true},
		    {"token", (const char *)token->bytes, false},
		    {NULL, NULL, false}};

		r = recipe_revoke(
		    server.http, recipe, values, entry->login, &session->error);
	}
	server_clear(&server);
	made_clear(&made);
	return r;
}
