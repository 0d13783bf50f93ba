#pragma once
/*
 * One target of notifications, as provost-agentx sees it: a queue of at most TARGET_QUEUE_MAX, from which one after the other goes to
 * the target's own process (agentx/sender.h) and is waited for. The oldest are dropped, and counted, when the queue is full. A
 * process that dies or hangs is started anew, and what it had is given up. Never blocks. One thread.
 */
#include "agentx/engine.h"

#define TARGET_QUEUE_MAX 1000
#define TARGET_SLACK_MS 10000 /* beyond what retries take: then its process hangs */

struct target;

/* As in AGENTX_CONFIGURE; copied. */
struct target_settings {
  const char *name, *address, *version;
  guint32 timeout_ms, retries;
  gboolean inform;
  GVariant *credentials; /* a{ss} */
  const struct engine *engine;
};

/* `moved` is called when one that waited does so no more. */
struct target *target_new(const struct target_settings *settings, void (*moved)(gpointer user), gpointer user);
void target_free(struct target *target);

gboolean target_is(const struct target *target, const struct target_settings *settings); /* made from the same */

/* Of event `number`; keeps a reference of the body (notice_body). */
void target_send(struct target *target, guint64 number, GVariant *body);

/* The number of the oldest event that waits, or is on its way; G_MAXUINT64: none. */
guint64 target_oldest(const struct target *target);

/* The last one failed, so that nobody waits for those behind it. */
gboolean target_is_failing(const struct target *target);

struct target_counts {
  guint64 sent, failed, dropped;
  guint waiting;
};
struct target_counts target_counts(const struct target *target);
