/*
 * flow_seal.c - a flow between two requests of a server that keeps nothing
 */
#include <stdlib.h>
#include <string.h>

#include "base/seal.h"
#include "net/embed/flow.h"
#include "os/clock.h"

#define FLOW_LIFE_S  600
#define SKEW_S	     60 /* between the clocks of two machines */
#define SEALED_LIMIT 1024
#define CONTEXT	     (256U << 10)

_Static_assert(LANYARD_FLOW_KEY_SIZE == SEAL_KEY_SIZE, "one key");

/* What the text is bound to: it opens for the same client and server only. */
static enum lanyard_error
add_context(struct buf *context, const struct lanyard_flow *f)
{
	const struct login *login = &f->login;
	const char *const parts[] = {"lanyard flow 2", login->client_id,
	    login->redirect_uri, login->issuer};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0;
	     r == LANYARD_OK && i < sizeof(parts) / sizeof(*parts); i++)
		r = parts[i] == NULL
			? buf_add(context, "\0\1", 2)
			: buf_add(context, parts[i], strlen(parts[i]) + 1);
	/* Discovered ones follow from the issuer. */
	if (r == LANYARD_OK && login->issuer == NULL &&
	    (r = buf_add(context, login->authorization_endpoint,
		 strlen(login->authorization_endpoint) + 1)) == LANYARD_OK)
		r = buf_add(context, login->token_endpoint,
		    strlen(login->token_endpoint));
	return r;
}

/* "TIME STATE VERIFIER NONCE": all but the first are base64url. */
static enum lanyard_error
add_plain(struct buf *plain, const struct lanyard_flow *f)
{
	const struct authorization *a = &f->authorization;
	enum lanyard_error r;

	if ((r = buf_printf(plain, "%lld ", (long long)clock_now())) !=
		LANYARD_OK ||
	    (r = buf_add(plain, a->state.bytes, a->state.size)) != LANYARD_OK ||
	    (r = buf_add(plain, " ", 1)) != LANYARD_OK)
		return r;
	if ((r = buf_add(plain, a->code_verifier.bytes,
		 a->code_verifier.size)) != LANYARD_OK ||
	    (r = buf_add(plain, " ", 1)) != LANYARD_OK)
		return r;
	return buf_add(plain, a->nonce.bytes, a->nonce.size);
}

enum lanyard_error
lanyard_flow_seal(struct lanyard_flow *flow,
    const unsigned char key[LANYARD_FLOW_KEY_SIZE], char **text)
{
	struct buf context, plain, sealed;
	enum lanyard_error r;

	*text = NULL;
	if (flow == NULL || key == NULL)
		return LANYARD_ERR_ARGUMENT;
	if (!secret_is_set(&flow->authorization.state) || flow->answered)
		return error_set(&flow->error, LANYARD_ERR_ARGUMENT,
		    "there is nothing to seal: the flow could not be made, or "
		    "its redirect was taken");
	buf_init(&context, CONTEXT);
	buf_init(&plain, SEALED_LIMIT);
	buf_init(&sealed, SEALED_LIMIT);
	if ((r = add_context(&context, flow)) == LANYARD_OK &&
	    (r = add_plain(&plain, flow)) == LANYARD_OK &&
	    (r = seal_close(&sealed, key, &context, &plain)) == LANYARD_OK &&
	    (*text = strdup(buf_text(&sealed))) == NULL)
		r = LANYARD_ERR_MEMORY;
	if (r != LANYARD_OK)
		error_set(&flow->error, r, "the flow cannot be sealed: %s",
		    lanyard_strerror(r));
	buf_clear(&context);
	buf_clear(&plain);
	buf_clear(&sealed);
	return r;
}

static enum lanyard_error
take_plain(struct lanyard_flow *f, struct buf *plain)
{
	struct authorization *a = &f->authorization;
	char *state = NULL, *verifier, *nonce;
	long long sealed_at = strtoll(buf_text(plain), &state, 10);
	int64_t age_s = clock_now() - sealed_at;

	/* It was authentic, so that it has its form. */
	if (state == NULL || *state != ' ' ||
	    (verifier = strchr(state + 1, ' ')) == NULL ||
	    (nonce = strchr(verifier + 1, ' ')) == NULL)
		return error_set(&f->error, LANYARD_ERR_PROTOCOL,
		    "the sealed flow is of another version");
	if (age_s > FLOW_LIFE_S || age_s < -SKEW_S)
		return error_set(&f->error, LANYARD_ERR_PROTOCOL,
		    "the sealed flow is not of the last ten minutes: begin "
		    "anew");
	if (secret_set(&a->state, state + 1, (size_t)(verifier - state - 1)) !=
		LANYARD_OK ||
	    secret_set(&a->code_verifier, verifier + 1,
		(size_t)(nonce - verifier - 1)) != LANYARD_OK ||
	    secret_set_text(&a->nonce, nonce + 1) != LANYARD_OK)
		return error_memory(&f->error);
	return LANYARD_OK;
}

enum lanyard_error
lanyard_flow_open(struct lanyard_flow **flow,
    const struct lanyard_flow_options *options,
    const unsigned char key[LANYARD_FLOW_KEY_SIZE], const char *text)
{
	struct buf context, plain;
	struct lanyard_flow *f;
	enum lanyard_error r = lanyard_flow_new(flow, options);

	if (r != LANYARD_OK)
		return r;
	f = *flow;
	buf_init(&context, CONTEXT);
	buf_init(&plain, SEALED_LIMIT);
	if (key == NULL || text == NULL)
		r = error_set(&f->error, LANYARD_ERR_ARGUMENT,
		    "there is no key, or no sealed flow");
	else if ((r = add_context(&context, f)) == LANYARD_OK &&
		 (r = seal_open(&plain, key, &context, text)) == LANYARD_OK)
		r = take_plain(f, &plain);
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(&f->error);
	else
		r = error_set(&f->error, LANYARD_ERR_PROTOCOL,
		    "the sealed flow was altered, or is not this server's");
	/*
	 * The flow drew a state when it was made, which no URL has had: after
	 * an error no callback may be taken for it.
	 */
	if (r != LANYARD_OK)
		authorization_clear(&f->authorization);
	buf_clear(&context);
	buf_clear(&plain);
	return r;
}
