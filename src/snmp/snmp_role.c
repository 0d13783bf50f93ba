#include "snmp/snmp_role.h"

#include "base/clock.h"
#include "base/limits.h"
#include "model/object.h"
#include "snmp/agent.h"
#include "snmp/agent_addresses.h"
#include "snmp/declared.h"
#include "snmp/discovery.h"
#include "snmp/engines.h"
#include "snmp/trap_listener.h"
#include "snmp/trap_message.h"

#define INTERVAL_MIN_MS 1000
/* The core evaluates after a quarter of the interval, a second at most: half of that is for answers. */
#define SPREAD_PART 8
#define SPREAD_MAX_MS 500
#define TURN_MS 25
/* What was learned of engines is written as often, and at the end. */
#define ENGINES_SEC 60

struct snmp {
  struct channel *channel;
  const struct clock *clock;
  struct tally tally;
  struct agents shared;
  GHashTable *agents; /* subject -> struct agent */
  GPtrArray *declared; /* struct table; NULL until they have come */
  GPtrArray *tables;   /* those that agents are asked for, ending with NULL */
  guint interval_ms, timer, keeper;
  gint64 stamp_sec; /* of the round that these turns are of */
  GArray *turns;    /* struct turn, by phase */
  guint next_turn, turner;
  gint64 round_us; /* monotonic begin of the round */
  struct trap_listener *traps;
  struct agent_addresses *addresses; /* of the agents */
  GHashTable *polled; /* subjects that POLL_NOW had polled in this round, a set */
};

/* The polls of one interval are spread over its first part, each agent always at the same moment, so that
 * they neither come at once nor after the core's EVALUATE: a millisecond for each, where there are few, since to
 * wake costs more than to ask. */
struct turn {
  guint phase_ms;
  struct agent *agent;
};

static void send_link(const char *subject, enum link_state state, const char *reason, gpointer user)
{
  struct snmp *snmp = user;
  channel_send(snmp->channel, MESSAGE_LINK,
               g_variant_new("(syys)", subject, (guchar)SOURCE_SNMP, (guchar)state, reason));
}

static void send_facts(GVariant *facts, gpointer user)
{
  struct snmp *snmp = user;
  channel_send(snmp->channel, MESSAGE_AGENT_FACTS, facts);
}

static void send_listening(GVariant *body, gpointer user)
{
  struct snmp *snmp = user;
  channel_send(snmp->channel, MESSAGE_TRAP_LISTENING, body);
}

/* Whose it is says where it came from; a sender that passes on what others tell says so itself. */
static void send_trap(guint64 id, const struct peer *from, const struct trap *trap, gpointer user)
{
  struct snmp *snmp = user;
  const struct peer about = {.family = AF_INET, .address = {GUINT32_TO_BE(trap->agent)}};
  const char *subject = agent_addresses_find(snmp->addresses, snmp->agents, from);
  if (!subject[0] && trap->agent)
    subject = agent_addresses_find(snmp->addresses, snmp->agents, &about);
  channel_send(snmp->channel, MESSAGE_TRAP, trap_message(&(struct trap_sender){id, *from, subject}, trap));
}

static gboolean on_grid(gpointer user);

static void arm(struct snmp *snmp)
{
  snmp->timer = g_timeout_add(clock_until_grid_ms(clock_wall_us(snmp->clock), snmp->interval_ms), on_grid,
                              snmp);
}

static void poll_until(struct snmp *snmp, guint phase_ms)
{
  for (; snmp->next_turn < snmp->turns->len; snmp->next_turn++) {
    const struct turn *turn = &g_array_index(snmp->turns, struct turn, snmp->next_turn);
    if (turn->phase_ms > phase_ms)
      return;
    agent_poll(turn->agent, snmp->stamp_sec);
  }
}

static gboolean on_turn(gpointer user)
{
  struct snmp *snmp = user;
  poll_until(snmp, (guint)((g_get_monotonic_time() - snmp->round_us) / 1000));
  if (snmp->next_turn < snmp->turns->len)
    return G_SOURCE_CONTINUE;
  snmp->turner = 0;
  return G_SOURCE_REMOVE;
}

static int turn_compare(gconstpointer a, gconstpointer b)
{
  const struct turn *first = a, *second = b;
  return first->phase_ms < second->phase_ms ? -1 : first->phase_ms > second->phase_ms;
}

static void set_turns(struct snmp *snmp)
{
  GHashTableIter iter;
  gpointer subject, agent;
  guint spread_ms = MIN(snmp->interval_ms / SPREAD_PART, SPREAD_MAX_MS);
  spread_ms = CLAMP(g_hash_table_size(snmp->agents), 1, spread_ms);
  g_array_set_size(snmp->turns, 0);
  g_hash_table_iter_init(&iter, snmp->agents);
  while (g_hash_table_iter_next(&iter, &subject, &agent)) {
    const struct turn turn = {g_str_hash(subject) % spread_ms, agent};
    g_array_append_val(snmp->turns, turn);
  }
  g_array_sort(snmp->turns, turn_compare);
  snmp->next_turn = snmp->turns->len;
}

static gboolean on_grid(gpointer user)
{
  struct snmp *snmp = user;
  gint64 stamp_sec = clock_grid_sec(clock_wall_us(snmp->clock), snmp->interval_ms);
  arm(snmp);
  /* A timer may be a hair early by the wall clock: then the point of the grid is still to come. */
  if (stamp_sec == snmp->stamp_sec)
    return G_SOURCE_REMOVE;
  poll_until(snmp, G_MAXUINT); /* whom a slow round has not reached */
  snmp->stamp_sec = stamp_sec;
  snmp->next_turn = 0;
  snmp->round_us = g_get_monotonic_time();
  if (!snmp->turner)
    snmp->turner = g_timeout_add(TURN_MS, on_turn, snmp);
  g_hash_table_remove_all(snmp->polled);
  trap_listener_retry(snmp->traps);
  tally_send(&snmp->tally, snmp->channel);
  return G_SOURCE_REMOVE;
}

/* The agent of this setup: the one there is, with all it remembers, or a new one. */
static struct agent *agent_keep(struct snmp *snmp, const struct agent_setup *setup)
{
  struct agent *agent = g_hash_table_lookup(snmp->agents, setup->subject);
  if (!agent || !agent_is(agent, setup))
    return agent_new(setup, &snmp->shared);
  gpointer key;
  g_hash_table_steal_extended(snmp->agents, setup->subject, &key, NULL);
  g_free(key);
  return agent;
}

/* Of what an agent may be: a host, a guest or a device. */
static gboolean is_watched(const char *subject, enum subject_kind *kind)
{
  struct object object;
  if (!object_parse(subject, &object) || object.instance[0])
    return FALSE;
  *kind = object.kind;
  return object.kind == SUBJECT_HOST || object.kind == SUBJECT_GUEST || object.kind == SUBJECT_DEVICE;
}

static void keep_engines(struct snmp *snmp)
{
  GHashTableIter iter;
  gpointer agent;
  engines_begin(snmp->shared.engines);
  g_hash_table_iter_init(&iter, snmp->agents);
  while (g_hash_table_iter_next(&iter, NULL, &agent))
    agent_note_engine(agent);
  trap_listener_note_engines(snmp->traps, snmp->shared.engines);
  engines_end(snmp->shared.engines);
}

static gboolean on_keep(gpointer user)
{
  keep_engines(user);
  return G_SOURCE_CONTINUE;
}

static void open_engines(struct snmp *snmp, const char *folder)
{
  if (snmp->shared.engines || !folder[0])
    return;
  snmp->shared.engines = engines_open(folder);
  snmp->keeper = g_timeout_add_seconds(ENGINES_SEC, on_keep, snmp);
}

static void configure(struct snmp *snmp, GVariant *body)
{
  const char *folder;
  g_autoptr(GVariantIter) iter = NULL;
  struct agent_setup setup;
  GHashTable *agents =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)agent_free);
  g_variant_get(body, "(u&sa(sssa{ss}as))", &snmp->interval_ms, &folder, &iter);
  open_engines(snmp, folder);
  snmp->interval_ms = MAX(snmp->interval_ms, INTERVAL_MIN_MS);
  setup.interval_ms = snmp->interval_ms;
  while (g_variant_iter_next(iter, "(&s&s&s@a{ss}@as)", &setup.subject, &setup.address, &setup.version,
                             &setup.credentials, &setup.software)) {
    g_autoptr(GVariant) credentials = setup.credentials, software = setup.software;
    if (!is_watched(setup.subject, &setup.kind) || g_hash_table_contains(agents, setup.subject) ||
        g_hash_table_size(agents) == LIMIT_HOSTS) {
      g_warning("the agent of \"%s\" is not polled: it is no host, guest or device, twice there, or one too many",
                setup.subject);
      continue;
    }
    struct agent *agent = agent_keep(snmp, &setup);
    g_hash_table_insert(agents, g_strdup(setup.subject), agent);
    agent_announce(agent);
  }
  g_hash_table_unref(snmp->agents);
  snmp->agents = agents;
  agent_addresses_forget(snmp->addresses);
  set_turns(snmp);
  g_clear_handle_id(&snmp->timer, g_source_remove);
  arm(snmp);
}

/* The boots of our engine must be on disk before anybody is told of them. */
static void configure_traps(struct snmp *snmp, GVariant *body)
{
  trap_listener_configure(snmp->traps, body, snmp->shared.engines);
  if (snmp->shared.engines)
    keep_engines(snmp);
}

/* Its samples are again of the point of the grid that was polled last, and take the place of those. */
static void poll_now(struct snmp *snmp, GVariant *body)
{
  const char *subject = g_variant_get_string(body, NULL);
  struct agent *agent = g_hash_table_lookup(snmp->agents, subject);
  if (agent && snmp->stamp_sec > 0 && g_hash_table_add(snmp->polled, g_strdup(subject)))
    agent_poll(agent, snmp->stamp_sec);
}

/* Agents and what they remember point to tables, so these are made once: before any agent. */
static void take_tables(struct snmp *snmp, GVariant *body)
{
  if (snmp->declared || g_hash_table_size(snmp->agents) > 0)
    return;
  g_ptr_array_set_size(snmp->tables, (int)snmp->tables->len - 1);
  snmp->declared = declared_tables(body, snmp->tables);
  for (guint i = 0; i < snmp->declared->len; i++)
    g_ptr_array_add(snmp->tables, snmp->declared->pdata[i]);
  g_ptr_array_add(snmp->tables, NULL);
  snmp->shared.tables = (const struct table *const *)snmp->tables->pdata;
}

static gpointer start(struct channel *channel)
{
  static const struct agent_sink sink = {send_link, send_facts};
  static const struct trap_sink trap_sink = {send_trap, send_listening};
  struct snmp *snmp = g_new0(struct snmp, 1);
  snmp->channel = channel;
  snmp->clock = clock_system();
  snmp->shared.sessions = sessions_new(&snmp->tally);
  snmp->shared.passphrases = passphrases_new();
  snmp->shared.tally = &snmp->tally;
  snmp->shared.sink = &sink;
  snmp->shared.user = snmp;
  snmp->shared.outgoing = outgoing_new(channel);
  snmp->tables = g_ptr_array_new();
  tables_builtin(snmp->tables);
  g_ptr_array_add(snmp->tables, NULL);
  snmp->shared.tables = (const struct table *const *)snmp->tables->pdata;
  snmp->turns = g_array_new(FALSE, FALSE, sizeof(struct turn));
  snmp->agents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)agent_free);
  snmp->traps = trap_listener_new(&snmp->tally, snmp->shared.passphrases, &trap_sink, snmp);
  snmp->addresses = agent_addresses_new();
  snmp->polled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  return snmp;
}

static void settle_trap(struct snmp *snmp, GVariant *body)
{
  guint64 id;
  gboolean stored;
  g_variant_get(body, "(tb)", &id, &stored);
  trap_listener_settle(snmp->traps, id, stored);
}

static void on_message(gpointer state, enum message_kind kind, GVariant *body)
{
  if (kind == MESSAGE_SNMP_TABLES)
    take_tables(state, body);
  else if (kind == MESSAGE_SNMP_CONFIGURE)
    configure(state, body);
  else if (kind == MESSAGE_TRAP_CONFIGURE)
    configure_traps(state, body);
  else if (kind == MESSAGE_TRAP_TAKEN)
    settle_trap(state, body);
  else if (kind == MESSAGE_POLL_NOW)
    poll_now(state, body);
}

static void stop(gpointer state)
{
  struct snmp *snmp = state;
  if (snmp->shared.engines)
    keep_engines(snmp);
}

const struct role_program *snmp_role(void)
{
  static const struct role_program program = {
      .role = ROLE_SNMP,
      .summary = "Polls the SNMP agents of hosts for provostd, and takes traps.",
      .start = start,
      .message = on_message,
      .stop = stop,
  };
  return &program;
}
