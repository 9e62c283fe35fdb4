/*
 * t_agent_socket.c - agent_socket.h: a message to an ssh-agent, by a stand-in
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

#include "net/jose/agent_socket.h"
#include "os/clock.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define LONG	     (64U << 10)

struct stand_in {
	const char *bytes; /* that it answers */
	size_t size, at_once;
	int64_t stop_ms; /* for which it stops the asker before */
	bool hangs;	 /* it goes on saying nothing */
};

static void
answer(int client, const struct stand_in *as)
{
	char request[64];

	/* The length and "ask". */
	if (recv(client, request, 7, MSG_WAITALL) != 7 ||
	    memcmp(request, "\0\0\0\3ask", 7) != 0)
		_exit(1);
	if (as->stop_ms != 0)
		kill(getppid(), SIGSTOP);
	for (size_t done = 0; done < as->size;) {
		size_t part = as->size - done;
		ssize_t n;

		if (part > as->at_once)
			part = as->at_once;
		if ((n = write(client, as->bytes + done, part)) <= 0)
			_exit(1);
		done += (size_t)n;
	}
	if (as->stop_ms != 0) {
		clock_sleep_ms(as->stop_ms);
		kill(getppid(), SIGCONT);
	}
	if (as->hangs)
		pause();
	_exit(0);
}

static enum lanyard_error
ask(const struct stand_in *as, int64_t timeout_ms, struct buf *reply,
    struct error *error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	char folder[] = "/tmp/t_agent_socket.XXXXXX";
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct buf request;
	enum lanyard_error r;
	pid_t pid;

	assert_non_null(mkdtemp(folder));
	snprintf(
	    address.sun_path, sizeof(address.sun_path), "%s/socket", folder);
	assert_int_equal(
	    bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 4), 0);
	setenv("SSH_AUTH_SOCK", address.sun_path, 1);
	if ((pid = fork()) == 0) {
		signal(SIGPIPE, SIG_IGN);
		alarm(30);
		answer(accept(fd, NULL, NULL), as);
	}
	close(fd);
	buf_init(&request, 16);
	assert_int_equal(buf_add(&request, "ask", 3), LANYARD_OK);
	r = agent_socket_ask(&request, reply, timeout_ms, "it", error);
	buf_clear(&request);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	unlink(address.sun_path);
	rmdir(folder);
	return r;
}

static void
takes_one_message(void **state)
{
	static const struct {
		const char *what;
		struct stand_in as;
		int64_t timeout_ms;
		enum lanyard_error code;
		const char *told;
	} cases[] = {
	    {"whole", {"\0\0\0\5hello", 9, 99, 0, true}, 5000, LANYARD_OK,
		"hello"},
	    {"byte by byte", {"\0\0\0\5hello", 9, 1, 0, true}, 5000, LANYARD_OK,
		"hello"},
	    {"and more", {"\0\0\0\5hello, you", 14, 99, 0, true}, 5000,
		LANYARD_OK, "hello"},
	    {"here, and we were stopped", {"\0\0\0\5hello", 9, 99, 300, true},
		100, LANYARD_OK, "hello"},
	    {"empty", {"\0\0\0\0", 4, 99, 0, true}, 5000, LANYARD_ERR_SYSTEM,
		"it: what answers at SSH_AUTH_SOCK broke off"},
	    {"longer than any", {"\0\4\0\1hello", 9, 99, 0, true}, 5000,
		LANYARD_ERR_SYSTEM, "or is no ssh-agent"},
	    {"cut", {"\0\0\0\6hello", 9, 99, 0, false}, 5000,
		LANYARD_ERR_SYSTEM, "broke off"},
	    {"none", {"", 0, 99, 0, false}, 5000, LANYARD_ERR_SYSTEM,
		"broke off"},
	    {"silent", {"", 0, 99, 0, true}, 200, LANYARD_ERR_TIMEOUT,
		"it: the ssh-agent did not answer within 200 ms"},
	    {"silent in the middle", {"\0\0\0\6hello", 9, 99, 0, true}, 200,
		LANYARD_ERR_TIMEOUT, "did not answer within 200 ms"},
	    {"silent, and we were stopped", {"\0\0\0\6h", 5, 99, 300, true},
		100, LANYARD_ERR_TIMEOUT, "did not answer within 100 ms"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		enum lanyard_error r;
		struct buf reply;

		buf_init(&reply, AGENT_MESSAGE_MAX);
		r = ask(&cases[i].as, cases[i].timeout_ms, &reply, &error);
		if (r != cases[i].code ||
		    strstr(r == LANYARD_OK ? buf_text(&reply) : error.message,
			cases[i].told) == NULL)
			fail_msg("%s: %d %s", cases[i].what, r, error.message);
		if (r == LANYARD_OK)
			assert_int_equal(reply.size, strlen(cases[i].told));
		buf_clear(&reply);
	}
}

/* In several portions, of which the asker may be stopped between any two. */
static void
takes_a_long_one(void **state)
{
	static char bytes[LONG + 4] = "\0\1\0\0";
	static const int64_t stops_ms[] = {0, 300};

	(void)state;
	for (size_t i = 0; i < COUNT(stops_ms); i++) {
		const struct stand_in as = {
		    bytes, sizeof(bytes), sizeof(bytes), stops_ms[i], true};
		struct error error = {0};
		struct buf reply;

		buf_init(&reply, AGENT_MESSAGE_MAX);
		assert_int_equal(
		    ask(&as, stops_ms[i] == 0 ? 5000 : 100, &reply, &error),
		    LANYARD_OK);
		assert_int_equal(reply.size, LONG);
		buf_clear(&reply);
	}
}

static void
says_which_agent_there_is_not(void **state)
{
	static const struct {
		const char *path, *message;
	} cases[] = {
	    {NULL, "it: there is no ssh-agent: SSH_AUTH_SOCK is not set"},
	    {"/nonexistent/socket",
		"it: there is no ssh-agent at /nonexistent/socket: "},
	    {"/tmp", "it: there is no ssh-agent at /tmp: "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct buf request, reply;

		if (cases[i].path == NULL)
			unsetenv("SSH_AUTH_SOCK");
		else
			setenv("SSH_AUTH_SOCK", cases[i].path, 1);
		buf_init(&request, 16);
		buf_init(&reply, 16);
		assert_int_equal(
		    agent_socket_ask(&request, &reply, 1000, "it", &error),
		    LANYARD_ERR_CONFIG);
		assert_memory_equal(
		    error.message, cases[i].message, strlen(cases[i].message));
		assert_non_null(strstr(error.hint, "ssh-add"));
		buf_clear(&request);
		buf_clear(&reply);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_one_message),
	    cmocka_unit_test(takes_a_long_one),
	    cmocka_unit_test(says_which_agent_there_is_not),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
