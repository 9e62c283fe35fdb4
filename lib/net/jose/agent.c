/*
 * agent.c - a private key that an ssh-agent holds
 */
#include "net/jose/agent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/clock.h"

#define REQUEST_IDENTITIES 11
#define IDENTITIES_ANSWER  12
#define SIGN_REQUEST	   13
#define SIGN_RESPONSE	   14
#define EMPTY_ANSWER	   5 /* bytes of one without a key */
#define RSA_SHA2_256	   2 /* a flag of SIGN_REQUEST */

#define MESSAGE_MAX   (256U << 10) /* as OpenSSH has it */
#define RSA_BYTES_MIN 256	   /* of the modulus, RFC 7518 3.3 */
#define ED25519_BYTES 64
#define FINGERPRINT   "SHA256:"

struct agent_key {
	int64_t timeout_ms;
	char *what;
	bool rsa;
	struct buf blob; /* the public part, by which it is asked for */
};

/* What is left of a message. */
struct rest {
	const unsigned char *at;
	size_t size;
};

/* ---- the wire: RFC 4251 5 ---- */

static enum lanyard_error
add_number(struct buf *buf, size_t number)
{
	const unsigned char bytes[] = {(unsigned char)(number >> 24),
	    (unsigned char)(number >> 16), (unsigned char)(number >> 8),
	    (unsigned char)number};

	return buf_add(buf, bytes, sizeof(bytes));
}

static enum lanyard_error
add_string(struct buf *buf, const void *bytes, size_t size)
{
	enum lanyard_error r = add_number(buf, size);

	return r == LANYARD_OK ? buf_add(buf, bytes, size) : r;
}

static bool
take_number(struct rest *rest, size_t *number)
{
	if (rest->size < 4)
		return false;
	*number = (size_t)rest->at[0] << 24 | (size_t)rest->at[1] << 16 |
		  (size_t)rest->at[2] << 8 | rest->at[3];
	rest->at += 4;
	rest->size -= 4;
	return true;
}

static bool
take_string(struct rest *rest, struct rest *string)
{
	size_t size;

	if (!take_number(rest, &size) || size > rest->size)
		return false;
	*string = (struct rest){rest->at, size};
	rest->at += size;
	rest->size -= size;
	return true;
}

static bool
is_text(const struct rest *string, const char *text)
{
	return string->size == strlen(text) &&
	       memcmp(string->at, text, string->size) == 0;
}

/* ---- the socket ---- */

static enum lanyard_error
no_agent(const char *what, const char *path, int errnum, struct error *error)
{
	if (path == NULL)
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s: there is no ssh-agent: SSH_AUTH_SOCK is not set",
		    what);
	else
		error_system(error, LANYARD_ERR_CONFIG, errnum,
		    "%s: there is no ssh-agent at %s", what, path);
	error_hint(error, "start one and add the key: ssh-add KEY; a service's "
			  "SSH_AUTH_SOCK is its own");
	return error != NULL ? error->code : LANYARD_ERR_CONFIG;
}

static enum lanyard_error
open_socket(int *fd, const char *what, struct error *error)
{
	const char *path = getenv("SSH_AUTH_SOCK");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int errnum;

	*fd = -1;
	if (path == NULL || *path == '\0')
		return no_agent(what, NULL, 0, error);
	if (strlen(path) >= sizeof(address.sun_path))
		return no_agent(what, path, ENAMETOOLONG, error);
	memcpy(address.sun_path, path, strlen(path) + 1);
	if ((*fd = socket(AF_UNIX, SOCK_STREAM, 0)) != -1 &&
	    fcntl(*fd, F_SETFD, FD_CLOEXEC) == 0 &&
	    connect(*fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    fcntl(*fd, F_SETFL, O_NONBLOCK) == 0)
		return LANYARD_OK;
	errnum = errno;
	if (*fd != -1)
		close(*fd);
	*fd = -1;
	return no_agent(what, path, errnum, error);
}

/* Move SIZE bytes by then; WRITES: out of BYTES, else into them. */
static enum lanyard_error
move(
    int fd, unsigned char *bytes, size_t size, int64_t deadline_ms, bool writes)
{
	struct pollfd wait = {fd, writes ? POLLOUT : POLLIN, 0};
	size_t done = 0;

	while (done < size) {
		int64_t left_ms = deadline_ms - clock_monotonic_ms();
		bool late = left_ms <= 0;
		ssize_t n;

		if (left_ms > 60000)
			left_ms = 60000;
		/* What is here counts, however late: we may have been stopped.
		 */
		if (poll(&wait, 1, late ? 0 : (int)left_ms) <= 0) {
			if (late)
				return LANYARD_ERR_TIMEOUT;
			continue;
		}
		n = writes ? send(fd, bytes + done, size - done, MSG_NOSIGNAL)
			   : recv(fd, bytes + done, size - done, 0);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			return LANYARD_ERR_SYSTEM;
	}
	return LANYARD_OK;
}

/* A message without its length, both ways. */
static enum lanyard_error
exchange(
    int fd, const struct buf *request, struct buf *reply, int64_t deadline_ms)
{
	unsigned char chunk[4096];
	struct rest head = {chunk, 4};
	enum lanyard_error r;
	struct buf message;
	size_t size = 0;

	buf_init(&message, MESSAGE_MAX);
	if ((r = add_string(&message, request->data, request->size)) ==
	    LANYARD_OK)
		r = move(fd, message.data, message.size, deadline_ms, true);
	buf_clear(&message);
	if (r == LANYARD_OK)
		r = move(fd, chunk, 4, deadline_ms, false);
	if (r == LANYARD_OK &&
	    (!take_number(&head, &size) || size == 0 || size > MESSAGE_MAX))
		r = LANYARD_ERR_SYSTEM;
	while (r == LANYARD_OK && size > 0) {
		size_t part = size < sizeof(chunk) ? size : sizeof(chunk);

		r = move(fd, chunk, part, deadline_ms, false);
		if (r == LANYARD_OK)
			r = buf_add(reply, chunk, part);
		size -= part;
	}
	return r;
}

static enum lanyard_error
ask(const struct buf *request, struct buf *reply, int64_t timeout_ms,
    const char *what, struct error *error)
{
	enum lanyard_error r;
	int fd;

	if ((r = open_socket(&fd, what, error)) != LANYARD_OK)
		return r;
	r = exchange(fd, request, reply, clock_monotonic_ms() + timeout_ms);
	close(fd);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r == LANYARD_ERR_TIMEOUT)
		return error_set(error, r,
		    "%s: the ssh-agent did not answer within %lld ms", what,
		    (long long)timeout_ms);
	if (r == LANYARD_OK)
		return r;
	error_set(error, LANYARD_ERR_SYSTEM,
	    "%s: what answers at SSH_AUTH_SOCK broke off, or is no ssh-agent",
	    what);
	error_hint(error, "does it answer others? ssh-add -l");
	return LANYARD_ERR_SYSTEM;
}

/* ---- which key ---- */

static bool
has_fingerprint(const struct rest *blob, const char *name)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[sodium_base64_ENCODED_LEN(
	    sizeof(hash), sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];

	if (strncmp(name, FINGERPRINT, strlen(FINGERPRINT)) != 0)
		return false;
	crypto_hash_sha256(hash, blob->at, blob->size);
	sodium_bin2base64(text, sizeof(text), hash, sizeof(hash),
	    sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	return strcmp(name + strlen(FINGERPRINT), text) == 0;
}

/* What is wrong with it; NULL: *RSA says which of the two it is. */
static const char *
find_fault(const struct rest *blob, bool *rsa)
{
	struct rest rest = *blob, type, exponent, modulus;

	*rsa = false;
	if (!take_string(&rest, &type))
		return "is none that can be read";
	if (is_text(&type, "ssh-ed25519"))
		return NULL;
	*rsa = is_text(&type, "ssh-rsa");
	if (!*rsa)
		return "is of another kind than RSA or Ed25519";
	if (!take_string(&rest, &exponent) || !take_string(&rest, &modulus))
		return "is none that can be read";
	return modulus.size >= RSA_BYTES_MIN
		   ? NULL
		   : "is an RSA key of less than 2048 bits (RFC 7518 3.3)";
}

/* How many of the identities in REPLY are NAME; the first is in BLOB. */
static bool
count_keys(
    const struct buf *reply, const char *name, struct rest *blob, size_t *count)
{
	struct rest rest = {reply->data + 1, reply->size - 1}, key, comment;
	size_t left;

	*count = 0;
	if (reply->data[0] != IDENTITIES_ANSWER || !take_number(&rest, &left))
		return false;
	for (; left > 0; left--) {
		if (!take_string(&rest, &key) || !take_string(&rest, &comment))
			return false;
		if (!has_fingerprint(&key, name) && !is_text(&comment, name))
			continue;
		if ((*count)++ == 0)
			*blob = key;
	}
	return true;
}

static enum lanyard_error
choose(struct agent_key *key, const struct buf *reply, const char *name,
    struct error *error)
{
	struct rest blob = {NULL, 0};
	const char *fault;
	size_t count;

	if (!count_keys(reply, name, &blob, &count)) {
		error_set(error, LANYARD_ERR_SYSTEM,
		    "%s: the ssh-agent does not say which keys it has",
		    key->what);
		error_hint(error, "does it tell others? ssh-add -l");
		return LANYARD_ERR_SYSTEM;
	}
	/* The same that ssh-add(1) is told of a locked one. */
	if (reply->size == EMPTY_ANSWER) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s: the ssh-agent has no key at all, or is locked",
		    key->what);
		error_hint(error, "unlock it: ssh-add -X; or add the key: "
				  "ssh-add KEY");
		return LANYARD_ERR_CONFIG;
	}
	if (count != 1) {
		error_set(error, LANYARD_ERR_CONFIG,
		    count == 0 ? "%s: the ssh-agent has no key \"%s\""
			       : "%s: the ssh-agent has several keys \"%s\"",
		    key->what, name);
		error_hint(error, "ssh-add -l shows fingerprint and comment of "
				  "those that it has");
		return LANYARD_ERR_CONFIG;
	}
	if ((fault = find_fault(&blob, &key->rsa)) != NULL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s: the ssh-agent's key \"%s\" %s", key->what, name,
		    fault);
	return buf_add(&key->blob, blob.at, blob.size) == LANYARD_OK
		   ? LANYARD_OK
		   : error_memory(error);
}

/* ---- its signatures ---- */

static bool
take_signature(
    const struct agent_key *key, const struct buf *reply, struct rest *bytes)
{
	struct rest rest = {reply->data + 1, reply->size - 1}, inner, type;

	return reply->data[0] == SIGN_RESPONSE && take_string(&rest, &inner) &&
	       take_string(&inner, &type) && take_string(&inner, bytes) &&
	       is_text(&type, key->rsa ? "rsa-sha2-256" : "ssh-ed25519") &&
	       (key->rsa ? bytes->size >= RSA_BYTES_MIN
			 : bytes->size == ED25519_BYTES);
}

static enum lanyard_error
sign(const void *context, struct buf *buf, const void *text, size_t size,
    struct error *error)
{
	static const unsigned char type = SIGN_REQUEST;
	const struct agent_key *key = context;
	struct buf request, reply;
	enum lanyard_error r;
	struct rest bytes;

	buf_init(&request, MESSAGE_MAX);
	buf_init(&reply, MESSAGE_MAX);
	if (buf_add(&request, &type, 1) != LANYARD_OK ||
	    add_string(&request, key->blob.data, key->blob.size) !=
		LANYARD_OK ||
	    add_string(&request, text, size) != LANYARD_OK ||
	    add_number(&request, key->rsa ? RSA_SHA2_256 : 0) != LANYARD_OK)
		r = error_memory(error);
	else
		r = ask(&request, &reply, key->timeout_ms, key->what, error);
	if (r == LANYARD_OK && !take_signature(key, &reply, &bytes)) {
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s: the ssh-agent does not sign with that key", key->what);
		error_hint(error, "was somebody asked, and refused? ssh-add -T "
				  "its public key tries it");
	} else if (r == LANYARD_OK &&
		   buf_add(buf, bytes.at, bytes.size) != LANYARD_OK)
		r = error_memory(error);
	buf_clear(&request);
	buf_clear(&reply);
	return r;
}

static void
release(void *context)
{
	struct agent_key *key = context;

	buf_clear(&key->blob);
	free(key->what);
	free(key);
}

static const struct signature_way way = {sign, release};

enum lanyard_error
agent_key_new(struct signature_key **key, const char *name, int64_t timeout_ms,
    const char *what, struct error *error)
{
	static const unsigned char type = REQUEST_IDENTITIES;
	struct agent_key *new = calloc(1, sizeof(*new));
	struct buf request, reply;
	enum lanyard_error r;

	*key = NULL;
	if (new == NULL)
		return error_memory(error);
	buf_init(&new->blob, MESSAGE_MAX);
	buf_init(&request, MESSAGE_MAX);
	buf_init(&reply, MESSAGE_MAX);
	new->timeout_ms = timeout_ms;
	if ((new->what = strdup(what)) == NULL ||
	    buf_add(&request, &type, 1) != LANYARD_OK)
		r = error_memory(error);
	else if ((r = ask(&request, &reply, timeout_ms, what, error)) ==
		     LANYARD_OK &&
		 (r = choose(new, &reply, name, error)) == LANYARD_OK)
		r = signature_key_elsewhere(
		    key, new->rsa ? "RS256" : "EdDSA", &way, new, error);
	buf_clear(&request);
	buf_clear(&reply);
	if (r != LANYARD_OK)
		release(new);
	return r;
}
