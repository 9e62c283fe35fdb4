/*
 * docker_list.h - the servers that docker-credential-lanyard has a secret for
 */
#ifndef DOCKER_LIST_H
#define DOCKER_LIST_H

#include "lanyard.h"

/*
 * *TEXT is the answer to "list": a JSON object of servers, as "get" takes them,
 * and user names, as it gives them; for lanyard_text_free(). Only what is
 * stored, as each is asked for afterwards: logins that had tokens once, and
 * plain passwords. A server is there once, with what "get" answers first. What
 * cannot be read is left out; SESSION's error where that leaves nothing.
 */
enum lanyard_error docker_list(struct lanyard_session *session, char **text);

#endif
