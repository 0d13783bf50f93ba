#pragma once
/*
 * Whether the programs that an administrator names run, as HOST-RESOURCES-MIB says: a walk of hrSWRunName counts the rows
 * of each name, and hrSWRunPerfMem of these rows is asked after it. A count is known only where the walk came to the end
 * of the table, so that 0 is one; else nothing is known, with the reason. Rows are not kept, so a long table takes no
 * memory. Says what to ask, takes what came, sends nothing. One thread.
 */
#include "base/limits.h"
#include "model/object.h"
#include "snmp/tally.h"
#include "snmp/walk.h"
#include "wire/samples.h"

#define SOFTWARE_NAME_BYTES 15 /* Linux cuts the name of a program so: what is as long may be the beginning of a name */
#define SOFTWARE_ROWS_MAX 256  /* rows of which memory is asked, of all names together */
#define SOFTWARE_KEEP_PERIODS 3 /* after which a count that was not renewed counts no more */

/* Of one name. */
struct software_count {
  guint running;  /* rows */
  guint measured; /* of these, whose memory is known */
  guint64 mem_units;
};

/* A row with a name that is looked for. */
struct software_match {
  guint32 index;
  guint name;
};

/* What software of one kind of subject is measured as. */
struct software_kind {
  enum object_class class;
  guint running, memory; /* metrics */
};

enum software_step { STEP_NONE, STEP_NAMES, STEP_MEMORY };

struct software {
  const struct software_kind *kind;
  guint n;
  char *names[LIMIT_SOFTWARE], *objects[LIMIT_SOFTWARE];

  struct software_count known[LIMIT_SOFTWARE]; /* of the last look that ended, where `why` is KNOWN */
  enum reading_state why, why_memory;
  gboolean judged;                    /* a look has ended */
  gint64 read_us;                     /* monotonic */

  enum software_step step; /* of the look under way */
  struct walk *walk;       /* of the names; NULL else */
  struct software_count counts[LIMIT_SOFTWARE];
  GArray *matches; /* struct software_match, SOFTWARE_ROWS_MAX at most */
  guint next, asked; /* of the matches: the first asked now, and how many */
  guint repetitions, most, lost, rows;
  gboolean bulk, overflow; /* overflow: more rows match */
  gint64 begun_us;
};

/* For the names ("as", LIMIT_SOFTWARE at most are taken) of programs of `subject`. */
struct software *software_new(const char *subject, enum subject_kind kind, GVariant *names);
void software_free(struct software *software);

/* Whether it was made for these names. */
gboolean software_is(const struct software *software, GVariant *names);

/* Begins a look; `bulk`: FALSE: the agent has only SNMP v1. What was known stays known until the look ends. */
void software_begin(struct software *software, gboolean bulk, gint64 now_us);
gboolean software_is_looking(const struct software *software);

/* The next request of a look but for its time-out; FALSE: the look is through. */
gboolean software_ask(struct software *software, struct request *request);

/* Takes the reply to it. */
void software_take(struct software *software, const struct reply *reply);

/* Ends a look: nothing is known for this reason. */
void software_fail(struct software *software, enum reading_state why);

/* Adds the readings of each name at `now_us` (monotonic), with their age, or as unknown. `down`: why the agent did not
 * answer at all; KNOWN: it did. */
void software_report(const struct software *software, enum reading_state down, gint64 now_us,
                     struct samples_builder *builder, struct tally *tally);

/* What the last look could not tell, as a clause for a person: "hrSWRunTable ..."; NULL: nothing. Caller frees. */
char *software_trouble(const struct software *software);
