/*
 * job_manifest.h - a client at GitHub: an App that a person makes there
 */
#ifndef JOB_MANIFEST_H
#define JOB_MANIFEST_H

#include "session/session.h"

/*
 * JOB's parameters: url, GitHub's or an Enterprise Server's host,
 * "https://HOST"; login, the name that the login will have; organization, whose
 * App it is to be (none: the person's own); app_name (none: one that nobody
 * has); and those of job_new_http(). Its timeout_ms is the person's.
 *
 * A page of ours sends the browser to GitHub with the manifest (manifest.h);
 * when it comes back the code is given for the App, and the browser sent to the
 * page that installs it. Client secret and private key are in files beside the
 * configuration, NAME.client_secret and NAME.private_key of that login, mode
 * 600, that were not there before; nothing else is changed.
 *
 * Results: client_id, client_secret_file, private_key_file; app_id, app_slug,
 * install_url, settings_url where they are known; port, at which job_install()
 * hears that it is installed.
 *
 * LANYARD_ERR_LOGIN_NEEDED: there is no ui. LANYARD_ERR_ARGUMENT: a parameter.
 * LANYARD_ERR_CONFIG: such a file is there. LANYARD_ERR_TIMEOUT: the browser
 * did not come back. LANYARD_ERR_CANCELLED: with an error of the person's.
 * LANYARD_ERR_STORE, _NO_ROOM: the files. Else as manifest_convert(). Where an
 * App has been made all the same the hint says where it is.
 */
enum lanyard_error job_manifest(
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
