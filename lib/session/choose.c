/*
 * choose.c - which of several logins a request means
 */
#include "session/choose.h"

#include <stdlib.h>

#include "git/state.h"
#include "login/tokens.h"
#include "store/records.h"

/* Does the request bring back what any login has given out? */
static bool
brings_back(const struct lanyard_credential *request)
{
	return request != NULL &&
	       (state_is_given(request) || credential_token(request) != NULL);
}

/* Is what REQUEST brings back of the login NAME, which has RECORD? */
static bool
is_of(const struct lanyard_credential *request, const char *name,
    const struct record *record)
{
	return state_generation(request, name) != 0 ||
	       secret_equal(credential_token(request), tokens_access(record));
}

static bool
is_meant(const struct choice *choice, const struct login *login)
{
	struct error ignored = {0};
	struct record record;
	bool meant;

	record_init(&record);
	records_load(
	    &record, choice->session->store, login->name, NULL, &ignored);
	meant = is_of(choice->credential, login->name, &record);
	record_clear(&record);
	return meant;
}

bool
choose_matches(struct choice *choice, const struct login *login,
    const struct match_request *request)
{
	long i = match_login(&login, 1, request);

	choice->failed |= i == MATCH_FAILED;
	return i == 0;
}

/*
 * The best of the logins, or where MEANT only of those whose state or token the
 * request brings. LIST has room for COUNT.
 */
static struct login *
choose_among(struct choice *choice, struct login *logins, size_t count,
    const struct login **list, bool meant)
{
	size_t used = 0;
	long i;

	for (size_t n = 0; n < count; n++) {
		const struct login *login = &logins[n];

		if (!meant || (choose_matches(choice, login, choice->request) &&
				  is_meant(choice, login)))
			list[used++] = login;
	}
	i = match_login(list, used, choice->request);
	choice->failed |= i == MATCH_FAILED;
	return i < 0 ? NULL : &logins[list[i] - logins];
}

struct login *
choose_login(struct choice *choice, struct login *logins, size_t count)
{
	const struct login **list = calloc(count + 1, sizeof(*list));
	struct login *chosen = NULL;

	if (list == NULL) {
		choice->failed = true;
		return NULL;
	}
	if (choice->meant || (count > 1 && brings_back(choice->credential)))
		chosen = choose_among(choice, logins, count, list, true);
	if (chosen == NULL && !choice->meant)
		chosen = choose_among(choice, logins, count, list, false);
	free(list);
	return chosen;
}

/* Not without the configuration's: they may be why it is none of them. */
struct login *
choose_stored(struct choice *choice, struct login *logins, size_t count)
{
	struct login *chosen = choose_login(choice, logins, count);

	return chosen == NULL || chosen->configured ? NULL : chosen;
}

bool
choose_is_other(const struct choice *choice)
{
	const struct lanyard_credential *request = choice->credential;
	const struct entry *entry = choice->entry;

	return choice->found && brings_back(request) &&
	       !is_of(request, entry->login->name, &entry->record);
}
