/*
 * job_unregister.c - a client that was registered, and is not wanted
 */
#include "net/job/job_unregister.h"

#include <unistd.h>

#include "base/limits.h"
#include "net/job/job_parameters.h"
#include "net/oauth/registration_keep.h"
#include "os/file.h"

enum lanyard_error
job_unregister(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct registration_keep keep = {0};
	struct http *http = NULL;
	enum lanyard_error r;
	const char *path;
	struct buf text;

	if ((r = job_needs(session, job, "registration_file", &path)) !=
	    LANYARD_OK)
		return r;
	buf_init(&text, LIMIT_REPLY);
	if (file_read_regular(path, &text, NULL) != LANYARD_OK ||
	    registration_keep_read(&keep, buf_text(&text)) != LANYARD_OK) {
		r = error_set(&session->error, LANYARD_ERR_ARGUMENT,
		    "%s says of no client how it is deleted", path);
	} else {
		(void)unlink(path);
		r = job_new_http(&http, session, job, keep.uri);
		if (r == LANYARD_OK)
			r = registration_delete(&keep, http, &session->error);
	}
	registration_keep_clear(&keep);
	buf_clear(&text);
	http_free(&http);
	return r;
}
