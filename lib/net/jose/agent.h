/*
 * agent.h - a private key that an ssh-agent holds
 *
 * The key is nowhere on this machine's disk, or on none at all: the agent signs
 * (draft-ietf-sshm-ssh-agent, over the socket that SSH_AUTH_SOCK names). What
 * it makes of a JWT's text is a JWT's signature: rsa-sha2-256 is RS256 (RFC
 * 8332 3, RFC 7518 3.3), ssh-ed25519 is EdDSA (RFC 8709 6, RFC 8037 3.1).
 */
#ifndef AGENT_H
#define AGENT_H

#include "net/jose/signature.h"

/*
 * The key that the agent shows as NAME: its fingerprint, "SHA256:" and base64
 * as ssh-add -l has it, or its comment, if one key alone has that. The agent
 * has TIMEOUT_MS for each of its answers, as it may ask a person. WHAT begins
 * the message. LANYARD_ERR_CONFIG: no agent, no such key, or of a kind or
 * length that is not used here; LANYARD_ERR_TIMEOUT; LANYARD_ERR_SYSTEM: what
 * it says is none of its protocol. LANYARD_ERR_MEMORY. *KEY is NULL then.
 */
enum lanyard_error agent_key_new(struct signature_key **key, const char *name,
    int64_t timeout_ms, const char *what, struct error *error);

#endif
