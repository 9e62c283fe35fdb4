/*
 * signer.h - a command that signs: of a KMS, an HSM, a smart card
 */
#ifndef SIGNER_H
#define SIGNER_H

#include "net/jose/signature.h"

/*
 * A key that is where ARGV reaches: the command gets what is to be signed on
 * its standard input, and writes the signature for ALG (RFC 7518 3.1: RS256,
 * PS256, ES256; RFC 8037: EdDSA) to its standard output, raw, in base64 or in
 * base64url. Raw ES256 may be in DER, as OpenSSL makes it. It has TIMEOUT_MS.
 * WHAT begins messages. ARGV is lent until the key is freed.
 * LANYARD_ERR_MEMORY; errors of the command are signature_add()'s:
 * command_run()'s, and LANYARD_ERR_CONFIG where it wrote no signature.
 */
enum lanyard_error signer_key_new(struct signature_key **key,
    const char *const *argv, const char *alg, int64_t timeout_ms,
    const char *what, struct error *error);

#endif
