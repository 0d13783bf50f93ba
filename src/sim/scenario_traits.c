#include "sim/scenario_reading.h"

#include "base/text.h"
#include "model/traits.h"

/* Sorted; NULL where nothing is named. */
static char **texts_of(const GPtrArray *names)
{
  if (!names)
    return NULL;
  char **texts = g_new0(char *, names->len + 1);
  for (guint i = 0; i < names->len; i++)
    texts[i] = g_strdup(names->pdata[i]);
  qsort(texts, names->len, sizeof *texts, text_order);
  return texts;
}

void row_traits_give(const struct row_traits *row, struct scenario_traits *to)
{
  to->labels = labels_texts(row->labels);
  to->networks = texts_of(row->networks);
  to->storage = texts_of(row->storage);
  to->licences = texts_of(row->licences);
}

void row_traits_clear(struct row_traits *row)
{
  g_hash_table_unref(row->labels);
  g_clear_pointer(&row->networks, g_ptr_array_unref);
  g_clear_pointer(&row->storage, g_ptr_array_unref);
  g_clear_pointer(&row->licences, g_ptr_array_unref);
}
