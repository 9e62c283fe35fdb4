/*
 * obtain.c - a token to hand out: the stored one, a refreshed one, a login's
 */
#include "session/obtain.h"

#include "login/grant.h"
#include "login/tokens.h"
#include "session/external.h"
#include "session/prompt.h"
#include "session/refresh.h"

enum lanyard_error
obtain_token(struct entry *entry, struct lanyard_session *s, uint64_t rejected)
{
	enum lanyard_error r;

	if (grant_is_external(entry->login->grant_type))
		return external_read(entry, s);
	r = refresh_when_due(entry, s, rejected);
	if (r == LANYARD_ERR_LOGIN_NEEDED || r == LANYARD_ERR_GRANT)
		r = prompt_login(entry, s, false);
	/* What was logged in by that name is what was asked for? */
	if (r == LANYARD_OK && !entry->agrees)
		return error_set(&s->error, LANYARD_ERR_STORE,
		    "login %s was saved for another server or client",
		    entry->login->name);
	if (r == LANYARD_OK && tokens_access(&entry->record) == NULL)
		r = error_set(&s->error, LANYARD_ERR_STORE,
		    "login %s was saved without an access token",
		    entry->login->name);
	if (r == LANYARD_OK)
		session_log(s,
		    "login %s: the token of generation %llu is "
		    "handed out",
		    entry->login->name,
		    (unsigned long long)tokens_generation(&entry->record));
	return r;
}
