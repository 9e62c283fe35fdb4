/*
 * t_certificate.c - certificate.h: which CA certificates count, and why one was
 * refused; with certificates and phrases of openssl(1)'s own
 */
#include "scratch.h"

#include "base/limits.h"
#include "net/http/certificate.h"
#include "os/child.h"

/* The least that passes for a certificate. */
#define PEM	"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"
#define UNKNOWN "who issued it is not known here"
#define NEITHER "it cannot be verified"

/* What COMMAND prints, run by sh(1) in the scratch folder; its status. */
static int
run(const struct scratch *s, const char *command, char *text, size_t size)
{
	char script[4 * SCRATCH_PATH];
	const char *argv[] = {"sh", "-c", script, NULL};
	struct buf output;
	int status = -1;

	scratch_print(script, sizeof(script), "exec 2>&1; cd '%s' && %s",
	    s->path, command);
	buf_init(&output, 65536);
	assert_int_equal(
	    child_run(argv, NULL, 60000, &output, &status), LANYARD_OK);
	scratch_print(text, size, "%s", buf_text(&output));
	buf_clear(&output);
	return status;
}

static void
make_authority(const struct scratch *s, const char *name)
{
	char command[512], text[65536];

	scratch_print(command, sizeof(command),
	    "openssl req -x509 -newkey ec -pkeyopt "
	    "ec_paramgen_curve:prime256v1 -nodes -batch -days 2 "
	    "-subj '/CN=%s' -keyout %s.key -out %s.pem",
	    name, name, name);
	if (run(s, command, text, sizeof(text)) != 0)
		fail_msg("%s", text);
}

static void
heeds_the_environment_as_curl_does(void **state)
{
	static const struct {
		const char *curl, *ssl, *path; /* NULL: unset */
	} cases[] = {
	    {NULL, NULL, NULL},
	    {"/c", NULL, "/c"},
	    {NULL, "/s", "/s"},
	    {"/c", "/s", "/c"},
	    {"", "/s", "/s"},
	    {"", "", NULL},
	    {"/c", "", "/c"},
	};

	const char *name, *path;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		unsetenv("CURL_CA_BUNDLE");
		unsetenv("SSL_CERT_FILE");
		if (cases[i].curl != NULL)
			setenv("CURL_CA_BUNDLE", cases[i].curl, 1);
		if (cases[i].ssl != NULL)
			setenv("SSL_CERT_FILE", cases[i].ssl, 1);
		name = certificate_environment(&path);
		if (cases[i].path == NULL) {
			assert_null(name);
			assert_null(path);
			continue;
		}
		assert_string_equal(path, cases[i].path);
		assert_string_equal(
		    name, path[1] == 'c' ? "CURL_CA_BUNDLE" : "SSL_CERT_FILE");
	}
	unsetenv("CURL_CA_BUNDLE");
	unsetenv("SSL_CERT_FILE");
}

/* The system's count beside those of ca_file, line feed or not. */
static void
adds_to_the_systems(void **state)
{
	const struct scratch *s = *state;
	const char *system = scratch_path(s, "system");
	const char *both = scratch_path(s, "both");
	char pem[16384], text[4096];
	struct error error = {0};
	struct buf buf;

	make_authority(s, "first");
	make_authority(s, "second");
	scratch_print(
	    pem, sizeof(pem), "%s", scratch_read(scratch_path(s, "first.pem")));
	scratch_write(system, pem, strlen(pem) - 1, 0600);
	buf_init(&buf, LIMIT_CONFIG);
	assert_int_equal(certificate_load(&buf, system, "ca_file",
			     scratch_path(s, "second.pem"), &error),
	    LANYARD_OK);
	scratch_write(both, buf_text(&buf), 0, 0600);
	buf_clear(&buf);
	if (run(s,
		"openssl verify -CAfile both first.pem && "
		"openssl verify -CAfile both second.pem",
		text, sizeof(text)) != 0)
		fail_msg("%s", text);
	assert_int_not_equal(run(s, "openssl verify -CAfile system second.pem",
				 text, sizeof(text)),
	    0);
}

static void
needs_the_ca_file_only(void **state)
{
	const struct scratch *s = *state;
	const char *ca = scratch_path(s, "ca");
	const char *const systems[] = {NULL, "/nonexistent/ca", s->path};
	struct error error = {0};
	char expected[SCRATCH_PATH + 64];
	struct buf buf;

	scratch_write(ca, PEM, 0, 0600);
	for (size_t i = 0; i < COUNT(systems); i++) {
		buf_init(&buf, 100);
		assert_int_equal(
		    certificate_load(&buf, systems[i], "ca_file", ca, &error),
		    LANYARD_OK);
		assert_string_equal(buf_text(&buf), "\n" PEM);
		assert_int_equal(error.code, LANYARD_OK);
		buf_clear(&buf);
	}
	buf_init(&buf, 100);
	assert_int_equal(unlink(ca), 0);
	assert_int_equal(certificate_load(&buf, NULL, "the key", ca, &error),
	    LANYARD_ERR_CONFIG);
	assert_int_equal(error.errnum, ENOENT);
	scratch_print(
	    expected, sizeof(expected), "cannot read the key %s: ", ca);
	assert_memory_equal(error.message, expected, strlen(expected));
	assert_int_equal(
	    certificate_load(&buf, NULL, "the key", s->path, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is a folder, not a file"));
	buf_clear(&buf);
}

/* None of these is waited for, and none has an end. */
static void
reads_files_only(void **state)
{
	static const struct {
		const char *path, *what;
	} cases[] = {
	    {"fifo", "is a named pipe, not a file"},
	    {"to-fifo", "is a named pipe, not a file"},
	    {"folder", "is a folder, not a file"},
	    {"/dev/zero", "is a device, not a file"},
	    {"dangling", "No such file"},
	    {"loop", "Too many levels"},
	};
	const struct scratch *s = *state;

	assert_int_equal(mkfifo(scratch_path(s, "fifo"), 0600), 0);
	assert_int_equal(symlink("fifo", scratch_path(s, "to-fifo")), 0);
	assert_int_equal(mkdir(scratch_path(s, "folder"), 0700), 0);
	assert_int_equal(symlink("none", scratch_path(s, "dangling")), 0);
	assert_int_equal(symlink("loop", scratch_path(s, "loop")), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *path = cases[i].path;
		struct error error = {0};
		struct buf buf;

		if (*path != '/')
			path = scratch_path(s, path);
		buf_init(&buf, 100);
		assert_int_equal(
		    certificate_load(&buf, path, "the key", path, &error),
		    LANYARD_ERR_CONFIG);
		if (strstr(error.message, cases[i].what) == NULL)
			fail_msg("%s: %s", path, error.message);
		assert_non_null(strstr(error.message, "the key"));
		buf_clear(&buf);
	}
}

/* Of a file that is no list of certificates, the name and the next command. */
static void
says_what_is_no_list(void **state)
{
	static const struct {
		const char *text, *message, *hint;
	} cases[] = {
	    {"a text\n", "there is no certificate in it (PEM)",
		"openssl x509 -noout -subject -in '"},
	    {"0\x82\x01\x02\x30\x82",
		"there is no certificate in it (PEM): it is DER, not PEM",
		"openssl x509 -inform DER -out ca.pem -in '"},
	    {"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
		"there is no certificate in it (PEM): it is a private key",
		"name the file that has the certificate of the authority"},
	    {" " PEM, "stands on no lines of its own",
		"openssl x509 -noout -subject -in '"},
	    {"-----BEGIN CERTIFICATE-----\nMAA=\n", "it is cut short",
		"openssl x509 -noout -subject -in '"},
	    {"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
		"a certificate in it is damaged",
		"openssl x509 -noout -subject -in '"},
	    {"\xef\xbb\xbf" PEM, NULL, NULL},
	};
	const struct scratch *s = *state;
	const char *ca = scratch_path(s, "ca");

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		enum lanyard_error r;
		struct buf buf;

		scratch_write(ca, cases[i].text, 0, 0600);
		buf_init(&buf, 1000);
		r = certificate_load(&buf, NULL, "the key", ca, &error);
		if (cases[i].message == NULL) {
			assert_int_equal(r, LANYARD_OK);
			assert_string_equal(buf_text(&buf), "\n\n\n\n" PEM);
		} else {
			assert_int_equal(r, LANYARD_ERR_CONFIG);
			assert_memory_equal(error.message, "the key /", 9);
			assert_non_null(strstr(error.message, ca));
			assert_non_null(
			    strstr(error.message, cases[i].message));
			assert_memory_equal(
			    error.hint, cases[i].hint, strlen(cases[i].hint));
		}
		buf_clear(&buf);
	}
}

static void
has_a_limit(void **state)
{
	const struct scratch *s = *state;
	const char *ca = scratch_path(s, "ca");
	struct error error = {0};
	struct buf buf;

	for (size_t limit = strlen(PEM); limit <= strlen(PEM) + 1; limit++) {
		scratch_write(ca, PEM, 0, 0600);
		buf_init(&buf, limit);
		assert_int_equal(
		    certificate_load(&buf, NULL, "the key", ca, &error),
		    limit == strlen(PEM) ? LANYARD_ERR_CONFIG : LANYARD_OK);
		buf_clear(&buf);
	}
	assert_non_null(strstr(error.message, "the key "));
	assert_non_null(strstr(error.message, "is too large"));
	assert_non_null(strstr(error.message, ca));
}

static void
says_why_in_plain_words(void **state)
{
	static const struct {
		const char *detail, *meaning;
	} cases[] = {
	    {"SSL certificate problem: certificate has expired",
		"it has expired"},
	    {"SSL certificate problem: unable to get local issuer certificate",
		UNKNOWN},
	    {"SSL certificate problem: self-signed certificate", UNKNOWN},
	    {"SSL certificate problem: self signed certificate in certificate "
	     "chain",
		UNKNOWN},
	    {"SSL: no alternative certificate subject name matches target host "
	     "name 'x'",
		"it is for another host"},
	    {"SSL: certificate subject name (x) does not match target host "
	     "name 'y'",
		"it is for another host"},
	    {"SSL certificate problem: certificate revoked", "it was revoked"},
	    {"SSL certificate problem: EE certificate key too weak",
		"its key is too weak"},
	    {"something else", NEITHER},
	    {"", NEITHER},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		char expected[512];

		assert_int_equal(
		    certificate_refused("h.org:8443", cases[i].detail, &error),
		    LANYARD_ERR_NETWORK);
		assert_int_equal(error.code, LANYARD_ERR_NETWORK);
		scratch_print(expected, sizeof(expected),
		    "the certificate of h.org:8443 is refused: %s (%s)",
		    cases[i].meaning, cases[i].detail);
		assert_string_equal(error.message, expected);
		/* Only there ca_file would help. */
		assert_int_equal(strstr(error.hint, "ca_file") != NULL,
		    strcmp(cases[i].meaning, UNKNOWN) == 0);
	}
	assert_int_equal(
	    certificate_refused("h", "x", NULL), LANYARD_ERR_NETWORK);
}

/* The phrases of the OpenSSL that is installed. */
static void
knows_openssls_phrases(void **state)
{
	static const struct {
		const char *options, *meaning;
	} cases[] = {
	    {"-attime 86400 -CAfile first.pem",
		"it is not valid yet: is the clock right?"},
	    {"-attime 9999999999 -CAfile first.pem", "it has expired"},
	    {"-CAfile second.pem", UNKNOWN},
	};
	const struct scratch *s = *state;

	make_authority(s, "first");
	make_authority(s, "second");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		char command[256], text[4096], *phrase;

		scratch_print(command, sizeof(command),
		    "openssl verify %s first.pem", cases[i].options);
		assert_int_not_equal(run(s, command, text, sizeof(text)), 0);
		phrase = strstr(text, "lookup: ");
		if (phrase == NULL)
			fail_msg("%s", text);
		phrase[strcspn(phrase, "\n")] = '\0';
		certificate_refused("h", phrase, &error);
		if (strstr(error.message, cases[i].meaning) == NULL)
			fail_msg("%s", error.message);
	}
}

static void
knows_when_one_is_over(void **state)
{
	static const struct {
		const char *text;
		int64_t end;
	} cases[] = {
	    {"Nov 28 19:03:00 2027 GMT", 1827428580},
	    {" Nov 28 19:03:00 2027 GMT", 1827428580},
	    {"2027-11-28 19:03:00 GMT", 1827428580},
	    {"Jan  1 00:00:00 2030 GMT", 1893456000},
	    {"", 0},
	    {"soon", 0},
	    {"Foo 28 19:03:00 2027 GMT", 0},
	    {"Nov 31 19:03:00 2027 GMT", 0},
	    {"Nov 28 2027", 0},
	    {"2027-11-28", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(certificate_end(cases[i].text), cases[i].end);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(heeds_the_environment_as_curl_does),
	    SCRATCH_TEST(adds_to_the_systems),
	    SCRATCH_TEST(needs_the_ca_file_only),
	    SCRATCH_TEST(reads_files_only),
	    SCRATCH_TEST(says_what_is_no_list),
	    SCRATCH_TEST(has_a_limit),
	    cmocka_unit_test(says_why_in_plain_words),
	    cmocka_unit_test(knows_when_one_is_over),
	    SCRATCH_TEST(knows_openssls_phrases),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
