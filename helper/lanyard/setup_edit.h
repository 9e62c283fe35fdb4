/*
 * setup_edit.h - a line more in another program's configuration
 */
#ifndef SETUP_EDIT_H
#define SETUP_EDIT_H

#include <stdbool.h>

#define SETUP_EDIT_PATH 1024

enum setup_edit {
	SETUP_EDIT_DONE,   /* or would be, with CHECK */
	SETUP_EDIT_THERE,  /* it stands there already */
	SETUP_EDIT_CANNOT, /* a person has to: something is in the way */
	SETUP_EDIT_FAILED, /* stderr has why */
};

/*
 * Append LINES to the file PATH, which is made where it is not there. Every
 * byte that it has stays, and so do its mode and, where it is a link, the link.
 * CANNOT: one of its lines begins, blanks aside, with one of TAKEN, which "|"
 * parts (NULL: none counts), or it is no small file of ours.
 */
enum setup_edit setup_edit_append(
    const char *path, const char *lines, const char *taken, bool check);

/*
 * The same for a member NAME with the value VALUE, strings, of the object
 * OBJECT in the JSON object of the file PATH. CANNOT: it has another value, or
 * the file is no JSON object.
 */
enum setup_edit setup_edit_member(const char *path, const char *object,
    const char *name, const char *value, bool check);

/*
 * A symbolic link PATH to the program TARGET, with the folders on the way.
 * CANNOT: something else has that name.
 */
enum setup_edit setup_edit_link(
    const char *path, const char *target, bool check);

#endif
