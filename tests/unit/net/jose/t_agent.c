/*
 * t_agent.c - what an ssh-agent says, good and bad, by a stand-in
 *
 * A real one is asked in e2e/signed.t.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/jose/agent.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TIME_MS	     5000

/* A message of TEXT, whose size is before it. */
#define SAYS(text)                                                             \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}
#define ED "\0\0\0\017\0\0\0\013ssh-ed25519"

struct says {
	const char *bytes;
	size_t size;
};

/* One message a connection; the last again and again. */
static pid_t
serve(int fd, const struct says *all, size_t count)
{
	pid_t pid = fork();

	assert_int_not_equal(pid, -1);
	if (pid != 0)
		return pid;
	signal(SIGPIPE, SIG_IGN);
	alarm(30);
	for (size_t i = 0;; i += i + 1 < count) {
		unsigned char head[4] = {0, 0,
		    (unsigned char)(all[i].size >> 8),
		    (unsigned char)all[i].size};
		char request[4096];
		int client = accept(fd, NULL, NULL);

		if (read(client, request, sizeof(request)) <= 0)
			_exit(1);
		if (all[i].bytes == NULL)
			pause();
		if (write(client, head, 4) != 4 ||
		    write(client, all[i].bytes, all[i].size) < 0)
			_exit(1);
		close(client);
	}
}

static enum lanyard_error
try(const struct says *all, size_t count, int64_t timeout_ms,
    struct signature_key **key, struct buf *signature, struct error *error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char folder[] = "/tmp/t_agent.XXXXXX";
	enum lanyard_error r;
	pid_t pid;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_non_null(mkdtemp(folder));
	snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s/socket", folder);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 4), 0);
	setenv("SSH_AUTH_SOCK", address.sun_path, 1);
	pid = serve(fd, all, count);
	close(fd);
	r = agent_key_new(key, "me", timeout_ms, "private_key_agent", error);
	if (r == LANYARD_OK)
		r = signature_add(signature, *key, "text", 4, error);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(address.sun_path);
	rmdir(folder);
	return r;
}

static void
what_it_says_is_checked(void **state)
{
	static const struct {
		struct says says[2];
		int64_t timeout_ms;
		enum lanyard_error code;
		const char *message;
	} cases[] = {
	    {{SAYS("\014\0\0\0\1" ED "\0\0\0\2me"),
		 SAYS("\016\0\0\0\123\0\0\0\013ssh-ed25519\0\0\0\100"
		      "0123456789abcdef0123456789abcdef"
		      "0123456789abcdef0123456789abcdef")},
		TIME_MS, LANYARD_OK, ""},
	    {{SAYS("\014\0\0\0\1" ED "\0\0\0\2me"), SAYS("\005")}, TIME_MS,
		LANYARD_ERR_CONFIG,
		"private_key_agent: the ssh-agent does not sign with that "
		"key"},
	    {{SAYS("\014\0\0\0\1" ED "\0\0\0\2me"),
		 SAYS("\016\0\0\0\027\0\0\0\013ssh-ed25519\0\0\0\4abcd")},
		TIME_MS, LANYARD_ERR_CONFIG, "does not sign with that key"},
	    {{SAYS("\014\0\0\0\0")}, TIME_MS, LANYARD_ERR_CONFIG,
		"private_key_agent: the ssh-agent has no key at all, or is "
		"locked"},
	    {{SAYS("\014\0\0\0\1" ED "\0\0\0\3you")}, TIME_MS,
		LANYARD_ERR_CONFIG, "has no key \"me\""},
	    {{SAYS("\014\0\0\0\2" ED "\0\0\0\2me" ED "\0\0\0\2me")}, TIME_MS,
		LANYARD_ERR_CONFIG, "has several keys \"me\""},
	    {{SAYS("\014\0\0\0\1\0\0\0\013\0\0\0\7ssh-dss\0\0\0\2me")}, TIME_MS,
		LANYARD_ERR_CONFIG, "is of another kind than RSA or Ed25519"},
	    {{SAYS("\014\0\0\0\1\0\0\0\026\0\0\0\7ssh-rsa\0\0\0\1\3\0\0\0\2xx\0"
		   "\0\0\2me")},
		TIME_MS, LANYARD_ERR_CONFIG, "of less than 2048 bits"},
	    /* Longer than it says, shorter, none of its messages. */
	    {{SAYS("\014\0\0\0\7" ED "\0\0\0\2me")}, TIME_MS,
		LANYARD_ERR_SYSTEM, "does not say which keys it has"},
	    {{SAYS("\014\0\0\0\1\177\377\377\377")}, TIME_MS,
		LANYARD_ERR_SYSTEM, "does not say which keys it has"},
	    {{SAYS("\005")}, TIME_MS, LANYARD_ERR_SYSTEM,
		"does not say which keys it has"},
	    {{SAYS("")}, TIME_MS, LANYARD_ERR_SYSTEM,
		"broke off, or is no ssh-agent"},
	    {{{NULL, 0}}, 200, LANYARD_ERR_TIMEOUT,
		"the ssh-agent did not answer within 200 ms"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct signature_key *key = NULL;
		struct error error = {0};
		struct buf signature;

		buf_init(&signature, 100);
		if (try(cases[i].says, 1 + (cases[i].says[1].bytes != NULL),
			cases[i].timeout_ms, &key, &signature,
			&error) != cases[i].code ||
		    strstr(error.message, cases[i].message) == NULL)
			fail_msg("%zu: %d %s", i, error.code, error.message);
		assert_int_equal(signature.size,
		    cases[i].code == LANYARD_OK ? (size_t)64 : 0);
		buf_clear(&signature);
		signature_key_free(&key);
	}
}

static void
one_that_is_not_there_is_told(void **state)
{
	static const struct {
		const char *path, *message;
	} cases[] = {
	    {NULL, "it: there is no ssh-agent: SSH_AUTH_SOCK is not set"},
	    {"", "it: there is no ssh-agent: SSH_AUTH_SOCK is not set"},
	    {"/nonexistent/socket",
		"it: there is no ssh-agent at /nonexistent/socket: "},
	    {"/tmp", "it: there is no ssh-agent at /tmp: "},
	    {"/0123456789/0123456789/0123456789/0123456789/0123456789/"
	     "0123456789/0123456789/0123456789/0123456789/0123456789",
		"it: there is no ssh-agent at /0123456789"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct signature_key *key;
		struct error error = {0};

		if (cases[i].path == NULL)
			unsetenv("SSH_AUTH_SOCK");
		else
			setenv("SSH_AUTH_SOCK", cases[i].path, 1);
		assert_int_equal(
		    agent_key_new(&key, "me", TIME_MS, "it", &error),
		    LANYARD_ERR_CONFIG);
		assert_memory_equal(
		    error.message, cases[i].message, strlen(cases[i].message));
		assert_non_null(strstr(error.hint, "ssh-add"));
		assert_null(key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_it_says_is_checked),
	    cmocka_unit_test(one_that_is_not_there_is_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
