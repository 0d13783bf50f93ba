#include "config/capabilities.h"

#include "base/text.h"
#include "config/problems.h"

#include <string.h>

#define WRONG(node, ...) problem_add(problems, (node)->line, (node)->column, __VA_ARGS__)
#define ALWAYS (1u << REMEDY_NOTIFY)

static struct capabilities *make(gboolean has_metrics, char **metrics, char **own, guint remedies)
{
  struct capabilities *capabilities = g_rc_box_new(struct capabilities);
  *capabilities = (struct capabilities){has_metrics, metrics, own, remedies | ALWAYS};
  return capabilities;
}

struct capabilities *capabilities_new(void)
{
  return make(FALSE, g_new0(char *, 1), g_new0(char *, 1), 0);
}

struct capabilities *capabilities_ref(const struct capabilities *capabilities)
{
  return g_rc_box_acquire((gpointer)capabilities);
}

static void clear(gpointer data)
{
  struct capabilities *capabilities = data;
  g_strfreev(capabilities->metrics);
  g_strfreev(capabilities->own);
}

void capabilities_unref(struct capabilities *capabilities)
{
  if (capabilities)
    g_rc_box_release_full(capabilities, clear);
}

/* ---- from the manifest ---- */

/* "host.cpu.busy_pct", "host.cpu.*". */
static gboolean is_metric_or_pattern(const char *text)
{
  g_autofree char *name = g_strdup(text);
  gsize length = strlen(name);
  if (g_str_has_suffix(name, ".*"))
    name[length - 2] = '\0';
  return *name && name[strlen(name) - 1] != '.' && g_ascii_islower(*name) &&
         !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.")];
}

static void read_metric(const struct yaml_node *node, GPtrArray *metrics, GPtrArray *problems)
{
  if (!is_metric_or_pattern(node->text))
    WRONG(node, "expected a metric, or metrics that begin alike, as host.cpu.*");
  else if (metrics->len == CAPABILITY_METRICS_MAX)
    WRONG(node, "a pack declares at most %d metrics: write patterns such as host.cpu.*", CAPABILITY_METRICS_MAX);
  else
    g_ptr_array_add(metrics, g_strdup(node->text));
}

static void read_remedy(const struct yaml_node *node, guint *remedies, GPtrArray *problems)
{
  enum remedy_kind kind;
  const char *names[REMEDY_KINDS + 1] = {NULL};
  if (remedy_kind_parse(node->text, &kind)) {
    *remedies |= 1u << kind;
    return;
  }
  for (guint i = 0; i < REMEDY_KINDS; i++)
    names[i] = remedy_kind_name(i);
  const char *nearest = nearest_name(node->text, names);
  g_autofree char *all = g_strjoinv(", ", (char **)names);
  if (nearest)
    WRONG(node, "there is no such remedy; did you mean %s?", nearest);
  else
    WRONG(node, "there is no such remedy; those there are: %s", all);
}

struct declared {
  GPtrArray *metrics; /* char * */
  gboolean has_metrics;
  guint remedies;
};

static void read_key(const struct yaml_node *key, const struct yaml_node *value, struct declared *declared,
                     GPtrArray *problems)
{
  static const char *const keys[] = {"metrics", "remedies", NULL};
  gboolean is_metrics = strcmp(key->text, "metrics") == 0;
  if (key->refused || value->refused)
    return;
  if (!g_strv_contains(keys, key->text)) {
    problem_add_unknown_key(problems, key->line, key->column, key->text, keys);
    return;
  }
  if (value->kind != YAML_LIST) {
    WRONG(value, "expected a list, as in %s: [%s]", key->text, is_metrics ? "host.cpu.*" : "migrate, notify");
    return;
  }
  declared->has_metrics |= is_metrics;
  for (guint i = 0; i < value->children->len; i++) {
    const struct yaml_node *each = value->children->pdata[i];
    if (each->refused)
      continue;
    if (each->kind != YAML_SCALAR)
      WRONG(each, "expected a name");
    else if (is_metrics)
      read_metric(each, declared->metrics, problems);
    else
      read_remedy(each, &declared->remedies, problems);
  }
}

static char **strings_of(GPtrArray *array)
{
  g_ptr_array_add(array, NULL);
  return (char **)g_ptr_array_free(array, FALSE);
}

static char **own_metrics(const GPtrArray *tables)
{
  GPtrArray *own = g_ptr_array_new();
  for (guint i = 0; i < tables->len; i++) {
    const struct pack_table *table = tables->pdata[i];
    for (guint k = 0; k < table->columns->len; k++)
      g_ptr_array_add(own, g_strdup(((const struct pack_column *)table->columns->pdata[k])->metric));
  }
  return strings_of(own);
}

struct capabilities *capabilities_read(const struct yaml_node *node, const GPtrArray *tables, GPtrArray *problems)
{
  struct declared declared = {.metrics = g_ptr_array_new()};
  if (node && !node->refused && node->kind != YAML_MAP)
    WRONG(node, "expected {metrics: [METRIC, ...], remedies: [REMEDY, ...]}");
  for (guint i = 0; node && node->kind == YAML_MAP && i < node->children->len; i++)
    read_key(node->keys->pdata[i], node->children->pdata[i], &declared, problems);
  return make(declared.has_metrics, strings_of(declared.metrics), own_metrics(tables), declared.remedies);
}

/* ---- as they travel ---- */

GVariant *capabilities_body(const struct capabilities *capabilities)
{
  return g_variant_new("(b^as^asu)", capabilities->has_metrics, capabilities->metrics, capabilities->own,
                       (guint32)capabilities->remedies);
}

struct capabilities *capabilities_of(GVariant *body)
{
  gboolean has_metrics;
  char **metrics, **own;
  guint32 remedies;
  g_variant_get(body, "(b^as^asu)", &has_metrics, &metrics, &own, &remedies);
  return make(has_metrics, metrics, own, remedies);
}

gboolean capabilities_equal(const struct capabilities *a, const struct capabilities *b)
{
  return a->has_metrics == b->has_metrics && a->remedies == b->remedies &&
         g_strv_equal((const char *const *)a->metrics, (const char *const *)b->metrics) &&
         g_strv_equal((const char *const *)a->own, (const char *const *)b->own);
}

/* ---- what they allow ---- */

gboolean capability_names(const char *pattern, const char *metric)
{
  return g_str_has_suffix(pattern, ".*") ? strncmp(pattern, metric, strlen(pattern) - 1) == 0
                                         : strcmp(pattern, metric) == 0;
}

gboolean capabilities_have_metric(const struct capabilities *capabilities, const char *metric)
{
  if (!capabilities->has_metrics || g_strv_contains((const char *const *)capabilities->own, metric))
    return TRUE;
  for (char **each = capabilities->metrics; *each; each++)
    if (capability_names(*each, metric))
      return TRUE;
  return FALSE;
}

gboolean capabilities_have_remedy(const struct capabilities *capabilities, enum remedy_kind remedy)
{
  return remedy < REMEDY_KINDS && (capabilities->remedies & 1u << remedy);
}

char *capability_lacks_metric(const char *metric)
{
  return g_strdup_printf("the pack does not declare the metric \"%s\": add it to pack.yaml, as in capabilities: "
                         "{metrics: [%s]}", metric, metric);
}

char *capability_lacks_remedy(enum remedy_kind remedy)
{
  const char *name = remedy_kind_name(remedy);
  return g_strdup_printf("the pack does not declare the remedy %s: add it to pack.yaml, as in capabilities: "
                         "{remedies: [%s]}", name, name);
}
