/*
 * t_client_certificate.c - client_certificate.h: who we are to a server that
 * asks by TLS; with words of OpenSSL 3.0 and GnuTLS 3.7
 */
#include "scratch.h"

#include "net/http/client_certificate.h"

static void
write_file(const char *path, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(close(fd), 0);
}

static void
copies_and_forgets(void **state)
{
	struct scratch *s = *state;
	char file[2 * SCRATCH_PATH], key[2 * SCRATCH_PATH];
	struct client_certificate to = {0}, from = {.file = file,
						.key_file = key,
						.type = NULL,
						.key_type = NULL,
						.locked = true,
						.source = "the source"};
	struct error error = {0};

	scratch_print(file, sizeof(file), "%s/c.pem", s->path);
	scratch_print(key, sizeof(key), "%s/k.pem", s->path);
	write_file(file, 0600);
	write_file(key, 0600);
	assert_int_equal(
	    client_certificate_set(&to, &from, &error), LANYARD_OK);
	assert_string_equal(to.file, file);
	assert_ptr_not_equal(to.file, file);
	assert_string_equal(to.key_file, key);
	assert_null(to.type);
	assert_true(to.locked);
	assert_string_equal(to.source, "the source");
	assert_int_equal(secret_set_text(&to.password, "pw"), LANYARD_OK);

	/* Another one in its place, without the first one's password. */
	from.key_file = NULL;
	from.locked = false;
	assert_int_equal(
	    client_certificate_set(&to, &from, &error), LANYARD_OK);
	assert_null(to.key_file);
	assert_false(secret_is_set(&to.password));
	from.file = NULL;
	assert_int_equal(
	    client_certificate_set(&to, &from, &error), LANYARD_OK);
	assert_null(to.file);
	file[0] = '\0'; /* git's word for none */
	from.file = file;
	assert_int_equal(
	    client_certificate_set(&to, &from, &error), LANYARD_OK);
	assert_null(to.file);
	client_certificate_clear(&to);
}

static void
names_what_cannot_be_read(void **state)
{
	static const struct {
		const char *file, *key, *message;
	} rows[] = {
	    {"none", NULL, "none: No such file or directory"},
	    {"c.pem", "none", "none: No such file or directory"},
	    {"pipe", NULL, "pipe is a named pipe"},
	    {"c.pem", "pipe", "pipe is a named pipe"},
	    {".", NULL, "is a folder"},
	};
	struct scratch *s = *state;
	char path[2 * SCRATCH_PATH], other[2 * SCRATCH_PATH];

	scratch_print(path, sizeof(path), "%s/c.pem", s->path);
	write_file(path, 0600);
	scratch_print(path, sizeof(path), "%s/pipe", s->path);
	assert_int_equal(mkfifo(path, 0600), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct client_certificate to = {0}, from = {.file = path,
							.source = "the source"};
		struct error error = {0};

		scratch_print(
		    path, sizeof(path), "%s/%s", s->path, rows[i].file);
		if (rows[i].key != NULL) {
			scratch_print(other, sizeof(other), "%s/%s", s->path,
			    rows[i].key);
			from.key_file = other;
		}
		assert_int_equal(client_certificate_set(&to, &from, &error),
		    LANYARD_ERR_CONFIG);
		if (strstr(error.message, rows[i].message) == NULL ||
		    strstr(error.message, "the source") == NULL)
			fail_msg("%zu: %s", i, error.message);
		client_certificate_clear(&to);
	}
}

static void
says_what_to_do(void **state)
{
	char file[] = "/c.pem";
	struct client_certificate c = {.file = file, .source = "the source"};
	struct error error = {0};

	(void)state;
	assert_int_equal(
	    client_certificate_unusable(&c, "odd", &error), LANYARD_ERR_CONFIG);
	assert_string_equal(
	    error.message, "the certificate of the source cannot be used: odd");
	assert_string_equal(
	    error.hint, "openssl x509 -noout -subject -in '/c.pem'");
	c.locked = true;
	(void)client_certificate_unusable(&c, "odd", &error);
	assert_non_null(strstr(error.hint, "lanyard store"));
	assert_null(strstr(error.hint, "lanyard erase"));
	assert_int_equal(secret_set_text(&c.password, "SECRET"), LANYARD_OK);
	(void)client_certificate_unusable(&c, "odd", &error);
	assert_non_null(strstr(error.hint, "lanyard erase"));
	assert_non_null(strstr(error.hint, "path=/c.pem"));
	assert_null(strstr(error.hint, "SECRET"));
	secret_clear(&c.password);
}

static void
knows_who_wants_one(void **state)
{
	static const struct {
		const char *detail;
		bool wanted;
	} rows[] = {
	    {"OpenSSL SSL_read: OpenSSL/3.0.19: error:0A00045C:SSL "
	     "routines::tlsv13 alert certificate required, errno 0",
		true},
	    {"error:0A000412:SSL routines::sslv3 alert bad certificate", true},
	    {"error:0A000418:SSL routines::tlsv1 alert unknown ca", true},
	    {"GnuTLS recv error (-12): A TLS fatal alert has been received: "
	     "Certificate is required",
		true},
	    {"error:0A000415:SSL routines::sslv3 alert certificate expired",
		true},
	    {"error:0A000414:SSL routines::sslv3 alert certificate revoked",
		true},
	    {"Recv failure: Connection reset by peer", false},
	    {"it is empty", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (client_certificate_is_wanted(rows[i].detail) !=
		    rows[i].wanted)
			fail_msg("%s", rows[i].detail);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		copies_and_forgets, scratch_setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		names_what_cannot_be_read, scratch_setup, scratch_teardown),
	    cmocka_unit_test(says_what_to_do),
	    cmocka_unit_test(knows_who_wants_one),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
