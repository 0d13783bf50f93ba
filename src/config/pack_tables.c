#include "config/pack_tables.h"

#include "base/limits.h"
#include "base/text.h"
#include "config/problems.h"

#include <math.h>
#include <string.h>

enum key_type { KEY_TEXT, KEY_NUMBER, KEY_OID, KEY_WORD, KEY_WORDS, KEY_NODE };

struct key {
  const char *name;
  enum key_type type;
  gsize offset; /* of its field; KEY_NODE: whoever asks for the map reads it */
  gboolean required;
  const char *const *words; /* their places are the values; KEY_WORDS: bits of them */
};

static const char *const types[] = {[PACK_INTEGER] = "integer",     [PACK_GAUGE] = "gauge",
                                    [PACK_COUNTER32] = "counter32", [PACK_COUNTER64] = "counter64",
                                    [PACK_TICKS] = "ticks",         [PACK_TYPES] = NULL};
static const char *const kinds[] = {[METRIC_GAUGE] = "gauge", [METRIC_RATE] = "rate", NULL};
/* A cluster or service has no agent: "-" is no word. */
static const char *const subjects[] = {
    [SUBJECT_HOST] = "host", [SUBJECT_GUEST] = "guest", [SUBJECT_CLUSTER] = "-", [SUBJECT_DEVICE] = "device",
    [SUBJECT_SERVICE] = "-", NULL};

#define TABLE(field) .offset = offsetof(struct pack_table, field)
#define COLUMN(field) .offset = offsetof(struct pack_column, field)

static const struct key section_keys[] = {
    {.name = "scalars", .type = KEY_NODE},
    {.name = "tables", .type = KEY_NODE},
    {.name = NULL},
};
static const struct key index_keys[] = {
    {.name = "label", .type = KEY_TEXT, TABLE(label), .required = TRUE},
    {.name = "name", .type = KEY_OID, TABLE(name_oid)},
    {.name = NULL},
};
static const struct key table_keys[] = {
    {.name = "name", .type = KEY_TEXT, TABLE(name), .required = TRUE},
    {.name = "of", .type = KEY_WORDS, TABLE(kinds), .required = TRUE, .words = subjects},
    {.name = "index", .type = KEY_NODE, .required = TRUE},
    {.name = "max_rows", .type = KEY_NUMBER, TABLE(max_rows)},
    {.name = "columns", .type = KEY_NODE, .required = TRUE},
    {.name = NULL},
};
static const struct key column_keys[] = {
    {.name = "metric", .type = KEY_TEXT, COLUMN(metric), .required = TRUE},
    {.name = "oid", .type = KEY_OID, COLUMN(oid), .required = TRUE},
    {.name = "type", .type = KEY_WORD, COLUMN(type), .required = TRUE, .words = types},
    {.name = "kind", .type = KEY_WORD, COLUMN(kind), .words = kinds},
    {.name = "unit", .type = KEY_TEXT, COLUMN(unit)},
    {.name = "scale", .type = KEY_NUMBER, COLUMN(scale)},
    {.name = "min", .type = KEY_NUMBER, COLUMN(min), .required = TRUE},
    {.name = "max", .type = KEY_NUMBER, COLUMN(max), .required = TRUE},
    {.name = "help", .type = KEY_TEXT, COLUMN(help)},
    {.name = "rrd_name", .type = KEY_TEXT, COLUMN(rrd_name)},
    {.name = NULL},
};

#define WRONG(node, ...) problem_add(problems, (node)->line, (node)->column, __VA_ARGS__)

static void column_free(gpointer data)
{
  struct pack_column *column = data;
  g_free(column->metric);
  g_free(column->rrd_name);
  g_free(column->unit);
  g_free(column->help);
  g_free(column);
}

static void table_free(gpointer data)
{
  struct pack_table *table = data;
  g_free(table->name);
  g_free(table->label);
  g_ptr_array_unref(table->columns);
  g_free(table);
}

static struct pack_table *table_new(const struct yaml_node *node)
{
  struct pack_table *table = g_new0(struct pack_table, 1);
  table->node = node;
  table->max_rows = LIMIT_INSTANCES;
  table->columns = g_ptr_array_new_with_free_func(column_free);
  return table;
}

/* "1.3.6.1.4.1.99999.1": two numbers at least, each of 32 bits, of which BER packs the first two into one. */
static gboolean oid_read(const char *text, struct pack_oid *oid)
{
  g_auto(GStrv) parts = g_strsplit(text, ".", PACK_OID_MAX + 1);
  struct pack_oid read = {0};
  for (char **part = parts; *part; part++) {
    guint64 id;
    if (read.n == PACK_OID_MAX || !g_ascii_string_to_unsigned(*part, 10, 0, G_MAXUINT32, &id, NULL))
      return FALSE;
    read.ids[read.n++] = (guint32)id;
  }
  if (read.n < 2 || read.ids[0] > 2 || (read.ids[0] < 2 && read.ids[1] > 39))
    return FALSE;
  *oid = read;
  return TRUE;
}

static gboolean number_read(const char *text, double *number)
{
  char *end;
  *number = g_ascii_strtod(text, &end);
  return end != text && !*end && isfinite(*number);
}

static gboolean word_read(const char *text, const char *const *words, guint *place)
{
  for (*place = 0; words[*place]; ++*place)
    if (text[0] != '-' && strcmp(words[*place], text) == 0)
      return TRUE;
  return FALSE;
}

/* "host, guest, device" */
static char *words_join(const char *const *words)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (; *words; words++)
    if (*words[0] != '-')
      g_string_append_printf(text, "%s%s", text->len ? " or " : "", *words);
  return g_strdup(text->str);
}

static void wrong_word(const struct key *key, const struct yaml_node *node, GPtrArray *problems)
{
  g_autofree char *words = words_join(key->words);
  WRONG(node, "%s must be %s", key->name, words);
}

/* One word, or a list of them. */
static void words_read(const struct key *key, const struct yaml_node *node, guint *bits, GPtrArray *problems)
{
  guint place;
  if (node->kind == YAML_SCALAR && word_read(node->text, key->words, &place))
    *bits |= 1u << place;
  else if (node->kind == YAML_LIST && node->children->len > 0)
    for (guint i = 0; i < node->children->len; i++)
      words_read(key, node->children->pdata[i], bits, problems);
  else if (!node->refused)
    wrong_word(key, node, problems);
}

static void field_read(const struct key *key, const struct yaml_node *node, gpointer owner, GPtrArray *problems)
{
  gpointer field = (char *)owner + key->offset;
  if (key->type == KEY_NODE || node->refused)
    return;
  if (key->type == KEY_WORDS) {
    words_read(key, node, field, problems);
  } else if (node->kind != YAML_SCALAR) {
    WRONG(node, "%s must be a single value, not a list or map", key->name);
  } else if (key->type == KEY_TEXT) {
    text_replace(field, node->text);
  } else if (key->type == KEY_NUMBER && !number_read(node->text, field)) {
    WRONG(node, "%s must be a number", key->name);
  } else if (key->type == KEY_OID && !oid_read(node->text, field)) {
    WRONG(node, "%s must be an object identifier of 2 to %d numbers, as 1.3.6.1.4.1.99999.1", key->name,
          PACK_OID_MAX);
  } else if (key->type == KEY_WORD && !word_read(node->text, key->words, field)) {
    wrong_word(key, node, problems);
  }
}

static const struct key *key_find(const struct key *keys, const char *name)
{
  for (; keys->name; keys++)
    if (strcmp(keys->name, name) == 0)
      return keys;
  return NULL;
}

static void unknown_key(const struct key *keys, const struct yaml_node *node, GPtrArray *problems)
{
  const char *names[G_N_ELEMENTS(column_keys)] = {NULL}; /* the most keys a map has */
  for (guint i = 0; keys[i].name; i++)
    names[i] = keys[i].name;
  problem_add_unknown_key(problems, node->line, node->column, node->text, names);
}

/* Reads the map `node` into `owner`. FALSE: it is no map. */
static gboolean map_read(const struct yaml_node *node, const struct key *keys, gpointer owner, GPtrArray *problems)
{
  if (node->kind != YAML_MAP) {
    if (!node->refused)
      WRONG(node, "expected a map with %s here", keys->name);
    return FALSE;
  }
  for (guint i = 0; i < node->children->len; i++) {
    const struct yaml_node *name = node->keys->pdata[i];
    const struct key *key = name->refused ? NULL : key_find(keys, name->text);
    if (key)
      field_read(key, node->children->pdata[i], owner, problems);
    else if (!name->refused)
      unknown_key(keys, name, problems);
  }
  for (; keys->name; keys++)
    if (keys->required && !yaml_tree_child(node, keys->name) && !node->cut)
      WRONG(node, "%s is missing here", keys->name);
  return TRUE;
}

/* The entries of the list under `key`; NULL where there are none, or too many. */
static const GPtrArray *list_of(const struct yaml_node *map, const char *key, guint most, GPtrArray *problems)
{
  const struct yaml_node *list = yaml_tree_child(map, key);
  if (!list || list->refused)
    return NULL;
  if (list->kind == YAML_LIST && list->children->len > 0 && list->children->len <= most)
    return list->children;
  WRONG(list, "%s must be a list of 1 to %u entries", key, most);
  return NULL;
}

/* The kind of subject that begins the name of a metric. */
static gboolean kind_read(const char *metric, guint *kind)
{
  g_autofree char *word = g_strndup(metric, strcspn(metric, "."));
  return word_read(word, subjects, kind);
}

/* "acme_fan_rpm" of host.acme.fan_rpm, and of acme.fan_rpm. */
static char *rrd_name_of(const char *metric)
{
  guint kind;
  const char *dot = kind_read(metric, &kind) ? strchr(metric, '.') : NULL;
  return g_strdelimit(g_strdup(dot ? dot + 1 : metric), ".", '_');
}

static struct pack_column *column_read(const struct yaml_node *node, GPtrArray *problems)
{
  struct pack_column *column = g_new0(struct pack_column, 1);
  column->node = node;
  column->unit = g_strdup("");
  column->help = g_strdup("");
  column->scale = 1;
  if (!map_read(node, column_keys, column, problems) || !column->metric) {
    column_free(column);
    return NULL;
  }
  gboolean counts = column->type == PACK_COUNTER32 || column->type == PACK_COUNTER64;
  if (counts != (column->kind == METRIC_RATE))
    WRONG(node, "%s: a counter has kind: rate, and nothing else has", column->metric);
  if (column->scale == 0)
    WRONG(node, "%s: a scale of 0 makes each value 0", column->metric);
  if (!column->rrd_name)
    column->rrd_name = rrd_name_of(column->metric);
  return column;
}

static struct pack_column *column_copy(const struct pack_column *column)
{
  struct pack_column *copy = g_memdup2(column, sizeof *column);
  copy->metric = g_strdup(column->metric);
  copy->rrd_name = g_strdup(column->rrd_name);
  copy->unit = g_strdup(column->unit);
  copy->help = g_strdup(column->help);
  return copy;
}

/* A metric that names no kind of subject is one of each kind that the table is of. */
static struct pack_table *table_of(const struct pack_table *table, guint kind)
{
  struct pack_table *own = table_new(table->node);
  own->of = kind;
  own->name = g_strdup(table->name);
  own->label = g_strdup(table->label);
  own->name_oid = table->name_oid;
  own->max_rows = table->max_rows;
  for (guint i = 0; i < table->columns->len; i++) {
    struct pack_column *column = column_copy(table->columns->pdata[i]);
    guint named;
    if (!kind_read(column->metric, &named)) {
      g_autofree char *metric = column->metric;
      column->metric = g_strdup_printf("%s.%s", subjects[kind], metric);
    }
    g_ptr_array_add(own->columns, column);
  }
  return own;
}

static void add_table(const struct pack_table *table, GPtrArray *tables)
{
  for (guint kind = 0; kind < SUBJECT_KINDS; kind++)
    if (table->kinds & 1u << kind)
      g_ptr_array_add(tables, table_of(table, kind));
}

static void read_table(const struct yaml_node *node, struct pack_table *table, GPtrArray *problems)
{
  if (!map_read(node, table_keys, table, problems))
    return;
  const struct yaml_node *index = yaml_tree_child(node, "index");
  if (index)
    map_read(index, index_keys, table, problems);
  if (table->max_rows < 1 || table->max_rows > LIMIT_INSTANCES)
    WRONG(node, "max_rows must be from 1 to %d", LIMIT_INSTANCES);
  const GPtrArray *columns = list_of(node, "columns", PACK_COLUMNS_MAX, problems);
  for (guint i = 0; columns && i < columns->len; i++) {
    struct pack_column *column = column_read(columns->pdata[i], problems);
    if (column)
      g_ptr_array_add(table->columns, column);
  }
}

/* The scalars of that kind of subject, which are a table of one row, called after its first metric. */
static struct pack_table *scalars_of(GPtrArray *tables, guint of, const char *first, const struct yaml_node *node)
{
  for (guint i = 0; i < tables->len; i++) {
    struct pack_table *table = tables->pdata[i];
    if (table->scalars && table->of == of)
      return table;
  }
  struct pack_table *table = table_new(node);
  table->scalars = TRUE;
  table->of = of;
  table->max_rows = 1;
  table->name = g_strdup_printf("scalars from %s on", first);
  g_ptr_array_add(tables, table);
  return table;
}

static void read_scalar(const struct yaml_node *node, GPtrArray *tables, GPtrArray *problems)
{
  struct pack_column *column = column_read(node, problems);
  if (!column)
    return;
  guint of;
  struct pack_table *table = kind_read(column->metric, &of) ? scalars_of(tables, of, column->metric, node) : NULL;
  if (!table)
    WRONG(node, "%s: the name of a metric begins with host., guest. or device.", column->metric);
  else if (table->columns->len == PACK_COLUMNS_MAX)
    WRONG(node, "%s: a pack has at most %d scalars of one kind of subject", column->metric, PACK_COLUMNS_MAX);
  else if (column->oid.n > 0 && column->oid.ids[column->oid.n - 1] != 0)
    WRONG(node, "%s: the oid of a scalar ends with .0", column->metric);
  else {
    column->oid.n -= column->oid.n > 0;
    g_ptr_array_add(table->columns, g_steal_pointer(&column));
  }
  g_clear_pointer(&column, column_free);
}

GPtrArray *pack_tables_read(const struct yaml_node *snmp, GPtrArray *problems)
{
  GPtrArray *tables = g_ptr_array_new_with_free_func(table_free);
  if (!snmp || !map_read(snmp, section_keys, NULL, problems))
    return tables;
  const GPtrArray *scalars = list_of(snmp, "scalars", 3 * PACK_COLUMNS_MAX, problems);
  for (guint i = 0; scalars && i < scalars->len; i++)
    read_scalar(scalars->pdata[i], tables, problems);
  const GPtrArray *listed = list_of(snmp, "tables", PACK_TABLES_MAX - 3, problems);
  for (guint i = 0; listed && i < listed->len; i++) {
    struct pack_table *table = table_new(listed->pdata[i]);
    read_table(listed->pdata[i], table, problems);
    add_table(table, tables);
    table_free(table);
  }
  return tables;
}
