#pragma once
/* What provost may do without being asked. */
#include <glib.h>

enum automation_level { AUTOMATION_OFF, AUTOMATION_ADVISE, AUTOMATION_APPLY, AUTOMATION_LEVELS };

/* And the key of provost.yaml that says so. */
struct automation {
  enum automation_level level;
  const char *setting;
};

const char *automation_level_name(enum automation_level level);
gboolean automation_level_parse(const char *name, enum automation_level *level);
