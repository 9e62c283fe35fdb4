/*
 * doctor.c - the verb that looks for what is amiss
 */
#include "doctor.h"

#include <stdio.h>
#include <unistd.h>

#include "common/colour.h"
#include "common/report.h"
#include "options.h"
#include "usage.h"
#include "verbs.h"

static int
run(struct doctor *doctor, const char *target, bool opened)
{
	enum lanyard_error r;

	r = lanyard_check(doctor->session, target, doctor_tell, doctor);
	if (r == LANYARD_OK)
		r = doctor_half(doctor);
	/* Without store or configuration there are no logins to look at. */
	if (r == LANYARD_OK && opened && !doctor->is_unreadable)
		r = doctor_logins(doctor, target);
	/* A record, or the store, that cannot be read was told. */
	if (r == LANYARD_ERR_STORE && doctor->store_told)
		r = LANYARD_OK;
	doctor_end(doctor);
	if (fflush(stdout) != 0) {
		report_error("stdout could not be written", NULL);
		return EXIT_FAILED;
	}
	if (r != LANYARD_OK)
		return report_session(doctor->session, r);
	return doctor->faults != 0 ? EXIT_FAILED : EXIT_DONE;
}

static int
look(struct lanyard_session *session, char *const *arguments, bool opened)
{
	struct doctor doctor = {.session = session};
	const struct option options[] = {
	    {"--json", NULL, &doctor.json},
	    {NULL, NULL, NULL},
	};
	struct words words;
	int status = options_parse("doctor", arguments, options, &words);

	if (status != EXIT_DONE)
		return status;
	if (words.more || (words.first != NULL && words.first[0] == '\0'))
		return options_wrong_words("doctor", &words, true);
	doctor.coloured = colour_is_wanted(STDOUT_FILENO);
	return run(&doctor, words.first, opened);
}

int
verb_doctor(struct lanyard_session *session, char *const *arguments)
{
	return look(session, arguments, true);
}

int
verb_doctor_unopened(struct lanyard_session *session, char *const *arguments)
{
	return look(session, arguments, false);
}
