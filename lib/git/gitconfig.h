/*
 * gitconfig.h - what git's own configuration says about a URL
 *
 * Read with "git config --get-urlmatch" under GIT_DIR=/dev/null, so that a
 * cloned repository's .git/config cannot choose where tokens go. A missing
 * git, or nothing set, is no error.
 */
#ifndef GITCONFIG_H
#define GITCONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

struct gitconfig;

/*
 * Start git, which takes a while, to list all keys of SECTION that apply to
 * URL; it is not started where its files have no such key (gitfiles.h), or URL
 * is no URL. It has TIMEOUT_MS, TIMEOUT_GIT_MS at most. What was asked must be
 * answered.
 */
enum lanyard_error gitconfig_ask(struct gitconfig **asked, const char *section,
    const char *url, int64_t timeout_ms, struct error *error);

/*
 * Wait for it, append its list to OUTPUT and free *ASKED. The list is
 * NUL-ended "key LF value", the key in lower case; empty when nothing applies
 * or git failed, which has then said so on stderr. LANYARD_ERR_TIMEOUT.
 */
enum lanyard_error gitconfig_answer(
    struct gitconfig **asked, struct buf *output, struct error *error);

/* The last value of KEY in such a list, lent; NULL if there is none. */
const char *gitconfig_value(const struct buf *output, const char *key);

/*
 * All keys that match PATTERN, in git's own form ("key LF value NUL", or "key
 * NUL" where there is no "="), whatever URL they are for. OUTPUT is empty where
 * git says nothing; LANYARD_ERR_TIMEOUT, or what else kept it from that.
 */
enum lanyard_error gitconfig_list(const char *pattern, struct buf *output);

/*
 * All keys of SECTION that apply to URL in FILE alone, as gitconfig_answer()
 * has them. Errors as above.
 */
enum lanyard_error gitconfig_file(
    const char *file, const char *section, const char *url, struct buf *output);

/*
 * The line that "git OPTION" prints, without its end: --version, --exec-path.
 * Errors as above; errno tells where there is no git.
 */
enum lanyard_error gitconfig_option(const char *option, struct buf *output);

/*
 * Why "git config" fails, in git's own words (several lines of them), into WHY;
 * empty where it does not. LANYARD_ERR_TIMEOUT, or what kept it from being
 * asked.
 */
enum lanyard_error gitconfig_trouble(struct buf *why);

/*
 * The path that KEY (SECTION.NAME) is for URL, as git expands it: "~user/",
 * "%(prefix)/", ":(optional)". OUTPUT is empty where there is none.
 */
enum lanyard_error gitconfig_path(
    const char *key, const char *url, struct buf *output);

/* The same of any text. */
enum lanyard_error gitconfig_text(
    const char *key, const char *url, struct buf *output);

/* The same for a boolean: is KEY true for URL? False also where git fails. */
bool gitconfig_is_true(const char *key, const char *url);

#endif
