/*
 * by_code_page.c - the page that a browser ends on after a callback
 */
#include "net/job/by_code_page.h"

#include <stdio.h>
#include <string.h>

#include "net/http/listener.h"

#define CLOSE "You can close this tab."
#define AGAIN " This answer had come before: it was not used a second time."

/* The host of the login's first pattern, and how many more there are. */
static void
name_hosts(const struct login *login, char *text, size_t size)
{
	size_t count = 0, used;

	text[0] = '\0';
	if (login->url == NULL || login->url[0] == NULL)
		return;
	http_host(login->url[0], text, size);
	while (login->url[count] != NULL)
		count++;
	used = strlen(text);
	if (used > 0 && count > 1)
		(void)snprintf(text + used, size - used, ", and %zu more URL%s",
		    count - 1, count == 2 ? "" : "s");
}

/* A login of git's configuration is named by its URL, which has the host. */
static void
add_facts(struct listener_page *page, const struct attempt *attempt,
    const char *hosts)
{
	const struct login *login = attempt->login;
	const char *account = attempt->exchange->account;

	if (strstr(login->name, "://") == NULL)
		page->facts[0] = (struct listener_fact){"Login", login->name};
	if (hosts[0] != '\0')
		page->facts[1] = (struct listener_fact){"Host", hosts};
	page->facts[2] = (struct listener_fact){
	    "Account", login->username != NULL ? login->username : account};
}

void
by_code_page_answer(
    const struct attempt *attempt, const struct error *outcome, bool again)
{
	struct listener_page page = {.status = 200, .reason = outcome->message};
	char hosts[HTTP_HOST_TEXT + 40];

	name_hosts(attempt->login, hosts, sizeof(hosts));
	add_facts(&page, attempt, hosts);
	if (outcome->code == LANYARD_OK) {
		page.good = true;
		page.heading = "You are logged in";
		page.reason = NULL;
		page.text = again ? CLOSE AGAIN : CLOSE;
	} else if (outcome->code == LANYARD_ERR_CANCELLED) {
		page.heading = "The login was refused";
		page.text = again ? "Nothing was changed. " CLOSE AGAIN
				  : "Nothing was changed. " CLOSE;
	} else {
		page.status = 400;
		page.heading = "The login failed";
		page.text =
		    again ? "The program that asked for the login says what "
			    "to do next. " CLOSE AGAIN
			  : "The program that asked for the login says what "
			    "to do next. " CLOSE;
	}
	listener_answer(attempt->redirect.listener, &page);
}

void
by_code_page_not_ours(const struct attempt *attempt, const char *reason)
{
	const struct listener_page page = {
	    .status = 400,
	    .heading = "This is not the answer to this login",
	    .reason = reason,
	    .text = "Nothing was changed, and the login that is under way goes "
		    "on. If you began more than one, use the tab that was "
		    "opened last.",
	};

	listener_answer(attempt->redirect.listener, &page);
}
