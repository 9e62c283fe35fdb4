/*
 * left_reply.c - a reply of the token endpoint that could not be saved
 */
#include "net/job/left_reply.h"

#include <string.h>

#include "base/limits.h"
#include "net/oauth/recipe_reply.h"
#include "net/oauth/token_endpoint.h"
#include "os/clock.h"
#include "store/store.h"

void
left_reply_init(struct left_reply *left)
{
	memset(left, 0, sizeof(*left));
	token_init(&left->token);
}

void
left_reply_clear(struct left_reply *left)
{
	token_clear(&left->token);
	attributes_clear(&left->lines);
	left_reply_init(left);
}

/* The lines as attributes.h has them, the first being STORE_REPLY. */
static enum lanyard_error
set_lines(struct attributes *a, const struct entry *entry,
    const struct left_reply_about *about)
{
	const struct login *login = entry->login;
	enum lanyard_error r;

	if ((r = attributes_set_text(a, "reply", "1")) != LANYARD_OK ||
	    (r = attributes_set_text(a, "name", login->name)) != LANYARD_OK ||
	    (r = attributes_set_number(a, "grant", about->grant)) !=
		LANYARD_OK ||
	    (r = attributes_set_number(a, "follows",
		 (int64_t)tokens_generation(&entry->record))) != LANYARD_OK ||
	    (r = attributes_set_number(a, "asked_at", clock_now())) !=
		LANYARD_OK ||
	    (r = attributes_set_given(a, "issuer", login->issuer)) !=
		LANYARD_OK ||
	    (r = attributes_set_given(a, "client_id", login->client_id)) !=
		LANYARD_OK ||
	    (r = attributes_set_given(
		 a, "token_endpoint", about->token_endpoint)) != LANYARD_OK ||
	    (r = attributes_set_given(a, "revocation_endpoint",
		 about->revocation_endpoint)) != LANYARD_OK)
		return r;
	return attributes_set_given(
	    a, "token_endpoint_auth_method", about->auth_method);
}

enum lanyard_error
left_reply_describe(struct buf *head, const struct entry *entry,
    const struct left_reply_about *about, struct lanyard_session *session)
{
	struct attributes a = {0};
	enum lanyard_error r;

	buf_reset(head);
	if ((r = set_lines(&a, entry, about)) == LANYARD_OK &&
	    (r = attributes_write(&a, head)) == LANYARD_OK)
		r = buf_add_text(head, "\n");
	attributes_clear(&a);
	return r == LANYARD_OK ? r : error_memory(&session->error);
}

/* Of this login as it is configured, and of the record as it is now? */
static bool
is_of(const struct left_reply *left, const struct entry *entry)
{
	const struct record said = {.attributes = left->lines};
	const char *name = attributes_text(&left->lines, "name");

	return name != NULL && strcmp(name, entry->login->name) == 0 &&
	       attributes_number(&left->lines, "follows", -1) ==
		   (int64_t)tokens_generation(&entry->record) &&
	       record_agrees(&said, entry->login);
}

/* RAW is behind the lines. */
static enum lanyard_error
read_tokens(struct left_reply *left, const struct entry *entry,
    const struct buf *raw, struct error *error)
{
	const struct secret *sent = NULL;
	const struct recipe *recipe;
	enum lanyard_error r;

	left->about.grant = attributes_number(&left->lines, "grant", 0) != 0;
	left->about.token_endpoint =
	    attributes_text(&left->lines, "token_endpoint");
	left->about.revocation_endpoint =
	    attributes_text(&left->lines, "revocation_endpoint");
	left->about.auth_method =
	    attributes_text(&left->lines, "token_endpoint_auth_method");
	if (!left->about.grant)
		sent = entry_stored_refresh(entry);
	left->token.asked_at = attributes_number(&left->lines, "asked_at", 0);
	recipe = recipe_of(entry->login);
	r = recipe != NULL ? recipe_read(&left->token, recipe, raw, sent, error)
			   : token_endpoint_read(&left->token, raw,
				 entry->login->token_member, sent, error);
	left->found =
	    r == LANYARD_OK || (r == LANYARD_ERR_SERVER &&
				   secret_is_set(&left->token.refresh_token));
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}

static enum lanyard_error
parse(struct left_reply *left, const struct entry *entry, struct buf *file,
    struct error *error)
{
	enum lanyard_error r;
	struct buf raw;
	size_t used;

	/* The room that was left over. */
	while (file->size > 0 && file->data[file->size - 1] == '\0')
		buf_cut(file, file->size - 1);
	r = attributes_parse(
	    &left->lines, file->data, file->size, false, &used, error);
	if (r == LANYARD_ERR_MEMORY)
		return r;
	if (r != LANYARD_OK || !is_of(left, entry))
		return LANYARD_OK;
	raw = *file;
	raw.data += used;
	raw.size -= used;
	return read_tokens(left, entry, &raw, error);
}

enum lanyard_error
left_reply_load(struct left_reply *left, const struct entry *entry,
    struct lanyard_session *session)
{
	const char *name = entry->login->name;
	struct error *error = &session->error;
	enum lanyard_error r;
	struct buf file;
	bool found;

	buf_init(&file, LIMIT_RECORD);
	r = store_load_reply(
	    session->store, STORE_LOGIN, name, &file, &found, error);
	if (r != LANYARD_OK || !found)
		goto out;
	r = parse(left, entry, &file, error);
	if (r == LANYARD_OK && !left->found)
		r = store_drop_reply(
		    session->store, STORE_LOGIN, name, true, error);
	if (r == LANYARD_OK)
		error_clear(error);
out:
	buf_clear(&file);
	return r;
}
