/*
 * kept_passwords.c - whose plain passwords there are
 */
#include "git/credential.h"
#include "session/session.h"
#include "store/passwords.h"

struct each {
	enum lanyard_error (*function)(
	    void *context, const struct lanyard_credential *place);
	void *context;
};

static enum lanyard_error
tell(void *context, const struct attributes *place)
{
	struct each *each = context;
	struct lanyard_credential credential = {.attributes = *place};

	return each->function(each->context, &credential);
}

enum lanyard_error
lanyard_each_password(struct lanyard_session *session,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_credential *place),
    void *context)
{
	struct each each = {.function = function, .context = context};
	enum lanyard_error r;

	error_clear(&session->error);
	if ((r = session_config(session)) != LANYARD_OK ||
	    !session_keeps_passwords(session))
		return r;
	return passwords_each(session->store, tell, &each, &session->error);
}
