/* The stations from the plan on. */
#include "pipeline/rehearsal_state.h"

#include "base/error.h"
#include "base/quantity.h"

static const char *last_refusal(const struct rehearsal *rehearsal)
{
  const GPtrArray *refused = rehearsal->proposal->refused;
  return refused->len ? refused->pdata[refused->len - 1] : "it has no remedy";
}

/* Whether the proposal came through what is stopped by `stop`; FALSE: that was told. */
static gboolean passes(struct rehearsal *rehearsal, const char *name, enum proposal_stop stop)
{
  const struct proposal *proposal = rehearsal->proposal;
  if (!proposal->is_possible && proposal->stop == stop)
    rehearsal_end_at(rehearsal, name, NULL, last_refusal(rehearsal));
  return proposal->is_possible || proposal->stop > stop;
}

static void plan_station(struct rehearsal *rehearsal, const char *name)
{
  const struct proposal *proposal = rehearsal->proposal;
  if (!passes(rehearsal, name, STOPPED_BY_PLAN))
    return;
  if (!proposal->plan)
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, proposal->is_possible ? "%s needs none" : "%s",
                   proposal->is_possible ? remedy_kind_name(proposal->remedy) : "one was found");
  else
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, "%s; %u candidates", proposal->plan->why, proposal->plan->candidates->len);
}

static void method_station(struct rehearsal *rehearsal, const char *name)
{
  const struct move *move = proposal_move(rehearsal->proposal);
  if (!move) {
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, rehearsal->proposal->is_possible ? "no single guest is moved" : "the plan has chosen one");
    return;
  }
  g_autofree char *span = span_format(move->duration_sec);
  rehearsal_tell(rehearsal, name, STATION_OK, "clusters[].migration.methods", "%s is to go from %s to %s by %s, in about %s", move->guest_name,
                 move->from, move->to, move_method_name(move->method), span);
}

static void admission_station(struct rehearsal *rehearsal, const char *name)
{
  gboolean is_move = proposal_move(rehearsal->proposal) != NULL;
  if (passes(rehearsal, name, STOPPED_BY_ADMISSION))
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, "no rule forbids it now%s",
                   is_move ? "; both hosts are asked once more before the first deed" : "");
}

static void budgets_station(struct rehearsal *rehearsal, const char *name)
{
  gboolean is_move = proposal_move(rehearsal->proposal) != NULL;
  if (passes(rehearsal, name, STOPPED_BY_BUDGETS))
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, is_move ? "fewer moves than are allowed are under way" : "it is in no budget of moves");
}

/* Who carries each kind of remedy out; ROLE_CORE: provostd itself. */
static enum role role_of(enum remedy_kind kind)
{
  static const enum role roles[REMEDY_KINDS] = {
      [REMEDY_NOTIFY] = ROLE_CORE,        [REMEDY_MIGRATE] = ROLE_VIRT,      [REMEDY_RESIZE_MEMORY] = ROLE_VIRT,
      [REMEDY_RESIZE_VCPUS] = ROLE_VIRT,  [REMEDY_RESTRICT] = ROLE_CORE,     [REMEDY_EVACUATE] = ROLE_VIRT,
      [REMEDY_RUN] = ROLE_NOTIFY,
  };
  return roles[kind];
}

static void role_station(struct rehearsal *rehearsal, const char *name)
{
  enum role role = role_of(rehearsal->proposal->remedy);
  g_autofree char *gone = g_strdup_printf("%s is not there, and carries it out: provost status says why", role_name(role));
  if (role != ROLE_CORE && !rehearsal->pipeline->is_up[role])
    rehearsal_end_at(rehearsal, name, NULL, gone);
  else
    rehearsal_tell(rehearsal, name, STATION_OK, NULL, "%s is there, which carries it out", role == ROLE_CORE ? "provostd" : role_name(role));
}

static void action_station(struct rehearsal *rehearsal, const char *name)
{
  g_autoptr(GError) error = NULL;
  struct tip_change change = {.by = rehearsal->by};
  if (rehearsal->stopped_at || !rehearsal->apply) {
    rehearsal_tell(rehearsal, name, STATION_SKIPPED, NULL, rehearsal->apply ? "nothing was begun, since it was stopped before"
                                                                            : "nothing was begun: with --apply it would be");
  } else if (!tipbook_move(rehearsal->pipeline->tips, rehearsal->tip_id, TIP_EVENT_ACCEPT, &change, &error)) {
    rehearsal_end_at(rehearsal, name, NULL, error->message);
  } else {
    rehearsal->is_applied = TRUE;
    gboolean is_accepted = rehearsal_tip(rehearsal)->state != TIP_OPEN;
    rehearsal_tell(rehearsal, name, is_accepted ? STATION_OK : STATION_WAITS, NULL, "%s",
                   is_accepted ? "it was accepted, and is carried out now" : "it waits for somebody else to accept it, too");
  }
}

static void effect_station(struct rehearsal *rehearsal, const char *name)
{
  rehearsal_tell(rehearsal, name, STATION_SKIPPED, NULL, rehearsal->is_applied ? "what came of it provost tip %" G_GUINT64_FORMAT " says"
                                                                                : "tip %" G_GUINT64_FORMAT " was not carried out", rehearsal->tip_id);
}

void stations_from_plan(struct rehearsal *rehearsal)
{
  static const struct station stations[] = {
      {"plan", plan_station},       {"method", method_station}, {"admission", admission_station}, {"budgets", budgets_station},
      {"program", role_station},    {"action", action_station}, {"effect", effect_station},
  };
  stations_play(rehearsal, stations, G_N_ELEMENTS(stations));
}
