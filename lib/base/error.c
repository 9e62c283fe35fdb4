/*
 * error.c - the error record, and the public texts of the codes
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

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

/* Bytes two and three of U+200E, 200F, 2028 to 202E, and 2066 to 2069. */
static bool
is_direction(unsigned char second, unsigned char third)
{
	if (second == 0x80)
		return third == 0x8e || third == 0x8f ||
		       (third >= 0xa8 && third <= 0xae);
	return second == 0x81 && third >= 0xa6 && third <= 0xa9;
}

/*
 * What moves a terminal's cursor, or turns the text around. C1 counts too: many
 * terminals take U+009B for the start of a sequence.
 */
static bool
is_control(const unsigned char *s)
{
	return s[0] < 0x20 || s[0] == 0x7f || (s[0] == 0xc2 && s[1] < 0xa0) ||
	       (s[0] == 0xe2 && is_direction(s[1], s[2]));
}

static void
make_printable(char *text)
{
	const unsigned char *from = (const unsigned char *)text;
	char *to = text;

	while (*from != '\0') {
		size_t length =
		    utf8_length(from, strnlen((const char *)from, 4));

		if (length == 0 || is_control(from)) {
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

/* "" if it cannot be formatted (an invalid wide character). */
__attribute__((format(printf, 3, 0))) static void
format_text(char *text, size_t size, const char *format, va_list arguments)
{
	int length = vsnprintf(text, size, format, arguments);

	if (length < 0)
		text[0] = '\0';
	else if ((size_t)length >= size)
		drop_partial_character(text);
}

/* Append FIRST and SECOND to TEXT, cut where it is full. */
static void
append(char text[ERROR_TEXT], const char *first, const char *second)
{
	size_t size = strlen(text);
	int length =
	    snprintf(text + size, ERROR_TEXT - size, "%s%s", first, second);

	if (length >= 0 && (size_t)length >= ERROR_TEXT - size)
		drop_partial_character(text);
}

static void
fill(struct error *error, enum lanyard_error code, int errnum,
    const char text[ERROR_TEXT])
{
	error_clear(error);
	error->code = code;
	error->errnum = errnum;
	memcpy(error->message, text, ERROR_TEXT);
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
	format_text(text, sizeof(text), format, arguments);
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
	char text[ERROR_TEXT], reason[ERROR_TEXT] = "";
	va_list arguments;

	code = error_class(errnum, code);
	if (error == NULL)
		return code;
	va_start(arguments, format);
	format_text(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (strerror_r(errnum, reason, sizeof(reason)) != 0)
		(void)snprintf(reason, sizeof(reason), "error %d", errnum);
	append(text, ": ", reason);
	fill(error, code, errnum, text);
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
	format_text(text, sizeof(text), format, arguments);
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

	va_start(arguments, format);
	format_text(path, sizeof(path), format, arguments);
	va_end(arguments);
	for (const char *from = path; *from != '\0'; from++) {
		if (*from == '\'') {
			memcpy(to, "'\\'", 3);
			to += 3;
		}
		*to++ = *from;
	}
	*to = '\0';
	error_hint(error, "%s '%s'", command, quoted);
}

void
error_prefix(struct error *error, const char *format, ...)
{
	char text[ERROR_TEXT];
	va_list arguments;

	if (error == NULL)
		return;
	va_start(arguments, format);
	format_text(text, sizeof(text), format, arguments);
	va_end(arguments);
	append(text, ": ", error->message);
	make_printable(text);
	memcpy(error->message, text, sizeof(text));
}

void
error_clear(struct error *error)
{
	if (error != NULL)
		memset(error, 0, sizeof(*error));
}
