/*
 * check.c - what a login needs on this machine, looked at
 */
#include <string.h>

#include "answer/check_git.h"
#include "answer/check_patterns.h"
#include "answer/check_programs.h"
#include "answer/check_store.h"
#include "answer/check_variables.h"
#include "answer/finding.h"
#include "answer/local_files.h"
#include "session/entry.h"
#include "session/search.h"

/* A login's own files are its configuration's, too. */
static enum lanyard_error
check_files(struct findings *findings, const struct login *login)
{
	struct error error = {0};

	if (local_files_check(login, &error) == LANYARD_ERR_MEMORY)
		return LANYARD_ERR_MEMORY;
	if (error.code != LANYARD_OK)
		finding_fault(findings, "configuration", login->name, &error);
	return findings->result;
}

static enum lanyard_error
check_one(struct lanyard_session *session, struct findings *findings,
    const struct login *login, struct check_git *git)
{
	enum lanyard_error r = check_files(findings, login);

	if (r == LANYARD_OK)
		r = check_git_login(session, findings, login, git);
	return r;
}

static enum lanyard_error
check_all(struct lanyard_session *session, struct findings *findings,
    struct check_git *git)
{
	const struct config *config = session->config;
	enum lanyard_error r = check_patterns(session, findings, NULL);

	for (size_t i = 0; r == LANYARD_OK && i < config->count; i++)
		r = check_one(session, findings, &config->logins[i], git);
	return r;
}

/* A record that cannot be read was told where the store was looked at. */
static enum lanyard_error
check_target(struct lanyard_session *session, const char *target,
    struct findings *findings, struct check_git *git)
{
	struct entry entry;
	enum lanyard_error r;

	session->command = "doctor";
	entry_init(&entry);
	r = search_target(&entry, session, target);
	if (r == LANYARD_ERR_STORE && entry.login != NULL) {
		error_clear(&session->error);
		r = LANYARD_OK;
	}
	if (r == LANYARD_OK)
		r = check_patterns(session, findings, entry.login->name);
	if (r == LANYARD_OK)
		r = check_one(session, findings, entry.login, git);
	entry_clear(&entry);
	return r;
}

static enum lanyard_error
check_logins(struct lanyard_session *session, const char *target,
    struct findings *findings, struct check_git *git)
{
	return target == NULL ? check_all(session, findings, git)
			      : check_target(session, target, findings, git);
}

/* False: it must be mended before anything else can be looked at. */
static bool
check_config(struct lanyard_session *session, struct findings *findings)
{
	size_t count;

	if (session_config(session) != LANYARD_OK) {
		finding_fault(findings, "configuration", NULL, &session->error);
		return false;
	}
	count = session->config->count;
	if (count != 0)
		finding_good(findings, "configuration", NULL, "%s, %zu login%s",
		    session->config_path, count, count == 1 ? "" : "s");
	return true;
}

enum lanyard_error
lanyard_check(struct lanyard_session *session, const char *target,
    enum lanyard_error (*function)(
	void *context, const struct lanyard_finding *finding),
    void *context)
{
	struct findings findings = {function, context, LANYARD_OK};
	const struct error opened = session->error;
	enum lanyard_error r;
	bool readable;
	struct check_git git = {.of_all = target == NULL};

	/* A session that lacked memory at its opening has nothing to look at.
	 */
	if (session->store == NULL && opened.code == LANYARD_ERR_MEMORY)
		return opened.code;
	error_clear(&session->error);
	session->only_looks = true;
	check_variables(session, &findings);
	check_programs(session, &findings);
	readable = check_config(session, &findings);
	if (session->store == NULL)
		finding_fault(&findings, "store", NULL, &opened);
	else
		check_store(session, &findings);
	error_clear(&session->error);
	if (findings.result == LANYARD_OK)
		check_git(&findings, &git);
	r = findings.result;
	if (r == LANYARD_OK && readable && session->store != NULL)
		r = check_logins(session, target, &findings, &git);
	return r == LANYARD_ERR_MEMORY ? error_memory(&session->error) : r;
}
