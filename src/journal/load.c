#include "journal/load.h"

#include "base/error.h"
#include "json/json.h"
#include "json/trap_json.h"

static const char *column(sqlite3_stmt *row, int index)
{
  return (const char *)sqlite3_column_text(row, index);
}

static gboolean refuse(sqlite3_stmt *row, const char *what, const char *why, GError **error)
{
  g_set_error(error, PROVOST_ERROR, PROVOST_ERROR_STORAGE, "%s %" G_GINT64_FORMAT " in the journal: %s", what,
              (gint64)sqlite3_column_int64(row, 0), why);
  return FALSE;
}

static gboolean take_tip(sqlite3_stmt *row, gpointer values, GError **error)
{
  g_autoptr(GError) failure = NULL;
  json_t *json = json_loads(column(row, 1), 0, NULL);
  struct tip *tip = tip_from_json(json, &failure);
  json_decref(json);
  if (!tip)
    return refuse(row, "tip", failure->message, error);
  g_ptr_array_add(values, tip);
  return TRUE;
}

static gboolean take_action(sqlite3_stmt *row, gpointer values, GError **error)
{
  g_autoptr(GError) failure = NULL;
  json_t *json = json_loads(column(row, 1), 0, NULL);
  struct action *action = action_from_json(json, &failure);
  json_decref(json);
  if (!action)
    return refuse(row, "action", failure->message, error);
  g_ptr_array_add(values, action);
  return TRUE;
}

static gboolean take_intent(sqlite3_stmt *row, gpointer values, GError **error)
{
  struct intent *intent = intent_new();
  g_ptr_array_add(values, intent);
  intent->id = (guint64)sqlite3_column_int64(row, 0);
  intent->action_id = (guint64)sqlite3_column_int64(row, 1);
  intent->host = g_strdup(column(row, 3));
  intent->guest_uuid = g_strdup(column(row, 4));
  intent->open = sqlite3_column_int(row, 6) != 0;
  intent->error = g_strdup(column(row, 8));
  intent->opened_us = sqlite3_column_int64(row, 9);
  if (!deed_kind_parse(column(row, 2), &intent->deed))
    return refuse(row, "intent", "it is of an unknown deed", error);
  if (!intent->open && !(column(row, 7) && deed_result_parse(column(row, 7), &intent->result)))
    return refuse(row, "intent", "it has an unknown result", error);
  intent->arguments = g_variant_parse(G_VARIANT_TYPE_VARDICT, column(row, 5), NULL, NULL, NULL);
  if (!intent->arguments)
    return refuse(row, "intent", "its arguments cannot be read", error);
  return TRUE;
}

/* A dismissed tip is needed as long as it may hold back new ones: while it is the newest of its kind. Tests of provost doctor
 * hold back none, and end nothing. */
gboolean load_tips(struct store *store, const struct loading *load, GError **error)
{
  g_autofree char *sql = g_strdup_printf(
      "SELECT id, doc FROM tips AS t WHERE"
      " state IN ('open', 'accepted', 'planned', 'acting', 'verifying', 'failed')"
      " OR (state = 'dismissed' AND json_extract(doc, '$.test') IS NOT 1 AND NOT EXISTS (SELECT 1 FROM tips AS n"
      "   WHERE n.policy = t.policy AND n.subject = t.subject AND n.id > t.id AND json_extract(n.doc, '$.test') IS NOT 1))"
      " OR id IN (SELECT id FROM tips WHERE state IN ('resolved', 'cleared', 'dismissed', 'superseded')"
      "   ORDER BY id DESC LIMIT %u) ORDER BY id",
      load->newest);
  return store_read(store, sql, take_tip, load->values, error);
}

gboolean load_actions(struct store *store, const struct loading *load, GError **error)
{
  g_autofree char *sql = g_strdup_printf(
      "SELECT id, doc FROM actions AS a WHERE state IN ('preparing', 'acting', 'verifying', 'ambiguous')"
      " OR (parent_id > 0 AND EXISTS (SELECT 1 FROM actions AS p WHERE p.id = a.parent_id"
      "   AND p.state IN ('preparing', 'acting', 'verifying')))"
      " OR id IN (SELECT id FROM actions WHERE state IN ('done', 'failed', 'cancelled')"
      "   ORDER BY id DESC LIMIT %u) ORDER BY id",
      load->newest);
  return store_read(store, sql, take_action, load->values, error);
}

gboolean load_intents(struct store *store, const struct loading *load, GError **error)
{
  return store_read(store,
                    "SELECT id, action_id, deed, host, guest_uuid, arguments, open, result, error, opened_us"
                    " FROM intents WHERE open OR action_id IN (SELECT id FROM actions WHERE state IN"
                    " ('preparing', 'acting', 'verifying', 'ambiguous')) ORDER BY id",
                    take_intent, load->values, error);
}

static gboolean take_residence(sqlite3_stmt *row, gpointer values, GError **error)
{
  struct residence *residence = residence_new();
  g_ptr_array_add(values, residence);
  residence->id = (guint64)sqlite3_column_int64(row, 0);
  residence->product = g_strdup(column(row, 1));
  g_strlcpy(residence->uuid, column(row, 2), sizeof residence->uuid);
  residence->guest = g_strdup(column(row, 3));
  residence->host = g_strdup(column(row, 4));
  residence->from = g_strdup(column(row, 5));
  residence->moved_us = sqlite3_column_int64(row, 6);
  residence->since_us = sqlite3_column_int64(row, 7);
  residence->until_us = sqlite3_column_int64(row, 8);
  return residence->id > 0 || refuse(row, "residence", "it has no id", error);
}

gboolean load_residences(struct store *store, const struct loading *load, GError **error)
{
  g_autofree char *sql = g_strdup_printf(
      "SELECT id, product, guest_uuid, guest, host, \"from\", moved_us, since_us, until_us FROM residences"
      " WHERE until_us = 0 OR id IN (SELECT id FROM residences WHERE until_us > 0 ORDER BY id DESC LIMIT %u) ORDER BY id",
      load->newest);
  return store_read(store, sql, take_residence, load->values, error);
}

static gboolean take_verdict(sqlite3_stmt *row, gpointer values, GError **error)
{
  struct judgement *judgement = judgement_new();
  g_ptr_array_add(values, judgement);
  judgement->time_us = sqlite3_column_int64(row, 1);
  judgement->policy = g_strdup(column(row, 2));
  judgement->cluster = g_strdup(column(row, 3));
  judgement->tip_id = (guint64)sqlite3_column_int64(row, 4);
  judgement->action_id = (guint64)sqlite3_column_int64(row, 5);
  return verdict_parse(column(row, 6), &judgement->verdict) || refuse(row, "verdict", "it is none that is known", error);
}

gboolean load_verdicts(struct store *store, const struct loading *load, GError **error)
{
  g_autofree char *sql = g_strdup_printf("SELECT id, time_us, policy, cluster, tip_id, action_id, verdict FROM"
                                         " (SELECT * FROM verdicts ORDER BY id DESC LIMIT %u) ORDER BY id",
                                         load->newest);
  return store_read(store, sql, take_verdict, load->values, error);
}

static gboolean take_restriction(sqlite3_stmt *row, gpointer values, GError **error)
{
  (void)error;
  g_ptr_array_add(values, restriction_new(column(row, 0), column(row, 1), column(row, 2), sqlite3_column_int64(row, 3)));
  return TRUE;
}

gboolean load_restrictions(struct store *store, const struct loading *load, GError **error)
{
  return store_read(store, "SELECT host, \"by\", reason, since_us FROM restrictions ORDER BY since_us, host",
                    take_restriction, load->values, error);
}

static gboolean take_alert(sqlite3_stmt *row, gpointer values, GError **error)
{
  g_autoptr(GError) failure = NULL;
  json_auto_t *json = json_loads(column(row, 1), 0, NULL);
  struct alert *alert = alert_from_json(json, &failure);
  if (!alert)
    return refuse(row, "alert", failure->message, error);
  g_ptr_array_add(values, alert);
  return TRUE;
}

static gboolean take_last_id(sqlite3_stmt *row, gpointer last_id, GError **error)
{
  (void)error;
  *(guint64 *)last_id = (guint64)sqlite3_column_int64(row, 0);
  return TRUE;
}

gboolean load_alerts(struct store *store, const struct loading *load, GError **error)
{
  *load->last_id = 0;
  return store_read(store, "SELECT last FROM alert_ids", take_last_id, load->last_id, error) &&
         store_read(store, "SELECT rowid, doc FROM alerts ORDER BY rowid", take_alert, load->values, error);
}

static gboolean take_trap(sqlite3_stmt *row, gpointer values, GError **error)
{
  g_autoptr(GError) failure = NULL;
  json_t *json = json_loads(column(row, 1), 0, NULL);
  struct trap_record *trap = trap_from_json(json, &failure);
  json_decref(json);
  if (!trap)
    return refuse(row, "trap", failure->message, error);
  g_ptr_array_add(values, trap);
  return TRUE;
}

gboolean load_traps(struct store *store, const struct loading *load, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf("SELECT id, doc FROM (SELECT * FROM traps ORDER BY id DESC LIMIT %u) ORDER BY id", load->newest);
  return store_read(store, sql, take_trap, load->values, error);
}
