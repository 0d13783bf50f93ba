#pragma once
/*
 * What one agent reports at one stamp, and which parts (interfaces, file systems) it has had, so that each
 * known part is reported every time: with its value, or as unknown with the reason. Owned by the agent;
 * one thread.
 */
#include "model/object.h"
#include "snmp/tally.h"
#include "wire/samples.h"

struct report;

/* `subject` ("host:h1") and `tally` must outlive it. */
struct report *report_new(const char *subject, struct tally *tally);
void report_free(struct report *report);

void report_begin(struct report *report);

/* Readings of the subject itself. */
void report_subject(struct report *report, const struct reading *readings, gsize n);

/* Readings of a part. A second part of the same name is told apart by its `index` in the agent's table.
 * More than LIMIT_INSTANCES parts of a class are left out. */
void report_part(struct report *report, enum object_class class, const char *name, guint32 index,
                 const struct reading *readings, gsize n);

/* Every metric of `class` as unknown, for all its parts known and not reported since _begin. With
 * NOT_SUPPORTED the parts are gone and forgotten. */
void report_parts_unknown(struct report *report, enum object_class class, enum reading_state why);

/* A floating SAMPLES body. */
GVariant *report_end(struct report *report, gint64 stamp_sec);
