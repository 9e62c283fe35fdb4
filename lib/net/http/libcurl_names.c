/*
 * libcurl_names.c - the library that has the names
 *
 * With the thirty libraries it brings libcurl takes longer to load than a known
 * answer takes to give. So it is loaded when it is first needed.
 */
#include "net/http/libcurl_names.h"

#include "os/library.h"

static const char *const names[] = {
#define NAME(name) "curl_" #name,
    LIBCURL_FUNCTIONS(NAME)};

static const struct library libcurl = {
    "libcurl", LIBCURL, names, sizeof(names) / sizeof(names[0])};
LIBRARY_NOTE(
    note, "network", "Sends the requests of OAuth 2.0", "required", LIBCURL);

enum lanyard_error
libcurl_names_load(void *call, struct error *error)
{
	return library_load(&libcurl, call, error);
}
