/*
 * t_match.c - which login answers a request
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "copies.h"

#include "base/strings.h"
#include "login/match.h"

#define LOGINS_MAX 4

/*
 * LOGINS in words: patterns ("H" is https://git.example.com), "@" and its
 * username, "=" and its basic_username, "!" for allow_http, "," and the next.
 * "~" is a space.
 */
struct choice {
	const char *what;
	const char *logins;
	struct match_request request;
	long expected;
};

#define NONE (-1)
#define HOST(p, h)                                                             \
	{                                                                      \
		(p), (h), NULL, NULL, false                                    \
	}
#define ASK(path, user)                                                        \
	{                                                                      \
		"https", "git.example.com", (path), (user), false              \
	}

static const struct choice choices[] = {
    /* scheme, host, port */
    {"the host", "H", ASK(NULL, NULL), 0},
    {"another host", "H", HOST("https", "git.example.org"), NONE},
    {"host without case", "H", HOST("https", "Git.EXAMPLE.com"), 0},
    {"pattern without case", "hTTPS://GIT.Example.Com", ASK(NULL, NULL), 0},
    {"protocol without case", "H", HOST("HTTPS", "git.example.com"), 0},
    {"http for https", "H", HOST("http", "git.example.com"), NONE},
    {"default port asked for", "H", HOST("https", "git.example.com:443"), 0},
    {"default port in the pattern", "H:443", ASK(NULL, NULL), 0},
    {"another port", "H", HOST("https", "git.example.com:8443"), NONE},
    {"a port of its own", "H:8443", HOST("https", "git.example.com:8443"), 0},
    {"its port is needed", "H:8443", ASK(NULL, NULL), NONE},
    {"http's port for https", "H", HOST("https", "git.example.com:80"), NONE},
    {"an empty port", "H", HOST("https", "git.example.com:"), 0},
    {"an empty port in the pattern", "H:", ASK(NULL, NULL), 0},
    {"two empty ports", "H", HOST("https", "git.example.com::"), NONE},
    {"zeros before the port", "H", HOST("https", "git.example.com:0443"), 0},
    {"port out of range", "H", HOST("https", "git.example.com:65979"), NONE},
    {"port that wraps to 443", "H", HOST("https", "git.example.com:4294967739"),
	NONE},
    {"a longer host", "H", HOST("https", "git.example.com.evil.org"), NONE},
    {"a prefixed host", "H", HOST("https", "xgit.example.com"), NONE},
    {"a host under it", "H", HOST("https", "a.git.example.com"), NONE},
    {"a user in the host", "H", HOST("https", "x@git.example.com"), NONE},
    {"a path in the host", "H", HOST("https", "git.example.com/x"), NONE},
    {"a host with a final dot", "H", HOST("https", "git.example.com."), 0},
    {"a final dot and a port", "H", HOST("https", "git.example.com.:443"), 0},
    {"a final dot in the pattern", "https://git.example.com.", ASK(NULL, NULL),
	0},
    {"two final dots", "H", HOST("https", "git.example.com.."), NONE},
    {"a final dot under a wildcard", "https://*.example.com",
	HOST("https", "a.example.com."), 0},
    {"a wildcard with a final dot", "https://*.example.com.",
	HOST("https", "a.example.com"), 0},
    {"a final dot is not this machine", "http://localhost:3000",
	HOST("http", "localhost.:3000"), NONE},
    {"nor an address", "http://127.0.0.1:3000", HOST("http", "127.0.0.1.:3000"),
	NONE},
    {"no protocol", "H", HOST(NULL, "git.example.com"), NONE},
    {"no host", "H", HOST("https", NULL), NONE},
    {"an empty host", "H", HOST("https", ""), NONE},
    {"a malformed pattern", "git.example.com", ASK(NULL, NULL), NONE},
    {"no pattern", "@alice", ASK(NULL, NULL), NONE},
    {"the second pattern", "https://other.org H", ASK(NULL, NULL), 0},
    /* IPv6, loopback, http */
    {"IPv6", "https://[2001:db8::1]", HOST("https", "[2001:DB8::1]"), 0},
    {"IPv6, not compressed", "https://[2001:db8::1]",
	HOST("https", "[2001:0db8:0:0:0:0:0:1]"), 0},
    {"IPv6, the pattern not compressed", "https://[2001:0DB8:0::0:1]",
	HOST("https", "[2001:db8::1]"), 0},
    {"IPv6 with IPv4's dots", "https://[::ffff:102:304]",
	HOST("https", "[::FFFF:1.2.3.4]"), 0},
    {"IPv6 is no IPv4", "https://1.2.3.4", HOST("https", "[::ffff:1.2.3.4]"),
	NONE},
    {"IPv6 with a zone", "https://[fe80::1]", HOST("https", "[fe80::1%eth0]"),
	NONE},
    {"IPv6 with an escaped zone", "https://[fe80::1]",
	HOST("https", "[fe80::1%25eth0]"), NONE},
    {"IPv6 with an empty port", "https://[2001:db8::1]",
	HOST("https", "[2001:db8::1]:"), 0},
    {"IPv6 and port", "https://[2001:db8::1]:8443",
	HOST("https", "[2001:db8::1]:8443"), 0},
    {"IPv6, another port", "https://[2001:db8::1]:8443",
	HOST("https", "[2001:db8::1]"), NONE},
    {"http on loopback", "http://127.0.0.1:3000",
	HOST("http", "127.0.0.1:3000"), 0},
    {"http on IPv6 loopback", "http://[::1]:3000", HOST("http", "[::1]:3000"),
	0},
    {"http is not allowed", "http://git.example.com",
	HOST("http", "git.example.com"), NONE},
    {"http is allowed", "http://git.example.com !",
	HOST("http", "git.example.com"), 0},
    {"http's default port", "http://git.example.com:80 !",
	HOST("http", "git.example.com"), 0},
    /* other schemes */
    {"imaps", "imaps://mail.example.com", HOST("imaps", "mail.example.com"), 0},
    {"smtp with a port", "smtp://mail.example.com:587",
	HOST("smtp", "mail.example.com:587"), 0},
    {"smtp, another port", "smtp://mail.example.com:587",
	HOST("smtp", "mail.example.com:25"), NONE},
    {"imaps is not https", "imaps://git.example.com", ASK(NULL, NULL), NONE},
    /* wildcards */
    {"one label", "https://*.example.com", HOST("https", "a.example.com"), 0},
    {"two labels", "https://*.example.com", HOST("https", "a.b.example.com"),
	0},
    {"label without case", "https://*.Example.com",
	HOST("https", "A.EXAMPLE.com"), 0},
    {"no label", "https://*.example.com", HOST("https", "example.com"), NONE},
    {"part of a label", "https://*.example.com",
	HOST("https", "evilexample.com"), NONE},
    {"an empty label", "https://*.example.com", HOST("https", ".example.com"),
	NONE},
    {"two dots", "https://*.example.com", HOST("https", "..example.com"), NONE},
    {"an asterisk asked for", "https://*.example.com",
	HOST("https", "*.example.com"), NONE},
    {"a path before the wildcard's host", "https://*.example.com",
	HOST("https", "evil.org/.example.com"), NONE},
    {"a query before it", "https://*.example.com",
	HOST("https", "evil.org?.example.com"), NONE},
    {"a fragment before it", "https://*.example.com",
	HOST("https", "evil.org#x.example.com"), NONE},
    {"a user and a backslash before it", "https://*.example.com",
	HOST("https", "u@evil.org\\.example.com"), NONE},
    {"an encoded slash before it", "https://*.example.com",
	HOST("https", "evil.org%2f.example.com"), NONE},
    {"a space before it", "https://*.example.com",
	HOST("https", "a b.example.com"), NONE},
    {"brackets before it", "https://*.example.com",
	HOST("https", "[::1].example.com"), NONE},
    {"other bytes before it", "https://*.example.com",
	HOST("https", "\xc3\xa4.example.com"), NONE},
    {"a dot that IDNA makes", "https://*.example.com",
	HOST("https", "evil.org\xef\xbc\x8f.example.com"), NONE},
    /* names outside ASCII: as git sends them */
    {"IDN",
	"https://b\xc3\xbc"
	"cher.example",
	HOST("https", "b\xc3\xbc"
		      "cher.example"),
	0},
    {"IDN, escaped in the pattern", "https://b%C3%bccher.example",
	HOST("https", "b\xc3\xbc"
		      "cher.example"),
	0},
    {"IDN, ASCII without case",
	"https://B\xc3\xbc"
	"cher.Example",
	HOST("https", "b\xc3\xbc"
		      "CHER.example"),
	0},
    {"IDN is not its xn--",
	"https://b\xc3\xbc"
	"cher.example",
	HOST("https", "xn--bcher-kva.example"), NONE},
    {"xn-- is not its IDN", "https://xn--bcher-kva.example",
	HOST("https", "b\xc3\xbc"
		      "cher.example"),
	NONE},
    {"xn--", "https://xn--bcher-kva.example",
	HOST("https", "XN--bcher-kva.example"), 0},
    {"under an IDN",
	"https://*.b\xc3\xbc"
	"cher.example",
	HOST("https", "a.b\xc3\xbc"
		      "cher.example"),
	0},
    {"no UTF-8",
	"https://b\xfc"
	"cher.example",
	HOST("https", "b\xfc"
		      "cher.example"),
	NONE},
    {"an underscore in a label", "https://*.example.com",
	HOST("https", "a_b.example.com"), 0},
    {"wildcard with port", "https://*.example.com:8443",
	HOST("https", "a.example.com:8443"), 0},
    {"wildcard, another port", "https://*.example.com",
	HOST("https", "a.example.com:8443"), NONE},
    {"the end only", "https://*.example.com",
	HOST("https", "a.example.com.evil.org"), NONE},
    {"exact host before wildcard", "https://*.example.com , H", ASK(NULL, NULL),
	1},
    {"exact host before wildcard, any order", "H , https://*.example.com",
	ASK(NULL, NULL), 0},
    {"a login's best pattern counts",
	"https://*.example.com H , https://*.example.com", ASK(NULL, NULL), 0},
    {"the longer path before the exact host", "H , https://*.example.com/group",
	ASK("group/x", NULL), 1},
    /* paths */
    {"the path itself", "H/group", ASK("group", NULL), 0},
    {"below the path", "H/group", ASK("group/a/b.git", NULL), 0},
    {"not a whole segment", "H/group", ASK("group2/a", NULL), NONE},
    {"above the path", "H/group/sub", ASK("group", NULL), NONE},
    {"slash at the pattern's end", "H/group/", ASK("group", NULL), 0},
    {"slashes at its end", "H/group//", ASK("group/x", NULL), 0},
    {"slash at the request's end", "H/group", ASK("group/", NULL), 0},
    {"slash at its beginning", "H/group", ASK("/group/x", NULL), 0},
    {"paths have case", "H/group", ASK("Group/x", NULL), NONE},
    {"two segments", "H/group/sub", ASK("group/sub/x", NULL), 0},
    /* one path in its spellings */
    {"escaped, asked for as git does", "H/a%20b", ASK("a b/x", NULL), 0},
    {"escaped, asked for escaped", "H/a%20b", ASK("a%20b/x", NULL), NONE},
    {"with a space", "H/a~b", ASK("a b/x", NULL), 0},
    {"with a space, asked for escaped", "H/a~b", ASK("a%20b", NULL), NONE},
    {"UTF-8", "H/\xc3\xa4", ASK("\xc3\xa4/x", NULL), 0},
    {"UTF-8, escaped", "H/%C3%a4", ASK("\xc3\xa4/x", NULL), 0},
    {"UTF-8, asked for escaped", "H/\xc3\xa4", ASK("%c3%A4/x", NULL), NONE},
    {"no UTF-8", "H/%e4", ASK("\xe4/x", NULL), 0},
    {"escaped without need", "H/%61", ASK("a/x", NULL), 0},
    {"escaped twice", "H/a%2520b", ASK("a%20b/x", NULL), 0},
    {"escaped twice is not once", "H/a%2520b", ASK("a b/x", NULL), NONE},
    {"a percent sign", "H/100%25", ASK("100%/x", NULL), 0},
    {"a percent sign alone", "H/100%", ASK("100%/x", NULL), 0},
    {"a percent sign, another path", "H/100%", ASK("100/x", NULL), NONE},
    {"an escaped plus is a plus", "H/c%2B%2b", ASK("c++/x", NULL), 0},
    {"a plus is no space", "H/a+b", ASK("a b/x", NULL), NONE},
    {"left escaped before a colon, in the pattern", "H/a%20b:c",
	ASK("a%20b:c/x", NULL), 0},
    {"escaped twice before a colon", "H/a~b", ASK("a%2520b/x:y", NULL), NONE},
    {"left escaped before a colon", "H/a~b", ASK("a%20b/x:y z", NULL), 0},
    {"more than one slash", "H/a/b", ASK("a//b/x", NULL), 0},
    {"more than one in the pattern", "H//a//b", ASK("a/b/x", NULL), 0},
    {"a query", "H/a", ASK("a?x=y", NULL), 0},
    {"a fragment", "H/a", ASK("a#y", NULL), 0},
    {"the longest decoded path wins", "H/a , H/a%20b , H/a%20b/c",
	ASK("a b/c/d", NULL), 2},
    {"slash, dots, slash", "H/group", ASK("group//../other", NULL), NONE},
    {"dots escaped twice", "H/group", ASK("group/%2e%2e/x", NULL), NONE},
    {"a path is for a pathless pattern", "H", ASK("group/x", NULL), 0},
    {"a slash is no path", "H/", ASK("group/x", NULL), 0},
    {"longest path wins", "H , H/group , H/group/sub", ASK("group/sub/x", NULL),
	2},
    {"longest path that fits", "H , H/group , H/group/sub",
	ASK("group/subx", NULL), 1},
    {"none fits but the host", "H/group , H", ASK("other/x", NULL), 1},
    {"a slash more is not longer", "H/group , H/group/", ASK("group/x", NULL),
	0},
    /* dot segments */
    {"dots leave the path", "H/group", ASK("group/../other", NULL), NONE},
    {"dots and a pathless pattern", "H/group , H", ASK("group/../other", NULL),
	1},
    {"one dot", "H/group", ASK("group/./x", NULL), NONE},
    {"dots at the end", "H/group", ASK("group/..", NULL), NONE},
    {"dots encoded", "H/group", ASK("group/%2e%2E/x", NULL), NONE},
    {"dots half encoded", "H/group", ASK("group/.%2e/x", NULL), NONE},
    {"dots before an encoded slash", "H/group", ASK("group/..%2fother", NULL),
	NONE},
    {"dots before a capital one", "H/group", ASK("group/..%2Fother", NULL),
	NONE},
    {"dots after an encoded slash", "H/group", ASK("group/x%2f..", NULL), NONE},
    {"dots between encoded ones", "H/group", ASK("group/x%2f..%2F..%2fy", NULL),
	NONE},
    {"dots before a backslash", "H/group", ASK("group/..\\other", NULL), NONE},
    {"dots after a backslash", "H/group", ASK("group/x\\..\\..", NULL), NONE},
    {"dots before an encoded backslash", "H/group",
	ASK("group/..%5Cother", NULL), NONE},
    {"dots with parameters", "H/group", ASK("group/..;/other", NULL), NONE},
    {"dots with parameters, one dot", "H/group", ASK("group/.;a=b/other", NULL),
	NONE},
    {"dots with encoded parameters", "H/group", ASK("group/..%3B/other", NULL),
	NONE},
    {"dots before a query", "H/a/group", ASK("a/group/..?x", NULL), NONE},
    {"dots before a fragment", "H/a/group", ASK("a/group/..#x", NULL), NONE},
    {"an encoded slash alone", "H/group", ASK("group/a%2fb;c\\d", NULL), 0},
    {"dots with a percent sign are a name", "H/group",
	ASK("group/..%2/..%41", NULL), 0},
    {"three dots are a name", "H/group", ASK("group/.../x", NULL), 0},
    {"a dot file is a name", "H/group", ASK("group/.x/.git", NULL), 0},
    /* without a path */
    {"one login with a path", "H/group", ASK(NULL, NULL), 0},
    {"an empty path", "H/group", ASK("", NULL), 0},
    {"a path of a slash", "H/group", ASK("/", NULL), 0},
    {"two paths of one login", "H/a H/b", ASK(NULL, NULL), 0},
    {"two logins with paths", "H/a , H/b", ASK(NULL, NULL), NONE},
    {"a third without", "H/a , H/b , H", ASK(NULL, NULL), 2},
    {"another host's does not count", "H/a , https://x.org/b", ASK(NULL, NULL),
	0},
    {"a wildcard names the host", "H/a , https://*.example.com/b",
	ASK(NULL, NULL), NONE},
    {"two without, the first", "H , H", ASK(NULL, NULL), 0},
    {"two without, the exact", "https://*.example.com , H", ASK(NULL, NULL), 1},
    {"the path of one of them", "H/a , H/b", ASK("b/x", NULL), 1},
    {"the path of none", "H/a , H/b", ASK("c/x", NULL), NONE},
    /* usernames */
    {"its username", "H @alice", ASK(NULL, "alice"), 0},
    {"another username", "H @alice", ASK(NULL, "bob"), NONE},
    {"usernames have case", "H @alice", ASK(NULL, "Alice"), NONE},
    {"no username asked for", "H @alice", ASK(NULL, NULL), 0},
    {"an empty one asked for", "H @alice", ASK(NULL, ""), 0},
    {"a login without one", "H", ASK(NULL, "bob"), 0},
    {"our own user name", "H @alice", ASK(NULL, "oauth2"), 0},
    {"our own basic_username", "H @alice =x-token", ASK(NULL, "x-token"), 0},
    {"another's basic_username", "H @alice =x-token , H @bob =y-token",
	ASK(NULL, "y-token"), 1},
    {"by username", "H @alice , H @bob", ASK(NULL, "bob"), 1},
    {"the one that says so first", "H , H @bob", ASK(NULL, "bob"), 1},
    {"else the one without", "H @alice , H", ASK(NULL, "bob"), 1},
    {"path before username", "H/group , H @bob", ASK("group/x", "bob"), 0},
    {"exact host before username", "https://*.example.com @bob , H",
	ASK(NULL, "bob"), 1},
    {"a username makes it one", "H/a @alice , H/b @bob", ASK(NULL, "bob"), 1},
    {"our user name leaves two", "H/a @alice , H/b @bob", ASK(NULL, "oauth2"),
	NONE},
    {"order", "H , H , H", ASK("x", NULL), 0},
    {"no logins", "", ASK(NULL, NULL), NONE},
};

static void
add_word(struct login *login, const char *word)
{
	static const char home[] = "https://git.example.com";
	char url[256];

	if (word[0] == '@') {
		login->username = strdup(word + 1);
	} else if (word[0] == '=') {
		login->basic_username = strdup(word + 1);
	} else if (word[0] == '!') {
		login->allow_http = true;
	} else {
		(void)snprintf(url, sizeof(url), "%s%s",
		    word[0] == 'H' ? home : "", word + (word[0] == 'H'));
		for (char *s = url; (s = strchr(s, '~')) != NULL;)
			*s = ' ';
		assert_int_equal(strings_add(&login->url, url), LANYARD_OK);
	}
}

static long
choose(const struct choice *choice)
{
	struct login logins[LOGINS_MAX];
	const struct login *list[LOGINS_MAX];
	char **words = NULL;
	size_t i, count = 1;
	long found;

	for (i = 0; i < LOGINS_MAX; i++) {
		login_init(&logins[i]);
		list[i] = &logins[i];
	}
	assert_int_equal(strings_add_words(&words, choice->logins), LANYARD_OK);
	for (i = 0; i < strings_count(words); i++) {
		if (strcmp(words[i], ",") == 0)
			count++;
		else
			add_word(&logins[count - 1], words[i]);
	}
	if (words == NULL)
		count = 0;
	found = match_login(list, count, &choice->request);
	for (i = 0; i < LOGINS_MAX; i++)
		login_clear(&logins[i]);
	strings_free(&words);
	return found;
}

static void
test_choices(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(choices) / sizeof(*choices); i++) {
		long found = choose(&choices[i]);

		if (found != choices[i].expected)
			fail_msg("%s: %ld", choices[i].what, found);
	}
}

/* Not chosen, but to be told of where nothing else is. */
static void
test_case(void **state)
{
	static const struct choice cases[] = {
	    {"another case", "H/Group", ASK("gROUP/x", NULL), 0},
	    {"another case, decoded", "H/a%20B", ASK("A b/x", NULL), 0},
	    {"the same", "H/group", ASK("group", NULL), 0},
	    {"another segment", "H/group", ASK("Group2/x", NULL), NONE},
	    {"another host", "https://x.org/group", ASK("Group", NULL), NONE},
	    {"with dots", "H/group", ASK("Group/../x", NULL), NONE},
	    {"outside ASCII", "H/\xc3\xa4", ASK("\xc3\x84", NULL), NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct choice choice = cases[i];

		choice.request.any_case = true;
		if (choose(&choice) != choice.expected)
			fail_msg("%s", choice.what);
	}
}

/* Where memory runs out, no other login answers than otherwise. */
static void
test_memory(void **state)
{
	char *first[] = {(char[]){"https://git.example.com"}, NULL};
	char *second[] = {(char[]){"https://git.example.com/a"}, NULL};
	const struct login logins[] = {{.url = first}, {.url = second}};
	const struct login *list[] = {&logins[0], &logins[1]};
	const struct match_request request = {
	    "https", "git.example.com", "a/b", NULL, false};
	bool failed = true;

	(void)state;
	for (int n = 0; failed; n++) {
		long found;

		copies = n;
		found = match_login(list, 2, &request);
		failed = copies == -1;
		copies = -1;
		assert_int_equal(found, failed ? MATCH_FAILED : 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_choices),
	    cmocka_unit_test(test_case),
	    cmocka_unit_test(test_memory),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
