/*
 * status.c - what is known of every login, for people and for programs
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/report.h"
#include "verbs.h"

struct list {
	struct lanyard_session *session;
	bool begun; /* one has been printed */
};

static enum lanyard_error
print_json(void *context, const struct lanyard_state *state)
{
	struct list *list = context;
	char *text;
	enum lanyard_error r = lanyard_state_json(state, &text);

	if (r != LANYARD_OK)
		return lanyard_session_fail(
		    list->session, r, lanyard_strerror(r), NULL);
	printf("%s\n%s", list->begun ? "," : "[", text);
	list->begun = true;
	lanyard_text_free(&text);
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
	printf("%s: %s\n", state->name, lanyard_state_word(state));
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
	struct list list = {.session = session};
	bool json = arguments[0] != NULL && strcmp(arguments[0], "--json") == 0;

	if (arguments[0] != NULL && (!json || arguments[1] != NULL))
		return verb_usage("lanyard status [--json]");
	if (json) {
		r = lanyard_each(session, 0, print_json, &list);
		/* Where nothing can be told at all, stdout is empty. */
		if (r == LANYARD_OK || list.begun)
			puts(list.begun ? "\n]" : "[]");
	} else {
		r = lanyard_each(session, 0, print_text, NULL);
	}
	if (fflush(stdout) != 0) {
		report_error("stdout could not be written", NULL);
		return EXIT_FAILED;
	}
	return report_session(session, r);
}
