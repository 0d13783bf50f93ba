#pragma once
/*
 * Which lines of a policy its tests ran. What can run at all is asked of Lua, function by function, also of those that
 * nobody called. Plain values; coverage_new runs Lua in a sandbox of its own.
 */
#include "policy/deadline.h"
#include "policy/syntax.h"

struct coverage {
  char *source;  /* "@host-cpu.lua", as Lua names it */
  GArray *lines; /* struct covered_line by number; 0 is none */
};

struct covered_line {
  gboolean is_executable;
  guint64 hits;
};

/* Of the text of `file` ("host-cpu.lua"), which Lua can compile; of another, nothing is executable. */
struct coverage *coverage_new(struct deadline *deadline, const char *file, const struct script *script);
void coverage_free(struct coverage *coverage);

/* A line_watch of deadline.h; `user` is a coverage. Lines of other files do not count. */
void coverage_count(const char *source, guint line, gpointer user);

guint coverage_executable(const struct coverage *coverage);
guint coverage_covered(const struct coverage *coverage);

/* The first executable line behind `line` that was never run; 0 there is none. */
guint coverage_missed(const struct coverage *coverage, guint line);

/* "14 of 15 lines (93.3 %)". Caller frees. */
char *coverage_text(guint covered, guint executable);
