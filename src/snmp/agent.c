#include "snmp/agent.h"

#include "base/text.h"
#include "snmp/address.h"
#include "snmp/complaint.h"
#include "snmp/facts.h"
#include "snmp/discovery.h"
#include "snmp/plan.h"
#include "snmp/report.h"

#include <errno.h>
#include <string.h>

#define TIMEOUT_FIRST_US 1000000
#define TIMEOUT_MIN_US 500000
#define TIMEOUT_MAX_US 2000000
#define TIMEOUT_ROUND_TRIPS 8
#define RETRIES 1
/* A poll must end this part of the interval after its begin. */
#define POLL_PART(interval_us) ((interval_us) / 10 * 9)
#define GAP_INTERVALS 3
/* Polls without a time-out after which larger replies are tried again. */
#define CLEAN_POLLS 30
/* What an agent has is found anew about as often; sooner where a discovery failed. */
#define DISCOVERY_SEC 600
#define RETRY_SEC 60
/* At a time, of all agents: a walk holds a table in memory. */
#define DISCOVERIES_MAX 128

enum asked { ASKED_PROBE, ASKED_VALUES, ASKED_DISCOVERY };

struct agent {
  char *subject, *address_text, *version;
  char *object; /* what its own readings are of: the subject, or of a guest what is seen inside */
  GVariant *credentials;
  guint interval_ms;

  struct address *address; /* NULL: the setup is wrong, `reason` says how */
  GCancellable *lookup;    /* under way */
  struct session *session; /* NULL until the address is known */

  enum link_state link;
  char *reason;
  struct complaints complaints;
  struct facts_told told;

  enum subject_kind kind;
  struct agents *shared; /* borrowed */

  struct inventory *inventory; /* NULL: never discovered */
  struct inventory *gone;      /* the one before, until the report has told what is gone */
  struct discovery *discovery; /* under way */
  gint64 rediscover_us;        /* monotonic */
  struct poll_plan plan;       /* of the inventory */
  guint budget, clean_polls;
  guint check, checked;        /* the instance checked last, and in this request */

  struct agent_time time; /* of the last poll that read it */
  gint64 round_trip_us;   /* smoothed; 0: none yet */

  gboolean asking; /* a request is under way, as `asked` */
  enum asked asked;
  gboolean polling, answered, probed, discovered, lost; /* of this poll */
  guint ask;              /* of the plan, next */
  enum reading_state why; /* nothing is known, where nothing is */
  struct findings findings;
  gint64 stamp_sec, begun_us, deadline_us;
};

static gboolean agent_has_bulk(const struct agent *agent)
{
  return strcmp(agent->version, "1") != 0;
}

static void agent_tell_link(const struct agent *agent)
{
  agent->shared->sink->link(agent->subject, agent->link, agent->reason, agent->shared->user);
}

static void agent_set_link(struct agent *agent, enum link_state state, const char *reason)
{
  if (state == agent->link && g_strcmp0(reason, agent->reason) == 0)
    return;
  if (state == LINK_DOWN)
    complain(&agent->complaints, COMPLAINT_DOWN, agent->subject, "%s", reason);
  else if (state == LINK_UP && agent->link == LINK_DOWN)
    complain(&agent->complaints, COMPLAINT_UP, agent->subject, "%s answers", agent->address_text);
  agent->link = state;
  text_replace(&agent->reason, reason);
  agent_tell_link(agent);
}

void agent_announce(struct agent *agent)
{
  facts_forget(&agent->told);
  agent_tell_link(agent);
}

/* ---- the end of a poll ---- */

static void agent_notice_restart(struct agent *agent, const struct agent_time *now)
{
  gint64 elapsed_ms;
  if (!now->known)
    return;
  gboolean earlier = agent->time.sent_us < agent->begun_us; /* not of this very poll */
  if (earlier && agent_time_compare(&agent->time, now, G_MAXINT64, &elapsed_ms) == CONTINUITY_BROKEN) {
    agent->shared->tally->restarts++;
    agent->findings.suspect = TRUE;
  }
  agent->time = *now;
}

static void agent_plan(struct agent *agent)
{
  plan_build(&agent->plan, agent->inventory, agent->budget, agent_has_bulk(agent));
}

/* Where replies are lost or too big smaller ones are asked; after many polls without a loss, larger ones
 * may pass again. */
static void agent_adapt(struct agent *agent)
{
  guint wanted = agent->budget;
  if (agent->lost)
    wanted = MAX(BUDGET_MIN, agent->budget / 2);
  agent->clean_polls = agent->lost ? 0 : agent->clean_polls + 1;
  if (agent->clean_polls >= CLEAN_POLLS) {
    agent->clean_polls = 0;
    wanted = MIN(agent->budget * 2, BUDGET_MAX);
  }
  if (wanted == agent->budget)
    return;
  agent->budget = wanted;
  agent_plan(agent);
}

static void agent_tell_facts(struct agent *agent, guint64 took_ms)
{
  const struct facts_times times = {agent->round_trip_us, (gint64)took_ms};
  GVariant *facts = facts_of_inventory(&agent->told, agent->subject, agent->version, agent->inventory, &times);
  if (facts)
    agent->shared->sink->facts(facts, agent->shared->user);
}

static void agent_report(struct agent *agent)
{
  const struct report report = {outgoing_at(agent->shared->outgoing, agent->stamp_sec),
                                agent->shared->tally,
                                agent->object,
                                agent->kind,
                                agent->answered ? READING_KNOWN : agent->why,
                                (gint64)agent->interval_ms * GAP_INTERVALS};
  if (agent->inventory)
    report_inventory(&report, agent->inventory);
  else
    report_unknown(&report, agent->shared->tables, agent->why);
  if (agent->gone)
    report_gone(&report, agent->gone, agent->inventory);
  g_clear_pointer(&agent->gone, inventory_free);
}

static void agent_complain_of_values(struct agent *agent)
{
  agent->shared->tally->bad_values += agent->findings.bad_values;
  if (agent->findings.bad_values == 0)
    return;
  g_autofree char *name = oid_format(&agent->findings.first_bad);
  complain(&agent->complaints, COMPLAINT_BAD_VALUE, agent->subject,
           "its agent gives %u values of a wrong type, the first at %s: they are unknown",
           agent->findings.bad_values, name);
}

/* `reason`: why it is down; not used where it answered. */
static void agent_end_poll(struct agent *agent, const char *reason)
{
  guint64 took_ms = (guint64)(g_get_monotonic_time() - agent->begun_us) / 1000;
  agent->shared->tally->poll_ms_max = MAX(agent->shared->tally->poll_ms_max, took_ms);
  agent->polling = FALSE;
  if (agent->answered) {
    agent->shared->tally->answered++;
    agent_set_link(agent, LINK_UP, "");
    agent_complain_of_values(agent);
    if (agent->inventory) {
      agent_adapt(agent);
      agent_tell_facts(agent, took_ms);
    }
  } else {
    agent_set_link(agent, LINK_DOWN, reason);
  }
  agent_report(agent);
}

/* What is not read yet has this reason. */
static void agent_fail_rest(struct agent *agent, enum reading_state why)
{
  agent->why = why;
  for (; agent->inventory && agent->ask < plan_n_asks(&agent->plan); agent->ask++)
    plan_fail(&agent->plan, agent->inventory, agent->ask, why);
}

/* ---- discovery ---- */

static void agent_begin_discovery(struct agent *agent)
{
  const struct discovery_setup setup = {agent->subject,   agent->kind,           agent->shared->tables,
                                        agent->inventory, agent_has_bulk(agent), WALK_REPETITIONS};
  agent->discovery = discovery_new(&setup);
  agent->shared->discovering++;
}

static void agent_stop_discovery(struct agent *agent)
{
  if (!agent->discovery)
    return;
  agent->shared->discovering--;
  g_clear_pointer(&agent->discovery, discovery_free);
}

static void agent_complain_of_tables(struct agent *agent)
{
  for (guint i = 0; i < agent->inventory->found->len; i++) {
    const struct found *found = &g_array_index(agent->inventory->found, struct found, i);
    if (found->why == READING_BAD_VALUE)
      complain(&agent->complaints, COMPLAINT_BROKEN, agent->subject,
               "its agent's answers to a walk of %s make no sense: its values are unknown",
               found->table->name);
    else if (found->why == READING_NO_ANSWER)
      complain(&agent->complaints, COMPLAINT_SLOW, agent->subject,
               "its agent did not give %s in time: its values are unknown", found->table->name);
    if (found->cut)
      complain(&agent->complaints, COMPLAINT_CUT, agent->subject,
               "its agent's %s is larger than what is taken (%u rows walked, %u kept): the rest is left out",
               found->table->name, found->table->max_rows, LIMIT_INSTANCES);
  }
}

static gint64 discovery_pause_us(void)
{
  return g_random_int_range(DISCOVERY_SEC * 3 / 4, DISCOVERY_SEC * 5 / 4) * G_USEC_PER_SEC;
}

static void agent_end_discovery(struct agent *agent)
{
  struct inventory *before = agent->inventory;
  gboolean first = !before;
  agent->shared->tally->discoveries++;
  agent->inventory = discovery_steal(agent->discovery);
  agent_stop_discovery(agent);
  inventory_free(agent->gone);
  agent->gone = before;
  agent->rediscover_us = g_get_monotonic_time() + discovery_pause_us();
  agent->check = 0;
  agent_plan(agent);
  agent_complain_of_tables(agent);
  if (first || !agent->polling)
    agent->ask = 0;
  else
    agent->ask = plan_n_asks(&agent->plan); /* what is the same has its values already */
}

/* ---- its course ---- */

static char *silence_reason(const struct agent *agent, const struct reply *reply)
{
  if (reply->status == REPLY_UNREACHABLE && reply->error == ECONNREFUSED)
    return g_strdup_printf("nothing listens at %s: is snmpd running there, and on this address?",
                           agent->address_text);
  if (reply->status == REPLY_UNREACHABLE)
    return g_strdup_printf("%s cannot be reached: %s", agent->address_text,
                           g_strerror((int)reply->error));
  if (reply->undecodable > 0)
    return g_strdup_printf("what answers at %s is no SNMP: is it snmpd?", agent->address_text);
  return g_strdup_printf("no answer from %s: is snmpd running, is the community right, is a firewall "
                         "between?",
                         agent->address_text);
}

static void agent_step(struct agent *agent);

/* The next instance whose text is to be checked, or G_MAXUINT. */
static guint agent_next_check(struct agent *agent)
{
  guint n = agent->inventory->instances->len;
  for (guint i = 0; i < n; i++) {
    guint next = (agent->check + 1 + i) % n;
    if (inventory_instance(agent->inventory, next)->check != NO_COLUMN)
      return agent->check = next;
  }
  return G_MAXUINT;
}

static void take_values(struct agent *agent, const struct reply *reply)
{
  switch (plan_take(&agent->plan, agent->inventory, agent->ask, agent->checked, reply, &agent->findings)) {
  case PLAN_TAKEN:
    if (agent->ask++ == 0) {
      const struct agent_time now = plan_time(reply, agent->inventory->has_boots);
      agent_notice_restart(agent, &now);
    }
    break;
  case PLAN_AGAIN:
    break;
  case PLAN_SMALLER:
    agent->shared->tally->shortened++;
    if (agent->budget == BUDGET_MIN) {
      agent_fail_rest(agent, READING_BAD_VALUE);
      break;
    }
    agent->budget = MAX(BUDGET_MIN, agent->budget / 2);
    agent_plan(agent);
    agent->ask = 0;
    break;
  case PLAN_BROKEN:
    plan_fail(&agent->plan, agent->inventory, agent->ask++, READING_BAD_VALUE);
    break;
  }
}

/* An agent that answered before may have lost one reply only; a silent one is not asked further. */
static void take_silence(struct agent *agent, const struct reply *reply)
{
  agent->lost = TRUE;
  gboolean unreachable = reply->status == REPLY_UNREACHABLE;
  if (agent->answered && agent->asked == ASKED_VALUES && !unreachable) {
    plan_fail(&agent->plan, agent->inventory, agent->ask++, READING_NO_ANSWER);
    return;
  }
  agent_fail_rest(agent, unreachable ? READING_UNREACHABLE : READING_NO_ANSWER);
  g_autofree char *reason = silence_reason(agent, reply);
  agent_end_poll(agent, reason);
}

static void take_probe(struct agent *agent, const struct reply *reply)
{
  agent->probed = TRUE;
  if (reply->status == REPLY_REFUSED && reply->error_index == 2)
    return; /* no snmpEngineBoots, which discovery finds out, too */
  if (reply->status != REPLY_ANSWER)
    return;
  const struct agent_time now = plan_time(reply, TRUE);
  agent_notice_restart(agent, &now);
}

static void take_discovery(struct agent *agent, const struct reply *reply)
{
  if (discovery_take(agent->discovery, reply))
    return;
  agent_stop_discovery(agent);
  agent->rediscover_us = g_get_monotonic_time() + RETRY_SEC * G_USEC_PER_SEC;
  agent->discovered = TRUE;
}

static void on_reply(const struct reply *reply, gpointer user)
{
  struct agent *agent = user;
  gboolean silent = reply->status == REPLY_TIMEOUT || reply->status == REPLY_UNREACHABLE;
  agent->asking = FALSE;
  if (!silent) {
    gint64 took_us = reply->received_us - reply->sent_us;
    agent->round_trip_us = agent->round_trip_us ? (3 * agent->round_trip_us + took_us) / 4 : took_us;
    agent->answered = TRUE;
  }
  if (agent->asked == ASKED_DISCOVERY)
    take_discovery(agent, reply);
  else if (silent)
    take_silence(agent, reply);
  else if (agent->asked == ASKED_PROBE)
    take_probe(agent, reply);
  else if (reply->status == REPLY_MALFORMED)
    plan_fail(&agent->plan, agent->inventory, agent->ask++, READING_BAD_VALUE);
  else
    take_values(agent, reply);
  agent_step(agent);
}

/* FALSE: no time is left for an answer. */
static gboolean agent_set_timeout(const struct agent *agent, struct request *request)
{
  gint64 wanted_us = TIMEOUT_FIRST_US;
  gint64 left_us = agent->polling ? agent->deadline_us - g_get_monotonic_time() : TIMEOUT_MAX_US;
  gboolean probe = agent->link == LINK_DOWN && !agent->answered;
  if (probe)
    wanted_us = TIMEOUT_MAX_US; /* it may be back, but slow; waiting costs nothing */
  else if (agent->round_trip_us)
    wanted_us = CLAMP(agent->round_trip_us * TIMEOUT_ROUND_TRIPS, TIMEOUT_MIN_US, TIMEOUT_MAX_US);
  request->slow = probe;
  request->retries = probe ? 0 : RETRIES;
  request->timeout_us = MIN(wanted_us, left_us / (request->retries + 1));
  return left_us > 0;
}

/* Whether a discovery is due, and may begin: few at a time, for the sake of memory. */
static gboolean agent_may_discover(const struct agent *agent)
{
  return agent->shared->discovering < DISCOVERIES_MAX && agent->answered && !agent->discovered;
}

/* What to ask next; FALSE: nothing. */
static gboolean agent_choose(struct agent *agent, struct request *request)
{
  gboolean needs = agent->polling ? !agent->inventory || agent->findings.suspect
                                  : g_get_monotonic_time() > agent->rediscover_us;
  gboolean values = agent->polling && agent->inventory;
  if (agent->polling && !agent->probed && (!agent->inventory || agent->link != LINK_UP)) {
    agent->asked = ASKED_PROBE;
    request->kind = REQUEST_GET;
    request->n = plan_clock_names(request->names, TRUE, FALSE);
    return TRUE;
  }
  if (values && agent->ask < plan_n_asks(&agent->plan)) {
    agent->asked = ASKED_VALUES;
    agent->checked = agent->ask == 0 ? agent_next_check(agent) : G_MAXUINT;
    plan_ask(&agent->plan, agent->inventory, agent->ask, agent->checked, request);
    return TRUE;
  }
  if (values && !agent->discovered && inventory_is_marked(agent->inventory))
    needs = TRUE;
  if (!agent->discovery && needs && agent_may_discover(agent))
    agent_begin_discovery(agent);
  if (!agent->discovery || (agent->polling && !needs))
    return FALSE;
  agent->asked = ASKED_DISCOVERY;
  if (discovery_ask(agent->discovery, request))
    return TRUE;
  agent_end_discovery(agent);
  agent->discovered = TRUE;
  agent->findings.suspect = FALSE;
  return agent_choose(agent, request);
}

static void agent_step(struct agent *agent)
{
  struct request *request = &agent->shared->request;
  g_autoptr(GError) error = NULL;
  while (!agent->asking && agent->session) {
    if (!agent_choose(agent, request)) {
      if (!agent->polling)
        return;
      agent_end_poll(agent, "the agent is not asked yet: many others are being discovered");
    } else if (agent_set_timeout(agent, request) &&
               session_ask(agent->session, request, on_reply, agent, &error)) {
      agent->asking = TRUE;
      return;
    } else {
      agent_fail_rest(agent, error ? READING_UNREACHABLE : READING_NO_ANSWER);
      if (!agent->polling) {
        agent_stop_discovery(agent);
        return;
      }
      agent_end_poll(agent, error ? error->message : "the interval is too short to ask");
      return;
    }
  }
}

static void agent_connect(struct agent *agent, GSocketAddress *address)
{
  const char *community = "";
  g_variant_lookup(agent->credentials, "community", "&s", &community);
  enum snmp_version version = agent_has_bulk(agent) ? SNMP_V2C : SNMP_V1;
  agent->session = session_new(agent->shared->sessions, address, version, community);
}

static void on_lookup(GObject *resolver, GAsyncResult *result, gpointer user)
{
  g_autoptr(GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish(G_RESOLVER(resolver), result, &error);
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the agent is gone */
  struct agent *agent = user;
  g_clear_object(&agent->lookup);
  g_autoptr(GSocketAddress) address = address_pick(agent->address, addresses);
  g_resolver_free_addresses(addresses);
  if (address) {
    agent_connect(agent, address);
    return;
  }
  g_autofree char *reason =
      g_strdup_printf("the name in %s %s", agent->address_text,
                      error ? "does not resolve: is it right, does the name server answer?"
                            : "has no address of this kind: write udp: for IPv4, udp6: for IPv6");
  agent_set_link(agent, LINK_DOWN, reason);
}

static void agent_resolve(struct agent *agent)
{
  if (!agent->address || agent->lookup)
    return;
  g_autoptr(GSocketAddress) address = address_numeric(agent->address);
  if (address) {
    agent_connect(agent, address);
    return;
  }
  g_autoptr(GResolver) resolver = g_resolver_get_default();
  agent->lookup = g_cancellable_new();
  g_resolver_lookup_by_name_async(resolver, agent->address->host, agent->lookup, on_lookup, agent);
}

void agent_poll(struct agent *agent, gint64 stamp_sec)
{
  if (agent->polling) {
    agent->shared->tally->late_polls++;
    return;
  }
  agent->shared->tally->polls++;
  agent->polling = TRUE;
  agent->answered = agent->probed = agent->discovered = agent->lost = FALSE;
  agent->ask = 0;
  agent->why = READING_NO_ANSWER;
  agent->findings = (struct findings){.suspect = FALSE};
  agent->stamp_sec = stamp_sec;
  agent->begun_us = g_get_monotonic_time();
  agent->deadline_us = agent->begun_us + POLL_PART((gint64)agent->interval_ms * 1000);
  if (agent->inventory)
    inventory_advance(agent->inventory);
  if (agent->session) {
    agent_step(agent);
    return;
  }
  agent_resolve(agent);
  agent_fail_rest(agent, READING_UNREACHABLE);
  g_autofree char *reason = agent->link == LINK_DOWN
                                ? g_strdup(agent->reason)
                                : g_strdup_printf("the name in %s is being looked up", agent->address_text);
  agent_end_poll(agent, reason);
}

/* ---- its life ---- */

static void agent_check_setup(struct agent *agent)
{
  g_autoptr(GError) error = NULL;
  agent->link = LINK_CONNECTING;
  agent->reason = g_strdup("");
  if (strcmp(agent->version, "3") == 0) {
    g_autofree char *reason =
        g_strdup_printf("SNMP version \"%s\" is not supported yet: write version: 2c, or 1", agent->version);
    agent_set_link(agent, LINK_DOWN, reason);
    return;
  }
  agent->address = address_parse(agent->address_text, &error);
  if (!agent->address)
    agent_set_link(agent, LINK_DOWN, error->message);
}

struct agent *agent_new(const struct agent_setup *setup, struct agents *shared)
{
  struct agent *agent = g_new0(struct agent, 1);
  agent->subject = g_strdup(setup->subject);
  agent->address_text = g_strdup(setup->address);
  agent->version = g_strdup(setup->version);
  agent->credentials = g_variant_ref(setup->credentials);
  agent->interval_ms = setup->interval_ms;
  agent->kind = setup->kind;
  agent->object = object_of(setup->subject,
                            setup->kind == SUBJECT_GUEST ? CLASS_GUEST_INSIDE : subject_class(setup->kind));
  agent->shared = shared;
  agent->budget = BUDGET_MAX;
  plan_init(&agent->plan);
  agent_check_setup(agent);
  agent_resolve(agent);
  return agent;
}

void agent_free(struct agent *agent)
{
  if (!agent)
    return;
  if (agent->lookup)
    g_cancellable_cancel(agent->lookup);
  g_clear_object(&agent->lookup);
  session_free(agent->session);
  address_free(agent->address);
  agent_stop_discovery(agent);
  inventory_free(agent->inventory);
  inventory_free(agent->gone);
  plan_clear(&agent->plan);
  g_free(agent->subject);
  g_free(agent->object);
  g_free(agent->address_text);
  g_free(agent->version);
  g_variant_unref(agent->credentials);
  g_free(agent->reason);
  g_free(agent);
}

gboolean agent_is(const struct agent *agent, const struct agent_setup *setup)
{
  return agent->interval_ms == setup->interval_ms && strcmp(agent->subject, setup->subject) == 0 &&
         strcmp(agent->address_text, setup->address) == 0 && strcmp(agent->version, setup->version) == 0 &&
         g_variant_equal(agent->credentials, setup->credentials);
}
