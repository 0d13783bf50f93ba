#include "plugin/check.h"

#include "base/error.h"

#include <math.h>
#include <string.h>

struct word {
  const char *name;
  enum check_state state;
};

/* "": what is not in the table is as grave as its last row. */
static enum check_state state_of(const struct word *words, const char *name)
{
  while (*words->name && strcmp(words->name, name) != 0)
    words++;
  return words->state;
}

static const struct word host_states[] = {
    {"up", CHECK_OK}, {"partial", CHECK_WARNING}, {"down", CHECK_CRITICAL}, {"connecting", CHECK_UNKNOWN}, {"", CHECK_UNKNOWN}};
static const struct word guest_states[] = {
    {"running", CHECK_OK}, {"paused", CHECK_WARNING}, {"off", CHECK_CRITICAL}, {"crashed", CHECK_CRITICAL}, {"", CHECK_UNKNOWN}};

static json_t *get_named(struct check *check, const char *noun, GError **error)
{
  const char *name = check->words[0];
  g_autofree char *escaped = g_uri_escape_bytes((const guint8 *)name, strlen(name), NULL);
  g_autofree char *path = g_strconcat("/v1/", noun, "/", escaped, NULL);
  return client_get(check->client, path, error);
}

static void tell_links(struct check *check, const json_t *links)
{
  const char *source;
  json_t *link;
  json_object_foreach ((json_t *)links, source, link) {
    if (strcmp(reply_text(link, "state"), "down") == 0)
      result_say(check->result, CHECK_OK, "%s is down: %s", source, reply_text(link, "reason"));
    result_explain(check->result, "%s: %s %s", source, reply_text(link, "state"), reply_text(link, "reason"));
  }
}

static void tell_unknown(struct check *check, const json_t *member)
{
  const char *metric;
  json_t *reason;
  json_object_foreach (json_object_get(member, "unknown"), metric, reason)
    result_explain(check->result, "%s is unknown: %s", metric, json_string_value(reason) ? json_string_value(reason) : "?");
}

gboolean check_host(struct check *check, GError **error)
{
  json_auto_t *host = get_named(check, "hosts", error);
  if (!host)
    return FALSE;
  const char *state = reply_text(host, "state");
  result_say(check->result, state_of(host_states, state), "%s is %s", check->words[0], state);
  tell_links(check, json_object_get(host, "links"));
  result_judge(check->result, "processors",
               &(struct measure){"cpu_busy", reply_number(host, "cpu_busy_pct"), "%", &check->warning, &check->critical, 0, 100});
  if (json_is_object(json_object_get(host, "restricted")))
    result_say(check->result, CHECK_OK, "restricted by %s", reply_text(json_object_get(host, "restricted"), "by"));
  double total = reply_number(host, "mem_total_bytes");
  double guests = (double)json_array_size(json_object_get(host, "guests"));
  result_measure(check->result, &(struct measure){"mem_available", reply_number(host, "mem_available_bytes"), "bytes", NULL, NULL, 0, total});
  result_measure(check->result, &(struct measure){"guests", guests, "", NULL, NULL, 0, NAN});
  tell_unknown(check, host);
  return TRUE;
}

/* A guest that provost moves is paused for a moment, and that is how it should be. */
static enum check_state guest_state(const json_t *guest)
{
  const char *state = reply_text(guest, "state"), *reason = reply_text(guest, "reason");
  gboolean is_moving = strcmp(reason, "migrating") == 0 || strcmp(reason, "post-copy migration") == 0 || strcmp(reason, "being saved") == 0;
  return strcmp(state, "paused") == 0 && is_moving ? CHECK_OK : state_of(guest_states, state);
}

gboolean check_guest(struct check *check, GError **error)
{
  json_auto_t *guest = get_named(check, "guests", error);
  if (!guest)
    return FALSE;
  const char *state = reply_text(guest, "state"), *reason = reply_text(guest, "reason"), *host = reply_text(guest, "host");
  result_say(check->result, guest_state(guest), "%s is %s%s%s%s%s%s", reply_text(guest, "name"), state, *host ? " on " : "", host,
             *reason ? " (" : "", reason, *reason ? ")" : "");
  double copies = reply_number(guest, "running_copies");
  if (copies > 1)
    result_say(check->result, CHECK_CRITICAL, "it runs on %.0f hosts: stop all copies but one at once", copies);
  result_judge(check->result, "processors",
               &(struct measure){"cpu_used", reply_number(guest, "cpu_used_pct"), "%", &check->warning, &check->critical, 0, 100});
  if (*reply_text(guest, "held"))
    result_say(check->result, CHECK_OK, "automation leaves it alone: %s", reply_text(guest, "held"));
  result_measure(check->result, &(struct measure){"memory", reply_number(guest, "memory_bytes"), "bytes", NULL, NULL, 0,
                                                  reply_number(guest, "memory_max_bytes")});
  result_measure(check->result, &(struct measure){"vcpus", reply_number(guest, "vcpus"), "", NULL, NULL, 0, reply_number(guest, "vcpus_max")});
  tell_links(check, json_object_get(guest, "links"));
  tell_unknown(check, guest);
  return TRUE;
}

/* ---- clusters ------------------------------------------------------------------------------------ */

static const json_t *find_named(const json_t *list, const char *name)
{
  gsize i;
  const json_t *entry;
  json_array_foreach (list, i, entry)
    if (strcmp(reply_text(entry, "name"), name) == 0)
      return entry;
  return NULL;
}

static double hosts_not_up(struct check *check, const json_t *hosts)
{
  double n = 0;
  gsize i;
  const json_t *host;
  json_array_foreach (hosts, i, host)
    if (strcmp(reply_text(host, "cluster"), check->words[0]) == 0) {
      n += strcmp(reply_text(host, "state"), "up") != 0;
      result_explain(check->result, "%s is %s", reply_text(host, "name"), reply_text(host, "state"));
    }
  return n;
}

/* Without ranges the state of the cluster decides, with ranges the number of hosts that are not up. */
gboolean check_cluster(struct check *check, GError **error)
{
  json_auto_t *clusters = client_get_list(check->client, "/v1/clusters", "clusters", error);
  json_auto_t *hosts = clusters ? client_get_list(check->client, "/v1/hosts", "hosts", error) : NULL;
  if (!hosts)
    return FALSE;
  const json_t *cluster = find_named(json_object_get(clusters, "clusters"), check->words[0]);
  if (!cluster)
    return error_refuse(error, PROVOST_ERROR_NOT_FOUND, "there is no cluster \"%s\"", check->words[0]);
  const char *state = reply_text(cluster, "state");
  gboolean has_ranges = *check->warning.text || *check->critical.text;
  double n = (double)json_array_size(json_object_get(cluster, "hosts"));
  result_say(check->result, has_ranges ? CHECK_OK : state_of(host_states, state), "%s is %s", check->words[0], state);
  result_judge(check->result, "hosts that are not up:",
               &(struct measure){"hosts_not_up", hosts_not_up(check, json_object_get(hosts, "hosts")), "", &check->warning,
                                 &check->critical, 0, n});
  const json_t *reserve = json_object_get(cluster, "reserve");
  if (strcmp(reply_text(reserve, "outcome"), "fails") == 0)
    result_say(check->result, CHECK_WARNING, "%s", reply_text(reserve, "text"));
  result_measure(check->result, &(struct measure){"guests", reply_number(cluster, "guest_count"), "", NULL, NULL, 0, NAN});
  return TRUE;
}
