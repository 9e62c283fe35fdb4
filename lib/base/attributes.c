/*
 * attributes.c - the key=value list: access and change
 *
 * Between calls a plain key occurs once and no list holds an empty value:
 * parsing sees to it with attributes_settle(), setting by looking first.
 */
#include "base/attributes.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "base/limits.h"

#define FIRST_CAPACITY 16

static void
clear_item(struct attribute *item)
{
	free(item->key);
	item->key = NULL;
	secret_clear(&item->value);
}

void
attributes_clear(struct attributes *attributes)
{
	if (attributes == NULL)
		return;
	for (size_t i = 0; i < attributes->count; i++)
		clear_item(&attributes->items[i]);
	free(attributes->items);
	memset(attributes, 0, sizeof(*attributes));
}

/* True if many values may have this key. */
static bool
is_list(const char *key)
{
	size_t size = strlen(key);

	return size >= 2 && strcmp(key + size - 2, "[]") == 0;
}

static enum lanyard_error
grow(struct attributes *attributes)
{
	struct attribute *items;
	size_t capacity = attributes->capacity;

	if (attributes->count < capacity)
		return LANYARD_OK;
	if (capacity > SIZE_MAX / sizeof(*items) / 2)
		return LANYARD_ERR_MEMORY;
	capacity = capacity == 0 ? FIRST_CAPACITY : capacity * 2;
	/* Only pointers to secrets move, so this leaks nothing. */
	items = allocate_anew(attributes->items, capacity * sizeof(*items));
	if (items == NULL)
		return LANYARD_ERR_MEMORY;
	attributes->items = items;
	attributes->capacity = capacity;
	return LANYARD_OK;
}

enum lanyard_error
attributes_append(struct attributes *attributes, const char *key,
    size_t key_size, const void *value, size_t value_size)
{
	enum lanyard_error r;
	struct attribute item = {0};

	/* The copy comes before grow(): VALUE may be lent by this list. */
	if ((item.key = allocate(key_size + 1)) == NULL)
		return LANYARD_ERR_MEMORY;
	memcpy(item.key, key, key_size);
	item.key[key_size] = '\0';
	if ((r = secret_set(&item.value, value, value_size)) != LANYARD_OK ||
	    (r = grow(attributes)) != LANYARD_OK)
		goto out;
	attributes->items[attributes->count++] = item;
	memset(&item, 0, sizeof(item));
out:
	clear_item(&item);
	return r;
}

/* By key, and in their order where the keys are the same. */
static int
compare(const void *left, const void *right)
{
	const struct attribute *a = *(struct attribute *const *)left;
	const struct attribute *b = *(struct attribute *const *)right;
	int order = strcmp(a->key, b->key);

	return order != 0 ? order : (a > b) - (a < b);
}

/* Of COUNT items with one key, in order, keep what holds. */
static void
settle_group(struct attribute **group, size_t count)
{
	size_t from = 1, to = count;

	if (is_list(group[0]->key)) {
		for (from = 0, to = count; to > from; to--)
			if (group[to - 1]->value.size == 0)
				break;
	} else {
		secret_move(&group[0]->value, &group[count - 1]->value);
	}
	for (size_t i = from; i < to; i++)
		clear_item(group[i]);
}

/* Close the gaps that cleared items left. */
static void
compact(struct attributes *attributes)
{
	size_t count = 0;

	for (size_t i = 0; i < attributes->count; i++)
		if (attributes->items[i].key != NULL)
			attributes->items[count++] = attributes->items[i];
	attributes->count = count;
}

enum lanyard_error
attributes_settle(struct attributes *attributes)
{
	struct attribute **order;
	size_t count = attributes->count, end;

	/* One more, so that an empty list asks for no zero bytes. */
	if ((order = allocate_zeroed(count + 1, sizeof(struct attribute *))) ==
	    NULL)
		return LANYARD_ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		order[i] = &attributes->items[i];
	/* Sorted, since looking each up would be quadratic. */
	qsort(order, count, sizeof(struct attribute *), compare);
	for (size_t i = 0; i < count; i = end) {
		for (end = i + 1; end < count; end++)
			if (strcmp(order[i]->key, order[end]->key) != 0)
				break;
		settle_group(order + i, end - i);
	}
	free(order);
	compact(attributes);
	return LANYARD_OK;
}

static struct attribute *
find(const struct attributes *attributes, const char *key)
{
	for (size_t i = 0; i < attributes->count; i++)
		if (strcmp(attributes->items[i].key, key) == 0)
			return &attributes->items[i];
	return NULL;
}

const struct secret *
attributes_secret(const struct attributes *attributes, const char *key)
{
	const struct attribute *item = find(attributes, key);

	return item == NULL ? NULL : &item->value;
}

const char *
attributes_text(const struct attributes *attributes, const char *key)
{
	size_t at = 0;

	return attributes_next(attributes, key, &at);
}

int64_t
attributes_number(
    const struct attributes *attributes, const char *key, int64_t fallback)
{
	const char *text = attributes_text(attributes, key);
	int64_t number = 0;

	if (text == NULL || *text == '\0')
		return fallback;
	for (; *text != '\0'; text++) {
		int digit = *text - '0';

		if (digit < 0 || digit > 9 || number > (INT64_MAX - digit) / 10)
			return fallback;
		number = number * 10 + digit;
	}
	return number;
}

const char *
attributes_next(
    const struct attributes *attributes, const char *key, size_t *at)
{
	while (*at < attributes->count) {
		const struct attribute *item = &attributes->items[(*at)++];

		if (strcmp(item->key, key) == 0)
			return (const char *)item->value.bytes;
	}
	return NULL;
}

bool
attributes_has_item(
    const struct attributes *attributes, const char *key, const char *value)
{
	const char *text;
	size_t at = 0;

	while ((text = attributes_next(attributes, key, &at)) != NULL)
		if (strcmp(text, value) == 0)
			return true;
	return false;
}

static bool
can_be_written(const char *key, const unsigned char *value, size_t size)
{
	if (*key == '\0' || key[strcspn(key, "=\r\n")] != '\0')
		return false;
	return size == 0 || (memchr(value, '\0', size) == NULL &&
				memchr(value, '\r', size) == NULL &&
				memchr(value, '\n', size) == NULL);
}

static enum lanyard_error
set(struct attributes *attributes, const char *key, const void *value,
    size_t size)
{
	struct attribute *item;

	if (!can_be_written(key, value, size))
		return LANYARD_ERR_PROTOCOL;
	if (is_list(key) && size == 0) {
		attributes_remove(attributes, key);
		return LANYARD_OK;
	}
	if (!is_list(key) && (item = find(attributes, key)) != NULL)
		return secret_set(&item->value, value, size);
	return attributes_append(attributes, key, strlen(key), value, size);
}

enum lanyard_error
attributes_set(
    struct attributes *attributes, const char *key, const struct secret *value)
{
	if (!secret_is_set(value))
		return LANYARD_ERR_ARGUMENT;
	return set(attributes, key, value->bytes, value->size);
}

enum lanyard_error
attributes_set_text(
    struct attributes *attributes, const char *key, const char *value)
{
	if (value == NULL)
		return LANYARD_ERR_ARGUMENT;
	return set(attributes, key, value, strlen(value));
}

enum lanyard_error
attributes_set_given(
    struct attributes *attributes, const char *key, const char *value)
{
	return value == NULL ? LANYARD_OK
			     : attributes_set_text(attributes, key, value);
}

enum lanyard_error
attributes_set_number(
    struct attributes *attributes, const char *key, int64_t value)
{
	char text[sizeof("-9223372036854775808")];

	(void)snprintf(text, sizeof(text), "%lld", (long long)value);
	return attributes_set_text(attributes, key, text);
}

void
attributes_remove(struct attributes *attributes, const char *key)
{
	for (size_t i = 0; i < attributes->count; i++)
		if (strcmp(attributes->items[i].key, key) == 0)
			clear_item(&attributes->items[i]);
	compact(attributes);
}
