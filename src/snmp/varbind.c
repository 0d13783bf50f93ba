#include "snmp/varbind.h"

enum cell_state value_judge(const struct snmp_value *value, guint accept)
{
  if (value->type == VALUE_ABSENT || value->type == VALUE_END)
    return CELL_ABSENT;
  return accept & (1u << value->type) ? CELL_READ : CELL_BAD;
}

guint64 value_number(const struct snmp_value *value, gboolean sign)
{
  if (sign && value->type != VALUE_COUNTER64)
    return (guint64)(gint64)(gint32)value->number;
  return value->type == VALUE_INTEGER ? value->number & G_MAXUINT32 : value->number;
}

void cell_take(struct cell *cell, const struct snmp_value *value, guint accept, gboolean sign)
{
  cell_clear(cell);
  cell->state = value_judge(value, accept);
  if (cell->state != CELL_READ)
    return;
  cell->number = value_number(value, sign);
  if (value->type == VALUE_TEXT)
    cell->text = g_strndup((const char *)value->text, value->length);
  else if (value->type == VALUE_OID)
    cell->text = oid_format(&value->oid);
}

void cell_clear(struct cell *cell)
{
  g_free(cell->text);
  *cell = (struct cell){.state = CELL_ABSENT};
}
