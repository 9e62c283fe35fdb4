/*
 * by_code_page.h - the page that a browser ends on after a callback
 *
 * It names the login, the host that its tokens are for and, where that is
 * known, the account, says what became of the code, and why.
 */
#ifndef BY_CODE_PAGE_H
#define BY_CODE_PAGE_H

#include "net/job/attempt.h"

/*
 * Answer the callback that is waiting: OUTCOME is what came of its code.
 * LANYARD_OK: the tokens are saved. LANYARD_ERR_CANCELLED: the person refused.
 * AGAIN: a callback before it has had that outcome, and this one did nothing.
 */
void by_code_page_answer(
    const struct attempt *attempt, const struct error *outcome, bool again);

/* The same of one that is no answer to this login, for REASON. */
void by_code_page_not_ours(const struct attempt *attempt, const char *reason);

#endif
