/*
 * local_files.h - the files of this machine that a login's configuration names
 */
#ifndef LOCAL_FILES_H
#define LOCAL_FILES_H

#include "base/error.h"
#include "login/login.h"

/*
 * Can LOGIN's client_secret_file and ca_file be used? LANYARD_ERR_CONFIG: which
 * key, which file, and why not, with what mends it in the hint. No command is
 * run, and no secret stays in memory. LANYARD_ERR_MEMORY.
 */
enum lanyard_error local_files_check(
    const struct login *login, struct error *error);

#endif
