/*
 * recipe.h - grants that are one request of a known form, as data
 *
 * A login's grant_type may name one: how a server without a person comes to a
 * token that is no OAuth grant, or not quite. A row of the table says what is
 * sent and where the token lies in the reply. {NAME} in it stands for a value:
 * of the login's recipe_parameters or another of its keys, or one that is made
 * for the request (recipe_value).
 */
#ifndef RECIPE_H
#define RECIPE_H

#include "login/login.h"

enum recipe_body {
	RECIPE_BODY_NONE,
	RECIPE_BODY_FORM, /* application/x-www-form-urlencoded */
	RECIPE_BODY_JSON, /* one object */
};

#define RECIPE_MEMBERS 8

/* A parameter, or a member: left out where a value of TEXT is not there. */
struct recipe_member {
	const char *name;
	const char *text;
};

struct recipe {
	const char *name; /* the grant_type */
	bool own;	  /* of lanyard.conf, and not of the table */
	/*
	 * It spends the token that is stored, which the reply replaces: what
	 * is stored as refresh token is the token itself, and half of its life
	 * is its margin.
	 */
	bool rotates;
	/* It asks this machine's metadata service: http, by no proxy, and the
	 * service is here at once or not at all. */
	bool local;
	bool signs; /* needs private_key_file: {jwt} */
	/* What {api} is where the login has no api_endpoint: API_PATH at its
	 * host, but API where that is API_HOST, or API_PATH is NULL. */
	const char *api, *api_host, *api_path;
	/* A DELETE there, with the same fields, ends the token that is stored
	 * as refresh token; NULL: nothing is known to. */
	const char *revoke_url;
	const char *method;
	const char *url;			    /* without a query */
	struct recipe_member query[RECIPE_MEMBERS]; /* name NULL ends */
	const char *fields[RECIPE_MEMBERS];	    /* "Name: text" */
	enum recipe_body body;
	struct recipe_member content[RECIPE_MEMBERS];
	/*
	 * Members of the reply, "." between those of an object in another.
	 * EXPIRES NULL: what token endpoints call so (reply.h), else as
	 * RECIPE_JWT, which is the token's own exp.
	 */
	const char *token;
	const char *expires;
	const char *username; /* for git; NULL: any will do */
	const char *audience; /* of what it shows; NULL: the host it asks */
	bool aws;	      /* its reply is that of AWS: aws_reply.h */
};

#define RECIPE_JWT "jwt"

/*
 * The grant_type of a role at AWS. Its token is three: a JSON object of
 * AccessKeyId, SecretAccessKey and SessionToken, without spaces.
 */
#define RECIPE_AWS "aws_web_identity"

/*
 * How the grant_type of a recipe in lanyard.conf begins, in a login and its
 * record, so that a record tells one from a grant without the configuration.
 */
#define RECIPE_OWN "recipes."

/* The row of that name, or NULL. */
const struct recipe *recipe_find(const char *name);

/* LOGIN's recipe, one of lanyard.conf's or a row, or NULL. */
const struct recipe *recipe_of(const struct login *login);

/* Is a grant of that name (NULL: none) a recipe, wherever it is? */
bool recipe_is_named(const char *grant_type);

/*
 * The N-th of the RECIPE_TEXTS texts of RECIPE that may have {NAME} in them,
 * lent; NULL: there is none.
 */
#define RECIPE_TEXTS (3 * RECIPE_MEMBERS + 1)
const char *recipe_text(const struct recipe *recipe, size_t n);

/* Has RECIPE {NAME} anywhere? */
bool recipe_uses(const struct recipe *recipe, const char *name);

/* Does the grant of that name (NULL: none) spend the token that is stored? */
bool recipe_rotates(const char *grant_type);

/*
 * Has LOGIN what RECIPE needs, but for what is found out? LANYARD_ERR_CONFIG
 * names the key that is missing.
 */
enum lanyard_error recipe_check(const struct recipe *recipe,
    const struct login *login, struct error *error);

/*
 * Fill what LOGIN does not say and its recipe, if it has one, does: the user
 * name for git. LANYARD_ERR_MEMORY.
 */
enum lanyard_error recipe_apply(struct login *login);

/*
 * LOGIN's recipe parameter NAME, or its key of that name; lent, or NULL.
 */
const char *recipe_parameter(const struct login *login, const char *name);

/*
 * How long LOGIN's next token is to live, its recipe parameter "days", in
 * *DAYS; 0: it does not say. False: it is no whole number from 1 to
 * RECIPE_DAYS_MAX.
 */
#define RECIPE_DAYS_MAX 400 /* GitLab's most, of administrators who allow it   \
			     */
bool recipe_days(const struct login *login, int64_t *days);

#endif
