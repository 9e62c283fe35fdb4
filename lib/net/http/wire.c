/*
 * wire.c - a reply of HTTP/1.1, read from its bytes (RFC 9112)
 */
#include "net/http/wire.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"

#define INTERIM_MAX 1000 /* replies of 1xx */

struct line {
	const char *text;
	size_t length; /* without its end */
};

/* The line at *AT, which moves behind it. False: its end is not here. */
static bool
next_line(const struct buf *raw, size_t *at, struct line *line)
{
	const unsigned char *start = raw->data + *at, *end;

	if (*at >= raw->size ||
	    (end = memchr(start, '\n', raw->size - *at)) == NULL)
		return false;
	line->text = (const char *)start;
	line->length = (size_t)(end - start);
	*at += line->length + 1;
	if (line->length > 0 && line->text[line->length - 1] == '\r')
		line->length--;
	return true;
}

/*
 * The same of a field, with the lines that it goes on in (obs-fold, RFC 9112
 * 5.2): these begin with a blank.
 */
static bool
next_field(const struct buf *raw, size_t *at, struct line *field)
{
	struct line more;

	if (!next_line(raw, at, field))
		return false;
	while (field->length > 0 && *at < raw->size &&
	       (raw->data[*at] == ' ' || raw->data[*at] == '\t') &&
	       next_line(raw, at, &more))
		field->length = (size_t)(more.text - field->text) + more.length;
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * "HTTP/1.1 200 OK": three digits that stand alone. What is before them, and
 * what version that names, does not matter: these bytes came on a connection
 * that was asked for HTTP/1.1.
 */
static int
read_status(const struct line *line)
{
	const char *text = line->text;

	for (size_t i = 4; i + 3 < line->length + 1; i++) {
		if (text[i - 1] != ' ' && text[i - 1] != '\t')
			continue;
		if (text[i] == ' ' || text[i] == '\t')
			continue;
		if (text[i] < '1' || text[i] > '9' || !is_digit(text[i + 1]) ||
		    !is_digit(text[i + 2]) ||
		    (i + 3 < line->length && text[i + 3] > ' '))
			return 0;
		return (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 +
		       (text[i + 2] - '0');
	}
	return 0;
}

/* If LINE is the field NAME, its value without blanks round it. */
static bool
is_field(const struct line *line, const char *name, struct line *value)
{
	size_t length = strlen(name);

	if (line->length <= length || line->text[length] != ':' ||
	    text_compare_n(line->text, name, length) != 0)
		return false;
	*value =
	    (struct line){line->text + length + 1, line->length - length - 1};
	while (value->length > 0 && (unsigned char)*value->text <= ' ') {
		value->text++;
		value->length--;
	}
	while (value->length > 0 &&
	       (unsigned char)value->text[value->length - 1] <= ' ')
		value->length--;
	return true;
}

/* What a header says of the length of its body. */
struct framing {
	bool chunked;
	bool known, bad; /* Content-Length: is there; is not to be trusted */
	size_t length;
};

static void
take_length(struct framing *f, const struct line *value)
{
	size_t length = 0;

	f->bad = f->bad || value->length == 0;
	for (size_t i = 0; i < value->length && !f->bad; i++) {
		if (!is_digit(value->text[i]) || length > SIZE_MAX / 20)
			f->bad = true;
		else
			length = length * 10 + (size_t)(value->text[i] - '0');
	}
	f->bad = f->bad || (f->known && f->length != length);
	f->known = true;
	f->length = length;
}

/* The last coding is what ends a body (RFC 9112 6.3). */
static bool
ends_chunked(const struct line *value)
{
	static const char word[] = "chunked";
	size_t length = strlen(word), before;

	if (value->length < length)
		return false;
	before = value->length - length;
	return text_compare_n(value->text + before, word, length) == 0 &&
	       (before == 0 || value->text[before - 1] == ',' ||
		   (unsigned char)value->text[before - 1] <= ' ');
}

/* Cut, it would be another. */
static void
take_value(char to[LIMIT_FIELD], const struct line *value)
{
	if (value->length < LIMIT_FIELD)
		(void)snprintf(
		    to, LIMIT_FIELD, "%.*s", (int)value->length, value->text);
}

static void
take_field(struct wire_reply *reply, struct framing *f, const struct line *line)
{
	struct line value;

	if (is_field(line, "content-length", &value))
		take_length(f, &value);
	else if (is_field(line, "transfer-encoding", &value))
		f->chunked = ends_chunked(&value);
	else if (is_field(line, "retry-after", &value))
		(void)snprintf(reply->retry_after, sizeof(reply->retry_after),
		    "%.*s", (int)value.length, value.text);
	else if (is_field(line, "location", &value))
		take_value(reply->location, &value);
}

/*
 * The header at *AT, which moves behind it. False: it is not all here; then a
 * reply that has ended has no other.
 */
static bool
read_header(struct wire_reply *reply, struct framing *f, const struct buf *raw,
    size_t *at)
{
	size_t start = *at;
	struct line line;

	memset(f, 0, sizeof(*f));
	reply->retry_after[0] = '\0';
	reply->location[0] = '\0';
	do {
		if (!next_line(raw, at, &line))
			return false;
	} while (line.length == 0);
	reply->status = read_status(&line);
	for (;;) {
		if (!next_field(raw, at, &line))
			break;
		if (line.length == 0) {
			reply->large = *at - start > LIMIT_HEADERS;
			return true;
		}
		take_field(reply, f, &line);
	}
	reply->large = raw->size - start > LIMIT_HEADERS;
	return false;
}

/* The size that LINE, before a chunk, says (RFC 9112 7.1). */
static bool
read_chunk_size(const struct line *line, size_t *size)
{
	const char *hex = "0123456789abcdef", *digit;
	size_t i;

	*size = 0;
	for (i = 0; i < line->length && line->text[i] != '\0' &&
		    (digit = strchr(hex, text_lower(line->text[i]))) != NULL;
	     i++) {
		if (*size > SIZE_MAX / 32)
			return false;
		*size = *size * 16 + (size_t)(digit - hex);
	}
	return i > 0 && (i == line->length || line->text[i] == ';' ||
			    line->text[i] == ' ' || line->text[i] == '\t');
}

struct chunks {
	const struct buf *raw;
	size_t at;
	bool bad;  /* a size is none */
	bool last; /* the one of size 0 was read */
};

/* The next chunk, as far as it is here. False: there is none. */
static bool
next_chunk(struct chunks *c, size_t *start, size_t *size)
{
	struct line line;
	size_t left;

	if (c->bad || c->last || !next_line(c->raw, &c->at, &line))
		return false;
	if (!read_chunk_size(&line, size)) {
		c->bad = true;
		return false;
	}
	if (*size == 0) {
		c->last = true;
		return false;
	}
	*start = c->at;
	left = c->raw->size - c->at;
	if (*size > left)
		*size = left;
	c->at += *size;
	/* A line's end is behind it, or else the size was wrong. */
	if (next_line(c->raw, &c->at, &line))
		c->bad = line.length != 0;
	else
		c->bad = c->at < c->raw->size && c->raw->data[c->at] != '\r';
	return true;
}

static void
read_chunks(struct wire_reply *reply, const struct buf *raw, bool ended)
{
	struct chunks c = {.raw = raw, .at = reply->start};
	size_t start, size;
	struct line line;

	while (next_chunk(&c, &start, &size))
		;
	while (c.last && next_line(raw, &c.at, &line))
		if (line.length == 0)
			ended = true;
	if (c.bad) {
		reply->state = WIRE_UNSURE;
		reply->problem = "the size of a chunk is none";
	} else if (c.last && ended) {
		reply->state = WIRE_WHOLE;
	} else if (ended) {
		reply->state = WIRE_CUT;
		reply->problem = "it ended within a chunk";
	}
}

static void
read_body(struct wire_reply *reply, const struct framing *f,
    const struct buf *raw, bool ended)
{
	reply->length = raw->size - reply->start;
	reply->chunked = f->chunked;
	reply->framed = f->chunked || f->known || reply->status == 204 ||
			reply->status == 304;
	if (reply->status == 204 || reply->status == 304) {
		reply->length = 0;
		reply->state = WIRE_WHOLE;
	} else if (f->chunked) {
		read_chunks(reply, raw, ended);
	} else if (f->bad) {
		reply->state = WIRE_UNSURE;
		reply->problem = "its Content-Length is none";
	} else if (!f->known) {
		reply->state = ended ? WIRE_WHOLE : WIRE_MORE;
	} else if (reply->length >= f->length) {
		reply->length = f->length;
		reply->state = WIRE_WHOLE;
	} else if (ended) {
		reply->state = WIRE_CUT;
		reply->problem = "it ended before its end";
	}
	if (reply->state == WIRE_UNSURE && ended)
		reply->state = WIRE_CUT;
	if (reply->status == 0 && reply->problem == NULL)
		reply->problem = "its status cannot be read";
}

/* No header, or not all of it. */
static void
read_headless(struct wire_reply *reply, const struct buf *raw, bool ended)
{
	if (raw->size == 0) {
		reply->problem = "it is empty";
		reply->state = ended ? WIRE_CUT : WIRE_MORE;
		return;
	}
	reply->problem = "its header has no end";
	reply->state = ended ? WIRE_CUT : WIRE_MORE;
}

/* Does it begin as a reply of HTTP does, as far as it is here? */
static bool
begins(const struct buf *raw)
{
	size_t at = 0, n;

	while (
	    at < raw->size && (raw->data[at] == '\r' || raw->data[at] == '\n'))
		at++;
	n = raw->size - at;
	return memcmp(buf_text(raw) + at, "HTTP", n < 4 ? n : 4) == 0;
}

void
wire_read(struct wire_reply *reply, const struct buf *raw, bool ended)
{
	struct framing f;
	size_t at = 0;
	int interim = 0;

	memset(reply, 0, sizeof(*reply));
	if (!begins(raw)) {
		/* HTTP/0.9, or what is no HTTP at all. */
		reply->problem = "it is no HTTP";
		reply->length = raw->size;
		reply->state = ended ? WIRE_CUT : WIRE_UNSURE;
		return;
	}
	reply->http = true;
	do {
		if (!read_header(reply, &f, raw, &at)) {
			read_headless(reply, raw, ended);
			return;
		}
	} while (reply->status / 100 == 1 && ++interim < INTERIM_MAX);
	reply->start = at;
	read_body(reply, &f, raw, ended);
}

static enum lanyard_error
add(struct buf *body, const unsigned char *bytes, size_t size)
{
	size_t room = body->limit - body->size;
	enum lanyard_error r;

	r = buf_add(body, bytes, size < room ? size : room);
	return r != LANYARD_OK || size <= room ? r : LANYARD_ERR_PROTOCOL;
}

enum lanyard_error
wire_take_body(
    const struct wire_reply *reply, const struct buf *raw, struct buf *body)
{
	struct chunks c = {.raw = raw, .at = reply->start};
	enum lanyard_error r = LANYARD_OK;
	size_t start, size;

	if (!reply->chunked)
		return add(body, raw->data + reply->start, reply->length);
	while (r == LANYARD_OK && next_chunk(&c, &start, &size))
		r = add(body, raw->data + start, size);
	return r;
}
