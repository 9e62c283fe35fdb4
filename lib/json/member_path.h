/*
 * member_path.h - a member of a member of a JSON object: "data.token"
 */
#ifndef MEMBER_PATH_H
#define MEMBER_PATH_H

#include "base/buf.h"
#include "base/error.h"

/*
 * Append to TO the object of BODY that the members of PATH before its last are
 * in; *NAME is the last, lent by PATH. NAME NULL: that which all members lead
 * to. What is not there leaves TO empty. LANYARD_ERR_MEMORY;
 * LANYARD_ERR_PROTOCOL: TO's limit.
 */
enum lanyard_error member_path_enter(struct buf *to, const struct buf *body,
    const char *path, const char **name);

#endif
