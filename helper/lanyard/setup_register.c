/*
 * setup_register.c - a client that registers itself, for a login that works
 *
 * Where no login comes of it the client is deleted again; the way to do that is
 * in a file until then, and in none afterwards.
 */
#include <string.h>
#include <unistd.h>

#include "common/report.h"
#include "setup.h"

#define FORGET_MS 5000 /* a person waits, for nothing */

static const char *
server(const struct setup *setup)
{
	const char *issuer = pairs_get(&setup->found, "issuer");

	return issuer != NULL ? issuer : setup->host;
}

/* Is that of an ordinary public client, so that nobody need write it? */
static bool
is_plain(const char *auth_method)
{
	return auth_method == NULL ||
	       strcmp(auth_method, "client_secret_basic") == 0;
}

static int
take(struct setup *setup)
{
	const struct pairs *results = &setup->registered;
	const char *file = pairs_get(results, "client_secret_file");
	const char *method = pairs_get(results, "token_endpoint_auth_method");
	const char *client_id = pairs_get(results, "client_id");
	int status;

	setup_say(
	    "client: registered at %s, client_id %s", server(setup), client_id);
	if ((status = setup_add_client(setup, "client_id", client_id)) !=
		EXIT_DONE ||
	    file == NULL)
		return status;
	if ((status = setup_add_client(setup, "client_secret_file", file)) !=
		EXIT_DONE ||
	    is_plain(method))
		return status;
	return setup_add_client(setup, "token_endpoint_auth_method", method);
}

/* Of a client that is there, and of no use. */
static void
say_left(const struct setup *setup, const char *client_id, const char *why)
{
	if (client_id != NULL)
		setup_say("client: %s stays registered at %s, unused: %s",
		    client_id, server(setup), why);
}

int
setup_register(struct setup *setup, bool *taken)
{
	const char *endpoint =
	    pairs_get(&setup->found, "registration_endpoint");
	const char *device =
	    pairs_get(&setup->found, "device_authorization_endpoint");
	const char *const parameters[] = {"registration_endpoint", endpoint,
	    "name", setup->name, "client_name", SETUP_CLIENT_NAME,
	    "redirect_uri", setup_redirect_uri(setup), "scope",
	    setup_scope(setup), "device", device != NULL ? "true" : NULL, NULL};
	enum lanyard_error r;

	*taken = true;
	if (setup->check) {
		setup_say("client: one would be registered at %s", endpoint);
		return setup_add_client(
		    setup, "client_id", "as the server will name it");
	}
	r = setup_run(
	    setup, LANYARD_JOB_REGISTER, 0, parameters, &setup->registered);
	if (r == LANYARD_OK)
		return take(setup);
	if (r != LANYARD_ERR_REFUSED && r != LANYARD_ERR_SERVER)
		return setup_report(setup, r);
	*taken = false;
	setup_say("client: %s", lanyard_session_message(setup->session));
	say_left(setup, pairs_get(&setup->registered, "left_client_id"),
	    "the server gave no way to delete it");
	return EXIT_DONE;
}

static void
forget(struct setup *setup, const char *client_id, const char *file)
{
	const char *const parameters[] = {"registration_file", file, NULL};
	const char *secret =
	    pairs_get(&setup->registered, "client_secret_file");
	struct pairs unused = {0};

	if (secret != NULL)
		(void)unlink(secret);
	if (file == NULL)
		say_left(
		    setup, client_id, "the server gave no way to delete it");
	else if (setup_run(setup, LANYARD_JOB_UNREGISTER, FORGET_MS, parameters,
		     &unused) == LANYARD_OK)
		setup_say("client: %s is deleted again at %s", client_id,
		    server(setup));
	else
		say_left(
		    setup, client_id, lanyard_session_message(setup->session));
	pairs_clear(&unused);
}

void
setup_end_client(struct setup *setup, bool is_used)
{
	const char *client_id = pairs_get(&setup->registered, "client_id");
	const char *file = pairs_get(&setup->registered, "registration_file");

	if (client_id == NULL)
		return;
	if (!is_used)
		forget(setup, client_id, file);
	else if (file != NULL)
		(void)unlink(file);
}
