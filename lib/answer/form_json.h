/*
 * form_json.h - a token in the JSON that programs want it in
 *
 * What each program's answer looks like is said by that program; form.c has
 * the names of the forms.
 */
#ifndef FORM_JSON_H
#define FORM_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"

/* What a form is made of; all lent. The token is visible ASCII. */
struct form_parts {
	const struct secret *token;
	const char *scheme; /* in an Authorization field */
	const char *user;   /* NULL: not known */
	const char *host;   /* NULL: not known */
	bool mail;	    /* for a protocol that is known and not http */
	int64_t expires_at; /* seconds since 1970, UTC; 0: not known */
};

/*
 * Appends to BUF. LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL: BUF's limit;
 * LANYARD_ERR_ARGUMENT: not of such a token.
 */
typedef enum lanyard_error form_function(
    struct buf *buf, const struct form_parts *parts);

form_function form_json_token;	 /* RFC 6749 5.1, and the store's names */
form_function form_json_headers; /* HTTP fields: name and value */

/* EngFlow's credential-helper-spec, which Bazel uses. */
form_function form_json_bazel;

/* cargo's credential provider protocol, version 1: the answer to "get". */
form_function form_json_cargo;

/* docker-credential-helpers: the answer to "get". */
form_function form_json_docker;

/* client.authentication.k8s.io: an ExecCredential of v1, and of v1beta1. */
form_function form_json_kubectl, form_json_kubectl_v1beta1;

/* terraform's credentials helpers: the answer to "get". */
form_function form_json_terraform;

/*
 * The member NAME: the expiry as RFC 3339 has it, in whole seconds, UTC; none
 * if it is not known. Errors as above.
 */
enum lanyard_error form_json_expiry(
    struct buf *buf, const char *name, const struct form_parts *parts);

#endif
