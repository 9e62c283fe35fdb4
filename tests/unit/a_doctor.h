/*
 * a_doctor.h - who listens to findings, as text
 */
#ifndef A_DOCTOR_H
#define A_DOCTOR_H

#include "scratch.h"

#include "base/buf.h"

/* "WHAT LOGIN: TEXT", or "WHAT LOGIN! TEXT; NEXT" of a fault, a line each. */
static struct buf a_doctor_heard;

static inline enum lanyard_error
a_doctor_hear(void *context, const struct lanyard_finding *finding)
{
	(void)context;
	return buf_printf(&a_doctor_heard, "%s %s%c %s; %s\n", finding->what,
	    finding->login != NULL ? finding->login : "-",
	    finding->is_fault ? '!' : ':', finding->text,
	    finding->next != NULL ? finding->next : "-");
}

/* What git's own configuration is, as TEXT. */
static inline void
a_doctor_git(const struct scratch *s, const char *text)
{
	const char *path = scratch_path(s, "gitconfig");

	scratch_write(path, text, 0, 0600);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", path, 1), 0);
	assert_int_equal(setenv("GIT_CONFIG_NOSYSTEM", "1", 1), 0);
}

/* Of TARGET, or of all: what was heard, lent until the next call. */
static inline const char *
a_doctor_check(struct lanyard_session *session, const char *target,
    enum lanyard_error expected)
{
	buf_clear(&a_doctor_heard);
	buf_init(&a_doctor_heard, 65536);
	assert_int_equal(
	    lanyard_check(session, target, a_doctor_hear, NULL), expected);
	return buf_text(&a_doctor_heard);
}

/* TEXT has PART; else what there is is shown. */
static inline void
a_doctor_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("no \"%s\" in:\n%s", part, text);
}

#endif
