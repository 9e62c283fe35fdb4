/*
 * qr.c - a QR code in letters, for a telephone to read off the terminal
 *
 * libqrencode is loaded when a code is to be shown: a refresh has no use for
 * it.
 */
#include "qr.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#ifdef HAVE_QRENCODE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

#include <qrencode.h>
#endif

enum qr_style
qr_style(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);
		const char *charset;

		if (value == NULL || value[0] == '\0')
			continue;
		charset = strchr(value, '.');
		return charset != NULL &&
			       (strncasecmp(charset, ".utf-8", 6) == 0 ||
				   strncasecmp(charset, ".utf8", 5) == 0)
			   ? QR_BLOCKS
			   : QR_ASCII;
	}
	return QR_ASCII;
}

#ifdef HAVE_QRENCODE

#define QR_NOTE                                                                \
	"[{\"feature\":\"qr\",\"description\":\"device codes as QR codes\","   \
	"\"priority\":\"suggested\",\"soname\":[\"" LIBQRENCODE "\"]}]"

/* For packagers' tools, as lib/os/library.h has it for the library's. */
static const struct {
	uint32_t owner_size, text_size, type;
	char owner[4];
	char text[(sizeof(QR_NOTE) + 3) / 4 * 4];
} note __attribute__((used, aligned(4), section(".note.dlopen"))) = {
    sizeof("FDO"), sizeof(QR_NOTE), 0x407c0c0a, "FDO", QR_NOTE};

#define QUIET 2 /* ISO/IEC 18004 wants 4; readers need no more than this */

struct qr {
	void *library;
	QRcode *(*encode)(const char *text, int version, QRecLevel level,
	    QRencodeMode hint, int casesensitive);
	void (*release)(QRcode *code);
	QRcode *code;
};

/* A pointer to data as one to a function (POSIX, dlsym). */
static void
find(void *library, const char *name, void *function)
{
	void *symbol = dlsym(library, name);

	memcpy(function, &symbol, sizeof(symbol));
}

static void
clear(struct qr *qr)
{
	if (qr->code != NULL)
		qr->release(qr->code);
	if (qr->library != NULL)
		dlclose(qr->library);
	memset(qr, 0, sizeof(*qr));
}

/* False: there is no library, or no code with TEXT in it. */
static bool
encode(struct qr *qr, const char *text)
{
	if ((qr->library = dlopen(LIBQRENCODE, RTLD_NOW)) == NULL)
		return false;
	find(qr->library, "QRcode_encodeString", &qr->encode);
	find(qr->library, "QRcode_free", &qr->release);
	if (qr->encode == NULL || qr->release == NULL)
		return false;
	qr->code = qr->encode(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
	return qr->code != NULL;
}

static bool
is_black(const QRcode *code, int row, int column)
{
	if (row < 0 || column < 0 || row >= code->width ||
	    column >= code->width)
		return false;
	return (code->data[row * code->width + column] & 1) != 0;
}

/* Two rows of dots: black upper or lower halves on white. */
static char *
add_blocks(char *out, const QRcode *code, int row)
{
	static const char *const halves[] = {
	    " ", "\xe2\x96\x84", "\xe2\x96\x80", "\xe2\x96\x88"};

	out = stpcpy(out, "\033[30;47m");
	for (int i = -QUIET; i < code->width + QUIET; i++)
		out = stpcpy(out, halves[2 * is_black(code, row, i) +
					 is_black(code, row + 1, i)]);
	return stpcpy(out, "\033[0m\n");
}

static char *
add_blanks(char *out, const QRcode *code, int row)
{
	for (int i = -QUIET; i < code->width + QUIET; i++)
		out = stpcpy(
		    out, is_black(code, row, i) ? "\033[40m  " : "\033[47m  ");
	return stpcpy(out, "\033[0m\n");
}

char *
qr_draw(const char *text, int columns, enum qr_style style)
{
	struct qr qr = {NULL, NULL, NULL, NULL};
	int width, step = style == QR_BLOCKS ? 2 : 1;
	char *drawn = NULL, *out;

	if (!encode(&qr, text))
		goto out;
	width = qr.code->width + 2 * QUIET;
	/* Seven bytes a dot at most, and the line's colours and end. */
	if (width * (3 - step) > columns ||
	    (drawn = malloc((size_t)width * ((size_t)width * 7 + 16) + 1)) ==
		NULL)
		goto out;
	out = drawn;
	for (int row = -QUIET; row < qr.code->width + QUIET; row += step)
		out = style == QR_BLOCKS ? add_blocks(out, qr.code, row)
					 : add_blanks(out, qr.code, row);
out:
	clear(&qr);
	return drawn;
}

#else

char *
qr_draw(const char *text, int columns, enum qr_style style)
{
	(void)text;
	(void)columns;
	(void)style;
	return NULL;
}

#endif
