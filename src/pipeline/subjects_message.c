#include "pipeline/subjects_message.h"

#include <string.h>

/* What one row says. */
struct row {
  enum subject_kind kind;
  const char *key, *name, *parent, *state;
  char *const *serves; /* names of hosts; NULL: none */
};

static GVariant *labels_body(GHashTable *labels)
{
  GVariantBuilder body;
  g_variant_builder_init(&body, G_VARIANT_TYPE("a{ss}"));
  g_autofree const char **names = labels_names(labels);
  for (guint i = 0; names[i]; i++)
    g_variant_builder_add(&body, "{ss}", names[i], g_hash_table_lookup(labels, names[i]));
  return g_variant_builder_end(&body);
}

static GVariant *hosts_body(char *const *names)
{
  GVariantBuilder body;
  g_variant_builder_init(&body, G_VARIANT_TYPE("as"));
  for (guint i = 0; names && names[i]; i++) {
    g_autofree char *host = subject_format(SUBJECT_HOST, names[i]);
    g_variant_builder_add(&body, "s", host);
  }
  return g_variant_builder_end(&body);
}

static void add_row(GVariantBuilder *subjects, const struct fleet *fleet, const struct row *row)
{
  g_autofree char *subject = subject_format(row->kind, row->key);
  const struct traits *traits = fleet_traits(fleet, subject);
  g_variant_builder_add(subjects, "(ssssb@a{ss}@as)", subject, row->name, row->parent, row->state, traits->ha,
                        labels_body(traits->labels), hosts_body(row->serves));
}

static void add_clusters(GVariantBuilder *subjects, const struct fleet *fleet)
{
  const GPtrArray *clusters = fleet_clusters(fleet);
  for (guint i = 0; i < clusters->len; i++) {
    const struct cluster *cluster = clusters->pdata[i];
    add_row(subjects, fleet,
            &(struct row){SUBJECT_CLUSTER, cluster->name, cluster->name, "", cluster_state_name(fleet, cluster), NULL});
  }
}

static void add_hosts(GVariantBuilder *subjects, const struct fleet *fleet)
{
  const GPtrArray *hosts = fleet_hosts(fleet);
  for (guint i = 0; i < hosts->len; i++) {
    const struct host *host = hosts->pdata[i];
    g_autofree char *cluster = subject_format(SUBJECT_CLUSTER, host->cluster);
    add_row(subjects, fleet,
            &(struct row){SUBJECT_HOST, host->name, host->name, cluster, host_state_name(host), NULL});
  }
}

static void add_guests(GVariantBuilder *subjects, const struct fleet *fleet)
{
  const GPtrArray *guests = fleet_guests(fleet);
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    g_autofree char *host = guest->host ? subject_format(SUBJECT_HOST, guest->host) : g_strdup("");
    add_row(subjects, fleet,
            &(struct row){SUBJECT_GUEST, guest->uuid, guest->name, host, guest_state_name(guest->state), NULL});
  }
}

static void add_devices(GVariantBuilder *subjects, const struct fleet *fleet)
{
  const GPtrArray *devices = fleet_devices(fleet);
  for (guint i = 0; i < devices->len; i++) {
    const struct device *device = devices->pdata[i];
    g_autofree char *subject = subject_format(SUBJECT_DEVICE, device->name);
    add_row(subjects, fleet,
            &(struct row){SUBJECT_DEVICE, device->name, device->name, "",
                          link_state_name(fleet_agent_link(fleet, subject)->state), device->serves});
  }
}

GVariant *subjects_message(const struct fleet *fleet)
{
  GVariantBuilder subjects;
  g_variant_builder_init(&subjects, G_VARIANT_TYPE("a(ssssba{ss}as)"));
  add_clusters(&subjects, fleet);
  add_hosts(&subjects, fleet);
  add_guests(&subjects, fleet);
  add_devices(&subjects, fleet);
  return g_variant_builder_end(&subjects);
}
