/*
 * options.c - the words behind a verb
 */
#include "options.h"

#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "meant.h"
#include "usage.h"

#define OPTIONS_MAX 32
#define TEXT_SIZE   160

/* The option that WORD names, up to a "=" in it. */
static const struct option *
find(const struct option *options, const char *word)
{
	size_t size = strcspn(word, "=");

	for (; options->name != NULL; options++)
		if (strlen(options->name) == size &&
		    memcmp(options->name, word, size) == 0)
			return options;
	return NULL;
}

static int
fail(const char *verb, const char *text, const char *hint)
{
	report_error(text, hint);
	return usage_of(verb);
}

static int
fail_unknown(const char *verb, const struct option *options, const char *word)
{
	const char *names[OPTIONS_MAX + 1] = {NULL}, *nearest;
	char text[TEXT_SIZE], hint[TEXT_SIZE], name[MEANT_NAME];
	size_t i;

	for (i = 0; i < OPTIONS_MAX && options[i].name != NULL; i++)
		names[i] = options[i].name;
	meant_name(word, name);
	nearest = meant_by(name, names);
	(void)snprintf(
	    text, sizeof(text), "lanyard %s has no option %s", verb, name);
	(void)snprintf(hint, sizeof(hint), "did you mean %s?",
	    nearest != NULL ? nearest : "");
	return fail(verb, text, nearest != NULL ? hint : NULL);
}

static int
fail_value(const char *verb, const struct option *option)
{
	char text[TEXT_SIZE];

	(void)snprintf(text, sizeof(text), "option %s of lanyard %s takes %s",
	    option->name, verb, option->value != NULL ? "a value" : "no value");
	return fail(verb, text, NULL);
}

/* The option at *ARGUMENT, which moves to its value. */
static int
take(const char *verb, char *const **argument, const struct option *options)
{
	const char *word = **argument, *value = strchr(word, '=');
	const struct option *option = find(options, word);

	if (option == NULL)
		return fail_unknown(verb, options, word);
	if (option->value == NULL) {
		if (value != NULL)
			return fail_value(verb, option);
		*option->given = true;
		return EXIT_DONE;
	}
	if (value == NULL && (*argument)[1] == NULL)
		return fail_value(verb, option);
	*option->value = value != NULL ? value + 1 : *++*argument;
	return EXIT_DONE;
}

int
options_parse(const char *verb, char *const *arguments,
    const struct option *options, struct words *words)
{
	bool ended = false;
	int status = EXIT_DONE;

	words->first = NULL;
	words->more = false;
	for (; status == EXIT_DONE && *arguments != NULL; arguments++) {
		if (!ended && strcmp(*arguments, "--") == 0)
			ended = true;
		else if (!ended && (*arguments)[0] == '-' &&
			 (*arguments)[1] != '\0')
			status = take(verb, &arguments, options);
		else if (words->first == NULL)
			words->first = *arguments;
		else
			words->more = true;
	}
	return status;
}

int
options_wrong_words(const char *verb, const struct words *words, bool optional)
{
	const char *what = "and none is named", *hint = NULL;
	char text[TEXT_SIZE];

	if (words->first == NULL) {
		hint = "lanyard status lists the logins";
	} else if (words->first[0] == '\0') {
		what = "and that is empty";
		hint = "a shell's variable may not be set";
	} else {
		what = "and there is another word";
	}
	(void)snprintf(text, sizeof(text),
	    "lanyard %s takes one login, by name or URL%s, %s", verb,
	    optional ? ", or none" : "", what);
	return fail(verb, text, hint);
}

int
options_target(const char *verb, char *const *arguments,
    const struct option *options, const char **target)
{
	struct words words;
	int status = options_parse(verb, arguments, options, &words);

	*target = words.first;
	if (status == EXIT_DONE &&
	    (words.first == NULL || words.more || words.first[0] == '\0'))
		return options_wrong_words(verb, &words, false);
	return status;
}
