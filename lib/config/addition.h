/*
 * addition.h - the text of a login for lanyard.conf, and where in it that goes
 */
#ifndef ADDITION_H
#define ADDITION_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * A login NAME with SETTINGS (key, value, ..., NULL; a key that comes again
 * makes a list) as a member of the group "logins", two blanks indented, added
 * to BUF. LANYARD_ERR_ARGUMENT: no such key, or one whose value is no text,
 * number or truth.
 */
enum lanyard_error addition_describe(struct buf *buf, const char *name,
    const char *const *settings, struct error *error);

/*
 * Where in TEXT, a configuration that can be parsed, the brace is that ends its
 * group "logins"; NULL: it has none.
 */
const char *addition_find_end(const char *text);

/*
 * Have the lines of ADDED end as those of TEXT do: where its first one ends in
 * CR LF, so do all. LANYARD_ERR_MEMORY.
 */
enum lanyard_error addition_end_lines(
    struct buf *added, const char *text, struct error *error);

/*
 * What is to be added to the configuration TEXT so that it has that login too,
 * into ADDED, and the offset *AT of the byte before which it goes: at the end
 * of the group "logins", or at the end of TEXT with a group of its own, its
 * lines ending as those of TEXT do. Errors as above.
 */
enum lanyard_error addition_compose(struct buf *added, size_t *at,
    const char *text, const char *name, const char *const *settings,
    struct error *error);

#endif
