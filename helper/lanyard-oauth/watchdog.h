/*
 * watchdog.h - an end to what hangs where no time can be set
 */
#ifndef WATCHDOG_H
#define WATCHDOG_H

/*
 * In TIMEOUT_MS this process ends by SIGALRM, in the calling thread: whatever a
 * library waits for (a named pipe that OpenSSL opens, a Kerberos server) must
 * not keep the lock of a login for ever. The library holds that signal back
 * once something is sent, and until it is saved (lib/os/signals.h). Where no
 * thread can be had there is no such end.
 */
void watchdog_start(long long timeout_ms);

#endif
