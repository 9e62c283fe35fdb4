/*
 * agent_socket.h - a message to an ssh-agent, and what it answers
 *
 * The agent is where SSH_AUTH_SOCK says. Its messages are bytes with their
 * number before them (draft-ietf-sshm-ssh-agent 3); that is added and taken
 * away here.
 */
#ifndef AGENT_SOCKET_H
#define AGENT_SOCKET_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

#define AGENT_MESSAGE_MAX (256U << 10) /* bytes, as OpenSSH has it */

/*
 * Send REQUEST over a connection of its own, and append the answer, at least
 * one byte, to REPLY. The agent has TIMEOUT_MS for both. WHAT begins the
 * message. LANYARD_ERR_CONFIG: there is no agent; LANYARD_ERR_TIMEOUT;
 * LANYARD_ERR_SYSTEM: it broke off, or says what is no message;
 * LANYARD_ERR_MEMORY.
 */
enum lanyard_error agent_socket_ask(const struct buf *request,
    struct buf *reply, int64_t timeout_ms, const char *what,
    struct error *error);

#endif
