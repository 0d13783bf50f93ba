#include "config/pack_traps.h"

#include "base/quantity.h"
#include "base/text.h"
#include "config/problems.h"

#include <math.h>
#include <string.h>

#define WRONG(node, ...) problem_add(problems, (node)->line, (node)->column, __VA_ARGS__)

#define LASTS_MAX_SEC (7 * 86400)

static const char *const keys[] = {"oid", "cleared_by", "with", "name", "text", "state", "states", "subject", "lasts", "confirm", NULL};
static const char *const confirm_keys[] = {"metric", "part", "is", "over", "under", NULL};

static void trap_free(gpointer data)
{
  struct pack_trap *trap = data;
  g_free(trap->oid);
  g_free(trap->cleared_by);
  g_hash_table_unref(trap->with);
  g_free(trap->name);
  g_free(trap->text);
  g_free(trap->state_by);
  g_hash_table_unref(trap->states);
  g_free(trap->subject);
  g_free(trap->metric);
  g_free(trap->part);
  g_free(trap);
}

static struct pack_trap *trap_new(void)
{
  struct pack_trap *trap = g_new0(struct pack_trap, 1);
  trap->with = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  trap->states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  trap->state = ALERT_WARNING;
  return trap;
}

static void check_keys(const struct yaml_node *map, const char *const *known, GPtrArray *problems)
{
  for (guint i = 0; i < map->children->len; i++) {
    const struct yaml_node *key = map->keys->pdata[i];
    if (!key->refused && !g_strv_contains(known, key->text))
      problem_add_unknown_key(problems, key->line, key->column, key->text, known);
  }
}

/* FALSE where there is none, or it is no map. */
static gboolean is_map(const struct yaml_node *node, const char *what, GPtrArray *problems)
{
  if (!node || node->refused)
    return FALSE;
  if (node->kind != YAML_MAP)
    WRONG(node, "expected a map here: %s", what);
  return node->kind == YAML_MAP;
}

/* The text of a key; NULL where it is not there. */
static const struct yaml_node *scalar_of(const struct yaml_node *map, const char *key, gboolean required, GPtrArray *problems)
{
  const struct yaml_node *node = yaml_tree_child(map, key);
  if (!node && required && !map->cut)
    WRONG(map, "%s is missing here", key);
  if (!node || node->refused)
    return NULL;
  if (node->kind != YAML_SCALAR)
    WRONG(node, "%s must be a single value, not a list or map", key);
  return node->kind == YAML_SCALAR ? node : NULL;
}

static void read_oid(const struct yaml_node *map, const char *key, gboolean required, char **oid, GPtrArray *problems)
{
  const struct yaml_node *node = scalar_of(map, key, required, problems);
  if (node && oid_text_is_valid(node->text))
    text_replace(oid, node->text);
  else if (node)
    WRONG(node, "%s must be an object identifier of numbers, as 1.3.6.1.6.3.1.1.5.3", key);
}

static void read_with(const struct yaml_node *map, struct pack_trap *trap, GPtrArray *problems)
{
  const struct yaml_node *with = yaml_tree_child(map, "with");
  if (!is_map(with, "with is {WORD: OID of a variable}", problems))
    return;
  if (with->children->len > PACK_TRAP_WORDS_MAX)
    WRONG(with, "with has more than %d words", PACK_TRAP_WORDS_MAX);
  for (guint i = 0; i < with->children->len; i++) {
    char *oid = NULL;
    const struct yaml_node *word = with->keys->pdata[i];
    if (word->refused)
      continue;
    read_oid(with, word->text, FALSE, &oid, problems);
    if (oid)
      g_hash_table_insert(trap->with, g_strdup(word->text), oid);
  }
}

/* Where the next "{word}" of a template begins and ends; FALSE: there is none. */
static gboolean next_word(const char *from, const char **begin, const char **end)
{
  *begin = strchr(from, '{');
  *end = *begin ? strchr(*begin, '}') : NULL;
  return *end != NULL;
}

static void read_template(const struct yaml_node *map, const char *key, gboolean required, const struct pack_trap *trap,
                          char **template, GPtrArray *problems)
{
  const char *begin, *end;
  const struct yaml_node *node = scalar_of(map, key, required, problems);
  if (!node)
    return;
  text_replace(template, node->text);
  for (const char *from = node->text; next_word(from, &begin, &end); from = end + 1) {
    g_autofree char *word = g_strndup(begin + 1, (gsize)(end - begin - 1));
    if (!g_hash_table_contains(trap->with, word))
      WRONG(node, "{%s} in %s is none of the words of with", word, key);
  }
  if (!node->text[0])
    WRONG(node, "%s is empty", key);
}

static void read_state(const struct yaml_node *node, enum alert_state *state, GPtrArray *problems)
{
  if (node && !alert_state_parse(node->text, state))
    WRONG(node, "a state is ok, warning, critical or unknown");
}

/* {WORD: {VALUE: STATE ...}} */
static void read_states(const struct yaml_node *map, struct pack_trap *trap, GPtrArray *problems)
{
  const struct yaml_node *states = yaml_tree_child(map, "states");
  if (!is_map(states, "states is {WORD: {VALUE: STATE}}", problems))
    return;
  const struct yaml_node *word = states->children->len == 1 ? states->keys->pdata[0] : NULL;
  const struct yaml_node *values = word ? states->children->pdata[0] : NULL;
  if (!word || word->refused || !g_hash_table_contains(trap->with, word->text)) {
    WRONG(states, "states has one word of with, and under it a state for each value");
    return;
  }
  if (!is_map(values, "a state for each value", problems))
    return;
  trap->state_by = g_strdup(word->text);
  for (guint i = 0; i < values->children->len; i++) {
    const struct yaml_node *value = values->keys->pdata[i];
    enum alert_state state = ALERT_WARNING;
    if (value->refused)
      continue;
    read_state(scalar_of(values, value->text, TRUE, problems), &state, problems);
    g_hash_table_insert(trap->states, g_strdup(value->text), GINT_TO_POINTER(state));
  }
}

static void read_lasts(const struct yaml_node *map, struct pack_trap *trap, GPtrArray *problems)
{
  guint64 seconds = 0;
  const struct yaml_node *node = scalar_of(map, "lasts", FALSE, problems);
  if (node && (!duration_parse(node->text, &seconds) || seconds < 1 || seconds > LASTS_MAX_SEC))
    WRONG(node, "lasts must be a duration such as 30m, 7d at most");
  trap->lasts_sec = (guint)seconds;
}

static void read_relation(const struct yaml_node *map, struct pack_trap *trap, GPtrArray *problems)
{
  static const char *const relations[] = {[CONFIRM_IS] = "is", [CONFIRM_OVER] = "over", [CONFIRM_UNDER] = "under"};
  guint n = 0;
  for (enum confirm_relation relation = CONFIRM_IS; relation <= CONFIRM_UNDER; relation++) {
    const struct yaml_node *node = scalar_of(map, relations[relation], FALSE, problems);
    if (!node)
      continue;
    char *end;
    trap->relation = relation;
    trap->value = g_ascii_strtod(node->text, &end);
    if (end == node->text || *end || !isfinite(trap->value))
      WRONG(node, "%s must be a number", relations[relation]);
    n++;
  }
  if (n != 1)
    WRONG(map, "confirm has one of is, over and under, and a number");
}

static void read_confirm(const struct yaml_node *map, struct pack_trap *trap, GPtrArray *problems)
{
  const struct yaml_node *confirm = yaml_tree_child(map, "confirm");
  if (!is_map(confirm, "confirm is {metric: NAME, over: NUMBER}", problems))
    return;
  check_keys(confirm, confirm_keys, problems);
  const struct yaml_node *metric = scalar_of(confirm, "metric", TRUE, problems);
  if (metric)
    trap->metric = g_strdup(metric->text);
  read_template(confirm, "part", FALSE, trap, &trap->part, problems);
  read_relation(confirm, trap, problems);
}

static void read_trap(const struct yaml_node *map, GPtrArray *traps, GPtrArray *problems)
{
  if (!is_map(map, "a trap has oid, name, text and state", problems))
    return;
  struct pack_trap *trap = trap_new();
  g_ptr_array_add(traps, trap);
  check_keys(map, keys, problems);
  read_oid(map, "oid", TRUE, &trap->oid, problems);
  read_oid(map, "cleared_by", FALSE, &trap->cleared_by, problems);
  read_with(map, trap, problems);
  read_template(map, "name", TRUE, trap, &trap->name, problems);
  read_template(map, "text", TRUE, trap, &trap->text, problems);
  read_template(map, "subject", FALSE, trap, &trap->subject, problems);
  read_state(scalar_of(map, "state", FALSE, problems), &trap->state, problems);
  read_states(map, trap, problems);
  read_lasts(map, trap, problems);
  read_confirm(map, trap, problems);
}

GPtrArray *pack_traps_read(const struct yaml_node *node, GPtrArray *problems)
{
  GPtrArray *traps = g_ptr_array_new_with_free_func(trap_free);
  if (!node || node->refused)
    return traps;
  if (node->kind != YAML_LIST || node->children->len == 0 || node->children->len > PACK_TRAPS_MAX) {
    WRONG(node, "traps must be a list of 1 to %d entries", PACK_TRAPS_MAX);
    return traps;
  }
  for (guint i = 0; i < node->children->len; i++)
    read_trap(node->children->pdata[i], traps, problems);
  return traps;
}

/* ---- of one trap ---- */

static const char *value_of(const struct pack_trap *row, const char *word, const struct trap_record *trap)
{
  const char *oid = g_hash_table_lookup(row->with, word);
  return oid ? trap_record_value(trap, oid) : NULL;
}

char *pack_trap_fill(const struct pack_trap *row, const char *template, const struct trap_record *trap)
{
  const char *begin, *end, *from;
  GString *text = g_string_new(NULL);
  for (from = template; next_word(from, &begin, &end); from = end + 1) {
    g_autofree char *word = g_strndup(begin + 1, (gsize)(end - begin - 1));
    const char *value = value_of(row, word, trap);
    g_string_append_len(text, from, begin - from);
    g_string_append(text, value ? value : "?");
  }
  g_string_append(text, from);
  return g_string_free(text, FALSE);
}

enum alert_state pack_trap_state(const struct pack_trap *row, const struct trap_record *trap)
{
  gpointer state;
  const char *value = row->state_by ? value_of(row, row->state_by, trap) : NULL;
  return value && g_hash_table_lookup_extended(row->states, value, NULL, &state) ? (enum alert_state)GPOINTER_TO_INT(state)
                                                                                : row->state;
}

gboolean confirm_agrees(enum confirm_relation relation, double value, double is)
{
  switch (relation) {
  case CONFIRM_OVER:
    return is > value;
  case CONFIRM_UNDER:
    return is < value;
  default:
    return !(is < value) && !(is > value);
  }
}

/* "1.3.6.1.2.1.33.2.0.1" is 1.3.6.1.2.1.33.2.1 as its trap of version 1 is translated. */
static gboolean is_trap(const char *row, const char *oid)
{
  const char *last = row ? strrchr(row, '.') : NULL;
  if (!last)
    return FALSE;
  gsize before = (gsize)(last - row);
  return strcmp(row, oid) == 0 ||
         (strncmp(row, oid, before) == 0 && g_str_has_prefix(oid + before, ".0.") && strcmp(oid + before + 2, last) == 0);
}

gboolean pack_traps_find(const GPtrArray *traps, const char *oid, struct trap_meaning *meaning)
{
  for (guint i = 0; i < traps->len; i++) {
    const struct pack_trap *row = traps->pdata[i];
    meaning->row = row;
    meaning->clears = is_trap(row->cleared_by, oid);
    if (meaning->clears || is_trap(row->oid, oid))
      return TRUE;
  }
  return FALSE;
}
