/*
 * finding.h - what was found where something may be amiss
 */
#ifndef FINDING_H
#define FINDING_H

#include "base/error.h"

/* Who is told. */
struct findings {
	enum lanyard_error (*function)(
	    void *context, const struct lanyard_finding *finding);
	void *context;
	enum lanyard_error result; /* of the first call that gave another than
				      LANYARD_OK; then nobody is told more */
};

/* WHAT of LOGIN (NULL: all of them) is as it should be: a text, printf-like. */
void finding_good(struct findings *findings, const char *what,
    const char *login, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Something is wrong: ERROR's message, and its hint is what mends it. */
void finding_fault(struct findings *findings, const char *what,
    const char *login, const struct error *error);

#endif
