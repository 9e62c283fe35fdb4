/*
 * remedy.h - what a person does about a store that the system refuses
 */
#ifndef REMEDY_H
#define REMEDY_H

#include "base/error.h"

/*
 * Where R is an error, and ERROR tells of a system call and has no hint yet,
 * give it one for the store at PATH (NULL: it is a program's own). Returns R.
 */
enum lanyard_error remedy_hint(
    enum lanyard_error r, const char *path, struct error *error);

#endif
