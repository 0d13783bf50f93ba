#include "agentx/agentx_role.h"

#include "agentx/notifier.h"
#include "agentx/subagent.h"

#define PUBLISH_MS 100 /* rows come in several messages */
#define STOP_MS 700 /* for the last notifications to go out */

struct agentx_role {
  struct channel *channel;
  struct rows *rows;
  struct subagent *subagent; /* NULL: snmpd is not asked */
  guint64 bad_rows;
  struct notifier *notifier;
  gboolean is_stopping;
  guint counters_timer, publish_timer;
};

static void on_taken(guint64 number, gpointer user)
{
  const struct agentx_role *role = user;
  channel_send(role->channel, MESSAGE_EVENT_TAKEN, g_variant_new("(t)", number));
}

static gpointer start(struct channel *channel)
{
  struct agentx_role *role = g_new0(struct agentx_role, 1);
  role->channel = channel;
  role->rows = rows_new();
  role->notifier = notifier_new(role->rows, on_taken, role);
  return role;
}

static gboolean on_interval(gpointer user)
{
  const struct agentx_role *role = user;
  const struct target_counts sent = notifier_counts(role->notifier);
  const struct role_counter counters[] = {
      {"snmpd_connected", role->subagent && subagent_is_connected(role->subagent)},
      {"answers", role->subagent ? subagent_answers(role->subagent) : 0},
      {"rows", rows_count(role->rows)},
      {"bad_rows", role->bad_rows},
      {"notifications", sent.sent},
      {"notifications_failed", sent.failed},
      {"notifications_dropped", sent.dropped},
      {"notifications_waiting", sent.waiting},
      {"targets_failing", notifier_failing(role->notifier)},
  };
  role_send_counters(role->channel, counters, G_N_ELEMENTS(counters));
  return G_SOURCE_CONTINUE;
}

static void configure(struct agentx_role *role, GVariant *body)
{
  guint32 interval_ms, heartbeat_ms;
  const char *socket, *folder;
  g_autoptr(GVariant) targets = NULL;
  g_variant_get(body, "(uu&s&s@a(sssuuba{ss}))", &interval_ms, &heartbeat_ms, &socket, &folder, &targets);
  if (interval_ms == 0) {
    g_warning("a configuration without interval is ignored");
    return;
  }
  if (socket[0] && !role->subagent)
    role->subagent = subagent_start(socket);
  notifier_configure(role->notifier, targets, folder, heartbeat_ms);
  g_clear_handle_id(&role->counters_timer, g_source_remove);
  role->counters_timer = g_timeout_add(interval_ms, on_interval, role);
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static gboolean on_publish(gpointer user)
{
  struct agentx_role *role = user;
  role->publish_timer = 0;
  if (role->subagent)
    subagent_set_snapshot(role->subagent, rows_snapshot(role->rows));
  return G_SOURCE_REMOVE;
}

static void publish_soon(struct agentx_role *role)
{
  if (!role->publish_timer)
    role->publish_timer = g_timeout_add(PUBLISH_MS, on_publish, role);
}

static void take_rows(struct agentx_role *role, GVariant *body)
{
  guchar table;
  const char *key, *json;
  g_autoptr(GVariantIter) rows = NULL;
  g_variant_get(body, "(ya(ss))", &table, &rows);
  while (table < MIB_TABLES && g_variant_iter_next(rows, "(&s&s)", &key, &json))
    role->bad_rows += !rows_put(role->rows, table, key, json);
  publish_soon(role);
}

static void take_gone(struct agentx_role *role, GVariant *body)
{
  guchar table;
  const char *key;
  g_autoptr(GVariantIter) keys = NULL;
  g_variant_get(body, "(yas)", &table, &keys);
  while (table < MIB_TABLES && g_variant_iter_next(keys, "&s", &key))
    rows_remove(role->rows, table, key);
  publish_soon(role);
}

static void take_event(struct agentx_role *role, GVariant *body)
{
  guint64 number;
  const char *kind, *json;
  g_variant_get(body, "(t&s&s)", &number, &kind, &json);
  notifier_take_event(role->notifier, number, kind, json);
}

/* ---- the role ------------------------------------------------------------------------------------ */

static void message(gpointer state, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_AGENTX_CONFIGURE)
    configure(state, body);
  else if (kind == MESSAGE_MIB_ROWS)
    take_rows(state, body);
  else if (kind == MESSAGE_MIB_GONE)
    take_gone(state, body);
  else if (kind == MESSAGE_EVENT)
    take_event(state, body);
}

static gboolean on_stop_time(gpointer user)
{
  *(gboolean *)user = TRUE;
  return G_SOURCE_REMOVE;
}

/* The core says that it stops before it goes. */
static void stop(gpointer state)
{
  struct agentx_role *role = state;
  gboolean is_late = FALSE;
  if (role->is_stopping)
    return;
  role->is_stopping = TRUE;
  g_timeout_add(STOP_MS, on_stop_time, &is_late);
  while (notifier_is_busy(role->notifier) && !is_late)
    g_main_context_iteration(NULL, TRUE);
}

const struct role_program *agentx_role(void)
{
  static const struct role_program program = {
      .role = ROLE_AGENTX,
      .summary = "Answers SNMP managers and sends them notifications for provostd.",
      .start = start,
      .message = message,
      .stop = stop,
  };
  return &program;
}
