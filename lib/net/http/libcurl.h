/*
 * libcurl.h - what of libcurl is used; only libcurl.c knows its header
 *
 * An exchange is options set, begun, driven step by step, ended and told of.
 * Options have libcurl's names (curl_easy_setopt(3)). Nothing here decides what
 * is asked: that is transfer.c's and transfer_options.c's.
 */
#ifndef LIBCURL_H
#define LIBCURL_H

#include "net/http/libcurl_names.h"
#include "net/http/talk.h"
#include "net/http/transfer_bytes.h"
#include "net/http/transfer_request.h"

struct libcurl; /* its handles, which keep their connections */

enum libcurl_handle {
	LIBCURL_HTTP, /* speaks HTTP */
	LIBCURL_LINE, /* connects, and leaves HTTP to wire.h */
	LIBCURL_HANDLES,
};

enum libcurl_option {
#define LIBCURL_OPTION(name) LIBCURL_##name,
	LIBCURL_OPTIONS(LIBCURL_OPTION)
};

enum libcurl_list { LIBCURL_LISTS(LIBCURL_OPTION) LIBCURL_LISTS_COUNT };

enum libcurl_choice {
#define LIBCURL_CHOICE(name, value) LIBCURL_##value,
	LIBCURL_CHOICES(LIBCURL_CHOICE)
};

enum libcurl_number { LIBCURL_NUMBERS(LIBCURL_OPTION) };

/*
 * Loads libcurl, if this process has not. LANYARD_ERR_MEMORY;
 * LANYARD_ERR_SYSTEM: it cannot be loaded; LANYARD_ERR_NO_ROOM: it does not
 * start, which it tells no reason for, but which is mostly memory.
 */
enum lanyard_error libcurl_new(struct libcurl **curl, struct error *error);
void libcurl_free(struct libcurl **curl);

/* The file of CA certificates libcurl was built for, or NULL. */
const char *libcurl_ca_file(struct libcurl *curl);

/*
 * Texts are copied, but for POSTFIELDS; that, certificates and BYTES are lent
 * until libcurl_reset(). The first option not taken, or memory that lacks,
 * stays known: libcurl_setup() tells TRANSFER_DONE, _MEMORY or _OPTION.
 */
void libcurl_set_rules(struct libcurl *curl, enum libcurl_handle which);
void libcurl_set_choice(struct libcurl *curl, enum libcurl_handle which,
    enum libcurl_choice choice);
void libcurl_set_number(struct libcurl *curl, enum libcurl_handle which,
    enum libcurl_option option, long number);
void libcurl_set_text(struct libcurl *curl, enum libcurl_handle which,
    enum libcurl_option option, const char *text);
void libcurl_set_certificates(
    struct libcurl *curl, enum libcurl_handle which, const struct buf *pem);
void libcurl_set_proxy_method(
    struct libcurl *curl, enum libcurl_handle which, enum proxy_method methods);
/* Another element of a list. */
void libcurl_add_text(struct libcurl *curl, enum libcurl_handle which,
    enum libcurl_list list, const char *text);
void libcurl_set_bytes(struct libcurl *curl, struct transfer_bytes *bytes);
void libcurl_lack_memory(struct libcurl *curl);
enum transfer_outcome libcurl_setup(const struct libcurl *curl);

/* Drops every pointer to what is the caller's; connections stay. */
void libcurl_reset(struct libcurl *curl);

/* One handle's exchange. False: it is over; libcurl_outcome() says how. */
bool libcurl_begin(struct libcurl *curl, enum libcurl_handle which);
bool libcurl_step(struct libcurl *curl);
bool libcurl_wait(struct libcurl *curl, int64_t most_ms);
void libcurl_time_out(struct libcurl *curl);
void libcurl_end(struct libcurl *curl);

/* It came to its end, whatever came. */
bool libcurl_is_done(const struct libcurl *curl);

/*
 * How it was: TRANSFER_DONE where it came to its end, whatever came. What is
 * lent holds until libcurl_reset(); transfer_report.h makes a report of it.
 */
enum transfer_outcome libcurl_outcome(const struct libcurl *curl);
int libcurl_number(const struct libcurl *curl, enum libcurl_number which);
/* Is it known where the host, or its proxy, is? */
bool libcurl_has_resolved(const struct libcurl *curl);
bool libcurl_proxy_refuses(const struct libcurl *curl); /* us, by SOCKS */
/* The last reply's field NAME; what the server's certificate has as NAME
 * (CURLINFO_CERTINFO(3)). NULL: it has none. */
const char *libcurl_field(const struct libcurl *curl, const char *name);
const char *libcurl_certificate(const struct libcurl *curl, const char *name);
/* How many the server sent, whatever came of it; 0: none, or not known. */
int libcurl_certificates(const struct libcurl *curl);
/* libcurl's words for what failed, an option or the exchange. */
const char *libcurl_words(const struct libcurl *curl);

/* LINE over the connection of LIBCURL_LINE; and why it broke, or "". */
struct talk_line libcurl_line(struct libcurl *curl);
const char *libcurl_detail(const struct libcurl *curl);

#endif
