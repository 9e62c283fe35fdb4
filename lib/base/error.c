/*
 * error.c - the error record, and the public texts of the codes
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define GAP	    "..." /* in a word that is shortened */
#define WORD_KEPT   60
#define REASON_SIZE 256

const char *
lanyard_strerror(enum lanyard_error code)
{
	switch (code) {
	case LANYARD_OK:
		return "no error";
	case LANYARD_ERR_MEMORY:
		return "out of memory";
	case LANYARD_ERR_ARGUMENT:
		return "invalid argument";
	case LANYARD_ERR_SYSTEM:
		return "a system call failed";
	case LANYARD_ERR_PROTOCOL:
		return "malformed credential request";
	case LANYARD_ERR_CONFIG:
		return "error in the configuration";
	case LANYARD_ERR_UNKNOWN_LOGIN:
		return "unknown login";
	case LANYARD_ERR_STORE:
		return "the store cannot be used";
	case LANYARD_ERR_NO_ROOM:
		return "no room, for now";
	case LANYARD_ERR_LOGIN_NEEDED:
		return "a login is needed";
	case LANYARD_ERR_CANCELLED:
		return "cancelled";
	case LANYARD_ERR_REFUSED:
		return "refused by the server";
	case LANYARD_ERR_GRANT:
		return "the grant is no longer valid";
	case LANYARD_ERR_REJECTED:
		return "a new token was rejected";
	case LANYARD_ERR_NETWORK:
		return "the server cannot be reached";
	case LANYARD_ERR_SERVER:
		return "unusable answer from the server";
	case LANYARD_ERR_TIMEOUT:
		return "timed out";
	case LANYARD_ERR_TOO_LARGE:
		return "larger than the room given";
	case LANYARD_ERR_MOVED:
		return "the login was moved to another machine";
	case LANYARD_ERR_LIVE:
		return "there is a live token already";
	}
	return "unknown error";
}

const char *
lanyard_version(void)
{
	return LANYARD_VERSION;
}

static void
make_printable(char *text)
{
	const unsigned char *from = (const unsigned char *)text;
	char *to = text;

	while (*from != '\0') {
		size_t length =
		    utf8_length(from, strnlen((const char *)from, 4));

		if (length == 0 || utf8_is_control(from)) {
			*to++ = '?';
			from += length == 0 ? 1 : length;
		} else {
			memmove(to, from, length);
			to += length;
			from += length;
		}
	}
	*to = '\0';
}

/* Take back the start of a character whose rest was cut off. */
static void
drop_partial_character(char *text)
{
	size_t size = strlen(text), start = size;

	while (start > 0 && size - start < 3 &&
	       ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return;
	start--;
	if (utf8_length(text + start, size - start) == 0)
		text[start] = '\0';
}

/* Is this a byte within a character, not its first? */
static bool
is_within(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/*
 * Take EXCESS bytes, or as many as leave WORD_KEPT, out of the middle of the
 * word of SIZE bytes at WORD; of a URL the host is at its start.
 */
static void
shorten_word(char *word, size_t size, size_t excess)
{
	size_t kept = size > excess + strlen(GAP) + WORD_KEPT
			  ? size - excess - strlen(GAP)
			  : WORD_KEPT;
	size_t front = kept / 4 * 3, tail = size - (kept - front);

	while (front > 0 && is_within(word[front]))
		front--;
	while (tail < size && is_within(word[tail]))
		tail++;
	memcpy(word + front, GAP, strlen(GAP));
	memmove(
	    word + front + strlen(GAP), word + tail, strlen(word + tail) + 1);
}

/*
 * A name of a login, a host or a path may be longer than a whole message: the
 * longest words are shortened, lest the cause that comes behind them is cut
 * off.
 */
static void
shorten(char *text, size_t limit)
{
	size_t size, longest, at, here;

	while ((size = strlen(text)) > limit) {
		longest = 0;
		for (size_t i = 0; i < size; i += here + 1) {
			here = strcspn(text + i, " ");
			if (here > longest) {
				longest = here;
				at = i;
			}
		}
		if (longest <= WORD_KEPT + strlen(GAP))
			return;
		shorten_word(text + at, longest, size - limit);
	}
}

/* FIRST and SECOND into TEXT, in words that fit. */
static void
join(char text[ERROR_TEXT], const char *first, const char *second)
{
	size_t size = strlen(first) + strlen(second) + 1;
	char *whole = size > ERROR_TEXT ? malloc(size) : NULL;

	if (whole != NULL) {
		(void)snprintf(whole, size, "%s%s", first, second);
		shorten(whole, ERROR_TEXT - 1);
		first = whole;
		second = "";
	}
	if (snprintf(text, ERROR_TEXT, "%s%s", first, second) >= ERROR_TEXT)
		drop_partial_character(text);
	free(whole);
}

/*
 * "" if it cannot be formatted (an invalid wide character). Without memory it
 * is cut.
 */
__attribute__((format(printf, 2, 0))) static void
format_text(char text[ERROR_TEXT], const char *format, va_list arguments)
{
	va_list again;
	char *whole;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(text, ERROR_TEXT, format, arguments);
	if (length < 0)
		text[0] = '\0';
	if (length >= ERROR_TEXT) {
		drop_partial_character(text);
		whole = malloc((size_t)length + 1);
		if (whole != NULL && vsnprintf(whole, (size_t)length + 1,
					 format, again) == length)
			join(text, whole, "");
		free(whole);
	}
	va_end(again);
}

static void
fill(struct error *error, enum lanyard_error code, int errnum, const char *text)
{
	error_clear(error);
	error->code = code;
	error->errnum = errnum;
	/* The code is the least that can be said. */
	if (text[0] == '\0')
		text = lanyard_strerror(code);
	(void)snprintf(error->message, ERROR_TEXT, "%s", text);
	make_printable(error->message);
}

enum lanyard_error
error_set(struct error *error, enum lanyard_error code, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list arguments;

	if (error == NULL)
		return code;
	/* Not into the record: its own message may be an argument. */
	va_start(arguments, format);
	format_text(text, format, arguments);
	va_end(arguments);
	fill(error, code, 0, text);
	return code;
}

enum lanyard_error
error_class(int errnum, enum lanyard_error lasting)
{
	switch (errnum) {
	case ENOSPC:
	case EDQUOT:
	case EAGAIN:
	case EINTR:
	case EMFILE:
	case ENFILE:
	case ENOMEM:
	case ENOBUFS:
	case ETXTBSY: /* a program is being installed */
		return LANYARD_ERR_NO_ROOM;
	default:
		return lasting;
	}
}

enum lanyard_error
error_system(struct error *error, enum lanyard_error code, int errnum,
    const char *format, ...)
{
	char text[ERROR_TEXT], reason[REASON_SIZE] = ": ", whole[ERROR_TEXT];
	va_list arguments;

	code = error_class(errnum, code);
	if (error == NULL)
		return code;
	va_start(arguments, format);
	format_text(text, format, arguments);
	va_end(arguments);
	/* errno 0 is "Success" to strerror(), which is no cause. */
	if (errnum == 0)
		(void)snprintf(reason + 2, sizeof(reason) - 2, "%s",
		    lanyard_strerror(code));
	else if (strerror_r(errnum, reason + 2, sizeof(reason) - 2) != 0)
		(void)snprintf(
		    reason + 2, sizeof(reason) - 2, "error %d", errnum);
	join(whole, text, reason);
	fill(error, code, errnum, whole);
	return code;
}

enum lanyard_error
error_memory(struct error *error)
{
	return error_set(error, LANYARD_ERR_MEMORY, "%s",
	    lanyard_strerror(LANYARD_ERR_MEMORY));
}

void
error_hint(struct error *error, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list arguments;

	if (error == NULL)
		return;
	va_start(arguments, format);
	format_text(text, format, arguments);
	va_end(arguments);
	make_printable(text);
	memcpy(error->hint, text, sizeof(text));
}

void
error_hint_path(
    struct error *error, const char *command, const char *format, ...)
{
	/* A quote becomes four characters. */
	char path[ERROR_TEXT], quoted[4 * ERROR_TEXT], *to = quoted;
	va_list arguments;

	if (error == NULL)
		return;
	va_start(arguments, format);
	if (vsnprintf(path, sizeof(path), format, arguments) < 0)
		path[0] = '\0';
	va_end(arguments);
	for (const char *from = path; *from != '\0'; from++) {
		if (*from == '\'') {
			memcpy(to, "'\\'", 3);
			to += 3;
		}
		*to++ = *from;
	}
	*to = '\0';
	/* Not shortened: another path's command is worse than none. */
	if (snprintf(error->hint, ERROR_TEXT, "%s '%s'", command, quoted) >=
	    ERROR_TEXT)
		drop_partial_character(error->hint);
	make_printable(error->hint);
}

void
error_prefix(struct error *error, const char *format, ...)
{
	char text[ERROR_TEXT], rest[ERROR_TEXT + 2];
	va_list arguments;

	if (error == NULL)
		return;
	va_start(arguments, format);
	format_text(text, format, arguments);
	va_end(arguments);
	(void)snprintf(rest, sizeof(rest), ": %s",
	    error->message[0] != '\0' ? error->message
				      : lanyard_strerror(error->code));
	join(error->message, text, rest);
	make_printable(error->message);
}

void
error_end(struct error *error, const char *format, ...)
{
	char text[ERROR_TEXT], rest[ERROR_TEXT + 2], first[ERROR_TEXT];
	size_t room = ERROR_TEXT - 1;
	va_list arguments;

	if (error == NULL)
		return;
	va_start(arguments, format);
	format_text(text, format, arguments);
	va_end(arguments);
	(void)snprintf(rest, sizeof(rest), "%s%s",
	    strstr(error->message, ": ") != NULL ? "; " : ": ", text);
	(void)snprintf(first, sizeof(first), "%s",
	    error->message[0] != '\0' ? error->message
				      : lanyard_strerror(error->code));
	/* The end is whole, if it leaves the beginning a quarter. */
	room -= strlen(rest) < (size_t)ERROR_TEXT / 4 * 3
		    ? strlen(rest)
		    : (size_t)ERROR_TEXT / 4 * 3;
	shorten(first, room);
	if (strlen(first) > room) {
		first[room] = '\0';
		drop_partial_character(first);
	}
	join(error->message, first, rest);
	make_printable(error->message);
}

void
error_clear(struct error *error)
{
	if (error != NULL)
		memset(error, 0, sizeof(*error));
}
