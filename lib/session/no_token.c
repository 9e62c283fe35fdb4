/*
 * no_token.c - why there is no token to be had, in words
 */
#include "session/no_token.h"

#include <string.h>

#include "login/account.h"
#include "login/failure.h"
#include "login/tokens.h"
#include "login/words.h"
#include "session/moved.h"

enum lanyard_error
no_token_yet(
    const struct entry *entry, struct lanyard_session *s, int64_t retry_at)
{
	const char *hint = failure_hint(&entry->record);
	const char *text;
	enum lanyard_error r = failure_of_refresh(&entry->record, &text);

	if (r == LANYARD_OK)
		return r;
	error_set(&s->error, r, "%s", text);
	if (hint != NULL)
		error_hint(&s->error, "%s; then: lanyard refresh %s", hint,
		    entry->login->name);
	else
		error_hint(&s->error,
		    "asked again in %lld s at the earliest; now: lanyard "
		    "refresh %s",
		    (long long)(retry_at - session_now(s)), entry->login->name);
	return r;
}

/* The host of the request; of a login asked for by name its first pattern. */
static const char *
rejecting_host(const struct entry *entry)
{
	if (entry->host != NULL)
		return entry->host;
	return entry->login->url != NULL ? entry->login->url[0] : "the host";
}

enum lanyard_error
no_token_accepted(const struct entry *entry, struct lanyard_session *s)
{
	const struct login *login = entry->login;
	const char *user = entry->user, *account = login->username;

	if (account == NULL)
		account = account_of(&entry->record);

	error_set(&s->error, LANYARD_ERR_REJECTED,
	    entry_can_renew(entry)
		? "%s rejects even a new token of login %s (account %s%s%s): "
		  "that account may lack access"
		: "%s rejects the token of login %s (account %s%s%s), which "
		  "has no refresh token",
	    rejecting_host(entry), login->name,
	    account != NULL ? account : "not named",
	    user != NULL ? ", sent with user name " : "",
	    user != NULL ? user : "");
	error_hint(&s->error,
	    "check its rights and scope, or log in as another: lanyard login "
	    "%s%s",
	    login->name,
	    user != NULL && strcmp(user, WORDS_USER) != 0
		? "; GitLab wants basic_username = \"" WORDS_USER "\""
		: "");
	return LANYARD_ERR_REJECTED;
}

static const char *
or_none(const char *text)
{
	return text != NULL ? text : "(none)";
}

enum lanyard_error
no_token_to_renew(const struct entry *entry, struct error *error)
{
	const struct attributes *a = &entry->record.attributes;
	const char *name = entry->login->name;
	const char *why = failure_of_refresh_token(&entry->record);
	enum lanyard_error r;

	if ((r = moved_check(entry, error)) != LANYARD_OK)
		return r;
	if (!entry->agrees)
		return error_set(error, LANYARD_ERR_LOGIN_NEEDED,
		    "login %s was stored for issuer %s and client %s, but the "
		    "configuration says %s and %s",
		    name,
		    attributes_text(a, "issuer") != NULL
			? attributes_text(a, "issuer")
			: or_none(attributes_text(a, "token_endpoint")),
		    or_none(attributes_text(a, "client_id")),
		    entry->login->issuer != NULL
			? entry->login->issuer
			: or_none(entry->login->token_endpoint),
		    or_none(entry->login->client_id));
	if (why != NULL)
		return error_set(error, LANYARD_ERR_GRANT, "%s", why);
	return error_set(error, LANYARD_ERR_LOGIN_NEEDED,
	    tokens_access(&entry->record) != NULL
		? "login %s has no refresh token and its access token is over"
		: "login %s has no token",
	    name);
}
