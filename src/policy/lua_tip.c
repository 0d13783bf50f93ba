/*
 * provost.tip{severity =, text =, evidence = {window, service, ...}, remedy =}: what evaluate returns where it finds
 * a problem. Checked and copied at once, so that a mistake is reported at its line; the object that Lua
 * gets is only its number.
 */
#include "policy/lua_api.h"
#include "policy/lua_base.h"

#include "base/text.h"

static const char tip_type[] = "provost.tip";

guint64 lua_test_tip(lua_State *L, int index)
{
  const guint64 *serial = lua_test_class(L, index, tip_type);
  return serial ? *serial : 0;
}

static enum severity check_severity(lua_State *L)
{
  enum severity severity = SEVERITY_NONE;
  lua_getfield(L, 1, "severity");
  if (lua_type(L, -1) != LUA_TSTRING || !severity_parse(lua_tostring(L, -1), &severity) ||
      severity == SEVERITY_NONE)
    lua_misuse(L, "severity must be \"info\", \"warning\" or \"critical\"", -1);
  return severity;
}

static const char *check_text(lua_State *L)
{
  lua_getfield(L, 1, "text");
  if (lua_type(L, -1) != LUA_TSTRING || lua_rawlen(L, -1) == 0)
    lua_misuse(L, "text must say what is wrong", -1);
  return lua_tostring(L, -1);
}

/* What a tip rests on; the table it stands in keeps it alive. */
struct grounds {
  const struct window *windows[LIMIT_EVIDENCE];
  const struct subject *services[LIMIT_EVIDENCE];
  guint n_windows, n_services;
};

static void too_many(lua_State *L, const char *what)
{
  luaL_error(L, "%s: evidence holds more than %d %s", lua_usage(L), LIMIT_EVIDENCE, what);
}

/* Adds the piece at the top. */
static void add_piece(lua_State *L, struct grounds *grounds)
{
  const struct window *window = lua_test_window(L, -1);
  const struct subject *service = window ? NULL : lua_test_subject(L, -1);
  if (!window && (!service || service->kind != SUBJECT_SERVICE))
    lua_misuse(L, "evidence must hold windows and services only", -1);
  if (window && grounds->n_windows == LIMIT_EVIDENCE)
    too_many(L, "windows");
  if (service && grounds->n_services == LIMIT_EVIDENCE)
    too_many(L, "services");
  if (window)
    grounds->windows[grounds->n_windows++] = window;
  else
    grounds->services[grounds->n_services++] = service;
}

static void check_evidence(lua_State *L, struct grounds *grounds)
{
  if (lua_getfield(L, 1, "evidence") == LUA_TNIL)
    return;
  if (!lua_istable(L, -1))
    lua_misuse(L, "evidence must be a list of windows and services", -1);
  size_t n = lua_rawlen(L, -1);
  for (size_t i = 0; i < n; i++) {
    lua_rawgeti(L, -1, (lua_Integer)i + 1);
    add_piece(L, grounds);
    lua_pop(L, 1);
  }
}

static void lacks_remedy(lua_State *L, enum remedy_kind kind)
{
  char *lacks = capability_lacks_remedy(kind);
  char sentence[LIMIT_TEXT];
  g_strlcpy(sentence, lacks, sizeof sentence);
  g_free(lacks);
  lua_misuse(L, sentence, 0);
}

/* NULL: none was given. */
static const struct lua_remedies *check_remedy(lua_State *L, const struct capabilities *capabilities)
{
  if (lua_getfield(L, 1, "remedy") == LUA_TNIL)
    return NULL;
  const struct lua_remedies *remedies = lua_test_remedies(L, -1);
  if (!remedies)
    lua_misuse(L, "remedy must be one of provost.notify, migrate, first_of and the like", -1);
  for (guint i = 0; i < remedies->n; i++)
    if (!capabilities_have_remedy(capabilities, remedies->remedies[i].kind))
      lacks_remedy(L, remedies->remedies[i].kind);
  return remedies;
}

static struct remedy *copy_remedy(const struct lua_remedy *from)
{
  struct remedy *remedy = remedy_new(from->kind);
  for (guint i = 0; i < REMEDY_PARAMETERS_MAX && from->parameters[i].name; i++)
    g_hash_table_insert(remedy->parameters, g_strdup(from->parameters[i].name), g_strdup(from->parameters[i].value));
  return remedy;
}

static void copy_remedies(GPtrArray *to, const struct lua_remedies *remedies)
{
  for (guint i = 0; remedies && i < remedies->n; i++)
    g_ptr_array_add(to, copy_remedy(&remedies->remedies[i]));
  if (!remedies)
    g_ptr_array_add(to, remedy_new(REMEDY_NOTIFY));
}

static void add_services(GPtrArray *alerts, const struct subject *const *services, guint n)
{
  for (guint i = 0; i < n && alerts->len < LIMIT_EVIDENCE; i++)
    if (!tip_alerts_find(alerts, services[i]->key))
      g_ptr_array_add(alerts, tip_alert_new(services[i]->key));
}

/* What is doubtful comes first, so that nothing crowds it out. */
static void copy_grounds(const struct evaluation *evaluation, const struct grounds *grounds)
{
  struct finding *tip = evaluation->tip;
  for (guint i = 0; i < grounds->n_windows; i++)
    g_ptr_array_add(tip->evidence, window_evidence(grounds->windows[i]));
  add_services(tip->alerts, evaluation->doubtful, evaluation->n_doubtful);
  add_services(tip->alerts, grounds->services, grounds->n_services);
}

static int tip(lua_State *L)
{
  static const char *const keys[] = {"severity", "text", "evidence", "remedy", NULL};
  struct evaluation *evaluation = lua_evaluation(L);
  if (!lua_istable(L, 1))
    lua_misuse(L, "takes a table", 1);
  lua_check_keys(L, 1, keys);
  enum severity severity = check_severity(L);
  const char *text = check_text(L);
  struct grounds grounds = {0};
  check_evidence(L, &grounds);
  const struct lua_remedies *remedies = check_remedy(L, evaluation->policy->capabilities);
  guint64 *serial = lua_push_object(L, tip_type, sizeof *serial);

  /* From here on nothing raises. */
  *serial = ++evaluation->tip_serial;
  g_clear_pointer(&evaluation->tip, finding_free);
  evaluation->tip = finding_new();
  evaluation->tip->kind = FINDING_TIP;
  evaluation->tip->severity = severity;
  evaluation->tip->text = text_clean(text, LIMIT_TEXT);
  copy_grounds(evaluation, &grounds);
  copy_remedies(evaluation->tip->remedies, remedies);
  return 1;
}

void lua_tip_open(lua_State *L)
{
  static const struct lua_binding functions[] = {{API_TIP, tip}};
  lua_make_class(L, tip_type, NULL, 0);
  lua_bind(L, functions, G_N_ELEMENTS(functions));
}
