/*
 * owner.h - whose a file is, and what to do about one that is not ours
 */
#ifndef OWNER_H
#define OWNER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

#define OWNER_TEXT 96

/*
 * In a user namespace that has not all users, those that it lacks are shown as
 * one, the overflow user (user_namespaces(7)). Is OWNER that one?
 */
bool owner_is_unmapped(uid_t owner);

/* Root, or the overflow user of a namespace that lacks the real root. */
bool owner_may_be_root(uid_t owner);

/*
 * "user alice (1000)", "user 1000" if /etc/passwd does not know it, or, in a
 * user namespace, that it is mapped to nobody there.
 */
void owner_print(char text[OWNER_TEXT], uid_t owner);

/*
 * The hint for PATH, a store or a configuration, that OWNER has: never to take
 * a private file away from another user, who would be locked out. ANOTHER is
 * the command that names another place.
 */
void owner_hint(
    struct error *error, const char *path, uid_t owner, const char *another);

#define OWNER_ANOTHER_STORE  "export LANYARD_STORE=FOLDER"
#define OWNER_ANOTHER_CONFIG "export LANYARD_CONFIG=FILE"

/*
 * True if PATH is not there, and the folder in which it, or the first folder
 * above that is missing, would be made belongs to *OWNER, who is neither us nor
 * root, nor one whom a user namespace lacks.
 */
bool owner_is_another(const char *path, uid_t *owner);

/*
 * LANYARD_OK unless owner_is_another() says that PATH would be made in another
 * user's folder, as by root with his HOME, whom it locks out. Then CODE, which
 * says what PATH is: LANYARD_ERR_STORE, a store, or LANYARD_ERR_CONFIG.
 */
enum lanyard_error owner_check_place(
    const char *path, enum lanyard_error code, struct error *error);

#endif
