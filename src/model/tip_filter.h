#pragma once
/* Which tips are asked for: of the tip book and of the journal alike. Pure; strings are borrowed. */
#include "model/tip.h"

#define TIP_STATES_ALL ((1u << TIP_STATES) - 1)

struct tip_filter {
  guint states;           /* mask: 1 << enum tip_state */
  const char *policy;     /* NULL: any */
  const char *subject;    /* its written form or name; NULL: any */
  enum severity severity; /* at least; NONE: any */
  gint64 from_us, to_us;  /* wall clock: raised from then on, and before then; 0: whenever */
  guint64 before_id;      /* G_MAXUINT64: any */
};

gboolean tip_filter_takes(const struct tip_filter *filter, const struct tip *tip);

/* The mask of those that end a tip. */
guint tip_states_finished(void);
