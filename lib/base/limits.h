/*
 * limits.h - the limits that the manual promises or that several files keep,
 * with where they come from
 *
 * A number that only one file needs stands at that file's top. "Design" is what
 * was chosen here, not found in a standard.
 */
#ifndef LIMITS_H
#define LIMITS_H

#define LIMIT_LINE	  65535 /* git-credential.txt: bytes, LF included */
#define LIMIT_REQUEST	  ((size_t)1 << 20) /* a whole credential request */
#define LIMIT_RECORD	  ((size_t)4 << 20) /* a stored file */
#define LIMIT_CONFIG	  (16U << 20)	    /* a configuration file */
#define LIMIT_PATH	  4096	 /* of a file that we make a path to */
#define LIMIT_SECRET_FILE 65536U /* client_secret_file, _command */
#define LIMIT_REPLY	  ((size_t)1 << 20) /* an HTTP reply's body, design */
#define LIMIT_FIELD	  512	      /* one of them, of those that are read */
#define LIMIT_HEADERS	  (64U << 10) /* an HTTP reply's header fields */
#define LIMIT_JSON_DEPTH  16	      /* design */
#define LIMIT_JSON_TOKENS 65536U
#define LIMIT_CALLBACK	  16384U /* request line and fields at the listener */
#define LIMIT_URL	  ((size_t)16384)
#define LIMIT_NAME	  64 /* a login's name, with its first letter */

#define TIMEOUT_OPERATION_MS 20000 /* timeout_ms of a login, design */
#define TIMEOUT_CONNECT_MS   5000
#define TIMEOUT_GIT_MS	     5000   /* git config */
#define TIMEOUT_LOGIN_MS     300000 /* five minutes */
#define DEVICE_CODE_MAX_S    86400  /* however long a server lets one live */
#define REFRESH_MARGIN_S     60
#define MIN_LIFE_MAX_S	     31622400 /* min_life_s: 366 days, design */
#define REJECTED_AGAIN_S     60 /* a generation this young is not refreshed */
#define RETRY_S		     5	/* after a failure, unless Retry-After */
#define RETRY_AFTER_MAX_S    300
#define LOGIN_PAUSE_S	     60 /* after a failed login; doubles */
#define LOGIN_PAUSE_MAX_S    3600

#endif
