/*
 * browser.c - the person's web browser
 *
 * BROWSER is a colon-separated list of commands, each split on spaces and
 * sought in the absolute folders of PATH only; no shell ever sees the URL,
 * which a server has a part in.
 */
#include "browser.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inherited.h"
#include "lanyard.h"
#include "surroundings.h"

#define ARGUMENTS_MAX 64
#define START_MS      2000 /* for exec to succeed or fail */

/* Windows' browser, by wslu's program; else one that WSL shows. */
#define WSL_BROWSERS "wslview:xdg-open"

/* RFC 3986 2.2, 2.3: reserved and unreserved; "%" where it escapes (2.1). */
static bool
is_url_character(const char *p)
{
	static const char others[] = "-._~:/?#[]@!$&'()*+,;=";
	static const char digits[] = "0123456789abcdefABCDEF";

	if ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
	    (*p >= '0' && *p <= '9'))
		return true;
	if (*p == '%')
		return p[1] != '\0' && p[2] != '\0' &&
		       strchr(digits, p[1]) != NULL &&
		       strchr(digits, p[2]) != NULL;
	return strchr(others, *p) != NULL;
}

static char *
escape_url(const char *url)
{
	size_t size = strlen(url) * 3 + 1;
	char *escaped = malloc(size);
	char *out = escaped;

	if (escaped == NULL)
		return NULL;
	for (; *url != '\0'; url++) {
		if (is_url_character(url)) {
			*out++ = *url;
			continue;
		}
		snprintf(out, 4, "%%%02X", (unsigned)(unsigned char)*url);
		out += 3;
	}
	*out = '\0';
	return escaped;
}

/* WORD with "%s" replaced by URL, which *USED tells, and "%%" by "%". */
static char *
expand(const char *word, size_t size, const char *url, bool *used)
{
	size_t url_size = strlen(url);
	char *result = malloc(size * (url_size + 1) + 1);
	char *out = result;

	if (result == NULL)
		return NULL;
	for (size_t i = 0; i < size; i++) {
		bool escape = word[i] == '%' && i + 1 < size;

		if (escape && word[i + 1] == 's') {
			memcpy(out, url, url_size);
			out += url_size;
			*used = true;
			i++;
		} else {
			*out++ = word[i];
			if (escape && word[i + 1] == '%')
				i++;
		}
	}
	*out = '\0';
	return result;
}

static void
free_arguments(char **arguments)
{
	for (size_t i = 0; arguments[i] != NULL; i++)
		free(arguments[i]);
}

/* Split COMMAND (SIZE bytes) into ARGUMENTS; false if it is empty or long. */
static bool
split(const char *command, size_t size, const char *url, char **arguments)
{
	size_t count = 0, n;
	bool used = false;

	memset(arguments, 0, ARGUMENTS_MAX * sizeof(*arguments));
	for (size_t i = 0; i < size; i += n) {
		n = 1;
		if (command[i] == ' ')
			continue;
		while (i + n < size && command[i + n] != ' ')
			n++;
		if (count > ARGUMENTS_MAX - 3)
			return false;
		arguments[count] = expand(command + i, n, url, &used);
		if (arguments[count++] == NULL)
			return false;
	}
	if (count == 0)
		return false;
	if (!used && (arguments[count] = strdup(url)) == NULL)
		return false;
	return true;
}

/* Found before the fork: after it only async-signal-safe calls are allowed. */
static int
highest_fd(void)
{
	DIR *folder = opendir("/proc/self/fd");
	const struct dirent *entry;
	long limit, n, highest = 2;

	if (folder == NULL) {
		limit = sysconf(_SC_OPEN_MAX);
		return limit > 0 && limit < 65536 ? (int)limit - 1 : 65535;
	}
	while ((entry = readdir(folder)) != NULL) {
		n = strtol(entry->d_name, NULL, 10);
		if (n > highest)
			highest = n;
	}
	closedir(folder);
	return (int)highest;
}

/* git waits for whoever holds its pipe; a lock lasts as long as its holder. */
static void
reset_descriptors(int highest, int keep)
{
	int fd = open("/dev/null", O_RDWR);

	for (int i = 0; fd != -1 && i <= 2; i++)
		dup2(fd, i);
	for (int i = 3; i <= highest; i++) {
		if (i != keep)
			close(i);
	}
}

/* In the child. Its own child is what starts: it is nobody's to wait for. */
static void
run_detached(
    const char *program, char *const *arguments, int highest, int report)
{
	int errnum;
	ssize_t n;

	setsid();
	switch (fork()) {
	case -1:
		break;
	case 0:
		reset_descriptors(highest, report);
		inherited_restore();
		execv(program, arguments);
		break;
	default:
		_exit(0);
	}
	errnum = errno;
	n = write(report, &errnum, sizeof(errnum));
	_exit(n == (ssize_t)sizeof(errnum) ? 127 : 126);
}

/*
 * Closed on exec without a word: it runs, which is 0. A word, an errno: it does
 * not.
 */
static int
start_errnum(int report)
{
	struct pollfd fd = {.fd = report, .events = POLLIN};
	int errnum;
	ssize_t n;

	if (poll(&fd, 1, START_MS) == 0)
		return 0;
	do {
		n = read(report, &errnum, sizeof(errnum));
	} while (n == -1 && errno == EINTR);
	if (n == 0)
		return 0;
	return n == (ssize_t)sizeof(errnum) && errnum != 0 ? errnum : EIO;
}

/* The result is an errno, 0 for none. */
static int
start(char *const *arguments)
{
	int report[2];
	int highest, errnum;
	char *program;
	pid_t pid;

	/* Not what a cloned repository has under that name. */
	if (lanyard_find_program(arguments[0], &program) != LANYARD_OK)
		return ENOENT;
	if (pipe(report) != 0) {
		errnum = errno;
		goto out;
	}
	fcntl(report[0], F_SETFD, FD_CLOEXEC);
	fcntl(report[1], F_SETFD, FD_CLOEXEC);
	highest = highest_fd();
	pid = fork();
	errnum = errno;
	if (pid == 0)
		run_detached(program, arguments, highest, report[1]);
	close(report[1]);
	if (pid != -1) {
		while (waitpid(pid, NULL, 0) == -1 && errno == EINTR)
			;
		errnum = start_errnum(report[0]);
	}
	close(report[0]);
out:
	lanyard_text_free(&program);
	return errnum;
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

/* WHY, BROWSER_WHY bytes, says of the last one why it did not start. */
static bool
start_one_of(const char *commands, const char *url, char *why)
{
	char *arguments[ARGUMENTS_MAX];
	bool started = false;
	size_t size;
	int errnum;

	while (!started && *commands != '\0') {
		size = strcspn(commands, ":");
		if (split(commands, size, url, arguments)) {
			errnum = start(arguments);
			started = errnum == 0;
			if (!started)
				snprintf(why, BROWSER_WHY,
				    "cannot start the browser %.100s: %s",
				    arguments[0], strerror(errnum));
		}
		free_arguments(arguments);
		commands += size;
		commands += *commands == ':';
	}
	return started;
}

bool
browser_open(const char *url, char why[BROWSER_WHY])
{
	const char *browser = getenv("BROWSER");
	char *escaped;
	bool started = false;

	why[0] = '\0';
	if (strncasecmp(url, "http://", 7) != 0 &&
	    strncasecmp(url, "https://", 8) != 0)
		return false;
	if ((escaped = escape_url(url)) == NULL)
		return false;
	if (browser != NULL && *browser != '\0')
		started = start_one_of(browser, escaped, why);
	else if (surroundings_are_wsl())
		started = start_one_of(WSL_BROWSERS, escaped, why);
	else if (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"))
		started = start_one_of("xdg-open", escaped, why);
	free(escaped);
	return started;
}
