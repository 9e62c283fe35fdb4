/*
 * t_local_files.c - the files of this machine that a configuration names
 */
#include "scratch.h"

#include "answer/local_files.h"

#define PEM(name) "-----" name " CERTIFICATE-----\n"

static void
finds_what_is_wrong(void **state)
{
	static const struct {
		bool certificates;
		const char *content; /* NULL: there is no file */
		mode_t mode;
		const char *message; /* NULL: nothing is wrong */
	} cases[] = {
	    {false, NULL, 0, "client_secret_file: "},
	    {false, "secret\n", 0600, NULL},
	    {false, "secret\n", 0644, "client_secret_file: "},
	    {false, "\n", 0600, "client_secret_file: "},
	    {true, NULL, 0, "ca_file: "},
	    {true, PEM("BEGIN") "MAA=\n" PEM("END"), 0644, NULL},
	    {true, PEM("BEGIN") "x\n" PEM("END"), 0644, "damaged"},
	    {true, PEM("BEGIN") "x\n", 0644, "cut short"},
	    {true, PEM("BEGIN") PEM("END") PEM("BEGIN"), 0644, "cut short"},
	    {true, "x", 0644, "no certificate"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *path = strdup(scratch_path(s, "file"));
		struct error error = {0};
		struct login login;
		enum lanyard_error r;

		login_init(&login);
		*(cases[i].certificates ? &login.ca_file
					: &login.client_secret_file) = path;
		(void)unlink(path);
		if (cases[i].content != NULL) {
			scratch_write(path, cases[i].content, 0, cases[i].mode);
		}
		r = local_files_check(&login, &error);
		if ((r == LANYARD_OK) != (cases[i].message == NULL) ||
		    error.code != r ||
		    (cases[i].message != NULL &&
			(r != LANYARD_ERR_CONFIG ||
			    strstr(error.message, cases[i].message) == NULL ||
			    strstr(error.message, path) == NULL)))
			fail_msg("%zu: %d %s", i, r, error.message);
		login_clear(&login);
	}
}

/* Where there is one file for both it is as secret as the key. */
static void
looks_at_a_client_certificate(void **state)
{
	static const struct {
		const char *certificate, *key; /* NULL: there is no file */
		mode_t certificate_mode, key_mode;
		bool one; /* file for both */
		const char *message;
	} cases[] = {
#define CERT PEM("BEGIN") "MAA=\n" PEM("END")
	    {CERT, "key", 0644, 0600, false, NULL},
	    {CERT, NULL, 0600, 0, true, NULL},
	    {CERT, NULL, 0644, 0, true, "tls_client_cert_file: "},
	    {CERT, NULL, 0644, 0, false, "tls_client_key_file: "},
	    {CERT, "key", 0644, 0644, false, "tls_client_key_file: "},
	    {CERT, "", 0644, 0600, false, "tls_client_key_file: "},
	    {NULL, "key", 0, 0600, false, "tls_client_cert_file: "},
	    {"x", "key", 0644, 0600, false, "no certificate"},
	    {PEM("BEGIN") "x\n", "key", 0644, 0600, false, "cut short"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct login login;
		enum lanyard_error r;

		login_init(&login);
		login.tls_client_cert_file = strdup(scratch_path(s, "crt"));
		(void)unlink(login.tls_client_cert_file);
		if (cases[i].certificate != NULL)
			scratch_write(login.tls_client_cert_file,
			    cases[i].certificate, 0, cases[i].certificate_mode);
		if (!cases[i].one)
			login.tls_client_key_file =
			    strdup(scratch_path(s, "key"));
		(void)unlink(scratch_path(s, "key"));
		if (cases[i].key != NULL)
			scratch_write(scratch_path(s, "key"), cases[i].key, 0,
			    cases[i].key_mode);
		r = local_files_check(&login, &error);
		if ((r == LANYARD_OK) != (cases[i].message == NULL) ||
		    (cases[i].message != NULL &&
			strstr(error.message, cases[i].message) == NULL))
			fail_msg("%zu: %d %s", i, r, error.message);
		login_clear(&login);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_what_is_wrong),
	    SCRATCH_TEST(looks_at_a_client_certificate),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
