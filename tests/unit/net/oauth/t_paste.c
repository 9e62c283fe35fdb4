/*
 * t_paste.c - what a person types or pastes while a login waits for its answer
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "net/oauth/paste.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define STATE	     "the-state_0123456789abcdef"
#define CB	     "http://127.0.0.1:1234/callback"
#define OURS	     "state=" STATE
#define CODE	     "4/0AbC-_~.xyz"
#define CODE_E	     "4%2F0AbC-_~.xyz"
#define AUTH	     "https://id.example.org/authorize?response_type=code&"
#define OWN                                                                    \
	AUTH "client_id=native&redirect_uri=http%3A%2F%2F127.0.0.1"            \
	     "%3A1234%2Fcallback&" OURS "&code_challenge=abc"
#define UTF8_QUOTE "\xe2\x80\x9c"

static struct secret state = {(unsigned char *)STATE, sizeof(STATE) - 1};

static const struct paste_known known = {
    .state = &state,
    .url = OWN,
    .user_code = "WDJB-MJHT",
    .device_url = "https://id.example.org/device",
    .device_url_complete = "https://id.example.org/device?user_code=WDJB-MJHT",
};

/* Each is the right answer, in the one way or the other. */
static const char *const good[] = {
    CODE,
    CODE_E,
    "4%252F0AbC-_~.xyz",
    "  " CODE " \r\n",
    "\"" CODE "\"",
    "'" CODE "'",
    "<" CODE ">",
    "`" CODE "`",
    UTF8_QUOTE CODE "\xe2\x80\x9d",
    "\xef\xbb\xbf" CODE,
    "\xc2\xa0" CODE "\xe2\x80\x8b",
    "code=" CODE,
    "code=" CODE_E,
    "?code=" CODE,
    "&code=" CODE,
    "Code: " CODE,
    "code=" CODE "&scope=a+b",
    CODE "#" STATE,
    "\"" CODE "#" STATE "\"",
    CODE "#state=" STATE,
    CODE "#_=_",
    CODE "#",
    CODE "&" OURS,
    CODE "&" OURS "&scope=read",
    "code=" CODE "&" OURS,
    "code=" CODE "#" STATE,
    OURS "&code=" CODE,
    "4%2F0AbC-_~.xyz%23" STATE,
    "\x1b[200~" CODE "\x1b[201~",
    "\x1b[200~" CODE "\n\x1b[201~",
    "[200~" CODE "[201~",
    "^[[200~" CODE "^[[201~",
    CODE "\nls -la",
    /* addresses */
    CB "?code=" CODE "&" OURS,
    CB "?code=" CODE_E "&" OURS,
    CB "/?" OURS "&code=" CODE_E "&iss=https://id.example.org",
    CB "?code=" CODE "&" OURS "#_=_",
    CB "?code=" CODE "&" OURS "#",
    CB "#code=" CODE "&" OURS,
    CB "?x=y#" OURS "&code=" CODE,
    CB "?code=" CODE "&code=" CODE "&" OURS,
    CB "?code=4%252F0AbC-_~.xyz&" OURS,
    "https://elsewhere.example/?code=" CODE "&" OURS,
    "127.0.0.1:1234/callback?code=" CODE "&" OURS,
    "localhost/?code=" CODE "&" OURS,
    "?code=" CODE "&" OURS,
    "callback?code=" CODE "&" OURS,
    CB "?code=" CODE "&amp;" OURS,
    CB "?code=" CODE "&amp;amp;" OURS,
    CB "?code=" CODE "&#38;" OURS,
    CB "?code=" CODE "\\u0026" OURS,
    CB "\\?code\\=" CODE "\\&" OURS,
    "\"" CB "?code=" CODE "&" OURS "\"",
    "'" CB "?code=" CODE "&" OURS "'",
    "<" CB "?code=" CODE "&" OURS ">",
    UTF8_QUOTE CB "?" OURS "&code=" CODE UTF8_QUOTE,
    CB "?" OURS "&code=" CODE ",",
    CB "?code=" CODE "&" OURS ".",
    "(" CB "?code=" CODE "&" OURS ")",
    "<a href=\"" CB "?code=" CODE "&amp;" OURS "\">here</a>",
    "curl '" CB "?code=" CODE "&" OURS "' \\\n  -H 'Cookie: a=b'",
    "Location: " CB "?code=" CODE "&" OURS,
    "GET /callback?code=" CODE "&" OURS " HTTP/1.1",
    "127.0.0.1 - - [01/Dec/2026] \"GET /cb?" OURS "&code=" CODE
    " HTTP/1.1\" 404 -",
    "it ends at " CB "?code=" CODE "&" OURS " and does not load",
    "from https://id.example.org/x?y=z to\n" CB "?code=" CODE "&" OURS,
    "http%3A%2F%2F127.0.0.1%3A1234%2Fcallback%3Fcode%3D4%252F0AbC-_~.xyz%26"
    "state%3D" STATE,
    "\x1b[200~" CB "?code=" CODE "&" OURS "\x1b[201~",
    "\x1b[200~" CB "?code=" CODE "\r\n&" OURS "\r\x1b[201~",
    CB "?code=" CODE "&" OURS "^[[201~",
    /* broken by the terminal */
    "http://127.0.0.1:1234/callb\nack?code=" CODE "&" OURS,
    CB "?co\nde=" CODE "&" OURS,
    CB "?code=4/0AbC\n-_~.xyz&" OURS,
    CB "?code=4/0AbC\r\n  -_~.xyz&" OURS "\r\n",
    CB "?code=4/0AbC  -_~.xyz&" OURS,
    CB "?code=" CODE "&state=the-st\nate_0123456789abcdef",
    CB "?" OURS "&code=4/0AbC\n-_~.xyz",
    "h\nt\nt\np\n://127.0.0.1/?" OURS "\n&\ncode=4/0AbC-\n_~.xyz",
    /* what programs make of an address, and of a page */
    "[login](" CB "?code=" CODE "&" OURS ")",
    "[" CB "?code=" CODE "&" OURS "](" CB "?code=" CODE "&" OURS ")",
    "curl ^\"" CB "?code=4^%^2F0AbC-_~.xyz^&" OURS "^\" ^",
    "curl '" CB "?" OURS "&code=" CODE_E "' -H 'accept: */*' --compressed",
    "\"request\": {\"method\": \"GET\", \"url\": \"" CB "?code=" CODE_E "&" OURS
    "\", \"httpVersion\"",
    "{\"name\": \"code\", \"value\": \"" CODE_E
    "\"}, {\"name\": \"state\", \"value\": \"" STATE "\"}",
    "{\"code\":\"" CODE "\",\"state\":\"" STATE "\"}",
    "fetch(\"" CB "?code=" CODE_E "&" OURS "\", {\"headers\": {}});",
    "Invoke-WebRequest -UseBasicParsing -Uri \"" CB "?code=" CODE_E "&" OURS
    "\" `\r\n-Headers @{}",
    "Unable to connect\n\nFirefox can\xe2\x80\x99t establish a connection to "
    "the server at 127.0.0.1:1234.\n\n" CB "?code=" CODE_E "&" OURS
    "\n\nTry Again",
    "This site can\xe2\x80\x99t be reached\n" CB "?" OURS "&code=" CODE
    "\n127.0.0.1 refused to connect.\nERR_CONNECTION_REFUSED",
    "\xff\xfe" CODE,
    "\xfe\xff" CB "?code=" CODE "&" OURS,
    "http%253A%252F%252F127.0.0.1%253A1234%252Fcallback%253Fcode%253D4%"
    "25252F0AbC-_~.xyz%2526state%253D" STATE,
    CB "?code=" CODE "\f&" OURS "\v",
    CB "?code=" CODE "&" OURS "\xe2\x80\x83",
    "\xe2\x81\xa6" CODE "\xe2\x81\xa9",
    "\xe2\x80\xaa" CODE "\xe2\x80\xac",
    "\xe3\x80\x80" CODE,
    CB "?code=4/0AbC\xe2\x81\xa3-_~.xyz&" OURS,
    CB "?code=4/0AbC\xe2\x80\x8b-_~.xyz&state=the-state_\xe2\x80\x8b"
       "0123456789abcdef",
    "<" CB "?code=" CODE "&amp;" OURS "|127.0.0.1:1234/callback?code=" CODE
    "&amp;" OURS ">",
    "<" CB "?" OURS "&amp;code=" CODE "|127.0.0.1:1234/callback>",
    "https://nam02.safelinks.protection.outlook.com/"
    "?url=http%3A%2F%2F127.0.0.1%3A1234%2Fcallback%3Fcode%3D4%252F0AbC-_~.xyz%"
    "26state%3D" STATE "&data=05%7C02&reserved=0",
    "https://www.google.com/url?q=http://127.0.0.1:1234/"
    "callback%3Fcode%3D4%252F0AbC-_~.xyz%26state%3D" STATE "&source=gmail",
    "about:neterror?e=connectionFailure&u=http%3A//127.0.0.1%3A1234/"
    "callback%3Fcode%3D4%252F0AbC-_%7E.xyz%26state%3D" STATE
    "&c=UTF-8&d=Firefox%20can%E2%80%99t",
    "view-source:" CB "?code=" CODE "&" OURS,
    "code: " CODE "\nstate: " STATE,
    "code\t" CODE "\nstate\t" STATE,
    "127.0.0.1:1234/callback?" OURS "&code=" CODE_E,
    "HTTP/1.1 302 Found\r\nLocation: " CB "?code=" CODE_E "&" OURS
    "\r\nDate: Sun",
    "Request URL: " CB "?code=" CODE_E "&" OURS "\nRequest Method: GET",
    "xdg-open \"" CB "?code=" CODE "&" OURS "\"",
    CB "?code=" CODE "&" OURS "%20",
    "'code=" CODE "&state=" STATE "'",
    "code=\"" CODE "\"",
    "**" CB "?code=" CODE "&" OURS "**",
    "> " CB "?code=" CODE "&" OURS,
    "~~~\n" CODE "\n~~~",
    "```\n" CODE "\n```",
    "```" CB "?code=" CODE "&" OURS "```",
    CB "?code=" CODE "&" OURS "\xe2\x80\xa6",
    "*" CODE "*",
    /* with more lines that have nothing to do with it */
    CB "?code=" CODE "&" OURS "\necho hello\n",
    CB "?code=" CODE "&" OURS "\nls\n",
    CB "?" OURS "&code=" CODE "\nplease paste that",
    CB "?code=4/0AbC\n-_~.xyz&" OURS "\nls\nrm -rf x",
    CB "?code=" CODE "&" OURS "\n" CB "?code=" CODE "&" OURS,
    CB "?" OURS "&code=" CODE "\n" CB "?" OURS "&code=" CODE,
};

static void
reads_a_code_however_it_comes(void **unused)
{
	struct authorization a = {.state = state};
	struct secret got = {NULL, 0}, code = {NULL, 0};

	(void)unused;
	for (size_t i = 0; i < COUNT(good); i++) {
		struct error error = {0};
		enum paste_kind kind;

		assert_int_equal(
		    paste_read(&known, good[i], &kind, &got), LANYARD_OK);
		if (paste_take(&a, kind, &got, NULL, false, &code, &error) !=
			LANYARD_OK ||
		    strcmp((const char *)code.bytes, CODE) != 0)
			fail_msg("%s: %d %s %s", good[i], (int)kind,
			    code.bytes == NULL ? "" : (const char *)code.bytes,
			    error.message);
	}
	secret_clear(&got);
	secret_clear(&code);
}

/* What is no answer, and what the person is told. */
static const struct {
	const char *text;
	enum paste_kind kind;
	const char *told; /* a part of it; NULL: nothing by paste_take() */
} others[] = {
    {"127.0.0.1:1234/callback", PASTE_URL, "brings no code"},
    {"127.0.0.1:1234", PASTE_URL, "brings no code"},
    {"localhost:1234/callback", PASTE_URL, "brings no code"},
    {"[::1]:1234/callback", PASTE_URL, "brings no code"},
    {"http:/127.0.0.1:1234/callback", PASTE_URL, "brings no code"},
    {"github.com/login/device", PASTE_URL, "brings no code"},
    {"www.example.com", PASTE_URL, "brings no code"},
    {"about:blank", PASTE_URL, "brings no code"},
    {"chrome-error://chromewebdata/", PASTE_URL, "brings no code"},
    {"file:///tmp/x", PASTE_URL, "brings no code"},
    {"me@example.com", PASTE_WORDS, "neither"},
    {"git@github.com:a/b", PASTE_WORDS, "neither"},
    {"", PASTE_NOTHING, NULL},
    {" \t\r\n\n", PASTE_NOTHING, NULL},
    {"\x1b[200~\x1b[201~", PASTE_NOTHING, NULL},
    {"q", PASTE_QUIT, NULL},
    {" Q ", PASTE_QUIT, NULL},
    {"q\nls", PASTE_QUIT, NULL},
    {"d", PASTE_DEVICE, NULL},
    {"?", PASTE_HELP, NULL},
    {"??", PASTE_HELP, NULL},
    {"help", PASTE_HELP, NULL},
    {"HELP", PASTE_HELP, NULL},
    {"--help", PASTE_HELP, NULL},
    /* our own words, typed back */
    {OWN, PASTE_OWN_URL, "address to open"},
    {" <" OWN ">", PASTE_OWN_URL, "address to open"},
    {"Open this URL in a browser:\n  " OWN, PASTE_OWN_URL, "address to open"},
    {"https://id.example.org/autho\nrize?response_type=code&client_id=native&"
     "redi\nrect_uri=http",
	PASTE_OWN_URL, "address to open"},
    {AUTH "client_id=nat", PASTE_OWN_URL, "address to open"},
    {"https://id.example.org/authorize", PASTE_OWN_URL, "address to open"},
    {"https://id.example.org/device", PASTE_OWN_URL, "address to open"},
    {STATE, PASTE_OWN_URL, "address to open"},
    {"WDJB-MJHT", PASTE_USER_CODE, "device code"},
    {"wdjbmjht", PASTE_USER_CODE, "device code"},
    {"WDJB MJHT", PASTE_USER_CODE, "device code"},
    /* too short, or not of a code's characters */
    {"x", PASTE_SHORT, "too short"},
    {"ok", PASTE_SHORT, "too short"},
    {"quit", PASTE_SHORT, "too short"},
    {"1234567", PASTE_SHORT, "too short"},
    {"code=abc", PASTE_SHORT, "too short"},
    {"yes please", PASTE_WORDS, "neither"},
    {"what do I do now", PASTE_WORDS, "neither"},
    {"what now ?", PASTE_URL, "no code"},
    {"git push origin main", PASTE_WORDS, "neither"},
    {"code=", PASTE_WORDS, "neither"},
    {"caf\xc3\xa9-au-lait", PASTE_WORDS, "neither"},
    {"12345678%", PASTE_WORDS, "neither"},
    {"12345678%zz", PASTE_WORDS, "neither"},
    {"12345678%00", PASTE_WORDS, "neither"},
    {"1234'5678", PASTE_WORDS, "neither"},
    {"1234<5678", PASTE_WORDS, "neither"},
    {"12345678&more", PASTE_WORDS, "neither"},
    {"12345678&\"x\"", PASTE_WORDS, "neither"},
    {"12345678?", PASTE_URL, "no code"},
    {"%22quoted-code%20x%22", PASTE_WORDS, "neither"},
    {"{\"code\":\"" CODE "\"}", PASTE_WORDS, "neither"},
    {"\"code\": \"" CODE "\"", PASTE_WORDS, "neither"},
    {"code = " CODE, PASTE_WORDS, "neither"},
    {"{\"code\":\"" CODE "\",\"state\":\"another\"}", PASTE_WORDS, "neither"},
    {"https://l.example/?url=http%3A%2F%2F127.0.0.1%2F%3Fcode%3D" CODE_E
     "%26state%3Dx",
	PASTE_URL, "brings no code"},
    {"https://l.example/?url=http%3A%2F%2F127.0.0.1%2F%3Fcode%3Da%2520b"
     "%26state%3D" STATE,
	PASTE_URL, "brings no code"},
    /* another login's */
    {CODE "#another-state-entirely", PASTE_OTHER_STATE, "another state"},
    {CODE "#" STATE "x", PASTE_OTHER_STATE, "another state"},
    {CODE "&state=x", PASTE_OTHER_STATE, "another state"},
    {CODE "&state=", PASTE_OTHER_STATE, "another state"},
    {CB "?code=" CODE "&state=x", PASTE_OTHER, "another state"},
    {"code=" CODE "&state=x", PASTE_OTHER, "another state"},
    {CB "?code=" CODE "&" OURS "x", PASTE_OTHER, "another state"},
    {CB "?code=" CODE "&state=the-state", PASTE_OTHER, "another state"},
    /* half of an address */
    {CB "?code=" CODE, PASTE_OTHER, "no state"},
    {"127.0.0.1:7/cb?code=" CODE, PASTE_OTHER, "no state"},
    {CB "?" OURS, PASTE_OTHER, "no usable code"},
    {CB "?code=&" OURS, PASTE_OTHER, "no usable code"},
    {CB "?code=a%20b&" OURS, PASTE_OTHER, "no usable code"},
    {CB "?code=%22abcdefgh%22&" OURS, PASTE_OTHER, "no usable code"},
    {CB "?code=a%26b&" OURS, PASTE_OTHER, "no usable code"},
    {CB, PASTE_URL, "brings no code"},
    {"https://example.org/", PASTE_URL, "brings no code"},
    {"https://example.org/?a=b", PASTE_URL, "brings no code"},
    {"localhost:1234/?a=b", PASTE_URL, "brings no code"},
    {"error=access_denied", PASTE_OTHER, "no state"},
};

static void
says_what_is_no_answer(void **unused)
{
	struct authorization a = {.state = state};
	struct secret got = {NULL, 0}, code = {NULL, 0};

	(void)unused;
	for (size_t i = 0; i < COUNT(others); i++) {
		struct error error = {0};
		enum paste_kind kind;

		assert_int_equal(
		    paste_read(&known, others[i].text, &kind, &got),
		    LANYARD_OK);
		if (kind != others[i].kind)
			fail_msg("%s: %d, not %d", others[i].text, (int)kind,
			    (int)others[i].kind);
		assert_int_equal(
		    paste_take(&a, kind, &got, NULL, false, &code, &error),
		    LANYARD_ERR_PROTOCOL);
		assert_false(secret_is_set(&code));
		if (others[i].told != NULL &&
		    strstr(error.message, others[i].told) == NULL)
			fail_msg("%s: %s", others[i].text, error.message);
		/* Nothing of it is repeated: it may be a secret. */
		assert_null(strstr(error.message, "4/0A"));
	}
	secret_clear(&got);
}

/* A redirect that brings an error is an answer, as a callback's is. */
static void
takes_the_servers_error(void **unused)
{
	static const struct {
		const char *text, *issuer;
		enum lanyard_error result;
	} cases[] = {
	    {CB "?error=access_denied&" OURS, NULL, LANYARD_ERR_CANCELLED},
	    {"error=invalid_scope&" OURS, NULL, LANYARD_ERR_REFUSED},
	    {CB "?code=" CODE "&" OURS, "https://id.example.org",
		LANYARD_ERR_PROTOCOL},
	    {CB "?code=" CODE "&" OURS "&iss=https%3A%2F%2Fid.example.org",
		"https://id.example.org", LANYARD_OK},
	    /* Not with a bare code, which has no place for it. */
	    {CODE, "https://id.example.org", LANYARD_OK},
	};
	struct authorization a = {.state = state};
	struct secret got = {NULL, 0}, code = {NULL, 0};

	(void)unused;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum paste_kind kind;

		assert_int_equal(
		    paste_read(&known, cases[i].text, &kind, &got), LANYARD_OK);
		assert_int_equal(paste_take(&a, kind, &got, cases[i].issuer,
				     true, &code, NULL),
		    cases[i].result);
	}
	secret_clear(&got);
	secret_clear(&code);
}

/* Nothing was shown yet but the state. */
static void
needs_no_more_than_a_state(void **unused)
{
	const struct paste_known bare = {.state = &state};
	struct secret got = {NULL, 0};
	enum paste_kind kind;

	(void)unused;
	assert_int_equal(
	    paste_read(&bare, "WDJB-MJHT", &kind, &got), LANYARD_OK);
	assert_int_equal(kind, PASTE_CODE);
	assert_int_equal(paste_read(&bare, OWN, &kind, &got), LANYARD_OK);
	assert_int_equal(kind, PASTE_OWN_URL);
	secret_clear(&got);
}

static void
refuses_what_is_too_long(void **unused)
{
	char *text = malloc(LIMIT_URL + 2);
	struct secret got = {NULL, 0};
	enum paste_kind kind;

	(void)unused;
	assert_non_null(text);
	memset(text, 'x', LIMIT_URL + 1);
	text[LIMIT_URL + 1] = '\0';
	assert_int_equal(
	    paste_read(&known, text, &kind, &got), LANYARD_ERR_PROTOCOL);
	assert_false(secret_is_set(&got));
	text[LIMIT_URL] = '\0';
	assert_int_equal(paste_read(&known, text, &kind, &got), LANYARD_OK);
	assert_int_equal(kind, PASTE_CODE);
	for (size_t i = 1; i < LIMIT_URL; i += 2)
		text[i] = '\n';
	assert_int_equal(paste_read(&known, text, &kind, &got), LANYARD_OK);
	secret_clear(&got);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_code_however_it_comes),
	    cmocka_unit_test(says_what_is_no_answer),
	    cmocka_unit_test(takes_the_servers_error),
	    cmocka_unit_test(needs_no_more_than_a_state),
	    cmocka_unit_test(refuses_what_is_too_long),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
