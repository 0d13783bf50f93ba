#include "policy/deadline.h"

#include <errno.h>
#include <time.h>

struct deadline {
  timer_t timer;
  struct slice *volatile current;
  volatile sig_atomic_t ticks;
  const struct line_watch *watch;
};

/* A light userdata, because an expired slice may have no memory left for a message. */
static void raise_expired(lua_State *L, lua_Debug *activation)
{
  (void)activation;
  lua_pushlightuserdata(L, L);
  lua_error(L);
}

static void on_tick(int signal_number, siginfo_t *info, void *context)
{
  (void)signal_number;
  (void)context;
  struct deadline *deadline = info->si_value.sival_ptr;
  struct slice *slice = deadline->current;
  if (!slice)
    return;
  deadline->ticks = deadline->ticks + 1;
  slice->ticks_left = slice->ticks_left - 1;
  if (slice->ticks_left > 0)
    return;
  slice->expired = 1;
  /* The one function of Lua that a signal handler may call. */
  lua_sethook(slice->lua, raise_expired, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}

struct deadline *deadline_new(void)
{
  struct deadline *deadline = g_new0(struct deadline, 1);
  struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigemptyset(&action.sa_mask);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGPROF};
  event.sigev_value.sival_ptr = deadline;
  const struct timespec tick = {0, DEADLINE_TICK_MS * 1000000};
  const struct itimerspec period = {tick, tick};
  if (sigaction(SIGPROF, &action, NULL) < 0 ||
      timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &deadline->timer) < 0 ||
      timer_settime(deadline->timer, 0, &period, NULL) < 0)
    g_error("cannot make the timer that stops policies: %s", g_strerror(errno));
  return deadline;
}

void deadline_free(struct deadline *deadline)
{
  timer_delete(deadline->timer);
  /* A tick may still be on its way to this thread: from now on it finds nobody. */
  signal(SIGPROF, SIG_IGN);
  g_free(deadline);
}

void deadline_enter(struct deadline *deadline, struct slice *slice, lua_State *lua, guint budget_ms)
{
  slice->lua = lua;
  slice->expired = 0;
  /* The first tick may come at once: one more makes the budget the least, not the most. */
  slice->ticks_left = (sig_atomic_t)(budget_ms / DEADLINE_TICK_MS) + 1;
  slice->outer = deadline->current;
  deadline->current = slice;
}

gboolean deadline_leave(struct deadline *deadline, struct slice *slice)
{
  deadline->current = slice->outer;
  if (!slice->expired)
    return TRUE;
  lua_sethook(slice->lua, NULL, 0, 0);
  return FALSE;
}

void deadline_watch_lines(struct deadline *deadline, const struct line_watch *watch)
{
  deadline->watch = watch;
}

const struct line_watch *deadline_line_watch(const struct deadline *deadline)
{
  return deadline->watch;
}

guint64 deadline_spent_ms(const struct deadline *deadline)
{
  return (guint64)deadline->ticks * DEADLINE_TICK_MS;
}
