/*
 * paste_kind.h - what a text is that a person typed or pasted into a login
 */
#ifndef PASTE_KIND_H
#define PASTE_KIND_H

enum paste_kind {
	PASTE_NOTHING,
	PASTE_QUIT,   /* q */
	PASTE_DEVICE, /* d */
	PASTE_HELP,   /* ?, help */
	PASTE_ANSWER, /* a redirect's query, with the login's state */
	PASTE_CODE,   /* what may be a code */
	/* The rest is no answer: paste_words() tells the person why. */
	PASTE_OTHER,	   /* a redirect's query, but not of this login */
	PASTE_OTHER_STATE, /* a code with another login's state */
	PASTE_OWN_URL,	   /* the address to open, or a part of it */
	PASTE_USER_CODE,
	PASTE_URL, /* an address that brings nothing */
	PASTE_SHORT,
	PASTE_WORDS, /* blanks, or characters that no code has */
};

/* What people and programs put around what they show. */
#define PASTE_WRAPPERS " \"'<>`()[]{},;"

#endif
