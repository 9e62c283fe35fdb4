/*
 * state.h - what we have git bring back: "state[]=lanyard:NAME:GENERATION"
 * (git-credential.txt, 2.46)
 */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "git/credential.h"

/* Does git bring back any of it, of whatever login? */
bool state_is_given(const struct lanyard_credential *request);

/*
 * The generation of NAME's token that the request is about. 0: none; unknown
 * and malformed state is ignored.
 */
uint64_t state_generation(
    const struct lanyard_credential *request, const char *name);

/* Add it to an answer, with "continue". LANYARD_ERR_MEMORY, _PROTOCOL. */
enum lanyard_error state_add(
    struct attributes *answer, const char *name, uint64_t generation);

#endif
