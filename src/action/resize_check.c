/* The rules by which a resize is refused. */
#include "action/resize.h"

#include "action/admission.h"
#include "action/others.h"
#include "action/resize_run.h"
#include "base/error.h"
#include "base/quantity.h"

#include <string.h>

/* What is judged, read once. */
struct question {
  const struct actions *actions;
  const struct guest *guest;
  const struct cluster *cluster;
  const struct traits *traits;
  const struct resize *resize;
  const struct run *own; /* the run that asks; NULL: none yet */
  guint64 memory_bytes;  /* that the guest has now; 0: not known */
  guint vcpus;           /* the same */
};

/* The run that knows better than the last sighting: that which asks, or a resize that ended just now. NULL: none. */
static const struct run *fresher_run(const struct question *question)
{
  const struct actions *actions = question->actions;
  gint64 since_us = clock_wall_us(actions->clock) - 2 * (gint64)fleet_interval_ms(actions->fleet) * 1000;
  const struct run *newest = question->own;
  for (guint i = 0; i < actions->runs->len && !question->own; i++) {
    const struct run *run = actions->runs->pdata[i];
    const struct action *action = run->action;
    if (action->kind == ACTION_RESIZE && action->ended_us >= since_us &&
        strcmp(action->move->guest_uuid, question->guest->uuid) == 0)
      newest = run;
  }
  return newest;
}

static void read_what_it_has(struct question *question)
{
  const struct run *run = fresher_run(question);
  const struct inspection *seen = run ? &run->round.inspections[ON_SOURCE] : NULL;
  question->memory_bytes = seen && seen->memory_bytes ? seen->memory_bytes : question->guest->memory_bytes;
  question->vcpus = seen && seen->vcpus ? seen->vcpus : question->guest->vcpus;
}

static gboolean guest_check(const struct question *question, GError **error)
{
  const struct guest *guest = question->guest;
  if (!admission_check_guest(question->actions, guest, "resized", question->own, error))
    return FALSE;
  const struct host *host = fleet_host(question->actions->fleet, guest->host);
  if (!host || host->links[SOURCE_LIBVIRT].state != LINK_UP)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "host %s, where guest %s runs, is not up", guest->host,
                        guest->name);
  return TRUE;
}

static gboolean change_check(const struct question *question, GError **error)
{
  const struct guest *guest = question->guest;
  const struct resize *resize = question->resize;
  if (!resize->memory_bytes && !resize->vcpus)
    return error_refuse(error, PROVOST_ERROR_INVALID,
                        "nothing is to change: say how much memory, or how many vcpus, guest %s is to have",
                        guest->name);
  if ((resize->memory_bytes && !question->memory_bytes) || (resize->vcpus && !question->vcpus))
    return error_refuse(error, PROVOST_ERROR_REFUSED, "it is not known what guest %s has now", guest->name);
  if ((!resize->memory_bytes || resize->memory_bytes == question->memory_bytes) &&
      (!resize->vcpus || resize->vcpus == question->vcpus)) {
    g_autofree char *memory = size_format(question->memory_bytes);
    return error_refuse(error, PROVOST_ERROR_REFUSED, "guest %s has that already: %s and %u vcpu%s", guest->name, memory,
                        question->vcpus, question->vcpus == 1 ? "" : "s");
  }
  return TRUE;
}

static gboolean memory_check(const struct question *question, GError **error)
{
  const struct guest *guest = question->guest;
  const struct traits *traits = question->traits;
  guint64 wanted = question->resize->memory_bytes;
  guint64 floor = traits->memory_min_bytes ? traits->memory_min_bytes : question->cluster->resize_memory_min_bytes;
  g_autofree char *wanted_text = size_format(wanted), *floor_text = size_format(floor);
  g_autofree char *ceiling_text = size_format(traits->memory_max_bytes), *max_text = size_format(guest->memory_max_bytes);
  if (wanted == 0)
    return TRUE;
  if (wanted < floor)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "%s is below the floor of guest %s, which is %s (%s)",
                        wanted_text, guest->name, floor_text,
                        traits->memory_min_bytes ? "its memory_min" : "resize.memory_min of its cluster");
  if (traits->memory_max_bytes && wanted > traits->memory_max_bytes)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "%s is above the ceiling of guest %s, which is %s (its memory_max)", wanted_text, guest->name,
                        ceiling_text);
  if (wanted > guest->memory_max_bytes)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "%s is more than guest %s can have while it runs: libvirt's maximum for it is %s", wanted_text,
                        guest->name, max_text);
  return TRUE;
}

static gboolean vcpus_check(const struct question *question, GError **error)
{
  const struct guest *guest = question->guest;
  const struct traits *traits = question->traits;
  guint wanted = question->resize->vcpus;
  if (wanted == 0)
    return TRUE;
  if (wanted < traits->vcpus_min)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "%u vcpus are below the floor of guest %s, which is %u (its vcpus_min)", wanted, guest->name,
                        traits->vcpus_min);
  if (traits->vcpus_max && wanted > traits->vcpus_max)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "%u vcpus are above the ceiling of guest %s, which is %u (its vcpus_max)", wanted, guest->name,
                        traits->vcpus_max);
  if (wanted > guest->vcpus_max)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "%u vcpus are more than guest %s can have while it runs: libvirt's maximum for it is %u",
                        wanted, guest->name, guest->vcpus_max);
  return TRUE;
}

/* What resizes under way on the host are yet to take. */
static guint64 promised_bytes(const struct question *question)
{
  const struct actions *actions = question->actions;
  guint64 promised = 0;
  for (guint i = 0; i < actions->runs->len; i++) {
    const struct run *run = actions->runs->pdata[i];
    const struct action *action = run->action;
    if (run == question->own || run->mode == RUN_OVER || action->kind != ACTION_RESIZE ||
        strcmp(action->move->from, question->guest->host) != 0)
      continue;
    const struct guest *guest = fleet_guest(actions->fleet, action->move->guest_uuid);
    if (guest && action->memory_bytes > guest->memory_bytes)
      promised += action->memory_bytes - guest->memory_bytes;
  }
  return promised;
}

static gboolean room_check(const struct question *question, GError **error)
{
  const struct guest *guest = question->guest;
  if (question->resize->memory_bytes <= question->memory_bytes)
    return TRUE;
  g_autofree char *object = subject_format(SUBJECT_HOST, guest->host);
  struct value available = fleet_value(question->actions->fleet, object, METRIC_HOST_MEM_AVAILABLE_BYTES);
  if (available.reading.state != READING_KNOWN)
    return error_refuse(error, PROVOST_ERROR_REFUSED,
                        "it is not known how much memory %s has free, so guest %s is given no more", guest->host,
                        guest->name);
  guint64 kept = question->cluster->reserve_memory_bytes + promised_bytes(question);
  guint64 known = (guint64)available.reading.value, room = known > kept ? known - kept : 0;
  guint64 growth = question->resize->memory_bytes - question->memory_bytes;
  g_autofree char *growth_text = size_format(growth), *room_text = size_format(room);
  return growth <= room ||
         error_refuse(error, PROVOST_ERROR_REFUSED,
                      "guest %s would take %s more, and %s has %s free behind its reserve", guest->name, growth_text,
                      guest->host, room_text);
}

/* A guest that did not do as it was told is not told so again and again. */
static gboolean cooldown_check(const struct question *question, GError **error)
{
  gint64 cooldown_us = (gint64)question->cluster->resize_cooldown_ms * 1000;
  gint64 now_us = clock_wall_us(question->actions->clock);
  for (guint i = 0; i < question->actions->runs->len; i++) {
    const struct action *action = ((const struct run *)question->actions->runs->pdata[i])->action;
    gboolean was_begun = action->memory_before_bytes || action->vcpus_before;
    if (action->kind != ACTION_RESIZE || !was_begun || strcmp(action->move->guest_uuid, question->guest->uuid) != 0 ||
        now_us - action->ended_us >= cooldown_us)
      continue;
    g_autofree char *ago = span_format((double)(now_us - action->ended_us) / G_USEC_PER_SEC);
    g_autofree char *cooldown = duration_format(question->cluster->resize_cooldown_ms / 1000);
    return error_refuse(error, PROVOST_ERROR_BUSY,
                        "guest %s was resized %s ago (action %" G_GUINT64_FORMAT "): automation leaves it alone "
                        "for resize.cooldown, %s", question->guest->name, ago, action->id, cooldown);
  }
  return TRUE;
}

static gboolean others_check(const struct question *question, const char *by, GError **error)
{
  const struct guest *guest = question->guest;
  const struct fleet *fleet = question->actions->fleet;
  g_autofree char *refusal = others_forbid(fleet, guest->host, NULL);
  if (refusal)
    return error_refuse(error, PROVOST_ERROR_REFUSED, "%s", refusal);
  return others_let_automation(fleet, guest->uuid, by, error);
}

gboolean resize_admit(const struct actions *actions, const struct resize *resize, const char *by, const struct run *own,
                      GError **error)
{
  struct question question = {
      .actions = actions, .resize = resize, .own = own, .guest = fleet_guest(actions->fleet, resize->guest_uuid)};
  if (!question.guest)
    return error_refuse(error, PROVOST_ERROR_NOT_FOUND, "there is no guest %s", resize->guest_uuid);
  read_what_it_has(&question);
  if (!guest_check(&question, error) || !others_check(&question, by, error))
    return FALSE;
  g_autofree char *subject = subject_format(SUBJECT_GUEST, question.guest->uuid);
  question.traits = fleet_traits(actions->fleet, subject);
  question.cluster = fleet_cluster_of(actions->fleet, question.guest->host);
  return change_check(&question, error) && memory_check(&question, error) && vcpus_check(&question, error) &&
         room_check(&question, error) && (strcmp(by, BY_AUTOMATION) != 0 || cooldown_check(&question, error)) &&
         admission_check_journal(actions, "resized", error);
}

gboolean actions_check_resize(const struct actions *actions, const struct resize *resize, const char *by, GError **error)
{
  return resize_admit(actions, resize, by, NULL, error);
}
