/*
 * f_seal.c - a sealed text (XChaCha20-Poly1305): what was not sealed does not
 * open, and what was altered in one byte does not either
 */
#include "base/seal.h"
#include "fuzz.h"

static const unsigned char key[SEAL_KEY_SIZE] = {1, 2, 3};

static void
opens_only_what_was_sealed(const uint8_t *data, size_t size)
{
	struct buf plain, sealed, opened, context;
	size_t at;

	fuzz_buf(&plain, data, size);
	fuzz_buf(&context, (const uint8_t *)"login", 5);
	buf_init(&sealed, size * 2 + 256);
	buf_init(&opened, size + 256);
	hold(seal_close(&sealed, key, &context, &plain) == LANYARD_OK);
	hold(
	    seal_open(&opened, key, &context, buf_text(&sealed)) == LANYARD_OK);
	hold(opened.size == size &&
	     (size == 0 || memcmp(opened.data, data, size) == 0));
	at = size == 0 ? 0 : data[0] % sealed.size;
	sealed.data[at] = sealed.data[at] == 'A' ? 'B' : 'A';
	hold(
	    seal_open(&opened, key, &context, buf_text(&sealed)) != LANYARD_OK);
	buf_clear(&plain);
	buf_clear(&sealed);
	buf_clear(&opened);
	buf_clear(&context);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf opened, context;
	char *text = fuzz_text(data, size);

	buf_init(&opened, size + 1);
	fuzz_buf(&context, (const uint8_t *)"login", 5);
	hold(seal_open(&opened, key, &context, text) != LANYARD_OK);
	buf_clear(&opened);
	buf_clear(&context);
	free(text);
	opens_only_what_was_sealed(data, size);
	return 0;
}
