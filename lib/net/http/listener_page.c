/*
 * listener_page.c - what the loopback listener says to a browser
 */
#include "net/http/listener_page.h"

#include <string.h>

static const char *
reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 302:
		return "Found";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 414:
		return "URI Too Long";
	default:
		return "Bad Request";
	}
}

/*
 * The address bar holds a code until the page is left, so nothing may be
 * loaded from elsewhere, sent as a referrer or kept in a cache (RFC 9700
 * 4.2.4, RFC 6749 4.1.2 and 10.5). PAGE or LOCATION is NULL.
 */
static enum lanyard_error
add_head(struct buf *buf, int status, const struct listener_page *page,
    size_t size, const char *location)
{
	enum lanyard_error r;

	r = buf_printf(buf,
	    "HTTP/1.1 %d %s\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: %zu\r\n"
	    "Connection: close\r\n"
	    "Cache-Control: no-store\r\n"
	    "Referrer-Policy: no-referrer\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "%s%s%s%s"
	    "Content-Security-Policy: ",
	    status, reason(status), size, status == 405 ? "Allow: GET\r\n" : "",
	    location != NULL ? "Location: " : "",
	    location != NULL ? location : "", location != NULL ? "\r\n" : "");
	if (r == LANYARD_OK)
		r = listener_html_policy(buf, page);
	return r == LANYARD_OK ? buf_add_text(buf, "\r\n\r\n") : r;
}

enum lanyard_error
listener_page_write(
    struct buf *buf, const struct listener_page *page, bool head_only)
{
	enum lanyard_error r;
	struct buf whole, body;

	buf_init(&whole, buf->limit);
	buf_init(&body, buf->limit);
	if ((r = listener_html_write(&body, page)) != LANYARD_OK ||
	    (r = add_head(&whole, page->status, page, body.size, NULL)) !=
		LANYARD_OK)
		goto out;
	if (!head_only &&
	    (r = buf_add(&whole, body.data, body.size)) != LANYARD_OK)
		goto out;
	r = buf_add(buf, whole.data, whole.size);
out:
	buf_clear(&whole);
	buf_clear(&body);
	return r;
}

/* RFC 3986 2.1 to 2.3: what a URL may have as it is; "%" where it escapes. */
static bool
is_url_character(const char *at)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-._~:/?#[]@!$&'()*+,;=";

	if (*at == '%')
		return at[1] != '\0' && strchr(digits, at[1]) != NULL &&
		       at[2] != '\0' && strchr(digits, at[2]) != NULL;
	return strchr(plain, *at) != NULL;
}

enum lanyard_error
listener_page_redirect(struct buf *buf, const char *location)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf escaped;

	buf_init(&escaped, buf->limit);
	for (; r == LANYARD_OK && *location != '\0'; location++) {
		if (is_url_character(location))
			r = buf_add(&escaped, location, 1);
		else
			r = buf_printf(&escaped, "%%%02X",
			    (unsigned)(unsigned char)*location);
	}
	if (r == LANYARD_OK)
		r = add_head(buf, 302, NULL, 0, buf_text(&escaped));
	buf_clear(&escaped);
	return r;
}

struct listener_page
listener_page_refusal(int status)
{
	struct listener_page page = {
	    .status = status,
	    .heading = "This request was not understood",
	    .text = "It changed nothing. If a login is under way, go on in its "
		    "own tab.",
	};

	if (status == 404)
		page.heading = "There is nothing here";
	else if (status == 405)
		page.heading = "Only GET is answered here";
	else if (status == 414)
		page.heading = "The request is too long";
	return page;
}

const char *
listener_page_reason(int status)
{
	switch (status) {
	case 404:
		return "it came to another path";
	case 405:
		return "it did not come by GET";
	case 414:
		return "its address is too long";
	default:
		return "it was meant for another address, or malformed";
	}
}
