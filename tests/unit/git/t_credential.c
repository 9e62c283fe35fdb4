/*
 * t_credential.c - git's request and answer, read and written
 */
#include "scratch.h"

#include "base/limits.h"

#define HANG_S 5

/* A descriptor from which SIZE bytes can be read, and then the end. */
static int
open_bytes(const struct scratch *s, const char *bytes, size_t size)
{
	const char *path = scratch_path(s, "input");
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, bytes, size), size);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static const char *
lines_of(const struct lanyard_credential *credential)
{
	static char text[8192];
	struct buf buf;

	buf_init(&buf, sizeof(text) - 1);
	assert_int_equal(
	    attributes_write(&credential->attributes, &buf), LANYARD_OK);
	scratch_print(text, sizeof(text), "%s", buf_text(&buf));
	buf_clear(&buf);
	return text;
}

#define BYTES(text) (text), sizeof(text) - 1

static void
reads_requests(void **state)
{
	/* LINES NULL: LANYARD_ERR_PROTOCOL, and nothing is left. */
	static const struct {
		const char *bytes;
		size_t size;
		const char *lines;
	} cases[] = {
	    {BYTES(""), ""},
	    {BYTES("\n"), ""},
	    {BYTES("\r\n"), ""},
	    {BYTES("a=b\n\n"), "a=b\n"},
	    {BYTES("a=b\n"), "a=b\n"},
	    {BYTES("a=b"), "a=b\n"},
	    {BYTES("a=b\r\nc=d\r\n\r\n"), "a=b\nc=d\n"},
	    {BYTES("a=b\r\nc=d\r\n"), "a=b\nc=d\n"},
	    {BYTES("a=b\n\nc=d\n\n"), "a=b\n"},
	    {BYTES("a=b\n\r\nno sense"), "a=b\n"},
	    {BYTES("\na=b\n\n"), ""},
	    {BYTES("a=\nb==\nc= d \n"), "a=\nb==\nc= d \n"},
	    {BYTES("a=1\nb=2\na=3\n"), "a=3\nb=2\n"},
	    {BYTES("a[]=1\na[]=2\n"), "a[]=1\na[]=2\n"},
	    {BYTES("a[]=1\na[]=2\na[]=\na[]=3\n"), "a[]=3\n"},
	    {BYTES("a[]=1\nb[]=2\na[]=\n"), "b[]=2\n"},
	    {BYTES("password=\xff\xfe\n"), "password=\xff\xfe\n"},
	    /* malformed */
	    {BYTES("a\n"), NULL},
	    {BYTES("=b\n"), NULL},
	    {BYTES("=\n"), NULL},
	    {BYTES("a=b\n \n"), NULL},
	    {BYTES("a=b\nc\n\n"), NULL},
	    {BYTES("a=b\rc\n"), NULL},
	    {BYTES("a\r=b\n"), NULL},
	    {BYTES("a=b\r\r\n"), NULL},
	    {BYTES("\ra=b\n"), NULL},
	    {BYTES("a=b\0c\n"), NULL},
	    {BYTES("a\0=b\n"), NULL},
	    {BYTES("a=b\n\0\n"), NULL},
	    /* url= stands for its parts and drops what was before */
	    {BYTES("url=https://h\n"), "protocol=https\nhost=h\n"},
	    {BYTES("url=https://u@H:8/p/q\n"),
		"protocol=https\nhost=h:8\npath=p/q\nusername=u\n"},
	    {BYTES("url=https://u%40x@h/\n"),
		"protocol=https\nhost=h\nusername=u@x\n"},
	    {BYTES("path=p\nusername=u\nwwwauth[]=x\nurl=https://h\n"),
		"protocol=https\nhost=h\n"},
	    {BYTES("url=https://h/p\nusername=u\nhost=i\n"), NULL},
	    {BYTES("url=https://h/p\nusername=u\nhost=H\n"),
		"username=u\nhost=H\nprotocol=https\npath=p\n"},
	    {BYTES("url=https://u@h/p\nprotocol=http\npath=q\n"), NULL},
	    {BYTES("url=https://u@h/p\npath=q\n"),
		"path=q\nprotocol=https\nhost=h\nusername=u\n"},
	    {BYTES("username=a\nurl=https://h\nusername=b\n"),
		"username=b\nprotocol=https\nhost=h\n"},
	    {BYTES("url=https://a/x\nusername=u\nurl=https://b\n"), NULL},
	    {BYTES("url=https://b/x\nusername=u\nurl=https://b\n"),
		"protocol=https\nhost=b\n"},
	    {BYTES("a[]=1\nurl=https://h\na[]=2\n"),
		"a[]=2\nprotocol=https\nhost=h\n"},
	    {BYTES("a=1\nurl=x\nurl=https://h\n"), "protocol=https\nhost=h\n"},
	    {BYTES("x=url=https://h\n"), "x=url=https://h\n"},
	    {BYTES("a=b\n\nurl=https://h\n"), "a=b\n"},
	    {BYTES("url=\n"), NULL},
	    {BYTES("url=nonsense\n"), NULL},
	    {BYTES("url=https://h\nurl=/p\n"), NULL},
	    {BYTES("url=https://u%40v:p%20w:@h:8443/x\n"),
		"protocol=https\nhost=h:8443\npath=x\nusername=u@v\n"
		"password=p w:\n"},
	    {BYTES("url=https://u:@h\n"),
		"protocol=https\nhost=h\nusername=u\npassword=\n"},
	    {BYTES("password=o\nurl=https://u:p@h\npassword=q\n"),
		"password=q\nprotocol=https\nhost=h\nusername=u\n"},
	    {BYTES("url=https://h/u:p@x\n"),
		"protocol=https\nhost=h\npath=u:p@x\n"},
	    {BYTES("url=https://u:a%0ab@h\n"), NULL},
	    {BYTES("url=https://u:a%00b@h\n"), NULL},
	    {BYTES("url=https://u:a%xb@h\n"), NULL},
	    {BYTES("url=https://:p@h\n"),
		"protocol=https\nhost=h\nusername=\npassword=p\n"},
	    /* at the first "@", as git has it; and then that is no host */
	    {BYTES("url=https://u:p@v@h\n"),
		"protocol=https\nhost=v@h\nusername=u\npassword=p\n"},
	    {BYTES("url=https://u@v@h/p\n"),
		"protocol=https\nhost=v@h\npath=p\nusername=u\n"},
	    /* what git takes for URLs, as it decodes them */
	    {BYTES("url=https://h/My%20Project/%c3%bc\n"),
		"protocol=https\nhost=h\npath=My Project/\xc3\xbc\n"},
	    {BYTES("url=https://h/My Project/\xc3\xbc\n"),
		"protocol=https\nhost=h\npath=My Project/\xc3\xbc\n"},
	    {BYTES("url=https://h/a%2fb/%00/%zz%\n"),
		"protocol=https\nhost=h\npath=a/b/%00/%zz%\n"},
	    {BYTES("url=https://h//a//b//\n"),
		"protocol=https\nhost=h\npath=a//b\n"},
	    {BYTES("url=https://h/a#b?c\n"),
		"protocol=https\nhost=h\npath=a#b?c\n"},
	    {BYTES("url=https://h?q=1\n"),
		"protocol=https\nhost=h\npath=?q=1\n"},
	    {BYTES("url=https://b%C3%BC.example/\n"),
		"protocol=https\nhost=b\xc3\xbc.example\n"},
	    {BYTES("url=https://\xc3\xbc x@h/\n"),
		"protocol=https\nhost=h\nusername=\xc3\xbc x\n"},
	    {BYTES("url=https://u%x@h/\n"),
		"protocol=https\nhost=h\nusername=u%x\n"},
	    {BYTES("url=https://h.:/p/\n"),
		"protocol=https\nhost=h.:\npath=p\n"},
	    {BYTES("url=https://ho%73t:80/\n"),
		"protocol=https\nhost=ho%73t:80\n"},
	    {BYTES("url=file:///etc/x\n"),
		"protocol=file\nhost=\npath=etc/x\n"},
	    {BYTES("url=ssh://git@h/x\n"),
		"protocol=ssh\nhost=h\npath=x\nusername=git\n"},
	    {BYTES("url=https://\n"), "protocol=https\nhost=\n"},
	    /* what git does not take, either */
	    {BYTES("url=git@h:org/x\n"), NULL},
	    {BYTES("url=://h\n"), NULL},
	    {BYTES("url=https://u%0ax@h/\n"), NULL},
	    {BYTES("url=https://h/a%0db\n"), NULL},
	    {BYTES("url=https://h%0a.example/\n"), NULL},
	    /* what a browser sends to another host */
	    {BYTES("url=https://evil.example:443\\@good.example/\n"), NULL},
	    {BYTES("url=https://evil.example\\@good.example/\n"), NULL},
	    {BYTES("url=https://u:a b@h\n"), NULL},
	    {BYTES("url=https://u:[x]@h\n"), NULL},
	    {BYTES("url=https://u:<\"x\">@h\n"), NULL},
	    {BYTES("url=https://u:\xc3\xbc@h\n"), NULL},
	    {BYTES("url=https://u%1bx@h/\n"), NULL},
	    {BYTES("url=https://{u}@h/\n"), NULL},
	    /* once each, since the last url= */
	    {BYTES("protocol=https\nhost=h\nhost=h\n"), NULL},
	    {BYTES("host=h\nprotocol=https\nprotocol=http\n"), NULL},
	    {BYTES("path=a\npath=\n"), NULL},
	    {BYTES("username=a\nb=\nusername=a"), NULL},
	    {BYTES("host=a\r\nhost=b\r\n\r\n"), NULL},
	    {BYTES("url=https://h\nhost=a\nhost=b\n"), NULL},
	    {BYTES("host=a\nhost=b\nurl=https://h\n"), NULL},
	    {BYTES("host=a\n\nhost=b\n"), "host=a\n"},
	    {BYTES("host=a\nhosts=b\nhost =c\n"), "host=a\nhosts=b\nhost =c\n"},
	    {BYTES("url=https://u:p@h/a:b@c\n"),
		"protocol=https\nhost=h\npath=a:b@c\nusername=u\n"
		"password=p\n"},
	    {BYTES("url=https://h/%0a b\n"), NULL},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_credential *c = NULL;
		int fd = open_bytes(s, cases[i].bytes, cases[i].size);

		assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
		/* What it held before is gone, one way or the other. */
		assert_int_equal(
		    lanyard_credential_set(c, "old", "x"), LANYARD_OK);
		assert_int_equal(lanyard_credential_read(c, fd),
		    cases[i].lines == NULL ? LANYARD_ERR_PROTOCOL : LANYARD_OK);
		assert_string_equal(
		    lines_of(c), cases[i].lines == NULL ? "" : cases[i].lines);
		lanyard_credential_free(&c);
		close(fd);
	}
}

static void
reads_lines_up_to_the_limit(void **state)
{
	struct scratch *s = *state;
	static char line[LIMIT_LINE + 2];

	/* Bytes with the LF; and the last line, which has none. */
	for (size_t size = LIMIT_LINE - 1; size <= LIMIT_LINE + 1; size++)
		for (int end = 0; end < 2; end++) {
			struct lanyard_credential *c = NULL;
			int fd;

			memset(line, 'x', size);
			memcpy(line, "password=", 9);
			if (end == 0)
				line[size - 1] = '\n';
			fd = open_bytes(s, line, size);
			assert_int_equal(
			    lanyard_credential_new(&c), LANYARD_OK);
			if (size <= LIMIT_LINE) {
				assert_int_equal(
				    lanyard_credential_read(c, fd), LANYARD_OK);
				assert_int_equal(strlen(lanyard_credential_get(
						     c, "password")),
				    size - 9 - (end == 0));
			} else {
				assert_int_equal(lanyard_credential_read(c, fd),
				    LANYARD_ERR_PROTOCOL);
				assert_int_equal(c->attributes.count, 0);
			}
			lanyard_credential_free(&c);
			close(fd);
		}
}

static void
refuses_a_request_without_end(void **state)
{
	struct lanyard_credential *c = NULL;
	int fd = open("/dev/zero", O_RDONLY);

	(void)state;
	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	(void)alarm(HANG_S);
	assert_int_equal(lanyard_credential_read(c, fd), LANYARD_ERR_PROTOCOL);
	(void)alarm(0);
	close(fd);
	lanyard_credential_free(&c);
}

/* The writer waits for the answer, so nobody may wait for it to go away. */
static void
stops_at_the_empty_line(void **state)
{
	static const char *const cases[] = {
	    "a=b\n\n", "a=b\r\n\r\n", "a=b\n\r\n", "a=b\n\nmore", "\nx"};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_credential *c = NULL;
		int ends[2];

		assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
		assert_int_equal(pipe(ends), 0);
		assert_int_equal(write(ends[1], cases[i], strlen(cases[i])),
		    strlen(cases[i]));
		(void)alarm(HANG_S);
		assert_int_equal(
		    lanyard_credential_read(c, ends[0]), LANYARD_OK);
		(void)alarm(0);
		if (cases[i][0] == 'a')
			assert_string_equal(lines_of(c), "a=b\n");
		lanyard_credential_free(&c);
		close(ends[0]);
		close(ends[1]);
	}
}

static void
reads_what_comes_byte_by_byte(void **state)
{
	static const char text[] = "protocol=https\r\nhost=h\r\n\r\n";
	struct lanyard_credential *c = NULL;
	int ends[2];
	pid_t pid;

	(void)state;
	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	assert_int_equal(pipe(ends), 0);
	if ((pid = fork()) == 0) {
		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			if (write(ends[1], text + i, 1) != 1)
				_exit(1);
			clock_sleep_ms(1);
		}
		_exit(0);
	}
	(void)alarm(HANG_S);
	assert_int_equal(lanyard_credential_read(c, ends[0]), LANYARD_OK);
	(void)alarm(0);
	assert_string_equal(lines_of(c), "protocol=https\nhost=h\n");
	assert_int_equal(scratch_reap(pid), 0);
	close(ends[0]);
	close(ends[1]);
	lanyard_credential_free(&c);
}

static void
reports_what_cannot_be_read_or_written(void **state)
{
	struct lanyard_credential *c = NULL;
	int ends[2];

	(void)state;
	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	assert_int_equal(lanyard_credential_read(c, -1), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, EBADF);
	/* Nothing to write: not even tried. */
	assert_int_equal(lanyard_credential_write(c, -1), LANYARD_OK);
	assert_int_equal(lanyard_credential_set(c, "a", "b"), LANYARD_OK);
	assert_int_equal(lanyard_credential_write(c, -1), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, EBADF);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(
	    lanyard_credential_write(c, ends[1]), LANYARD_ERR_SYSTEM);
	assert_int_equal(errno, EPIPE);
	signal(SIGPIPE, SIG_DFL);
	close(ends[1]);
	lanyard_credential_free(&c);
}

static void
writes_lines_and_an_empty_one(void **state)
{
	struct scratch *s = *state;
	struct lanyard_credential *c = NULL;
	const char *path = scratch_path(s, "output");
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	assert_int_equal(lanyard_credential_write(c, fd), LANYARD_OK);
	assert_string_equal(scratch_read(path), "");
	lanyard_credential_set(c, "username", "u");
	lanyard_credential_set(c, "state[]", "1");
	lanyard_credential_set(c, "password", "");
	lanyard_credential_set(c, "state[]", "2");
	lanyard_credential_set(c, "username", "v");
	assert_int_equal(lanyard_credential_write(c, fd), LANYARD_OK);
	assert_string_equal(scratch_read(path),
	    "username=v\nstate[]=1\npassword=\nstate[]=2\n\n");
	close(fd);
	lanyard_credential_free(&c);
}

static void
sets_and_gets(void **state)
{
	static const struct {
		const char *key;
		const char *value;
	} bad[] = {
	    {"", "x"},
	    {"a=b", "x"},
	    {"a\n", "x"},
	    {"a\r", "x"},
	    {"a", "x\ny"},
	    {"a", "x\r"},
	    {"url", "nonsense"},
	    {"url", "https://u:p%0aq@h"},
	    {"url", "https://u:p q@h"},
	};
	struct lanyard_credential *c = NULL;

	(void)state;
	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	assert_null(lanyard_credential_get(c, "a"));
	assert_int_equal(lanyard_credential_set(c, "a", "1"), LANYARD_OK);
	assert_int_equal(lanyard_credential_set(c, "b[]", "2"), LANYARD_OK);
	assert_int_equal(lanyard_credential_set(c, "b[]", "3"), LANYARD_OK);
	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(
		    lanyard_credential_set(c, bad[i].key, bad[i].value),
		    LANYARD_ERR_PROTOCOL);
		assert_string_equal(lines_of(c), "a=1\nb[]=2\nb[]=3\n");
	}
	assert_string_equal(lanyard_credential_get(c, "b[]"), "2");
	assert_null(lanyard_credential_get(c, "b"));
	assert_int_equal(
	    lanyard_credential_set(c, "b", "https://h/p"), LANYARD_OK);
	/* Lent by the very credential that is emptied for it. */
	assert_int_equal(
	    lanyard_credential_set(c, "url", lanyard_credential_get(c, "b")),
	    LANYARD_OK);
	assert_string_equal(lines_of(c), "protocol=https\nhost=h\npath=p\n");
	lanyard_credential_free(&c);
	assert_null(c);
	lanyard_credential_free(&c);
	lanyard_credential_free(NULL);
}

static void
knows_git_booleans_capabilities_and_http(void **state)
{
	static const struct {
		const char *lines;
		bool is_true;
		bool can;
		bool http;
	} cases[] = {
	    {"", false, false, false},
	    {"flag=1\n", true, false, false},
	    {"flag=TRUE\n", true, false, false},
	    {"flag=yes\n", true, false, false},
	    {"flag=on\n", true, false, false},
	    {"flag=0\n", false, false, false},
	    {"flag=false\n", false, false, false},
	    {"flag=\n", false, false, false},
	    {"flag=11\n", false, false, false},
	    {"capability[]=x\ncapability[]=state\n", false, true, false},
	    {"capability[]=states\n", false, false, false},
	    {"capability=state\n", false, false, false},
	    {"protocol=https\n", false, false, true},
	    {"protocol=HTTP\n", false, false, true},
	    {"protocol=httpsx\n", false, false, false},
	    {"protocol=imaps\n", false, false, false},
	    {"protocol=\n", false, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_credential *c = scratch_request(cases[i].lines);

		assert_int_equal(
		    credential_is_true(c, "flag"), cases[i].is_true);
		assert_int_equal(credential_can(c, "state"), cases[i].can);
		assert_int_equal(credential_is_http(c), cases[i].http);
		lanyard_credential_free(&c);
	}
}

/* A request as large as may be is read in no time. */
static void
reads_many_keys(void **state)
{
	struct scratch *s = *state;
	struct lanyard_credential *c = NULL;
	char *text = malloc(LIMIT_REQUEST), line[32];
	size_t size = 0;
	int fd;

	assert_non_null(text);
	for (unsigned i = 0; size < LIMIT_REQUEST - 64; i++) {
		scratch_print(line, sizeof(line), "k%x=\n", i);
		memcpy(text + size, line, strlen(line));
		size += strlen(line);
	}
	memmove(text + 23, text, size);
	memcpy(text, "url=https://h/p\npath=q\n", 23);
	fd = open_bytes(s, text, size + 23);
	assert_int_equal(lanyard_credential_new(&c), LANYARD_OK);
	/* It took 40 s where each key was sought among all. */
	(void)alarm(10);
	assert_int_equal(lanyard_credential_read(c, fd), LANYARD_OK);
	(void)alarm(0);
	assert_string_equal(lanyard_credential_get(c, "k100"), "");
	assert_string_equal(lanyard_credential_get(c, "path"), "q");
	assert_string_equal(lanyard_credential_get(c, "host"), "h");
	lanyard_credential_free(&c);
	close(fd);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(reads_requests),
	    SCRATCH_TEST(reads_many_keys),
	    SCRATCH_TEST(reads_lines_up_to_the_limit),
	    SCRATCH_TEST(refuses_a_request_without_end),
	    SCRATCH_TEST(stops_at_the_empty_line),
	    SCRATCH_TEST(reads_what_comes_byte_by_byte),
	    SCRATCH_TEST(reports_what_cannot_be_read_or_written),
	    SCRATCH_TEST(writes_lines_and_an_empty_one),
	    SCRATCH_TEST(sets_and_gets),
	    SCRATCH_TEST(knows_git_booleans_capabilities_and_http),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
