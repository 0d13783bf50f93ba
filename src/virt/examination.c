#include "virt/examination.h"

#include "base/quantity.h"
#include "virt/cpu_compare.h"
#include "virt/job_progress.h"
#include "virt/library.h"
#include "virt/look.h"
#include "virt/node_readings.h"
#include "virt/owner.h"
#include "virt/storage_there.h"
#include "virt/xml.h"

#include <libvirt/virterror.h>
#include <stdlib.h>
#include <string.h>

static void set_problem(struct examination *examination, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void set_problem(struct examination *examination, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_free(examination->problem);
  examination->problem = g_strdup_vprintf(format, arguments);
  va_end(arguments);
}

/* ---- the guest on its host ----------------------------------------------------------------------- */

/* A driver that knows none has none; else not to be told is not to know. */
static void take_snapshots(struct examination *examination, virDomainPtr domain)
{
  int snapshots = virDomainSnapshotNum(domain, 0);
  gboolean is_known = snapshots >= 0 || library_error_is(VIR_ERR_NO_SUPPORT);
  int checkpoints = is_known ? virDomainListAllCheckpoints(domain, NULL, 0) : 0;
  is_known = is_known && (checkpoints >= 0 || library_error_is(VIR_ERR_NO_SUPPORT));
  if (snapshots > 0)
    findings_add(examination->findings, OBSTACLE_SNAPSHOTS, "%d snapshot%s", snapshots, snapshots == 1 ? "" : "s");
  if (checkpoints > 0)
    findings_add(examination->findings, OBSTACLE_SNAPSHOTS, "%d checkpoint%s", checkpoints,
                 checkpoints == 1 ? "" : "s");
  if (is_known)
    return;
  g_autofree char *error = library_error();
  set_problem(examination, "its snapshots cannot be counted: %s", error);
}

static void take_managed_save(struct examination *examination, virDomainPtr domain, const char *host)
{
  if (virDomainHasManagedSaveImage(domain, 0) == 1)
    findings_add(examination->findings, OBSTACLE_MANAGED_SAVE, "a managed save image on %s", host);
}

static const char *job_words(virDomainPtr domain)
{
  static const struct {
    guint64 operation;
    const char *words;
  } rows[] = {
      {VIR_DOMAIN_JOB_OPERATION_SAVE, "it is being saved"},
      {VIR_DOMAIN_JOB_OPERATION_MIGRATION_IN, "it is being migrated there"},
      {VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT, "it is being migrated away"},
      {VIR_DOMAIN_JOB_OPERATION_SNAPSHOT, "a snapshot of it is being made"},
      {VIR_DOMAIN_JOB_OPERATION_DUMP, "its memory is being dumped"},
      {VIR_DOMAIN_JOB_OPERATION_BACKUP, "a backup of it is being made"},
  };
  struct job_progress progress;
  job_progress_read(domain, &progress);
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
    if (rows[i].operation == progress.operation)
      return rows[i].words;
  return "a job of it is going on";
}

/* ---- what the other host lacks ------------------------------------------------------------------- */

static void take_storage(struct examination *examination, const struct storage_sides *sides,
                         const struct guest_needs *needs, const struct belongings *belongings)
{
  for (char **need = needs->storage; *need; need++) {
    g_autofree char *lack = storage_lack(sides, *need);
    if (lack)
      findings_add(examination->findings, OBSTACLE_LOCAL_DISK, "%s", lack);
  }
  for (guint i = 0; i < belongings->volumes->len; i++) {
    g_autofree char *lack =
        storage_lack_of_volume(sides, &g_array_index(belongings->volumes, struct pool_volume, i));
    if (lack)
      findings_add(examination->findings, OBSTACLE_LOCAL_DISK, "%s", lack);
  }
  if (belongings->nvram && !storage_is_there(sides, belongings->nvram))
    findings_add(examination->findings, OBSTACLE_NVRAM, "its firmware variables are in %s", belongings->nvram);
}

static void take_networks(struct examination *examination, const struct host_offers *there,
                          const struct guest_needs *needs, const char *host)
{
  for (char **need = needs->networks; *need; need++) {
    gboolean is_network = g_str_has_prefix(*need, NEED_NETWORK);
    if (!(there->known & (is_network ? OFFER_NETWORKS : OFFER_INTERFACES)) ||
        g_strv_contains((const char *const *)there->networks, *need))
      continue;
    findings_add(examination->findings, OBSTACLE_HOST_NETWORK, "%s %s, which %s has not%s",
                 is_network ? "network" : "interface", strchr(*need, ':') + 1, host, is_network ? " active" : "");
  }
}

/* A guest that runs with all its host's processors have needs all of that there, unless they are made up by QEMU. */
static void take_cpu(struct examination *examination, const struct examined_move *move, const char *xml,
                     const struct guest_needs *needs, const struct cpu_question *question)
{
  g_autofree char *virt_type = xml_attribute(xml, "/domain", "type");
  struct cpu_verdict *verdict = NULL;
  if (question)
    verdict = cpu_compare(move->to, question);
  else if (needs->cpu == CPU_NEED_SAME && g_strcmp0(virt_type, "qemu") != 0)
    verdict = cpu_compare_hosts(move->to, move->from);
  if (verdict && verdict->fit == CPU_FIT_NO)
    findings_add(examination->findings, OBSTACLE_CPU, "%s", verdict->reason);
  cpu_verdict_free(verdict);
}

static void take_memory(struct examination *examination, const struct examined_move *move, guint64 bytes)
{
  struct node_state node;
  node_state_read(move->to, &node);
  if (!node.has_memory || node.memory_available_kib >= bytes / 1024)
    return;
  g_autofree char *has = size_format(node.memory_available_kib * 1024), *needs = size_format(bytes);
  findings_add(examination->findings, OBSTACLE_MEMORY, "%s has %s free, it needs %s", move->to_host, has, needs);
}

/* Another guest of its name, and what of itself would be in the way there. */
static void take_namesake(struct examination *examination, const struct examined_move *move, const char *name)
{
  char uuid[VIR_UUID_STRING_BUFLEN] = "";
  virDomainPtr namesake = virDomainLookupByName(move->to, name);
  if (!namesake)
    return;
  if (virDomainGetUUIDString(namesake, uuid) == 0 && g_ascii_strcasecmp(uuid, move->uuid) != 0)
    findings_add(examination->findings, OBSTACLE_NAME, "%s on %s is the guest %s", name, move->to_host, uuid);
  else
    take_managed_save(examination, namesake, move->to_host);
  virDomainFree(namesake);
}

/* ---- all of it ----------------------------------------------------------------------------------- */

static void compare(struct examination *examination, const struct examined_move *move, const struct guest_needs *needs,
                    const struct belongings *belongings)
{
  struct host_offers *here = offers_list(move->from), *there = offers_list(move->to);
  const struct storage_sides sides = {move->to, here, there, move->to_host};
  take_storage(examination, &sides, needs, belongings);
  take_networks(examination, there, needs, move->to_host);
  host_offers_free(here);
  host_offers_free(there);
}

static void take_definition(struct examination *examination, const struct examined_move *move, const char *xml)
{
  struct cpu_question *question = NULL;
  struct guest_needs *needs = definition_read(xml, &question);
  struct belongings belongings;
  if (!needs || !belongings_read(xml, &belongings)) {
    set_problem(examination, "its definition on %s cannot be read", move->from_host);
    guest_needs_free(needs);
    if (question)
      cpu_question_unref(question);
    return;
  }
  for (guint i = 0; i < belongings.findings->len; i++) {
    const struct finding *finding = &g_array_index(belongings.findings, struct finding, i);
    findings_add(examination->findings, finding->obstacle, "%s", finding->text);
  }
  examination->owner = owner_read(xml);
  if (move->to) {
    compare(examination, move, needs, &belongings);
    take_cpu(examination, move, xml, needs, question);
  }
  g_clear_pointer(&question, cpu_question_unref);
  belongings_clear(&belongings);
  guest_needs_free(needs);
}

static void examine_domain(struct examination *examination, const struct examined_move *move, virDomainPtr domain,
                           const struct look *look)
{
  char *xml = virDomainGetXMLDesc(domain, 0);
  g_autofree char *error = xml ? NULL : library_error();
  if (look->job)
    findings_add(examination->findings, OBSTACLE_FOREIGN_JOB, "%s on %s", job_words(domain), move->from_host);
  if (!look->sighting.persistent)
    findings_add(examination->findings, OBSTACLE_TRANSIENT, "it was started without being defined on %s",
                 move->from_host);
  take_snapshots(examination, domain);
  take_managed_save(examination, domain, move->from_host);
  if (move->to) {
    take_memory(examination, move, look->sighting.memory_bytes);
    take_namesake(examination, move, look->sighting.name);
  }
  if (xml)
    take_definition(examination, move, xml);
  else
    set_problem(examination, "its definition on %s cannot be read: %s", move->from_host, error);
  free(xml);
}

struct examination *examination_make(const struct examined_move *move)
{
  struct examination *examination = g_new(struct examination, 1);
  *examination = (struct examination){findings_new(), "", g_strdup("")};
  struct look look;
  look_at(move->from, move->uuid, &look);
  virDomainPtr domain =
      look.presence == PRESENCE_PRESENT ? virDomainLookupByUUIDString(move->from, move->uuid) : NULL;
  if (look.presence == PRESENCE_UNKNOWN)
    set_problem(examination, "%s does not say how the guest is: %s", move->from_host, look.error);
  else if (!domain)
    set_problem(examination, "%s does not have the guest %s", move->from_host, move->uuid);
  else {
    examine_domain(examination, move, domain, &look);
    virDomainFree(domain);
  }
  if (virConnectIsAlive(move->from) != 1)
    set_problem(examination, "the connection to %s broke while it was examined", move->from_host);
  else if (move->to && virConnectIsAlive(move->to) != 1)
    set_problem(examination, "the connection to %s broke while it was examined", move->to_host);
  look_done(&look);
  return examination;
}

void examination_free(gpointer data)
{
  struct examination *examination = data;
  g_array_unref(examination->findings);
  g_free(examination->problem);
  g_free(examination);
}
