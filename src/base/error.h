#pragma once
/*
 * The one error domain of provost. Every GError of ours is a sentence for a person: what happened, to
 * what, and what to do. The code says only which kind of answer it deserves: an HTTP status, an exit
 * status, a retry. Floor 0: knows nothing of provost.
 */
#include <glib.h>

#define PROVOST_ERROR (provost_error_quark())

enum provost_error {
  PROVOST_ERROR_INVALID,     /* the input itself is wrong; asking again will not help */
  PROVOST_ERROR_NOT_FOUND,   /* it names something that does not exist */
  PROVOST_ERROR_REFUSED,     /* a rule or the present state forbids it */
  PROVOST_ERROR_UNAVAILABLE, /* somebody needed does not answer now */
  PROVOST_ERROR_TIMEOUT,     /* no answer in time: the outcome is unknown */
  PROVOST_ERROR_STORAGE,     /* disk or database failed: nothing may be acted on */
  PROVOST_ERROR_LIMIT,       /* larger, deeper or more than allowed */
  PROVOST_ERROR_BUSY,        /* as much as is allowed is under way: the same is possible later */
};

GQuark provost_error_quark(void);

/* Sets `error` to the sentence; FALSE, to be returned by who refuses. */
gboolean error_refuse(GError **error, enum provost_error code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* The exit status of every program whose command line is wrong; 1 (EXIT_FAILURE) is for all else. */
#define EXIT_USAGE 2
