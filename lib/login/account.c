/*
 * account.c - which account a login is, as the server tells it
 */
#include "login/account.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define KEY "account"

void
account_clear(struct account *account)
{
	free(account->sub);
	free(account->preferred_username);
	free(account->email);
	free(account->nickname);
	memset(account, 0, sizeof(*account));
}

/* Has TEXT the form of WANTED: an address, or none? */
static bool
has_form(const char *text, const char *wanted)
{
	return text != NULL &&
	       (strchr(text, '@') != NULL) == (strchr(wanted, '@') != NULL);
}

/* Is TEXT, or where USERNAME is no address the name in it, USERNAME? */
static bool
equals(const char *text, const char *username)
{
	size_t size;

	if (text == NULL)
		return false;
	if (text_compare(text, username) == 0)
		return true;
	size = strcspn(text, "@");
	return text[size] == '@' && size == strlen(username) &&
	       text_compare_n(text, username, size) == 0;
}

enum account_is
account_compare(const struct account *account, const char *username)
{
	if (equals(account->preferred_username, username) ||
	    equals(account->email, username) ||
	    equals(account->nickname, username) ||
	    (account->sub != NULL && strcmp(account->sub, username) == 0))
		return ACCOUNT_SAME;
	/* A nickname may be what friends say (5.1), and speaks against none. */
	return has_form(account->preferred_username, username) ||
		       (strchr(username, '@') != NULL &&
			   has_form(account->email, username))
		   ? ACCOUNT_OTHER
		   : ACCOUNT_UNKNOWN;
}

const char *
account_name(const struct account *account, const char *like)
{
	if (like != NULL && has_form(account->preferred_username, like))
		return account->preferred_username;
	if (like != NULL && has_form(account->email, like))
		return account->email;
	if (account->preferred_username != NULL)
		return account->preferred_username;
	return account->email != NULL ? account->email : account->nickname;
}

const char *
account_of(const struct record *record)
{
	return attributes_text(&record->attributes, KEY);
}

enum lanyard_error
account_keep(struct record *record, const char *name)
{
	if (name != NULL)
		return attributes_set_text(&record->attributes, KEY, name);
	attributes_remove(&record->attributes, KEY);
	return LANYARD_OK;
}

bool
account_has_key(const char *key)
{
	return strcmp(key, KEY) == 0;
}
