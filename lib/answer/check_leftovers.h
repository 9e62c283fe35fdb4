/*
 * check_leftovers.h - what lies in the store beside its records
 */
#ifndef CHECK_LEFTOVERS_H
#define CHECK_LEFTOVERS_H

#include <stdbool.h>
#include <stddef.h>

#include "answer/finding.h"

/*
 * Tell of what is in the folder of the records of a store at PATH: a save or a
 * reply that did not come to its end, which are faults; records that were set
 * aside, a lock of another host, files of nobody, which are told. What is being
 * written now is neither. *FAULTS is raised by the number of faults.
 */
void check_leftovers(
    struct findings *findings, const char *path, size_t *faults);

/* Can a login have NAME, a file's as it is decoded? "work~" is none's. */
bool check_leftovers_is_login(const char *name);

#endif
