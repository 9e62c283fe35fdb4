/*
 * form_cloud.c - a token in the JSON that the tools of clouds want it in
 */
#include "answer/form_cloud.h"

#include <string.h>

#include "json/json_write.h"
#include "json/payload.h"

#define AWS_BEGIN "{\"AccessKeyId\":"
#define ID_TOKEN  "urn:ietf:params:oauth:token-type:id_token"

/* The token is an object already; what AWS wants around it is put into it. */
enum lanyard_error
form_cloud_aws(struct buf *buf, const struct form_parts *parts)
{
	const char *token = (const char *)parts->token->bytes;
	size_t size = parts->token->size;
	enum lanyard_error r;

	if (strncmp(token, AWS_BEGIN, strlen(AWS_BEGIN)) != 0 ||
	    token[size - 1] != '}')
		return LANYARD_ERR_ARGUMENT;
	if ((r = buf_add_text(buf, "{\"Version\":1,")) == LANYARD_OK &&
	    (r = buf_add(buf, token + 1, size - 2)) == LANYARD_OK &&
	    (r = form_json_expiry(buf, "Expiration", parts)) == LANYARD_OK)
		r = buf_add_text(buf, "}");
	return r;
}

/* When it is over is needed where Google's library keeps the answer. */
enum lanyard_error
form_cloud_google(struct buf *buf, const struct form_parts *parts)
{
	int64_t expires_at = parts->expires_at;
	enum lanyard_error r = LANYARD_OK;

	if (!payload_is_jwt(parts->token))
		return LANYARD_ERR_ARGUMENT;
	if (expires_at == 0)
		r = payload_expires_at(parts->token, &expires_at);
	if (r == LANYARD_OK &&
	    (r = buf_add_text(buf, "{\"version\":1,\"success\":true")) ==
		LANYARD_OK &&
	    (r = json_write_text(buf, "token_type", ID_TOKEN)) == LANYARD_OK &&
	    (r = json_write_text(buf, "id_token",
		 (const char *)parts->token->bytes)) == LANYARD_OK &&
	    expires_at != 0)
		r = json_write_number(buf, "expiration_time", expires_at);
	return r == LANYARD_OK ? buf_add_text(buf, "}") : r;
}
