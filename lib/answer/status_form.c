/*
 * status_form.c - what is known of a login, in a word and as JSON
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "json/json_write.h"

#define JSON_LIMIT (LIMIT_RECORD * 8) /* escapes included */

const char *
lanyard_state_word(const struct lanyard_state *state)
{
	if (state->moved_at != 0)
		return "moved";
	if (state->fresh)
		return "fresh";
	/* After a refusal in doubt it is asked again, but a login helps. */
	if (state->renewable && state->needs_login == LANYARD_OK)
		return "due";
	return "login-needed";
}

/* Which login it is. */
static enum lanyard_error
add_login(struct buf *buf, const struct lanyard_state *state)
{
	const struct {
		const char *name;
		const char *text;
	} members[] = {
	    {"name", state->name},
	    {"state", lanyard_state_word(state)},
	    {"url", state->url},
	    {"issuer", state->issuer},
	    {"client_id", state->client_id},
	    {"username", state->username},
	    {"scope", state->scope},
	    {"grant_type", state->grant_type},
	};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0;
	     r == LANYARD_OK && i < sizeof(members) / sizeof(members[0]); i++)
		r = json_write_text(buf, members[i].name, members[i].text);
	if (r == LANYARD_OK && state->moved_at != 0)
		r = json_write_number(buf, "moved_at", state->moved_at);
	if (r == LANYARD_OK)
		r = json_write_boolean(buf, "configured", state->configured);
	return r;
}

static enum lanyard_error
add_tokens(struct buf *buf, const struct lanyard_state *state)
{
	bool has = state->has_access_token;
	enum lanyard_error r;

	if ((r = json_write_boolean(buf, "access_token", has)) != LANYARD_OK ||
	    (r = json_write_boolean(buf, "refresh_token",
		 state->has_refresh_token)) != LANYARD_OK ||
	    (r = json_write_number(
		 buf, "generation", (int64_t)state->generation)) != LANYARD_OK)
		return r;
	if (has && state->obtained_at != 0)
		r = json_write_number(buf, "obtained_at", state->obtained_at);
	if (r == LANYARD_OK && has && state->expires_at != 0)
		r = json_write_number(buf, "expires_at", state->expires_at);
	if (r == LANYARD_OK && state->refresh_token_expires_at != 0)
		r = json_write_number(buf, "refresh_token_expires_at",
		    state->refresh_token_expires_at);
	if (r == LANYARD_OK && state->refresh_token_expiry_assumed)
		r = json_write_boolean(
		    buf, "refresh_token_expiry_assumed", true);
	if (r == LANYARD_OK && state->login_needed_at != 0)
		r = json_write_number(
		    buf, "login_needed_at", state->login_needed_at);
	return r;
}

static enum lanyard_error
add_trouble(struct buf *buf, const struct lanyard_state *state)
{
	enum lanyard_error r =
	    json_write_text(buf, "last_error", state->last_error);

	if (r == LANYARD_OK && state->lacks_refresh_token)
		r = json_write_boolean(buf, "lacks_refresh_token", true);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "lacks_scope", state->lacks_scope);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "file_error", state->file_error);
	if (r == LANYARD_OK && state->retry_at != 0)
		r = json_write_number(buf, "retry_at", state->retry_at);
	if (r == LANYARD_OK && state->has_refused)
		r = json_write_boolean(buf, "refresh_token_refused", true);
	if (r == LANYARD_OK && state->refused_at != 0)
		r = json_write_number(buf, "refused_at", state->refused_at);
	if (r == LANYARD_OK && state->in_use)
		r = json_write_boolean(buf, "in_use", true);
	if (r == LANYARD_OK && state->has_claims)
		r = json_write_text(buf, "lock", "claim");
	if (r == LANYARD_OK && state->has_claims)
		r = json_write_text(buf, "file_system", state->file_system);
	return r;
}

enum lanyard_error
lanyard_state_json(const struct lanyard_state *state, char **text)
{
	enum lanyard_error r;
	struct buf buf;

	*text = NULL;
	buf_init(&buf, JSON_LIMIT);
	if ((r = buf_add(&buf, "{", 1)) == LANYARD_OK &&
	    (r = add_login(&buf, state)) == LANYARD_OK &&
	    (r = add_tokens(&buf, state)) == LANYARD_OK &&
	    (r = add_trouble(&buf, state)) == LANYARD_OK &&
	    (r = buf_add(&buf, "}", 1)) == LANYARD_OK &&
	    (*text = strdup(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&buf);
	return r;
}
