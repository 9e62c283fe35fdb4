/*
 * source_ci.h - a CI asked for the token that speaks for this job
 *
 * GitHub's and Forgejo's Actions and Buildkite, as source.h says.
 */
#ifndef SOURCE_CI_H
#define SOURCE_CI_H

#include "net/http/http.h"
#include "net/oauth/source_variable.h"

/*
 * Append to URL where a CI of KIND is asked; nothing for the kinds that are
 * not. LANYARD_ERR_CONFIG names the variable that is missing.
 */
enum lanyard_error source_ci_url(const struct source *source,
    enum source_kind kind, struct buf *url, struct error *error);

/*
 * *TOKEN is what it answers, one word. LANYARD_ERR_CONFIG: a variable is not
 * there, or leads where a secret may not go; LANYARD_ERR_REFUSED: 4xx;
 * LANYARD_ERR_SERVER: another status, or no token in the reply; and
 * http_send()'s.
 */
enum lanyard_error source_ci_token(const struct source *source,
    enum source_kind kind, struct http *http, struct secret *token,
    struct error *error);

#endif
