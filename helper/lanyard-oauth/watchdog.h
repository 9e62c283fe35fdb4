/*
 * watchdog.h - an end to what hangs where no time can be set
 */
#ifndef WATCHDOG_H
#define WATCHDOG_H

struct watchdog;

/*
 * From watchdog_set() on, in TIMEOUT_MS, this process ends by SIGALRM in the
 * thread that called watchdog_start(), unless it is set anew; 0: not at all.
 * Whatever a library waits for (a named pipe that OpenSSL opens, a Kerberos
 * server) must not keep the lock of a login for ever. The library holds that
 * signal back once something is sent, and until it is saved
 * (lib/os/signals.h). NULL: no thread can be had, and there is no such end.
 */
struct watchdog *watchdog_start(void);
void watchdog_set(struct watchdog *watchdog, long long timeout_ms);

#endif
