/*
 * Measure (e): what evaluating policies costs. One policy that looks at three metrics of 10 minutes each (60 values),
 * and twelve of them, over 10,000 guests through the engine as provost-policy runs it, with all its budgets; beside it
 * in the same run bare Lua that loops over the same numbers of values in Lua under a live hook, as sandboxes are mostly
 * built, and the same without a hook. And what the windows of a guest take of memory.
 *
 *   tests/bench/policy-evaluations [GUESTS [ROUNDS]]             10000, 5
 */
#include "policy/engine.h"
#include "policy/series.h"

#include <glib/gstdio.h>
#include <lualib.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define GUESTS       10000
#define ROUNDS       5
#define INTERVAL_SEC 10
#define VALUES       60
#define POLICIES     12
#define START_SEC    1000000
#define HOOK_COUNT   1000

static const enum metric_id metrics[] = {METRIC_GUEST_CPU_USED_PCT, METRIC_GUEST_CPU_WAIT_PCT,
                                         METRIC_GUEST_CPU_HOST_PCT};

static const char policy_text[] =
    "return { name = '%s', title = 'Measured', subject = 'guest',\n"
    "  needs = { ['guest.cpu.used_pct'] = '10m', ['guest.cpu.wait_pct'] = '10m',\n"
    "    ['guest.cpu.host_pct'] = '10m' },\n"
    "  settings = { used = { default = 90 }, wait = { default = 5 }, host = { default = 90 },\n"
    "    span = { default = '10m' } },\n"
    "  evaluate = function(guest, set)\n"
    "    local used, why = guest:window('guest.cpu.used_pct', set.span)\n"
    "    if not used then return nil, why end\n"
    "    local wait, why = guest:window('guest.cpu.wait_pct', set.span)\n"
    "    if not wait then return nil, why end\n"
    "    local host, why = guest:window('guest.cpu.host_pct', set.span)\n"
    "    if not host then return nil, why end\n"
    "    if used:avg() > set.used and wait:min() > set.wait and host:max() > set.host then\n"
    "      return provost.tip { severity = 'warning', text = guest.name }\n"
    "    end\n"
    "  end }\n";

static const char bare_text[] =
    "local set = { used = 90, wait = 5, host = 90 }\n"
    "local used, wait, host = ...\n"
    "return function()\n"
    "  local sum, least, most = 0, math.huge, -math.huge\n"
    "  for i = 1, #used do sum = sum + used[i] end\n"
    "  for i = 1, #wait do local v = wait[i] if v < least then least = v end end\n"
    "  for i = 1, #host do local v = host[i] if v > most then most = v end end\n"
    "  if sum / #used > set.used and least > set.wait and most > set.host then return 'warning' end\n"
    "end\n";

static double cpu_sec(void)
{
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void ignore_finding(const struct finding *finding, GVariant *settings, gpointer user)
{
  (void)settings;
  (void)finding;
  (void)user;
}

static void add_policies(struct pack_text *pack, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf("measured-%u", i);
    g_autofree char *file = g_strconcat(name, ".lua", NULL);
    g_autofree char *text = g_strdup_printf(policy_text, name);
    pack_text_add(pack->files, file, text, strlen(text), "");
  }
}

static void add_guests(struct engine *engine, guint n)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  g_autofree struct subject_row *rows = g_new0(struct subject_row, n);
  for (guint i = 0; i < n; i++) {
    char *key = g_strdup_printf("guest:10000000-0000-4000-8000-%012u", i);
    g_ptr_array_add(keys, key);
    rows[i] = (struct subject_row){.subject = key, .name = key + 38, .parent = "", .state = "running"};
  }
  engine_take_subjects(engine, rows, n);
}

/* Fills the windows of all guests with different values, all of them quiet. */
static void feed(struct engine *engine)
{
  const GPtrArray *guests = subjects_of(engine_subjects(engine), SUBJECT_GUEST);
  for (guint i = 0; i < guests->len; i++)
    for (gint64 j = 0; j < VALUES; j++) {
      const struct subject *guest = g_ptr_array_index(guests, i);
      struct reading readings[G_N_ELEMENTS(metrics)];
      for (guint k = 0; k < G_N_ELEMENTS(metrics); k++)
        readings[k] = reading_known(metrics[k], (double)((i * 7 + (guint)j * 13 + k) % 80));
      const struct value_round values = {SOURCE_LIBVIRT, START_SEC + (j - VALUES + 1) * INTERVAL_SEC, guest->key,
                                         readings, G_N_ELEMENTS(metrics)};
      subjects_put(engine_subjects(engine), &values);
    }
}

static struct engine *engine_of(struct deadline *deadline, guint policies, guint guests)
{
  static const struct engine_events events = {.finding = ignore_finding};
  struct engine *engine = engine_new(&events, NULL, deadline, INTERVAL_SEC);
  g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func(g_free);
  struct pack_text *pack = pack_text_new("/measured", "measured", "1.0", "");
  add_policies(pack, policies);
  engine_add_pack(engine, pack, NULL, errors);
  pack_text_unref(pack);
  if (errors->len > 0)
    g_error("%s", (const char *)errors->pdata[0]);
  engine_start(engine);
  add_guests(engine, guests);
  feed(engine);
  return engine;
}

static int by_value(const void *a, const void *b)
{
  double one = *(const double *)a, other = *(const double *)b;
  return one < other ? -1 : one > other;
}

static double median(double *values, guint n)
{
  qsort(values, n, sizeof *values, by_value);
  return values[n / 2];
}

/* Seconds of processor time of a round, the median; a first round, in which everything is new, does not count. */
static double round_sec(struct engine *engine, guint expected, guint rounds)
{
  g_autofree double *sec = g_new(double, rounds);
  for (guint i = 0; i <= rounds; i++) {
    double start = cpu_sec();
    struct round round = engine_evaluate(engine, START_SEC);
    if (round.evaluations != expected || round.failures > 0)
      g_error("%u evaluations, %u of them failed, instead of %u", round.evaluations, round.failures, expected);
    if (i > 0)
      sec[i - 1] = cpu_sec() - start;
  }
  return median(sec, rounds);
}

static void on_count(lua_State *L, lua_Debug *activation)
{
  (void)activation;
  lua_Integer *left = *(lua_Integer **)lua_getextraspace(L);
  if (--*left < 0)
    luaL_error(L, "out of time");
}

static void push_values(lua_State *L)
{
  lua_createtable(L, VALUES, 0);
  for (int i = 1; i <= VALUES; i++) {
    lua_pushnumber(L, i * 13 % 80);
    lua_rawseti(L, -2, i);
  }
}

/* Seconds of an evaluation in bare Lua. */
static double bare_sec(gboolean has_hook, guint evaluations)
{
  lua_State *L = luaL_newstate();
  luaL_openlibs(L);
  lua_Integer left = G_MAXINT64;
  *(lua_Integer **)lua_getextraspace(L) = &left;
  if (luaL_loadstring(L, bare_text) != LUA_OK)
    g_error("%s", lua_tostring(L, -1));
  for (int i = 0; i < 3; i++)
    push_values(L);
  lua_call(L, 3, 1);
  if (has_hook)
    lua_sethook(L, on_count, LUA_MASKCOUNT, HOOK_COUNT);
  double start = cpu_sec();
  for (guint i = 0; i < evaluations; i++) {
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 0, 1, 0) != LUA_OK)
      g_error("%s", lua_tostring(L, -1));
    lua_settop(L, 1);
  }
  double sec = (cpu_sec() - start) / evaluations;
  lua_close(L);
  return sec;
}

int main(int argc, char **argv)
{
  guint guests = argc > 1 ? (guint)atoi(argv[1]) : GUESTS, rounds = argc > 2 ? (guint)atoi(argv[2]) : ROUNDS;
  if (guests == 0 || rounds == 0) {
    fputs("usage: policy-evaluations [GUESTS [ROUNDS]]\n", stderr);
    return 2;
  }
  struct deadline *deadline = deadline_new();
  double hooked = bare_sec(TRUE, guests * rounds), bare = bare_sec(FALSE, guests * rounds);

  size_t before = mallinfo2().uordblks;
  struct engine *engine = engine_of(deadline, 1, guests);
  double bytes = (double)(mallinfo2().uordblks - before) / guests / G_N_ELEMENTS(metrics);
  double one = round_sec(engine, guests, rounds) / guests;
  engine_free(engine);

  engine = engine_of(deadline, POLICIES, guests);
  double all = round_sec(engine, POLICIES * guests, rounds);
  engine_free(engine);
  deadline_free(deadline);

  printf("one policy, three windows of %d values, %u guests: %.0f ns an evaluation, %.0f a second\n", VALUES, guests,
         one * 1e9, 1 / one);
  printf("bare Lua that loops in Lua, live hook: %.0f ns, %.2f times as much; no hook: %.0f ns, %.2f times\n",
         hooked * 1e9, hooked / one, bare * 1e9, bare / one);
  printf("%d policies over %u guests: %.3f s a round, %.0f a second\n", POLICIES, guests, all, POLICIES * guests / all);
  printf("memory: %.0f bytes for each series of a guest, its share of the guest and the engine with it\n", bytes);
  return 0;
}
