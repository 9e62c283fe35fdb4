/*
 * tokens_age.h - how old tokens are, and whether they still serve
 */
#ifndef TOKENS_AGE_H
#define TOKENS_AGE_H

#include <stdbool.h>
#include <stdint.h>

#include "login/record.h"

/*
 * Fresh: an access token, obtained_at <= NOW, and NOW + margin < expires_at
 * with margin = min(MARGIN_S, lifetime / 10); without expires_at, fresh until
 * rejected. Alive is the same with no margin. Young: obtained less than
 * REJECTED_AGAIN_S ago.
 */
bool tokens_are_fresh(
    const struct record *record, int64_t now, int64_t margin_s);
bool tokens_are_alive(const struct record *record, int64_t now);
bool tokens_are_young(const struct record *record, int64_t now);

/*
 * Does the access token live MIN_LIFE_S seconds more? It does without
 * expires_at; and where that is as long as the server lets one live, by its
 * latest reply: of tokens that never live so long one in its first half will
 * do, of others one in the first twentieth of its life, a minute at most. So a
 * server is not asked for one token after another.
 */
bool tokens_are_lasting(
    const struct record *record, int64_t now, int64_t min_life_s);

/* Less than half of the access token's life is over, or it has no end. */
bool tokens_are_in_first_half(const struct record *record, int64_t now);

#endif
