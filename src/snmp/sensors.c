#include "snmp/converters.h"

#include <math.h>

/* EntitySensorDataType (RFC 3433). */
static const struct {
  guint type, measure;
} types[] = {
    {3, SENSOR_VOLTS}, /* voltsAC */
    {4, SENSOR_VOLTS}, /* voltsDC */
    {5, SENSOR_AMPERES}, {6, SENSOR_WATTS}, {8, SENSOR_CELSIUS}, {9, SENSOR_HUMIDITY}, {10, SENSOR_RPM},
    {14, SENSOR_DBM}, /* Cisco only */
};

#define SCALE_UNITS 9 /* EntitySensorDataScale: each step is a factor of 1,000 */
#define SCALE_MAX 17
#define PRECISION_MAX 9

static const char *name_of(const struct row *row, struct choice *choice)
{
  static const guint8 columns[] = {ENTITY_NAME, ENTITY_DESCR};
  for (guint i = 0; i < G_N_ELEMENTS(columns); i++) {
    const char *name = row->cells[columns[i]].text;
    choice->check = columns[i];
    if (name && name[0])
      return name;
  }
  choice->check = 0;
  return NULL;
}

gboolean entity_choose(const struct row *row, enum subject_kind kind, struct choice *choice)
{
  (void)kind;
  const struct cell *cells = row->cells;
  guint64 scale = cells[ENTITY_SCALE].number;
  double precision = (double)(gint64)cells[ENTITY_PRECISION].number;
  if (cells[ENTITY_TYPE].state != CELL_READ || cells[ENTITY_VALUE].state == CELL_ABSENT)
    return FALSE;
  choice->name = name_of(row, choice);
  choice->measures = 0;
  for (guint i = 0; i < G_N_ELEMENTS(types); i++)
    if (types[i].type == cells[ENTITY_TYPE].number)
      choice->measures = 1u << types[i].measure;
  gboolean sound = scale >= 1 && scale <= SCALE_MAX && fabs(precision) <= PRECISION_MAX;
  choice->factor = sound ? pow(1000, (double)scale - SCALE_UNITS) * pow(10, -precision) : NAN;
  return choice->measures != 0;
}
