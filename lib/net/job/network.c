/*
 * network.c - HTTP as a login's settings, and git's, have it
 */
#include "net/job/network.h"

#include <string.h>

#include "base/limits.h"
#include "git/gitinclude.h"
#include "git/gitnetwork.h"
#include "os/clock.h"
#include "store/passwords.h"

/* How long git may take: DEADLINE_MS is the job's, 0 for none. */
static int64_t
git_ms(int64_t deadline_ms)
{
	return deadline_ms != 0 ? deadline_ms - clock_monotonic_ms()
				: TIMEOUT_GIT_MS;
}

/* What is kept of ACCOUNT, as git would ask its helpers for it. */
static enum lanyard_error
find_password(void *context, const struct http_account *account,
    struct secret *password, struct error *error)
{
	struct lanyard_session *s = context;
	struct attributes request = {0}, answer = {0};
	const struct secret *found;
	enum lanyard_error r;

	if ((r = session_config(s)) != LANYARD_OK ||
	    !session_keeps_passwords(s))
		return r;
	if ((r = attributes_set_text(
		 &request, "protocol", account->protocol)) == LANYARD_OK &&
	    (r = attributes_set_text(&request, "host", account->host)) ==
		LANYARD_OK &&
	    (r = attributes_set_given(&request, "path", account->path)) ==
		LANYARD_OK &&
	    (r = attributes_set_given(
		 &request, "username", account->username)) == LANYARD_OK &&
	    (r = passwords_find(s->store, &request, &answer, error)) ==
		LANYARD_OK &&
	    (found = attributes_secret(&answer, "password")) != NULL)
		r = secret_copy(password, found);
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	attributes_clear(&request);
	attributes_clear(&answer);
	return r;
}

/* Lent: nothing of it is changed. */
static struct client_certificate
lend_client(const struct gitnetwork_client *client)
{
	return (struct client_certificate){
	    .file = client->file,
	    .key_file = client->key_file,
	    .type = client->type,
	    .key_type = client->key_type,
	    .locked = client->locked,
	    .source = client->source,
	};
}

/* LOGIN's own settings go before git's. */
static enum lanyard_error
set_network(struct http *http, const struct login *login,
    const struct gitnetwork *git, struct error *error)
{
	const struct http_network network = {
	    .ca_file = login->ca_file != NULL ? login->ca_file : git->ca_file,
	    .ca_key = login->ca_file != NULL ? "ca_file" : git->ca_key,
	    .proxy_ca_file = git->proxy_ca_file,
	    .ca_folder = git->ca_folder,
	    .proxy = login->proxy != NULL ? login->proxy : git->proxy,
	    .proxy_source =
		login->proxy != NULL ? "\"proxy\"" : "git's http.proxy",
	    .proxy_method = proxy_method(git->proxy_method),
	    .unverified = git->unverified,
	    .client = lend_client(&git->client),
	    .proxy_client = lend_client(&git->proxy_client),
	    .pinned_key = git->pinned_key,
	    .resolve = git->resolve,
	    .tls_1_3 = git->tls_version != NULL &&
		       strcmp(git->tls_version, "tlsv1.3") == 0,
	    .ciphers = git->ciphers,
	};
	enum lanyard_error r = http_set_network(http, &network, error);

	if (r == LANYARD_ERR_CONFIG && login->ca_file == NULL &&
	    git->ca_key[0] == 'g')
		error_hint(
		    error, "git config --show-origin --get-regexp 'http.*ssl'");
	return r;
}

/*
 * The proxy and CA of git's own configuration, where Lanyard's has none. git
 * looks for them while libcurl is loaded: each takes a while.
 */
enum lanyard_error
network_new_http(struct http **http, struct lanyard_session *s,
    const struct login *login, const char *url, int64_t deadline_ms)
{
	const struct http_options options = {
	    .ca_file = login->ca_file,
	    .proxy = login->proxy,
	    .allow_http = login->allow_http,
	    .deadline_ms = deadline_ms,
	    .timeout_ms = login->timeout_ms,
	    .log = s->log,
	    .context = s->context,
	    .password = find_password,
	    .password_context = s,
	};
	struct gitconfig *asked = NULL;
	struct gitnetwork git = {0};
	struct error *error = &s->error, why = {0};
	enum lanyard_error r, started;

	if (url == NULL)
		return http_new(http, &options, error);
	if ((r = gitconfig_ask(&asked, "http", url, git_ms(deadline_ms),
		 error)) != LANYARD_OK)
		return r;
	started = http_new(http, &options, error);
	r = gitnetwork_answer(&asked, url, &git, &why);
	if (r != LANYARD_OK && started == LANYARD_OK)
		*error = why;
	if (r == LANYARD_OK && started == LANYARD_OK)
		r = set_network(*http, login, &git, error);
	gitnetwork_clear(&git);
	/* Without that proxy or CA it is not to be used. */
	if (r != LANYARD_OK)
		http_free(http);
	return started != LANYARD_OK ? started : r;
}

enum lanyard_error
network_follow(struct http *http, struct lanyard_session *s,
    const struct login *login, const char *from, const char *to,
    int64_t deadline_ms)
{
	char before[HTTP_HOST_TEXT], after[HTTP_HOST_TEXT];
	struct gitconfig *asked = NULL;
	struct gitnetwork git = {0};
	enum lanyard_error r;

	if (from == NULL || to == NULL)
		return LANYARD_OK;
	http_host(from, before, sizeof(before));
	http_host(to, after, sizeof(after));
	if (strcmp(before, after) == 0)
		return LANYARD_OK;
	if ((r = gitconfig_ask(&asked, "http", to, git_ms(deadline_ms),
		 &s->error)) != LANYARD_OK ||
	    (r = gitnetwork_answer(&asked, to, &git, &s->error)) != LANYARD_OK)
		return r;
	r = set_network(http, login, &git, &s->error);
	gitnetwork_clear(&git);
	return r;
}

void
network_explain(struct lanyard_session *s, const char *url)
{
	struct buf hint;

	buf_init(&hint, LIMIT_URL);
	if (gitinclude_hint(url, &hint) == LANYARD_OK && hint.size != 0)
		error_hint(&s->error, "%s", buf_text(&hint));
	buf_clear(&hint);
}
