#include "agentx/agentx_role.h"

#include "agentx/subagent.h"

#define PUBLISH_MS 100 /* rows come in several messages */

struct agentx_role {
  struct channel *channel;
  struct rows *rows;
  struct subagent *subagent; /* NULL: snmpd is not asked */
  guint64 bad_rows;
  guint32 heartbeat_ms;
  guint counters_timer, publish_timer;
};

static gpointer start(struct channel *channel)
{
  struct agentx_role *role = g_new0(struct agentx_role, 1);
  role->channel = channel;
  role->rows = rows_new();
  return role;
}

static gboolean on_interval(gpointer user)
{
  const struct agentx_role *role = user;
  const struct role_counter counters[] = {
      {"snmpd_connected", role->subagent && subagent_is_connected(role->subagent)},
      {"answers", role->subagent ? subagent_answers(role->subagent) : 0},
      {"rows", rows_count(role->rows)},
      {"bad_rows", role->bad_rows},
  };
  role_send_counters(role->channel, counters, G_N_ELEMENTS(counters));
  return G_SOURCE_CONTINUE;
}

static void configure(struct agentx_role *role, GVariant *body)
{
  guint32 interval_ms;
  const char *socket, *folder;
  g_autoptr(GVariant) targets = NULL;
  g_variant_get(body, "(uu&s&s@a(sssuuba{ss}))", &interval_ms, &role->heartbeat_ms, &socket, &folder, &targets);
  if (interval_ms == 0) {
    g_warning("a configuration without interval is ignored");
    return;
  }
  if (socket[0] && !role->subagent)
    role->subagent = subagent_start(socket);
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

/* ---- the role ------------------------------------------------------------------------------------ */

static void message(gpointer state, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_AGENTX_CONFIGURE)
    configure(state, body);
  else if (kind == MESSAGE_MIB_ROWS)
    take_rows(state, body);
  else if (kind == MESSAGE_MIB_GONE)
    take_gone(state, body);
}

static void stop(gpointer state)
{
  (void)state;
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
