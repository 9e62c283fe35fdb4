/*
 * interaction.h - one login by a person: browser, paste and device code
 *
 * The loopback listener, the field to paste into, and (when no browser could
 * be opened or the person asks for it) a device code, side by side; the first
 * that completes wins and ends the others. Five minutes at most.
 */
#ifndef INTERACTION_H
#define INTERACTION_H

#include "net/oauth/client.h"
#include "net/oauth/discovery.h"
#include "net/oauth/token_endpoint.h"

struct interaction {
	const struct lanyard_ui *ui;
	const struct login *login;
	const struct client *client;
	const struct metadata *metadata; /* endpoints, given or discovered */
	struct http *http;
	int64_t timeout_ms;
	/*
	 * Called before each request that may bring tokens: take the record's
	 * lock, reserve room, hold signals. Its error ends the login, nothing
	 * having been sent. May be NULL.
	 */
	enum lanyard_error (*prepare)(void *context, struct error *error);
	/*
	 * Called when it brought some, before the browser's page says so: save
	 * them. Its error is the login's. NULL: the caller does so afterwards.
	 */
	enum lanyard_error (*save)(
	    void *context, const struct token *token, struct error *error);
	/*
	 * Called after such a request that brought none, or whose tokens were
	 * not saved: let go again. Not called when PREPARE itself failed. May
	 * be NULL.
	 */
	void (*release)(void *context);
	void *context;
};

/*
 * Run it. LANYARD_OK: TOKEN is good (and unsaved where SAVE is NULL), and
 * PREPARE's effect is still in force. After any error it is not (RELEASE was
 * called). Whether somebody is there (may_ask) was asked before.
 * LANYARD_ERR_CANCELLED: the person refused. LANYARD_ERR_TIMEOUT.
 * LANYARD_ERR_CONFIG: neither an authorization nor a device endpoint is known.
 * LANYARD_ERR_LOGIN_NEEDED: nothing is left by which an answer could come.
 * LANYARD_ERR_REFUSED: the server said no, also to the code itself.
 */
enum lanyard_error interaction_run(const struct interaction *interaction,
    struct token *token, struct error *error);

#endif
