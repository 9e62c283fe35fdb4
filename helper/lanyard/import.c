/*
 * import.c - a login on stdin, from another machine
 */
#include <stdlib.h>
#include <unistd.h>

#include "common/presence.h"
#include "common/report.h"
#include "input.h"
#include "options.h"
#include "usage.h"
#include "verbs.h"

#define TEXT_SIZE ((4U << 20) + 1) /* one more than a record may have */

static int
import(struct lanyard_session *session, const char *name, bool force)
{
	char *text = calloc(1, TEXT_SIZE);
	size_t size = 0;
	int status;

	if (text == NULL)
		return report_memory();
	if (presence_foreground(STDIN_FILENO))
		report_notice("reads a login, as lanyard export prints it");
	status = input_read("a login", text, TEXT_SIZE, &size);
	if (status == EXIT_DONE)
		status = report_session(
		    session, lanyard_import(session, text, size, name, force));
	input_wipe(text, size);
	free(text);
	return status;
}

static int
undo(struct lanyard_session *session, const char *target)
{
	enum lanyard_error r = lanyard_import_undo(session, target);

	if (r == LANYARD_OK && presence_foreground(STDERR_FILENO))
		report_notice("the login is used here again, and must not be "
			      "where it was moved to");
	return report_session(session, r);
}

int
verb_import(struct lanyard_session *session, char *const *arguments)
{
	const char *name = NULL;
	bool force = false, back = false;
	const struct option options[] = {
	    {"--name", &name, NULL},
	    {"--force", NULL, &force},
	    {"--undo", NULL, &back},
	    {NULL, NULL, NULL},
	};
	struct words words;
	int status = options_parse("import", arguments, options, &words);

	if (status != EXIT_DONE)
		return status;
	if (words.more || back != (words.first != NULL) ||
	    (back && (words.first[0] == '\0' || name != NULL || force)) ||
	    (name != NULL && name[0] == '\0'))
		return usage_of("import");
	return back ? undo(session, words.first) : import(session, name, force);
}
