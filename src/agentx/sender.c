#include "agentx/sender.h"

#include "agentx/snapshot.h"
#include "netsnmp/library.h"
#include "netsnmp/protocols.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#define SOCKET_FD 3

struct sender {
  const char *address, *version;
  guint32 timeout_ms, retries, boots;
  gboolean inform;
  GVariant *credentials, *engine_id;
  guint64 began_us;
  netsnmp_session *session; /* NULL: not open */
};

static const oid uptime_oid[] = {1, 3, 6, 1, 2, 1, 1, 3, 0}, trap_oid[] = {1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0};

static gint64 uptime_us(const struct sender *sender)
{
  return g_get_monotonic_time() - (gint64)sender->began_us;
}

/* ---- security ------------------------------------------------------------------------------------ */

static const char *credential(const struct sender *sender, const char *name)
{
  const char *value = NULL;
  g_variant_lookup(sender->credentials, name, "&s", &value);
  return value;
}

static gboolean set_key(const netsnmp_auth_alg_info *auth, const char *passphrase, u_char *key, size_t *length)
{
  *length = USM_AUTH_KU_LEN;
  return generate_Ku(auth->alg_oid, (u_int)auth->oid_len, (const u_char *)passphrase, strlen(passphrase), key, length) == SNMPERR_SUCCESS;
}

/* Keys are made by the signature's protocol for the encryption, too (RFC 3414, 2.6). */
static gboolean set_user(const struct sender *sender, netsnmp_session *session)
{
  const char *auth = credential(sender, "auth"), *priv = credential(sender, "priv"), *user = credential(sender, "user");
  const netsnmp_auth_alg_info *signs = auth_protocol(auth);
  const netsnmp_priv_alg_info *encrypts = priv_protocol(priv);
  session->securityName = g_strdup(user ? user : "");
  session->securityNameLen = strlen(session->securityName);
  session->securityLevel = priv ? SNMP_SEC_LEVEL_AUTHPRIV : auth ? SNMP_SEC_LEVEL_AUTHNOPRIV : SNMP_SEC_LEVEL_NOAUTH;
  if (!user || (auth && !signs) || (priv && (!encrypts || !signs)))
    return FALSE;
  if (signs) {
    const char *passphrase = credential(sender, "auth_passphrase");
    session->securityAuthProto = snmp_duplicate_objid(signs->alg_oid, (size_t)signs->oid_len);
    session->securityAuthProtoLen = (size_t)signs->oid_len;
    if (!passphrase || !set_key(signs, passphrase, session->securityAuthKey, &session->securityAuthKeyLen))
      return FALSE;
  }
  if (encrypts) {
    const char *passphrase = credential(sender, "priv_passphrase");
    session->securityPrivProto = snmp_duplicate_objid(encrypts->alg_oid, (size_t)encrypts->oid_len);
    session->securityPrivProtoLen = (size_t)encrypts->oid_len;
    if (!passphrase || !set_key(signs, passphrase, session->securityPrivKey, &session->securityPrivKeyLen))
      return FALSE;
  }
  return TRUE;
}

/* Of a trap the sender is the authority (RFC 3412, 7.1.9): our engine, whose clock we set. */
static void set_engine(const struct sender *sender, netsnmp_session *session)
{
  gsize n;
  gconstpointer id = g_variant_get_fixed_array(sender->engine_id, &n, 1);
  session->securityEngineID = g_memdup2(id, n);
  session->securityEngineIDLen = n;
  session->contextEngineID = g_memdup2(id, n);
  session->contextEngineIDLen = n;
  session->engineBoots = sender->boots;
  session->engineTime = (u_int)(uptime_us(sender) / G_USEC_PER_SEC);
  set_enginetime(session->securityEngineID, (u_int)n, session->engineBoots, session->engineTime, TRUE);
}

/* ---- the session --------------------------------------------------------------------------------- */

static char *trouble_of(netsnmp_session *session)
{
  char *said = NULL;
  snmp_error(session, NULL, NULL, &said);
  char *text = g_strdup(said ? said : "unknown trouble");
  free(said);
  return text;
}

/* What a session holds for snmp_open to copy. */
static void clear(netsnmp_session *session)
{
  g_free(session->securityName);
  free(session->securityAuthProto);
  free(session->securityPrivProto);
  g_free(session->securityEngineID);
  g_free(session->contextEngineID);
}

/* NULL: it is open; else why not. Of version 3 with informs it waits for the target's engine. */
static char *open_session(struct sender *sender)
{
  netsnmp_session session;
  gboolean is_v3 = strcmp(sender->version, "3") == 0;
  const char *community = credential(sender, "community");
  snmp_sess_init(&session);
  session.peername = (char *)sender->address;
  session.version = is_v3 ? SNMP_VERSION_3 : SNMP_VERSION_2c;
  session.timeout = (long)sender->timeout_ms * 1000;
  session.retries = (int)sender->retries;
  if (is_v3 && !set_user(sender, &session)) {
    clear(&session);
    return g_strdup("its user, protocols or passphrases cannot be used");
  }
  if (is_v3 && !sender->inform)
    set_engine(sender, &session);
  if (!is_v3 && community) {
    session.community = (u_char *)community;
    session.community_len = strlen(community);
  }
  sender->session = snmp_open(&session);
  g_autofree char *trouble = sender->session ? NULL : trouble_of(&session);
  clear(&session);
  return trouble ? g_strdup_printf("%s: %s", is_v3 && sender->inform ? "its engine was not found" : "it cannot be reached", trouble) : NULL;
}

/* ---- notifications ------------------------------------------------------------------------------- */

static void add_varbind(netsnmp_pdu *pdu, const oid *name, gsize n, enum mib_kind kind, guint64 number, GVariant *octets)
{
  const struct counter64 counter = {.high = (u_long)(number >> 32), .low = (u_long)(number & G_MAXUINT32)};
  const long word = (long)number;
  gsize length;
  gconstpointer bytes = g_variant_get_fixed_array(octets, &length, 1);
  if (kind == MIB_OCTETS)
    snmp_pdu_add_variable(pdu, name, n, ASN_OCTET_STR, bytes ? bytes : "", length);
  else if (kind == MIB_COUNTER64)
    snmp_pdu_add_variable(pdu, name, n, ASN_COUNTER64, &counter, sizeof counter);
  else
    snmp_pdu_add_variable(pdu, name, n, kind == MIB_GAUGE ? ASN_GAUGE : ASN_INTEGER, &word, sizeof word);
}

static void add_objects(netsnmp_pdu *pdu, GVariantIter *objects)
{
  guint32 place, number, index;
  guchar kind;
  guint64 value;
  GVariant *octets;
  while (g_variant_iter_loop(objects, "(uuuyt@ay)", &place, &number, &index, &kind, &value, &octets)) {
    oid name[MIB_ROOT_LENGTH + 1 + INSTANCE_OID_MAX] = {MIB_ROOT, MIB_OBJECTS, place + 1};
    gsize n = MIB_ROOT_LENGTH + 2;
    if (mib_table(place)->key)
      name[n++] = 1;
    name[n++] = number;
    name[n++] = index;
    add_varbind(pdu, name, n, kind, value, octets);
  }
}

static netsnmp_pdu *pdu_of(const struct sender *sender, GVariant *body)
{
  guint32 number;
  g_autoptr(GVariantIter) objects = NULL;
  g_variant_get(body, "(ua(uuuytay))", &number, &objects);
  const oid name[] = {MIB_ROOT, MIB_NOTIFICATIONS, number};
  const u_long ticks = (u_long)(uptime_us(sender) / 10000) & G_MAXUINT32;
  netsnmp_pdu *pdu = snmp_pdu_create(sender->inform ? SNMP_MSG_INFORM : SNMP_MSG_TRAP2);
  snmp_pdu_add_variable(pdu, uptime_oid, OID_LENGTH(uptime_oid), ASN_TIMETICKS, &ticks, sizeof ticks);
  snmp_pdu_add_variable(pdu, trap_oid, OID_LENGTH(trap_oid), ASN_OBJECT_ID, name, sizeof name);
  add_objects(pdu, objects);
  return pdu;
}

/* NULL: sent, and acknowledged. */
static char *send_pdu(struct sender *sender, netsnmp_pdu *pdu)
{
  if (!sender->inform) {
    if (snmp_send(sender->session, pdu))
      return NULL;
    snmp_free_pdu(pdu);
    return trouble_of(sender->session);
  }
  netsnmp_pdu *response = NULL;
  int status = snmp_synch_response(sender->session, pdu, &response);
  char *why = NULL;
  if (status == STAT_TIMEOUT)
    why = g_strdup("it did not acknowledge in time");
  else if (status != STAT_SUCCESS || !response)
    why = trouble_of(sender->session);
  else if (response->command != SNMP_MSG_RESPONSE || response->errstat != SNMP_ERR_NOERROR)
    why = g_strdup_printf("it refused: %s", snmp_errstring((int)response->errstat));
  if (response)
    snmp_free_pdu(response);
  return why;
}

/* A session that failed is opened anew for the next one: the engine behind the address may be another by then. */
static char *notify(struct sender *sender, GVariant *body)
{
  char *why = sender->session ? NULL : open_session(sender);
  if (why)
    return why;
  why = send_pdu(sender, pdu_of(sender, body));
  if (why)
    snmp_close(g_steal_pointer(&sender->session));
  return why;
}

/* ---- the process --------------------------------------------------------------------------------- */

/* A packet of this type; NULL: the socket closed. */
static GVariant *receive(const char *type)
{
  g_autofree guint8 *packet = g_malloc(SENDER_PACKET_MAX);
  ssize_t n = recv(SOCKET_FD, packet, SENDER_PACKET_MAX, 0);
  if (n <= 0)
    return NULL;
  GVariant *body = g_variant_new_from_data(G_VARIANT_TYPE(type), packet, (gsize)n, FALSE, g_free, packet);
  packet = NULL;
  return g_variant_ref_sink(body);
}

int sender_main(void)
{
  struct sender sender = {0};
  GVariant *body;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  g_autoptr(GVariant) settings = receive(SENDER_SETTINGS);
  if (!settings)
    return EXIT_FAILURE;
  g_variant_get(settings, "(&s&suub@a{ss}@ayut)", &sender.address, &sender.version, &sender.timeout_ms, &sender.retries,
                &sender.inform, &sender.credentials, &sender.engine_id, &sender.boots, &sender.began_us);
  netsnmp_library_open();
  while ((body = receive("(ua(uuuytay))"))) {
    g_autofree char *why = notify(&sender, body);
    g_variant_unref(body);
    if (send(SOCKET_FD, why ? why : "", why ? strlen(why) + 1 : 1, MSG_NOSIGNAL) < 0)
      break;
  }
  return EXIT_SUCCESS;
}
