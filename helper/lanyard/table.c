/*
 * table.c - a table that fits the terminal
 */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "visible.h"

#define GAP	      2
#define COLUMN_MIN    4
#define COLUMN_SOME   8 /* less tells nothing */
#define STACKED_TEXT  4 /* where one begins that has a line of its own */
#define WIDTH_DEFAULT 80
#define WIDTH_MAX     10000

struct table_row *
table_add(struct table *table)
{
	struct table_row *rows =
	    realloc(table->rows, (table->count + 1) * sizeof(*rows));

	if (rows == NULL)
		return NULL;
	table->rows = rows;
	memset(&rows[table->count], 0, sizeof(*rows));
	return &rows[table->count++];
}

static size_t
count_columns(const struct table *table)
{
	size_t n = 0;

	while (table->heads[n] != NULL)
		n++;
	return n;
}

static const char *
cell_text(const struct table_cell *cell)
{
	return cell->text != NULL ? cell->text : "-";
}

/* What the columns take as they are; returns all of it, gaps included. */
static size_t
measure(const struct table *table, size_t columns, size_t widths[])
{
	size_t all = 0, width;

	for (size_t c = 0; c < columns; c++) {
		widths[c] = visible_width(table->heads[c]);
		for (size_t i = 0; i < table->count; i++) {
			width =
			    visible_width(cell_text(&table->rows[i].cells[c]));
			if (width > widths[c])
				widths[c] = width;
		}
		all += widths[c] + (c == 0 ? 0 : GAP);
	}
	return all;
}

/* A character of the widest column at a time. */
static void
shrink(size_t widths[], size_t columns, size_t all, size_t width)
{
	size_t widest;

	for (; all > width; all--) {
		widest = 0;
		for (size_t c = 1; c < columns; c++)
			if (widths[c] > widths[widest])
				widest = c;
		if (widths[widest] <= COLUMN_MIN)
			return;
		widths[widest]--;
	}
}

static void
print_cell(const char *text, enum colour colour, size_t width, bool last,
    bool coloured)
{
	size_t used;

	fputs(colour_begin(colour, coloured), stdout);
	used = visible_print(text, width);
	fputs(colour_end(colour, coloured), stdout);
	if (!last)
		printf("%*s", (int)(width - used) + GAP, "");
}

static void
print_notes(const struct table_row *row, size_t width, bool coloured)
{
	for (const struct table_cell *note = row->notes; note->text != NULL;
	     note++) {
		fputs("  ", stdout);
		print_cell(note->text, note->colour, width > 2 ? width - 2 : 0,
		    true, coloured);
		putchar('\n');
	}
}

static void
print_row(const struct table_row *row, const size_t widths[], size_t columns,
    size_t width, bool coloured)
{
	for (size_t c = 0; c < columns; c++)
		print_cell(cell_text(&row->cells[c]), row->cells[c].colour,
		    widths[c], c + 1 == columns, coloured);
	putchar('\n');
	print_notes(row, width, coloured);
}

/* Is there room for what tells something of each column? */
static bool
is_wide_enough(const size_t widths[], size_t columns, size_t width)
{
	size_t all = (columns - 1) * GAP;

	for (size_t c = 0; c < columns; c++)
		all += widths[c] < COLUMN_SOME ? widths[c] : COLUMN_SOME;
	return all <= width;
}

/* A line for each cell, beneath the first one. */
static void
print_stacked(const struct table *table, const struct table_row *row,
    size_t width, bool coloured)
{
	print_cell(
	    cell_text(&row->cells[0]), COLOUR_HEAD, width, true, coloured);
	putchar('\n');
	for (size_t c = 1; table->heads[c] != NULL; c++) {
		const char *text = cell_text(&row->cells[c]);
		size_t used = 2 + visible_width(table->heads[c]) + 1;

		printf("  %s", table->heads[c]);
		if (used + visible_width(text) > width) {
			printf("\n%*s", STACKED_TEXT - 1, "");
			used = STACKED_TEXT;
		}
		putchar(' ');
		print_cell(text, row->cells[c].colour,
		    width > used ? width - used : 1, true, coloured);
		putchar('\n');
	}
	print_notes(row, width, coloured);
}

void
table_print(const struct table *table, size_t width, bool coloured)
{
	size_t columns = count_columns(table), widths[TABLE_COLUMNS], all;

	all = measure(table, columns, widths);
	if (!is_wide_enough(widths, columns, width)) {
		for (size_t i = 0; i < table->count; i++)
			print_stacked(table, &table->rows[i], width, coloured);
		return;
	}
	shrink(widths, columns, all, width);
	for (size_t c = 0; c < columns; c++)
		print_cell(table->heads[c], COLOUR_HEAD, widths[c],
		    c + 1 == columns, coloured);
	putchar('\n');
	for (size_t i = 0; i < table->count; i++)
		print_row(&table->rows[i], widths, columns, width, coloured);
}

void
table_clear(struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		struct table_row *row = &table->rows[i];

		for (size_t c = 0; c < TABLE_COLUMNS; c++)
			free(row->cells[c].text);
		for (size_t n = 0; row->notes[n].text != NULL; n++)
			free(row->notes[n].text);
	}
	free(table->rows);
	table->rows = NULL;
	table->count = 0;
}

size_t
table_terminal_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	long width = 0;

	if (ioctl(fd, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	if (width == 0 && columns != NULL)
		width = strtol(columns, NULL, 10);
	return width > 0 && width <= WIDTH_MAX ? (size_t)width : WIDTH_DEFAULT;
}
