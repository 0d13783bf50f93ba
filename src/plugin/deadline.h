#pragma once
/*
 * The end of a plugin, whatever holds it up: a thread of its own that prints a line and ends the process when time is over.
 * curl keeps its time limits, but waits for a resolver that hangs.
 */
#include <glib.h>

struct deadline;

/* `text` (with its line end) is what is said then, and `status` the exit status. */
struct deadline *deadline_new(guint ms, const char *text, int status);

/* It was early enough: from here on the process is not ended any more. */
void deadline_free(struct deadline *deadline);
