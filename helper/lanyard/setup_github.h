/*
 * setup_github.h - a login for GitHub whose client is made on the way
 */
#ifndef SETUP_GITHUB_H
#define SETUP_GITHUB_H

#include <stdbool.h>

#include "lanyard.h"

struct setup_github {
	const char *url;	  /* of github.com or an Enterprise Server */
	const char *name;	  /* of the login that is to be */
	const char *username;	  /* its account; NULL: not given */
	const char *organization; /* whose App it is; NULL: the person's own */
	const char *app_name;	  /* NULL: one that nobody has */
	/* Of the way there (lanyard.conf(5)); NULL and false: not given. */
	const char *ca_file;
	const char *proxy;
	bool allow_http;
};

/*
 * Have a person make an App at GitHub in the browser (LANYARD_JOB_MANIFEST),
 * add login NAME with it to the configuration, which was prepared, and have the
 * App installed. Each step is told in a line. An App that is not installed in
 * time is told of and no error: the login works without, and finds no
 * repository yet.
 *
 * An error of the session's: the configuration is as it was. But an App is not
 * made twice: once it is there the login stays, whatever comes of its
 * installation, and LANYARD_ERR_CANCELLED says how to go on with it.
 */
enum lanyard_error setup_github(
    struct lanyard_session *session, const struct setup_github *wish);

#endif
