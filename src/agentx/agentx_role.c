#include "agentx/agentx_role.h"

struct agentx_role {
  struct channel *channel;
  guint counters_timer;
};

static gpointer start(struct channel *channel)
{
  struct agentx_role *role = g_new0(struct agentx_role, 1);
  role->channel = channel;
  return role;
}

static gboolean on_interval(gpointer user)
{
  const struct agentx_role *role = user;
  role_send_counters(role->channel, (const struct role_counter[]){{"notifications", 0}}, 1);
  return G_SOURCE_CONTINUE;
}

static void configure(struct agentx_role *role, GVariant *body)
{
  guint32 interval_ms;
  g_variant_get_child(body, 0, "u", &interval_ms);
  if (interval_ms == 0) {
    g_warning("a configuration without interval is ignored");
    return;
  }
  g_clear_handle_id(&role->counters_timer, g_source_remove);
  role->counters_timer = g_timeout_add(interval_ms, on_interval, role);
}

static void message(gpointer state, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_AGENTX_CONFIGURE)
    configure(state, body);
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
