/*
 * banned.h - force-included in our builds: calls that are errors here
 *
 * The headers that declare them come first, so that only our uses are caught.
 */
#ifndef BANNED_H
#define BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* With fortification some of them are macros. */
#undef sprintf
#undef vsprintf
#undef strcpy
#undef strcat
#undef strncpy

#pragma GCC poison strcpy strcat strncpy sprintf vsprintf strtok atoi atol gmtime localtime

#endif
