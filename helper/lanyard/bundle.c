/*
 * bundle.c - a login's CA certificates beside the system's, for curl
 *
 * ca_file adds to the system's certificates (lanyard.conf(5)), and curl's
 * --cacert takes their place. So curl gets one file that has both.
 */
#include "bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/report.h"

/* Where systems have theirs: Debian and its kin, Fedora, SUSE, Alpine, BSD. */
static const char *const system_bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt"};

/* All of the regular file PATH to TO; false: errno tells. */
static bool
append_file(FILE *to, const char *path)
{
	/* O_NONBLOCK: a named pipe must not hold us up. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char chunk[4096];
	struct stat st;
	ssize_t n = -1;
	int errnum;

	if (fd == -1)
		return false;
	if (fstat(fd, &st) == 0) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		while (S_ISREG(st.st_mode) &&
		       (n = read(fd, chunk, sizeof(chunk))) > 0)
			if (fwrite(chunk, 1, (size_t)n, to) != (size_t)n)
				break;
	}
	/* A bundle need not end in a line feed, and the next begins a line. */
	errnum = errno;
	close(fd);
	errno = errnum;
	return n == 0 && fputc('\n', to) != EOF;
}

static bool
append_system(FILE *to)
{
	size_t count = sizeof(system_bundles) / sizeof(system_bundles[0]);

	for (size_t i = 0; i < count; i++)
		if (append_file(to, system_bundles[i]))
			return true;
	return false;
}

int
bundle_open(const char *ca_file, int *fd)
{
	FILE *file = tmpfile();
	char text[512];
	int status = EXIT_DONE;

	*fd = -1;
	if (file == NULL) {
		snprintf(text, sizeof(text),
		    "no temporary file for the CA certificates: %s",
		    strerror(errno));
		report_error(text, "df /tmp");
		return EXIT_FAILED;
	}
	/* curl opens it once more, whatever the umask was. */
	(void)fchmod(fileno(file), 0600);
	/* Where the system has none, ca_file's are all there are. */
	(void)append_system(file);
	if (!append_file(file, ca_file)) {
		snprintf(text, sizeof(text), "cannot read ca_file %s: %s",
		    ca_file, strerror(errno));
		report_error(text, "mend ca_file in lanyard.conf");
		status = EXIT_USAGE;
	} else if (fflush(file) != 0 || (*fd = dup(fileno(file))) == -1 ||
		   lseek(*fd, 0, SEEK_SET) == -1) {
		report_error("the CA certificates could not be written", NULL);
		status = EXIT_FAILED;
	}
	fclose(file);
	return status;
}
