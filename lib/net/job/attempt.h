/*
 * attempt.h - the ways an answer to a login comes: callback, paste, device
 */
#ifndef ANSWERS_H
#define ANSWERS_H

#include "net/oauth/authorization.h"
#include "net/oauth/device.h"
#include "net/job/interaction.h"
#include "net/oauth/redirect.h"

/* One login that is under way. */
struct answers {
	const struct interaction *interaction;
	const struct lanyard_ui *ui;
	const struct login *login;
	struct token *token;
	struct error *error;
	bool browser; /* by authorization code: the next two are set */
	struct authorization authorization;
	struct redirect redirect;
	bool device_waits; /* DEVICE is set, shown and polled */
	struct device device;
	bool field_ended;  /* nobody types any more */
	bool done;	   /* TOKEN is good */
	int64_t deadline_ms;
};

/*
 * Each returns LANYARD_OK when the wait goes on, or is over with DONE set; an
 * error ends the login. What is only wrong, not final, is a notice.
 */

/* A callback's QUERY, which is answered. */
enum lanyard_error answers_callback(
    struct answers *answers, const char *query);

/* What a person typed: the final URL or the code. */
enum lanyard_error answers_paste(struct answers *answers, const char *text);

/* Is GRANT_TYPE ("device_code", "authorization_code") the only way allowed? */
bool answers_only_by(const struct answers *answers, const char *grant_type);

/* Where device codes come from. NULL: from nowhere, or they are not allowed. */
const char *answers_device_endpoint(const struct answers *answers);

/* Ask for a device code and show it; one that waits is shown again. */
enum lanyard_error answers_start_device(struct answers *answers);

/* Poll for it if that is due. */
enum lanyard_error answers_poll_device(struct answers *answers);

void answers_notice(const struct answers *answers, const char *text);

#endif
