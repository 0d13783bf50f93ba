#pragma once
/*
 * Events of the core become notifications to all targets. An event is taken when each target has it or gave it up; for one that
 * fails nobody waits, so that it holds up no other. Never blocks. One thread.
 */
#include "agentx/snapshot.h"
#include "agentx/target.h"

struct notifier;

/* `rows` gives indexes. `taken`: all events up to `number` are. */
struct notifier *notifier_new(const struct rows *rows, void (*taken)(guint64 number, gpointer user), gpointer user);
void notifier_free(struct notifier *notifier);

/* The targets of AGENTX_CONFIGURE, a(sssuuba{ss}): one that is as before keeps its queue. `folder`: where the engine is kept. */
void notifier_configure(struct notifier *notifier, GVariant *targets, const char *folder, guint heartbeat_ms);

/* EVENT. Heartbeats come once an interval, and go out when they are due. */
void notifier_take_event(struct notifier *notifier, guint64 number, const char *kind, const char *json);

/* Whether something waits for a target that does not fail. */
gboolean notifier_is_busy(const struct notifier *notifier);

struct target_counts notifier_counts(const struct notifier *notifier); /* of all targets */
guint notifier_failing(const struct notifier *notifier); /* how many of them fail */
