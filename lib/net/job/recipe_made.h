/*
 * recipe_made.h - what is made of a login for a recipe's placeholders
 */
#ifndef RECIPE_MADE_H
#define RECIPE_MADE_H

#include "base/buf.h"
#include "base/secret.h"
#include "login/recipe.h"

#define RECIPE_SESSION_SIZE 65 /* of AWS: 2 to 64 characters */

/*
 * For one request; what is not there is NULL, or an empty buffer. JWT,
 * SUBJECT_TOKEN and INSTALLATION are found later, by the job.
 */
struct recipe_made {
	struct buf api, jwt, tokens, repository, repositories, permissions;
	struct secret subject_token;
	char *owner, *repo, *scope, *installation;
	char until[16], session[RECIPE_SESSION_SIZE];
};

void recipe_made_init(struct recipe_made *made);
void recipe_made_clear(struct recipe_made *made);

/*
 * MADE->api: where the interface of LOGIN's host is. LANYARD_ERR_CONFIG: that
 * cannot be told. LANYARD_ERR_MEMORY, _PROTOCOL (too long) without a message.
 */
enum lanyard_error recipe_made_api(struct recipe_made *made,
    const struct recipe *recipe, const struct login *login,
    struct error *error);

/* The same, and all else that LOGIN says; errors are ERROR's. */
enum lanyard_error recipe_made_fill(struct recipe_made *made,
    const struct recipe *recipe, const struct login *login,
    struct error *error);

#endif
