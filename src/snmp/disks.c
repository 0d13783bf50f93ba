#include "snmp/converters.h"

#include <string.h>

static const char *const left_out[] = {"loop", "ram", "zram", "fd", "sr", "cd", "pass", "st", "sa"};

/* How the names of disks begin whose partitions end in a digit (sda1), or in "p" and digits (nvme0n1p1). */
static const char *const lettered[] = {"sd", "vd", "hd", "xvd"};
static const char *const numbered[] = {"nvme", "mmcblk"};

static gboolean begins(const char *name, const char *const *with, guint n)
{
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix(name, with[i]))
      return TRUE;
  return FALSE;
}

static gboolean is_partition(const char *name)
{
  gsize end = strlen(name), at = end;
  while (at > 0 && g_ascii_isdigit(name[at - 1]))
    at--;
  if (at == end || at == 0)
    return FALSE;
  return begins(name, lettered, G_N_ELEMENTS(lettered)) ||
         (name[at - 1] == 'p' && begins(name, numbered, G_N_ELEMENTS(numbered)));
}

gboolean disk_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  (void)kind;
  const char *name = row->cells[DISK_NAME].text;
  choice->name = name;
  return name && name[0] && !begins(name, left_out, G_N_ELEMENTS(left_out)) && !is_partition(name);
}
