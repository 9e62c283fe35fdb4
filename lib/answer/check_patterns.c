/*
 * check_patterns.c - is each login the one that answers for its URLs
 */
#include "answer/check_patterns.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/strings.h"
#include "login/pattern.h"
#include "session/entry.h"

/* One pattern of one login. */
struct row {
	char *key;     /* the place, in one spelling, and the username */
	char *pattern; /* as it is written */
	char *name;    /* the login's */
	size_t rank; /* the configuration's in their order, then the store's */
	bool configured;
};

struct rows {
	struct lanyard_session *session;
	struct row *rows;
	size_t count;
};

static void
clear(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		free(rows->rows[i].key);
		free(rows->rows[i].pattern);
		free(rows->rows[i].name);
	}
	free(rows->rows);
}

/* What is no pattern answers for nothing: no key. */
static enum lanyard_error
make_key(char **key, const struct login *login, const char *pattern)
{
	struct url url;
	struct buf text;
	enum lanyard_error r = pattern_parse(&url, pattern);

	*key = NULL;
	if (r != LANYARD_OK)
		return r;
	buf_init(&text, LIMIT_URL + LIMIT_LINE);
	r = buf_printf(&text, "%s://%s:%d/%s\n%s", url.scheme, url.host,
	    url_port(&url), url.path,
	    login->username != NULL ? login->username : "");
	if (r == LANYARD_OK && (*key = strdup(buf_text(&text))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&text);
	url_clear(&url);
	return r;
}

static enum lanyard_error
add_pattern(struct rows *rows, const struct login *login, size_t rank,
    const char *pattern)
{
	struct row *more, row = {.rank = rank, .configured = login->configured};
	enum lanyard_error r = make_key(&row.key, login, pattern);

	if (r != LANYARD_OK)
		return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
	more = realloc(rows->rows, (rows->count + 1) * sizeof(*more));
	if (more == NULL) {
		free(row.key);
		return LANYARD_ERR_MEMORY;
	}
	row.pattern = strdup(pattern);
	row.name = strdup(login->name);
	rows->rows = more;
	more[rows->count++] = row;
	return row.pattern != NULL && row.name != NULL ? LANYARD_OK
						       : LANYARD_ERR_MEMORY;
}

static enum lanyard_error
add_login(struct rows *rows, const struct login *login, size_t rank)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < strings_count(login->url);
	     i++)
		r = add_pattern(rows, login, rank, login->url[i]);
	return r;
}

/* What keeps a record from being read is told where the store is looked at. */
static enum lanyard_error
add_stored(void *context, const char *name)
{
	struct rows *rows = context;
	struct lanyard_session *s = rows->session;
	struct entry entry;
	enum lanyard_error r;
	bool found;

	if (config_find(s->config, name) != NULL)
		return LANYARD_OK;
	entry_init(&entry);
	r = entry_scan_stored(&entry, s, name, &found);
	if (r == LANYARD_OK && found)
		r = add_login(rows, entry.login, s->config->count);
	entry_clear(&entry);
	error_clear(&s->error);
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}

/* By place, and then as they are chosen: the store's by name. */
static int
compare(const void *a, const void *b)
{
	const struct row *one = a, *other = b;
	int order = strcmp(one->key, other->key);

	if (order != 0)
		return order;
	if (one->rank != other->rank)
		return one->rank < other->rank ? -1 : 1;
	return strcmp(one->name, other->name);
}

static void
tell(const struct rows *rows, struct findings *findings, const struct row *row,
    const struct row *first)
{
	struct error error = {0};

	error_set(&error, LANYARD_ERR_CONFIG,
	    "it is for %s, for which login %s answers, and no username tells "
	    "them apart",
	    row->pattern, first->name);
	if (row->configured)
		error_hint_path(&error,
		    "give each its username, or one a path in its url: "
		    "${EDITOR:-vi}",
		    "%s", rows->session->config_path);
	else
		error_hint(&error,
		    "forget the one of the store: lanyard "
		    "logout %s",
		    row->name);
	finding_fault(findings, "configuration", row->name, &error);
}

static void
tell_all(const struct rows *rows, struct findings *findings, const char *target)
{
	const struct row *first = rows->rows;

	for (size_t i = 1; i < rows->count; i++) {
		const struct row *row = &rows->rows[i];

		if (strcmp(row->key, first->key) != 0)
			first = row;
		else if (strcmp(row->name, first->name) != 0 &&
			 (target == NULL || strcmp(row->name, target) == 0 ||
			     strcmp(first->name, target) == 0))
			tell(rows, findings, row, first);
	}
}

enum lanyard_error
check_patterns(struct lanyard_session *session, struct findings *findings,
    const char *target)
{
	struct rows rows = {.session = session};
	const struct config *config = session->config;
	struct error ignored = {0};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < config->count; i++)
		r = add_login(&rows, &config->logins[i], i);
	if (r == LANYARD_OK)
		r = store_each(
		    session->store, STORE_LOGIN, add_stored, &rows, &ignored);
	if (r != LANYARD_ERR_MEMORY) {
		if (rows.count != 0)
			qsort(
			    rows.rows, rows.count, sizeof(*rows.rows), compare);
		tell_all(&rows, findings, target);
		r = findings->result;
	}
	clear(&rows);
	return r;
}
