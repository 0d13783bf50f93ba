#pragma once
/*
 * The external commands of a Nagios on this machine, written to its command file (a FIFO): results and downtimes. Each is one
 * line, written whole by one write() of at most PIPE_BUF bytes, or not at all. Nothing blocks: where nobody reads or the pipe is
 * full, commands wait, NAGIOS_WAITING at most, the oldest are dropped and counted. A file that is no FIFO is never written.
 * Source: Nagios Core, "External Commands"; pipe(7).
 */
#include "notify/outlet.h"
#include "notify/result.h"

#define NAGIOS_WAITING 10000

struct nagios;

struct nagios *nagios_new(const char *command_file);
void nagios_free(struct nagios *nagios); /* what waits is gone */

void nagios_take_result(struct nagios *nagios, const struct result *result);
void nagios_take_downtime(struct nagios *nagios, const struct downtime *downtime);

const struct outlet *nagios_outlet(const struct nagios *nagios);
