/*
 * holder.c - who is logging in, for those who wait for it
 */
#include "session/holder.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "os/clock.h"

#define TERMINAL_SIZE 64
#define NOTE_SIZE     128
#define EACH_MS	      1000

/* The terminal of standard error; "no terminal": there is none. */
static void
own_terminal(char terminal[TERMINAL_SIZE])
{
	if (ttyname_r(STDERR_FILENO, terminal, TERMINAL_SIZE) != 0)
		snprintf(terminal, TERMINAL_SIZE, "no terminal");
}

/* "TERMINAL (process PID)" */
void
holder_note(struct lanyard_session *session, int fd)
{
	char terminal[TERMINAL_SIZE], note[NOTE_SIZE];

	own_terminal(terminal);
	snprintf(
	    note, sizeof(note), "%s (process %ld)", terminal, (long)getpid());
	store_note_lock(session->store, fd, note);
}

static bool
is_here(const char *note)
{
	char terminal[TERMINAL_SIZE];
	size_t size;

	own_terminal(terminal);
	size = strlen(terminal);
	return strncmp(note, terminal, size) == 0 && note[size] == ' ';
}

static void
show(struct lanyard_session *session, const char *text, bool first)
{
	const struct lanyard_ui *ui = session->ui;

	if (first && ui->notice != NULL)
		ui->notice(ui->context, text);
	else if (!first && ui->progress != NULL)
		ui->progress(ui->context, text);
}

void
holder_tell(struct lanyard_session *session, const char *name,
    int64_t deadline_ms, int64_t *next_ms)
{
	int64_t now_ms = clock_monotonic_ms();
	long long left_s = (long long)(deadline_ms - now_ms) / 1000;
	bool first = *next_ms == 0;
	struct error text = {0};
	char note[NOTE_SIZE];

	if (now_ms < *next_ms || session->ui == NULL)
		return;
	*next_ms = now_ms + EACH_MS;
	if (!store_lock_noted(session->store, STORE_LOGIN, name,
		STORE_LOCK_PROMPT, note, sizeof(note)))
		snprintf(note, sizeof(note), "another terminal");
	else if (is_here(note))
		return;
	/* An error's text has no control characters. */
	error_set(&text, LANYARD_ERR_TIMEOUT,
	    "login %s: waiting for the login at %s, for %lld:%02lld more", name,
	    note, left_s / 60, left_s % 60);
	show(session, text.message, first);
}

void
holder_end(struct lanyard_session *session)
{
	if (session->ui != NULL)
		show(session, "", false);
}
