#include "snmp/poll.h"

void poll_init(struct poll *poll)
{
  *poll = (struct poll){.step = STEP_SCALARS};
  for (guint i = 0; i < STEPS; i++)
    poll->why[i] = READING_NO_ANSWER;
  for (enum table_id id = 0; id < TABLES; id++)
    walk_init(&poll->walks[id], table_get(id));
}

void poll_clear(struct poll *poll)
{
  for (enum scalar i = 0; i < SCALARS; i++)
    cell_clear(&poll->scalars[i]);
  for (enum table_id id = 0; id < TABLES; id++)
    walk_clear(&poll->walks[id]);
}

gboolean poll_ask(const struct poll *poll, guint repetitions, struct request *request)
{
  if (poll->step == STEPS)
    return FALSE;
  if (poll->step != STEP_SCALARS) {
    walk_ask(&poll->walks[poll->step - 1], repetitions, request);
    return TRUE;
  }
  *request = (struct request){.n = SCALARS};
  for (enum scalar i = 0; i < SCALARS; i++)
    request->names[i] = scalar_want(i)->oid;
  return TRUE;
}

static void step_end(struct poll *poll, enum reading_state why)
{
  poll->why[poll->step++] = why;
}

static void step_end_broken(struct poll *poll)
{
  poll->broken[poll->step] = TRUE;
  step_end(poll, READING_BAD_VALUE);
}

static void scalars_take(struct poll *poll, const struct reply *reply)
{
  if (reply->n != SCALARS) {
    step_end_broken(poll);
    return;
  }
  for (enum scalar i = 0; i < SCALARS; i++) {
    const struct varbind *varbind = &reply->varbinds[i];
    if (oid_compare(&varbind->name, &scalar_want(i)->oid) != 0) {
      step_end_broken(poll);
      return;
    }
    cell_take(&poll->scalars[i], &varbind->value, scalar_want(i)->accept);
    if (poll->scalars[i].state == CELL_BAD && poll->bad_cells++ == 0)
      poll->first_bad = varbind->name;
  }
  poll->time = (struct agent_time){
      .known = poll->scalars[SCALAR_UPTIME].state == CELL_READ,
      .uptime_ticks = (guint32)poll->scalars[SCALAR_UPTIME].number,
      .boots = poll->scalars[SCALAR_BOOTS].number,
      .sent_us = reply->sent_us,
      .received_us = reply->received_us,
  };
  step_end(poll, READING_KNOWN);
}

static void answer_take(struct poll *poll, const struct reply *reply)
{
  if (poll->step == STEP_SCALARS) {
    scalars_take(poll, reply);
    return;
  }
  switch (walk_take(&poll->walks[poll->step - 1], reply)) {
  case WALK_ON:
    break;
  case WALK_WHOLE:
  case WALK_CUT:
    step_end(poll, READING_KNOWN);
    break;
  case WALK_BROKEN:
    step_end_broken(poll);
    break;
  }
}

static void refusal_take(struct poll *poll, guint error, guint *repetitions)
{
  switch (error) {
  case ERROR_TOO_BIG:
    if (poll->step != STEP_SCALARS && *repetitions > 1)
      *repetitions /= 2; /* and the same step again */
    else
      step_end_broken(poll);
    break;
  case ERROR_NO_SUCH_NAME:
    step_end(poll, READING_NOT_SUPPORTED);
    break;
  case ERROR_NO_ACCESS:
  case ERROR_AUTHORIZATION:
    step_end(poll, READING_REFUSED);
    break;
  default:
    step_end_broken(poll);
    break;
  }
}

void poll_take(struct poll *poll, const struct reply *reply, guint *repetitions)
{
  switch (reply->status) {
  case REPLY_ANSWER:
    poll->answered = TRUE;
    answer_take(poll, reply);
    break;
  case REPLY_REFUSED:
    poll->answered = TRUE;
    refusal_take(poll, reply->error, repetitions);
    break;
  case REPLY_MALFORMED:
    poll->answered = TRUE;
    step_end_broken(poll);
    break;
  case REPLY_TIMEOUT:
    /* An agent that answered before may lack one table only; a silent one is not asked further. */
    if (!poll->answered) {
      poll_stop(poll, READING_NO_ANSWER);
      break;
    }
    *repetitions = MAX(1, *repetitions / 2);
    step_end(poll, READING_NO_ANSWER);
    break;
  case REPLY_UNREACHABLE:
    poll_stop(poll, READING_UNREACHABLE);
    break;
  }
}

void poll_stop(struct poll *poll, enum reading_state why)
{
  while (poll->step < STEPS)
    step_end(poll, why);
}
