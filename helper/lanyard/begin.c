/*
 * begin.c - what to do first, where no login is there
 */
#include <stdio.h>

#include "common/report.h"
#include "verbs.h"

static enum lanyard_error
count(void *context, const struct lanyard_state *state)
{
	(void)state;
	++*(size_t *)context;
	return LANYARD_OK;
}

void
begin_show(const struct lanyard_session *session)
{
	const char *path = lanyard_session_config_path(session);

	if (path[0] == '\0')
		return;
	fprintf(stderr,
	    "lanyard: no login is configured yet\n"
	    "lanyard: run: lanyard setup https://HOST\n"
	    "lanyard: or write %s yourself, for example\n"
	    "  logins = {\n"
	    "    work = {\n"
	    "      url       = [ \"https://gitlab.example.com\" ];\n"
	    "      issuer    = \"https://gitlab.example.com\";\n"
	    "      client_id = \"as registered there\";\n"
	    "      basic_username = \"oauth2\";\n"
	    "    };\n"
	    "  };\n"
	    "lanyard: then run: git config --global credential.helper lanyard\n"
	    "lanyard: lanyard.conf(5) has what else a login may need\n",
	    path);
}

int
verb_none(struct lanyard_session *session, char *const *arguments)
{
	size_t logins = 0;
	enum lanyard_error r = lanyard_each(session, 0, count, &logins);

	(void)arguments;
	if (r == LANYARD_OK && logins == 0)
		begin_show(session);
	else
		(void)report_session(session, r);
	return EXIT_USAGE;
}
