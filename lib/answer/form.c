/*
 * form.c - a token in the forms that programs want it in
 *
 * The forms: curl's -K file and netrc (curl(1), netrc(5)), HTTP fields (RFC
 * 6750 2.1), SASL's XOAUTH2 (Google's) and OAUTHBEARER (RFC 7628 3.1).
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "answer/form_cloud.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "base/utf8.h"
#include "git/credential.h"
#include "login/words.h"

#define NETRC_LINE	 4094 /* curl 7.88 drops a longer one, silently */
#define FORM_LIMIT	 (LIMIT_RECORD * 4) /* escapes and base64 included */
#define FINGERPRINT_SIZE 8		    /* bytes */
#define SASL_VARIANT	 sodium_base64_VARIANT_ORIGINAL

enum user { USER_UNUSED, USER_WELCOME, USER_NEEDED };

struct form {
	const char *name;
	enum user user;
	form_function *add;
	bool any; /* what any password may have, not a token alone */
};

static enum lanyard_error
add_token(struct buf *buf, const struct form_parts *parts)
{
	return buf_add(buf, parts->token->bytes, parts->token->size);
}

static enum lanyard_error
add_raw(struct buf *buf, const struct form_parts *parts)
{
	return add_token(buf, parts);
}

static enum lanyard_error
add_value(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r = buf_printf(buf, "%s ", parts->scheme);

	return r == LANYARD_OK ? add_token(buf, parts) : r;
}

static enum lanyard_error
add_header(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r = buf_add_text(buf, "Authorization: ");

	return r == LANYARD_OK ? add_value(buf, parts) : r;
}

/* In quotes, with a backslash before quote and backslash. */
static enum lanyard_error
add_quoted(struct buf *buf, const void *bytes, size_t size)
{
	const char *text = bytes;
	enum lanyard_error r = buf_add(buf, "\"", 1);

	for (size_t i = 0; r == LANYARD_OK && i < size; i++) {
		if (text[i] == '"' || text[i] == '\\')
			r = buf_add(buf, "\\", 1);
		if (r == LANYARD_OK)
			r = buf_add(buf, &text[i], 1);
	}
	return r == LANYARD_OK ? buf_add(buf, "\"", 1) : r;
}

/* NAME = "TEXT" on a line of its own: curl(1), --config. */
static enum lanyard_error
add_curl_option(
    struct buf *buf, const char *name, const void *bytes, size_t size)
{
	enum lanyard_error r;

	if ((r = buf_printf(buf, "%s%s = ", buf->size == 0 ? "" : "\n",
		 name)) != LANYARD_OK)
		return r;
	return add_quoted(buf, bytes, size);
}

static enum lanyard_error
add_curl_header(struct buf *buf, const struct form_parts *parts)
{
	struct buf header;
	enum lanyard_error r;

	buf_init(&header, FORM_LIMIT);
	if ((r = add_header(&header, parts)) == LANYARD_OK)
		r = add_curl_option(buf, "header", header.data, header.size);
	buf_clear(&header);
	return r;
}

/* Would a proxy of the environment get to see what stays on this machine? */
static enum lanyard_error
is_local(const struct form_parts *parts, bool *local)
{
	struct url url = {0};
	enum lanyard_error r;

	*local = false;
	if (parts->host == NULL)
		return LANYARD_OK;
	r = url_split_host(parts->host, &url.host, &url.port);
	if (r == LANYARD_OK)
		*local = url_is_loopback(&url);
	url_clear(&url);
	return r;
}

/*
 * oauth2-bearer is bound to the host; a header of another scheme is dropped
 * by curl on a redirect to another host, too. Mail knows oauth2-bearer only,
 * and says nothing without a user.
 */
static enum lanyard_error
add_curl(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r;
	bool local;

	if (parts->mail || strcmp(parts->scheme, WORDS_SCHEME) == 0)
		r = add_curl_option(buf, "oauth2-bearer", parts->token->bytes,
		    parts->token->size);
	else
		r = add_curl_header(buf, parts);
	if (r == LANYARD_OK && parts->mail && parts->user != NULL)
		/* curl would take what follows a colon for a password. */
		r = strchr(parts->user, ':') != NULL
			? LANYARD_ERR_ARGUMENT
			: add_curl_option(
			      buf, "user", parts->user, strlen(parts->user));
	if (r == LANYARD_OK && (r = is_local(parts, &local)) == LANYARD_OK &&
	    local)
		r = add_curl_option(buf, "noproxy", "*", 1);
	return r;
}

static enum lanyard_error
add_netrc_word(struct buf *buf, const char *name, const char *word)
{
	enum lanyard_error r = buf_add_text(buf, name);

	if (r != LANYARD_OK)
		return r;
	return word[strcspn(word, "\"\\# \t")] == '\0'
		   ? buf_add_text(buf, word)
		   : add_quoted(buf, word, strlen(word));
}

/* netrc knows no ports, and sends user and password as HTTP Basic. */
static enum lanyard_error
add_netrc(struct buf *buf, const struct form_parts *parts)
{
	const char *user = parts->user != NULL ? parts->user : WORDS_USER;
	char *host = NULL;
	enum lanyard_error r;
	int port;

	if (parts->host == NULL)
		return LANYARD_ERR_ARGUMENT;
	if ((r = url_split_host(parts->host, &host, &port)) != LANYARD_OK)
		return r;
	if ((r = add_netrc_word(buf, "machine ", host)) == LANYARD_OK &&
	    (r = add_netrc_word(buf, " login ", user)) == LANYARD_OK)
		r = add_netrc_word(
		    buf, " password ", (const char *)parts->token->bytes);
	free(host);
	return r == LANYARD_OK && buf->size > NETRC_LINE ? LANYARD_ERR_TOO_LARGE
							 : r;
}

static enum lanyard_error
add_base64(struct buf *buf, const struct buf *from)
{
	size_t size = sodium_base64_ENCODED_LEN(from->size, SASL_VARIANT);
	char *text = malloc(size);
	enum lanyard_error r;

	if (text == NULL)
		return LANYARD_ERR_MEMORY;
	sodium_bin2base64(text, size, from->data, from->size, SASL_VARIANT);
	r = buf_add_text(buf, text);
	sodium_memzero(text, size);
	free(text);
	return r;
}

/* What both SASL mechanisms have in common behind the user. */
static enum lanyard_error
add_sasl(struct buf *buf, struct buf *message, const struct form_parts *parts,
    enum lanyard_error r)
{
	if (r == LANYARD_OK &&
	    (r = buf_add_text(message, "\001auth=" WORDS_SCHEME " ")) ==
		LANYARD_OK &&
	    (r = add_token(message, parts)) == LANYARD_OK &&
	    (r = buf_add_text(message, "\001\001")) == LANYARD_OK)
		r = add_base64(buf, message);
	buf_clear(message);
	return r;
}

static enum lanyard_error
add_xoauth2(struct buf *buf, const struct form_parts *parts)
{
	struct buf message;

	buf_init(&message, FORM_LIMIT);
	return add_sasl(
	    buf, &message, parts, buf_printf(&message, "user=%s", parts->user));
}

/* The user as RFC 5801 4 writes it in a GS2 header. */
static enum lanyard_error
add_oauthbearer(struct buf *buf, const struct form_parts *parts)
{
	struct buf message;
	enum lanyard_error r;

	buf_init(&message, FORM_LIMIT);
	r = buf_add_text(&message, "n,a=");
	for (const char *c = parts->user; r == LANYARD_OK && *c != '\0'; c++)
		if (*c == ',' || *c == '=')
			r = buf_add_text(&message, *c == ',' ? "=2C" : "=3D");
		else
			r = buf_add(&message, c, 1);
	if (r == LANYARD_OK)
		r = buf_add_text(&message, ",");
	return add_sasl(buf, &message, parts, r);
}

/*
 * Which token it was, for a journal: the first half of what sha256sum(1) says
 * of it. A token is random, so that nothing is found out from that.
 */
static enum lanyard_error
add_fingerprint(struct buf *buf, const struct form_parts *parts)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[FINGERPRINT_SIZE * 2 + 1];

	crypto_hash_sha256(hash, parts->token->bytes, parts->token->size);
	sodium_bin2hex(text, sizeof(text), hash, FINGERPRINT_SIZE);
	return buf_add_text(buf, text);
}

/* keyring(1), --mode creds: the user on a line, the password on the next. */
static enum lanyard_error
add_lines(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r = buf_printf(
	    buf, "%s\n", parts->user != NULL ? parts->user : WORDS_USER);

	return r == LANYARD_OK ? add_token(buf, parts) : r;
}

static const struct form forms[] = {
    {"raw", USER_UNUSED, add_raw, false},
    {"header", USER_UNUSED, add_header, false},
    {"value", USER_UNUSED, add_value, false},
    {"curl", USER_WELCOME, add_curl, false},
    {"json", USER_WELCOME, form_json_token, false},
    {"netrc", USER_WELCOME, add_netrc, false},
    {"xoauth2", USER_NEEDED, add_xoauth2, false},
    {"oauthbearer", USER_NEEDED, add_oauthbearer, false},
    {"lines", USER_WELCOME, add_lines, true},
    {"fingerprint", USER_UNUSED, add_fingerprint, true},
    {"headers", USER_UNUSED, form_json_headers, false},
    {"bazel", USER_UNUSED, form_json_bazel, false},
    {"cargo", USER_UNUSED, form_json_cargo, false},
    {"docker", USER_WELCOME, form_json_docker, true},
    {"kubectl", USER_UNUSED, form_json_kubectl, false},
    {"kubectl-v1beta1", USER_UNUSED, form_json_kubectl_v1beta1, false},
    {"terraform", USER_UNUSED, form_json_terraform, false},
    {"aws", USER_UNUSED, form_cloud_aws, false},
    {"google", USER_UNUSED, form_cloud_google, false},
};

static const struct form *
find_form(const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

/* Control characters would be read as ends: of lines, of SASL's fields. */
static bool
is_clean(const char *text)
{
	size_t size = strlen(text), length;

	for (; size != 0; text += length, size -= length) {
		length = utf8_length(text, size);
		if (length == 0 || text_is_control(*text))
			return false;
	}
	return true;
}

/* An empty user would shift the words of a netrc, and is nobody elsewhere. */
static bool
has_its_user(const struct form *form, const char *user)
{
	if (form->user == USER_UNUSED)
		return true;
	if (user == NULL)
		return form->user != USER_NEEDED;
	/* netrc is for HTTP Basic, in which a ":" ends the name (RFC 7617). */
	return *user != '\0' && is_clean(user) &&
	       (strcmp(form->name, "netrc") != 0 || strchr(user, ':') == NULL);
}

/* A token is visible ASCII (RFC 6749 A.12); a password may be any text. */
static bool
can_carry(const struct form *form, const struct secret *secret)
{
	if (!form->any)
		return secret_is_visible(secret);
	return secret != NULL && secret->size != 0 &&
	       memchr(secret->bytes, '\0', secret->size) == NULL &&
	       is_clean((const char *)secret->bytes);
}

bool
lanyard_token_has_format(const char *format, bool *needs_user)
{
	const struct form *form = format == NULL ? NULL : find_form(format);

	if (needs_user != NULL)
		*needs_user = form != NULL && form->user == USER_NEEDED;
	return form != NULL;
}

enum lanyard_error
lanyard_token_format(const struct lanyard_credential *token, const char *format,
    const char *user, char **text)
{
	const struct attributes *a = token == NULL ? NULL : &token->attributes;
	const struct form *form = format == NULL ? NULL : find_form(format);
	struct form_parts parts = {0};
	enum lanyard_error r;
	struct buf buf;

	*text = NULL;
	if (a == NULL || form == NULL)
		return LANYARD_ERR_ARGUMENT;
	parts.token = attributes_secret(a, "password");
	parts.scheme = attributes_text(a, "authtype");
	parts.user = user != NULL ? user : attributes_text(a, "username");
	parts.host = attributes_text(a, "host");
	parts.expires_at = attributes_number(a, "password_expiry_utc", 0);
	parts.mail = attributes_text(a, "protocol") != NULL &&
		     !credential_is_http(token);
	if (parts.scheme == NULL)
		parts.scheme = WORDS_SCHEME;
	if (!can_carry(form, parts.token) || !text_is_token(parts.scheme) ||
	    !has_its_user(form, parts.user))
		return LANYARD_ERR_ARGUMENT;
	buf_init(&buf, FORM_LIMIT);
	if ((r = form->add(&buf, &parts)) == LANYARD_OK)
		*text = strdup(buf_text(&buf));
	if (r == LANYARD_OK && *text == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&buf);
	return r;
}

void
lanyard_text_free(char **text)
{
	if (text == NULL || *text == NULL)
		return;
	sodium_memzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}
