/*
 * probe.h - can a file be made, and have room, where nothing is to be left
 */
#ifndef PROBE_H
#define PROBE_H

#include <stddef.h>

/*
 * Make a file of SIZE bytes in FOLDER that has no name, have it on the disk,
 * and let it go: a quota, a disk without bytes or inodes, one that is
 * read-only and a folder that is immutable or not ours show then, and nothing
 * is changed. The result is an errno, 0 for none. Where files without a name
 * cannot be made, as over NFS, it is what the system says of the folder and its
 * disk without that, which knows no quota; ENODEV: that has no files of ours.
 */
int probe_file(const char *folder, size_t size);

#endif
