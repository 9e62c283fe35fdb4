/*
 * listener_page.c - what the loopback listener says to a browser
 */
#include "net/http/listener_page.h"

#include <stdbool.h>
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

/* TEXT may come from a server (error_description): no markup gets through. */
static enum lanyard_error
add_escaped(struct buf *buf, const char *text)
{
	enum lanyard_error r = LANYARD_OK;

	for (; r == LANYARD_OK && *text != '\0'; text++) {
		if (strchr("<>&\"'", *text) != NULL)
			r = buf_printf(buf, "&#%d;", *text);
		else
			r = buf_add(buf, text, 1);
	}
	return r;
}

static enum lanyard_error
add_body(struct buf *buf, const char *text)
{
	enum lanyard_error r;

	if ((r = buf_add_text(buf,
		 "<!DOCTYPE html>\n<html lang=\"en\">\n<head>"
		 "<meta charset=\"utf-8\"><title>Lanyard</title></head>\n"
		 "<body>\n<h1>Lanyard</h1>\n<p>")) != LANYARD_OK)
		return r;
	if ((r = add_escaped(buf, text)) != LANYARD_OK)
		return r;
	return buf_add_text(buf, "</p>\n</body>\n</html>\n");
}

/*
 * The address bar holds a code until the page is left, so nothing may be
 * loaded from elsewhere, sent as a referrer or kept in a cache (RFC 9700
 * 4.2.4, RFC 6749 4.1.2 and 10.5).
 */
static enum lanyard_error
add_head(struct buf *buf, int status, size_t size, const char *location)
{
	return buf_printf(buf,
	    "HTTP/1.1 %d %s\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: %zu\r\n"
	    "Connection: close\r\n"
	    "Cache-Control: no-store\r\n"
	    "Referrer-Policy: no-referrer\r\n"
	    "Content-Security-Policy: default-src 'none'\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "%s%s%s%s\r\n",
	    status, reason(status), size, status == 405 ? "Allow: GET\r\n" : "",
	    location != NULL ? "Location: " : "",
	    location != NULL ? location : "", location != NULL ? "\r\n" : "");
}

enum lanyard_error
listener_page_write(
    struct buf *buf, int status, const char *text, bool head_only)
{
	enum lanyard_error r;
	struct buf body;

	buf_init(&body, buf->limit);
	if ((r = add_body(&body, text)) != LANYARD_OK)
		goto out;
	if ((r = add_head(buf, status, body.size, NULL)) != LANYARD_OK ||
	    head_only)
		goto out;
	r = buf_add(buf, body.data, body.size);
out:
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
		r = add_head(buf, 302, 0, buf_text(&escaped));
	buf_clear(&escaped);
	return r;
}

const char *
listener_page_refusal(int status)
{
	switch (status) {
	case 404:
		return "There is nothing here.";
	case 405:
		return "Only GET is answered here.";
	case 414:
		return "The request is too long.";
	default:
		return "This request was not understood.";
	}
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
