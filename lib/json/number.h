/*
 * number.h - JSON's numbers (RFC 8259 6) as whole numbers
 */
#ifndef NUMBER_H
#define NUMBER_H

#include <stddef.h>
#include <stdint.h>

#define NUMBER_MAX INT64_C(1000000000000000)

/* The length of the number that the SIZE bytes at TEXT begin with; 0: none. */
size_t number_length(const unsigned char *text, size_t size);

/*
 * The number in all SIZE bytes at TEXT (number_length() says SIZE), cut
 * towards zero and held within +-NUMBER_MAX. No locale has a say.
 */
int64_t number_whole(const unsigned char *text, size_t size);

#endif
