#include "model/traits.h"

#include <string.h>

static int by_text(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **labels_names(GHashTable *labels)
{
  guint n = 0;
  gpointer *names = labels ? g_hash_table_get_keys_as_array(labels, &n) : g_new0(gpointer, 1);
  qsort(names, n, sizeof *names, by_text);
  return (const char **)names;
}
