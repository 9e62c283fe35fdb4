/*
 * f_credential.c - git's credential protocol (git-credential.txt)
 *
 * What was read can be written, and reads as the same again.
 */
#define _GNU_SOURCE /* memfd_create */
#include <sys/mman.h>
#include <unistd.h>

#include "base/attributes.h"
#include "fuzz.h"
#include "git/credential.h"
#include "git/state.h"

static void
writes_what_it_reads(const uint8_t *data, size_t size)
{
	struct attributes one = {0}, two = {0};
	struct error error = {0};
	struct buf text, again;
	size_t used = 0;

	buf_init(&text, SIZE_MAX / 2);
	buf_init(&again, SIZE_MAX / 2);
	if (attributes_parse(&one, data, size, NULL, &used, &error) !=
	    LANYARD_OK) {
		fuzz_is_shown(&error);
		goto out;
	}
	hold(used <= size);
	hold(attributes_write(&one, &text) == LANYARD_OK);
	hold(attributes_parse(&two, text.data != NULL ? text.data : data,
		 text.size, NULL, NULL, &error) == LANYARD_OK);
	hold(attributes_write(&two, &again) == LANYARD_OK);
	hold(text.size == again.size);
	hold(text.size == 0 || memcmp(text.data, again.data, text.size) == 0);
out:
	attributes_clear(&one);
	attributes_clear(&two);
	buf_clear(&text);
	buf_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	struct lanyard_credential *credential = NULL;

	writes_what_it_reads(data, size);
	if (fd < 0 && (fd = memfd_create("request", 0)) < 0)
		return 0;
	if (ftruncate(fd, 0) != 0 ||
	    pwrite(fd, data, size, 0) != (ssize_t)size ||
	    lseek(fd, 0, SEEK_SET) != 0 ||
	    lanyard_credential_new(&credential) != LANYARD_OK)
		return 0;
	if (lanyard_credential_read(credential, fd) == LANYARD_OK) {
		const char *host = lanyard_credential_get(credential, "host");

		hold(host == NULL || strpbrk(host, "\r\n") == NULL);
		(void)credential_is_http(credential);
		(void)credential_can(credential, "authtype");
		(void)credential_token(credential);
		(void)state_is_given(credential);
		(void)state_generation(credential, "work");
	}
	lanyard_credential_free(&credential);
	return 0;
}
