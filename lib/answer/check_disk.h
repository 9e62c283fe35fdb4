/*
 * check_disk.h - can the next save be done where the store is
 */
#ifndef CHECK_DISK_H
#define CHECK_DISK_H

#include <stdbool.h>

#include "answer/finding.h"

/*
 * Tell of a store at PATH, or of where it would be made, in which nothing can
 * be saved: read-only, full, over a quota, immutable, not ours. Nothing is
 * changed. False: that was told.
 */
bool check_disk(struct findings *findings, const char *path);

#endif
