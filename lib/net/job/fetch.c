/*
 * fetch.c - a token from a source, over HTTP as a login's settings have it
 */
#include "net/job/fetch.h"

#include "base/limits.h"
#include "net/job/network.h"
#include "os/clock.h"

enum lanyard_error
fetch_source(struct lanyard_session *session, const struct login *login,
    const struct source *source, int64_t deadline_ms, struct secret *token)
{
	int64_t left_ms = deadline_ms - clock_monotonic_ms();
	struct http *http = NULL;
	enum lanyard_error r;
	struct buf url;

	buf_init(&url, LIMIT_URL);
	r = source_add_url(source, &url, &session->error);
	if (r == LANYARD_OK && url.size > 0)
		r = network_new_http(
		    &http, session, login, buf_text(&url), deadline_ms);
	if (left_ms > login->timeout_ms)
		left_ms = login->timeout_ms;
	if (r == LANYARD_OK)
		r = source_read(source, http, left_ms > 0 ? left_ms : 0, token,
		    &session->error);
	http_free(&http);
	buf_clear(&url);
	return r;
}
