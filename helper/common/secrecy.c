/*
 * secrecy.c - a process that holds secrets, and what others may see of it
 */
#include "secrecy.h"

#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

void
secrecy_begin(void)
{
#ifdef __linux__
	const char *traceable = getenv("LANYARD_TRACEABLE");

	if (traceable != NULL && strcmp(traceable, "1") == 0)
		return;
	/* It fails on no kernel that we could run on. */
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
