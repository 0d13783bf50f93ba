#include "sim/scenario_reading.h"

#include "config/problems.h"
#include "model/object.h"
#include "sim/chance.h"
#include "sim/fields.h"
#include "sim/scenario_load.h"
#include "sim/scenario_place.h"

#include <string.h>

static const char *const places[] = {"spread", "packed", NULL};

static const struct field guest_fields[] = {
    {"name", FIELD(PATTERN, char *, struct guest_group, name), .is_required = TRUE},
    {"count", FIELD(COUNT, guint, struct guest_group, count), 1, SCENARIO_GUESTS_MAX},
    {"vcpus", FIELD(COUNT, guint, struct guest_group, guest.vcpus), 1, 4096},
    {"speed", FIELD(NUMBER, double, struct guest_group, guest.speed), 0.001, 1e6},
    {"memory", FIELD(SIZE, guint64, struct guest_group, guest.memory_bytes), 1, SCENARIO_BYTES_MAX, .is_required = TRUE},
    {"dirty_rate", FIELD(SIZE, guint64, struct guest_group, guest.dirty_bytes_per_sec), 0, SCENARIO_BYTES_MAX},
    {"ha", FIELD(SWITCH, gboolean, struct guest_group, guest.is_ha)},
    {"ignore", FIELD(SWITCH, gboolean, struct guest_group, guest.is_ignored)},
    {"downtime_cost", FIELD(NUMBER, double, struct guest_group, guest.downtime_cost), 0, 1000},
    {"cpu_model", FIELD(NAME, char *, struct guest_group, guest.cpu_model)},
    {"labels", FIELD_LIKE("clusters[].guests[]", GHashTable *, struct guest_group, traits.labels)},
    {"networks", FIELD(NAMES, GPtrArray *, struct guest_group, traits.networks)},
    {"storage", FIELD(NAMES, GPtrArray *, struct guest_group, traits.storage)},
    {"licences", FIELD(NAMES, GPtrArray *, struct guest_group, traits.licences)},
    {"on", FIELD(NAMES, GPtrArray *, struct guest_group, on)},
    {"place", FIELD(WORD, guint, struct guest_group, place), .words = places},
    {"starts", FIELD(DURATION, guint64, struct guest_group, guest.starts_sec)},
    {"stops", FIELD(DURATION, guint64, struct guest_group, guest.stops_sec)},
    {"load", FIELD(NODE, const struct yaml_node *, struct guest_group, load), .is_required = TRUE},
    {.key = NULL},
};

static void add_guest(struct scenario_reading *reading, const struct yaml_node *entry, const struct guest_group *group, const char *name)
{
  struct scenario_guest guest = group->guest;
  GArray *guests = reading->scenario->guests;
  guest.cluster = reading->scenario->clusters->len - 1;
  guest.host = NOWHERE;
  guest.name = g_strdup(name);
  guest.uuid = g_strdup_printf("%08x-0000-4000-8000-000000000000", guests->len);
  guest.cpu_model = g_strdup(group->guest.cpu_model);
  row_traits_give(&group->traits, &guest.traits);
  guest.curve.seed = chance_seed(reading->scenario->seed, guests->len);
  g_array_append_val(guests, guest);
  if (!name_is_valid(name))
    problem_add(reading->problems, entry->line, entry->column, "the name %s is longer than 63 letters", name);
  else if (!g_hash_table_add(reading->guests, g_strdup(name)))
    problem_add(reading->problems, entry->line, entry->column, "there is another guest named %s", name);
}

/* As many as are said, or as there are traces; or those that a pattern means. NULL: none can be named, which is said. */
static GPtrArray *names_of(const struct scenario_reading *reading, const struct yaml_node *entry, const struct guest_group *group,
                           struct load_row *load)
{
  gboolean is_pattern = strpbrk(group->name, "*?") != NULL;
  guint count = group->count ? group->count : load ? load_row_count(load) : 1;
  if (is_pattern && group->count)
    problem_add(reading->problems, entry->line, entry->column, "a pattern of names means as many guests as it does: leave out count");
  if (is_pattern)
    return load ? load_row_names(load, group->name) : NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < count; i++)
    g_ptr_array_add(names, reading_member(group->name, count, i));
  return names;
}

static void add_guests(struct scenario_reading *reading, const struct yaml_node *entry, const struct guest_group *group)
{
  struct scenario *scenario = reading->scenario;
  guint first = scenario->guests->len;
  struct load_row *load = group->load ? load_row_new(scenario, group->load, reading->files, reading->problems) : NULL;
  g_autoptr(GPtrArray) names = names_of(reading, entry, group, load);
  if (names && first + names->len > SCENARIO_GUESTS_MAX)
    problem_add(reading->problems, entry->line, entry->column, "these are more than %d guests", SCENARIO_GUESTS_MAX);
  else if (names) {
    for (guint i = 0; i < names->len; i++)
      add_guest(reading, entry, group, names->pdata[i]);
    if (load)
      load_row_give(load, first);
    scenario_place(scenario, first, group, entry, reading->problems);
  }
  load_row_free(load);
}

void reading_take_guests(struct scenario_reading *reading, const struct yaml_node *entry)
{
  struct guest_group group = {.traits = ROW_TRAITS_NONE, .guest = {.vcpus = 1, .speed = 1, .downtime_cost = 1, .stops_sec = G_MAXUINT64}};
  fields_read(entry, "a guest", guest_fields, &group, reading->problems);
  if (group.name)
    add_guests(reading, entry, &group);
  g_free(group.name);
  g_free(group.guest.cpu_model);
  row_traits_clear(&group.traits);
  g_clear_pointer(&group.on, g_ptr_array_unref);
}
