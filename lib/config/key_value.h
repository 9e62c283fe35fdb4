/*
 * key_value.h - one key's value: checked, and put into a login
 */
#ifndef KEY_VALUE_H
#define KEY_VALUE_H

#include "config/key.h"

/* One value, taken out of the file, lent. What TYPE has no use for is unset. */
struct key_value {
	const char *text;
	char *const *texts;
	const struct login_parameter *parameters;
	int64_t number;
	bool flag;
};

/*
 * Check VALUE and put it into LOGIN, whose name and allow_http are known.
 * LANYARD_ERR_CONFIG names key and login, never a secret.
 */
enum lanyard_error key_value_apply(const struct key *key,
    const struct key_value *value, struct login *login, struct error *error);

/*
 * Would TEXT do for KEY, in whatever login? Errors as above, with WHAT
 * ("--scope") as what is wrong; LANYARD_ERR_ARGUMENT: its values are no text.
 */
enum lanyard_error key_value_check(const struct key *key, const char *text,
    const char *what, bool allow_http, struct error *error);

#endif
