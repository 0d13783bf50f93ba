#include "model/traits.h"

#include "base/text.h"

#include <string.h>

static const struct {
  const char *word;
  double cost;
} downtime_costs[] = {{"low", 0.2}, {"normal", 1}, {"high", 10}};

gboolean downtime_cost_parse(const char *word, double *cost)
{
  for (gsize i = 0; i < G_N_ELEMENTS(downtime_costs); i++)
    if (strcmp(downtime_costs[i].word, word) == 0) {
      *cost = downtime_costs[i].cost;
      return TRUE;
    }
  return FALSE;
}

const char **labels_names(GHashTable *labels)
{
  guint n = 0;
  gpointer *names = labels ? g_hash_table_get_keys_as_array(labels, &n) : g_new0(gpointer, 1);
  qsort(names, n, sizeof *names, text_order);
  return (const char **)names;
}

char **labels_texts(GHashTable *labels)
{
  g_autofree const char **names = labels ? labels_names(labels) : NULL;
  GPtrArray *texts = g_ptr_array_new();
  for (guint i = 0; names && names[i]; i++)
    g_ptr_array_add(texts, g_strconcat(names[i], "=", (const char *)g_hash_table_lookup(labels, names[i]), NULL));
  g_ptr_array_add(texts, NULL);
  return (char **)g_ptr_array_free(texts, FALSE);
}
