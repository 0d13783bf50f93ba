#include "wire/policy_row.h"

#include <string.h>

#define NEEDS 9
#define SETTINGS 10
#define SYMPTOM_OF 11
#define SUPERSEDED_BY 12

gsize policy_rows(GVariant *policies)
{
  return policies ? g_variant_n_children(policies) : 0;
}

void policy_row_read(GVariant *policies, gsize i, struct policy_row *row)
{
  guchar subject, state;
  g_variant_get_child(policies, i, "(&s&s&s&s&syy&sua(qu)a(sss)asas)", &row->name, &row->pack, &row->version, &row->title,
                      &row->file, &subject, &state, &row->reason, &row->every_sec, NULL, NULL, NULL, NULL);
  row->subject = subject;
  row->state = state;
}

gboolean policy_row_find(GVariant *policies, const char *name, gsize *i)
{
  for (*i = 0; *i < policy_rows(policies); ++*i) {
    struct policy_row row;
    policy_row_read(policies, *i, &row);
    if (strcmp(row.name, name) == 0)
      return TRUE;
  }
  return FALSE;
}

static GVariant *field(GVariant *policies, gsize i, gsize place)
{
  g_autoptr(GVariant) row = g_variant_get_child_value(policies, i);
  return g_variant_get_child_value(row, place);
}

GVariant *policy_row_needs(GVariant *policies, gsize i)
{
  return field(policies, i, NEEDS);
}

GVariant *policy_row_settings(GVariant *policies, gsize i)
{
  return field(policies, i, SETTINGS);
}

GVariant *policy_row_symptom_of(GVariant *policies, gsize i)
{
  return field(policies, i, SYMPTOM_OF);
}

GVariant *policy_row_superseded_by(GVariant *policies, gsize i)
{
  return field(policies, i, SUPERSEDED_BY);
}
