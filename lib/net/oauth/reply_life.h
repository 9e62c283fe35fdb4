/*
 * reply_life.h - how long what a reply brought is good
 *
 * In seconds from NOW (since 1970, UTC), in all the ways of lifetime.h. 0: the
 * reply does not say, or that there is no end. TOKEN_LIFE_UNREAD: it speaks of
 * an end that cannot be read.
 */
#ifndef REPLY_LIFE_H
#define REPLY_LIFE_H

#include "login/token.h"
#include "net/oauth/reply.h"

/* By expires_in, expires_at or what else servers call it. */
int64_t reply_life_s(const struct reply *reply, int64_t now);

/* By the member NAME alone. */
int64_t reply_life_by(const struct reply *reply, const char *name, int64_t now);

/*
 * Of the refresh token: no standard has a member for it, but
 * refresh_token_expires_in (GitHub Apps) and refresh_expires_in (Keycloak) are
 * common. What cannot be read is 0, too.
 */
int64_t reply_life_of_refresh(const struct reply *reply, int64_t now);

#endif
