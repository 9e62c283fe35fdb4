/*
 * check_helpers.h - does git ask Lanyard, and whom else
 */
#ifndef CHECK_HELPERS_H
#define CHECK_HELPERS_H

#include "answer/check_place.h"

/*
 * Tell of the helpers that git asks for PLACE: none that is Lanyard, others
 * before it, others behind it that keep tokens, a program that is not found.
 * LANYARD_ERR_MEMORY.
 */
enum lanyard_error check_helpers(const struct check_place *place);

#endif
