/* What SNMP managers hear of provost: through snmpd, and by notifications. */
#include "daemon/doctor.h"

static guint64 counted(GVariant *counters, const char *name)
{
  guint64 value = 0;
  g_variant_lookup(counters, name, "t", &value);
  return value;
}

static void examine_snmpd(json_t *findings, const struct config *config, GVariant *counters)
{
  g_autofree char *remedy = g_strdup_printf("write \"master agentx\" and \"agentXSocket unix:%s\" into snmpd.conf, restart snmpd, "
                                            "and let provostd's user open that socket (agentXPerms)",
                                            config->agentx);
  if (counted(counters, "snmpd_connected"))
    doctor_add(findings, &(struct examined){"provost-agentx", "snmpd", HEALTH_OK, NULL}, "it is asked for PROVOST-MIB through %s",
               config->agentx);
  else
    doctor_add(findings, &(struct examined){"provost-agentx", "snmpd", HEALTH_WARNING, remedy},
               "no snmpd takes subagents at %s, so that managers cannot ask for PROVOST-MIB", config->agentx);
}

static void examine_targets(json_t *findings, const struct config *config, GVariant *counters)
{
  guint64 failing = counted(counters, "targets_failing");
  if (failing)
    doctor_add(findings,
               &(struct examined){"provost-agentx", "targets", HEALTH_WARNING,
                                  "the log names each with the reason: see to its address, version, user and passphrases"},
               "%" G_GUINT64_FORMAT " of %u targets could not be notified last; %" G_GUINT64_FORMAT
               " notifications were given up and %" G_GUINT64_FORMAT " dropped",
               failing, config->targets->len, counted(counters, "notifications_failed"),
               counted(counters, "notifications_dropped"));
  else
    doctor_add(findings, &(struct examined){"provost-agentx", "targets", HEALTH_OK, NULL},
               "%u are notified, %" G_GUINT64_FORMAT " notifications so far", config->targets->len,
               counted(counters, "notifications"));
}

void doctor_managers(json_t *findings, const struct config *config, GVariant *counters)
{
  if (counters && config->agentx)
    examine_snmpd(findings, config, counters);
  if (counters && config->targets->len > 0)
    examine_targets(findings, config, counters);
}
