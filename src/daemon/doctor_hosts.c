#include "daemon/doctor.h"

#include "base/quantity.h"

#define NAMES_SHOWN 5

static void examine_libvirt(json_t *findings, const struct fleet *fleet, const struct config_host *configured,
                            const struct host *host)
{
  const struct link *link = &host->links[SOURCE_LIBVIRT];
  g_autofree char *since = span_format((double)fleet_link_age_ms(fleet, link) / 1000);
  g_autofree char *lacking = g_strjoinv(", ", host->missing);
  g_autofree char *attempt = g_strdup_printf("try it as provostd's user: virsh -r -c %s list", configured->libvirt_uri);
  const char *subject = host->name;
  if (link->state == LINK_DOWN)
    doctor_add(findings, &(struct examined){subject, "libvirt", HEALTH_TROUBLE, attempt},
               "silent since %s: %s", since, link->reason);
  else if (link->state != LINK_UP)
    doctor_add(findings, &(struct examined){subject, "libvirt", HEALTH_WARNING, "ask again in a moment"},
               "%s is being connected since %s", configured->libvirt_uri, since);
  else
    doctor_add(findings, &(struct examined){subject, "libvirt", HEALTH_OK, NULL},
               "%s answers since %s (libvirt %s, host name %s, %u processors)", configured->libvirt_uri, since,
               host->libvirt_version, host->hostname, host->cpus);
  if (link->state == LINK_UP && *lacking)
    doctor_add(findings,
               &(struct examined){subject, "libvirt", HEALTH_WARNING,
                                  "nothing, where this kind of hypervisor has none; else a newer libvirt there"},
               "its driver lacks %s: what needs that stays unknown or is refused", lacking);
}

static void examine_claim(json_t *findings, const struct fleet *fleet, const struct host *host)
{
  g_autofree char *refusal = fleet_claim_refusal(fleet, host->name);
  enum claim_state state = fleet_claim(fleet, host);
  if (state == CLAIM_OTHER)
    doctor_add(findings, &(struct examined){host->name, "ownership", HEALTH_TROUBLE,
                                            "stop one of the two, or take this host out of its configuration"},
               "%s", refusal);
  else if (state == CLAIM_UNKNOWN)
    doctor_add(findings, &(struct examined){host->name, "ownership", HEALTH_WARNING,
                                            "ask again in a moment; libvirt there must answer"},
               "%s", refusal);
  else if (state == CLAIM_NONE && host->claim.who[0])
    doctor_add(findings, &(struct examined){host->name, "ownership", HEALTH_WARNING,
                                            "let provostd's user write secrets of libvirt, where its driver has them"},
               "it is not claimed, and another provost would not know of this one: %s", host->claim.who);
}

static gboolean hides_its_memory(const struct fleet *fleet, const struct guest *guest)
{
  g_autofree char *subject = subject_format(SUBJECT_GUEST, guest->uuid);
  struct value value = fleet_value(fleet, subject, METRIC_GUEST_MEM_UNUSED_BYTES);
  return guest->state == GUEST_RUNNING && value.reading.state == READING_NOT_SUPPORTED;
}

void doctor_balloons(json_t *findings, const struct fleet *fleet)
{
  const GPtrArray *guests = fleet_guests(fleet);
  g_autoptr(GString) names = g_string_new(NULL);
  guint n = 0;
  for (guint i = 0; i < guests->len; i++) {
    const struct guest *guest = guests->pdata[i];
    if (!hides_its_memory(fleet, guest))
      continue;
    if (n++ < NAMES_SHOWN)
      g_string_append_printf(names, "%s%s", names->len ? ", " : "", guest->name);
  }
  if (n)
    doctor_add(findings,
               &(struct examined){"guests", "memory", HEALTH_WARNING,
                                  "give them a virtio balloon with statistics: virsh dommemstat GUEST --period 10 "
                                  "--live --config"},
               "%u running do not say how much of their memory they use: %s%s", n, names->str,
               n > NAMES_SHOWN ? " ..." : "");
}

void doctor_host(json_t *findings, const struct fleet *fleet, const struct config_host *configured)
{
  const struct host *host = fleet_host(fleet, configured->name);
  doctor_agent_of_host(findings, fleet, configured);
  if (host && configured->libvirt_uri)
    examine_libvirt(findings, fleet, configured, host);
  if (host && host->links[SOURCE_LIBVIRT].state == LINK_UP)
    examine_claim(findings, fleet, host);
}
