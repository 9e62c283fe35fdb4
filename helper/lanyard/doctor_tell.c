/*
 * doctor_tell.c - a finding, for people and for programs
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "common/colour.h"
#include "doctor.h"
#include "visible.h"

/* Before the texts, which begin in one column. */
#define WHAT_WIDTH 14

static void
end_line(struct doctor *doctor)
{
	if (doctor->line[0] != '\0')
		putchar('\n');
	doctor->line[0] = '\0';
}

static void
print_head(const struct doctor *doctor, const struct lanyard_finding *finding)
{
	enum colour colour = finding->is_fault ? COLOUR_BAD : COLOUR_GOOD;

	printf("%s%-6s%s%-*s ", colour_begin(colour, doctor->coloured),
	    finding->is_fault ? "fault" : "ok",
	    colour_end(colour, doctor->coloured), WHAT_WIDTH, finding->what);
	if (finding->login != NULL) {
		visible_print(finding->login, INT_MAX);
		fputs(": ", stdout);
	}
	visible_print(finding->text, INT_MAX);
}

/* All that is well with a login is one line: the rest of it by name only. */
static void
print_good(struct doctor *doctor, const struct lanyard_finding *finding)
{
	const char *login = finding->login;

	if (login != NULL && !doctor->aloud &&
	    strcmp(doctor->line, login) == 0) {
		printf("; %s", finding->what);
		return;
	}
	end_line(doctor);
	print_head(doctor, finding);
	if (login != NULL && !doctor->aloud &&
	    strlen(login) < sizeof(doctor->line))
		memcpy(doctor->line, login, strlen(login) + 1);
	else
		putchar('\n');
}

static void
print_text(struct doctor *doctor, const struct lanyard_finding *finding)
{
	if (!finding->is_fault) {
		print_good(doctor, finding);
		return;
	}
	end_line(doctor);
	print_head(doctor, finding);
	putchar('\n');
	if (finding->next == NULL)
		return;
	printf("%-6snext: ", "");
	visible_print(finding->next, INT_MAX);
	putchar('\n');
}

static enum lanyard_error
print_member(const char *name, const char *text, bool first)
{
	enum lanyard_error r;
	char *json;

	if (text == NULL)
		return LANYARD_OK;
	if ((r = lanyard_json_string(text, &json)) != LANYARD_OK)
		return r;
	printf("%s\"%s\":%s", first ? "{" : ",", name, json);
	lanyard_text_free(&json);
	return LANYARD_OK;
}

static enum lanyard_error
print_json(const struct doctor *doctor, const struct lanyard_finding *finding)
{
	enum lanyard_error r;

	fputs(doctor->found == 0 ? "[\n" : ",\n", stdout);
	if ((r = print_member("what", finding->what, true)) != LANYARD_OK ||
	    (r = print_member("login", finding->login, false)) != LANYARD_OK ||
	    (r = print_member("text", finding->text, false)) != LANYARD_OK ||
	    (r = print_member("next", finding->next, false)) != LANYARD_OK)
		return lanyard_session_fail(
		    doctor->session, r, lanyard_strerror(r), NULL);
	printf(",\"fault\":%s}", finding->is_fault ? "true" : "false");
	return LANYARD_OK;
}

enum lanyard_error
doctor_tell(void *context, const struct lanyard_finding *finding)
{
	struct doctor *doctor = context;
	enum lanyard_error r = LANYARD_OK;

	if (doctor->json)
		r = print_json(doctor, finding);
	else
		print_text(doctor, finding);
	doctor->aloud = false;
	doctor->found++;
	doctor->faults += finding->is_fault;
	doctor->store_told |=
	    finding->is_fault && strcmp(finding->what, "store") == 0;
	doctor->is_unreadable |= finding->is_fault && finding->login == NULL &&
				 strcmp(finding->what, "configuration") == 0;
	return r;
}

void
doctor_end(struct doctor *doctor)
{
	end_line(doctor);
	if (doctor->json)
		puts(doctor->found != 0 ? "\n]" : "[]");
	else if (doctor->faults != 0)
		printf("%zu %s\n", doctor->faults,
		    doctor->faults == 1 ? "fault" : "faults");
	else
		puts("all is well");
}
