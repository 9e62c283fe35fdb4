/*
 * tries.h - how often one authorization code is sent
 *
 * A code lives for a minute or a little longer, and is good once: a server that
 * sees it twice may revoke what it gave (RFC 6749 4.1.2). So what the server
 * has surely not taken (nothing was sent, 429, 503) is sent again while that
 * minute lasts; what it may have taken, once, if not a byte of an answer came.
 */
#ifndef TRIES_H
#define TRIES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "login/tokens.h"

#define TRIES_MS 60000 /* what most servers give a code */

struct tries {
	int64_t until_ms; /* clock_monotonic_ms() */
	int64_t pause_ms; /* after the next failure */
	bool lost;	  /* an answer was, and the code is perhaps spent */
	bool last;
};

/* The code has just come, and is good for LIFE_MS. */
void tries_begin(struct tries *tries, int64_t life_ms);

/*
 * It was sent, or was to be, which has come to R and TOKEN. True: send it once
 * more, in *PAUSE_MS, which is later where Retry-After says so.
 */
bool tries_again(struct tries *tries, enum lanyard_error r,
    const struct token *token, int64_t *pause_ms);

/* After the last of them, with R: where ERROR needs it, that there were more.
 */
void tries_explain(
    const struct tries *tries, enum lanyard_error r, struct error *error);

#endif
