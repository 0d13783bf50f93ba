#include "snmp/converters.h"

#include <math.h>
#include <string.h>

#define HR_STORAGE_FIXED_DISK "1.3.6.1.2.1.25.2.1.4"
#define WINDOWS_LABEL " Label:"

gboolean storage_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  (void)kind;
  const struct cell *cells = row->cells;
  const char *name = cells[STORAGE_DESCR].text;
  if (g_strcmp0(cells[STORAGE_TYPE].text, HR_STORAGE_FIXED_DISK) != 0 || !name || !name[0])
    return FALSE;
  const char *label = strstr(name, WINDOWS_LABEL);
  if (label && label > name) {
    g_strlcpy(choice->text, name, MIN(sizeof choice->text, (gsize)(label - name) + 1));
    choice->name = choice->text;
  }
  choice->factor = (double)cells[STORAGE_UNITS].number;
  if (cells[STORAGE_UNITS].state != CELL_READ || cells[STORAGE_UNITS].number == 0)
    choice->factor = NAN; /* and its values are bad ones */
  return TRUE;
}
