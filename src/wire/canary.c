#include "wire/canary.h"

const char *difference_name(guint difference)
{
  static const char *const names[DIFFERENCES] = {"none", "opens", "silent", "severity", "remedy", "error"};
  return difference < DIFFERENCES ? names[difference] : "unknown";
}

const char *canary_place_name(guint place)
{
  static const char *const names[CANARY_PLACES] = {"both", "new", "gone"};
  return place < CANARY_PLACES ? names[place] : "unknown";
}
