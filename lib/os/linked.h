/*
 * linked.h - a file that may be behind links, and need not be there
 */
#ifndef LINKED_H
#define LINKED_H

#include "base/error.h"

/*
 * *REAL, allocated, is PATH, which is absolute, with each link in the file's
 * place followed; also where the last one names nothing, for then that is what
 * is to be made, as a shell would do it. What is no link is PATH itself. Its
 * folder must be there in that case: who keeps a disk apart has perhaps not
 * mounted it. LANYARD_ERR_CONFIG: that folder is not, or the way cannot be
 * gone; LANYARD_ERR_MEMORY; *REAL is NULL.
 */
enum lanyard_error linked_resolve(
    char **real, const char *path, struct error *error);

#endif
