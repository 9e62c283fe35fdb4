/*
 * listener_html.h - a page of the loopback listener as HTML
 *
 * One page by itself: it asks for nothing, from us or anybody, and its style
 * and script are what the policy names by their hashes. Its colours are light
 * or dark as the browser's are; it has one heading, a landmark each for what it
 * says and for who says it, and stays readable from 320 pixels on.
 */
#ifndef LISTENER_HTML_H
#define LISTENER_HTML_H

#include <stdbool.h>

#include "base/buf.h"

#define LISTENER_PAGE_FACTS 3

/* A line of the page: what it is of, and that. */
struct listener_fact {
	const char *name; /* NULL, or no value: left out */
	const char *value;
};

/* A form of one hidden field, which sends itself; or a person sends it. */
struct listener_form {
	const char *action; /* http or https */
	const char *name;
	const char *value;
	const char *button; /* its words */
};

/* All texts are lent, plain UTF-8 of anybody's; NULL: left out. */
struct listener_page {
	int status; /* of HTTP */
	bool good;  /* what was wanted has come about */
	const char *heading;
	struct listener_fact facts[LISTENER_PAGE_FACTS];
	const char *reason; /* why, in somebody else's words */
	const char *text;   /* what that means, and what to do now */
	const struct listener_form *form;
};

/*
 * Append PAGE. Its texts are escaped; control characters, marks of direction
 * and what is no UTF-8 become U+FFFD. LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL:
 * BUF's limit.
 */
enum lanyard_error listener_html_write(
    struct buf *buf, const struct listener_page *page);

/*
 * Append the Content-Security-Policy (level 3) of PAGE; of a response without a
 * page where that is NULL. Errors as above.
 */
enum lanyard_error listener_html_policy(
    struct buf *buf, const struct listener_page *page);

#endif
