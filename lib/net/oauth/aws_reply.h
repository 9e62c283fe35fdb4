/*
 * aws_reply.h - what the token service of AWS answers, as JSON
 *
 * docs.aws.amazon.com, "AWS Security Token Service API Reference":
 * AssumeRoleWithWebIdentity, Common Error Types. Others (MinIO, Ceph) answer
 * alike.
 */
#ifndef AWS_REPLY_H
#define AWS_REPLY_H

#include "base/buf.h"
#include "base/error.h"

/*
 * Append to JSON what XML says. Of credentials, all three of them, that is
 * {"session":"TEXT","Expiration":"DATE"} with an object of AccessKeyId,
 * SecretAccessKey and SessionToken as TEXT; of an error
 * {"message":"CODE: WORDS"}, *PASSING where time heals it. What is no such XML,
 * or has a document type, leaves JSON as it was: LANYARD_OK.
 * LANYARD_ERR_SYSTEM: expat is not there; _NO_ROOM, _MEMORY.
 */
enum lanyard_error aws_reply_read(struct buf *json, const struct buf *xml,
    bool *passing, struct error *error);

#endif
