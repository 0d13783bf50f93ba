#include "snmp/converters.h"

#include <math.h>
#include <string.h>

#define IF_TYPE_SOFTWARE_LOOPBACK 24
#define MBIT 1e6
#define BITS 8.0

/* What libvirt and QEMU call a guest's end. */
static const char *const taps[] = {"vnet", "tap", "macvtap"};

static gboolean is_tap(const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS(taps); i++) {
    gsize length = strlen(taps[i]);
    if (strncmp(name, taps[i], length) == 0 && g_ascii_isdigit(name[length]))
      return TRUE;
  }
  return FALSE;
}

static double speed_of(const struct row *row)
{
  const struct cell *high = &row->cells[INTERFACE_HIGH_SPEED], *speed = &row->cells[INTERFACE_SPEED];
  if (high->state == CELL_READ && high->number > 0)
    return (double)high->number * MBIT;
  if (high->state == CELL_ABSENT && speed->state == CELL_READ && speed->number > 0 &&
      speed->number < G_MAXUINT32)
    return (double)speed->number;
  return NAN;
}

gboolean interface_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  const struct cell *type = &row->cells[INTERFACE_TYPE];
  const char *name = row->cells[INTERFACE_NAME].text;
  if (!name || !name[0]) {
    choice->check = INTERFACE_DESCR;
    name = row->cells[INTERFACE_DESCR].text;
  }
  if (row->index.n != 1 || !name || !name[0])
    return FALSE;
  choice->name = name;
  choice->alias = row->cells[INTERFACE_ALIAS].text;
  if (type->state == CELL_READ && type->number == IF_TYPE_SOFTWARE_LOOPBACK)
    choice->role = INTERFACE_LOOPBACK;
  else
    choice->role = kind == SUBJECT_HOST && is_tap(name) ? INTERFACE_OF_GUEST : INTERFACE_OWN;
  choice->fixed = speed_of(row);
  choice->bound = isnan(choice->fixed) ? 0 : choice->fixed / BITS;
  return choice->role == INTERFACE_OWN;
}
