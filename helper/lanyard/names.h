/*
 * names.h - the names that lanyard is called under, beside its own
 */
#ifndef NAMES_H
#define NAMES_H

/*
 * The verb that the program's name ARGV0 stands for, lent: "docker" for
 * docker-credential-lanyard, and so on; NULL for lanyard itself. *LOGIN is set
 * where the name has a login in it, lanyard-pnpm-NAME; else NULL.
 */
const char *names_verb(const char *argv0, const char **login);

#endif
