#pragma once
/*
 * The core's side for tests of provost-snmp: starts the program on a socket pair, configures it, and keeps
 * the last reading of everything, every link and counter, by running the main loop until something is so.
 */
#include "model/metrics.h"
#include "wire/channel.h"

#define CORE_WAIT_SEC 60

struct core;

struct core *core_start(void);
void core_stop(struct core *core); /* closes the socket and waits for the program's end */

/* The program ends and starts anew, with the same folder; all that came is forgotten. */
void core_restart(struct core *core);

/* The software of the agent added next; ends with NULL. */
void core_name_software(struct core *core, const char *const *names);
/* A host's agent, for the next core_configure. */
void core_add_agent(struct core *core, const char *subject, const char *address, const char *community);
/* The same with credentials, as name and value, and NULL at their end. */
void core_add_agent_with(struct core *core, const char *subject, const char *address, const char *version, ...)
    G_GNUC_NULL_TERMINATED;
/* Sends any message; before core_configure: what packs declare. */
void core_say(struct core *core, enum message_kind kind, GVariant *body);
void core_configure(struct core *core, guint interval_ms); /* and forgets the agents added */

/* Each reading from now on, with the stamp of its sample. */
typedef void (*core_ear)(gint64 stamp_sec, const char *object, const struct reading *reading, gpointer user);
void core_hear(struct core *core, core_ear ear, gpointer user);

/* Runs until `is_so`, at most CORE_WAIT_SEC: FALSE then, or when the program ended. */
gboolean core_wait(struct core *core, gboolean (*is_so)(struct core *core, gpointer user), gpointer user);

/* The last reading; NULL: none came yet. */
const struct reading *core_reading(struct core *core, const char *object, enum metric_id metric);
/* Rounds of samples that came for a subject, and how many points of the grid are missing between them. */
guint core_rounds(struct core *core, const char *subject);
guint core_gaps(struct core *core, const char *subject);
guint core_link(struct core *core, const char *subject); /* enum link_state */
const char *core_link_reason(struct core *core, const char *subject);
const char *core_facts(struct core *core, const char *subject); /* the last AGENT_FACTS as text, or "" */
guint64 core_counter(struct core *core, const char *name);
guint core_skipped(struct core *core); /* objects that the wire found unsound */
gint core_pid(struct core *core);
char *core_log(struct core *core); /* what the program has logged. Caller frees. */
