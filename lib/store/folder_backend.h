/*
 * folder_backend.h - a store that is a folder: logins/, passwords/, routes/
 */
#ifndef FOLDER_BACKEND_H
#define FOLDER_BACKEND_H

#include "store/backend.h"

/*
 * Make STORE the one at PATH (copied); its backend's close frees it. A folder
 * that is not there is an empty store, made by the first write.
 * LANYARD_ERR_STORE: not ours, open to others (the chmod is in the hint), not a
 * folder.
 */
enum lanyard_error folder_backend(
    struct store *store, const char *path, struct error *error);

#endif
