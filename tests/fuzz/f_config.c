/*
 * f_config.c - lanyard.conf(5): its bytes, their tree, its keys
 */
#define _GNU_SOURCE /* mkdtemp is in POSIX, O_TMPFILE is not */
#include <fcntl.h>
#include <unistd.h>

#include "config/config.h"
#include "fuzz.h"

/* A file of our own, made once; the process's end leaves it in TMPDIR. */
static const char *
path(void)
{
	static char name[256];
	const char *folder = getenv("FUZZ_FOLDER");

	if (name[0] == '\0')
		snprintf(name, sizeof(name), "%s/%ld.conf",
		    folder != NULL ? folder : "/tmp", (long)getpid());
	return name;
}

/* libconfig 1.5 loses a string that it was reading at a syntax error. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config *config = NULL;
	struct error error = {0};
	int fd = open(path(), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0)
		return 0;
	if (write(fd, data, size) == (ssize_t)size) {
		if (config_load(&config, path(), true, NULL, &error) !=
		    LANYARD_OK) {
			hold(config == NULL);
			fuzz_is_shown(&error);
		}
	}
	close(fd);
	config_free(&config);
	return 0;
}
