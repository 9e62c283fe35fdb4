/*
 * line.c - what is typed at a terminal that edits and shows nothing by itself
 */
#include "line.h"

#include <stdio.h>
#include <string.h>

#define ESCAPE	  '\x1b'
#define END	  '\x04' /* Ctrl-D */
#define BACKSPACE '\b'
#define KILL_LINE '\x15' /* Ctrl-U */
#define KILL_WORD '\x17' /* Ctrl-W */
#define DELETE	  '\x7f'

static bool
is_shown(const struct line *line)
{
	return line->used - line->begin <= LINE_SHOW;
}

/* A character is one byte, and those of UTF-8 that go on with it. */
static void
erase(struct line *line, char show[8])
{
	bool shown = is_shown(line);
	bool more = true;

	if (line->used == line->begin)
		return;
	while (more && line->used > line->begin) {
		more = (line->text[--line->used] & 0xc0) == 0x80;
		line->text[line->used] = '\0';
	}
	if (shown)
		snprintf(show, 8, "\b \b");
}

/* All is shown anew on the next line: simple, and right on any terminal. */
static void
erase_to(struct line *line, size_t end, char show[8])
{
	char none[8];

	if (line->used == end)
		return;
	while (line->used > end)
		erase(line, none);
	snprintf(show, 8, "\n");
}

static size_t
word_begin(const struct line *line)
{
	size_t at = line->used;

	while (at > line->begin && line->text[at - 1] == ' ')
		at--;
	while (at > line->begin && line->text[at - 1] != ' ')
		at--;
	return at;
}

static void
add(struct line *line, char byte, char show[8])
{
	if (line->used + 1 < sizeof(line->text))
		line->text[line->used++] = byte;
	else
		line->too_long = true;
	if (byte == '\n')
		line->begin = line->used;
	else if (is_shown(line))
		snprintf(show, 8, "%c", byte);
	else if (line->used - line->begin == LINE_SHOW + 1)
		snprintf(show, 8, "...");
}

/* True: BYTE belongs to an escape sequence (ECMA-48 5.4). */
static bool
take_escape(struct line *line, char byte)
{
	char before = line->escape;

	if (before == 0 && byte != ESCAPE)
		return false;
	line->escape = 0;
	if (byte == ESCAPE)
		line->escape = ESCAPE;
	else if (before == ESCAPE && (byte == '[' || byte == 'O'))
		line->escape = byte;
	else if (before == '[' && byte >= ' ' && byte < '@')
		line->escape = '[';
	return true;
}

void
line_take(struct line *line, char byte, char show[8])
{
	show[0] = '\0';
	if (take_escape(line, byte))
		return;
	switch (byte) {
	case '\r':
	case '\n':
		line->ended = true;
		add(line, '\n', show);
		snprintf(show, 8, "\n");
		return;
	case BACKSPACE:
	case DELETE:
		erase(line, show);
		return;
	case KILL_LINE:
		erase_to(line, line->begin, show);
		return;
	case KILL_WORD:
		erase_to(line, word_begin(line), show);
		return;
	case END:
		line->asks = line->used == 0;
		return;
	case '\t':
		add(line, ' ', show);
		return;
	default:
		if ((unsigned char)byte >= ' ')
			add(line, byte, show);
		return;
	}
}

const char *
line_shown(const struct line *line, size_t *size)
{
	*size = line->used - line->begin;
	if (*size > LINE_SHOW)
		*size = LINE_SHOW;
	return line->text + line->begin;
}

void
line_clear(struct line *line)
{
	memset(line, 0, sizeof(*line));
}
