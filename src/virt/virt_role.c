#include "virt/virt_role.h"

#include "base/clock.h"
#include "model/object.h"
#include "virt/acting.h"
#include "virt/asker.h"
#include "virt/claims.h"
#include "virt/dirty_rate.h"
#include "virt/endpoint.h"
#include "virt/examining.h"
#include "virt/following.h"
#include "virt/inspecting.h"
#include "virt/library.h"
#include "virt/pinging.h"
#include "virt/watcher.h"

struct virt_role {
  struct channel *channel;
  GHashTable *endpoints; /* subject -> struct endpoint */
  GPtrArray *watchers, *askers; /* one watcher per host, and an asker where there is something for it to do */
  GPtrArray *surveyors;         /* one per host */
  struct cpu_book *book;
  struct insides *insides;
  struct claims *claims;
  guint interval_ms;
  struct acting *acting;
  struct questions *questions;
  struct following *following;
};

static gpointer start(struct channel *channel)
{
  library_start();
  struct virt_role *role = g_new0(struct virt_role, 1);
  role->channel = channel;
  role->endpoints = g_hash_table_new(g_str_hash, g_str_equal);
  role->watchers = g_ptr_array_new();
  role->askers = g_ptr_array_new();
  role->surveyors = g_ptr_array_new();
  role->book = cpu_book_new();
  role->insides = insides_new(channel);
  role->claims = claims_new(channel);
  role->acting = acting_new(role->endpoints, channel);
  role->questions = questions_new(role->endpoints, channel);
  role->following = following_new(role->endpoints, channel);
  return role;
}

static gboolean on_second(gpointer user)
{
  struct virt_role *role = user;
  for (guint i = 0; i < role->watchers->len; i++)
    watcher_check(role->watchers->pdata[i]);
  for (guint i = 0; i < role->surveyors->len; i++)
    surveyor_check(role->surveyors->pdata[i]);
  acting_check(role->acting);
  questions_check(role->questions);
  return G_SOURCE_CONTINUE;
}

static gboolean on_interval(gpointer user)
{
  struct virt_role *role = user;
  guint64 totals[TALLY_KINDS] = {0};
  for (guint i = 0; i < role->watchers->len; i++)
    watcher_collect(role->watchers->pdata[i], totals);
  for (guint i = 0; i < role->askers->len; i++)
    asker_collect(role->askers->pdata[i], totals);
  for (guint i = 0; i < role->surveyors->len; i++)
    surveyor_collect(role->surveyors->pdata[i], totals);
  insides_collect(role->insides, totals);
  struct role_counter counters[TALLY_KINDS + 1];
  for (guint kind = 0; kind < TALLY_KINDS; kind++)
    counters[kind] = (struct role_counter){tally_name(kind), totals[kind]};
  counters[TALLY_KINDS] = (struct role_counter){"deeds", acting_count(role->acting)};
  role_send_counters(role->channel, counters, G_N_ELEMENTS(counters));
  return G_SOURCE_CONTINUE;
}

static gboolean host_is_sound(const struct virt_role *role, const char *subject, const char *uri)
{
  struct object object;
  return object_parse(subject, &object) && object.class == CLASS_HOST && uri[0] &&
         strlen(uri) <= LIMIT_URI && !g_hash_table_contains(role->endpoints, subject);
}

static gboolean on_grid(gpointer user);

static void await_grid(struct virt_role *role)
{
  g_timeout_add(clock_until_grid_ms(clock_wall_us(clock_system()), role->interval_ms), on_grid, role);
}

static gboolean on_grid(gpointer user)
{
  struct virt_role *role = user;
  const struct clock *clock = clock_system();
  insides_tell(role->insides, clock_grid_sec(clock_wall_us(clock), role->interval_ms), clock_monotonic_us(clock));
  await_grid(role);
  return G_SOURCE_REMOVE;
}

static void add_host(struct virt_role *role, const char *subject, const char *uri, gboolean node_metrics,
                     const struct allowance *allowance)
{
  if (!host_is_sound(role, subject, uri)) {
    g_warning("%s with the libvirt URI '%s' cannot be watched: no host, no URI, or named twice", subject,
              uri);
    return;
  }
  struct endpoint *endpoint = endpoint_new(subject, uri, node_metrics);
  g_hash_table_insert(role->endpoints, endpoint->subject, endpoint);
  claims_add(role->claims, endpoint);
  struct surveyor *surveyor = surveyor_new(endpoint, role->book, role->channel);
  g_ptr_array_add(role->surveyors, surveyor);
  g_ptr_array_add(role->watchers,
                  watcher_start(endpoint, surveyor, role->channel, clock_system(), role->interval_ms));
  surveyor_start(surveyor);
  if (allowance->agents || allowance->balloon_period_sec > 0)
    g_ptr_array_add(role->askers, asker_start(endpoint, allowance, role->insides, clock_system()));
}

static void configure(struct virt_role *role, GVariant *body)
{
  guint32 interval_ms, takeover_sec;
  g_autoptr(GVariantIter) hosts = NULL;
  g_variant_get(body, "(uua(ssbbu))", &interval_ms, &takeover_sec, &hosts);
  if (role->watchers->len > 0 || interval_ms == 0 || interval_ms % 1000 != 0) {
    g_warning("a second configuration, or one with an interval that is no whole second, is ignored");
    return;
  }
  role->interval_ms = interval_ms;
  claims_begin(role->claims, takeover_sec);
  const char *subject, *uri;
  gboolean node_metrics;
  struct allowance allowance;
  while (g_variant_iter_next(hosts, "(&s&sbbu)", &subject, &uri, &node_metrics, &allowance.agents,
                             &allowance.balloon_period_sec))
    add_host(role, subject, uri, node_metrics, &allowance);
  g_timeout_add_seconds(1, on_second, role);
  g_timeout_add(interval_ms, on_interval, role);
  await_grid(role);
}

static void message(gpointer state, enum message_kind kind, GVariant *body)
{
  struct virt_role *role = state;
  if (kind == MESSAGE_INSTANCE)
    claims_take(role->claims, body);
  else if (kind == MESSAGE_VIRT_CONFIGURE)
    configure(role, body);
  else if (kind == MESSAGE_DEED)
    acting_take(role->acting, body);
  else if (kind == MESSAGE_INSPECT)
    inspecting_take(role->questions, body);
  else if (kind == MESSAGE_EXAMINE)
    examining_take(role->questions, body);
  else if (kind == MESSAGE_PING_AGENT)
    pinging_take(role->questions, body);
  else if (kind == MESSAGE_FOLLOW)
    following_take(role->following, body);
  else if (kind == MESSAGE_DIRTY_RATE)
    dirty_rate_take(role->questions, body);
}

/* Jobs that libvirtd runs peer to peer go on; threads may hang in libvirt, so nothing else is torn down. */
static void stop(gpointer state)
{
  claims_await_release(((struct virt_role *)state)->claims);
}

int virt_role_run(int argc, char **argv)
{
  static const struct role_program program = {
      .role = ROLE_VIRT,
      .summary = "the libvirt role of provost: watches hosts and guests, and carries deeds out",
      .start = start,
      .message = message,
      .stop = stop,
  };
  return role_main(&program, argc, argv);
}
