#include "action/resize.h"

#include "action/admission.h"
#include "action/resize_run.h"

#include "base/quantity.h"

#define SETTLE_US (RESIZE_SETTLE_SEC * G_USEC_PER_SEC)
#define SILENT_US (600 * G_USEC_PER_SEC) /* how long the host may be silent afterwards */
#define TOLERANCE 50                     /* a balloon that is within a fiftieth has done as it was told */

static const struct step memory_and_vcpus[] = {
    {DEED_SET_MEMORY, ON_SOURCE, FALSE},
    {DEED_SET_VCPUS, ON_SOURCE, FALSE},
};

static const struct route *route_of(const struct resize *resize)
{
  static const struct route both = {memory_and_vcpus, 2}, memory = {memory_and_vcpus, 1}, vcpus = {memory_and_vcpus + 1, 1};
  if (resize->memory_bytes && resize->vcpus)
    return &both;
  return resize->memory_bytes ? &memory : &vcpus;
}

static struct move *place_of(const struct guest *guest)
{
  struct move *move = move_new();
  move->guest_uuid = g_strdup(guest->uuid);
  move->guest_name = g_strdup(guest->name);
  move->from = g_strdup(guest->host);
  return move;
}

guint64 actions_resize(struct actions *actions, const struct resize *asked, guint64 tip_id, const char *by, GError **error)
{
  struct resize resize = *asked;
  resize.memory_bytes -= resize.memory_bytes % 1024;
  if (!actions_check_resize(actions, &resize, by, error))
    return 0;
  struct action *action = actions_make(actions, &(struct beginning){ACTION_RESIZE, tip_id, by, "asking the host"});
  action->move = place_of(fleet_guest(actions->fleet, resize.guest_uuid));
  action->memory_bytes = resize.memory_bytes;
  action->vcpus = resize.vcpus;
  journal_put_action(actions->journal, action, &(struct audit){by, "ordered", action_kind_name(action->kind)});
  struct run *run = run_new(actions, action);
  run->route = route_of(&resize);
  if (actions->events->begun)
    actions->events->begun(action, actions->user);
  run_inspect(run);
  return action->id;
}

GVariant *resize_arguments(const struct action *action, enum deed_kind deed)
{
  GVariantBuilder arguments;
  g_variant_builder_init(&arguments, G_VARIANT_TYPE_VARDICT);
  if (deed == DEED_SET_MEMORY)
    g_variant_builder_add(&arguments, "{sv}", "memory_bytes", g_variant_new_uint64(action->memory_bytes));
  else
    g_variant_builder_add(&arguments, "{sv}", "vcpus", g_variant_new_uint64(action->vcpus));
  return g_variant_builder_end(&arguments);
}

/* ---- what became of it ---- */

/* Memory or vcpus: what it was, is, and was to be; wanted 0: not asked for. */
struct part {
  enum deed_kind deed;
  guint64 before, now, wanted;
};

static void read_parts(const struct run *run, struct part parts[2])
{
  const struct action *action = run->action;
  const struct inspection *now = &run->round.inspections[ON_SOURCE];
  parts[0] = (struct part){DEED_SET_MEMORY, action->memory_before_bytes, now->memory_bytes, action->memory_bytes};
  parts[1] = (struct part){DEED_SET_VCPUS, action->vcpus_before, now->vcpus, action->vcpus};
}

static guint64 distance(guint64 a, guint64 b)
{
  return a > b ? a - b : b - a;
}

/* Half of a small change tells it from none. */
static gboolean part_is_reached(const struct part *part)
{
  if (part->wanted == 0)
    return TRUE;
  guint64 tolerance = part->deed == DEED_SET_MEMORY ? MIN(part->wanted / TOLERANCE, distance(part->wanted, part->before) / 2) : 0;
  return part->now > 0 && distance(part->now, part->wanted) <= tolerance;
}

static char *amount(const struct part *part, guint64 n)
{
  return part->deed == DEED_SET_MEMORY ? size_format(n) : g_strdup_printf("%" G_GUINT64_FORMAT, n);
}

static void describe_part(const struct part *part, GString *text)
{
  const char *what = part->deed == DEED_SET_MEMORY ? "memory" : "vcpus";
  g_autofree char *before = amount(part, part->before), *now = amount(part, part->now), *wanted = amount(part, part->wanted);
  if (part->wanted == 0)
    return;
  if (text->len)
    g_string_append(text, "; ");
  if (part_is_reached(part))
    g_string_append_printf(text, "%s went from %s to %s", what, before, now);
  else if (part->now == 0)
    g_string_append_printf(text, "how much %s it has now is not known", what);
  else if (part->now == part->before)
    g_string_append_printf(text, "no effect: %s is %s as before, not %s", what, now, wanted);
  else
    g_string_append_printf(text, "in part only: %s went from %s to %s, not to %s", what, before, now, wanted);
}

static char *describe(const struct run *run)
{
  struct part parts[2];
  GString *text = g_string_new(NULL);
  read_parts(run, parts);
  describe_part(&parts[0], text);
  describe_part(&parts[1], text);
  return g_string_free(text, FALSE);
}

static gboolean is_reached(const struct run *run)
{
  struct part parts[2];
  read_parts(run, parts);
  return part_is_reached(&parts[0]) && part_is_reached(&parts[1]);
}

/* Of what is not reached, something was begun that is not known to have failed. */
static gboolean may_yet_come(const struct run *run)
{
  struct part parts[2];
  read_parts(run, parts);
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
    const struct intent *intent = run_last_intent(run, parts[i].deed);
    if (!part_is_reached(&parts[i]) && intent && (intent->open || intent->result != DEED_FAILED))
      return TRUE;
  }
  return FALSE;
}

/* While it goes on: "memory is 300 MiB, not 384 MiB yet". */
static char *describe_way(const struct run *run)
{
  struct part parts[2];
  read_parts(run, parts);
  const struct part *late = part_is_reached(&parts[0]) ? &parts[1] : &parts[0];
  g_autofree char *now = amount(late, late->now), *wanted = amount(late, late->wanted);
  return g_strdup_printf("%s is %s, not %s yet", late == parts ? "memory" : "vcpus", late->now ? now : "not known", wanted);
}

/* ---- the run ---- */

static void close_open(struct run *run)
{
  struct part parts[2];
  read_parts(run, parts);
  for (guint i = 0; i < run->intents->len; i++) {
    struct intent *intent = run->intents->pdata[i];
    run_close(run, intent, part_is_reached(&parts[intent->deed == DEED_SET_VCPUS]) ? DEED_DONE : DEED_UNKNOWN, run->failure);
  }
}

static void end(struct run *run, enum action_state state, const char *first, const char *second)
{
  g_autofree char *error = run_join(first, second);
  run_end(run, state, error);
}

static void end_as_it_is(struct run *run)
{
  close_open(run);
  if (is_reached(run)) {
    run->is_settled = TRUE;
    run->end = ACTION_DONE;
    run->decision = DECISION_DONE;
    run_look_begin(run);
    return;
  }
  g_autofree char *now = describe(run);
  end(run, ACTION_FAILED, now, run->failure);
}

/* Who looks after the guest, and what goes on with it, is asked as before a move. NULL: nothing. Caller frees. */
static char *examined_refusal(const struct run *run)
{
  const struct examination *examination = &run->examination;
  char *refusal = run_examination_refusal(run, "resize");
  if (!refusal && examination->found[OBSTACLE_FOREIGN_JOB])
    return g_strdup_printf("something else goes on with %s: %s", run->action->move->guest_name,
                           examination->details[OBSTACLE_FOREIGN_JOB]);
  return refusal;
}

static void begin(struct run *run)
{
  struct action *action = run->action;
  const struct inspection *now = &run->round.inspections[ON_SOURCE];
  const struct resize resize = {action->move->guest_uuid, action->memory_bytes, action->vcpus};
  g_autoptr(GError) error = NULL;
  g_autofree char *refusal = examined_refusal(run);
  if (refusal) {
    run_refuse(run, refusal);
  } else if (!resize_admit(run->actions, &resize, action->by, run, &error)) {
    run_refuse(run, error->message);
  } else if (run_is_stale(run)) {
    run_inspect(run);
  } else {
    action->memory_before_bytes = action->memory_bytes ? now->memory_bytes : 0;
    action->vcpus_before = action->vcpus ? now->vcpus : 0;
    run_go_forward(run);
  }
}

static void prepare(struct run *run)
{
  const struct action *action = run->action;
  const struct inspection *now = &run->round.inspections[ON_SOURCE];
  if (run->heard[ON_SOURCE] != ANSWER_RUNNING) {
    g_autofree char *error = g_strdup_printf("%s is %s on %s: it can be resized only while it runs undisturbed; nothing was done",
                                             action->move->guest_name, answer_name(run->heard[ON_SOURCE]), action->move->from);
    run_end(run, ACTION_FAILED, error);
  } else if (!run->route) {
    run_end(run, ACTION_FAILED, "it was cut off before it began; nothing was done");
  } else if ((action->memory_bytes && !now->memory_bytes) || (action->vcpus && !now->vcpus)) {
    run_end(run, ACTION_FAILED, "the host does not say how much the guest has now; nothing was done");
  } else {
    begin(run);
  }
}

static void wait_for_host(struct run *run)
{
  if (run->intents->len == 0)
    return; /* run_tick gives it up */
  const char *host = run->action->move->from;
  if (run_waited_us(run, DECISION_WAIT) < SILENT_US) {
    g_autofree char *phase = g_strdup_printf("waiting for %s to answer", host);
    run_say(run, phase);
    return;
  }
  g_autofree char *error = g_strdup_printf("%s does not answer: it is not known how much the guest has now", host);
  end(run, ACTION_FAILED, error, run->failure);
}

void resize_judge(struct run *run)
{
  enum answer answer = run->heard[ON_SOURCE] = run_answer(run, ON_SOURCE);
  if (answer == ANSWER_NONE) {
    wait_for_host(run);
  } else if (run->intents->len == 0) {
    prepare(run);
  } else if (answer == ANSWER_ABSENT || answer == ANSWER_OFF || answer == ANSWER_MIGRATED || answer == ANSWER_CRASHED) {
    const struct move *move = run->action->move;
    g_autofree char *error = g_strdup_printf("%s is %s on %s meanwhile", move->guest_name, answer_name(answer), move->from);
    end(run, ACTION_FAILED, error, run->failure);
  } else if (is_reached(run) || !may_yet_come(run) || run_waited_us(run, DECISION_WAIT_BRIEFLY) >= SETTLE_US) {
    end_as_it_is(run);
  } else {
    g_autofree char *way = describe_way(run);
    run_say(run, way);
  }
}

gboolean resize_cancel(struct run *run, const char *by)
{
  if (run->mode != RUN_INSPECTING || run->is_settled)
    return FALSE;
  g_autofree char *who = g_strconcat("cancelled by ", by, NULL);
  g_autofree char *now = run->intents->len ? describe(run) : g_strdup("nothing was done");
  end(run, ACTION_CANCELLED, who, now);
  return TRUE;
}
