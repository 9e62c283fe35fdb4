/*
 * peer.c - whose program is at the other end of a connection from this machine
 */
#include "net/http/peer.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LINE_SIZE 512

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

enum peer
peer_in_line(const char *line, const char *from, const char *to, unsigned uid)
{
	char local[PEER_ADDRESS], remote[PEER_ADDRESS];
	unsigned long inode;
	unsigned owner;

	/* sl local remote st tx:rx tr:tm->when retrnsmt uid timeout inode */
	if (sscanf(line,
		" %*[0-9]: %47s %47s %*x %*x:%*x %*x:%*x %*x %u %*d %lu", local,
		remote, &owner, &inode) != 4 ||
	    strcmp(local, from) != 0 || strcmp(remote, to) != 0)
		return PEER_UNKNOWN;
	/* Without an inode it is nobody's any more, and shown as root's. */
	if (inode == 0)
		return PEER_GONE;
	return owner == 0 || owner == uid ? PEER_OURS : PEER_ANOTHER;
}

/* An address as that of IPv4, or as it is written in an IPv6 socket. */
static void
write_ipv4(char text[PEER_ADDRESS], const struct sockaddr_in *in, bool mapped)
{
	snprintf(text, PEER_ADDRESS, "%s%08X:%04X",
	    mapped ? "0000000000000000FFFF0000" : "",
	    (unsigned)in->sin_addr.s_addr, (unsigned)ntohs(in->sin_port));
}

/* Four words in the byte order of this machine, as they lie in memory. */
static void
write_ipv6(char text[PEER_ADDRESS], const struct sockaddr_in6 *in6)
{
	uint32_t word[4];

	memcpy(word, &in6->sin6_addr, sizeof(word));
	snprintf(text, PEER_ADDRESS, "%08X%08X%08X%08X:%04X", (unsigned)word[0],
	    (unsigned)word[1], (unsigned)word[2], (unsigned)word[3],
	    (unsigned)ntohs(in6->sin6_port));
}

/*
 * Root, by sudo: the person's browser is that of who ran it. sudo sets SUDO_UID
 * itself, whatever the person's environment says, and who may run this as root
 * sees its prompt. Anybody else could set it as they like.
 */
static unsigned
user(void)
{
	const char *text = getenv("SUDO_UID");
	unsigned long uid;
	char *end;

	if (geteuid() != 0 || getuid() != 0 || text == NULL || *text < '0' ||
	    *text > '9')
		return (unsigned)geteuid();
	errno = 0;
	uid = strtoul(text, &end, 10);
	return *end == '\0' && errno == 0 && uid < (uid_t)-1
		   ? (unsigned)uid
		   : (unsigned)geteuid();
}

static enum peer
look_up(const char *path, const char *from, const char *to)
{
	FILE *file = fopen(path, "re");
	enum peer found = PEER_UNKNOWN;
	char line[LINE_SIZE];

	if (file == NULL)
		return PEER_UNKNOWN;
	while (found == PEER_UNKNOWN && fgets(line, sizeof(line), file) != NULL)
		found = peer_in_line(line, from, to, user());
	fclose(file);
	return found;
}

/* An IPv6 socket can reach an IPv4 address, and is in the other table then. */
static enum peer
look_up_ipv4(const struct sockaddr_in *theirs, const struct sockaddr_in *ours)
{
	static const char *const paths[] = {"/proc/net/tcp", "/proc/net/tcp6"};
	char from[PEER_ADDRESS], to[PEER_ADDRESS];
	enum peer found = PEER_UNKNOWN;

	for (size_t i = 0; found == PEER_UNKNOWN && i < 2; i++) {
		write_ipv4(from, theirs, i == 1);
		write_ipv4(to, ours, i == 1);
		found = look_up(paths[i], from, to);
	}
	return found;
}

enum peer
peer_of(int fd)
{
	union address ours, theirs;
	socklen_t size = sizeof(ours);
	char from[PEER_ADDRESS], to[PEER_ADDRESS];

	memset(&ours, 0, sizeof(ours));
	memset(&theirs, 0, sizeof(theirs));
	if (getsockname(fd, &ours.any, &size) != 0)
		return PEER_GONE;
	size = sizeof(theirs);
	/* ENOTCONN: it was reset, and is in no table. */
	if (getpeername(fd, &theirs.any, &size) != 0)
		return PEER_GONE;
	if (theirs.any.sa_family == AF_INET)
		return look_up_ipv4(&theirs.in, &ours.in);
	if (theirs.any.sa_family != AF_INET6)
		return PEER_UNKNOWN;
	write_ipv6(from, &theirs.in6);
	write_ipv6(to, &ours.in6);
	return look_up("/proc/net/tcp6", from, to);
}
