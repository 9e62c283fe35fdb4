/*
 * job_recipe.c - a token by a recipe, in the place of a refresh
 */
#include "net/job/job_recipe.h"

#include <stdlib.h>
#include <string.h>

#include "net/job/fetch.h"
#include "net/job/recipe_made.h"
#include "net/job/server_prepare.h"
#include "net/oauth/app.h"
#include "net/oauth/recipe_request.h"
#include "os/clock.h"
#include "session/refresh.h"

#define INSTALLATION "installation_id" /* the record's key */

/* ---- where an App is installed ---- */

/* The login's word, the record's, or the server's, which the record keeps. */
static enum lanyard_error
find_installation(
    struct recipe_made *made, struct exchange *x, struct server *server)
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
sign(struct recipe_made *made, struct exchange *x, struct server *server,
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
fetch(struct recipe_made *made, struct exchange *x, const struct recipe *recipe,
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
    const struct recipe_made *made)
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
    struct recipe_made *made)
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
	struct recipe_made made;

	recipe_made_init(&made);
	if ((r = recipe_made_fill(&made, recipe, x->entry->login, error)) ==
	    LANYARD_OK)
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
	recipe_made_clear(&made);
	return r;
}

enum lanyard_error
job_recipe_revoke(struct entry *entry, struct lanyard_session *session,
    const struct recipe *recipe, int64_t timeout_ms)
{
	const struct secret *token = entry_stored_refresh(entry);
	struct server server;
	struct recipe_made made;
	enum lanyard_error r;

	if (token == NULL)
		return LANYARD_OK;
	recipe_made_init(&made);
	server_init(&server, session, entry->login);
	r = recipe_made_api(&made, recipe, entry->login, &session->error);
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
	recipe_made_clear(&made);
	return r;
}
