/*
 * libcurl_names.h - which names of libcurl's are used, as lists, and loaded
 *
 * Each APPLY gets the end of a name as its header has it, so that libcurl.c
 * alone includes that, and the compiler finds a name that is none.
 */
#ifndef LIBCURL_NAMES_H
#define LIBCURL_NAMES_H

#include "base/error.h"

/* Functions, curl_... */
#define LIBCURL_FUNCTIONS(APPLY)                                               \
	APPLY(global_init_mem)                                                 \
	APPLY(global_cleanup)                                                  \
	APPLY(easy_init)                                                       \
	APPLY(easy_setopt)                                                     \
	APPLY(easy_getinfo)                                                    \
	APPLY(easy_header)                                                     \
	APPLY(easy_strerror)                                                   \
	APPLY(easy_reset)                                                      \
	APPLY(easy_send)                                                       \
	APPLY(easy_recv)                                                       \
	APPLY(easy_cleanup)                                                    \
	APPLY(multi_init)                                                      \
	APPLY(multi_add_handle)                                                \
	APPLY(multi_perform)                                                   \
	APPLY(multi_poll)                                                      \
	APPLY(multi_info_read)                                                 \
	APPLY(multi_remove_handle)                                             \
	APPLY(multi_cleanup)                                                   \
	APPLY(slist_append)                                                    \
	APPLY(slist_free_all)

/* Options that are numbers (long) or texts, CURLOPT_... */
#define LIBCURL_OPTIONS(APPLY)                                                 \
	APPLY(ACCEPT_ENCODING)                                                 \
	APPLY(CAPATH)                                                          \
	APPLY(CERTINFO)                                                        \
	APPLY(CONNECTTIMEOUT_MS)                                               \
	APPLY(CONNECT_ONLY)                                                    \
	APPLY(CUSTOMREQUEST)                                                   \
	APPLY(FRESH_CONNECT)                                                   \
	APPLY(HTTP09_ALLOWED)                                                  \
	APPLY(KEYPASSWD)                                                       \
	APPLY(NOBODY)                                                          \
	APPLY(PASSWORD)                                                        \
	APPLY(PINNEDPUBLICKEY)                                                 \
	APPLY(POSTFIELDS)                                                      \
	APPLY(POSTFIELDSIZE)                                                   \
	APPLY(PROTOCOLS_STR)                                                   \
	APPLY(PROXY)                                                           \
	APPLY(PROXYUSERPWD)                                                    \
	APPLY(PROXY_KEYPASSWD)                                                 \
	APPLY(PROXY_SSLCERT)                                                   \
	APPLY(PROXY_SSLCERTTYPE)                                               \
	APPLY(PROXY_SSLKEY)                                                    \
	APPLY(PROXY_SSLKEYTYPE)                                                \
	APPLY(SSLCERT)                                                         \
	APPLY(SSLCERTTYPE)                                                     \
	APPLY(SSL_CIPHER_LIST)                                                 \
	APPLY(SSLKEY)                                                          \
	APPLY(SSLKEYTYPE)                                                      \
	APPLY(UPLOAD)                                                          \
	APPLY(USERNAME)                                                        \
	APPLY(URL)                                                             \
	APPLY(USERAGENT)

/* Options that are lists of texts, CURLOPT_... */
#define LIBCURL_LISTS(APPLY)                                                   \
	APPLY(HTTPHEADER)                                                      \
	APPLY(RESOLVE)

/* What some exchanges want, CURLOPT_... and CURL_... */
#define LIBCURL_CHOICES(APPLY)                                                 \
	APPLY(HTTP_VERSION, HTTP_VERSION_1_1)                                  \
	APPLY(SSLVERSION, SSLVERSION_TLSv1_3)

/* What is told of an exchange as a number (long), CURLINFO_... */
#define LIBCURL_NUMBERS(APPLY)                                                 \
	APPLY(HTTP_CONNECTCODE)                                                \
	APPLY(OS_ERRNO)                                                        \
	APPLY(PROXY_ERROR)                                                     \
	APPLY(PROXY_SSL_VERIFYRESULT)                                          \
	APPLY(RESPONSE_CODE)

/*
 * What holds for every exchange, CURLOPT_... A resolver that hangs must not
 * hold us beyond the time given (QUICK_EXIT).
 */
#define LIBCURL_RULES(APPLY)                                                   \
	APPLY(FOLLOWLOCATION, 0L)                                              \
	APPLY(HTTPAUTH, CURLAUTH_BASIC)                                        \
	APPLY(NOSIGNAL, 1L)                                                    \
	APPLY(SSL_VERIFYPEER, 1L)                                              \
	APPLY(SSL_VERIFYHOST, 2L)                                              \
	APPLY(SSLVERSION, CURL_SSLVERSION_TLSv1_2)                             \
	APPLY(SUPPRESS_CONNECT_HEADERS, 1L)                                    \
	APPLY(VERBOSE, 1L)                                                     \
	APPLY(QUICK_EXIT, 1L)

/* What CURLE_... comes to (TRANSFER_...); any other is TRANSFER_CUT. The URL's
 * scheme was allowed, so UNSUPPORTED_PROTOCOL is an HTTP/0.9 reply. */
#define LIBCURL_OUTCOMES(APPLY)                                                \
	APPLY(OK, DONE)                                                        \
	APPLY(OUT_OF_MEMORY, MEMORY)                                           \
	APPLY(OPERATION_TIMEDOUT, TIMEOUT)                                     \
	APPLY(PEER_FAILED_VERIFICATION, CERTIFICATE)                           \
	APPLY(SSL_PINNEDPUBKEYNOTMATCH, CERTIFICATE)                           \
	APPLY(SSL_CIPHER, OPTION)                                              \
	APPLY(SETOPT_OPTION_SYNTAX, OPTION)                                    \
	APPLY(SSL_CACERT_BADFILE, BUNDLE)                                      \
	APPLY(SSL_CERTPROBLEM, CLIENT)                                         \
	APPLY(PROXY, PROXY)                                                    \
	APPLY(UNSUPPORTED_PROTOCOL, NOT_HTTP)                                  \
	APPLY(WEIRD_SERVER_REPLY, NOT_HTTP)                                    \
	APPLY(BAD_CONTENT_ENCODING, NOT_HTTP)                                  \
	APPLY(COULDNT_RESOLVE_HOST, UNREACHABLE)                               \
	APPLY(COULDNT_RESOLVE_PROXY, UNREACHABLE)                              \
	APPLY(COULDNT_CONNECT, UNREACHABLE)                                    \
	APPLY(SSL_CONNECT_ERROR, UNREACHABLE)

/* Ways to tell a proxy who we are, CURLAUTH_... and PROXY_... */
#define LIBCURL_METHODS(APPLY)                                                 \
	APPLY(BASIC)                                                           \
	APPLY(DIGEST)                                                          \
	APPLY(NEGOTIATE)                                                       \
	APPLY(NTLM)

/*
 * Loads libcurl, if this process has not, and fills CALL, which has room for a
 * pointer to each of LIBCURL_FUNCTIONS. LANYARD_ERR_SYSTEM, LANYARD_ERR_MEMORY.
 */
enum lanyard_error libcurl_names_load(void *call, struct error *error);

#endif
