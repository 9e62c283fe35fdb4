/*
 * key_text.h - what a text is that has no private key in PEM
 */
#ifndef KEY_TEXT_H
#define KEY_TEXT_H

#include "base/secret.h"

/* What is wrong, and what mends it; constant. */
struct key_text {
	const char *problem; /* the rest of a sentence: "is a public key" */
	const char *remedy;
};

/*
 * What TEXT is, by how it begins, of what people take for a key, or what has
 * become of one on its way through a CI's variables. Nothing of it is quoted.
 */
struct key_text key_text_explain(const struct secret *text);

#endif
