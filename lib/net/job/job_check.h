/*
 * job_check.h - what a login needs of the network, tried
 */
#ifndef JOB_CHECK_H
#define JOB_CHECK_H

#include "session/session.h"

/*
 * JOB's parameter: login, a name. Nothing is changed, and no secret is sent,
 * but a client certificate is shown where the login has one: the metadata are
 * asked for, and the token endpoint for a token without a code, which it must
 * refuse; other endpoints that are configured likewise; the redirect URI's port
 * is tried.
 *
 * Results: for each thing that was looked at its name, which is server,
 * metadata, an endpoint's key, token, clock, certificate or redirect_uri, with
 * a text; before it, with the same name, note where all is well and a person
 * has to know it, or fault where something is wrong, and next behind that with
 * what mends it.
 *
 * LANYARD_OK, whatever was found; LANYARD_ERR_UNKNOWN_LOGIN, _CONFIG, _STORE,
 * _MEMORY: nothing could be looked at.
 */
enum lanyard_error job_check(
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
