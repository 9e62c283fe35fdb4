/*
 * settings.c - what both examples take from their command lines
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "settings.h"

static bool
take(const struct setting *table, size_t count, const char *argument)
{
	size_t size = strcspn(argument, "=");

	for (size_t i = 0; argument[size] == '=' && i < count; i++) {
		if (strlen(table[i].name) == size &&
		    strncmp(argument, table[i].name, size) == 0) {
			*table[i].value = argument + size + 1;
			return true;
		}
	}
	return false;
}

static void
usage(const struct setting *table, size_t count, const char *program)
{
	fprintf(stderr, "usage: %s NAME=VALUE...\n", program);
	for (size_t i = 0; i < count; i++) {
		fprintf(stderr, "    %s", table[i].name);
		if (*table[i].value != NULL)
			fprintf(stderr, "=%s", *table[i].value);
		fputs(table[i].optional ? "\n" : " (needed)\n", stderr);
	}
}

bool
settings_take(const struct setting *table, size_t count, int argc, char **argv)
{
	bool done = true;

	for (int i = 1; i < argc; i++)
		done = take(table, count, argv[i]) && done;
	for (size_t i = 0; i < count; i++)
		done = (table[i].optional || *table[i].value != NULL) && done;
	if (!done)
		usage(table, count, argv[0]);
	return done;
}

bool
settings_secret(const char *path, char secret[SECRET_SIZE])
{
	FILE *file = fopen(path, "r");
	bool done = file != NULL && fgets(secret, SECRET_SIZE, file) != NULL;

	if (!done)
		fprintf(stderr, "no client secret in %s: %s\n", path,
		    file == NULL ? strerror(errno) : "it is empty");
	else
		secret[strcspn(secret, "\r\n")] = '\0';
	if (file != NULL)
		fclose(file);
	return done;
}

bool
settings_pattern(const char *url, char pattern[PATTERN_SIZE])
{
	size_t size = strcspn(url, "?");

	if (size >= PATTERN_SIZE) {
		fputs("the URL of the API is too long\n", stderr);
		return false;
	}
	memcpy(pattern, url, size);
	pattern[size] = '\0';
	return true;
}
