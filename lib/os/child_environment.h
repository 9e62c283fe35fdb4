/*
 * child_environment.h - the variables that a child gets
 */
#ifndef CHILD_ENVIRONMENT_H
#define CHILD_ENVIRONMENT_H

#include "base/error.h"

/*
 * Our environment with ENV ("NAME=value", NULL-terminated, may be NULL) on top
 * of it, as execve(2) takes it, and of PATH the absolute folders only. Only the
 * array is the caller's to free.
 */
enum lanyard_error child_environment(const char *const env[], char ***merged);

#endif
