/*
 * doctor_logins.c - each login: what is stored of it, what its server says
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "status_table.h"

#define HINT_SIZE 256
#define CHECK_MS  15000

/* The names of the logins that are to be looked at. */
struct names {
	struct doctor *doctor;
	char **names;
	size_t count;
};

static enum lanyard_error
fail_memory(const struct doctor *doctor)
{
	return lanyard_session_fail(doctor->session, LANYARD_ERR_MEMORY,
	    lanyard_strerror(LANYARD_ERR_MEMORY), NULL);
}

/* ---- what is stored ---- */

static enum lanyard_error
tell_tokens(struct doctor *doctor, const struct lanyard_state *state)
{
	char next[HINT_SIZE];
	struct lanyard_finding finding = {
	    .what = "login", .login = state->name, .next = next};
	enum lanyard_error r;

	(void)snprintf(next, sizeof(next), "lanyard %s %s",
	    status_next_verb(state), state->name);
	if (state->moved_at != 0) {
		finding.text = "moved to another machine";
		finding.next = NULL;
	} else if (state->needs_login != LANYARD_OK) {
		finding.is_fault = true;
		finding.text = state->last_error != NULL ? state->last_error
			       : state->grant_type != NULL
				   ? "its first token was not handed in yet"
				   : "nobody has logged in yet";
	} else if (state->login_needed_within) {
		finding.is_fault = true;
		finding.text = "its refresh token is over";
	} else if (state->last_error != NULL) {
		finding.is_fault = true;
		finding.text = state->last_error;
		(void)snprintf(
		    next, sizeof(next), "lanyard refresh %s", state->name);
	} else if (state->file_error != NULL) {
		finding.is_fault = true;
		finding.text = state->file_error;
		finding.next = state->file_hint;
	} else {
		finding.text = state->fresh ? "has a fresh token"
					    : "is renewed at its next use";
		finding.next = NULL;
	}
	r = doctor_tell(doctor, &finding);
	/* What is handed in needs no person who answers. */
	if (r == LANYARD_OK && finding.is_fault &&
	    state->needs_login != LANYARD_OK && state->grant_type == NULL)
		r = doctor_person(doctor, state->name);
	return r;
}

static enum lanyard_error
add_name(void *context, const struct lanyard_state *state)
{
	struct names *names = context;
	char **more =
	    realloc(names->names, (names->count + 1) * sizeof(*names->names));

	if (more == NULL)
		return fail_memory(names->doctor);
	names->names = more;
	if ((more[names->count] = strdup(state->name)) == NULL)
		return fail_memory(names->doctor);
	names->count++;
	return tell_tokens(names->doctor, state);
}

/* ---- what the server says ---- */

/* Results come in the order of job_check.h: fault or note, the text, next. */
struct results {
	struct doctor *doctor;
	const char *login;
	bool is_fault; /* the text that comes is one */
	bool is_note;  /* it is to be read, though no fault */
	char *what, *text, *next;
};

static void
forget(struct results *results)
{
	free(results->what);
	free(results->text);
	free(results->next);
	results->what = results->text = results->next = NULL;
	results->is_fault = results->is_note = false;
}

static enum lanyard_error
tell_last(struct results *results)
{
	enum lanyard_error r = LANYARD_OK;

	results->doctor->aloud = results->is_note;
	/* Without memory one of them may be missing. */
	if (results->what != NULL && results->text != NULL)
		r = doctor_tell(results->doctor,
		    &(const struct lanyard_finding){.what = results->what,
			.login = results->login,
			.is_fault = results->is_fault,
			.text = results->text,
			.next = results->next});
	forget(results);
	return r;
}

static enum lanyard_error
take_result(void *context, const char *name, const char *value)
{
	struct results *results = context;
	bool fault = strcmp(name, "fault") == 0;
	bool note = strcmp(name, "note") == 0;
	enum lanyard_error r;

	if (strcmp(name, "next") == 0) {
		free(results->next);
		results->next = strdup(value);
		return results->next != NULL ? LANYARD_OK
					     : fail_memory(results->doctor);
	}
	if (results->text != NULL && (r = tell_last(results)) != LANYARD_OK)
		return r;
	results->is_fault |= fault;
	results->is_note |= note;
	if (fault || note)
		return LANYARD_OK;
	results->what = strdup(name);
	results->text = strdup(value);
	return results->what != NULL && results->text != NULL
		   ? LANYARD_OK
		   : fail_memory(results->doctor);
}

/* A half that does not start is a fault, too. */
static enum lanyard_error
tell_failure(struct results *results, enum lanyard_error code)
{
	const struct lanyard_session *session = results->doctor->session;

	if (code == LANYARD_ERR_MEMORY)
		return code;
	return doctor_tell(
	    results->doctor, &(const struct lanyard_finding){.what = "server",
				 .login = results->login,
				 .is_fault = true,
				 .text = lanyard_session_message(session),
				 .next = lanyard_session_hint(session)});
}

static enum lanyard_error
check_server(struct doctor *doctor, const char *login)
{
	const char *const parameters[] = {"login", login, NULL};
	struct results results = {.doctor = doctor, .login = login};
	const struct lanyard_job job = {.kind = LANYARD_JOB_CHECK,
	    .lock_fd = -1,
	    .timeout_ms = CHECK_MS,
	    .parameters = parameters,
	    .result = take_result,
	    .context = &results};
	enum lanyard_error r = lanyard_job_run(doctor->session, &job), told;

	told = tell_last(&results);
	if (told != LANYARD_OK)
		return told;
	return r == LANYARD_OK ? r : tell_failure(&results, r);
}

enum lanyard_error
doctor_logins(struct doctor *doctor, const char *target)
{
	struct names names = {.doctor = doctor};
	enum lanyard_error r;

	r = target == NULL ? lanyard_each(doctor->session, 0, add_name, &names)
			   : lanyard_state_of(
				 doctor->session, target, 0, add_name, &names);
	/* One whose record cannot be read, which was told, hides no other. */
	if (r == LANYARD_ERR_STORE && doctor->store_told)
		r = LANYARD_OK;
	for (size_t i = 0; r == LANYARD_OK && i < names.count; i++)
		r = check_server(doctor, names.names[i]);
	if (r == LANYARD_OK && names.count == 0 && !doctor->store_told)
		r = doctor_tell(doctor,
		    &(const struct lanyard_finding){.what = "configuration",
			.is_fault = true,
			.text = "no login is configured",
			.next = "lanyard setup URL, with the host's"});
	for (size_t i = 0; i < names.count; i++)
		free(names.names[i]);
	free(names.names);
	return r;
}
