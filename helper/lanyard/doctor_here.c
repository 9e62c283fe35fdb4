/*
 * doctor_here.c - this installation, and who is here
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/presence.h"
#include "doctor.h"
#include "half.h"

#define TEXT_SIZE 512

static enum lanyard_error
tell(struct doctor *doctor, const char *what, const char *login,
    const char *text, const char *next)
{
	return doctor_tell(doctor, &(const struct lanyard_finding){.what = what,
				       .login = login,
				       .is_fault = true,
				       .text = text,
				       .next = next});
}

enum lanyard_error
doctor_half(struct doctor *doctor)
{
	char path[HALF_PATH], text[2 * TEXT_SIZE];
	const char *program = half_program(path);

	if (program == NULL)
		program = HALF_BUILT_FOR;
	if (access(program, X_OK) == 0)
		return LANYARD_OK;
	(void)snprintf(text, sizeof(text), "%.800s cannot be started: %s",
	    program, strerror(errno));
	return tell(doctor, "installation", NULL, text,
	    "install lanyard's package anew, or make install");
}

enum lanyard_error
doctor_person(struct doctor *doctor, const char *login)
{
	char text[TEXT_SIZE], next[TEXT_SIZE];
	const char *why;

	if (presence_somebody(&why) || why == NULL)
		return LANYARD_OK;
	(void)snprintf(text, sizeof(text),
	    "a login is needed, and %s says that nobody is to be asked", why);
	(void)snprintf(next, sizeof(next),
	    "LANYARD_INTERACTIVE=1 lanyard login %s", login);
	return tell(doctor, "interaction", login, text, next);
}
