/*
 * aws_reply.c - what the token service of AWS answers, as JSON
 */
#include "net/oauth/aws_reply.h"

#include <expat.h>
#include <string.h>

#include "base/limits.h"
#include "os/library.h"
#include "json/json_write.h"

#define FUNCTIONS(APPLY)                                                       \
	APPLY(XML_ParserCreateNS)                                              \
	APPLY(XML_SetUserData)                                                 \
	APPLY(XML_SetElementHandler)                                           \
	APPLY(XML_SetCharacterDataHandler)                                     \
	APPLY(XML_SetStartDoctypeDeclHandler)                                  \
	APPLY(XML_Parse)                                                       \
	APPLY(XML_StopParser)                                                  \
	APPLY(XML_GetErrorCode)                                                \
	APPLY(XML_ParserFree)

struct functions {
#define MEMBER(name) __typeof__(name) *(name);
	FUNCTIONS(MEMBER)
};

static const char *const function_names[] = {
#define NAME(name) #name,
    FUNCTIONS(NAME)};

static const struct library expat = {"expat", LIBEXPAT, function_names,
    sizeof(function_names) / sizeof(function_names[0])};

LIBRARY_NOTE(note, "aws", "replies of the token service of AWS", "recommended",
    LIBEXPAT);

#define NAMESPACE_END '|'

/* The elements that count, each below its parent. */
enum { KEY_ID, SECRET_KEY, SESSION, EXPIRATION, CODE, MESSAGE, ELEMENTS };

static const struct {
	const char *parent, *name;
} elements[ELEMENTS] = {
    [KEY_ID] = {"Credentials", "AccessKeyId"},
    [SECRET_KEY] = {"Credentials", "SecretAccessKey"},
    [SESSION] = {"Credentials", "SessionToken"},
    [EXPIRATION] = {"Credentials", "Expiration"},
    [CODE] = {"Error", "Code"},
    [MESSAGE] = {"Error", "Message"},
};

#define PARENT_SIZE                                                            \
	16 /* of the names above; what is longer is none of them               \
	    */

struct reading {
	const struct functions *f;
	XML_Parser parser;
	char parent[PARENT_SIZE];
	size_t depth, parent_depth;
	int open; /* whose text this is; -1: nobody's */
	size_t count[ELEMENTS];
	struct buf text[ELEMENTS];
	bool failed; /* memory */
};

static const char *
local_name(const char *name)
{
	const char *end = strrchr(name, NAMESPACE_END);

	return end != NULL ? end + 1 : name;
}

static int
find_element(const struct reading *reading, const char *name)
{
	if (reading->depth != reading->parent_depth + 1)
		return -1;
	for (int i = 0; i < ELEMENTS; i++)
		if (strcmp(elements[i].parent, reading->parent) == 0 &&
		    strcmp(elements[i].name, name) == 0)
			return i;
	return -1;
}

static void
begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *reading = context;

	(void)attributes;
	name = local_name(name);
	reading->depth++;
	reading->open = find_element(reading, name);
	if (reading->open != -1) {
		reading->count[reading->open]++;
	} else if (strcmp(name, "Credentials") == 0 ||
		   strcmp(name, "Error") == 0) {
		memcpy(reading->parent, name, strlen(name) + 1);
		reading->parent_depth = reading->depth;
	}
}

static void
end(void *context, const XML_Char *name)
{
	struct reading *reading = context;

	(void)name;
	if (reading->depth == reading->parent_depth)
		reading->parent[0] = '\0';
	reading->depth--;
	reading->open = -1;
}

static void
take(void *context, const XML_Char *text, int size)
{
	struct reading *reading = context;

	if (reading->open != -1 && buf_add(&reading->text[reading->open], text,
				       (size_t)size) != LANYARD_OK)
		reading->failed = true;
}

/* No reply has one, and entities are declared in nothing else. */
static void
refuse(void *context, const XML_Char *name, const XML_Char *system_id,
    const XML_Char *public_id, int has_internal)
{
	struct reading *reading = context;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal;
	(void)reading->f->XML_StopParser(reading->parser, XML_FALSE);
}

/* False: XML is not what it should be, or memory is lacking. */
static bool
parse(struct reading *reading, const struct buf *xml)
{
	const struct functions *f = reading->f;
	bool whole;

	reading->parser = f->XML_ParserCreateNS(NULL, NAMESPACE_END);
	if (reading->parser == NULL) {
		reading->failed = true;
		return false;
	}
	f->XML_SetUserData(reading->parser, reading);
	f->XML_SetElementHandler(reading->parser, begin, end);
	f->XML_SetCharacterDataHandler(reading->parser, take);
	f->XML_SetStartDoctypeDeclHandler(reading->parser, refuse);
	whole = f->XML_Parse(reading->parser, buf_text(xml), (int)xml->size,
		    1) == XML_STATUS_OK;
	if (f->XML_GetErrorCode(reading->parser) == XML_ERROR_NO_MEMORY)
		reading->failed = true;
	f->XML_ParserFree(reading->parser);
	return whole && !reading->failed;
}

/* ---- as JSON ---- */

static const char *
single(const struct reading *reading, int element)
{
	const struct buf *text = &reading->text[element];

	return reading->count[element] == 1 && text->size > 0 ? buf_text(text)
							      : NULL;
}

static enum lanyard_error
add_credentials(struct buf *json, const struct reading *reading)
{
	enum lanyard_error r;
	struct buf inner;

	buf_init(&inner, LIMIT_RECORD);
	r = buf_add_text(&inner, "{");
	for (int i = KEY_ID; r == LANYARD_OK && i <= SESSION; i++)
		r = json_write_text(
		    &inner, elements[i].name, single(reading, i));
	if (r == LANYARD_OK && (r = buf_add_text(&inner, "}")) == LANYARD_OK &&
	    (r = buf_add_text(json, "{")) == LANYARD_OK &&
	    (r = json_write_text(json, "session", buf_text(&inner))) ==
		LANYARD_OK &&
	    (r = json_write_text(json, elements[EXPIRATION].name,
		 single(reading, EXPIRATION))) == LANYARD_OK)
		r = buf_add_text(json, "}");
	buf_clear(&inner);
	return r;
}

static enum lanyard_error
add_message(struct buf *json, const struct reading *reading)
{
	const char *message = single(reading, MESSAGE);
	enum lanyard_error r;
	struct buf text;

	buf_init(&text, LIMIT_RECORD);
	r = buf_printf(&text, "%s%s%s", single(reading, CODE),
	    message != NULL ? ": " : "", message != NULL ? message : "");
	if (r == LANYARD_OK && (r = buf_add_text(json, "{")) == LANYARD_OK &&
	    (r = json_write_text(json, "message", buf_text(&text))) ==
		LANYARD_OK)
		r = buf_add_text(json, "}");
	buf_clear(&text);
	return r;
}

/* Codes that come with status 400, and say "try again" all the same. */
static bool
is_passing(const char *code)
{
	static const char *const codes[] = {"IDPCommunicationError",
	    "Throttling", "ThrottlingException", "RequestLimitExceeded",
	    "RequestThrottled", "ServiceUnavailable", "InternalFailure"};

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(code, codes[i]) == 0)
			return true;
	return false;
}

static enum lanyard_error
write_json(struct buf *json, const struct reading *reading, bool *passing)
{
	if (single(reading, CODE) != NULL) {
		*passing = is_passing(single(reading, CODE));
		return add_message(json, reading);
	}
	for (int i = KEY_ID; i <= SESSION; i++)
		if (single(reading, i) == NULL)
			return LANYARD_OK;
	return add_credentials(json, reading);
}

enum lanyard_error
aws_reply_read(
    struct buf *json, const struct buf *xml, bool *passing, struct error *error)
{
	struct functions f;
	struct reading reading = {.f = &f, .open = -1};
	enum lanyard_error r = library_load(&expat, &f, error);

	*passing = false;
	if (r != LANYARD_OK)
		return r;
	for (int i = 0; i < ELEMENTS; i++)
		buf_init(&reading.text[i], LIMIT_RECORD);
	if (parse(&reading, xml))
		r = write_json(json, &reading, passing);
	else if (reading.failed)
		r = LANYARD_ERR_MEMORY;
	for (int i = 0; i < ELEMENTS; i++)
		buf_clear(&reading.text[i]);
	return r == LANYARD_OK ? r : error_memory(error);
}
