/*
 * refusal.c - an endpoint's error reply, and what heals it (RFC 6749 5.2)
 */
#include "net/oauth/refusal.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "login/words.h"
#include "net/oauth/refusal_class.h"
#include "net/oauth/refusal_words.h"

static bool
sends(const struct buf *body, const char *name)
{
	struct buf sent;
	size_t count = 0;

	buf_init(&sent, LIMIT_REQUEST);
	(void)percent_query_parameter(buf_text(body), name, &sent, &count);
	buf_clear(&sent);
	return count > 0;
}

static bool
is_refresh(const struct buf *body)
{
	return sends(body, "refresh_token");
}

/* By these a server speaks of what was sent to it, and not of an address. */
static bool
is_verdict(int status)
{
	static const int statuses[] = {400, 401, 403, 409, 422};

	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		if (status == statuses[i])
			return true;
	return false;
}

/*
 * The same of a REPLY without an error, in which PROSE (NULL: none) stands. A
 * device code is over only by an error (RFC 8628 3.5).
 */
static enum lanyard_error
classify_bare(const struct reply *reply, const char *prose, int status,
    const struct buf *body)
{
	static const char *const client[] = {
	    "invalidclient", "clientcredentials", "invalidscope", NULL};

	if (reply == NULL || !is_verdict(status) ||
	    !sends(body, "grant_type") || sends(body, "device_code") ||
	    (prose != NULL && refusal_is_of_moment(prose, status)))
		return LANYARD_ERR_SERVER;
	return is_refresh(body) &&
		       (prose == NULL || !refusal_speaks_of(prose, client))
		   ? LANYARD_ERR_GRANT
		   : LANYARD_ERR_REFUSED;
}

static bool
holds(const char *text, const unsigned char *secret, size_t size)
{
	size_t length = strlen(text), i;

	for (i = 0; size > 0 && i + size <= length; i++) {
		if (memcmp(text + i, secret, size) == 0)
			return true;
	}
	return false;
}

/* As it is, or as it stood in the request: some quote what they got. */
static bool
repeats(const char *text, const unsigned char *secret, size_t size)
{
	struct buf encoded;
	bool found;

	buf_init(&encoded, LIMIT_REQUEST);
	/* Where memory runs out, say less: as if the text did repeat it. */
	found =
	    holds(text, secret, size) ||
	    percent_add_form_encoded(&encoded, secret, size) != LANYARD_OK ||
	    holds(text, encoded.data, encoded.size);
	buf_reset(&encoded);
	found =
	    found ||
	    percent_add_basic(&encoded, secret, size, false) != LANYARD_OK ||
	    holds(text, encoded.data, encoded.size);
	buf_clear(&encoded);
	return found;
}

/* Does the server's TEXT repeat a secret we sent? */
static bool
repeats_secret(
    const char *text, const struct client *client, const struct buf *body)
{
	static const char *const names[] = {"refresh_token", "code",
	    "device_code", "code_verifier", "token", "assertion",
	    "client_assertion", "subject_token"};
	struct buf value;
	bool found = false, sent;
	size_t count, i;

	if (client->client_secret != NULL &&
	    repeats(text, client->client_secret->bytes,
		client->client_secret->size))
		return true;
	for (i = 0; i < sizeof names / sizeof *names && !found; i++) {
		buf_init(&value, LIMIT_REQUEST);
		count = 0;
		sent = percent_query_parameter(
		    buf_text(body), names[i], &value, &count);
		/* It was sent, but memory ran out: say less again. */
		found =
		    sent ? repeats(text, value.data, value.size) : count > 0;
		buf_clear(&value);
	}
	return found;
}

/* Was it the client that the server does not know, by its own words? */
static bool
is_unknown_client(const struct token *token)
{
	static const char *const parts[] = {
	    "invalidclient", "clientcredentials", NULL};

	return token->error != NULL ? refusal_speaks_of(token->error, parts)
				    : token->status == 401;
}

/* Where what we said of the client comes from. */
static void
hint_client(const struct client *client, struct error *error)
{
	const char *method = client->token_endpoint_auth_method;
	bool has_secret = client->client_secret != NULL &&
			  secret_is_set(client->client_secret);

	if (client->login == NULL)
		error_hint(error, "look at client_id, client_secret and "
				  "token_endpoint_auth_method");
	/* No name in lanyard.conf can be a URL. */
	else if (strstr(client->login, "://") != NULL)
		error_hint(error,
		    "see git config credential.%s.oauthClientId and "
		    "oauthClientSecret; token_endpoint_auth_method is for a "
		    "login of lanyard.conf",
		    client->login);
	else if (words_is_tls(method))
		error_hint(error,
		    "login %s in lanyard.conf: check client_id, and whether "
		    "the server knows the certificate of that client: openssl "
		    "x509 -noout -subject -fingerprint -sha256 -in its "
		    "tls_client_cert_file",
		    client->login);
	else if (has_secret)
		error_hint(error,
		    "login %s in lanyard.conf: check client_id, its secret "
		    "(client_secret_file) and token_endpoint_auth_method, "
		    "which is %s",
		    client->login,
		    method != NULL ? method
				   : words_auth_method(AUTH_METHOD_BASIC));
	else
		error_hint(error,
		    "login %s in lanyard.conf: check client_id; if the client "
		    "has a secret, client_secret_file and "
		    "token_endpoint_auth_method",
		    client->login);
}

/* What of a login the server does not take, by its own word. */
static void
hint_setting(const struct client *client, const char *word, struct error *error)
{
	static const struct {
		const char *parts[3];
		const char *setting;
	} table[] = {
	    {{"scope", NULL}, "scope: the server does not grant all of it"},
	    {{"invalidtarget", NULL}, "resource and audience: some servers "
				      "give a token for one resource only"},
	    {{"redirecturi", NULL},
		"redirect_uri: it has to be registered at the server as it is"},
	    {{"granttype", "unauthorizedclient", NULL},
		"client_id, and allow it this grant at the server"},
	    {{"accessdenied", NULL},
		"scope; if that is right a rule of the server's says no"},
	};

	if (client->login == NULL)
		return;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (!refusal_speaks_of(word, table[i].parts))
			continue;
		error_hint(error, "login %s in lanyard.conf: check %s",
		    client->login, table[i].setting);
		return;
	}
}

/* What invalid_grant means, as few servers say it (RFC 6749 5.2). */
static const char *
meaning(const char *error, bool refresh)
{
	static const char *const words[] = {"invalid_grant",
	    "bad_refresh_token", "invalid_refresh_token", NULL};

	/* It comes back, then, whenever the access token is over. */
	if (refresh && text_compare(error, "unsupported_grant_type") == 0)
		return ": it has to allow this client the grant refresh_token";
	if (!refusal_is_one_of(error, words))
		return "";
	return refresh ? ": revoked, too old, or used elsewhere"
		       : ": too old, or used before";
}

/* What REPLY (NULL: none, or a page) says, into TOKEN and *DESCRIPTION. */
static void
read_words(struct token *token, const struct reply *reply,
    const struct client *client, const struct buf *body, char **description)
{
	free(token->error);
	token->error = NULL;
	*description = NULL;
	if (reply == NULL)
		return;
	token->error = refusal_error(reply, token->status);
	if ((*description = refusal_prose(reply)) == NULL &&
	    token->error == NULL)
		*description = refusal_plain(reply);
	if (token->error != NULL &&
	    (refusal_is_of_address(token->error, token->status) ||
		repeats_secret(token->error, client, body))) {
		free(token->error);
		token->error = NULL;
	}
}

/* The class, with the message but for the description. */
static enum lanyard_error
judge(struct token *token, const struct reply *reply, const char *description,
    const char *host, const struct buf *body, struct error *error)
{
	bool refresh = is_refresh(body);
	enum lanyard_error r;

	if (token->error != NULL) {
		r = refusal_class(token->error, token->status, refresh);
		if (description != NULL &&
		    refusal_asks_to_wait(token->error, description))
			r = LANYARD_ERR_SERVER;
		return error_set(error, r, "%s answered %d %s%s", host,
		    token->status, token->error,
		    r == LANYARD_ERR_GRANT ? meaning(token->error, refresh)
					   : "");
	}
	r = classify_bare(reply, description, token->status, body);
	token->in_doubt = r == LANYARD_ERR_GRANT;
	return error_set(error, r, "%s answered %d without an OAuth error%s",
	    host, token->status,
	    token->in_doubt ? ", as some do for a refresh token that is dead"
			    : "");
}

enum lanyard_error
refusal_take(struct token *token, const struct reply *reply, const char *host,
    const struct client *client, const struct buf *body, struct error *error)
{
	enum lanyard_error r;
	char *description;

	/* What stands in a page is no word of the server's. */
	if (reply != NULL && reply_is_page(reply))
		reply = NULL;
	read_words(token, reply, client, body, &description);
	r = judge(token, reply, description, host, body, error);
	if (description != NULL && *description != '\0' &&
	    (token->error == NULL || strcmp(description, token->error) != 0) &&
	    !repeats_secret(description, client, body))
		error_set(error, r, "%s (%s)", error->message, description);
	if (is_unknown_client(token))
		hint_client(client, error);
	else if (r == LANYARD_ERR_REFUSED && token->error != NULL)
		hint_setting(client, token->error, error);
	free(description);
	return r;
}
