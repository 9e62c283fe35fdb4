/*
 * mark.c - by which configuration a login has failed
 */
#include "session/mark.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "login/recipe.h"
#include "login/sources.h"
#include "os/stamp.h"

#define HASH_SIZE ((MARK_SIZE - 1) / 2)

_Static_assert(HASH_SIZE >= crypto_generichash_BYTES_MIN,
    "libsodium makes no hash as short as that");

/* With its end, so that "ab", "c" is not "a", "bc"; NULL is not "". */
static void
add(crypto_generichash_state *hash, const char *text)
{
	if (text != NULL)
		crypto_generichash_update(
		    hash, (const unsigned char *)text, strlen(text) + 1);
	else
		crypto_generichash_update(hash, (const unsigned char *)"\1", 2);
}

static void
add_list(crypto_generichash_state *hash, char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		add(hash, *list);
	add(hash, NULL);
}

/* PATH, and what is there; a relative one, sought in PATH, has no stamp. */
static void
add_file(crypto_generichash_state *hash, const char *path)
{
	struct buf stamp;

	add(hash, path);
	if (path == NULL || path[0] != '/')
		return;
	buf_init(&stamp, LIMIT_LINE);
	if (stamp_add_change(&stamp, path) == LANYARD_OK)
		add(hash, buf_text(&stamp));
	buf_clear(&stamp);
}

/* Only whether NAME is set: its value may be secret. */
static void
add_variable(crypto_generichash_state *hash, const char *name)
{
	const char *text = name != NULL ? getenv(name) : NULL;

	/* One that is set to nothing is a missing one (source.c). */
	add(hash, name);
	add(hash, text != NULL && *text != '\0' ? "set" : NULL);
}

static void
add_source(crypto_generichash_state *hash, const struct login_source *source)
{
	add(hash, source->source);
	for (const char *const *name = sources_variables;
	     source->source != NULL && *name != NULL; name++)
		add_variable(hash, *name);
	add_file(hash, source->file);
	add_variable(hash, source->variable);
	add_list(hash, source->command);
	add_file(hash, source->command != NULL ? source->command[0] : NULL);
	add(hash, source->audience);
}

/* One of lanyard.conf's own may be what was mended. */
static void
add_recipe(crypto_generichash_state *hash, const struct recipe *recipe)
{
	for (size_t n = 0; n < RECIPE_TEXTS; n++)
		add(hash, recipe_text(recipe, n));
	add(hash, recipe->method);
	add(hash, recipe->token);
	add(hash, recipe->expires);
}

/* Is there what may be secret, which only the file's stamp stands for? */
static bool
has_secrets(const struct login *login)
{
	return secret_is_set(&login->client_secret) ||
	       login->token_parameters != NULL ||
	       login->authorization_parameters != NULL ||
	       login->recipe_parameters != NULL ||
	       (login->proxy != NULL && strchr(login->proxy, '@') != NULL);
}

static void
add_login(crypto_generichash_state *hash, const struct login *login)
{
	const char *const texts[] = {login->issuer,
	    login->authorization_endpoint, login->token_endpoint,
	    login->device_authorization_endpoint, login->revocation_endpoint,
	    login->pushed_authorization_request_endpoint,
	    login->require_pushed_authorization_requests ? "pushed" : NULL,
	    login->client_id, login->token_endpoint_auth_method,
	    login->audience, login->grant_type, login->subject,
	    login->subject_token_type, login->actor_token_type,
	    login->requested_token_type, login->response_mode,
	    login->token_member, login->api_endpoint, login->installation_id,
	    login->redirect_uri, login->listen_address,
	    has_secrets(login) ? NULL : login->proxy,
	    login->allow_http ? "allow_http" : NULL,
	    login->use_id_token ? "use_id_token" : NULL};
	const int64_t timeout_ms = login->timeout_ms;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		add(hash, texts[i]);
	crypto_generichash_update(
	    hash, (const unsigned char *)&timeout_ms, sizeof(timeout_ms));
	add_list(hash, login->scope);
	add_list(hash, login->resource);
	add_list(hash, login->repositories);
	add_list(hash, login->client_secret_command);
	add_file(hash, login->client_secret_command != NULL
			   ? login->client_secret_command[0]
			   : NULL);
	add_file(hash, login->client_secret_file);
	add_file(hash, login->private_key_file);
	add(hash, login->private_key_id);
	add(hash, login->private_key_agent);
	add_variable(
	    hash, login->private_key_agent != NULL ? "SSH_AUTH_SOCK" : NULL);
	add_list(hash, login->sign_command);
	add_file(
	    hash, login->sign_command != NULL ? login->sign_command[0] : NULL);
	add_file(hash, login->private_key_certificate_file);
	add(hash, login->private_key_certificate_thumbprint);
	add_file(hash, login->tls_client_cert_file);
	add_file(hash, login->tls_client_key_file);
	add(hash, login->token_endpoint_auth_signing_alg);
	if (login->recipe != NULL)
		add_recipe(hash, login->recipe);
	add_source(hash, &login->subject_token);
	add_source(hash, &login->actor_token);
	add_source(hash, &login->assertion);
	add_source(hash, &login->client_assertion);
	add_file(hash, login->ca_file);
}

void
mark_make(
    char mark[MARK_SIZE], struct entry *entry, struct lanyard_session *session)
{
	unsigned char bytes[HASH_SIZE];
	crypto_generichash_state hash;
	struct error kept = session->error;

	mark[0] = '\0';
	if (entry_complete(entry, session) != LANYARD_OK) {
		session->error = kept;
		return;
	}
	crypto_generichash_init(&hash, NULL, 0, sizeof(bytes));
	add_login(&hash, entry->login);
	if (entry->login->configured && has_secrets(entry->login)) {
		add_file(&hash, session->config_path);
		add_file(&hash, session->system_path);
	}
	crypto_generichash_final(&hash, bytes, sizeof(bytes));
	sodium_bin2hex(mark, MARK_SIZE, bytes, sizeof(bytes));
}

bool
mark_holds(
    const char *noted, struct entry *entry, struct lanyard_session *session)
{
	char mark[MARK_SIZE];

	if (noted == NULL || noted[0] == '\0')
		return true;
	mark_make(mark, entry, session);
	return mark[0] == '\0' || strcmp(mark, noted) == 0;
}
