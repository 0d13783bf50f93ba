#pragma once
/*
 * What a plugin has to say, by the monitoring-plugins guidelines: a state, which is its exit status, and one line with
 * performance data; with -v what else there is to say stands in the line, too, with -vv in lines of its own. Whatever is
 * said is made harmless here: no name can end the line, begin performance data, or be an order to Nagios or a browser.
 */
#include "plugin/perfdata.h"

#define RESULT_LINE_MAX 4096 /* bytes, with its end: Nagios reads no more of a line */
#define RESULT_MAX      8191 /* of all lines: Nagios reads no more of a plugin */
#define RESULT_PERFDATA 2048 /* of performance data: what has no room is left out */

/* In the order of their exit statuses. Of several the gravest counts: critical, warning, unknown, ok. */
enum check_state { CHECK_OK, CHECK_WARNING, CHECK_CRITICAL, CHECK_UNKNOWN };

struct result;

struct result *result_new(const char *what); /* "HOST" */
void result_free(struct result *result);

/* A part of the line, and how grave it is. What was said already as gravely is not said again. */
void result_say(struct result *result, enum check_state state, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* What only those want to know who ask for more. */
void result_explain(struct result *result, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Adds it as performance data, and says it with `name` before it: a value in a range is as grave as the range, unknown is
 * unknown where there is a range. */
void result_judge(struct result *result, const char *name, const struct measure *measure);

/* Only as performance data. */
void result_measure(struct result *result, const struct measure *measure);

enum check_state result_state(const struct result *result);

/* All that is printed, with its last line end. Caller frees. */
char *result_text(const struct result *result, guint verbosity);
