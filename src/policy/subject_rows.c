#include "policy/subject_rows.h"

#include "base/limits.h"
#include "base/text.h"

/* At most LIMIT_LABELS. */
static char **labels_read(GVariant *labels)
{
  gsize n = MIN(g_variant_n_children(labels), LIMIT_LABELS);
  char **pairs = g_new0(char *, 2 * n + 1);
  for (gsize i = 0; i < n; i++) {
    const char *name, *value;
    g_variant_get_child(labels, i, "{&s&s}", &name, &value);
    pairs[2 * i] = text_clean(name, LIMIT_NAME);
    pairs[2 * i + 1] = text_clean(value, LIMIT_NAME);
  }
  return pairs;
}

void subject_rows_init(struct subject_rows *rows, GVariant *body)
{
  rows->n = g_variant_n_children(body);
  rows->rows = g_new0(struct subject_row, rows->n);
  rows->owned = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  for (gsize i = 0; i < rows->n; i++) {
    struct subject_row *row = &rows->rows[i];
    g_autoptr(GVariant) labels = NULL, serves = NULL;
    g_variant_get_child(body, i, "(&s&s&s&sb@a{ss}@as)", &row->subject, &row->name, &row->parent, &row->state, &row->ha,
                        &labels, &serves);
    if (g_variant_n_children(labels) > 0)
      g_ptr_array_add(rows->owned, row->labels = labels_read(labels));
    if (g_variant_n_children(serves) > 0) {
      char **hosts = g_variant_dup_strv(serves, NULL);
      g_ptr_array_add(rows->owned, hosts);
      row->serves = (const char **)hosts;
    }
  }
}

void subject_rows_done(struct subject_rows *rows)
{
  g_ptr_array_unref(rows->owned);
  g_free(rows->rows);
}
