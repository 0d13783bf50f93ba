#include "model/licence_report.h"

#include "base/text.h"
#include "model/names.h"

#include <string.h>

#define NAMED_MAX 3 /* hosts that a note names */

static const char *const kind_names[LICENCE_BREACH_KINDS] = {
    [BREACH_HOST] = "host",
    [BREACH_ENTITLEMENTS] = "entitlements",
    [BREACH_STAY] = "stay",
};

const char *licence_breach_kind_name(enum licence_breach_kind kind)
{
  return name_of(kind_names, LICENCE_BREACH_KINDS, kind);
}

/* ---- hosts --------------------------------------------------------------------------------------- */

struct licence_verdict {
  guint units;
  gboolean is_allowed;
};

static gboolean has_labels(const struct licence *licence)
{
  for (guint i = 0; i < licence->hosts->len; i++)
    if (strchr(licence->hosts->pdata[i], '='))
      return TRUE;
  return FALSE;
}

static const struct licence_verdict *judge_host(const struct licence_hosts *hosts, const char *name, const struct licence_host *host)
{
  const struct licence *licence = hosts->licence;
  struct licence_verdict *verdict = g_new(struct licence_verdict, 1);
  verdict->units = licence_units(licence->per, host ? host->sockets : 0, host ? host->cores : 0);
  verdict->is_allowed = licence_means_host(licence, name, host ? (const char *const *)host->labels : NULL) ||
                        (!host && has_labels(licence));
  g_hash_table_insert(hosts->verdicts, (gpointer)name, verdict);
  return verdict;
}

static const struct licence_verdict *verdict_of(const struct licence_hosts *hosts, const char *name)
{
  const struct licence_verdict *verdict = g_hash_table_lookup(hosts->verdicts, name);
  return verdict ? verdict : judge_host(hosts, name, NULL);
}

guint licence_hosts_units(const struct licence_hosts *hosts, const char *name)
{
  return verdict_of(hosts, name)->units;
}

gboolean licence_hosts_allow(const struct licence_hosts *hosts, const char *name)
{
  return verdict_of(hosts, name)->is_allowed;
}

/* ---- what is in use ------------------------------------------------------------------------------ */

static void use_free(gpointer data)
{
  struct licence_use *use = data;
  g_free(use->host);
  g_ptr_array_unref(use->guests);
  g_free(use);
}

static struct licence_use *use_of(struct licence_report *report, GHashTable *uses, const struct licence_hosts *hosts,
                                  const char *host)
{
  struct licence_use *use = g_hash_table_lookup(uses, host);
  if (use)
    return use;
  use = g_new0(struct licence_use, 1);
  use->host = g_strdup(host);
  use->units = licence_hosts_units(hosts, host);
  use->guests = g_ptr_array_new_with_free_func(g_free);
  g_hash_table_insert(uses, use->host, use);
  g_ptr_array_add(report->uses, use);
  return use;
}

static int use_order(gconstpointer a, gconstpointer b)
{
  return strcmp((*(const struct licence_use *const *)a)->host, (*(const struct licence_use *const *)b)->host);
}

static void find_uses(struct licence_report *report, const struct licence_question *question, const struct licence_hosts *hosts,
                      const GPtrArray *residences)
{
  g_autoptr(GHashTable) uses = g_hash_table_new(g_str_hash, g_str_equal);
  gint64 stay_us = (gint64)question->licence->stay_sec * G_USEC_PER_SEC;
  for (guint i = 0; i < residences->len; i++) {
    const struct residence *residence = residences->pdata[i];
    gboolean is_bound = residence->moved_us && residence->moved_us + stay_us > question->now_us &&
                        licence_hosts_allow(hosts, residence->host);
    if (residence->until_us && !is_bound)
      continue;
    struct licence_use *use = use_of(report, uses, hosts, residence->host);
    if (!residence->until_us)
      g_ptr_array_add(use->guests, g_strdup(residence->guest));
    if (is_bound)
      use->bound_until_us = MAX(use->bound_until_us, residence->moved_us + stay_us);
  }
  g_ptr_array_sort(report->uses, use_order);
}

static void add_up(struct licence_report *report)
{
  guint entitlements = report->licence->entitlements;
  for (guint i = 0; i < report->uses->len; i++) {
    const struct licence_use *use = report->uses->pdata[i];
    *(use->guests->len ? &report->units_in_use : &report->units_bound) += use->units;
    report->n_unknown += use->units == 0;
  }
  guint taken = report->units_in_use + report->units_bound;
  report->head_room = entitlements > taken ? entitlements - taken : 0;
}

gboolean licence_report_knows_head_room(const struct licence_report *report)
{
  return report->licence->entitlements > 0 && report->n_unknown == 0;
}

/* ---- what else may be ---------------------------------------------------------------------------- */

static void note_unknown(struct licence_report *report, const GPtrArray *names, const char *then)
{
  g_autofree char *named = text_names(names, NAMED_MAX);
  if (names->len > 0)
    g_ptr_array_add(report->notes, g_strdup_printf("it is not known how many %ss %s %s: %s",
                                                   licence_per_name(report->licence->per), named,
                                                   names->len > 1 ? "have" : "has", then));
}

static GHashTable *hosts_in_use(const struct licence_report *report)
{
  GHashTable *hosts = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < report->uses->len; i++)
    g_hash_table_add(hosts, ((const struct licence_use *)report->uses->pdata[i])->host);
  return hosts;
}

static void find_free(struct licence_report *report, const struct licence_question *question, const struct licence_hosts *hosts)
{
  g_autoptr(GPtrArray) unknown = g_ptr_array_new();
  g_autoptr(GHashTable) in_use = hosts_in_use(report);
  gboolean is_unlimited = report->licence->entitlements == 0;
  for (guint i = 0; i < question->hosts->len; i++) {
    const struct licence_host *host = question->hosts->pdata[i];
    guint units = licence_hosts_units(hosts, host->name);
    if (!licence_hosts_allow(hosts, host->name) || g_hash_table_contains(in_use, host->name))
      continue;
    if (units == 0)
      g_ptr_array_add(unknown, (gpointer)host->name);
    if (units == 0 || !(is_unlimited || (licence_report_knows_head_room(report) && units <= report->head_room)))
      continue;
    if (report->n_free++ < LICENCE_FREE_MAX)
      g_ptr_array_add(report->free_hosts, g_strdup(host->name));
  }
  note_unknown(report, unknown, "no guest can be sent there");
}

static void note_uses(struct licence_report *report)
{
  g_autoptr(GPtrArray) unknown = g_ptr_array_new();
  for (guint i = 0; i < report->uses->len; i++) {
    const struct licence_use *use = report->uses->pdata[i];
    if (use->units == 0)
      g_ptr_array_add(unknown, use->host);
  }
  note_unknown(report, unknown, "what is in use there is not counted, and the head-room is not known");
}

/* ---- the report ---------------------------------------------------------------------------------- */

static void breach_free(gpointer data)
{
  struct licence_breach *breach = data;
  g_free(breach->guest);
  g_free(breach->uuid);
  g_free(breach->host);
  g_free(breach->text);
  g_free(breach);
}

static GPtrArray *residences_of(const struct licence_question *question)
{
  GPtrArray *residences = g_ptr_array_new();
  for (const GList *link = question->residences->head; link; link = link->next)
    if (strcmp(((const struct residence *)link->data)->product, question->licence->name) == 0)
      g_ptr_array_add(residences, link->data);
  return residences;
}

/* The names belong to the question. */
static void judge_hosts(const struct licence_hosts *hosts, const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    const struct licence_host *host = list->pdata[i];
    judge_host(hosts, host->name, host);
  }
}

struct licence_report *licence_report_new(const struct licence_question *question)
{
  struct licence_report *report = g_new0(struct licence_report, 1);
  g_autoptr(GHashTable) verdicts = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr(GPtrArray) residences = residences_of(question);
  const struct licence_hosts hosts = {question->licence, verdicts};
  judge_hosts(&hosts, question->hosts);
  report->licence = licence_copy(question->licence);
  report->uses = g_ptr_array_new_with_free_func(use_free);
  report->free_hosts = g_ptr_array_new_with_free_func(g_free);
  report->notes = g_ptr_array_new_with_free_func(g_free);
  report->breaches = g_ptr_array_new_with_free_func(breach_free);
  find_uses(report, question, &hosts, residences);
  add_up(report);
  note_uses(report);
  find_free(report, question, &hosts);
  licence_find_breaches(report, question, &hosts, residences);
  return report;
}

void licence_report_free(struct licence_report *report)
{
  if (!report)
    return;
  licence_free(report->licence);
  g_ptr_array_unref(report->uses);
  g_ptr_array_unref(report->free_hosts);
  g_ptr_array_unref(report->notes);
  g_ptr_array_unref(report->breaches);
  g_free(report);
}
