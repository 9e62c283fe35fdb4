/*
 * f_record.c - a stored record, a login handed over, a refresh token handed in
 */
#include "answer/import_text.h"
#include "answer/seed_given.h"
#include "answer/seed_text.h"
#include "fuzz.h"
#include "login/lines.h"
#include "login/match.h"
#include "login/record.h"

static void
reads_a_record(const struct buf *text)
{
	struct record record;
	struct login login;
	struct error error = {0};
	struct buf again;

	record_init(&record);
	login_init(&login);
	buf_init(&again, text->size * 2 + 4096);
	if ((record.name = strdup("work")) == NULL)
		exit(0);
	if (record_parse(&record, text, &error) != LANYARD_OK)
		fuzz_is_shown(&error);
	else {
		hold(lines_to_login(&record.attributes, &login) == LANYARD_OK);
		hold(record_write(&record, &again, &error) == LANYARD_OK);
		(void)record_agrees(&record, &login);
	}
	buf_clear(&again);
	login_clear(&login);
	record_clear(&record);
}

static void
takes_an_import(const uint8_t *data, size_t size)
{
	struct record record;
	struct login login;
	struct error error = {0};

	record_init(&record);
	login_init(&login);
	if (import_text_parse(&record, &login, data, size, "work", &error) !=
	    LANYARD_OK)
		fuzz_is_shown(&error);
	login_clear(&login);
	record_clear(&record);
}

static void
takes_a_seed(const uint8_t *data, size_t size)
{
	struct seed_given given;
	struct error error = {0};

	seed_given_init(&given);
	if (seed_text_parse(&given, data, size, 1700000000, &error) !=
	    LANYARD_OK)
		fuzz_is_shown(&error);
	seed_given_clear(&given);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf text;

	fuzz_buf(&text, data, size);
	reads_a_record(&text);
	takes_an_import(data, size);
	takes_a_seed(data, size);
	buf_clear(&text);
	return 0;
}
