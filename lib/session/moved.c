/*
 * moved.c - a login that was moved to another machine
 */
#include "session/moved.h"

#include <time.h>

#include "login/tokens.h"

enum lanyard_error
moved_check(const struct entry *entry, struct error *error)
{
	time_t t = (time_t)tokens_moved_at(&entry->record);
	const char *name = entry->login->name;
	char when[32] = "";
	struct tm tm;

	if (t == 0)
		return LANYARD_OK;
	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(when, sizeof(when), " on %Y-%m-%d %H:%M UTC", &tm) == 0)
		when[0] = '\0';
	error_set(error, LANYARD_ERR_MOVED,
	    "login %s was moved to another machine%s and is not used here",
	    name, when);
	error_hint(error,
	    "to use it here again: lanyard import --undo %s; to forget it: "
	    "lanyard logout %s",
	    name, name);
	return LANYARD_ERR_MOVED;
}
