#include "sim/scenario_reading.h"

#include "config/problems.h"
#include "sim/fields.h"

struct failure_keys {
  char *host;
  guint64 at_sec, back_sec;
};

static const struct field failure_fields[] = {
    {"host", FIELD(NAME, char *, struct failure_keys, host), .is_required = TRUE},
    {"at", FIELD(DURATION, guint64, struct failure_keys, at_sec), .is_required = TRUE},
    {"back", FIELD(DURATION, guint64, struct failure_keys, back_sec)},
    {.key = NULL},
};

void reading_take_failure(struct reading *reading, const struct yaml_node *entry)
{
  struct failure_keys keys = {.back_sec = G_MAXUINT64};
  fields_read(entry, "a failure", failure_fields, &keys, reading->problems);
  struct scenario_failure failure = {NOWHERE, keys.at_sec, keys.back_sec};
  if (keys.host)
    failure.host = reading_host(reading, entry, keys.host);
  if (failure.back_sec <= failure.at_sec)
    problem_add(reading->problems, entry->line, entry->column, "the host cannot be back before it fails");
  else if (failure.host != NOWHERE)
    g_array_append_val(reading->scenario->failures, failure);
  g_free(keys.host);
}
