/*
 * bundle.h - a login's CA certificates beside the system's, for curl
 */
#ifndef BUNDLE_H
#define BUNDLE_H

/*
 * A file without a name that has the system's CA certificates and those of
 * CA_FILE, open on *FD, which a program that is started keeps. EXIT_DONE; else
 * what it was is told on stderr, and the exit status returned.
 */
int bundle_open(const char *ca_file, int *fd);

#endif
