/*
 * qr.h - a QR code in letters, for a telephone to read off the terminal
 */
#ifndef QR_H
#define QR_H

enum qr_style {
	QR_BLOCKS, /* half blocks in UTF-8: two rows a line */
	QR_ASCII,  /* blanks in two colours, two a dot */
};

/* What this terminal can show: by LC_ALL, LC_CTYPE or LANG. */
enum qr_style qr_style(void);

/*
 * TEXT as a QR code, lines with their ends, black on white whatever the
 * terminal's colours are; to be freed. NULL: it is wider than COLUMNS or has
 * too much in it; libqrencode is not here, or was not when this was built.
 */
char *qr_draw(const char *text, int columns, enum qr_style style);

#endif
