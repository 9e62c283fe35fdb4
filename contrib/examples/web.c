/*
 * web.c - what of server_side is not about logins: a socket, and pages
 */
#define _DEFAULT_SOURCE /* open_memstream() */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "web.h"

/* Everything from outside goes through here on its way into a page. */
static void
put_escaped(FILE *page, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("<>&\"'", *text) != NULL)
			fprintf(page, "&#%d;", *text);
		else
			putc(*text, page);
	}
}

struct MHD_Response *
web_page(const char *title, const char *text)
{
	struct MHD_Response *response = NULL;
	char *html = NULL;
	size_t size = 0;
	FILE *page = open_memstream(&html, &size);

	if (page == NULL)
		return NULL;
	fputs("<!DOCTYPE html><meta charset=\"utf-8\"><title>", page);
	put_escaped(page, title);
	fputs("</title><h1>", page);
	put_escaped(page, title);
	fputs("</h1><pre>", page);
	put_escaped(page, text);
	fputs("</pre><p><a href=\"/login\">Log in</a>\n", page);
	if (fclose(page) == 0)
		response = MHD_create_response_from_buffer(
		    size, html, MHD_RESPMEM_MUST_FREE);
	if (response == NULL)
		free(html);
	else
		MHD_add_response_header(
		    response, "Content-Type", "text/html; charset=utf-8");
	return response;
}

enum MHD_Result
web_answer(struct MHD_Connection *connection, unsigned status,
    struct MHD_Response *response)
{
	enum MHD_Result done;

	if (response == NULL)
		return MHD_NO;
	/* The address of /callback has the code in it: no cache, no Referer. */
	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
	MHD_add_response_header(
	    response, "Content-Security-Policy", "default-src 'none'");
	done = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return done;
}

int
web_listen(const char *port, char *site, size_t size)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	int one = 1;
	char *end;
	unsigned long number = strtoul(port, &end, 10);
	int fd;

	if (*end != '\0' || number > 65535) {
		errno = EINVAL;
		return -1;
	}
	if ((fd = socket(AF_INET, SOCK_STREAM, 0)) == -1)
		return -1;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	address.sin_port = htons((in_port_t)number);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&address, length) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0 ||
	    listen(fd, SOMAXCONN) != 0) {
		close(fd);
		return -1;
	}
	snprintf(site, size, "http://127.0.0.1:%u",
	    (unsigned)ntohs(address.sin_port));
	return fd;
}
