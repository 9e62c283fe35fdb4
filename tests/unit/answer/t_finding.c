/*
 * t_finding.c - what was found where something may be amiss
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "answer/finding.h"

static char told[1024];
static enum lanyard_error result;

static enum lanyard_error
take(void *context, const struct lanyard_finding *finding)
{
	size_t size = strlen(told);

	assert_ptr_equal(context, told);
	(void)snprintf(told + size, sizeof(told) - size, "%s|%s|%d|%s|%s\n",
	    finding->what, finding->login != NULL ? finding->login : "-",
	    finding->is_fault, finding->text,
	    finding->next != NULL ? finding->next : "-");
	return result;
}

static void
tells_good_and_bad(void **state)
{
	struct findings findings = {take, told, LANYARD_OK};
	struct error error = {0};

	(void)state;
	told[0] = '\0';
	result = LANYARD_OK;
	finding_good(&findings, "git", NULL, "version %d", 2);
	error_set(&error, LANYARD_ERR_STORE, "it is gone");
	finding_fault(&findings, "store", "work", &error);
	error_hint(&error, "look");
	finding_fault(&findings, "store", "work", &error);
	assert_string_equal(told, "git|-|0|version 2|-\n"
				  "store|work|1|it is gone|-\n"
				  "store|work|1|it is gone|look\n");
	assert_int_equal(findings.result, LANYARD_OK);
}

static void
tells_no_more_after_another_result(void **state)
{
	struct findings findings = {take, told, LANYARD_OK};

	(void)state;
	told[0] = '\0';
	result = LANYARD_ERR_UNKNOWN_LOGIN;
	finding_good(&findings, "a", NULL, "x");
	result = LANYARD_OK;
	finding_good(&findings, "b", NULL, "x");
	assert_string_equal(told, "a|-|0|x|-\n");
	assert_int_equal(findings.result, LANYARD_ERR_UNKNOWN_LOGIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_good_and_bad),
	    cmocka_unit_test(tells_no_more_after_another_result),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
