/*
 * lexeme.h - what a configuration is made of, for messages about it
 *
 * As libconfig's manual has it ("Configuration File Grammar"). Each function
 * tells how many bytes such a thing has at AT, which is NUL-terminated; 0: it
 * is none.
 */
#ifndef LEXEME_H
#define LEXEME_H

#include <stdbool.h>
#include <stddef.h>

/* A name, or a word. */
size_t lexeme_name(const char *at);

/* A string: AT has a quote. Up to the end of the text if it has no end. */
size_t lexeme_string(const char *at);

/* A comment, without the line feed behind it. */
size_t lexeme_comment(const char *at);

/* What looks like a blank, or like nothing, and is none to libconfig. */
size_t lexeme_odd_blank(const char *at);

/* A number, true or false. */
size_t lexeme_scalar(const char *at);

/* Is AT a word that other configurations have for true or false? */
bool lexeme_is_switch(const char *at);

/* Is AT a quote that is none to libconfig, a word processor's perhaps? */
bool lexeme_is_odd_quote(const char *at);

/*
 * Is the name of SIZE bytes at NAME in the settings that begin at AT, before
 * itself and in no inner group? Both are in one text.
 */
bool lexeme_stands_before(const char *at, const char *name, size_t size);

#endif
