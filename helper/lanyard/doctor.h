/*
 * doctor.h - what lanyard doctor finds, and how it says so
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "lanyard.h"

struct doctor {
	struct lanyard_session *session;
	bool json;
	bool coloured;
	size_t found; /* how many findings there were */
	size_t faults;
	char line[256];	    /* the login of a line that may go on, or "" */
	bool aloud;	    /* the next good finding has a line of its own */
	bool is_unreadable; /* the configuration */
	bool store_told;    /* what is wrong with the store, or a record */
};

/*
 * Print a finding, of the library's or of our own: one line, and for a fault
 * what mends it; a function for lanyard_check(). LANYARD_OK.
 */
enum lanyard_error doctor_tell(
    void *context, const struct lanyard_finding *finding);

/* What comes behind the last finding. */
void doctor_end(struct doctor *doctor);

/* Is our other half where we look, and can it be run? doctor_here.c */
enum lanyard_error doctor_half(struct doctor *doctor);

/* LOGIN needs a person: may one be asked here? doctor_here.c */
enum lanyard_error doctor_person(struct doctor *doctor, const char *login);

/*
 * The logins (TARGET, or all where that is NULL): what is stored of them, and
 * what their servers say. doctor_logins.c
 */
enum lanyard_error doctor_logins(struct doctor *doctor, const char *target);

#endif
