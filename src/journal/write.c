#include "journal/write.h"

struct write *write_new(enum write_kind kind, gint64 time_us)
{
  struct write *write = g_new0(struct write, 1);
  write->kind = kind;
  write->time_us = time_us;
  return write;
}

void write_free(struct write *write)
{
  json_decref(write->doc);
  intent_free(write->intent);
  residence_free(write->residence);
  judgement_free(write->judgement);
  restriction_free(write->restriction);
  g_free(write->origin);
  g_free(write->subject);
  g_free(write->by);
  g_free(write->event);
  g_free(write->why);
  g_free(write);
}

void write_add_audit(struct write *write, const char *subject, const struct audit *audit)
{
  write->subject = g_strdup(subject);
  write->by = g_strdup(audit->by);
  write->event = g_strdup(audit->event);
  write->why = g_strdup(audit->why ? audit->why : "");
}

static struct bound text(const char *value)
{
  return (struct bound){.text = value, .is_null = !value};
}

static struct bound number(gint64 value)
{
  return (struct bound){.number = value};
}

static const char *doc_text(const json_t *doc, const char *field)
{
  return json_string_value(json_object_get(doc, field));
}

static gint64 doc_number(const json_t *doc, const char *field)
{
  return json_integer_value(json_object_get(doc, field));
}

static gboolean store_tip(const struct write *write, struct store *store, GError **error)
{
  g_autofree char *doc = json_dumps(write->doc, JSON_COMPACT);
  struct bound values[] = {
      number(doc_number(write->doc, "id")),
      text(doc_text(write->doc, "policy")),
      text(doc_text(json_object_get(write->doc, "subject"), "object")),
      text(doc_text(write->doc, "state")),
      text(doc_text(write->doc, "raised")),
      number(write->time_us),
      text(doc),
  };
  return store_write(store,
                     "INSERT OR REPLACE INTO tips (id, policy, subject, state, raised, stored_us, doc)"
                     " VALUES (?, ?, ?, ?, ?, ?, ?)",
                     values, G_N_ELEMENTS(values), error);
}

static gboolean store_action(const struct write *write, struct store *store, GError **error)
{
  const char *guest = doc_text(write->doc, "guest_uuid");
  g_autofree char *doc = json_dumps(write->doc, JSON_COMPACT);
  struct bound values[] = {
      number(doc_number(write->doc, "id")),
      number(doc_number(write->doc, "tip")),
      number(doc_number(write->doc, "part_of")),
      text(guest ? guest : ""),
      text(doc_text(write->doc, "state")),
      text(doc),
  };
  return store_write(store,
                     "INSERT OR REPLACE INTO actions (id, tip_id, parent_id, guest, state, doc)"
                     " VALUES (?, ?, ?, ?, ?, ?)",
                     values, G_N_ELEMENTS(values), error);
}

static gboolean store_intent(const struct write *write, struct store *store, GError **error)
{
  const struct intent *intent = write->intent;
  g_autofree char *arguments = g_variant_print(intent->arguments, TRUE);
  struct bound values[] = {
      number((gint64)intent->id),     number((gint64)intent->action_id),
      text(deed_kind_name(intent->deed)), text(intent->host),
      text(intent->guest_uuid),       text(arguments),
      number(write->time_us),
  };
  return store_write(store,
                     "INSERT INTO intents (id, action_id, deed, host, guest_uuid, arguments, open, opened_us)"
                     " VALUES (?, ?, ?, ?, ?, ?, 1, ?)",
                     values, G_N_ELEMENTS(values), error);
}

static gboolean store_close(const struct write *write, struct store *store, GError **error)
{
  const struct intent *intent = write->intent;
  struct bound values[] = {
      text(deed_result_name(intent->result)),
      text(intent->error),
      number(write->time_us),
      number((gint64)intent->id),
  };
  return store_write(store,
                     "UPDATE intents SET open = 0, result = ?, error = ?, closed_us = ?"
                     " WHERE id = ? AND open",
                     values, G_N_ELEMENTS(values), error);
}

static gboolean store_verdict(const struct write *write, struct store *store, GError **error)
{
  const struct judgement *judgement = write->judgement;
  struct bound oldest = number(write->time_us - (gint64)JOURNAL_VERDICTS_SEC * G_USEC_PER_SEC);
  struct bound values[] = {
      number(judgement->time_us),         text(judgement->policy),              text(judgement->cluster),
      number((gint64)judgement->tip_id),  number((gint64)judgement->action_id), text(verdict_name(judgement->verdict)),
  };
  return store_write(store,
                     "INSERT INTO verdicts (time_us, policy, cluster, tip_id, action_id, verdict)"
                     " VALUES (?, ?, ?, ?, ?, ?)",
                     values, G_N_ELEMENTS(values), error) &&
         store_write(store, "DELETE FROM verdicts WHERE time_us < ?", &oldest, 1, error);
}

static gboolean store_residence(const struct write *write, struct store *store, GError **error)
{
  const struct residence *residence = write->residence;
  struct bound values[] = {
      number((gint64)residence->id), text(residence->product),    text(residence->uuid),
      text(residence->guest),        text(residence->host),       text(residence->from),
      number(residence->moved_us),   number(residence->since_us), number(residence->until_us),
  };
  struct bound oldest = number(write->time_us - (gint64)JOURNAL_RESIDENCES_SEC * G_USEC_PER_SEC);
  return store_write(store,
                     "INSERT OR REPLACE INTO residences (id, product, guest_uuid, guest, host, \"from\", moved_us, since_us,"
                     " until_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                     values, G_N_ELEMENTS(values), error) &&
         store_write(store, "DELETE FROM residences WHERE until_us > 0 AND until_us < ?", &oldest, 1, error);
}

static gboolean store_restriction(const struct write *write, struct store *store, GError **error)
{
  const struct restriction *restriction = write->restriction;
  struct bound values[] = {text(restriction->host), text(restriction->by), text(restriction->reason),
                           number(restriction->since_us)};
  return store_write(store, "INSERT OR REPLACE INTO restrictions (host, \"by\", reason, since_us) VALUES (?, ?, ?, ?)",
                     values, G_N_ELEMENTS(values), error);
}

static gboolean store_release(const struct write *write, struct store *store, GError **error)
{
  struct bound host = text(write->restriction->host);
  return store_write(store, "DELETE FROM restrictions WHERE host = ?", &host, 1, error);
}

static gboolean store_audit(const struct write *write, struct store *store, GError **error)
{
  struct bound values[] = {
      number(write->time_us), text(write->by), text(write->subject), text(write->event), text(write->why),
  };
  return store_write(store,
                     "INSERT INTO audit (time_us, \"by\", subject, event, why) VALUES (?, ?, ?, ?, ?)",
                     values, G_N_ELEMENTS(values), error);
}

static gboolean store_trap(const struct write *write, struct store *store, GError **error)
{
  g_autofree char *doc = json_dumps(write->doc, JSON_COMPACT);
  gint64 id = doc_number(write->doc, "id");
  struct bound oldest = number(id - LIMIT_TRAPS);
  struct bound values[] = {number(id), number(write->time_us), text(doc_text(write->doc, "oid")), text(doc)};
  return store_write(store, "INSERT OR REPLACE INTO traps (id, time_us, oid, doc) VALUES (?, ?, ?, ?)", values,
                     G_N_ELEMENTS(values), error) &&
         store_write(store, "DELETE FROM traps WHERE id <= ?", &oldest, 1, error);
}

/* Each statement looks at a bounded number of the oldest rows, so that no commit takes long: what is left over goes the next time.
 * Of dismissed tips the newest of its kind, tests aside, may hold back new ones, and stays, as do the parts of an order that goes on.
 * The plus keeps SQLite from looking at all that ever ended, by its state, instead of what is old. */
static gboolean store_forget(const struct write *write, struct store *store, GError **error)
{
  static const char *const statements[] = {
      "DELETE FROM tips WHERE id IN (SELECT id FROM tips AS t WHERE stored_us < ?1"
      " AND (+state IN ('resolved', 'cleared', 'superseded') OR (+state = 'dismissed' AND (json_extract(doc, '$.test') IS 1"
      "  OR EXISTS (SELECT 1 FROM tips AS n WHERE n.policy = t.policy AND n.subject = t.subject AND n.id > t.id"
      "   AND json_extract(n.doc, '$.test') IS NOT 1)))) ORDER BY stored_us LIMIT 200)",
      "DELETE FROM actions WHERE id IN (SELECT id FROM actions ORDER BY id LIMIT 200)"
      " AND state IN ('done', 'failed', 'cancelled')"
      " AND unixepoch(json_extract(doc, '$.ended')) < ?1 / 1000000"
      " AND NOT EXISTS (SELECT 1 FROM actions AS p WHERE p.id = actions.parent_id AND p.state IN ('preparing', 'acting', 'verifying'))",
      "DELETE FROM intents WHERE id IN (SELECT id FROM intents ORDER BY id LIMIT 500) AND NOT open AND closed_us < ?1"
      " AND NOT EXISTS (SELECT 1 FROM actions WHERE actions.id = intents.action_id)",
      "DELETE FROM audit WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT 1000) AND time_us < ?1",
  };
  struct bound before = number(write->before_us);
  for (guint i = 0; i < G_N_ELEMENTS(statements); i++)
    if (!store_write(store, statements[i], &before, 1, error))
      return FALSE;
  return TRUE;
}

static gboolean store_alert(const struct write *write, struct store *store, GError **error)
{
  g_autofree char *doc = json_dumps(write->doc, JSON_COMPACT);
  struct bound values[] = {text(write->origin), text(doc)}, id = number((gint64)write->alert_id);
  return store_write(store, "INSERT OR REPLACE INTO alerts (origin, doc) VALUES (?, ?)", values, G_N_ELEMENTS(values), error) &&
         store_write(store, "INSERT INTO alert_ids (one, last) VALUES (1, ?)"
                            " ON CONFLICT (one) DO UPDATE SET last = max(last, excluded.last)", &id, 1, error);
}

static gboolean store_dropped_alert(const struct write *write, struct store *store, GError **error)
{
  struct bound origin = text(write->origin);
  return store_write(store, "DELETE FROM alerts WHERE origin = ?", &origin, 1, error);
}

gboolean write_store(const struct write *write, struct store *store, GError **error)
{
  static gboolean (*const stores[])(const struct write *, struct store *, GError **) = {
      [WRITE_TIP] = store_tip,     [WRITE_ACTION] = store_action, [WRITE_INTENT] = store_intent,
      [WRITE_CLOSE] = store_close, [WRITE_RESIDENCE] = store_residence, [WRITE_VERDICT] = store_verdict,
      [WRITE_RESTRICT] = store_restriction, [WRITE_RELEASE] = store_release, [WRITE_AUDIT] = store_audit,
      [WRITE_FORGET] = store_forget, [WRITE_ALERT] = store_alert, [WRITE_DROP_ALERT] = store_dropped_alert,
      [WRITE_TRAP] = store_trap,
  };
  if (!stores[write->kind](write, store, error))
    return FALSE;
  return write->kind == WRITE_AUDIT || !write->event || store_audit(write, store, error);
}
