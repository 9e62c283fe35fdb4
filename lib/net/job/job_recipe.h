/*
 * job_recipe.h - a token by a recipe, in the place of a refresh (recipe.h)
 */
#ifndef JOB_RECIPE_H
#define JOB_RECIPE_H

#include "login/recipe.h"
#include "net/job/exchange.h"
#include "net/job/server.h"

/*
 * The whole of it for EXCHANGE's login, whose lock is held: what is found out
 * beforehand (where an App is installed, which its record keeps), the request,
 * and its save. Results are recipe_request()'s and exchange_end()'s; what fails
 * before the request is noted as what fails after it is.
 */
enum lanyard_error job_recipe(struct exchange *exchange, struct server *server,
    const struct recipe *recipe, int64_t timeout_ms);

/*
 * Have the token that ENTRY has stored end at the server, where RECIPE has a
 * revoke_url. Results are recipe_revoke()'s; errors are SESSION's.
 */
enum lanyard_error job_recipe_revoke(struct entry *entry,
    struct lanyard_session *session, const struct recipe *recipe,
    int64_t timeout_ms);

#endif
