#include "pipeline/collect.h"

#include "base/text.h"
#include "wire/samples.h"

#define MISSING_MAX 32 /* things that the driver of a host lacks */
#define ENGINE_ID_TEXT 64 /* 5 to 32 bytes in hexadecimal (RFC 3411) */

struct taking {
  struct fleet *fleet;
  guint rejected;
};

static void take_readings(const struct samples_head *head, const char *object,
                          const struct reading *readings, gsize n, gpointer user)
{
  struct taking *taking = user;
  if (head->source == SOURCE_NONE ||
      !fleet_take_readings(taking->fleet, head->source, head->stamp_sec, object, readings, n))
    taking->rejected++;
}

static guint collect_samples(struct fleet *fleet, GVariant *body)
{
  struct taking taking = {fleet, 0};
  guint skipped = samples_each(MESSAGE_SAMPLES, body, take_readings, &taking);
  return skipped + taking.rejected;
}

/* Which sources a host has is configured: a link tells only how one of them does. */
static gboolean link_is_sound(const struct fleet *fleet, const char *host, guchar source, guchar state)
{
  const struct host *known = host ? fleet_host(fleet, host) : NULL;
  return known && source < SOURCES && known->links[source].state != LINK_NONE && state != LINK_NONE;
}

static guint collect_link(struct fleet *fleet, GVariant *body)
{
  const char *subject, *reason;
  guchar source, state;
  g_variant_get(body, "(&syy&s)", &subject, &source, &state, &reason);
  const char *host = collect_host_of(subject);
  if (!host)
    return source != SOURCE_SNMP || state == LINK_NONE || !fleet_take_agent_link(fleet, subject, state, reason);
  return !link_is_sound(fleet, host, source, state) || !fleet_take_link(fleet, host, source, state, reason);
}

const char *collect_host_of(const char *subject)
{
  return subject_key(subject, SUBJECT_HOST);
}

char **collect_strings(GVariant *texts, gsize max, gsize length)
{
  gsize count = MIN(g_variant_n_children(texts), max);
  char **strings = g_new0(char *, count + 1);
  for (gsize i = 0; i < count; i++) {
    const char *text;
    g_variant_get_child(texts, i, "&s", &text);
    strings[i] = text_clean(text, length);
  }
  return strings;
}

static guint collect_facts(struct fleet *fleet, GVariant *body)
{
  const char *subject;
  struct host_facts facts = {0};
  g_autoptr(GVariant) names = NULL;
  g_variant_get(body, "(&s&s&s&sut@asuut&s)", &subject, &facts.hostname, &facts.uuid, &facts.libvirt_version,
                &facts.cpus, &facts.memory_bytes, &names, &facts.sockets, &facts.cores, &facts.cpu_hz, &facts.cpu_model);
  g_auto(GStrv) missing = collect_strings(names, MISSING_MAX, LIMIT_NAME);
  facts.missing = (const char *const *)missing;
  const char *host = collect_host_of(subject);
  return !host || !fleet_take_facts(fleet, host, &facts);
}

static void interfaces_read(GVariant *rows, struct agent_facts *facts)
{
  facts->n_interfaces = (guint)MIN(g_variant_n_children(rows), AGENT_INTERFACES_MAX);
  facts->interfaces = g_new0(struct agent_interface, facts->n_interfaces);
  for (guint i = 0; i < facts->n_interfaces; i++) {
    const char *name, *alias;
    guchar role;
    g_variant_get_child(rows, i, "(y&s&s)", &role, &name, &alias);
    facts->interfaces[i] = (struct agent_interface){text_clean(name, LIMIT_INSTANCE), text_clean(alias, LIMIT_URI),
                                                    role < INTERFACE_ROLES ? role : INTERFACE_OWN};
  }
}

static guint collect_agent(struct fleet *fleet, GVariant *body)
{
  const char *subject, *name, *system, *version, *engine_id;
  g_autoptr(GVariant) found = NULL, missing = NULL, trouble = NULL, interfaces = NULL;
  gint64 round_trip_us, poll_ms;
  g_variant_get(body, "(&s&s&s&s&sxx@as@as@as@a(yss))", &subject, &name, &system, &version, &engine_id, &round_trip_us,
                &poll_ms, &found, &missing, &trouble, &interfaces);
  struct agent_facts *facts = g_new(struct agent_facts, 1);
  *facts = (struct agent_facts){
      .system_name = text_clean(name, LIMIT_URI),
      .system = text_clean(system, LIMIT_URI),
      .version = text_clean(version, LIMIT_NAME),
      .engine_id = text_clean(engine_id, ENGINE_ID_TEXT),
      .round_trip_us = CLAMP(round_trip_us, -1, (gint64)G_USEC_PER_SEC * LIMIT_INTERVAL_SEC),
      .poll_ms = CLAMP(poll_ms, -1, 1000ll * LIMIT_INTERVAL_SEC),
      .found = collect_strings(found, AGENT_WORDS_MAX, LIMIT_NAME),
      .missing = collect_strings(missing, AGENT_WORDS_MAX, LIMIT_NAME),
      .trouble = collect_strings(trouble, AGENT_WORDS_MAX, LIMIT_URI),
  };
  interfaces_read(interfaces, facts);
  return !fleet_take_agent(fleet, subject, facts);
}

static guint collect_inside(struct fleet *fleet, GVariant *body)
{
  const char *uuid, *hostname, *os;
  g_autoptr(GVariant) addresses = NULL;
  g_variant_get(body, "(&s&s&s@as)", &uuid, &hostname, &os, &addresses);
  struct guest_agent *agent = g_new(struct guest_agent, 1);
  *agent = (struct guest_agent){
      .hostname = text_clean(hostname, LIMIT_URI),
      .os = text_clean(os, LIMIT_URI),
      .addresses = collect_strings(addresses, GUEST_ADDRESSES_MAX, LIMIT_NAME),
  };
  return !fleet_take_guest_agent(fleet, uuid, agent);
}

static gboolean sighting_read(GVariant *row, struct sighting *sighting)
{
  const char *uuid, *name;
  guchar state, reason;
  *sighting = (struct sighting){0};
  g_variant_get(row, "(&s&syyuuttbb)", &uuid, &name, &state, &reason, &sighting->vcpus, &sighting->vcpus_max,
                &sighting->memory_bytes, &sighting->memory_max_bytes, &sighting->persistent,
                &sighting->autostart);
  if (state >= GUEST_STATES || reason >= GUEST_REASONS || !g_uuid_string_is_valid(uuid))
    return FALSE;
  sighting->state = state;
  sighting->reason = reason;
  g_autofree char *lower = g_ascii_strdown(uuid, -1);
  g_autofree char *clean = text_clean(name, LIMIT_NAME);
  g_strlcpy(sighting->uuid, lower, sizeof sighting->uuid);
  g_strlcpy(sighting->name, clean, sizeof sighting->name);
  return TRUE;
}

static guint collect_guests(struct fleet *fleet, GVariant *body)
{
  const char *subject;
  g_autoptr(GVariant) rows = NULL;
  g_variant_get(body, "(&s@a(ssyyuuttbb))", &subject, &rows);
  g_autoptr(GArray) sightings = g_array_new(FALSE, FALSE, sizeof(struct sighting));
  gsize count = g_variant_n_children(rows);
  guint rejected = count > LIMIT_GUESTS_PER_HOST ? (guint)(count - LIMIT_GUESTS_PER_HOST) : 0;
  for (gsize i = 0; i < MIN(count, LIMIT_GUESTS_PER_HOST); i++) {
    g_autoptr(GVariant) row = g_variant_get_child_value(rows, i);
    struct sighting sighting;
    if (sighting_read(row, &sighting))
      g_array_append_val(sightings, sighting);
    else
      rejected++;
  }
  const char *host = collect_host_of(subject);
  if (!host || !fleet_take_sightings(fleet, host, (struct sighting *)(void *)sightings->data, sightings->len))
    rejected++;
  return rejected;
}

static guint collect_claim(struct fleet *fleet, GVariant *body)
{
  const char *subject, *who;
  guchar state;
  g_variant_get(body, "(&sy&s)", &subject, &state, &who);
  const char *host = collect_host_of(subject);
  return !host || !fleet_take_claim(fleet, host, state, who);
}

guint collect(struct fleet *fleet, enum message_kind kind, GVariant *body)
{
  switch (kind) {
  case MESSAGE_SAMPLES:
    return collect_samples(fleet, body);
  case MESSAGE_LINK:
    return collect_link(fleet, body);
  case MESSAGE_HOST_FACTS:
    return collect_facts(fleet, body);
  case MESSAGE_AGENT_FACTS:
    return collect_agent(fleet, body);
  case MESSAGE_GUESTS:
    return collect_guests(fleet, body);
  case MESSAGE_GUEST_FACTS:
    return collect_inside(fleet, body);
  case MESSAGE_CLAIM:
    return collect_claim(fleet, body);
  default:
    g_assert_not_reached();
  }
}
