/*
 * kept.c - replies that could not be saved, in memory
 */
#include "store/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "base/limits.h"

struct kept {
	char *name;
	struct buf bytes;
	bool held; /* else there is only room */
	struct kept *next;
};

static void
free_first(struct kept **list)
{
	struct kept *first = *list;

	*list = first->next;
	buf_clear(&first->bytes);
	free(first->name);
	free(first);
}

/* Where in LIST that is; what is there is NULL if it is nowhere. */
static struct kept **
find(struct kept **list, const char *name, bool held)
{
	while (*list != NULL &&
	       ((*list)->held != held || strcmp((*list)->name, name) != 0))
		list = &(*list)->next;
	return list;
}

enum lanyard_error
kept_reserve(struct kept **list, const char *name, size_t size)
{
	struct kept *new = *find(list, name, false);

	if (new == NULL) {
		if ((new = calloc(1, sizeof(*new))) == NULL)
			return LANYARD_ERR_MEMORY;
		buf_init(&new->bytes, LIMIT_RECORD);
		new->next = *list;
		*list = new;
		if ((new->name = allocate_text(name)) == NULL) {
			free_first(list);
			return LANYARD_ERR_MEMORY;
		}
	}
	return buf_reserve(&new->bytes, size);
}

void
kept_release(struct kept **list)
{
	while (*list != NULL)
		if ((*list)->held)
			list = &(*list)->next;
		else
			free_first(list);
}

bool
kept_hold(struct kept **list, const char *name, const struct buf *head,
    const struct buf *raw)
{
	struct kept *room = *find(list, name, false);

	if (room == NULL ||
	    buf_add(&room->bytes, head->data, head->size) != LANYARD_OK ||
	    buf_add(&room->bytes, raw->data, raw->size) != LANYARD_OK)
		return false;
	kept_drop(list, name);
	/* Only one that is held was dropped. */
	room->held = true; /* NOLINT(clang-analyzer-unix.Malloc) */
	return true;
}

const struct buf *
kept_find(const struct kept *list, const char *name)
{
	while (list != NULL && (!list->held || strcmp(list->name, name) != 0))
		list = list->next;
	return list != NULL ? &list->bytes : NULL;
}

void
kept_drop(struct kept **list, const char *name)
{
	struct kept **at = find(list, name, true);

	if (*at != NULL)
		free_first(at);
}

void
kept_clear(struct kept **list)
{
	while (*list != NULL)
		free_first(list);
}
