/*
 * t_peer.c - whose program is at the other end of a connection from this
 * machine
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http/peer.h"
#include "stranger.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define FROM	     "0100007F:A3C4"
#define TO	     "0100007F:1F90"
#define LINE(from, to, uid, inode)                                             \
	"   1: " from " " to " 01 00000000:00000000 00:00000000 00000000 "     \
	" " uid "        0 " inode " 1 ffff8f 20 4 30 10 -1\n"

static void
reads_a_line_of_the_table(void **state)
{
	static const struct {
		const char *line;
		enum peer peer;
	} cases[] = {
	    {LINE(FROM, TO, "1000", "8765"), PEER_OURS},
	    {LINE(FROM, TO, "   0", "8765"), PEER_OURS},
	    {LINE(FROM, TO, "1001", "8765"), PEER_ANOTHER},
	    {LINE(FROM, TO, "65534", "8765"), PEER_ANOTHER},
	    {LINE(FROM, TO, "4294967294", "8765"), PEER_ANOTHER},
	    /* closed, and shown as root's: TIME_WAIT, or an orphan */
	    {LINE(FROM, TO, "   0", "0"), PEER_GONE},
	    {LINE(FROM, TO, "1000", "0"), PEER_GONE},
	    /* our own end, and another connection */
	    {LINE(TO, FROM, "1001", "8765"), PEER_UNKNOWN},
	    {LINE(FROM, "0100007F:1F91", "1001", "8765"), PEER_UNKNOWN},
	    {LINE("0100007F:A3C5", TO, "1001", "8765"), PEER_UNKNOWN},
	    {LINE("00000000:1F90", "00000000:0000", "1001", "8765"),
		PEER_UNKNOWN},
	    {"  sl  local_address rem_address   st tx_queue rx_queue tr "
	     "tm->when retrnsmt   uid  timeout inode\n",
		PEER_UNKNOWN},
	    {"", PEER_UNKNOWN},
	    {"   1: " FROM " " TO " 01 00000000", PEER_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum peer peer = peer_in_line(cases[i].line, FROM, TO, 1000);

		if (peer != cases[i].peer)
			fail_msg("%d: %s", (int)peer, cases[i].line);
	}
}

/* A listener at ADDRESS, and a connection to it. */
struct pair {
	int listener, ours, theirs;
};

static void
make_pair(struct pair *p, int family, const char *address, const char *dialled,
    int dial_family)
{
	struct sockaddr_storage to, at;
	struct sockaddr_in *in = (struct sockaddr_in *)&at;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&at;
	socklen_t size;

	memset(&at, 0, sizeof(at));
	at.ss_family = (sa_family_t)family;
	inet_pton(family, address,
	    family == AF_INET ? (void *)&in->sin_addr : &in6->sin6_addr);
	size = family == AF_INET ? sizeof(*in) : sizeof(*in6);
	p->listener = socket(family, SOCK_STREAM, 0);
	assert_int_equal(bind(p->listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(p->listener, 1), 0);
	assert_int_equal(
	    getsockname(p->listener, (struct sockaddr *)&at, &size), 0);
	to = at;
	if (dial_family != family) {
		struct sockaddr_in6 *mapped = (struct sockaddr_in6 *)&to;
		in_port_t port = in->sin_port;

		memset(&to, 0, sizeof(to));
		mapped->sin6_family = AF_INET6;
		mapped->sin6_port = port;
		inet_pton(AF_INET6, dialled, &mapped->sin6_addr);
		size = sizeof(*mapped);
	}
	p->theirs = socket(dial_family, SOCK_STREAM, 0);
	assert_int_equal(connect(p->theirs, (struct sockaddr *)&to, size), 0);
	p->ours = accept(p->listener, NULL, NULL);
	assert_int_not_equal(p->ours, -1);
}

static void
end_pair(struct pair *p)
{
	close(p->ours);
	close(p->listener);
	if (p->theirs != -1)
		close(p->theirs);
}

static bool
has_ipv6(void)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	int fd = socket(AF_INET6, SOCK_STREAM, 0);
	bool has;

	in6.sin6_addr = in6addr_loopback;
	has = fd != -1 && bind(fd, (struct sockaddr *)&in6, sizeof(in6)) == 0;
	if (fd != -1)
		close(fd);
	return has;
}

static void
finds_our_own(void **state)
{
	struct pair p;

	(void)state;
	make_pair(&p, AF_INET, "127.0.0.1", NULL, AF_INET);
	assert_int_equal(peer_of(p.ours), PEER_OURS);
	end_pair(&p);
	if (!has_ipv6())
		return;
	make_pair(&p, AF_INET6, "::1", NULL, AF_INET6);
	assert_int_equal(peer_of(p.ours), PEER_OURS);
	end_pair(&p);
	/* an IPv6 socket that dials IPv4 */
	make_pair(&p, AF_INET, "127.0.0.1", "::ffff:127.0.0.1", AF_INET6);
	assert_int_equal(peer_of(p.ours), PEER_OURS);
	end_pair(&p);
}

/* Who sends and closes cannot be told from root: nobody waits for a page. */
static void
takes_nothing_of_who_has_gone(void **state)
{
	const struct linger reset = {1, 0};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct pair p;

		make_pair(&p, AF_INET, "127.0.0.1", NULL, AF_INET);
		assert_int_equal(write(p.theirs, "GET", 3), 3);
		if (i == 1)
			setsockopt(p.theirs, SOL_SOCKET, SO_LINGER, &reset,
			    sizeof(reset));
		close(p.theirs);
		p.theirs = -1;
		assert_int_equal(peer_of(p.ours), PEER_GONE);
		end_pair(&p);
	}
}

/* Of another user, in the table of his family or in that of the other. */
static void
finds_another(void **state)
{
	static const struct {
		int family, dial_family;
		const char *address, *dialled;
	} cases[] = {
	    {AF_INET, AF_INET, "127.0.0.1", NULL},
	    {AF_INET, AF_INET6, "127.0.0.1", "::ffff:127.0.0.1"},
	    {AF_INET6, AF_INET6, "::1", NULL},
	};
	size_t count = has_ipv6() ? COUNT(cases) : 1;
	struct pair p;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		stranger_begin();
		make_pair(&p, cases[i].family, cases[i].address,
		    cases[i].dialled, cases[i].dial_family);
		stranger_dialled(p.theirs);
		if (stranger.real)
			assert_int_equal(peer_of(p.ours), PEER_OURS);
		stranger_end();
		assert_int_equal(peer_of(p.ours), PEER_ANOTHER);
		end_pair(&p);
	}
}

/* SUDO_UID is believed of root, who has it from sudo, and of nobody else. */
static void
takes_the_user_of_sudo(void **state)
{
	static const struct {
		const char *sudo_uid;
		enum peer peer;
	} cases[] = {
	    {"65533", PEER_OURS}, {"65534", PEER_ANOTHER}, {"", PEER_ANOTHER},
	    {"65533x", PEER_ANOTHER}, {"-1", PEER_ANOTHER},
	    {" 65533", PEER_ANOTHER},
	    {"4295032829", PEER_ANOTHER}, /* 65533 in 32 bits */
	};
	struct pair p;

	(void)state;
	if (geteuid() != 0)
		return;
	stranger_begin();
	make_pair(&p, AF_INET, "127.0.0.1", NULL, AF_INET);
	stranger_dialled(p.theirs);
	stranger_end();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		setenv("SUDO_UID", cases[i].sudo_uid, 1);
		if (peer_of(p.ours) != cases[i].peer)
			fail_msg("SUDO_UID=%s", cases[i].sudo_uid);
	}
	/*
	 * A plain user's environment may say anything; the root of a user
	 * namespace cannot become one.
	 */
	setenv("SUDO_UID", "65533", 1);
	if (seteuid(65532) == 0) {
		assert_int_equal(peer_of(p.ours), PEER_ANOTHER);
		assert_int_equal(seteuid(0), 0);
	}
	unsetenv("SUDO_UID");
	end_pair(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_line_of_the_table),
	    cmocka_unit_test(finds_our_own),
	    cmocka_unit_test(takes_nothing_of_who_has_gone),
	    cmocka_unit_test(finds_another),
	    cmocka_unit_test(takes_the_user_of_sudo),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
