/*
 * manifest.c - a GitHub App made from a manifest
 */
#include "net/oauth/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "base/url.h"
#include "json/json.h"
#include "json/json_write.h"

#define GITHUB "https://github.com"
#define CLOUD  ".ghe.com" /* GitHub Enterprise Cloud with data residency */

/* Its port is left open (RFC 8252 7.3), as GitHub allows for loopback. */
#define CALLBACK "http://127.0.0.1/callback"

static bool
is_plain(const char *text, const char *others)
{
	for (; *text != '\0'; text++) {
		char c = text_lower(*text);

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') &&
		    strchr(others, c) == NULL)
			return false;
	}
	return true;
}

enum lanyard_error
manifest_check(const struct manifest *manifest, struct error *error)
{
	const char *name = manifest->name, *whose = manifest->organization;

	if (name[0] == '\0' || strlen(name) > MANIFEST_NAME_MAX ||
	    !is_plain(name, " -_."))
		return error_set(error, LANYARD_ERR_ARGUMENT,
		    "\"%s\" is no name for an App: it takes %d letters, "
		    "digits, spaces and hyphens at most",
		    name, MANIFEST_NAME_MAX);
	if (whose != NULL && (whose[0] == '\0' || !is_plain(whose, "-_")))
		return error_set(error, LANYARD_ERR_ARGUMENT,
		    "\"%s\" is no name of an organization", whose);
	return LANYARD_OK;
}

enum lanyard_error
manifest_write(struct buf *buf, const struct manifest *manifest)
{
	enum lanyard_error r;

	/* GitHub refuses a hook without a URL, though it is never called. */
	if ((r = buf_add_text(buf, "{")) != LANYARD_OK ||
	    (r = json_write_text(buf, "name", manifest->name)) != LANYARD_OK ||
	    (r = json_write_text(buf, "url", manifest->host)) != LANYARD_OK ||
	    (r = buf_add_text(buf, ",\"hook_attributes\":{")) != LANYARD_OK ||
	    (r = json_write_text(buf, "url", manifest->host)) != LANYARD_OK ||
	    (r = json_write_boolean(buf, "active", false)) != LANYARD_OK ||
	    (r = buf_add_text(buf, "}")) != LANYARD_OK ||
	    (r = json_write_text(
		 buf, "redirect_url", manifest->redirect_url)) != LANYARD_OK ||
	    (r = json_write_text(buf, "setup_url", manifest->redirect_url)) !=
		LANYARD_OK ||
	    (r = json_write_boolean(buf, "public", false)) != LANYARD_OK)
		return r;
	return buf_add_text(buf,
	    ",\"callback_urls\":[\"" CALLBACK "\"],"
	    "\"default_permissions\":"
	    "{\"contents\":\"write\",\"metadata\":\"read\"}}");
}

/* HOST, and whose settings they are, to "/settings/apps/". */
static enum lanyard_error
add_settings(struct buf *buf, const struct manifest *manifest)
{
	if (manifest->organization == NULL)
		return buf_printf(buf, "%s/settings/apps/", manifest->host);
	return buf_printf(buf, "%s/organizations/%s/settings/apps/",
	    manifest->host, manifest->organization);
}

enum lanyard_error
manifest_add_page(struct buf *buf, const struct manifest *manifest,
    const struct secret *state)
{
	enum lanyard_error r = add_settings(buf, manifest);

	if (r == LANYARD_OK)
		r = buf_add_text(buf, "new?");
	if (r == LANYARD_OK)
		r = percent_add_parameter(
		    buf, "state", state->bytes, state->size);
	return r;
}

static bool
ends_in(const char *text, const char *end)
{
	size_t size = strlen(text), length = strlen(end);

	return size > length && text_compare(text + size - length, end) == 0;
}

static bool
is_cloud(const char *host)
{
	return text_compare(host, GITHUB) == 0 || ends_in(host, CLOUD);
}

enum lanyard_error
manifest_add_api(struct buf *buf, const char *host)
{
	if (is_cloud(host))
		return buf_printf(
		    buf, "https://api.%s", strstr(host, "://") + 3);
	return buf_printf(buf, "%s/api/v3", host);
}

/* What of the reply is no secret, and what is. */
static enum lanyard_error
take_app(struct manifest_app *app, const struct json *json, const char *where,
    struct error *error)
{
	const char *lacks = NULL;

	(void)json_integer(json, "id", &app->id);
	app->slug = json_text(json, "slug");
	if (app->slug != NULL && !is_plain(app->slug, "-_")) {
		free(app->slug);
		app->slug = NULL;
	}
	app->url = json_text(json, "html_url");
	app->client_id = json_text(json, "client_id");
	if (app->client_id == NULL || !text_is_visible(app->client_id))
		lacks = "client_id";
	else if (!json_secret(json, "client_secret", &app->client_secret) ||
		 !secret_is_visible(&app->client_secret))
		lacks = "client_secret";
	else if (!json_secret(json, "pem", &app->pem) || app->pem.size == 0)
		lacks = "pem";
	if (lacks == NULL)
		return LANYARD_OK;
	return error_set(error, LANYARD_ERR_SERVER,
	    "%s has made an App and told no usable %s of it", where, lacks);
}

/* A reply that brings no App; JSON may be NULL. */
static enum lanyard_error
take_refusal(
    int status, const struct json *json, const char *where, struct error *error)
{
	char *message = json != NULL ? json_text(json, "message") : NULL;
	enum lanyard_error r = LANYARD_ERR_SERVER;

	if (status == 404 || status == 422)
		r = LANYARD_ERR_REFUSED;
	error_set(error, r, "%s answered %d%s%s%s", where, status,
	    message != NULL ? " " : "", message != NULL ? message : "",
	    status == 404
		? ": the code was used before, is older than an hour, "
		  "or is another server's"
		: "");
	free(message);
	return r;
}

static enum lanyard_error
take_reply(struct manifest_app *app, const struct http_reply *reply,
    const char *url, struct error *error)
{
	struct error unused = {0};
	struct json *json = NULL;
	char where[HTTP_HOST_TEXT];
	enum lanyard_error r;

	http_host(url, where, sizeof(where));
	r = json_parse(
	    &json, reply->body.data, reply->body.size, JSON_OUTERMOST, &unused);
	if (r == LANYARD_ERR_MEMORY)
		r = error_memory(error);
	else if (reply->status / 100 == 2)
		r = take_app(app, json, where, error);
	else
		r = take_refusal(reply->status, json, where, error);
	json_free(&json);
	return r;
}

enum lanyard_error
manifest_convert(struct manifest_app *app, struct http *http, const char *host,
    const struct secret *code, bool *sent, struct error *error)
{
	enum lanyard_error r;
	struct buf url, escaped, empty;
	struct http_reply reply;

	buf_init(&url, LIMIT_URL);
	buf_init(&escaped, LIMIT_URL);
	buf_init(&empty, 1);
	http_reply_init(&reply);
	if (sent != NULL)
		*sent = false;
	if ((r = percent_add_escaped(&escaped, code->bytes, code->size)) !=
		LANYARD_OK ||
	    (r = manifest_add_api(&url, host)) != LANYARD_OK ||
	    (r = buf_printf(&url, "/app-manifests/%s/conversions",
		 buf_text(&escaped))) != LANYARD_OK) {
		error_set(error, r, "the code of an App is too long");
		goto out;
	}
	http_hide(http, buf_text(&escaped));
	r = http_post(http, buf_text(&url), NULL, NULL, &empty, &reply, error);
	http_hide(http, NULL);
	if (sent != NULL)
		*sent = r != LANYARD_OK ? reply.sent : true;
	if (r == LANYARD_OK)
		r = take_reply(app, &reply, buf_text(&url), error);
out:
	http_reply_clear(&reply);
	buf_clear(&url);
	buf_clear(&escaped);
	buf_clear(&empty);
	return r;
}

/* What it told of its page counts if that is HOST's. */
enum lanyard_error
manifest_add_install(struct buf *buf, const struct manifest *manifest,
    const struct manifest_app *app)
{
	size_t size = strlen(manifest->host);

	if (app->url != NULL && strncmp(app->url, manifest->host, size) == 0 &&
	    app->url[size] == '/' && text_is_visible(app->url))
		return buf_printf(buf, "%s/installations/new", app->url);
	if (app->slug == NULL)
		return LANYARD_ERR_ARGUMENT;
	return buf_printf(buf, "%s/%s/%s/installations/new", manifest->host,
	    is_cloud(manifest->host) ? "apps" : "github-apps", app->slug);
}

enum lanyard_error
manifest_add_settings(struct buf *buf, const struct manifest *manifest,
    const struct manifest_app *app)
{
	enum lanyard_error r;

	if (app->slug == NULL)
		return LANYARD_ERR_ARGUMENT;
	r = add_settings(buf, manifest);
	return r == LANYARD_OK ? buf_add_text(buf, app->slug) : r;
}

void
manifest_app_clear(struct manifest_app *app)
{
	free(app->slug);
	free(app->url);
	free(app->client_id);
	secret_clear(&app->client_secret);
	secret_clear(&app->pem);
	*app = (struct manifest_app){0};
}
