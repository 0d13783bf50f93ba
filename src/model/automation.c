#include "model/automation.h"

#include "model/names.h"

static const char *const automation_names[AUTOMATION_LEVELS] = {
    [AUTOMATION_OFF] = "off",
    [AUTOMATION_ADVISE] = "advise",
    [AUTOMATION_APPLY] = "apply",
};

const char *automation_level_name(enum automation_level level)
{
  return name_of(automation_names, AUTOMATION_LEVELS, level);
}

gboolean automation_level_parse(const char *name, enum automation_level *level)
{
  return name_find(automation_names, AUTOMATION_LEVELS, name, level);
}
