#include "sim/scenario_reading.h"

#include "config/problems.h"
#include "sim/fields.h"

struct failure_keys {
  char *host;
  guint64 at_sec, back_sec;
};

struct order_keys {
  char *hosts[ORDER_KINDS];
  guint64 at_sec;
};

static const struct field failure_fields[] = {
    {"host", FIELD(NAME, char *, struct failure_keys, host), .is_required = TRUE},
    {"at", FIELD(DURATION, guint64, struct failure_keys, at_sec), .is_required = TRUE},
    {"back", FIELD(DURATION, guint64, struct failure_keys, back_sec)},
    {.key = NULL},
};

void reading_take_failure(struct scenario_reading *reading, const struct yaml_node *entry)
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

static const struct field order_fields[] = {
    {"at", FIELD(DURATION, guint64, struct order_keys, at_sec), .is_required = TRUE},
    {"release", FIELD(NAME, char *, struct order_keys, hosts[ORDER_RELEASE])},
    {"restrict", FIELD(NAME, char *, struct order_keys, hosts[ORDER_RESTRICT])},
    {"evacuate", FIELD(NAME, char *, struct order_keys, hosts[ORDER_EVACUATE])},
    {.key = NULL},
};

void reading_take_order(struct scenario_reading *reading, const struct yaml_node *entry)
{
  struct order_keys keys = {.at_sec = 0};
  guint n = 0, known = reading->problems->len;
  fields_read(entry, "an order", order_fields, &keys, reading->problems);
  for (guint kind = 0; kind < ORDER_KINDS; kind++) {
    struct scenario_order order = {(enum order_kind)kind, NOWHERE, keys.at_sec};
    if (!keys.hosts[kind])
      continue;
    order.host = reading_host(reading, entry, keys.hosts[kind]);
    if (order.host != NOWHERE)
      g_array_append_val(reading->scenario->orders, order);
    g_free(keys.hosts[kind]);
    n++;
  }
  if (n != 1 && reading->problems->len == known)
    problem_add(reading->problems, entry->line, entry->column, "an order says one of evacuate, restrict and release, with the host");
}
