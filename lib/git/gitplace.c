/*
 * gitplace.c - for which beginning of a path git's configuration says something
 */
#include "git/gitplace.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "git/gitconfig.h"

/*
 * How many segments of a path are tried one by one; settings that are for a
 * longer beginning of it are taken to be for the whole path.
 */
#define DEPTH 16

/* RFC 3986 3.3: what a path's segment may have that could be escaped, too. */
#define SUB_DELIMITERS "!$&'()*+,;=:@"

static enum lanyard_error
add_segment(struct buf *url, const char *segment, size_t size, bool plain)
{
	enum lanyard_error r = LANYARD_OK;

	if (!plain)
		return percent_add_escaped(url, segment, size);
	for (size_t i = 0; r == LANYARD_OK && i < size; i++)
		r = strchr(SUB_DELIMITERS, segment[i]) != NULL
			? buf_add(url, segment + i, 1)
			: percent_add_escaped(url, segment + i, 1);
	return r;
}

/*
 * Up to COUNT segments of *PATH added to URL, *PATH moved behind them; git
 * sends paths decoded.
 */
static enum lanyard_error
add_segments(struct buf *url, const char **path, size_t count, bool plain)
{
	enum lanyard_error r = LANYARD_OK;

	for (*path += strspn(*path, "/");
	     r == LANYARD_OK && count > 0 && **path != '\0'; count--) {
		size_t size = strcspn(*path, "/");

		if ((r = buf_add_text(url, "/")) == LANYARD_OK)
			r = add_segment(url, *path, size, plain);
		*path += size;
		*path += strspn(*path, "/");
	}
	return r;
}

static enum lanyard_error
ask(struct buf *output, const char *url, struct error *error)
{
	struct gitconfig *asked = NULL;
	enum lanyard_error r;

	buf_reset(output);
	if ((r = gitconfig_ask(&asked, "credential", url, TIMEOUT_GIT_MS,
		 error)) != LANYARD_OK)
		return r;
	return gitconfig_answer(&asked, output, error);
}

/* What git says of the first SIZE bytes of the path, whole segments. */
static enum lanyard_error
ask_path(struct buf *output, const struct gitplace *place, size_t size,
    bool plain, struct error *error)
{
	char *beginning = strndup(place->path, size);
	const char *rest = beginning;
	enum lanyard_error r;
	struct buf url;

	buf_init(&url, LIMIT_URL);
	if (beginning == NULL)
		r = LANYARD_ERR_MEMORY;
	else if ((r = buf_add_text(&url, place->base)) == LANYARD_OK &&
		 (r = add_segments(&url, &rest, SIZE_MAX, plain)) == LANYARD_OK)
		r = ask(output, buf_text(&url), error);
	buf_clear(&url);
	free(beginning);
	return r;
}

static bool
is_same(const struct buf *a, const struct buf *b)
{
	return a->size == b->size &&
	       memcmp(buf_text(a), buf_text(b), a->size) == 0;
}

/* Where the first segment begins that is spelled in two ways; true: one is. */
static bool
is_two_ways(const char *path, size_t *at)
{
	bool is;

	*at = strcspn(path, SUB_DELIMITERS);
	is = path[*at] != '\0';
	while (*at > 0 && path[*at - 1] != '/')
		(*at)--;
	return is;
}

enum lanyard_error
gitplace_ask(struct gitplace *place, struct buf *output, struct error *error)
{
	size_t size = strlen(place->path), at;
	enum lanyard_error r;
	struct buf plain, before;

	place->plain = false;
	r = ask_path(output, place, size, false, error);
	if (r != LANYARD_OK || !is_two_ways(place->path, &at))
		return r;
	buf_init(&plain, LIMIT_CONFIG);
	buf_init(&before, LIMIT_CONFIG);
	if ((r = ask_path(&plain, place, size, true, error)) == LANYARD_OK &&
	    !is_same(&plain, output) &&
	    (r = ask_path(&before, place, at, false, error)) == LANYARD_OK &&
	    is_same(&before, output)) {
		place->plain = true;
		buf_reset(output);
		r = buf_add(output, plain.data, plain.size);
	}
	buf_clear(&plain);
	buf_clear(&before);
	return r;
}

enum lanyard_error
gitplace_name(const struct gitplace *place, const struct buf *output,
    struct buf *name, struct error *error)
{
	const char *path = place->path;
	enum lanyard_error r;
	struct buf here;

	buf_init(&here, LIMIT_CONFIG);
	if ((r = buf_add_text(name, place->base)) != LANYARD_OK)
		goto out;
	for (size_t depth = 0; depth < DEPTH && *path != '\0'; depth++)
		if ((r = ask(&here, buf_text(name), error)) != LANYARD_OK ||
		    is_same(&here, output) ||
		    (r = add_segments(name, &path, 1, place->plain)) !=
			LANYARD_OK)
			goto out;
	r = add_segments(name, &path, SIZE_MAX, place->plain);
out:
	buf_clear(&here);
	return r;
}
