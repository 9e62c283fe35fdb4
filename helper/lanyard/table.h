/*
 * table.h - a table that fits the terminal
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/colour.h"

#define TABLE_COLUMNS 8

struct table_cell {
	char *text; /* of any characters: see visible.h */
	enum colour colour;
};

struct table_row {
	struct table_cell cells[TABLE_COLUMNS];
	/* Lines beneath it, NULL at the end; NULL: none. */
	struct table_cell notes[4];
};

struct table {
	const char *const *heads; /* NULL at the end, lent */
	struct table_row *rows;
	size_t count;
};

/* One more row, empty, for the caller to fill; NULL: memory ran out. */
struct table_row *table_add(struct table *table);

/*
 * Print it on stdout, with two blanks between columns. Where it is wider than
 * WIDTH characters the widest columns are cut, and where that would leave too
 * little of them each cell has a line. No line is longer, unless there is hardly
 * room for a letter.
 */
void table_print(const struct table *table, size_t width, bool coloured);

/* Free rows and texts. */
void table_clear(struct table *table);

/* How many characters fit in a line of the terminal FD; 80 where it is no
 * terminal, or does not say. */
size_t table_terminal_width(int fd);

#endif
