/*
 * surroundings.h - where the person's browser is, as seen from here
 */
#ifndef SURROUNDINGS_H
#define SURROUNDINGS_H

#include <stdbool.h>

enum surroundings {
	SURROUNDINGS_DESK, /* on this machine, if anywhere */
	SURROUNDINGS_SSH,  /* most often on the machine that ssh came from */
	SURROUNDINGS_CONTAINER, /* outside: its loopback is not ours */
};

/*
 * By what sshd(8) sets (SSH_CONNECTION, ...); by /.dockerenv (Docker),
 * /run/.containerenv (Podman), "container" in the environment (systemd's
 * container interface; Podman, LXC, toolbox).
 */
enum surroundings surroundings(void);

/* Windows' browser is the person's: WSL sets WSL_DISTRO_NAME. */
bool surroundings_are_wsl(void);

#endif
