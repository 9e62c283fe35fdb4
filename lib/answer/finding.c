/*
 * finding.c - what was found where something may be amiss
 */
#include "answer/finding.h"

#include <stdarg.h>
#include <stdio.h>

static void
tell(struct findings *findings, const struct lanyard_finding *finding)
{
	if (findings->result == LANYARD_OK)
		findings->result =
		    findings->function(findings->context, finding);
}

void
finding_good(struct findings *findings, const char *what, const char *login,
    const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	tell(findings, &(const struct lanyard_finding){
			   .what = what, .login = login, .text = text});
}

void
finding_fault(struct findings *findings, const char *what, const char *login,
    const struct error *error)
{
	tell(
	    findings, &(const struct lanyard_finding){.what = what,
			  .login = login,
			  .is_fault = true,
			  .text = error->message,
			  .next = error->hint[0] != '\0' ? error->hint : NULL});
}
