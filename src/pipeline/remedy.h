#pragma once
/*
 * From an accepted tip to its outcome: plan, act, measure. Answers every way in which that can end with a
 * move of the tip, so that none stays accepted for ever. Core's thread, never blocks.
 */
#include "action/actions.h"
#include "action/program_runs.h"
#include "pipeline/campaign.h"
#include "tips/tipbook.h"

struct remedies;

/* All must outlive it. */
struct remedies_options {
  const struct clock *clock;
  const struct fleet *fleet;
  struct journal *journal;
  struct tipbook *tips;
  struct actions *actions;
  struct program_runs *program_runs;
  const struct restricting *restricting;
  struct campaigns *campaigns;
  struct verdict_book *verdicts; /* gets each measured effect, as does the journal */
};
struct remedies *remedies_new(const struct remedies_options *options);
void remedies_free(struct remedies *remedies);
void remedies_set_undo(struct remedies *remedies, guint per_hour); /* from now on */

/* A tip was accepted: makes a plan and carries it out. */
void remedies_begin(struct remedies *remedies, const struct tip *tip);

/* The tip is finished, whatever was under way for it. */
void remedies_end(struct remedies *remedies, const struct tip *tip);

/* An action of a tip has ended: its effect is measured, or the tip fails. */
void remedies_take_action(struct remedies *remedies, const struct action *action);

/* After a restart: tips that were being acted upon or measured find their way again. */
void remedies_resume(struct remedies *remedies);

/* Once an interval. */
void remedies_take_interval(struct remedies *remedies);
