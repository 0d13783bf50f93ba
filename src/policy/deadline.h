#pragma once
/*
 * Stops Lua that runs too long. A free-running timer on this thread's CPU time ticks every DEADLINE_TICK_MS
 * while the process computes; only when a slice has used up its budget does the tick set a hook, so a
 * policy within its budget runs without one (an armed hook costs every instruction a trap). The hook raises
 * an error at every further instruction and call until the slice is left, so pcall cannot hold it back. It
 * cannot interrupt C code: the sandbox gives scripts no C function that runs long.
 *
 * CPU time, because a policy cannot wait for anything: a loaded machine must not make it fail. The wall
 * clock is the core's, which kills the process. One deadline per process, used by the thread that made it.
 */
#include <glib.h>
#include <lua.h>
#include <signal.h>

#define DEADLINE_TICK_MS 10

struct deadline;

/* One run of Lua under a budget; slices nest, and the outer one's budget rests meanwhile. */
struct slice {
  lua_State *lua;
  volatile sig_atomic_t ticks_left;
  volatile sig_atomic_t expired;
  struct slice *outer;
};

struct deadline *deadline_new(void);
void deadline_free(struct deadline *deadline);

void deadline_enter(struct deadline *deadline, struct slice *slice, lua_State *lua, guint budget_ms);
/* TRUE if the budget lasted. */
gboolean deadline_leave(struct deadline *deadline, struct slice *slice);

/* Who is told of each line that Lua runs from now on, in all sandboxes under this deadline; NULL nobody. It costs time,
 * which counts as the script's, and a script that is stopped runs no further line. Borrowed. */
struct line_watch {
  void (*line)(const char *source, guint line, gpointer user); /* source: "@host-cpu.lua" */
  gpointer user;
};
void deadline_watch_lines(struct deadline *deadline, const struct line_watch *watch);
const struct line_watch *deadline_line_watch(const struct deadline *deadline);

/* CPU time spent in slices since the deadline was made, in whole ticks. */
guint64 deadline_spent_ms(const struct deadline *deadline);
