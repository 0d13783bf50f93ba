#include "agentx/subagent.h"

#include "netsnmp/library.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>
#include <net-snmp/agent/agent_callbacks.h>

#define OBJECTS_LENGTH (MIB_ROOT_LENGTH + 1)
#define TIMEOUT_SEC 1
#define RETRIES 1

static const oid objects[OBJECTS_LENGTH] = {MIB_ROOT, MIB_OBJECTS};

struct subagent {
  char *socket;
  GMutex mutex; /* of the pointer to the snapshot */
  struct snapshot *snapshot;
  gint connected, answers; /* atomic */
};

static struct snapshot *snapshot_now(struct subagent *subagent)
{
  g_mutex_lock(&subagent->mutex);
  struct snapshot *snapshot = snapshot_ref(subagent->snapshot);
  g_mutex_unlock(&subagent->mutex);
  return snapshot;
}

/* ---- answering ----------------------------------------------------------------------------------- */

static void set_octets(netsnmp_variable_list *varbind, GBytes *octets)
{
  gsize n;
  gconstpointer bytes = g_bytes_get_data(octets, &n);
  snmp_set_var_typed_value(varbind, ASN_OCTET_STR, bytes ? bytes : "", n);
}

static void set_counter64(netsnmp_variable_list *varbind, guint64 number)
{
  const struct counter64 value = {.high = (u_long)(number >> 32), .low = (u_long)(number & G_MAXUINT32)};
  snmp_set_var_typed_value(varbind, ASN_COUNTER64, &value, sizeof value);
}

static void set_value(netsnmp_variable_list *varbind, const struct instance *instance)
{
  const struct mib_value *value = &instance->row->values[instance->column];
  gint64 age_sec = (g_get_monotonic_time() - instance->row->told_us) / G_USEC_PER_SEC;
  switch (value->kind) {
  case MIB_OCTETS:
    set_octets(varbind, value->octets);
    break;
  case MIB_COUNTER64:
    set_counter64(varbind, value->number);
    break;
  case MIB_INTEGER:
    snmp_set_var_typed_integer(varbind, ASN_INTEGER, (long)value->number);
    break;
  case MIB_GAUGE:
    snmp_set_var_typed_integer(varbind, ASN_GAUGE, (long)value->number);
    break;
  case MIB_NOTHING: /* SYNTAX_AGE: no other without a value is an instance */
    snmp_set_var_typed_integer(varbind, ASN_GAUGE, (long)MIN(age_sec, G_MAXINT32));
    break;
  }
}

static void set_name(netsnmp_variable_list *varbind, const struct instance *instance)
{
  guint32 own[INSTANCE_OID_MAX];
  oid name[OBJECTS_LENGTH + INSTANCE_OID_MAX];
  gsize n = instance_oid(instance, own);
  memcpy(name, objects, sizeof objects);
  for (gsize i = 0; i < n; i++)
    name[OBJECTS_LENGTH + i] = own[i];
  snmp_set_var_objid(varbind, name, OBJECTS_LENGTH + n);
}

/* What is asked for, behind the root of the objects; longer than any instance: it is enough to compare. */
static gsize asked_oid(const netsnmp_variable_list *varbind, guint32 asked[INSTANCE_OID_MAX + 1])
{
  gsize n = 0;
  if (snmp_oidtree_compare(varbind->name, varbind->name_length, objects, OBJECTS_LENGTH) != 0)
    return 0; /* it begins before us: the first is next */
  for (gsize i = OBJECTS_LENGTH; i < varbind->name_length && n <= INSTANCE_OID_MAX; i++)
    asked[n++] = (guint32)varbind->name[i];
  return n;
}

static void answer(struct subagent *subagent, const struct snapshot *snapshot, netsnmp_agent_request_info *how,
                   netsnmp_request_info *request)
{
  guint32 asked[INSTANCE_OID_MAX + 1];
  struct instance found;
  gsize n = asked_oid(request->requestvb, asked);
  g_atomic_int_inc(&subagent->answers);
  gboolean is_exact = (how->mode == MODE_GET || request->inclusive) && snapshot_find(snapshot, asked, n, &found);
  if (is_exact || (how->mode == MODE_GETNEXT && snapshot_next(snapshot, asked, n, &found))) {
    set_name(request->requestvb, &found);
    set_value(request->requestvb, &found);
  } else if (how->mode == MODE_GET) {
    netsnmp_set_request_error(how, request, SNMP_NOSUCHINSTANCE);
  }
}

static int on_request(netsnmp_mib_handler *handler, netsnmp_handler_registration *registration,
                      netsnmp_agent_request_info *how, netsnmp_request_info *requests)
{
  (void)handler;
  struct subagent *subagent = registration->my_reg_void;
  struct snapshot *snapshot = snapshot_now(subagent);
  for (netsnmp_request_info *request = requests; request; request = request->next)
    if (!request->processed)
      answer(subagent, snapshot, how, request);
  snapshot_unref(snapshot);
  return SNMP_ERR_NOERROR;
}

/* ---- the session --------------------------------------------------------------------------------- */

/* The session that was opened is the library's, which would wait six seconds for each answer. */
static int on_session(int major, int minor, void *data, void *user)
{
  (void)major;
  netsnmp_session *session = data;
  struct subagent *subagent = user;
  gboolean is_there = minor == SNMPD_CALLBACK_INDEX_START;
  if (is_there) {
    session->timeout = TIMEOUT_SEC * ONE_SEC;
    session->retries = RETRIES;
  }
  if (g_atomic_int_get(&subagent->connected) != is_there)
    g_message("%s %s", is_there ? "snmpd takes us as its subagent at" : "lost snmpd at", subagent->socket);
  g_atomic_int_set(&subagent->connected, is_there);
  return 0;
}

static void open_library(struct subagent *subagent)
{
  static const int minors[] = {SNMPD_CALLBACK_INDEX_START, SNMPD_CALLBACK_INDEX_STOP};
  netsnmp_enable_subagent();
  init_agent("provost"); /* it sets the interval to its own default */
  netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, subagent->socket);
  netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, SUBAGENT_PING_SEC);
  for (guint i = 0; i < G_N_ELEMENTS(minors); i++)
    snmp_register_callback(SNMP_CALLBACK_APPLICATION, minors[i], on_session, subagent);
}

static gpointer run(gpointer user)
{
  struct subagent *subagent = user;
  open_library(subagent);
  netsnmp_handler_registration *registration =
      netsnmp_create_handler_registration("provost", on_request, objects, OBJECTS_LENGTH, HANDLER_CAN_RONLY);
  registration->my_reg_void = subagent;
  netsnmp_register_handler(registration);
  init_snmp("provost");
  for (;;)
    agent_check_and_process(1);
  return NULL;
}

struct subagent *subagent_start(const char *socket)
{
  struct subagent *subagent = g_new0(struct subagent, 1);
  struct rows *none = rows_new();
  subagent->socket = g_strdup(socket);
  subagent->snapshot = rows_snapshot(none);
  rows_free(none);
  g_mutex_init(&subagent->mutex);
  netsnmp_library_prepare(); /* it sets environment variables: before there are threads */
  g_thread_unref(g_thread_new("agentx", run, subagent));
  return subagent;
}

void subagent_set_snapshot(struct subagent *subagent, struct snapshot *snapshot)
{
  g_mutex_lock(&subagent->mutex);
  struct snapshot *former = subagent->snapshot;
  subagent->snapshot = snapshot;
  g_mutex_unlock(&subagent->mutex);
  snapshot_unref(former);
}

gboolean subagent_is_connected(const struct subagent *subagent)
{
  return g_atomic_int_get(&subagent->connected) != 0;
}

guint subagent_answers(const struct subagent *subagent)
{
  return (guint)g_atomic_int_get(&subagent->answers);
}
