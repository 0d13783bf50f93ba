#include "snmp/agent.h"

#include "base/text.h"
#include "snmp/address.h"
#include "snmp/facts.h"
#include "snmp/poll_report.h"

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

struct agent {
  char *subject, *address_text, *version;
  GVariant *credentials;
  guint interval_ms;
  struct sessions *sessions;
  struct tally *tally;
  const struct agent_sink *sink;
  gpointer user;

  struct address *address; /* NULL: the setup is wrong, `reason` says how */
  GCancellable *lookup;    /* under way */
  struct session *session; /* NULL until the address is known */

  enum link_state link;
  char *reason;
  struct complaints complaints;
  struct facts_told told;

  struct report *report;
  struct counters *counters;
  struct agent_time time; /* of the last poll that read it */
  gint64 round_trip_us;   /* smoothed; 0: none yet */
  guint repetitions, clean_polls;

  gboolean polling;
  struct poll poll;
  gint64 stamp_sec, begun_us, deadline_us;
};

static void agent_tell_link(const struct agent *agent)
{
  agent->sink->link(agent->subject, agent->link, agent->reason, agent->user);
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

static void agent_notice_restart(struct agent *agent)
{
  const struct agent_time *now = &agent->poll.time;
  gint64 elapsed_ms;
  if (!now->known)
    return;
  if (agent_time_compare(&agent->time, now, G_MAXINT64, &elapsed_ms) == CONTINUITY_BROKEN)
    agent->tally->restarts++;
  agent->time = *now;
}

/* After many polls without a loss, larger replies may pass again. */
static void agent_adapt(struct agent *agent)
{
  gboolean clean = TRUE;
  for (guint i = 0; i < STEPS; i++)
    clean = clean && agent->poll.why[i] != READING_NO_ANSWER;
  agent->clean_polls = clean ? agent->clean_polls + 1 : 0;
  if (agent->clean_polls < CLEAN_POLLS)
    return;
  agent->clean_polls = 0;
  agent->repetitions = MIN(agent->repetitions * 2, WALK_REPETITIONS);
}

static void agent_tell_facts(struct agent *agent, guint64 took_ms)
{
  const struct facts_times times = {agent->round_trip_us, (gint64)took_ms};
  GVariant *facts = facts_of_poll(&agent->told, agent->subject, agent->version, &agent->poll, &times);
  if (facts)
    agent->sink->facts(facts, agent->user);
}

/* `reason`: why it is down; not used where it answered. */
static void agent_end_poll(struct agent *agent, const char *reason)
{
  guint64 took_ms = (guint64)(g_get_monotonic_time() - agent->begun_us) / 1000;
  agent->tally->poll_ms_max = MAX(agent->tally->poll_ms_max, took_ms);
  if (agent->poll.answered) {
    agent->tally->answered++;
    agent_set_link(agent, LINK_UP, "");
    agent_notice_restart(agent);
    agent->tally->bad_values += poll_complain(&agent->poll, agent->subject, &agent->complaints);
    agent_adapt(agent);
    agent_tell_facts(agent, took_ms);
  } else {
    agent_set_link(agent, LINK_DOWN, reason);
  }
  poll_report(&agent->poll, agent->counters, agent->report);
  agent->sink->samples(report_end(agent->report, agent->stamp_sec), agent->user);
  poll_clear(&agent->poll);
  agent->polling = FALSE;
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

static void on_reply(const struct reply *reply, gpointer user)
{
  struct agent *agent = user;
  if (reply->status == REPLY_ANSWER || reply->status == REPLY_REFUSED) {
    gint64 took_us = reply->received_us - reply->sent_us;
    agent->round_trip_us = agent->round_trip_us ? (3 * agent->round_trip_us + took_us) / 4 : took_us;
  }
  poll_take(&agent->poll, reply, &agent->repetitions);
  if (agent->poll.answered) {
    agent_step(agent);
    return;
  }
  g_autofree char *reason = silence_reason(agent, reply);
  agent_end_poll(agent, reason);
}

/* FALSE: no time is left for an answer. */
static gboolean agent_set_timeout(const struct agent *agent, struct request *request)
{
  gint64 wanted_us = TIMEOUT_FIRST_US;
  gint64 left_us = agent->deadline_us - g_get_monotonic_time();
  gboolean probe = agent->link == LINK_DOWN && !agent->poll.answered;
  if (probe)
    wanted_us = TIMEOUT_MAX_US; /* it may be back, but slow; waiting costs nothing */
  else if (agent->round_trip_us)
    wanted_us = CLAMP(agent->round_trip_us * TIMEOUT_ROUND_TRIPS, TIMEOUT_MIN_US, TIMEOUT_MAX_US);
  request->retries = probe ? 0 : RETRIES;
  request->timeout_us = MIN(wanted_us, left_us / (request->retries + 1));
  return left_us > 0;
}

static void agent_step(struct agent *agent)
{
  struct request request;
  g_autoptr(GError) error = NULL;
  if (poll_ask(&agent->poll, agent->repetitions, &request)) {
    if (!agent_set_timeout(agent, &request))
      poll_stop(&agent->poll, READING_NO_ANSWER);
    else if (session_ask(agent->session, &request, on_reply, agent, &error))
      return;
    else
      poll_stop(&agent->poll, READING_UNREACHABLE);
  }
  agent_end_poll(agent, error ? error->message : "the interval is too short to ask");
}

static void agent_connect(struct agent *agent, GSocketAddress *address)
{
  const char *community = "";
  g_variant_lookup(agent->credentials, "community", "&s", &community);
  agent->session = session_new(agent->sessions, address, community);
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
    agent->tally->late_polls++;
    return;
  }
  agent->tally->polls++;
  agent->polling = TRUE;
  agent->stamp_sec = stamp_sec;
  agent->begun_us = g_get_monotonic_time();
  agent->deadline_us = agent->begun_us + POLL_PART((gint64)agent->interval_ms * 1000);
  poll_init(&agent->poll);
  if (agent->session) {
    agent_step(agent);
    return;
  }
  agent_resolve(agent);
  poll_stop(&agent->poll, READING_UNREACHABLE);
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
  if (strcmp(agent->version, "2c") != 0) {
    g_autofree char *reason =
        g_strdup_printf("SNMP version \"%s\" is not supported: write version: 2c", agent->version);
    agent_set_link(agent, LINK_DOWN, reason);
    return;
  }
  agent->address = address_parse(agent->address_text, &error);
  if (!agent->address)
    agent_set_link(agent, LINK_DOWN, error->message);
}

struct agent *agent_new(const struct agent_setup *setup, struct sessions *sessions, struct tally *tally,
                        const struct agent_sink *sink, gpointer user)
{
  struct agent *agent = g_new0(struct agent, 1);
  agent->subject = g_strdup(setup->subject);
  agent->address_text = g_strdup(setup->address);
  agent->version = g_strdup(setup->version);
  agent->credentials = g_variant_ref(setup->credentials);
  agent->interval_ms = setup->interval_ms;
  agent->sessions = sessions;
  agent->tally = tally;
  agent->sink = sink;
  agent->user = user;
  agent->repetitions = WALK_REPETITIONS;
  agent->report = report_new(agent->subject, tally);
  agent->counters = counters_new((gint64)setup->interval_ms * GAP_INTERVALS);
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
  if (agent->polling)
    poll_clear(&agent->poll);
  report_free(agent->report);
  counters_free(agent->counters);
  g_free(agent->subject);
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
