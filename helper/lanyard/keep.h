/*
 * keep.h - the terminal as it was, whatever becomes of lanyard-oauth
 */
#ifndef KEEP_H
#define KEEP_H

#include "lanyard.h"

/*
 * lanyard_refresh_program(), after which the terminal has the modes it had
 * before: lanyard-oauth changes them for a login, and may be killed.
 */
enum lanyard_error keep_refresh(
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
