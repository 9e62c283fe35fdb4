/*
 * a_form.h - for the units of a token's forms: what one looks like
 */
#ifndef A_FORM_H
#define A_FORM_H

#include "scratch.h"

/* A token of LINES, as a credential has them, in FORMAT; NULL: it cannot. */
struct form_case {
	const char *lines, *format, *text;
};

static inline void
assert_forms(const struct form_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct lanyard_credential *c = scratch_request(cases[i].lines);
		char *text = NULL;

		print_message("# %s\n", cases[i].format);
		assert_int_equal(
		    lanyard_token_format(c, cases[i].format, NULL, &text),
		    cases[i].text != NULL ? LANYARD_OK : LANYARD_ERR_ARGUMENT);
		if (cases[i].text != NULL)
			assert_string_equal(text, cases[i].text);
		else
			assert_null(text);
		lanyard_text_free(&text);
		lanyard_credential_free(&c);
	}
}

#endif
