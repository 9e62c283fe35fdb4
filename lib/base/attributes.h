/*
 * attributes.h - an ordered list of key=value, and its one parser
 *
 * The syntax of git's credential protocol (git-credential.txt, "INPUT/OUTPUT
 * FORMAT"), used for requests, answers, stored records and reports:
 * "key=value" lines; "key[]" may occur often, any other key's last value wins;
 * "key[]=" empties the list. Order is kept. Values are secrets until proven
 * otherwise.
 */
#ifndef ATTRIBUTES_H
#define ATTRIBUTES_H

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

struct attribute {
	char *key;
	struct secret value;
};

struct attributes {
	struct attribute *items;
	size_t count;
	size_t capacity;
};

/* A zeroed struct is an empty list. */
void attributes_clear(struct attributes *attributes);

/*
 * Parse one block of lines, up to an empty line or the end of the SIZE bytes
 * at TEXT; *USED (may be NULL) is what was read, the empty line included. A
 * line's end is LF or CR LF; the last line may lack it. Adds to ATTRIBUTES.
 * LANYARD_ERR_PROTOCOL, ATTRIBUTES cleared: a line without "=", an empty key,
 * NUL or CR within. A line longer than LIMIT_LINE is one, too, where its key is
 * one of LIMITED (NULL ends; NULL itself: nothing is limited), and is passed
 * over where it is another. The message names the line's number, and a key of
 * LIMITED, never another content.
 */
enum lanyard_error attributes_parse(struct attributes *attributes,
    const unsigned char *text, size_t size, const char *const *limited,
    size_t *used, struct error *error);

/* Append the lines, without an empty line at the end. */
enum lanyard_error attributes_write(
    const struct attributes *attributes, struct buf *buf);

/*
 * In two steps, for what parses: append KEY_SIZE and VALUE_SIZE bytes as they
 * are, and in the end keep what holds of a key that occurs often.
 */
enum lanyard_error attributes_append(struct attributes *attributes,
    const char *key, size_t key_size, const void *value, size_t value_size);
enum lanyard_error attributes_settle(struct attributes *attributes);

/* The value of KEY: the last one for plain keys, the first of a list; NULL. */
const struct secret *attributes_secret(
    const struct attributes *attributes, const char *key);

/* The same as a string, for values that are no secrets. */
const char *attributes_text(
    const struct attributes *attributes, const char *key);

/* As a decimal integer in [0, INT64_MAX]; FALLBACK when absent or not one. */
int64_t attributes_number(
    const struct attributes *attributes, const char *key, int64_t fallback);

/* The next value of list KEY ("url[]"), or NULL; *AT is 0 before the first. */
const char *attributes_next(
    const struct attributes *attributes, const char *key, size_t *at);

/* True if list KEY holds VALUE. */
bool attributes_has_item(
    const struct attributes *attributes, const char *key, const char *value);

/*
 * Set KEY, in its place if it exists, else at the end; a key that ends in
 * "[]" grows by one value, or is emptied by an empty one.
 * LANYARD_ERR_PROTOCOL: NUL, LF or CR in KEY or value, "=" in KEY or it empty.
 */
enum lanyard_error attributes_set(
    struct attributes *attributes, const char *key, const struct secret *value);
enum lanyard_error attributes_set_text(
    struct attributes *attributes, const char *key, const char *value);
/* The same; VALUE NULL leaves what is there. */
enum lanyard_error attributes_set_given(
    struct attributes *attributes, const char *key, const char *value);
enum lanyard_error attributes_set_number(
    struct attributes *attributes, const char *key, int64_t value);

/* Remove KEY, and every value of a list. */
void attributes_remove(struct attributes *attributes, const char *key);

#endif
