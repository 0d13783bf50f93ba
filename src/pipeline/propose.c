#include "pipeline/propose.h"

#include "base/error.h"
#include "pipeline/parts.h"
#include "pipeline/remedy_resize.h"
#include "tips/attempt.h"

#include <string.h>

struct proposing {
  struct pipeline *pipeline;
  gboolean *alive;
  guint64 tip_id;
  guint index; /* of the remedy that is asked */
  char *by;
  struct proposal *proposal;
  propose_done done;
  gpointer user;
};

static void ask(struct proposing *proposing);

static void end(struct proposing *proposing, const GError *error)
{
  struct proposal *proposal = g_steal_pointer(&proposing->proposal);
  if (error)
    g_clear_pointer(&proposal, proposal_free);
  proposing->done(proposal, error, proposing->user);
  g_rc_box_release(proposing->alive);
  g_free(proposing->by);
  g_free(proposing);
}

static void accept(struct proposing *proposing, enum remedy_kind kind, struct plan *plan)
{
  proposing->proposal->is_possible = TRUE;
  proposing->proposal->remedy = kind;
  proposing->proposal->plan = plan;
  end(proposing, NULL);
}

/* The next one is asked. */
static void refuse(struct proposing *proposing, enum remedy_kind kind, enum proposal_stop stop, const char *why)
{
  proposing->proposal->stop = stop;
  g_ptr_array_add(proposing->proposal->refused, g_strdup_printf("%s: %s", remedy_kind_name(kind), why));
  proposing->index++;
  ask(proposing);
}

/* ---- kinds that are planned ---- */

/* What placement found, admission may refuse. */
static void judge(struct proposing *proposing, enum remedy_kind kind, struct plan *plan)
{
  g_autoptr(GError) error = NULL;
  const struct move *move = kind == REMEDY_MIGRATE && plan->moves->len > 0 ? plan->moves->pdata[0] : NULL;
  if (!move || actions_check_move(proposing->pipeline->actions, move, proposing->by, &error)) {
    accept(proposing, kind, plan);
    return;
  }
  plan_free(plan);
  refuse(proposing, kind, error->code == PROVOST_ERROR_BUSY ? STOPPED_BY_BUDGETS : STOPPED_BY_ADMISSION, error->message);
}

static void on_planned(struct plan *plan, const GError *error, enum remedy_kind kind, struct proposing *proposing)
{
  g_autoptr(GError) stopping = NULL;
  if (!*proposing->alive) {
    error_refuse(&stopping, PROVOST_ERROR_UNAVAILABLE, "provostd is stopping");
    plan_free(plan);
    end(proposing, stopping);
  } else if (plan) {
    judge(proposing, kind, plan);
  } else {
    refuse(proposing, kind, STOPPED_BY_PLAN, error->message);
  }
}

static void on_migration(struct plan *plan, const GError *error, gpointer user)
{
  on_planned(plan, error, REMEDY_MIGRATE, user);
}

static void on_evacuation(struct plan *plan, const GError *error, gpointer user)
{
  on_planned(plan, error, REMEDY_EVACUATE, user);
}

static void ask_migrate(struct proposing *proposing, const struct tip *tip, const struct remedy *remedy)
{
  struct plan_question question;
  attempt_question(tip, remedy, &question);
  question.spares_held = strcmp(proposing->by, BY_AUTOMATION) == 0;
  planning_start(proposing->pipeline->options.fleet, &question, on_migration, proposing);
}

/* NULL: it names none that is there. */
static const struct host *host_of(const struct proposing *proposing, const struct tip *tip, const struct remedy *remedy)
{
  const char *named = g_hash_table_lookup(remedy->parameters, "host");
  const char *name = subject_key(named ? named : tip->subject, SUBJECT_HOST);
  return name ? fleet_host(proposing->pipeline->options.fleet, name) : NULL;
}

static void ask_evacuate(struct proposing *proposing, const struct tip *tip, const struct remedy *remedy)
{
  const struct host *host = host_of(proposing, tip, remedy);
  const struct plan_question question = {.kind = PLAN_EVACUATE, .host = host ? host->name : NULL};
  if (host)
    planning_start(proposing->pipeline->options.fleet, &question, on_evacuation, proposing);
  else
    refuse(proposing, remedy->kind, STOPPED_BY_PLAN, "it names no host that is there");
}

/* ---- kinds that are answered at once ---- */

static void ask_restrict(struct proposing *proposing, const struct tip *tip, const struct remedy *remedy)
{
  const struct host *host = host_of(proposing, tip, remedy);
  const struct restriction *former = host ? fleet_restriction(proposing->pipeline->options.fleet, host->name) : NULL;
  g_autofree char *how = former ? restriction_text(former) : NULL;
  g_autofree char *why = how ? g_strdup_printf("host %s is %s already", host->name, how) : NULL;
  if (host && !why)
    accept(proposing, remedy->kind, NULL);
  else
    refuse(proposing, remedy->kind, STOPPED_BY_PLAN, why ? why : "it names no host that is there");
}

static void ask_resize(struct proposing *proposing, const struct tip *tip, const struct remedy *remedy)
{
  g_autoptr(GError) error = NULL;
  const struct pipeline *pipeline = proposing->pipeline;
  const struct resize resize = remedy_resize(remedy);
  if (actions_check_resize(pipeline->actions, &resize, proposing->by, &error))
    accept(proposing, remedy->kind, remedy_resize_plan(tip, fleet_guest(pipeline->options.fleet, resize.guest_uuid), &resize));
  else
    refuse(proposing, remedy->kind, STOPPED_BY_PLAN, error->message);
}

/* A notice tells somebody, and whether a program is there provost-notify alone knows. */
static void ask_nobody(struct proposing *proposing, const struct tip *tip, const struct remedy *remedy)
{
  (void)tip;
  accept(proposing, remedy->kind, NULL);
}

static void (*const asks[REMEDY_KINDS])(struct proposing *proposing, const struct tip *tip, const struct remedy *remedy) = {
    [REMEDY_NOTIFY] = ask_nobody,          [REMEDY_MIGRATE] = ask_migrate,      [REMEDY_RESIZE_MEMORY] = ask_resize,
    [REMEDY_RESIZE_VCPUS] = ask_resize,    [REMEDY_RESTRICT] = ask_restrict,    [REMEDY_EVACUATE] = ask_evacuate,
    [REMEDY_RUN] = ask_nobody,
};

static void ask(struct proposing *proposing)
{
  g_autoptr(GError) error = NULL;
  const struct tip *tip = tipbook_tip(proposing->pipeline->tips, proposing->tip_id);
  guint index = tip ? tip_next_remedy(tip, proposing->index) : 0;
  if (!tip) {
    error_refuse(&error, PROVOST_ERROR_NOT_FOUND, "there is no tip %" G_GUINT64_FORMAT " any more", proposing->tip_id);
    end(proposing, error);
  } else if (tip->remedies->len == 0) { /* accepted, it would only be told */
    accept(proposing, REMEDY_NOTIFY, NULL);
  } else if (index >= tip->remedies->len) {
    end(proposing, NULL);
  } else {
    const struct remedy *remedy = tip->remedies->pdata[index];
    proposing->index = index;
    asks[remedy->kind](proposing, tip, remedy);
  }
}

static void begin(gpointer user)
{
  struct proposing *proposing = user;
  g_autoptr(GError) stopping = NULL;
  if (*proposing->alive) {
    ask(proposing);
    return;
  }
  error_refuse(&stopping, PROVOST_ERROR_UNAVAILABLE, "provostd is stopping");
  end(proposing, stopping);
}

void propose(struct pipeline *pipeline, guint64 tip_id, const char *by, propose_done done, gpointer user)
{
  struct proposing *proposing = g_new(struct proposing, 1);
  *proposing = (struct proposing){pipeline, g_rc_box_acquire(pipeline->alive), tip_id, 0, g_strdup(by), proposal_new(), done, user};
  g_idle_add_once(begin, proposing);
}
