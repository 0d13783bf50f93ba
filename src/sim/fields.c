#include "sim/fields.h"

#include "base/limits.h"
#include "base/quantity.h"
#include "base/text.h"
#include "config/problems.h"
#include "config/values.h"
#include "model/object.h"

#include <math.h>
#include <string.h>

#define QUOTE_MAX 60

struct reading {
  const struct field *field;
  const struct yaml_node *node;
  gpointer target;
  GPtrArray *problems;
};

static void wrong(const struct reading *reading, const char *must)
{
  g_autofree char *text = reading->node->text ? text_clean(reading->node->text, QUOTE_MAX) : NULL;
  if (text)
    problem_add(reading->problems, reading->node->line, reading->node->column, "%s is \"%s\": it must be %s",
                reading->field->key, text, must);
  else
    problem_add(reading->problems, reading->node->line, reading->node->column, "%s must be %s", reading->field->key, must);
}

static gboolean is_within(const struct reading *reading, double value)
{
  const struct field *field = reading->field;
  if (value >= field->min && (field->max <= 0 || value <= field->max))
    return TRUE;
  g_autofree char *bounds = field->max > 0 ? g_strdup_printf("from %.15g to %.15g", field->min, field->max)
                                           : g_strdup_printf("at least %.15g", field->min);
  wrong(reading, bounds);
  return FALSE;
}

static gboolean parse_number(const char *text, double *number)
{
  char *end = NULL;
  double value = g_ascii_strtod(text, &end);
  if (end == text || *end || !isfinite(value) || strspn(text, G_CSET_DIGITS ".") != strlen(text))
    return FALSE;
  *number = value;
  return TRUE;
}

gboolean field_percent(const char *text, double *percent)
{
  gsize length = strlen(text);
  double value;
  g_autofree char *digits = length > 1 && length < 24 && text[length - 1] == '%' ? g_strndup(text, length - 1) : NULL;
  if (!digits || !parse_number(digits, &value) || value > 100)
    return FALSE;
  *percent = value;
  return TRUE;
}

static void store_text(const struct reading *reading)
{
  char **text = reading->target;
  g_free(*text);
  *text = g_strdup(reading->node->text);
}

static void read_name(const struct reading *reading)
{
  if (name_is_valid(reading->node->text))
    store_text(reading);
  else
    wrong(reading, "a name: 1 to 63 letters, digits, '.', '_' or '-'");
}

static void read_pattern(const struct reading *reading)
{
  g_autofree char *plain = g_strdelimit(g_strdup(reading->node->text), "*?", 'x');
  if (name_is_valid(plain))
    store_text(reading);
  else
    wrong(reading, "a name: 1 to 63 letters, digits, '.', '_' or '-'; or a pattern of names with '*' and '?'");
}

static void read_text(const struct reading *reading)
{
  if (reading->node->text[0] && strlen(reading->node->text) <= LIMIT_TEXT)
    store_text(reading);
  else
    wrong(reading, "a text of 1 to 1023 bytes");
}

static void add_name(const struct reading *reading, const struct yaml_node *entry)
{
  GPtrArray **names = reading->target;
  struct reading one = *reading;
  one.node = entry;
  if (entry->refused)
    return;
  if (entry->kind != YAML_SCALAR || !name_is_valid(entry->text)) {
    wrong(&one, "a name, or a list of names");
    return;
  }
  if (!*names)
    *names = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(*names, g_strdup(entry->text));
}

static void read_names(const struct reading *reading)
{
  if (reading->node->kind == YAML_SCALAR)
    add_name(reading, reading->node);
  for (guint i = 0; reading->node->kind == YAML_LIST && i < reading->node->children->len; i++)
    add_name(reading, reading->node->children->pdata[i]);
  if (reading->node->kind == YAML_MAP)
    wrong(reading, "a name, or a list of names");
}

static void read_count(const struct reading *reading)
{
  double number;
  if (!parse_number(reading->node->text, &number) || number != floor(number) || number > G_MAXINT32)
    wrong(reading, "a whole number");
  else if (is_within(reading, number))
    *(guint *)reading->target = (guint)number;
}

static void read_number(const struct reading *reading)
{
  double number;
  if (!parse_number(reading->node->text, &number))
    wrong(reading, "a number");
  else if (is_within(reading, number))
    *(double *)reading->target = number;
}

static void read_numbers(const struct reading *reading)
{
  g_autofree char *must = g_strdup_printf("a list of %u numbers", reading->field->most);
  double *numbers = reading->target;
  if (reading->node->kind != YAML_LIST || reading->node->children->len != reading->field->most) {
    wrong(reading, must);
    return;
  }
  for (guint i = 0; i < reading->field->most; i++) {
    struct reading one = *reading;
    one.node = reading->node->children->pdata[i];
    one.target = &numbers[i];
    if (one.node->kind == YAML_SCALAR)
      read_number(&one);
    else
      wrong(&one, must);
  }
}

static void read_percent(const struct reading *reading)
{
  if (!field_percent(reading->node->text, reading->target))
    wrong(reading, "a percentage from 0% to 100%, such as 30%");
}

static void read_size(const struct reading *reading)
{
  guint64 bytes;
  if (!size_parse(reading->node->text, &bytes))
    wrong(reading, "a size, such as 4GiB");
  else if (is_within(reading, (double)bytes))
    *(guint64 *)reading->target = bytes;
}

static void read_duration(const struct reading *reading)
{
  guint64 seconds;
  if (!duration_parse(reading->node->text, &seconds))
    wrong(reading, "a duration, such as 5m");
  else if (is_within(reading, (double)seconds))
    *(guint64 *)reading->target = seconds;
}

static void read_word(const struct reading *reading)
{
  for (guint i = 0; reading->field->words[i]; i++)
    if (strcmp(reading->field->words[i], reading->node->text) == 0) {
      *(guint *)reading->target = i;
      return;
    }
  g_autofree char *list = g_strjoinv(", ", (char **)reading->field->words);
  g_autofree char *must = g_strconcat("one of ", list, NULL);
  wrong(reading, must);
}

static void read_switch(const struct reading *reading)
{
  const char *text = reading->node->text;
  gboolean is_on = strcmp(text, "yes") == 0 || strcmp(text, "true") == 0;
  if (is_on || strcmp(text, "no") == 0 || strcmp(text, "false") == 0)
    *(gboolean *)reading->target = is_on;
  else
    wrong(reading, "yes or no");
}

static void read_as(const struct reading *reading)
{
  struct option option = *option_child(reading->field->as, reading->field->key);
  option.offset = 0;
  value_read(&option, reading->node, reading->target, reading->problems);
}

static void read_node(const struct reading *reading)
{
  *(const struct yaml_node **)reading->target = reading->node;
}

static const struct {
  gboolean is_scalar;
  void (*read)(const struct reading *reading);
} types[FIELD_TYPES] = {
    [FIELD_NAME] = {TRUE, read_name},
    [FIELD_PATTERN] = {TRUE, read_pattern},
    [FIELD_TEXT] = {TRUE, read_text},
    [FIELD_NAMES] = {FALSE, read_names},
    [FIELD_COUNT] = {TRUE, read_count},
    [FIELD_NUMBER] = {TRUE, read_number},
    [FIELD_NUMBERS] = {FALSE, read_numbers},
    [FIELD_PERCENT] = {TRUE, read_percent},
    [FIELD_SIZE] = {TRUE, read_size},
    [FIELD_DURATION] = {TRUE, read_duration},
    [FIELD_SWITCH] = {TRUE, read_switch},
    [FIELD_WORD] = {TRUE, read_word},
    [FIELD_AS] = {FALSE, read_as},
    [FIELD_NODE] = {FALSE, read_node},
};

static void unknown_key(const struct yaml_node *key, const struct field *fields, GPtrArray *problems)
{
  g_autoptr(GPtrArray) known = g_ptr_array_new();
  for (; fields->key; fields++)
    g_ptr_array_add(known, (gpointer)fields->key);
  g_ptr_array_add(known, NULL);
  problem_add_unknown_key(problems, key->line, key->column, key->text, (const char *const *)known->pdata);
}

static void read_entry(const struct yaml_node *key, const struct yaml_node *value, const struct field *fields,
                       gpointer owner, GPtrArray *problems)
{
  const struct field *field = fields;
  while (field->key && strcmp(field->key, key->text) != 0)
    field++;
  if (!field->key) {
    unknown_key(key, fields, problems);
    return;
  }
  const struct reading reading = {field, value, G_STRUCT_MEMBER_P(owner, field->offset), problems};
  if (value->refused)
    return;
  if (types[field->type].is_scalar && value->kind != YAML_SCALAR)
    wrong(&reading, "a single value, not a list or map");
  else
    types[field->type].read(&reading);
}

void fields_read(const struct yaml_node *map, const char *what, const struct field *fields, gpointer owner,
                 GPtrArray *problems)
{
  if (map->kind != YAML_MAP) {
    problem_add(problems, map->line, map->column, "%s must be a map: its keys below it, or {KEY: VALUE, ...}", what);
    return;
  }
  for (guint i = 0; i < map->children->len; i++) {
    const struct yaml_node *key = map->keys->pdata[i];
    if (!key->refused)
      read_entry(key, map->children->pdata[i], fields, owner, problems);
  }
  for (const struct field *field = fields; field->key; field++)
    if (field->is_required && !map->cut && !yaml_tree_child(map, field->key))
      problem_add(problems, map->line, map->column, "%s has no %s: add it", what, field->key);
}
