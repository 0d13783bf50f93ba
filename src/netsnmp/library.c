#include "netsnmp/library.h"

#include <glib.h>
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

static int on_log(int major, int minor, void *line, void *user)
{
  (void)major;
  (void)minor;
  (void)user;
  g_autofree char *text = g_strchomp(g_strdup(((const struct snmp_log_message *)line)->msg));
  g_debug("net-snmp: %s", text);
  return 0;
}

void netsnmp_library_prepare(void)
{
  static const int switches[] = {
      NETSNMP_DS_LIB_DONT_READ_CONFIGS,       NETSNMP_DS_LIB_DONT_PERSIST_STATE,
      NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE,
      NETSNMP_DS_LIB_DONT_LOAD_HOST_FILES,    NETSNMP_DS_LIB_ALARM_DONT_USE_SIG,
  };
  /* Even without configuration the library scans folders, indexes them, and makes those that lack: below
   * a file that is no folder, none can be made. */
  g_setenv("MIBS", "", TRUE);
  g_setenv("MIBDIRS", "", TRUE);
  g_setenv("SNMPCONFPATH", "/dev/null", TRUE);
  g_setenv("SNMP_PERSISTENT_DIR", "/dev/null", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS(switches); i++)
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, switches[i], 1);
  snmp_disable_log();
  snmp_enable_calllog();
  snmp_register_callback(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, on_log, NULL);
}

void netsnmp_library_open(void)
{
  netsnmp_library_prepare();
  init_snmp("provost");
}
