#include "daemon/doctor.h"

#include "base/limits.h"
#include "base/quantity.h"
#include "daemon/configure.h"
#include "daemon/status.h"
#include "placement/from_fleet.h"
#include "wire/policy_row.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SERIES_BYTES ((guint64)200 << 10) /* on disk, with the shipped archives */
#define DISK_LOW_BYTES ((guint64)256 << 20)
#define QEMU_CONF "/etc/libvirt/qemu.conf"
#define DISK_FULL_BYTES ((guint64)16 << 20)

static void examine_role(json_t *findings, struct core *core, enum role role)
{
  const struct role_status *status = supervisor_status(core->supervisor, role);
  const struct channel *channel = supervisor_channels(core->supervisor)[role];
  const char *name = role_name(role);
  if (!channel_is_open(channel))
    doctor_add(findings,
               &(struct examined){name, "program", HEALTH_TROUBLE, "it is started again by itself; see provostd's log"},
               "it does not run: %s", status->last_end);
  else if (status->silent_sec > ROLE_QUIET_SEC + 3 * core->config->interval_ms / 1000)
    doctor_add(findings, &(struct examined){name, "program", HEALTH_TROUBLE, "it is killed if that goes on for a minute"},
               "it has said nothing for %u s", status->silent_sec);
  else if (channel_waiting(channel) > LIMIT_QUEUE / 2 || channel_dropped(channel))
    doctor_add(findings,
               &(struct examined){name, "queue", HEALTH_WARNING, "it is too slow: a longer interval or a faster machine"},
               "%" G_GSIZE_FORMAT " bytes wait for it and %" G_GUINT64_FORMAT " messages were dropped",
               channel_waiting(channel), channel_dropped(channel));
  else
    doctor_add(findings, &(struct examined){name, "program", HEALTH_OK, NULL}, "it runs, restarted %u times",
               status->restarts);
}

static void examine_disk(json_t *findings, struct core *core)
{
  const char *folder = core->config->state_dir;
  struct statvfs disk;
  if (statvfs(folder, &disk) != 0 || access(folder, W_OK | X_OK) != 0) {
    doctor_add(findings, &(struct examined){"provostd", "disk", HEALTH_TROUBLE, "let provostd's user write there"},
               "%s cannot be written: %s", folder, g_strerror(errno));
    return;
  }
  guint counts[READING_STATES];
  guint64 series = 0, free_bytes = (guint64)disk.f_bavail * disk.f_frsize;
  fleet_count_readings(core->fleet, counts);
  for (guint i = 0; i < READING_STATES; i++)
    series += counts[i];
  g_autofree char *left = size_format(free_bytes), *wanted = size_format(series * SERIES_BYTES);
  enum health health = free_bytes < DISK_FULL_BYTES  ? HEALTH_TROUBLE
                       : free_bytes < DISK_LOW_BYTES ? HEALTH_WARNING
                                                     : HEALTH_OK;
  doctor_add(findings,
             &(struct examined){"provostd", "disk", health,
                                health == HEALTH_OK ? NULL : "make room there, or move state_dir"},
             "%s is free below %s; the history of %" G_GUINT64_FORMAT " series takes about %s there in all", left,
             folder, series, wanted);
}

static void examine_history(json_t *findings, struct core *core)
{
  const struct history *history = pipeline_history(core->pipeline);
  const char *trouble = history_trouble(history);
  guint64 lost = history_lost(history), dropped = status_dropped_samples(core);
  guint waiting = history_waiting(history);
  g_autofree char *bytes = size_format(history_bytes(history));
  if (trouble[0])
    doctor_add(findings,
               &(struct examined){"provostd", "history", HEALTH_TROUBLE, "samples are kept and stored later; see to the "
                                                                         "disk before too many wait"},
               "it is not stored: %s (%u batches of %s wait, %" G_GUINT64_FORMAT " samples are lost)", trouble, waiting,
               bytes, dropped);
  else if (lost || dropped || waiting > HISTORY_SENT)
    doctor_add(findings, &(struct examined){"provostd", "history", HEALTH_WARNING, "a faster disk, or a longer interval"},
               "%u batches of %s wait to be stored; %" G_GUINT64_FORMAT " batches and %" G_GUINT64_FORMAT
               " samples were lost", waiting, bytes, lost, dropped);
  else
    doctor_add(findings, &(struct examined){"provostd", "history", HEALTH_OK, NULL}, "it is stored, %u batches of %s wait",
               waiting, bytes);
}

static void examine_journal(json_t *findings, struct core *core)
{
  const char *why;
  if (journal_is_healthy(core->journal, &why))
    doctor_add(findings, &(struct examined){"provostd", "journal", HEALTH_OK, NULL}, "it is written");
  else
    doctor_add(findings,
               &(struct examined){"provostd", "journal", HEALTH_TROUBLE, "see to the disk, then start provostd again"},
               "it has failed, so nothing is done any more: %s", why);
}

static gboolean has_community(const struct config *config)
{
  for (guint i = 0; i < config->hosts->len; i++)
    if (((const struct config_host *)config->hosts->pdata[i])->snmp.address)
      return TRUE;
  return config->targets->len > 0;
}

static void examine_configuration(json_t *findings, const struct config *config)
{
  struct stat status;
  if (stat(config->file, &status) != 0)
    doctor_add(findings, &(struct examined){"provostd", "configuration", HEALTH_TROUBLE, "put it back before the next start"},
               "%s cannot be read any more: %s", config->file, g_strerror(errno));
  else if (status.st_mode & S_IWOTH)
    doctor_add(findings, &(struct examined){"provostd", "configuration", HEALTH_TROUBLE, "chmod o-w it: it would be refused"},
               "everybody on this machine may change %s", config->file);
  else if (status.st_mode & S_IROTH && has_community(config))
    doctor_add(findings,
               &(struct examined){"provostd", "configuration", HEALTH_WARNING, "chmod o-r it, or keep secrets in files"},
               "everybody on this machine may read %s (mode %04o), which may hold secrets", config->file,
               (guint)status.st_mode & 07777);
  else
    doctor_add(findings, &(struct examined){"provostd", "configuration", HEALTH_OK, NULL}, "%s, mode %04o", config->file,
               (guint)status.st_mode & 07777);
}

static void examine_reload(json_t *findings, const struct reload_state *reload)
{
  if (reload->trouble)
    doctor_add(findings, &(struct examined){"provostd", "reload", HEALTH_TROUBLE, "see to it, then: provost reload"}, "%s",
               reload->trouble);
  for (guint i = 0; i < reload->waiting->len; i++)
    doctor_add(findings, &(struct examined){"provostd", "reload", HEALTH_WARNING, "start provostd again when that suits"},
               "the new %s is not in force yet", (const char *)reload->waiting->pdata[i]);
}

static void examine_policies(json_t *findings, struct core *core)
{
  GVariant *policies = pipeline_policies(core->pipeline);
  guint active = 0;
  for (gsize i = 0; i < policy_rows(policies); i++) {
    struct policy_row row;
    policy_row_read(policies, i, &row);
    active += row.state == POLICY_ACTIVE;
    doctor_policy(findings, row.name, row.state, row.reason);
  }
  doctor_add(findings, &(struct examined){"provostd", "policies", HEALTH_OK, NULL}, "%u run", active);
}

static void examine_provost(json_t *findings, struct core *core)
{
  examine_configuration(findings, core->config);
  examine_reload(findings, &core->reload);
  examine_journal(findings, core);
  examine_disk(findings, core);
  examine_history(findings, core);
  for (enum role role = ROLE_CORE + 1; role < ROLES; role++)
    examine_role(findings, core, role);
  examine_policies(findings, core);
  doctor_programs(findings, core->config);
  doctor_managers(findings, core->config, supervisor_status(core->supervisor, ROLE_AGENTX)->counters);
  doctor_outlets(findings, core->outlets);
  doctor_access(findings, core->config);
  doctor_traps(findings, pipeline_trap_listening(core->pipeline));
}

static void examine_placement(json_t *findings, const struct fleet *fleet)
{
  struct placement_snapshot *snapshot = snapshot_from_fleet(fleet, NULL);
  doctor_needs(findings, snapshot);
  doctor_rules(findings, snapshot);
  snapshot_free(snapshot);
}

json_t *doctor_to_json(struct core *core, const struct serve_page *page)
{
  const struct config *config = core->config;
  const struct fleet *fleet = core->fleet;
  guint hosts = 1, devices = hosts + config->hosts->len, guests = devices + config->devices->len;
  guint all = guests + config->guests->len, total = all + 1;
  json_t *findings = json_array();
  for (guint i = page->from; i < total && i - page->from < page->limit; i++) {
    if (i < hosts)
      examine_provost(findings, core);
    else if (i < devices)
      doctor_host(findings, fleet, config->hosts->pdata[i - hosts]);
    else if (i < guests)
      doctor_device(findings, fleet, config->devices->pdata[i - devices]);
    else if (i < all)
      doctor_guest(findings, fleet, config->guests->pdata[i - guests]);
    else {
      doctor_balloons(findings, fleet);
      doctor_locks(findings, config, QEMU_CONF);
      examine_placement(findings, fleet);
      doctor_engines(findings, fleet, config);
    }
  }
  return json_pack("{s:b, s:o, s:o}", "healthy", doctor_is_well(findings), "findings", findings, "next",
                   serve_page_next(page, total));
}
