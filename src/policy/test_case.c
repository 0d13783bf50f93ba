#include "policy/test_case.h"

#include "base/limits.h"
#include "base/quantity.h"
#include "policy/engine.h"
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include <string.h>

#define TEST_TYPE "t"
#define TEST_START_SEC 1767225600 /* 2026-01-01, on every grid */
#define TEST_INTERVAL_SEC 10
#define TEST_RUN_MAX_SEC (7 * 86400)
#define STEPS_MAX 256

/* `value` for `seconds`; the last step of a series lasts for ever. */
struct step {
  guint64 seconds;
  gboolean is_gap;
  double value;
};

struct test_series {
  char *object;
  enum metric_id metric;
  gint64 start_sec;
  GArray *steps;
};

struct test_subject {
  char *key, *name, *parent, *state;
};

/* What the policy said last of a subject. */
struct heard {
  enum finding_kind kind;
  gboolean is_open; /* a tip is open, as the core would keep it */
  enum severity severity;
  char *text, *tip_text, *remedies;
};

struct test_case {
  struct engine *engine;
  GPtrArray *errors; /* of loading */
  gboolean is_started, subjects_changed;
  gint64 now_sec;
  GPtrArray *subjects; /* struct test_subject */
  GPtrArray *series;   /* struct test_series */
  GHashTable *heard;   /* subject -> struct heard */
};

static void series_entry_free(gpointer data)
{
  struct test_series *series = data;
  g_free(series->object);
  g_array_unref(series->steps);
  g_free(series);
}

static void subject_entry_free(gpointer data)
{
  struct test_subject *subject = data;
  g_free(subject->key);
  g_free(subject->name);
  g_free(subject->parent);
  g_free(subject->state);
  g_free(subject);
}

static void heard_free(gpointer data)
{
  struct heard *heard = data;
  g_free(heard->text);
  g_free(heard->tip_text);
  g_free(heard->remedies);
  g_free(heard);
}

static char *remedy_names(const struct finding *finding)
{
  GString *names = g_string_new(NULL);
  for (guint i = 0; i < finding->remedies->len; i++) {
    const struct remedy *remedy = g_ptr_array_index(finding->remedies, i);
    g_string_append_printf(names, "%s%s", i > 0 ? "," : "", remedy_kind_name(remedy->kind));
  }
  return g_string_free(names, FALSE);
}

static void on_running(const char *policy, gpointer user)
{
  (void)policy;
  (void)user;
}

/* Keeps the tip open and closed as the core does: only CLEAR closes it. */
static void on_finding(const struct finding *finding, gpointer user)
{
  struct test_case *test = user;
  struct heard *heard = g_hash_table_lookup(test->heard, finding->subject);
  if (!heard) {
    heard = g_new0(struct heard, 1);
    g_hash_table_insert(test->heard, g_strdup(finding->subject), heard);
  }
  heard->kind = finding->kind;
  g_free(heard->text);
  heard->text = g_strdup(finding->text);
  if (finding->kind == FINDING_CLEAR)
    heard->is_open = FALSE;
  if (finding->kind == FINDING_TIP) {
    heard->is_open = TRUE;
    heard->severity = finding->severity;
    g_free(heard->tip_text);
    heard->tip_text = g_strdup(finding->text);
    g_free(heard->remedies);
    heard->remedies = remedy_names(finding);
  }
  if (finding->kind == FINDING_TIP || finding->kind == FINDING_CLEAR)
    engine_take_open_tip(test->engine, finding->policy, finding->subject,
                         heard->is_open ? heard->severity : SEVERITY_NONE);
}

struct test_case *test_case_new(struct deadline *deadline, const char *pack_folder, const char *policy_file)
{
  static const struct engine_events events = {on_running, on_finding};
  struct test_case *test = g_new0(struct test_case, 1);
  test->now_sec = TEST_START_SEC;
  test->errors = g_ptr_array_new_with_free_func(g_free);
  test->subjects = g_ptr_array_new_with_free_func(subject_entry_free);
  test->series = g_ptr_array_new_with_free_func(series_entry_free);
  test->heard = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, heard_free);
  test->engine = engine_new(&events, test, deadline, TEST_INTERVAL_SEC);
  engine_load_pack(test->engine, pack_folder, policy_file, test->errors);
  return test;
}

void test_case_free(struct test_case *test)
{
  engine_free(test->engine);
  g_hash_table_unref(test->heard);
  g_ptr_array_unref(test->series);
  g_ptr_array_unref(test->subjects);
  g_ptr_array_unref(test->errors);
  g_free(test);
}

struct test_case **test_case_push(lua_State *L)
{
  struct test_case **handle = lua_newuserdatauv(L, sizeof(struct test_case *), 0);
  *handle = NULL;
  luaL_setmetatable(L, TEST_TYPE);
  return handle;
}

static struct test_case *check_test(lua_State *L)
{
  struct test_case **object = luaL_checkudata(L, 1, TEST_TYPE);
  if (!*object)
    luaL_error(L, "this test is over: use the t that its function was given");
  return *object;
}

static const struct policy *the_policy(lua_State *L, const struct test_case *test)
{
  const GPtrArray *policies = engine_policies(test->engine);
  if (policies->len == 0)
    luaL_error(L, "the policy that this file tests is not there");
  const struct policy *policy = g_ptr_array_index(policies, 0);
  if (policy->state == POLICY_REFUSED)
    luaL_error(L, "the policy is refused: %s", policy->reason);
  return policy;
}

/* ---- the scene --------------------------------------------------------------------------------- */

/* A string field of the table at `index`, or `otherwise`. Leaves the field on the stack. */
static const char *string_field(lua_State *L, int index, const char *key, const char *otherwise)
{
  if (!lua_istable(L, index))
    return otherwise;
  lua_getfield(L, index, key);
  if (lua_isnil(L, -1))
    return otherwise;
  if (lua_type(L, -1) != LUA_TSTRING)
    luaL_error(L, "%s must be a text (given: %s)", key, lua_describe(L, -1));
  return lua_tostring(L, -1);
}

static void add_subject(struct test_case *test, enum subject_kind kind, const char *name,
                        enum subject_kind parent_kind, const char *parent, const char *state)
{
  struct test_subject *subject = g_new0(struct test_subject, 1);
  subject->key = subject_format(kind, name);
  subject->name = g_strdup(name);
  subject->parent = parent[0] ? subject_format(parent_kind, parent) : g_strdup("");
  subject->state = g_strdup(state);
  for (guint i = 0; i < test->subjects->len; i++)
    if (strcmp(((struct test_subject *)g_ptr_array_index(test->subjects, i))->key, subject->key) == 0)
      g_ptr_array_remove_index(test->subjects, i--);
  g_ptr_array_add(test->subjects, subject);
  test->subjects_changed = TRUE;
}

static int test_host(lua_State *L)
{
  static const char *const keys[] = {"cluster", "state", NULL};
  const char usage[] = "t:host(name, {cluster =, state =})";
  struct test_case *test = check_test(L);
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  if (!name_is_valid(name))
    lua_misuse(L, usage, "name must be the name of a host", 2);
  if (lua_istable(L, 3))
    lua_check_keys(L, 3, usage, keys);
  const char *cluster = string_field(L, 3, "cluster", "lab");
  const char *state = string_field(L, 3, "state", "up");
  add_subject(test, SUBJECT_HOST, name, SUBJECT_CLUSTER, cluster, state);
  return 0;
}

static int test_guest(lua_State *L)
{
  static const char *const keys[] = {"host", "state", NULL};
  const char usage[] = "t:guest(name, {host =, state =})";
  struct test_case *test = check_test(L);
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "";
  if (!name_is_valid(name))
    lua_misuse(L, usage, "name must be the name of a guest", 2);
  if (lua_istable(L, 3))
    lua_check_keys(L, 3, usage, keys);
  const char *host = string_field(L, 3, "host", "");
  const char *state = string_field(L, 3, "state", "running");
  add_subject(test, SUBJECT_GUEST, name, SUBJECT_HOST, host, state);
  return 0;
}

/* Reads {"5m", 90} or {"1m", "gap"} on the top of the stack. */
static struct step check_step(lua_State *L, const char *usage, enum metric_id metric)
{
  struct step step = {0};
  if (!lua_istable(L, -1))
    lua_misuse(L, usage, "each step must be {\"SPAN\", VALUE} or {\"SPAN\", \"gap\"}", -1);
  lua_rawgeti(L, -1, 1);
  if (lua_type(L, -1) != LUA_TSTRING || !duration_parse(lua_tostring(L, -1), &step.seconds) ||
      step.seconds == 0)
    lua_misuse(L, usage, "a step begins with a span such as \"5m\"", -1);
  lua_rawgeti(L, -2, 2);
  if (lua_type(L, -1) == LUA_TNUMBER) {
    step.value = lua_tonumber(L, -1);
    if (reading_known(metric, step.value).state != READING_KNOWN)
      lua_misuse(L, usage, "this value is out of the metric's bounds", -1);
  } else if (lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "gap") == 0) {
    step.is_gap = TRUE;
  } else {
    lua_misuse(L, usage, "a step's value must be a number or \"gap\"", -1);
  }
  lua_pop(L, 2);
  return step;
}

static void put_series(struct test_case *test, const char *object, enum metric_id metric, GArray *steps)
{
  for (guint i = 0; i < test->series->len; i++) {
    const struct test_series *old = g_ptr_array_index(test->series, i);
    if (old->metric == metric && strcmp(old->object, object) == 0)
      g_ptr_array_remove_index(test->series, i--);
  }
  struct test_series *series = g_new0(struct test_series, 1);
  *series = (struct test_series){g_strdup(object), metric, test->now_sec, steps};
  g_ptr_array_add(test->series, series);
}

static int test_series(lua_State *L)
{
  const char usage[] = "t:series(\"host:NAME\", metric, {{\"SPAN\", VALUE}, ...})";
  struct test_case *test = check_test(L);
  struct object object;
  if (lua_type(L, 2) != LUA_TSTRING || !object_parse(lua_tostring(L, 2), &object))
    lua_misuse(L, usage, "the first argument must be \"host:NAME\" or \"guest:NAME\"", 2);
  enum metric_id metric = lua_type(L, 3) == LUA_TSTRING ? metric_find(lua_tostring(L, 3)) : METRIC_COUNT;
  if (metric == METRIC_COUNT || metric_get(metric)->class != object.class)
    lua_misuse(L, usage, "metric must be a metric of that subject", 3);
  size_t n = lua_istable(L, 4) ? lua_rawlen(L, 4) : 0;
  if (n == 0 || n > STEPS_MAX)
    lua_misuse(L, usage, "takes a list of 1 to 256 steps", 4);
  struct step steps[STEPS_MAX];
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(L, 4, (lua_Integer)i + 1);
    steps[i] = check_step(L, usage, metric);
    lua_pop(L, 1);
  }
  GArray *kept = g_array_sized_new(FALSE, FALSE, sizeof(struct step), (guint)n);
  g_array_append_vals(kept, steps, (guint)n);
  put_series(test, lua_tostring(L, 2), metric, kept);
  return 0;
}

static int test_settings(lua_State *L)
{
  struct test_case *test = check_test(L);
  if (!lua_istable(L, 2))
    lua_misuse(L, "t:settings{NAME = VALUE}", "takes a table", 2);
  if (test->is_started)
    luaL_error(L, "t:settings must come before the first t:run");
  const char *policy = the_policy(L, test)->name;
  lua_pushnil(L);
  while (lua_next(L, 2)) {
    if (lua_type(L, -2) != LUA_TSTRING || !lua_isstring(L, -1))
      lua_misuse(L, "t:settings{NAME = VALUE}", "each must be NAME = a number or a text", -1);
    engine_override(test->engine, policy, lua_tostring(L, -2), lua_tostring(L, -1));
    lua_pop(L, 1);
  }
  the_policy(L, test);
  return 0;
}

/* ---- time -------------------------------------------------------------------------------------- */

static const struct step *step_at(const struct test_series *series, gint64 now_sec)
{
  guint64 offset = (guint64)(now_sec - series->start_sec), end = 0;
  for (guint i = 0; i < series->steps->len; i++) {
    const struct step *step = &g_array_index(series->steps, struct step, i);
    end += step->seconds;
    if (offset <= end)
      return step;
  }
  return &g_array_index(series->steps, struct step, series->steps->len - 1);
}

static void feed(struct test_case *test)
{
  for (guint i = 0; i < test->series->len; i++) {
    const struct test_series *series = g_ptr_array_index(test->series, i);
    const struct step *step = step_at(series, test->now_sec);
    struct reading reading = step->is_gap ? reading_unknown(series->metric, READING_NO_ANSWER)
                                          : reading_known(series->metric, step->value);
    subjects_put(engine_subjects(test->engine), test->now_sec, series->object, &reading, 1);
  }
}

static void show_subjects(struct test_case *test)
{
  if (!test->subjects_changed)
    return;
  guint n = test->subjects->len;
  g_autofree struct subject_row *rows = g_new0(struct subject_row, n);
  for (guint i = 0; i < n; i++) {
    const struct test_subject *subject = g_ptr_array_index(test->subjects, i);
    rows[i] = (struct subject_row){subject->key, subject->name, subject->parent, subject->state};
  }
  engine_take_subjects(test->engine, rows, n);
  test->subjects_changed = FALSE;
}

static int test_run(lua_State *L)
{
  struct test_case *test = check_test(L);
  guint64 span;
  if (lua_type(L, 2) != LUA_TSTRING || !duration_parse(lua_tostring(L, 2), &span) || span == 0 ||
      span > TEST_RUN_MAX_SEC || span % TEST_INTERVAL_SEC != 0)
    lua_misuse(L, "t:run(span)", "span must be a multiple of 10s, at most 7d", 2);
  the_policy(L, test);
  if (!test->is_started)
    engine_start(test->engine);
  test->is_started = TRUE;
  show_subjects(test);
  for (gint64 end = test->now_sec + (gint64)span; test->now_sec < end;) {
    test->now_sec += TEST_INTERVAL_SEC;
    feed(test);
    engine_evaluate(test->engine, test->now_sec);
  }
  return 0;
}

/* ---- expectations ------------------------------------------------------------------------------ */

/* The key of the subject that is meant: the one named, or the only one the policy judges. */
static const char *check_meant(lua_State *L, struct test_case *test)
{
  const char *named = string_field(L, 2, "subject", NULL);
  const char *only = NULL;
  guint n = 0;
  enum subject_kind kind = the_policy(L, test)->subject;
  for (guint i = 0; i < test->subjects->len; i++) {
    const struct test_subject *subject = g_ptr_array_index(test->subjects, i);
    if (named && strcmp(named, subject->key) == 0)
      return subject->key;
    if (g_str_has_prefix(subject->key, subject_kind_name(kind))) {
      only = subject->key;
      n++;
    }
  }
  if (named)
    luaL_error(L, "this test has no subject %s", named);
  if (n != 1)
    luaL_error(L, "say which one is meant: subject = \"%s:NAME\"", subject_kind_name(kind));
  return only;
}

/* What the policy says now, in words, for the message of a failed expectation. */
static const char *push_state(lua_State *L, const struct heard *heard)
{
  if (!heard)
    return lua_pushstring(L, "the policy has said nothing yet");
  switch (heard->kind) {
  case FINDING_TIP:
    return lua_pushfstring(L, "there is a %s tip, remedy %s: %s", severity_name(heard->severity),
                           heard->remedies, heard->tip_text);
  case FINDING_NO_DATA:
    return lua_pushfstring(L, "there are no data: %s", heard->text);
  case FINDING_ERROR:
    return lua_pushfstring(L, "the policy failed: %s", heard->text);
  default:
    return lua_pushliteral(L, "there is no tip");
  }
}

static int fail(lua_State *L, const char *expected, const struct heard *heard)
{
  return luaL_error(L, "expected %s, but %s", expected, push_state(L, heard));
}

static const struct heard *check_expectation(lua_State *L, const char *usage, const char *const *keys)
{
  struct test_case *test = check_test(L);
  if (!lua_isnoneornil(L, 2) && !lua_istable(L, 2))
    lua_misuse(L, usage, "takes a table", 2);
  if (lua_istable(L, 2))
    lua_check_keys(L, 2, usage, keys);
  return g_hash_table_lookup(test->heard, check_meant(L, test));
}

static int expect_tip(lua_State *L)
{
  static const char *const keys[] = {"subject", "severity", "remedy", "text", NULL};
  const struct heard *heard =
      check_expectation(L, "t:expect_tip{severity =, remedy =, text =, subject =}", keys);
  if (!heard || !heard->is_open || heard->kind == FINDING_ERROR)
    return fail(L, "a tip", heard);
  const char *severity = string_field(L, 2, "severity", NULL);
  if (severity && strcmp(severity, severity_name(heard->severity)) != 0)
    return fail(L, lua_pushfstring(L, "severity %s", severity), heard);
  const char *remedy = string_field(L, 2, "remedy", NULL);
  gsize length = remedy ? strlen(remedy) : 0;
  if (remedy && (!g_str_has_prefix(heard->remedies, remedy) ||
                 (heard->remedies[length] != '\0' && heard->remedies[length] != ',')))
    return fail(L, lua_pushfstring(L, "remedy %s", remedy), heard);
  const char *text = string_field(L, 2, "text", NULL);
  if (text && !strstr(heard->tip_text, text))
    return fail(L, lua_pushfstring(L, "a text with \"%s\"", text), heard);
  return 0;
}

static int expect_no_tip(lua_State *L)
{
  static const char *const keys[] = {"subject", NULL};
  const struct heard *heard = check_expectation(L, "t:expect_no_tip{subject =}", keys);
  if (!heard || heard->is_open || heard->kind == FINDING_ERROR)
    return fail(L, "no tip", heard);
  return 0;
}

static int expect_kind(lua_State *L, enum finding_kind kind, const char *usage, const char *expected)
{
  static const char *const keys[] = {"subject", "reason", NULL};
  const struct heard *heard = check_expectation(L, usage, keys);
  if (!heard || heard->kind != kind)
    return fail(L, expected, heard);
  const char *reason = string_field(L, 2, "reason", "");
  if (!strstr(heard->text, reason))
    return fail(L, lua_pushfstring(L, "the reason \"%s\"", reason), heard);
  return 0;
}

static int expect_no_data(lua_State *L)
{
  return expect_kind(L, FINDING_NO_DATA, "t:expect_no_data{reason =, subject =}", "no data");
}

static int expect_error(lua_State *L)
{
  return expect_kind(L, FINDING_ERROR, "t:expect_error{reason =, subject =}", "an error");
}

void test_case_open(lua_State *L)
{
  static const luaL_Reg methods[] = {
      {"host", test_host},         {"guest", test_guest},
      {"series", test_series},     {"settings", test_settings},
      {"run", test_run},           {"expect_tip", expect_tip},
      {"expect_no_tip", expect_no_tip}, {"expect_no_data", expect_no_data},
      {"expect_error", expect_error},   {NULL, NULL},
  };
  lua_make_class(L, TEST_TYPE, methods, NULL);
}
