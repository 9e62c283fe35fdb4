/*
 * service_account.c - a key with who it belongs to, as Google hands one out
 */
#include "net/oauth/service_account.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "json/json.h"

#define TYPE "service_account"

void
service_account_clear(struct service_account *account)
{
	secret_clear(&account->private_key);
	free(account->private_key_id);
	free(account->client_email);
	free(account->token_uri);
	memset(account, 0, sizeof(*account));
}

static bool
is_usable(const char *text)
{
	return text != NULL && text_is_visible(text);
}

/* The member that is missing, or no text; NULL: none is. */
static const char *
take(struct service_account *account, const struct json *json)
{
	account->private_key_id = json_text(json, "private_key_id");
	account->client_email = json_text(json, "client_email");
	account->token_uri = json_text(json, "token_uri");
	if (!json_secret(json, "private_key", &account->private_key))
		return "private_key";
	if (!is_usable(account->client_email))
		return "client_email";
	return is_usable(account->token_uri) ? NULL : "token_uri";
}

static bool
is_account(const struct json *json)
{
	char *type = json_text(json, "type");
	bool same = type != NULL && strcmp(type, TYPE) == 0;

	free(type);
	return same;
}

enum lanyard_error
service_account_parse(struct service_account *account,
    const struct secret *text, bool *found, const char *what,
    struct error *error)
{
	struct json *json = NULL;
	struct error why = {0};
	enum lanyard_error r;
	const char *lack;

	*found = text->size > 0 && text->bytes[0] == '{';
	if (!*found)
		return LANYARD_OK;
	r = json_parse(&json, text->bytes, text->size, JSON_OUTERMOST, &why);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r != LANYARD_OK)
		r = error_set(
		    error, LANYARD_ERR_CONFIG, "%s: %s", what, why.message);
	else if (!is_account(json))
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s is JSON, but neither a JSON Web Key, nor a set of "
		    "them, nor of type \"" TYPE "\"",
		    what);
	else if ((lack = take(account, json)) != NULL)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a service account without %s", what, lack);
	json_free(&json);
	if (r != LANYARD_OK)
		service_account_clear(account);
	return r;
}
