#include "snmp/varbind.h"

void cell_take(struct cell *cell, const struct snmp_value *value, guint accept)
{
  cell_clear(cell);
  if (value->type == VALUE_ABSENT || value->type == VALUE_END)
    return;
  cell->state = CELL_BAD;
  if (!(accept & (1u << value->type)) || (value->type == VALUE_INTEGER && (gint64)value->number < 0))
    return;
  cell->state = CELL_READ;
  cell->number = value->number;
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
