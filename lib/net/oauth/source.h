/*
 * source.h - a token that speaks for this job or machine, from where it is kept
 *
 * What login/sources.h names, fetched: GitHub's and Forgejo's Actions (GET
 * $ACTIONS_ID_TOKEN_REQUEST_URL&audience=A with
 * $ACTIONS_ID_TOKEN_REQUEST_TOKEN, reply member "value"), Buildkite (POST
 * $BUILDKITE_AGENT_ENDPOINT/jobs/$BUILDKITE_JOB_ID/oidc/tokens with
 * $BUILDKITE_AGENT_ACCESS_TOKEN, reply member "token"), a variable such as
 * GitLab's id_tokens make, a file, a command.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "net/http/http.h"
#include "net/oauth/source_variable.h"

/*
 * Append to URL whom source_read() will ask, for the network's settings;
 * nothing where it asks nobody. LANYARD_ERR_CONFIG: see below;
 * LANYARD_ERR_MEMORY.
 */
enum lanyard_error source_add_url(
    const struct source *source, struct buf *url, struct error *error);

/*
 * The token into TOKEN: visible ASCII in one line. HTTP may be NULL where
 * source_add_url() says nothing; a command has TIMEOUT_MS.
 * LANYARD_ERR_CONFIG names the variable that is missing, or file or command and
 * what is wrong there (secret_file_read(), command_run()), or that it gives no
 * token. LANYARD_ERR_REFUSED, _SERVER: the CI answered with another status than
 * 200, or without a token. Else as http_send(). TOKEN is unset after an error.
 */
enum lanyard_error source_read(const struct source *source, struct http *http,
    int64_t timeout_ms, struct secret *token, struct error *error);

#endif
