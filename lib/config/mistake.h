/*
 * mistake.h - what is wrong with a configuration that libconfig cannot parse
 *
 * libconfig says "syntax error" and a line. This walks over the same grammar
 * (libconfig's manual, "Configuration File Grammar") and says what a person has
 * probably meant.
 */
#ifndef MISTAKE_H
#define MISTAKE_H

#include <stdbool.h>

#include "base/error.h"

/*
 * TEXT is the content of PATH, and its strings and comments have an end
 * (conffile.h). False: there is nothing to say. Else ERROR has
 * LANYARD_ERR_CONFIG, PATH, a line, the mistake and a hint. No value is
 * repeated but what stands where a value should begin, up to its end: values
 * may be secrets.
 */
bool mistake_find(const char *path, const char *text, struct error *error);

/* The same for a name that is there twice, the second time up to LINE. */
bool mistake_find_twice(
    const char *path, const char *text, unsigned line, struct error *error);

#endif
