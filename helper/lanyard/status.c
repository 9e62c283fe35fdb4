/*
 * status.c - what is known of every login, for people and for programs
 */
#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "common/report.h"
#include "due.h"
#include "options.h"
#include "status_table.h"
#include "usage.h"
#include "verbs.h"
#include "visible.h"

struct list {
	struct lanyard_session *session;
	bool json;
	bool begun;   /* one has been printed */
	bool tabular; /* all of them are to be printed as TABLE, at the end */
	struct table table;
	bool has_claims; /* with FILE_SYSTEM: as a state has it */
	const char *file_system;
	bool soon; /* who needs a login within WITHIN_S seconds is told so */
	int64_t within_s;
	int worst; /* exit status, if that is to say how they are */
};

static enum lanyard_error
print_json(struct list *list, const struct lanyard_state *state)
{
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
print_line(const char *what, const char *text)
{
	printf("  %s ", what);
	visible_print(text, INT_MAX);
	putchar('\n');
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

/* Is the token itself kept elsewhere, and nothing of it here? */
static bool
is_external(const char *grant_type)
{
	return strcmp(grant_type, "file") == 0 ||
	       strcmp(grant_type, "variable") == 0 ||
	       strcmp(grant_type, "command") == 0;
}

static void
print_refresh_token(const struct lanyard_state *state)
{
	if (state->grant_type != NULL && is_external(state->grant_type))
		printf("  read at each use from its %s\n", state->grant_type);
	else if (state->grant_type != NULL)
		printf("  renewed by %s\n", state->grant_type);
	else if (state->has_refused && state->refused_at != 0)
		print_time("refresh token refused", state->refused_at);
	else
		printf("  refresh token %s\n",
		    state->has_refresh_token ? "stored"
		    : state->has_refused     ? "refused"
		    : state->lacks_refresh_token
			? "none, though one was to be expected"
		    : state->has_foreign ? "stored, of another server or client"
					 : "none");
	if (state->refresh_token_expires_at != 0)
		print_time(state->refresh_token_expiry_assumed
			       ? "refresh token, unused, expires about"
			       : "refresh token expires",
		    state->refresh_token_expires_at);
}

/* The name is one of ours, or none. */
static void
print_lock(const char *indent, const char *file_system)
{
	if (file_system != NULL)
		printf("%slock a claim, as flock(2) may not reach all hosts "
		       "that have this %s\n",
		    indent, file_system);
	else
		printf("%slock a claim, as flock(2) excludes nobody here\n",
		    indent);
}

static void
print_text(const struct lanyard_state *state, bool soon)
{
	visible_print(state->name, INT_MAX);
	printf(": %s\n", lanyard_state_word(state));
	if (state->url != NULL)
		print_line("url", state->url);
	if (state->username != NULL)
		print_line("username", state->username);
	if (state->issuer != NULL)
		print_line("issuer", state->issuer);
	if (state->has_access_token && state->expires_at != 0)
		print_time("access token expires", state->expires_at);
	else if (state->has_access_token)
		printf("  access token without expiry\n");
	if (state->moved_at != 0) {
		print_time("moved", state->moved_at);
		printf("  next: lanyard import --undo %s, or lanyard logout "
		       "%s\n",
		    state->name, state->name);
		return;
	}
	print_refresh_token(state);
	if (state->lacks_scope != NULL)
		printf("  scope lacks %s\n", state->lacks_scope);
	if (state->last_error != NULL)
		print_line("last error:", state->last_error);
	if (state->in_use)
		printf("  a request for it is under way\n");
	if (state->has_claims)
		print_lock("  ", state->file_system);
	if (state->file_error != NULL)
		print_line("file error:", state->file_error);
	if (state->file_hint != NULL)
		print_line("next:", state->file_hint);
	else if (state->needs_login != LANYARD_OK ||
		 (soon && state->login_needed_within))
		printf("  next: lanyard %s %s\n", status_next_verb(state),
		    state->name);
}

static enum lanyard_error
add_row(struct list *list, const struct lanyard_state *state)
{
	enum lanyard_error r = status_table_add(
	    &list->table, state, (int64_t)time(NULL), list->soon);

	if (r != LANYARD_OK)
		return lanyard_session_fail(
		    list->session, r, lanyard_strerror(r), NULL);
	return r;
}

static enum lanyard_error
show(void *context, const struct lanyard_state *state)
{
	struct list *list = context;

	list->worst = report_worse(
	    list->worst, report_exit_status(state->needs_login != LANYARD_OK
						? state->needs_login
						: state->last_error_code));
	if (state->needs_login == LANYARD_OK && state->login_needed_within)
		list->worst = report_worse(list->worst, EXIT_PERSON);
	if (state->file_error != NULL)
		list->worst = report_worse(list->worst, EXIT_USAGE);
	if (list->json)
		return print_json(list, state);
	list->begun = true;
	list->has_claims = state->has_claims;
	list->file_system = state->file_system;
	if (list->tabular)
		return add_row(list, state);
	print_text(state, list->soon);
	return LANYARD_OK;
}

static int
print(struct list *list, const char *target, bool judge)
{
	struct lanyard_session *session = list->session;
	enum lanyard_error r =
	    target == NULL
		? lanyard_each(session, list->within_s, show, list)
		: lanyard_state_of(session, target, list->within_s, show, list);

	/* Where nothing can be told at all, stdout is empty. */
	if (list->json && (r == LANYARD_OK || list->begun))
		puts(list->begun ? "\n]" : "[]");
	if (list->table.count != 0)
		table_print(&list->table, table_terminal_width(STDOUT_FILENO),
		    colour_is_wanted(STDOUT_FILENO));
	if (list->table.count != 0 && list->has_claims)
		print_lock("", list->file_system);
	table_clear(&list->table);
	if (fflush(stdout) != 0) {
		report_error("stdout could not be written", NULL);
		return EXIT_FAILED;
	}
	if (r == LANYARD_OK && !list->begun && !list->json)
		begin_show(session);
	return report_worse(
	    report_session(session, r), judge ? list->worst : EXIT_DONE);
}

static int
fail_within(const char *text)
{
	report_error(text, NULL);
	return usage_of("status");
}

int
verb_status(struct lanyard_session *session, char *const *arguments)
{
	struct list list = {.session = session, .worst = EXIT_DONE};
	bool judge = false;
	const char *within = NULL;
	const struct option options[] = {
	    {"--json", NULL, &list.json},
	    {"--exit-code", NULL, &judge},
	    {"--within", &within, NULL},
	    {NULL, NULL, NULL},
	};
	struct words words;
	int status = options_parse("status", arguments, options, &words);

	if (status != EXIT_DONE)
		return status;
	if (words.more || (words.first != NULL && words.first[0] == '\0'))
		return options_wrong_words("status", &words, true);
	if (within != NULL && !judge)
		return fail_within("--within goes with --exit-code");
	if (within != NULL && !due_parse_time(within, &list.within_s))
		return fail_within(
		    "--within takes a time such as 14d, 1w or 1h30m");
	list.soon = within != NULL;
	list.tabular =
	    !list.json && words.first == NULL && isatty(STDOUT_FILENO);
	status_table_begin(&list.table);
	return print(&list, words.first, judge);
}
