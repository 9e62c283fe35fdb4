/*
 * settings.h - what both examples take from their command lines
 *
 * Arguments are NAME=VALUE. No secret is among them, for anybody on the machine
 * can read the arguments of a command: a client_secret is in a file.
 */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_SIZE  256
#define PATTERN_SIZE 2048

struct setting {
	const char *name;
	const char **value;
	bool optional;
};

/*
 * Set the values of the TABLE of COUNT. False, with the usage on stderr: an
 * argument has no such name, or one that is not optional was not set.
 */
bool settings_take(
    const struct setting *table, size_t count, int argc, char **argv);

/* The first line of the file PATH. False, with a line on stderr: none. */
bool settings_secret(const char *path, char secret[SECRET_SIZE]);

/*
 * The pattern of a login whose token is for URL: URL without its query. What
 * counts is scheme, host and port: the token is sent nowhere else.
 */
bool settings_pattern(const char *url, char pattern[PATTERN_SIZE]);

#endif
