#include "snmp/oid.h"

#include <string.h>

int oid_compare(const struct oid *a, const struct oid *b)
{
  for (guint i = 0; i < a->n && i < b->n; i++)
    if (a->ids[i] != b->ids[i])
      return a->ids[i] < b->ids[i] ? -1 : 1;
  return (a->n > b->n) - (a->n < b->n);
}

gboolean oid_is_below(const struct oid *oid, const struct oid *root)
{
  return oid->n > root->n && memcmp(oid->ids, root->ids, root->n * sizeof root->ids[0]) == 0;
}

struct oid oid_tail(const struct oid *oid, const struct oid *root)
{
  struct oid tail = {.n = oid->n - root->n};
  memcpy(tail.ids, oid->ids + root->n, tail.n * sizeof tail.ids[0]);
  return tail;
}

char *oid_format(const struct oid *oid)
{
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < oid->n; i++)
    g_string_append_printf(text, "%s%u", i ? "." : "", oid->ids[i]);
  return g_string_free(text, FALSE);
}
