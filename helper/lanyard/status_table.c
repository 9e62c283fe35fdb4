/*
 * status_table.c - all logins at a glance, on a terminal
 */
#include "status_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_S INT64_C(60)
#define HOUR_S	 (60 * MINUTE_S)
#define DAY_S	 (24 * HOUR_S)

#define TEXT_SIZE 128

enum column { NAME, HOST, ACCOUNT, ACCESS, REFRESH };

static const char *const heads[] = {
    "NAME", "HOST", "ACCOUNT", "ACCESS TOKEN", "REFRESH TOKEN", NULL};

const char *
status_next_verb(const struct lanyard_state *state)
{
	return state->grant_type != NULL ? "seed" : "login";
}

void
status_table_begin(struct table *table)
{
	*table = (struct table){.heads = heads};
}

/* Two units are enough to know how long that is. */
static void
say_left(int64_t left_s, const char *before, char text[TEXT_SIZE])
{
	if (left_s <= 0)
		(void)snprintf(text, TEXT_SIZE, "%sover", before);
	else if (left_s < HOUR_S)
		(void)snprintf(text, TEXT_SIZE, "%s%lldm left", before,
		    left_s < MINUTE_S ? 1LL : (long long)left_s / MINUTE_S);
	else if (left_s < DAY_S)
		(void)snprintf(text, TEXT_SIZE, "%s%lldh%02lldm left", before,
		    (long long)left_s / HOUR_S,
		    (long long)left_s % HOUR_S / MINUTE_S);
	else
		(void)snprintf(text, TEXT_SIZE, "%s%lldd left", before,
		    (long long)left_s / DAY_S);
}

static enum lanyard_error
set(struct table_cell *cell, const char *text, enum colour colour)
{
	cell->colour = colour;
	if (text != NULL && (cell->text = strdup(text)) == NULL)
		return LANYARD_ERR_MEMORY;
	return LANYARD_OK;
}

/* Host and port of a URL, the rest where there is a path left out. */
static enum lanyard_error
set_host(struct table_cell *cell, const char *url)
{
	const char *host = url != NULL ? strstr(url, "://") : NULL;
	char text[TEXT_SIZE];

	if (host == NULL)
		return set(cell, url, COLOUR_NONE);
	host += strlen("://");
	(void)snprintf(
	    text, sizeof(text), "%.*s", (int)strcspn(host, "/"), host);
	return set(cell, text, COLOUR_NONE);
}

static enum lanyard_error
set_access(
    struct table_cell *cell, const struct lanyard_state *state, int64_t now)
{
	char text[TEXT_SIZE];

	if (state->moved_at != 0)
		return set(cell, "moved", COLOUR_NONE);
	if (state->in_use && !state->fresh)
		return set(cell, "under way", COLOUR_NONE);
	if (!state->has_access_token)
		return set(
		    cell, "none", state->renewable ? COLOUR_NONE : COLOUR_BAD);
	if (state->expires_at == 0)
		return set(cell, "no expiry", COLOUR_GOOD);
	say_left(state->expires_at - now, "", text);
	return set(cell, text,
	    state->fresh       ? COLOUR_GOOD
	    : state->renewable ? COLOUR_NONE
			       : COLOUR_BAD);
}

static enum lanyard_error
set_refresh(
    struct table_cell *cell, const struct lanyard_state *state, int64_t now)
{
	char text[TEXT_SIZE];

	if (state->moved_at != 0)
		return set(cell, "moved", COLOUR_NONE);
	if (state->grant_type != NULL)
		return set(cell, "not needed", COLOUR_GOOD);
	if (!state->has_refresh_token)
		return set(cell,
		    state->has_refused	 ? "refused"
		    : state->has_foreign ? "of another server"
					 : "none",
		    state->fresh && !state->has_refused ? COLOUR_WARNING
							: COLOUR_BAD);
	if (state->refresh_token_expires_at == 0)
		return set(cell, "stored", COLOUR_GOOD);
	say_left(state->refresh_token_expires_at - now,
	    state->refresh_token_expiry_assumed ? "about " : "", text);
	return set(cell, text,
	    state->login_needed_within ? COLOUR_WARNING : COLOUR_GOOD);
}

/* What a person should know beside that: what is wrong, what to do. */
static enum lanyard_error
add_notes(struct table_row *row, const struct lanyard_state *state, bool soon)
{
	struct table_cell *note = row->notes;
	enum lanyard_error r = LANYARD_OK;
	char text[TEXT_SIZE];

	if (state->last_error != NULL)
		r = set(note++, state->last_error, COLOUR_WARNING);
	if (r == LANYARD_OK && state->file_error != NULL)
		r = set(note++, state->file_error, COLOUR_BAD);
	if (r != LANYARD_OK)
		return r;
	if (state->file_hint != NULL)
		return set(note, state->file_hint, COLOUR_NONE);
	if (state->moved_at != 0)
		(void)snprintf(text, sizeof(text),
		    "next: lanyard import --undo %s", state->name);
	else if (state->needs_login != LANYARD_OK ||
		 (soon && state->login_needed_within))
		(void)snprintf(text, sizeof(text), "next: lanyard %s %s",
		    status_next_verb(state), state->name);
	else
		return LANYARD_OK;
	return set(note, text, COLOUR_NONE);
}

enum lanyard_error
status_table_add(struct table *table, const struct lanyard_state *state,
    int64_t now, bool soon)
{
	struct table_row *row = table_add(table);
	enum lanyard_error r;

	if (row == NULL)
		return LANYARD_ERR_MEMORY;
	if ((r = set(&row->cells[NAME], state->name, COLOUR_NONE)) !=
		LANYARD_OK ||
	    (r = set_host(&row->cells[HOST], state->url)) != LANYARD_OK ||
	    (r = set(&row->cells[ACCOUNT], state->username, COLOUR_NONE)) !=
		LANYARD_OK ||
	    (r = set_access(&row->cells[ACCESS], state, now)) != LANYARD_OK ||
	    (r = set_refresh(&row->cells[REFRESH], state, now)) != LANYARD_OK)
		return r;
	return add_notes(row, state, soon);
}
