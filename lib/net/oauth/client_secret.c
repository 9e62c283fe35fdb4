/*
 * client_secret.c - a client's secret, wherever it is kept
 */
#include "net/oauth/client_secret.h"

#include <stdio.h>
#include <string.h>

#include "os/command.h"
#include "os/secret_file.h"

/*
 * What an editor, or echo, leaves at the ends of a line: a server would call
 * it a wrong secret, and nobody sees it.
 */
static const struct flaw {
	const char *bytes;
	bool first; /* it is at the beginning; else at the end */
	const char *text;
	const char *command; /* mends it in a file; NULL: none does */
} flaws[] = {
    {"\xef\xbb\xbf", true, "begins with a byte order mark",
	"sed -i '1s/^\\xEF\\xBB\\xBF//'"},
    {"\xff\xfe", true, "is UTF-16", NULL},
    {"\xfe\xff", true, "is UTF-16", NULL},
    {" ", true, "begins with a blank", "sed -i 's/^[[:blank:]]*//'"},
    {"\t", true, "begins with a blank", "sed -i 's/^[[:blank:]]*//'"},
    {" ", false, "ends in a blank", "sed -i 's/[[:blank:]]*\\r*$//'"},
    {"\t", false, "ends in a blank", "sed -i 's/[[:blank:]]*\\r*$//'"},
    {"\r", false, "ends in a carriage return", "sed -i 's/\\r*$//'"},
    {"\xc2\xa0", false, "ends in a blank that does not break",
	"sed -i 's/\\xC2\\xA0$//'"},
};

/* NULL: none. */
static const struct flaw *
find_flaw(const struct secret *secret)
{
	for (size_t i = 0; i < sizeof(flaws) / sizeof(*flaws); i++) {
		size_t size = strlen(flaws[i].bytes);

		if (secret->size >= size &&
		    memcmp(flaws[i].first ? secret->bytes
					  : secret->bytes + secret->size - size,
			flaws[i].bytes, size) == 0)
			return &flaws[i];
	}
	return NULL;
}

/* A secret goes into HTTP and into records: one line, and not nothing. */
static enum lanyard_error
check_secret(const struct login *login, const char *key, const char *file,
    const struct secret *secret, struct error *error)
{
	const struct flaw *flaw = find_flaw(secret);
	size_t i;

	if (secret->size == 0)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s of login \"%s\" gives an empty secret", key,
		    login->name);
	if (flaw != NULL) {
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s of login \"%s\" gives a secret that %s%s%s", key,
		    login->name, flaw->text, file != NULL ? ": " : "",
		    file != NULL ? file : "");
		if (file != NULL && flaw->command != NULL)
			error_hint_path(error, flaw->command, "%s", file);
		else
			error_hint(error, "write it anew, in UTF-8 and with "
					  "nothing before and behind it");
		return LANYARD_ERR_CONFIG;
	}
	for (i = 0; i < secret->size; i++)
		if (secret->bytes[i] < 0x20 || secret->bytes[i] == 0x7f)
			return error_set(error, LANYARD_ERR_CONFIG,
			    "%s of login \"%s\" gives more than one line, or "
			    "control characters",
			    key, login->name);
	return LANYARD_OK;
}

static enum lanyard_error
run_command(const struct login *login, int64_t timeout_ms,
    struct secret *secret, struct error *error)
{
	char what[ERROR_TEXT];
	const struct command command = {.what = what,
	    .argv = (const char *const *)login->client_secret_command,
	    .timeout_ms = timeout_ms};
	enum lanyard_error r;

	(void)snprintf(what, sizeof(what),
	    "client_secret_command of login \"%s\"", login->name);
	if ((r = command_read(&command, secret, error)) != LANYARD_OK)
		return r;
	return check_secret(
	    login, "client_secret_command", NULL, secret, error);
}

enum lanyard_error
client_secret_get(const struct login *login, int64_t timeout_ms,
    struct secret *secret, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	secret_clear(secret);
	if (secret_is_set(&login->client_secret)) {
		if (secret_copy(secret, &login->client_secret) != LANYARD_OK)
			r = error_memory(error);
	} else if (login->client_secret_file != NULL) {
		r = secret_file_read(login->client_secret_file, secret, error);
		if (r != LANYARD_OK)
			error_prefix(error, "login \"%s\", client_secret_file",
			    login->name);
		else
			r = check_secret(login, "client_secret_file",
			    login->client_secret_file, secret, error);
	} else if (login->client_secret_command != NULL) {
		r = run_command(login, timeout_ms, secret, error);
	}
	if (r != LANYARD_OK)
		secret_clear(secret);
	return r;
}
