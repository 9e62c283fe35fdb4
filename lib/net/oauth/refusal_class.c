/*
 * refusal_class.c - what heals a refusal, by the words that servers have
 */
#include "net/oauth/refusal_class.h"

#include <string.h>

#include "base/text.h"
#include "net/oauth/refusal_words.h"

bool
refusal_is_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (text_compare(text, *words) == 0)
			return true;
	}
	return false;
}

bool
refusal_speaks_of(const char *text, const char *const *parts)
{
	char word[REFUSAL_PROSE_SIZE];
	size_t length = 0;

	for (; *text != '\0' && length + 1 < sizeof(word); text++)
		if (*text != ' ' && *text != '-' && *text != '_')
			word[length++] = text_lower(*text);
	word[length] = '\0';
	for (; *parts != NULL; parts++) {
		if (strstr(word, *parts) != NULL)
			return true;
	}
	return false;
}

bool
refusal_is_of_moment(const char *error, int status)
{
	static const char *const parts[] = {"slowdown", "unavailable",
	    "servererror", "internalerror", "systemerror", "unknownerror",
	    "unexpectederror", "backenderror", "databaseerror", "dberror",
	    "upstream", "toomany", "ratelimit", "limitexceeded", "throttl",
	    "quota", "tryagain", "busy", "overload", "maintenance",
	    "concurrent", NULL};
	/* A session_timeout is a dead grant. */
	static const char *const words[] = {"timeout", "timed_out",
	    "request_timeout", "requestTimeout", "Request Timeout",
	    "gateway_timeout", "gatewayTimeout", "Gateway Timeout", NULL};

	return status == 408 || status == 423 || status == 425 ||
	       status == 429 || (status / 100 != 4 && status / 100 != 2) ||
	       refusal_is_one_of(error, words) ||
	       refusal_speaks_of(error, parts);
}

/* GitHub's and OpenID Connect's (Core 3.1.2.6) for a dead grant. */
static bool
is_dead(const char *error)
{
	static const char *const words[] = {"invalid_grant",
	    "bad_refresh_token", "invalid_refresh_token",
	    "interaction_required", "consent_required", "login_required", NULL};

	return refusal_is_one_of(error, words);
}

bool
refusal_asks_to_wait(const char *error, const char *prose)
{
	static const char *const parts[] = {"ratelimit", "toomanyrequests",
	    "throttl", "tryagainlater", "tryagainin", "retrylater",
	    "temporarilyunavailable", NULL};

	return !is_dead(error) && refusal_speaks_of(prose, parts);
}

bool
refusal_is_of_client(const char *error)
{
	static const char *const parts[] = {
	    "client", "scope", "invalidtarget", "dpop", NULL};

	return refusal_speaks_of(error, parts);
}

/* Another refresh token would be refused likewise. */
static bool
is_of_the_client(const char *error)
{
	/* Gitea's and Forgejo's for a refresh token that is dead. */
	return text_compare(error, "unauthorized_client") != 0 &&
	       refusal_is_of_client(error);
}

bool
refusal_is_of_address(const char *error, int status)
{
	static const struct {
		int status;
		const char *const parts[3];
	} table[] = {
	    {404, {"notfound", "noroute", NULL}},
	    {405, {"methodnotallowed", NULL}},
	    {410, {"gone", NULL}},
	    {415, {"unsupportedmedia", NULL}},
	    {421, {"misdirected", NULL}},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (status == table[i].status)
			return refusal_speaks_of(error, table[i].parts);
	return false;
}

enum lanyard_error
refusal_class(const char *error, int status, bool refresh)
{
	if (refusal_is_of_moment(error, status))
		return LANYARD_ERR_SERVER;
	if (is_dead(error) || (refresh && !is_of_the_client(error)))
		return LANYARD_ERR_GRANT;
	return LANYARD_ERR_REFUSED;
}
