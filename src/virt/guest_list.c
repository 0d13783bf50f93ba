#include "virt/guest_list.h"

#include "base/text.h"
#include "virt/fields.h"

#include <string.h>

static enum guest_reason pause_reason(guint64 reason)
{
  switch (reason) {
  case VIR_DOMAIN_PAUSED_MIGRATION:
    return REASON_MIGRATION;
  case VIR_DOMAIN_PAUSED_SAVE:
    return REASON_SAVING;
  case VIR_DOMAIN_PAUSED_IOERROR:
    return REASON_IO_ERROR;
  case VIR_DOMAIN_PAUSED_POSTCOPY:
    return REASON_POSTCOPY;
  case VIR_DOMAIN_PAUSED_POSTCOPY_FAILED:
    return REASON_POSTCOPY_FAILED;
  default:
    return REASON_OTHER;
  }
}

static enum guest_reason run_reason(guint64 reason)
{
  if (reason == VIR_DOMAIN_RUNNING_POSTCOPY)
    return REASON_POSTCOPY;
  return reason == VIR_DOMAIN_RUNNING_POSTCOPY_FAILED ? REASON_POSTCOPY_FAILED : REASON_OTHER;
}

static enum guest_reason off_reason(guint64 reason)
{
  if (reason == VIR_DOMAIN_SHUTOFF_MIGRATED)
    return REASON_MIGRATED;
  return reason == VIR_DOMAIN_SHUTOFF_SAVED ? REASON_SAVED : REASON_OTHER;
}

void guest_state_take(guint64 state, guint64 reason, struct sighting *sighting)
{
  sighting->reason = REASON_OTHER;
  switch (state) {
  case VIR_DOMAIN_RUNNING:
  case VIR_DOMAIN_BLOCKED:
  case VIR_DOMAIN_SHUTDOWN: /* shutting down: still active */
    sighting->state = GUEST_RUNNING;
    sighting->reason = run_reason(state == VIR_DOMAIN_RUNNING ? reason : 0);
    break;
  case VIR_DOMAIN_PAUSED:
    sighting->state = GUEST_PAUSED;
    sighting->reason = pause_reason(reason);
    break;
  case VIR_DOMAIN_PMSUSPENDED:
    sighting->state = GUEST_PAUSED;
    break;
  case VIR_DOMAIN_SHUTOFF:
    sighting->state = GUEST_OFF;
    sighting->reason = off_reason(reason);
    break;
  case VIR_DOMAIN_CRASHED:
    sighting->state = GUEST_CRASHED;
    break;
  default:
    sighting->state = GUEST_UNKNOWN;
  }
}

/* State, virtual CPUs and memory from a record's fields; 0 where libvirt left them out. */
static void guest_sighting_take(GHashTable *fields, struct sighting *sighting)
{
  guint64 state = VIR_DOMAIN_NOSTATE, reason = 0, vcpus = 0, vcpus_max = 0, kib = 0, kib_max = 0;
  fields_number(fields, &state, "state.state");
  fields_number(fields, &reason, "state.reason");
  fields_number(fields, &vcpus, "vcpu.current");
  fields_number(fields, &vcpus_max, "vcpu.maximum");
  fields_number(fields, &kib, "balloon.current");
  fields_number(fields, &kib_max, "balloon.maximum");
  guest_state_take(state, reason, sighting);
  sighting->vcpus = (guint)MIN(vcpus, G_MAXUINT);
  sighting->vcpus_max = (guint)MIN(vcpus_max, G_MAXUINT);
  sighting->memory_bytes = MIN(kib, G_MAXUINT64 / 1024) * 1024;
  sighting->memory_max_bytes = MIN(kib_max, G_MAXUINT64 / 1024) * 1024;
}

/* The UUIDs of the domains that `flags` select; NULL when the call failed. */
static GHashTable *list_uuids(virConnectPtr connection, unsigned flags)
{
  virDomainPtr *domains = NULL;
  int n = virConnectListAllDomains(connection, &domains, flags);
  if (n < 0)
    return NULL;
  GHashTable *uuids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; i < n; i++) {
    char uuid[VIR_UUID_STRING_BUFLEN];
    if (virDomainGetUUIDString(domains[i], uuid) == 0)
      g_hash_table_add(uuids, g_strdup(uuid));
    virDomainFree(domains[i]);
  }
  free(domains);
  return uuids;
}

static gboolean sighting_take(const virDomainStatsRecord *record, struct sighting *sighting)
{
  memset(sighting, 0, sizeof *sighting);
  if (virDomainGetUUIDString(record->dom, sighting->uuid) < 0)
    return FALSE;
  g_autofree char *name = text_clean(virDomainGetName(record->dom), LIMIT_NAME);
  g_strlcpy(sighting->name, name, sizeof sighting->name);
  g_autoptr(GHashTable) fields = fields_new(record->params, record->nparams);
  guest_sighting_take(fields, sighting);
  return TRUE;
}

static gint by_uuid(gconstpointer a, gconstpointer b)
{
  return strcmp(((const struct sighting *)a)->uuid, ((const struct sighting *)b)->uuid);
}

void guest_flags_clear(struct guest_flags *flags)
{
  g_clear_pointer(&flags->persistent, g_hash_table_unref);
  g_clear_pointer(&flags->autostart, g_hash_table_unref);
}

gboolean guest_flags_read(virConnectPtr connection, struct guest_flags *flags)
{
  g_autoptr(GHashTable) persistent = list_uuids(connection, VIR_CONNECT_LIST_DOMAINS_PERSISTENT);
  g_autoptr(GHashTable) autostart =
      persistent ? list_uuids(connection, VIR_CONNECT_LIST_DOMAINS_AUTOSTART) : NULL;
  if (!autostart)
    return FALSE;
  guest_flags_clear(flags);
  flags->persistent = g_steal_pointer(&persistent);
  flags->autostart = g_steal_pointer(&autostart);
  return TRUE;
}

GArray *guest_list_read(const struct guest_flags *flags, virDomainStatsRecordPtr *records, int n)
{
  if (n > LIMIT_GUESTS_PER_HOST)
    g_warning("a host has %d guests; only the first %d are watched", n, LIMIT_GUESTS_PER_HOST);
  GArray *list = g_array_new(FALSE, TRUE, sizeof(struct sighting));
  for (int i = 0; i < MIN(n, LIMIT_GUESTS_PER_HOST); i++) {
    struct sighting sighting;
    if (!sighting_take(records[i], &sighting))
      continue;
    sighting.persistent = g_hash_table_contains(flags->persistent, sighting.uuid);
    sighting.autostart = g_hash_table_contains(flags->autostart, sighting.uuid);
    g_array_append_val(list, sighting);
  }
  g_array_sort(list, by_uuid);
  return list;
}

gboolean guest_list_has_same_guests(const GArray *a, const GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (by_uuid(&g_array_index(a, struct sighting, i), &g_array_index(b, struct sighting, i)) != 0)
      return FALSE;
  return TRUE;
}

static gboolean sighting_equal(const struct sighting *a, const struct sighting *b)
{
  return strcmp(a->uuid, b->uuid) == 0 && strcmp(a->name, b->name) == 0 && a->state == b->state &&
         a->reason == b->reason && a->vcpus == b->vcpus && a->vcpus_max == b->vcpus_max &&
         a->memory_bytes == b->memory_bytes && a->memory_max_bytes == b->memory_max_bytes &&
         a->persistent == b->persistent && a->autostart == b->autostart;
}

gboolean guest_list_equal(const GArray *a, const GArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!sighting_equal(&g_array_index(a, struct sighting, i), &g_array_index(b, struct sighting, i)))
      return FALSE;
  return TRUE;
}

GVariant *guest_list_message(const char *host, const GArray *list)
{
  GVariantBuilder builder;
  g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ssyyuuttbb)"));
  for (guint i = 0; i < list->len; i++) {
    const struct sighting *s = &g_array_index(list, struct sighting, i);
    g_variant_builder_add(&builder, "(ssyyuuttbb)", s->uuid, s->name, (guchar)s->state, (guchar)s->reason,
                          s->vcpus, s->vcpus_max, s->memory_bytes, s->memory_max_bytes, s->persistent,
                          s->autostart);
  }
  return g_variant_new("(sa(ssyyuuttbb))", host, &builder);
}
