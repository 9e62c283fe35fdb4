/*
 * job_discover.c - what a host says of its way to a token
 */
#include "net/job/job_discover.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "config/preset.h"
#include "net/job/job_parameters.h"
#include "net/oauth/challenge.h"
#include "net/oauth/discovery.h"
#include "net/oauth/resource_metadata.h"

/* What is known so far. */
struct search {
	const struct lanyard_job *job;
	struct error *error;
	struct http *http;
	const char *url;
	const struct preset *preset;
	char *origin; /* scheme, host and port of the URL */
	char *issuer; /* the one that is asked */
	bool named;   /* by a parameter or the resource: it must be right */
	struct challenge challenge;
	struct resource_metadata resource;
	struct metadata metadata;
	bool has_metadata;
};

static void
search_end(struct search *s)
{
	free(s->origin);
	free(s->issuer);
	challenge_clear(&s->challenge);
	resource_metadata_clear(&s->resource);
	metadata_clear(&s->metadata);
	http_free(&s->http);
}

__attribute__((format(printf, 2, 3))) static enum lanyard_error
say(const struct search *s, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return job_result(s->job, "step", text);
}

/* A URL by which the host of URL is known; with its scheme, if there is one. */
static const char *
known_as(const struct url *url)
{
	const char *found = NULL;
	const struct preset *p;

	for (size_t n = 0; (p = preset_at(n)) != NULL; n++)
		for (size_t i = 0; p->url != NULL && p->url[i] != NULL; i++) {
			const char *host = strstr(p->url[i], "://") + 3;
			size_t size = strcspn(host, ":");

			if (strlen(url->host) != size ||
			    strncmp(host, url->host, size) != 0)
				continue;
			if (strncmp(p->url[i], url->scheme,
				strlen(url->scheme)) == 0)
				return p->url[i];
			found = found != NULL ? found : p->url[i];
		}
	return found;
}

/* A URL of no host's that could be asked, nor of one that is known. */
static enum lanyard_error
refuse(const struct search *s, const struct url *url)
{
	const char *known = known_as(url);

	error_set(s->error, LANYARD_ERR_ARGUMENT,
	    "%s is no URL of https, nor of a host that is known", s->url);
	if (known != NULL)
		error_hint(s->error, "lanyard setup %s", known);
	return LANYARD_ERR_ARGUMENT;
}

static enum lanyard_error
refuse_preset(const struct search *s, const char *name)
{
	struct buf names;
	const struct preset *p;

	buf_init(&names, ERROR_TEXT);
	for (size_t n = 0; (p = preset_at(n)) != NULL; n++)
		(void)buf_printf(&names, "%s%s", n > 0 ? ", " : "", p->name);
	error_set(
	    s->error, LANYARD_ERR_ARGUMENT, "there is no preset %s", name);
	error_hint(s->error, "the presets: %s", buf_text(&names));
	buf_clear(&names);
	return LANYARD_ERR_ARGUMENT;
}

/* Which URL, and which preset is named. */
static enum lanyard_error
take_parameters(struct search *s, struct lanyard_session *session)
{
	const char *preset = job_parameter(s->job, "preset");
	struct url url;
	enum lanyard_error r;

	if ((r = job_needs(session, s->job, "url", &s->url)) != LANYARD_OK)
		return r;
	if (preset != NULL && (s->preset = preset_find(preset)) == NULL)
		return refuse_preset(s, preset);
	if (url_parse(&url, s->url) != LANYARD_OK)
		return error_set(s->error, LANYARD_ERR_ARGUMENT,
		    "%s is no URL of a host", s->url);
	if (s->preset == NULL)
		s->preset = preset_of(s->url, NULL);
	if (!url_is_web(&url) && s->preset == NULL)
		r = refuse(s, &url);
	url_clear(&url);
	if (r != LANYARD_OK)
		return r;
	r = preset_expand("@", s->url, &s->origin);
	return r == LANYARD_OK ? r : error_memory(s->error);
}

static enum lanyard_error
ask_host(struct search *s)
{
	const struct challenge *c = &s->challenge;
	enum lanyard_error r;

	r = challenge_ask(&s->challenge, s->http, s->url, s->error);
	if (r != LANYARD_OK)
		return r;
	if (s->preset == NULL)
		s->preset = preset_of(s->url, c->realm);
	if (c->status != 401)
		return say(
		    s, "%s: asks for no password (%d)", s->origin, c->status);
	r = say(s, "%s: asks for %s%s%s%s%s", s->origin,
	    c->bearer ? "a Bearer token" : "a password",
	    c->realm != NULL ? ", realm \"" : "",
	    c->realm != NULL ? c->realm : "", c->realm != NULL ? "\"" : "",
	    c->resource_metadata != NULL ? ", and names its metadata" : "");
	return r == LANYARD_OK ? job_result(s->job, "realm", c->realm) : r;
}

static enum lanyard_error
ask_resource(struct search *s)
{
	enum lanyard_error r;
	bool found;

	r = resource_metadata_fetch(&s->resource, s->http,
	    s->challenge.resource_metadata, s->url, &found, s->error);
	if (r != LANYARD_OK || !found)
		return r;
	s->named = true;
	if ((s->issuer = strdup(s->resource.issuer)) == NULL)
		return error_memory(s->error);
	return say(s, "%s: names its authorization server, %s",
	    s->resource.resource, s->issuer);
}

/* The metadata of the issuer; the last "/" of one makes another of it. */
static enum lanyard_error
fetch_metadata(struct search *s)
{
	enum lanyard_error r;
	struct error other = {0};
	char *slashed;

	/* The search frees its issuer. */
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
	r = discovery_fetch(&s->metadata, s->http, s->issuer, false, s->error);
	if (r != LANYARD_ERR_SERVER || s->named || !s->metadata.has_document)
		return r;
	if ((slashed = malloc(strlen(s->issuer) + 2)) == NULL)
		return error_memory(s->error);
	memcpy(slashed, s->issuer, strlen(s->issuer));
	memcpy(slashed + strlen(s->issuer), "/", 2);
	if (discovery_fetch(&s->metadata, s->http, slashed, false, &other) !=
	    LANYARD_OK) {
		free(slashed);
		s->metadata.has_document = true;
		return r;
	}
	free(s->issuer);
	s->issuer = slashed;
	error_clear(s->error);
	return LANYARD_OK;
}

static enum lanyard_error
ask_server(struct search *s)
{
	enum lanyard_error r;

	if (s->issuer == NULL && (s->issuer = strdup(s->origin)) == NULL)
		return error_memory(s->error);
	r = fetch_metadata(s);
	s->has_metadata = r == LANYARD_OK;
	if (r == LANYARD_OK)
		return say(s, "%s: has metadata, token endpoint %s", s->issuer,
		    s->metadata.token_endpoint);
	/* A host that is known needs none; one that is named must be right. */
	if (r == LANYARD_ERR_MEMORY || s->named ||
	    (s->preset == NULL &&
		(r != LANYARD_ERR_SERVER || s->metadata.has_document)))
		return r;
	error_clear(s->error);
	return say(s, "%s: has no metadata", s->origin);
}

/* Is the preset's server the one that was found? */
static bool
is_of_preset(const struct search *s)
{
	size_t size = strlen(s->origin);

	return s->preset != NULL &&
	       (!s->named || strncmp(s->issuer, s->origin, size) == 0);
}

static enum lanyard_error
give_metadata(const struct search *s)
{
	const struct metadata *m = &s->metadata;
	const struct {
		const char *name;
		const char *value;
	} results[] = {
	    {"issuer", s->issuer},
	    {"authorization_endpoint", m->authorization_endpoint},
	    {"token_endpoint", m->token_endpoint},
	    {"device_authorization_endpoint", m->device_authorization_endpoint},
	    {"revocation_endpoint", m->revocation_endpoint},
	    {"registration_endpoint", m->registration_endpoint},
	    {"scopes_supported", m->scopes_supported},
	    {"client_id_metadata_document_supported",
		m->client_id_document ? "true" : NULL},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0;
	     r == LANYARD_OK && i < sizeof(results) / sizeof(*results); i++)
		r = job_result(s->job, results[i].name, results[i].value);
	return r;
}

/* TEMPLATE of the preset as the host has it. */
static enum lanyard_error
give_expanded(const struct search *s, const char *name, const char *template)
{
	enum lanyard_error r;
	char *text;

	if (preset_expand(template, s->url, &text) != LANYARD_OK)
		return error_memory(s->error);
	r = job_result(s->job, name, text);
	free(text);
	return r;
}

static enum lanyard_error
give_preset(const struct search *s)
{
	static const char *const clients[] = {
	    [PRESET_PUBLIC] = "public",
	    [PRESET_BROWSER] = "browser",
	    [PRESET_CONFIDENTIAL] = "confidential",
	};
	const struct preset *p = s->preset;
	const struct {
		const char *name;
		const char *value;
	} results[] = {
	    {"preset", p->name},
	    {"title", p->title},
	    {"redirect_uri", p->redirect_uri},
	    {"client", clients[p->client]},
	    {"page", p->page},
	    {"where", p->where},
	    {"built_in", p->built_in},
	    {"built_in_name", p->built_in_name},
	    {"built_in_redirect_uri", p->built_in_redirect_uri},
	    {"path_matters", p->path_matters ? "true" : NULL},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; p->url != NULL && p->url[i] != NULL; i++)
		if (preset_of(s->url, NULL) == p &&
		    (r = job_result(s->job, "url", p->url[i])) != LANYARD_OK)
			return r;
	for (size_t i = 0;
	     r == LANYARD_OK && i < sizeof(results) / sizeof(*results); i++)
		r = give_expanded(s, results[i].name, results[i].value);
	return r == LANYARD_OK ? say(s, "%s: is %s", s->origin, p->title) : r;
}

static enum lanyard_error
give_scope(const struct search *s)
{
	const char *scope = s->challenge.scope;

	if (is_of_preset(s) && s->preset->scope != NULL)
		scope = s->preset->scope;
	if (scope == NULL)
		scope = s->resource.scopes_supported;
	return job_result(s->job, "scope", scope);
}

static enum lanyard_error
fail_nothing(const struct search *s)
{
	error_set(s->error, LANYARD_ERR_CONFIG,
	    "%s says nothing of an authorization server, and is no host that "
	    "is known",
	    s->origin);
	error_hint(s->error,
	    "is the URL right? if it is, name the server: lanyard setup "
	    "--issuer URL, or --preset NAME");
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
give(const struct search *s)
{
	enum lanyard_error r = LANYARD_OK;

	if (!s->has_metadata && !is_of_preset(s))
		return fail_nothing(s);
	if ((r = job_result(s->job, "resource", s->resource.resource)) !=
		LANYARD_OK ||
	    (s->has_metadata && (r = give_metadata(s)) != LANYARD_OK) ||
	    (is_of_preset(s) && (r = give_preset(s)) != LANYARD_OK))
		return r;
	return give_scope(s);
}

/* What to ask whom, in order. */
static enum lanyard_error
look(struct search *s)
{
	const char *issuer = job_parameter(s->job, "issuer");
	bool is_web = strncmp(s->origin, "http", 4) == 0;
	enum lanyard_error r;

	if (issuer != NULL) {
		s->named = true;
		if ((s->issuer = strdup(issuer)) == NULL)
			return error_memory(s->error);
	} else if (!is_web || job_parameter(s->job, "preset") != NULL) {
		return LANYARD_OK;
	} else if ((r = ask_host(s)) != LANYARD_OK ||
		   (r = ask_resource(s)) != LANYARD_OK) {
		return r;
	}
	return ask_server(s);
}

enum lanyard_error
job_discover(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct search s = {.job = job, .error = &session->error};
	enum lanyard_error r;

	if ((r = take_parameters(&s, session)) == LANYARD_OK &&
	    (r = job_new_http(&s.http, session, job, s.url)) == LANYARD_OK &&
	    (r = look(&s)) == LANYARD_OK)
		r = give(&s);
	search_end(&s);
	return r;
}
