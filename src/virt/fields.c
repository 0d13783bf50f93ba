#include "virt/fields.h"

GHashTable *fields_new(const virTypedParameter *params, int n)
{
  GHashTable *fields = g_hash_table_new(g_str_hash, g_str_equal);
  for (int i = 0; i < n; i++)
    g_hash_table_insert(fields, (gpointer)params[i].field, (gpointer)&params[i]);
  return fields;
}

static const virTypedParameter *find(GHashTable *fields, const char *format, va_list arguments)
{
  char name[VIR_TYPED_PARAM_FIELD_LENGTH];
  g_vsnprintf(name, sizeof name, format, arguments);
  return g_hash_table_lookup(fields, name);
}

static gboolean to_number(const virTypedParameter *param, gint64 *small, guint64 *large)
{
  switch (param->type) {
  case VIR_TYPED_PARAM_INT:
    *small = param->value.i;
    break;
  case VIR_TYPED_PARAM_LLONG:
    *small = param->value.l;
    break;
  case VIR_TYPED_PARAM_UINT:
    *large = param->value.ui;
    break;
  case VIR_TYPED_PARAM_ULLONG:
    *large = param->value.ul;
    break;
  default:
    return FALSE;
  }
  return *small >= 0;
}

gboolean fields_number(GHashTable *fields, guint64 *value, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  const virTypedParameter *param = find(fields, format, arguments);
  va_end(arguments);
  gint64 small = 0;
  guint64 large = 0;
  if (!param || !to_number(param, &small, &large))
    return FALSE;
  *value = large + (guint64)small;
  return TRUE;
}

const char *fields_text(GHashTable *fields, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  const virTypedParameter *param = find(fields, format, arguments);
  va_end(arguments);
  return param && param->type == VIR_TYPED_PARAM_STRING ? param->value.s : NULL;
}
