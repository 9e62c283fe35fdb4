/*
 * t_password_place.c - whose a plain password is
 */
#include "scratch.h"

#include "store/password_place.h"

static void
parse(struct attributes *a, const char *lines)
{
	memset(a, 0, sizeof(*a));
	assert_int_equal(attributes_parse(a, (const unsigned char *)lines,
			     strlen(lines), NULL, NULL, NULL),
	    LANYARD_OK);
}

#define AT(host) "protocol=https\nhost=" host "\n"

static void
fits(void **state)
{
	static const struct {
		const char *pattern, *entry;
		bool fits;
	} cases[] = {
	    {AT("h"), AT("h"), true},
	    {AT("h"), AT("H"), true},
	    {AT("h."), AT("h"), true},
	    {AT("h:"), AT("h:443"), true},
	    {"protocol=HTTPS\nhost=h\n", AT("h"), true},
	    {AT("[2001:DB8:0::1]"), AT("[2001:db8::1]"), true},
	    {AT("h"), AT("i"), false},
	    {AT("h"), AT("h:8"), false},
	    {AT("h"), "protocol=http\nhost=h\n", false},
	    {"protocol=smtp\nhost=h\n", "protocol=smtp\nhost=h:25\n", false},
	    {"protocol=cert\nhost=\n", "protocol=cert\nhost=\n", true},
	    {"protocol=cert\nhost=\n", AT("h"), false},
	    {"protocol=https\n", AT("h"), true},
	    {"host=h\n", AT("H"), false},
	    {"host=h\n", AT("h"), true},
	    {"", AT("h"), true},
	    {AT("h") "username=u\n", AT("h") "username=u\n", true},
	    {AT("h") "username=u\n", AT("h") "username=U\n", false},
	    {AT("h") "username=u\n", AT("h"), false},
	    {AT("h"), AT("h") "username=u\npath=p\n", true},
	    {AT("h") "path=a b\n", AT("h") "path=a b\n", true},
	    {AT("h") "path=a b\n", AT("h") "path=a%20b\n", true},
	    {AT("h") "path=a%20b\n", AT("h") "path=a b\n", false},
	    {AT("h") "path=a\n", AT("h") "path=A\n", false},
	    {AT("h") "path=a\n", AT("h") "path=a/b\n", false},
	    {AT("h") "path=\n", AT("h") "path=a\n", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct attributes pattern, entry;

		parse(&pattern, cases[i].pattern);
		parse(&entry, cases[i].entry);
		if (password_place_fits(&pattern, &entry) != cases[i].fits)
			fail_msg("%s, %s", cases[i].pattern, cases[i].entry);
		attributes_clear(&pattern);
		attributes_clear(&entry);
	}
}

static void
names(void **state)
{
	static const struct {
		const char *request, *file, *written;
	} cases[] = {
	    {AT("h"), "https://h", "https://h"},
	    {AT("H."), "https://h", "https://H."},
	    {AT("h:443"), "https://h", "https://h:443"},
	    {AT("h:80"), "https://h:80", "https://h:80"},
	    {"protocol=HTTP\nhost=h:080\n", "http://h", "HTTP://h:080"},
	    {"protocol=smtp\nhost=h:25\n", "smtp://h:25", "smtp://h:25"},
	    {AT("[::0:1]:8"), "https://[::1]:8", "https://[::0:1]:8"},
	    {"protocol=cert\nhost=\n", "cert://", "cert://"},
	    {AT("No host"), "https://No host", "https://No host"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct attributes request;
		struct buf name;

		parse(&request, cases[i].request);
		buf_init(&name, 100);
		assert_int_equal(
		    password_place_file(&request, &name), LANYARD_OK);
		assert_string_equal(buf_text(&name), cases[i].file);
		buf_reset(&name);
		assert_int_equal(
		    password_place_written(&request, &name), LANYARD_OK);
		assert_string_equal(buf_text(&name), cases[i].written);
		buf_clear(&name);
		attributes_clear(&request);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fits),
	    cmocka_unit_test(names),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
