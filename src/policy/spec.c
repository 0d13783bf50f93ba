#include "policy/spec.h"

#include "base/limits.h"
#include "base/quantity.h"
#include "base/text.h"
#include "policy/lua_base.h"
#include "policy/source_line.h"
#include "wire/policy_row.h"

#include <math.h>
#include <string.h>

static const char *const policy_keys[] = {"name",  "title",    "subject",    "every",
                                          "needs", "settings", "symptom_of", "superseded_by", "evaluate", NULL};
static const char *const need_keys[] = {"back", "age", "baseline", NULL};
static const char *const setting_keys[] = {"default", "min", "max", "unit", NULL};

G_GNUC_PRINTF(3, 4)
static void add_error(struct spec *spec, const char *key, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *sentence = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *clean = text_clean(sentence, LIMIT_TEXT - LIMIT_NAME - 32);
  guint line = key ? source_line(spec->source, key) : 0;
  g_ptr_array_add(spec->errors, line > 0 ? g_strdup_printf("%s:%u: %s", spec->file, line, clean)
                                         : g_strdup_printf("%s: %s", spec->file, clean));
}

/* `problem`, the form expected and what was given; the value is at `index`. */
static void add_value_error(lua_State *L, struct spec *spec, const char *key, const char *expected,
                            int index)
{
  const char *given = lua_isnil(L, index) ? "missing" : lua_describe(L, index);
  add_error(spec, key, "%s must be %s, but is %s", key, expected, given);
  lua_settop(L, index);
}

/* Reports each key of the table at `index` that is not one of `known`. */
static void check_keys(lua_State *L, struct spec *spec, int index, const char *where,
                       const char *const *known)
{
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    const char *key = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
    if (key && g_strv_contains(known, key))
      continue;
    const char *nearest = key ? nearest_name(key, known) : NULL;
    if (!key)
      add_error(spec, NULL, "%s holds a value without a name", where);
    else if (nearest)
      add_error(spec, key, "%s knows no key '%s'; did you mean '%s'?", where, key, nearest);
    else
      add_error(spec, key, "%s knows no key '%s'", where, key);
    lua_settop(L, lua_gettop(L) - 1);
    return;
  }
}

/* Pushes table[key] without metamethods. */
static int push_field(lua_State *L, int table, const char *key)
{
  lua_pushstring(L, key);
  return lua_rawget(L, table);
}

static void read_names(lua_State *L, int table, struct spec *spec)
{
  struct policy *policy = spec->policy;
  if (push_field(L, table, "name") == LUA_TSTRING && name_is_valid(lua_tostring(L, -1))) {
    text_replace(&policy->name, lua_tostring(L, -1));
    if (policy_is_ours(policy->name))
      add_error(spec, "name", "the name '%s' is that of provost's own tips: take another", policy->name);
  } else {
    add_value_error(L, spec, "name", "1 to 63 letters, digits, '.', '_' or '-' in quotes", lua_gettop(L));
  }
  lua_pop(L, 1);
  if (push_field(L, table, "title") == LUA_TSTRING && lua_rawlen(L, -1) > 0) {
    g_free(policy->title);
    policy->title = text_clean(lua_tostring(L, -1), LIMIT_TEXT);
  } else {
    add_value_error(L, spec, "title", "a text: what is wrong when its tip opens", lua_gettop(L));
  }
  lua_pop(L, 1);
}

/* The value is on top. */
static void add_subject_error(lua_State *L, struct spec *spec)
{
  static const char expected[] = "\"host\", \"guest\", \"cluster\", \"device\" or \"service\"";
  const char *kinds[SUBJECT_KINDS + 1] = {NULL};
  for (enum subject_kind kind = 0; kind < SUBJECT_KINDS; kind++)
    kinds[kind] = subject_kind_name(kind);
  const char *nearest = lua_type(L, -1) == LUA_TSTRING ? nearest_name(lua_tostring(L, -1), kinds) : NULL;
  if (nearest)
    add_error(spec, "subject", "there is no subject \"%s\"; did you mean \"%s\"? It must be %s", lua_tostring(L, -1), nearest,
              expected);
  else
    add_value_error(L, spec, "subject", expected, lua_gettop(L));
}

static void read_subject(lua_State *L, int table, struct spec *spec)
{
  enum subject_kind kind;
  if (push_field(L, table, "subject") == LUA_TSTRING && subject_kind_parse(lua_tostring(L, -1), &kind))
    spec->policy->subject = kind;
  else
    add_subject_error(L, spec);
  lua_pop(L, 1);
}

static void read_every(lua_State *L, int table, struct spec *spec)
{
  guint64 seconds = 0;
  int type = push_field(L, table, "every");
  gboolean sound = type == LUA_TSTRING && duration_parse(lua_tostring(L, -1), &seconds) && seconds > 0 &&
                   seconds <= POLICY_EVERY_MAX_SEC;
  if (sound)
    spec->policy->every_sec = (guint)seconds;
  else if (type != LUA_TNIL)
    add_value_error(L, spec, "every", "a duration from \"1s\" to \"1d\"", lua_gettop(L));
  lua_pop(L, 1);
}

static gboolean check_metric(struct spec *spec, const char *name, enum metric_id *id)
{
  *id = metric_find(name);
  if (*id != METRIC_NONE)
    return TRUE;
  g_autofree const char **names = metric_names();
  const char *nearest = nearest_name(name, names);
  if (nearest)
    add_error(spec, name, "needs: there is no metric \"%s\"; did you mean \"%s\"?", name, nearest);
  else
    add_error(spec, name, "needs: there is no metric \"%s\"; provost-policy(7) lists them", name);
  return FALSE;
}

static gboolean read_seconds(lua_State *L, guint64 *seconds)
{
  return lua_type(L, -1) == LUA_TSTRING && duration_parse(lua_tostring(L, -1), seconds) && *seconds > 0 &&
         *seconds <= POLICY_NEEDS_SPAN_MAX_SEC;
}

/* Reads table[key] of a need; FALSE with the sentence where it is no duration. */
static gboolean read_need_field(lua_State *L, struct spec *spec, const char *metric, const char *key, guint64 *seconds)
{
  push_field(L, lua_gettop(L), key);
  gboolean sound = read_seconds(L, seconds);
  if (!sound)
    add_error(spec, metric, "needs: %s of %s must be a duration from \"1s\" to \"6h\", but is %s", key, metric,
              lua_isnil(L, -1) ? "missing" : lua_describe(L, lua_gettop(L)));
  return sound;
}

/* Fills the need from the table on the top: { back = "10m", age = "30s", baseline = true }. */
static gboolean read_need_table(lua_State *L, struct spec *spec, const char *metric, struct need *need)
{
  int table = lua_gettop(L);
  check_keys(L, spec, table, "a metric in needs", need_keys);
  gboolean sound = read_need_field(L, spec, metric, "back", &need->reach.span_sec);
  lua_settop(L, table);
  if (push_field(L, table, "age") != LUA_TNIL) {
    lua_settop(L, table);
    sound = read_need_field(L, spec, metric, "age", &need->reach.age_sec) && sound;
  }
  lua_settop(L, table);
  if (push_field(L, table, "baseline") == LUA_TBOOLEAN)
    need->baseline = lua_toboolean(L, -1);
  else if (!lua_isnil(L, -1))
    add_error(spec, metric, "needs: baseline of %s must be true or false, but is %s", metric, lua_describe(L, table + 1));
  lua_settop(L, table);
  return sound;
}

/* The metric's name at -2 and at -1 its span, or a table. */
static void read_need(lua_State *L, struct spec *spec)
{
  struct need need = {0};
  if (lua_type(L, -2) != LUA_TSTRING) {
    add_error(spec, "needs", "needs: write [\"METRIC\"] = \"SPAN\"");
    return;
  }
  const char *name = lua_tostring(L, -2);
  if (!check_metric(spec, name, &need.metric))
    return;
  if (!capabilities_have_metric(spec->policy->capabilities, name)) {
    g_autofree char *lacks = capability_lacks_metric(name);
    add_error(spec, name, "needs: %s", lacks);
  }
  if (lua_istable(L, -1) ? read_need_table(L, spec, name, &need) : read_seconds(L, &need.reach.span_sec))
    g_array_append_val(spec->policy->needs, need);
  else if (!lua_istable(L, -1))
    add_value_error(L, spec, name, "how far back it is read, a duration from \"1s\" to \"6h\"",
                    lua_gettop(L));
}

static void read_needs(lua_State *L, int table, struct spec *spec)
{
  int type = push_field(L, table, "needs");
  if (type == LUA_TTABLE) {
    guint n = 0;
    lua_pushnil(L);
    while (lua_next(L, -2)) {
      if (++n > POLICY_NEEDS_MAX) {
        add_error(spec, "needs", "needs names more than %d metrics", POLICY_NEEDS_MAX);
        lua_pop(L, 2);
        break;
      }
      read_need(L, spec);
      lua_pop(L, 1);
    }
  } else if (type != LUA_TNIL) {
    add_value_error(L, spec, "needs", "a table { [\"METRIC\"] = \"SPAN\" }", lua_gettop(L));
  }
  lua_pop(L, 1);
}

/* Reads a number or duration, as the default was, from setting[key]. */
static gboolean read_bound(lua_State *L, int table, struct setting *setting, const char *key, double *value)
{
  guint64 seconds;
  gboolean sound = FALSE;
  int type = push_field(L, table, key);
  if (type == LUA_TNIL) {
    sound = TRUE;
  } else if (setting->is_duration && type == LUA_TSTRING && duration_parse(lua_tostring(L, -1), &seconds)) {
    *value = (double)seconds;
    sound = TRUE;
  } else if (!setting->is_duration && type == LUA_TNUMBER && isfinite(lua_tonumber(L, -1))) {
    *value = lua_tonumber(L, -1);
    sound = TRUE;
  }
  lua_pop(L, 1);
  return sound;
}

static void limit_duration(struct spec *spec, struct setting *setting)
{
  double longest = (double)policy_longest_need_sec(spec->policy);
  setting->min = MAX(setting->min, 1);
  if (longest > 0 && setting->max > longest) {
    if (isfinite(setting->max))
      add_error(spec, setting->name, "setting %s may be longer than what needs declares; widen needs",
                setting->name);
    setting->max = longest;
  }
}

/* Fills the setting from the table on the top. */
static void read_setting_fields(lua_State *L, struct spec *spec, struct setting *setting)
{
  int table = lua_gettop(L);
  check_keys(L, spec, table, "a setting", setting_keys);
  setting->is_duration = push_field(L, table, "default") == LUA_TSTRING;
  lua_pop(L, 1);
  setting->value = NAN;
  if (!read_bound(L, table, setting, "default", &setting->value) || isnan(setting->value)) {
    add_error(spec, setting->name, "setting %s needs a default: a number, or a duration such as \"5m\"",
              setting->name);
    return;
  }
  if (!read_bound(L, table, setting, "min", &setting->min) ||
      !read_bound(L, table, setting, "max", &setting->max)) {
    add_error(spec, setting->name, "min and max of setting %s must be %s, as its default is", setting->name,
              setting->is_duration ? "durations" : "numbers");
    return;
  }
  if (push_field(L, table, "unit") == LUA_TSTRING) {
    g_free(setting->unit);
    setting->unit = text_clean(lua_tostring(L, -1), 15);
  }
  lua_pop(L, 1);
  if (setting->is_duration)
    limit_duration(spec, setting);
  g_autofree char *text = setting_text(setting);
  g_autoptr(GError) error = NULL;
  if (!setting_parse(setting, text, &error))
    add_error(spec, setting->name, "the default does not fit: %s", error->message);
  setting->standard = setting->value;
}

static int compare_settings(gconstpointer a, gconstpointer b)
{
  return strcmp((*(struct setting *const *)a)->name, (*(struct setting *const *)b)->name);
}

static void read_settings(lua_State *L, int table, struct spec *spec)
{
  GPtrArray *settings = spec->policy->settings;
  int type = push_field(L, table, "settings");
  if (type != LUA_TTABLE && type != LUA_TNIL)
    add_value_error(L, spec, "settings", "a table { NAME = { default = VALUE, ... } }", lua_gettop(L));
  if (type == LUA_TTABLE) {
    lua_pushnil(L);
    while (lua_next(L, -2)) {
      const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
      if (settings->len == SETTINGS_MAX || !name_is_valid(name) || !lua_istable(L, -1)) {
        add_error(spec, name, "settings: each of at most %d is NAME = { default = VALUE, ... }",
                  SETTINGS_MAX);
        lua_pop(L, 2);
        break;
      }
      struct setting *setting = setting_new(name);
      g_ptr_array_add(settings, setting);
      read_setting_fields(L, spec, setting);
      lua_pop(L, 1);
    }
  }
  lua_pop(L, 1);
  g_ptr_array_sort(settings, compare_settings);
}

/* The name is on top. FALSE with the sentence. */
static gboolean read_relation(lua_State *L, struct spec *spec, const char *key, GPtrArray *names)
{
  const char *name = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
  if (!name || !name_is_valid(name))
    add_error(spec, key, "%s lists names of policies in quotes, but %s is none", key, lua_describe(L, lua_gettop(L)));
  else if (strcmp(name, spec->policy->name) == 0)
    add_error(spec, key, "%s names '%s' itself: name other policies", key, name);
  else if (names->len == POLICY_RELATIONS_MAX)
    add_error(spec, key, "%s names more than %d policies", key, POLICY_RELATIONS_MAX);
  else {
    g_ptr_array_add(names, g_strdup(name));
    return TRUE;
  }
  return FALSE;
}

/* Whether the table at `list` has nothing but the values 1 to its length. */
static gboolean is_list(lua_State *L, int list)
{
  lua_Unsigned n = 0;
  for (lua_pushnil(L); lua_next(L, list); lua_pop(L, 1))
    n++;
  return n == lua_rawlen(L, list);
}

static void read_relations(lua_State *L, int table, struct spec *spec, const char *key, GPtrArray *names)
{
  int type = push_field(L, table, key), list = lua_gettop(L);
  if (type == LUA_TTABLE && is_list(L, list))
    for (lua_Integer i = 1; lua_rawgeti(L, list, i) != LUA_TNIL && read_relation(L, spec, key, names); i++)
      lua_settop(L, list);
  else if (type != LUA_TNIL)
    add_value_error(L, spec, key, "a list { \"POLICY\", ... }", list);
  lua_settop(L, list - 1);
}

static void read_evaluate(lua_State *L, int table, struct spec *spec)
{
  if (push_field(L, table, "evaluate") == LUA_TFUNCTION) {
    spec->policy->evaluate_ref = luaL_ref(L, LUA_REGISTRYINDEX);
    return;
  }
  add_value_error(L, spec, "evaluate", "function(subject, set) ... end", lua_gettop(L));
  lua_pop(L, 1);
}

void spec_read(lua_State *L, struct spec *spec)
{
  int table = lua_gettop(L);
  if (!lua_istable(L, table)) {
    add_error(spec, NULL, "the file must end with: return { name = ..., evaluate = function ... end }, but "
              "returns %s", lua_describe(L, table));
    lua_settop(L, table);
    return;
  }
  check_keys(L, spec, table, "a policy", policy_keys);
  read_names(L, table, spec);
  read_subject(L, table, spec);
  read_every(L, table, spec);
  read_needs(L, table, spec);
  read_settings(L, table, spec);
  read_relations(L, table, spec, "symptom_of", spec->policy->symptom_of);
  read_relations(L, table, spec, "superseded_by", spec->policy->superseded_by);
  read_evaluate(L, table, spec);
  lua_settop(L, table);
}
