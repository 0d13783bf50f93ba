#pragma once
/*
 * Log lines of every program: "TIME PROGRAM LEVEL: sentence" on standard error, one write each, so that
 * the lines of several processes do not mix. Write with g_debug, g_message (worth knowing), g_warning (a
 * survived failure: say how) and g_critical (a promise is in danger). Control characters are replaced;
 * a line is cut at 2 KiB, and lost where standard error takes none now: nobody waits for whoever reads it.
 * Never logs a secret: callers must not pass one.
 */

/* Routes GLib's log through this format from now on. `program` must stay valid. Once, in main. */
void log_open(const char *program);
