/*
 * paste_code.h - a code that was typed or pasted without its redirect
 */
#ifndef PASTE_CODE_H
#define PASTE_CODE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/secret.h"
#include "net/oauth/paste_kind.h"

/*
 * TEXT, one line, is a code alone, with "code=" before it, or "#STATE" or
 * "&state=STATE" behind it, which must be STATE: *KIND is PASTE_CODE, and CODE
 * has it. Else *KIND is _SHORT, _WORDS or _OTHER_STATE.
 * LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL: CODE's limit would be passed.
 */
enum lanyard_error paste_code_take(const struct secret *state,
    const char *text, enum paste_kind *kind, struct buf *code);

/*
 * May the server be sent CODE? Any printable character may be in a code (RFC
 * 6749 A.11), but one with blanks, quotes, "#", "&", "?", "%" and their like is
 * a piece of something else.
 */
bool paste_code_is_possible(const struct buf *code);

/* CODE as the server gave it, where it was escaped on its way, or more often. */
enum lanyard_error paste_code_unescape(struct buf *code);

/* Does TEXT, up to what no state of ours has in it, equal STATE? */
bool paste_code_is_state(const struct secret *state, const char *text);

#endif
