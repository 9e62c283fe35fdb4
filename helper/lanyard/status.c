/*
 * status.c - what is known of every login, for people and for programs
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/report.h"
#include "verbs.h"

/* RFC 8259 7: what must be escaped is; the rest is UTF-8 as it stands. */
static void
print_json_string(const char *text)
{
	putchar('"');
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0';
	     p++) {
		if (*p == '"' || *p == '\\')
			printf("\\%c", *p);
		else if (*p < 0x20 || *p == 0x7f)
			printf("\\u%04x", *p);
		else
			putchar(*p);
	}
	putchar('"');
}

static void
print_json_member(const char *name, const char *text)
{
	if (text == NULL)
		return;
	printf(",\"%s\":", name);
	print_json_string(text);
}

/* What a get would do now, in one word. */
static const char *
state_word(const struct lanyard_state *state)
{
	if (state->fresh)
		return "fresh";
	if (state->has_refresh_token)
		return "due";
	return "login-needed";
}

static enum lanyard_error
print_json(void *context, const struct lanyard_state *state)
{
	bool *first = context;

	printf("%s\n{\"name\":", *first ? "[" : ",");
	*first = false;
	print_json_string(state->name);
	print_json_member("state", state_word(state));
	print_json_member("url", state->url);
	print_json_member("issuer", state->issuer);
	print_json_member("client_id", state->client_id);
	print_json_member("username", state->username);
	print_json_member("scope", state->scope);
	printf(",\"configured\":%s,\"access_token\":%s,\"refresh_token\":%s",
	    state->configured ? "true" : "false",
	    state->has_access_token ? "true" : "false",
	    state->has_refresh_token ? "true" : "false");
	printf(",\"generation\":%llu", (unsigned long long)state->generation);
	if (state->has_access_token)
		printf(",\"obtained_at\":%lld", (long long)state->obtained_at);
	if (state->has_access_token && state->expires_at != 0)
		printf(",\"expires_at\":%lld", (long long)state->expires_at);
	print_json_member("last_error", state->last_error);
	if (state->retry_at != 0)
		printf(",\"retry_at\":%lld", (long long)state->retry_at);
	putchar('}');
	return LANYARD_OK;
}

static void
print_time(const char *what, int64_t seconds)
{
	time_t t = (time_t)seconds;
	char text[32];
	struct tm tm;

	if (gmtime_r(&t, &tm) != NULL &&
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &tm) != 0)
		printf("  %s %s\n", what, text);
}

static enum lanyard_error
print_text(void *context, const struct lanyard_state *state)
{
	(void)context;
	printf("%s: %s\n", state->name, state_word(state));
	if (state->url != NULL)
		printf("  url %s\n", state->url);
	if (state->username != NULL)
		printf("  username %s\n", state->username);
	if (state->issuer != NULL)
		printf("  issuer %s\n", state->issuer);
	if (state->has_access_token && state->expires_at != 0)
		print_time("access token expires", state->expires_at);
	else if (state->has_access_token)
		printf("  access token without expiry\n");
	printf("  refresh token %s\n",
	    state->has_refresh_token ? "stored" : "none");
	if (state->last_error != NULL)
		printf("  last error: %s\n", state->last_error);
	if (!state->fresh && !state->has_refresh_token)
		printf("  next: lanyard login %s\n", state->name);
	return LANYARD_OK;
}

int
verb_status(struct lanyard_session *session, char *const *arguments)
{
	enum lanyard_error r;
	bool first = true;
	bool json = arguments[0] != NULL && strcmp(arguments[0], "--json") == 0;

	if (arguments[0] != NULL && (!json || arguments[1] != NULL))
		return verb_usage("lanyard status [--json]");
	if (json) {
		r = lanyard_each(session, 0, print_json, &first);
		/* Where nothing can be told at all, stdout is empty. */
		if (r == LANYARD_OK || !first)
			puts(first ? "[]" : "\n]");
	} else {
		r = lanyard_each(session, 0, print_text, NULL);
	}
	if (fflush(stdout) != 0) {
		report_error("stdout could not be written", NULL);
		return EXIT_FAILED;
	}
	return report_session(session, r);
}
