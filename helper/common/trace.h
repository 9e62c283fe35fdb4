/*
 * trace.h - what is done, line by line, for who looks for a fault
 */
#ifndef TRACE_H
#define TRACE_H

#include <stdbool.h>

/* The environment's word for it, of lanyard and of lanyard-oauth. */
#define TRACE_VARIABLE "LANYARD_TRACE"

struct trace {
	int fd; /* -1: none */
};

/*
 * Open what LANYARD_TRACE names: stderr for "1" and "true", nothing where it is
 * unset, empty, "0" or "false", else the file at this path, which needs a "/"
 * in it. That is made for us alone, or a regular file of ours without another
 * name, no link, and from then on readable by nobody else; lines are appended.
 * Where it is not, TRACE is none, and WHY says so, which is "" otherwise.
 */
#define TRACE_WHY 512
void trace_open(struct trace *trace, char why[TRACE_WHY]);

/*
 * One line with the time: TEXT, as in struct lanyard_options' log, CONTEXT
 * being the trace. What is not visible ASCII becomes "?". A line that cannot be
 * written in a second is left out: nothing waits for who reads.
 */
void trace_write(void *context, const char *text);

void trace_close(struct trace *trace);

#endif
