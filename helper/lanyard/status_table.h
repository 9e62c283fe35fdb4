/*
 * status_table.h - all logins at a glance, on a terminal
 */
#ifndef STATUS_TABLE_H
#define STATUS_TABLE_H

#include "lanyard.h"
#include "table.h"

/* Begin a table of logins; table_clear() ends it. */
void status_table_begin(struct table *table);

/*
 * One more login, at NOW (seconds since 1970); with SOON also what is to be
 * done where a login is needed soon. LANYARD_ERR_MEMORY.
 */
enum lanyard_error status_table_add(struct table *table,
    const struct lanyard_state *state, int64_t now, bool soon);

/*
 * The verb that brings STATE's login its tokens where they are lacking:
 * "login", or "seed" where nobody can log in. Constant.
 */
const char *status_next_verb(const struct lanyard_state *state);

#endif
