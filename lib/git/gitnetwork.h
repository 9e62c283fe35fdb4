/*
 * gitnetwork.h - what git would use on the way to a server
 */
#ifndef GITNETWORK_H
#define GITNETWORK_H

#include <stdbool.h>

#include "base/error.h"
#include "git/gitconfig.h"

/* Who we are to a server, or to a proxy (curl(1), --cert). */
struct gitnetwork_client {
	char *file;	       /* the certificate; NULL: none */
	char *key_file;	       /* NULL: in FILE */
	char *type, *key_type; /* "PEM", "DER", "P12"; NULL: PEM */
	bool locked;	    /* with a password that git asks its helpers for */
	const char *source; /* who says FILE, static */
};

/* What git would use on the way to a server; NULL: it says nothing. */
struct gitnetwork {
	char *proxy;
	char *proxy_method;  /* one of git's words, or any other */
	char *proxy_ca_file; /* of the proxy itself */
	char *ca_file;
	char *ca_folder;
	const char *ca_key;	/* who says ca_file, static */
	const char *unverified; /* who says, static, that certificates are not
				   to be verified */
	struct gitnetwork_client client, proxy_client;
	char *pinned_key;  /* "sha256//..." or a file, as libcurl has it */
	char *resolve;	   /* HOST:PORT:ADDRESS, a line each */
	char *tls_version; /* one of git's words, or any other */
	char *ciphers;	   /* as OpenSSL has them */
};

void gitnetwork_clear(struct gitnetwork *network);

/*
 * The answer of section "http" for URL, and what the environment says in its
 * place (GIT_SSL_CAINFO and the like, git-config(1)). NETWORK is zeroed. A
 * path of git's files is absolute, or not taken: in a repository a relative one
 * would be the repository's. LANYARD_ERR_CONFIG: a relative http.pinnedPubkey,
 * as without it more would be let in.
 */
enum lanyard_error gitnetwork_answer(struct gitconfig **asked, const char *url,
    struct gitnetwork *network, struct error *error);

#endif
