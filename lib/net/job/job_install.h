/*
 * job_install.h - a GitHub App installed by its owner
 */
#ifndef JOB_INSTALL_H
#define JOB_INSTALL_H

#include "session/session.h"

/*
 * JOB's parameters: install_url, which the browser shows; port, the one that
 * job_manifest() gave. Its timeout_ms is the person's.
 *
 * Wait until GitHub has sent the browser back: LANYARD_OK. No results.
 * LANYARD_ERR_LOGIN_NEEDED: there is no ui. LANYARD_ERR_TIMEOUT: it did not
 * come; the hint has install_url. LANYARD_ERR_NETWORK: another has the port.
 */
enum lanyard_error job_install(
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
