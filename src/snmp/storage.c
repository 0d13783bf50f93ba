#include "snmp/converters.h"

#include <math.h>
#include <string.h>

#define TYPE_REMOVABLE "1.3.6.1.2.1.25.2.1.5"
/* FreeBSD's bsnmpd says the type of the file system (hrFSTypes) where that of the storage belongs. */
#define TYPES_OF_FILE_SYSTEMS "1.3.6.1.2.1.25.3.9."
#define SIZE_MIN_BYTES (1 << 20)

/* hrStorageFixedDisk, RamDisk, FlashMemory, NetworkDisk. */
static const char *const types[] = {"1.3.6.1.2.1.25.2.1.4", "1.3.6.1.2.1.25.2.1.8", "1.3.6.1.2.1.25.2.1.9",
                                    "1.3.6.1.2.1.25.2.1.10"};

static gboolean is_file_system(const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS(types); i++)
    if (g_strcmp0(type, types[i]) == 0)
      return TRUE;
  return g_strcmp0(type, TYPE_REMOVABLE) == 0 || (type && g_str_has_prefix(type, TYPES_OF_FILE_SYSTEMS));
}

/* The mount point or drive in Windows' "C:\\ Label:...  Serial Number ...", bsnmpd's "/, type: ufs, dev: ..." and
 * Junos' "/dev/ad0s1a, mounted on: /". */
static void name_of(const char *descr, struct choice *choice)
{
  static const char *const after[] = {" Label:", ", type: "};
  const char *mounted = strstr(descr, "mounted on: ");
  choice->name = mounted && mounted[12] ? mounted + 12 : descr;
  for (guint i = 0; i < G_N_ELEMENTS(after); i++) {
    const char *end = strstr(choice->name, after[i]);
    if (end && end > choice->name && choice->name != choice->text) {
      g_strlcpy(choice->text, choice->name, MIN(sizeof choice->text, (gsize)(end - choice->name) + 1));
      choice->name = choice->text;
    }
  }
}

gboolean storage_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  (void)kind;
  const struct cell *cells = row->cells;
  const struct cell *units = &cells[STORAGE_UNITS], *size = &cells[STORAGE_SIZE];
  const char *descr = cells[STORAGE_DESCR].text;
  if (!is_file_system(cells[STORAGE_TYPE].text) || !descr || !descr[0])
    return FALSE;
  choice->factor = units->state == CELL_READ && units->number > 0 ? (double)units->number : NAN;
  if (size->state == CELL_READ && (double)size->number * choice->factor < SIZE_MIN_BYTES)
    return FALSE; /* without units it stays, and its values are bad ones */
  name_of(descr, choice);
  return TRUE;
}
