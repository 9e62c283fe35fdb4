/*
 * allocate.h - memory that is asked for once more before it is given up
 *
 * malloc(3) and its kin, but that what fails is tried again after a moment.
 * Between a reply and its save an allocation that fails may cost a login, and
 * memory that lacks now may be there the next moment. Freed by free(3). NULL:
 * there is none.
 */
#ifndef ALLOCATE_H
#define ALLOCATE_H

#include <stddef.h>

void *allocate(size_t size);
void *allocate_zeroed(size_t count, size_t size);

/* realloc(3): OLD is still there where it fails. */
void *allocate_anew(void *old, size_t size);

/* A copy of TEXT. */
char *allocate_text(const char *text);

#endif
